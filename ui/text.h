/* Text in columns of a terminal: how wide it is, cut, padded, wrapped, and in the characters that the locale has. Pure.
 */
#pragma once

#include <glib.h>

/* Columns that one character takes: 2 for wide ones, 0 for those that combine with the one before. */
int text_char_width(gunichar ch);

/* Columns of TEXT, which must be valid UTF-8. */
int text_width(const char *text);

/* TEXT cut to at most COLUMNS; when something is cut off, the last column is ELLIPSIS (one column wide, or ""). A wide
 * character is never halved and no combining one is left without its base. Caller frees. */
char *text_cut(const char *text, int columns, const char *ellipsis);

/* TEXT cut or filled with spaces to exactly COLUMNS. Caller frees. */
char *text_pad(const char *text, int columns);

/* TEXT in lines of at most COLUMNS, broken at spaces where possible and always at line breaks. Free with g_strfreev().
 */
char **text_wrap(const char *text, int columns);

/* TEXT in CHARSET: what it lacks is shown as its plain twin (quotes, dashes) or one "?" per column, so that the
 * layout stays. Caller frees. */
char *text_encode(const char *text, const char *charset);
