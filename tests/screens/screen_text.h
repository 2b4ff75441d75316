/* Cells of the terminal as text, and the comparison of a screen with an expected one. Nothing here knows of processes. */
#pragma once

#include <glib.h>
#include <vterm.h>

/* Appends row ROW, right-trimmed, to TEXT. With ASCII_LINES the terminal's own line drawing (alternate character set) is written as
 * "-", "|", "+" …, as people describe it. */
void screen_text_row(const VTermScreen *cells, int row, int cols, gboolean ascii_lines, GString *text);

/* The column whose cell starts at byte BYTES of row ROW's text. */
int screen_text_column(const VTermScreen *cells, int row, int cols, gboolean ascii_lines, gsize bytes);

/* All rows joined by "\n", empty rows at the end left out. */
char *screen_text_all(const VTermScreen *cells, int rows, int cols, gboolean ascii_lines);

/* Does ACTUAL look like EXPECTED? Both are rows joined by "\n"; see screen_expect() for the wildcards. */
gboolean screen_text_matches(const char *actual, const char *expected);

/* Both texts below each other, rows that differ are marked. Caller frees. */
char *screen_text_difference(const char *actual, const char *expected);
