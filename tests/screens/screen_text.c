#include "screen_text.h"

#include <string.h>

#define ANY_TEXT "~~~"
#define ANY_ROWS "~~~~"

/* Unicode of the alternate character set, as the terminal library translates it, and what people write instead. */
static const struct {
  gunichar line;
  char ascii;
} LINES[] = {
  { 0x2500, '-' }, { 0x2502, '|' }, { 0x250c, '+' }, { 0x2510, '+' }, { 0x2514, '+' }, { 0x2518, '+' }, { 0x251c, '+' },
  { 0x2524, '+' }, { 0x252c, '+' }, { 0x2534, '+' }, { 0x253c, '+' }, { 0x25c6, '*' }, { 0x2592, ':' }, { 0x00b7, '.' },
  { 0x23ba, '~' }, { 0x23bb, '-' }, { 0x23bc, '-' }, { 0x23bd, '_' }, { 0x2264, '<' }, { 0x2265, '>' }, { 0x00b0, '\'' },
};

static gunichar ascii_line(gunichar c)
{
  for (gsize i = 0; i < G_N_ELEMENTS(LINES); i++)
    if (LINES[i].line == c)
      return (gunichar)LINES[i].ascii;
  return c;
}

/* Appends the cell at ROW, COL; returns the column behind it. */
static int append_cell(const VTermScreen *cells, int row, int col, gboolean ascii_lines, GString *text)
{
  VTermScreenCell cell;
  vterm_screen_get_cell(cells, (VTermPos){ .row = row, .col = col }, &cell);
  if (cell.chars[0] == 0 || cell.chars[0] == (uint32_t)-1)
    g_string_append_c(text, ' ');
  else
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++)
      g_string_append_unichar(text, ascii_lines ? ascii_line(cell.chars[i]) : cell.chars[i]);
  return col + MAX(cell.width, 1);
}

void screen_text_row(const VTermScreen *cells, int row, int cols, gboolean ascii_lines, GString *text)
{
  gsize start = text->len;
  for (int col = 0; col < cols;)
    col = append_cell(cells, row, col, ascii_lines, text);
  while (text->len > start && text->str[text->len - 1] == ' ')
    g_string_truncate(text, text->len - 1);
}

int screen_text_column(const VTermScreen *cells, int row, int cols, gboolean ascii_lines, gsize bytes)
{
  g_autoptr(GString) text = g_string_new(NULL);
  int col = 0;
  while (col < cols && text->len < bytes)
    col = append_cell(cells, row, col, ascii_lines, text);
  return col;
}

char *screen_text_all(const VTermScreen *cells, int rows, int cols, gboolean ascii_lines)
{
  GString *text = g_string_new(NULL);
  for (int row = 0; row < rows; row++) {
    screen_text_row(cells, row, cols, ascii_lines, text);
    g_string_append_c(text, '\n');
  }
  while (text->len > 0 && text->str[text->len - 1] == '\n')
    g_string_truncate(text, text->len - 1);
  return g_string_free(text, FALSE);
}

static gboolean row_matches(const char *actual, const char *expected)
{
  const char *any = strstr(expected, ANY_TEXT);
  if (any == NULL)
    return g_str_equal(actual, expected);
  if (strncmp(actual, expected, (gsize)(any - expected)) != 0)
    return FALSE;
  actual += any - expected;
  expected = any + strlen(ANY_TEXT);
  for (;; actual++) {
    if (row_matches(actual, expected))
      return TRUE;
    if (*actual == '\0')
      return FALSE;
  }
}

static gboolean rows_match(char **actual, char **expected)
{
  for (; *expected != NULL; actual++, expected++) {
    if (g_str_equal(*expected, ANY_ROWS)) {
      for (;; actual++) {
        if (rows_match(actual, expected + 1))
          return TRUE;
        if (*actual == NULL)
          return FALSE;
      }
    }
    if (*actual == NULL || !row_matches(*actual, *expected))
      return FALSE;
  }
  return *actual == NULL;
}

gboolean screen_text_matches(const char *actual, const char *expected)
{
  g_auto(GStrv) actual_rows = g_strsplit(actual, "\n", -1);
  g_auto(GStrv) expected_rows = g_strsplit(expected, "\n", -1);
  return rows_match(actual_rows, expected_rows);
}

static void append_rows(GString *text, const char *title, char **rows, char **others, gboolean others_expected)
{
  g_string_append_printf(text, "%s\n", title);
  gboolean more = TRUE;
  for (guint i = 0; rows[i] != NULL; i++) {
    more = more && others[i] != NULL;
    gboolean same = more && (others_expected ? row_matches(rows[i], others[i]) : row_matches(others[i], rows[i]));
    g_string_append_printf(text, "%s%2u|%s\n", same ? " " : "!", i, rows[i]);
  }
}

char *screen_text_difference(const char *actual, const char *expected)
{
  g_auto(GStrv) actual_rows = g_strsplit(actual, "\n", -1);
  g_auto(GStrv) expected_rows = g_strsplit(expected, "\n", -1);
  GString *text = g_string_new(NULL);
  append_rows(text, "expected:", expected_rows, actual_rows, FALSE);
  append_rows(text, "on the screen:", actual_rows, expected_rows, TRUE);
  return g_string_free(text, FALSE);
}
