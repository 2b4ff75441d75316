/* Text that came from outside (VM names, error messages, XML) made safe to show. */
#pragma once

#include <glib.h>

/* A copy of TEXT that is valid UTF-8 and holds no control character, no line break and no character that changes the
 * writing direction: such a character stands as its escape (\x1b, \u202e) instead. NULL gives "". Caller frees. */
char *text_safe(const char *text);

/* Is C such a character? */
gboolean text_char_is_unsafe(gunichar c);

/* Like text_safe(), but line breaks stay: for error messages of several lines. Caller frees. */
char *text_safe_lines(const char *text);
