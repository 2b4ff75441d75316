#include "ui/text.h"

#include <string.h>

int text_char_width(gunichar ch)
{
  if (ch == 0 || g_unichar_iszerowidth(ch))
    return 0;
  return g_unichar_iswide(ch) ? 2 : 1;
}

int text_width(const char *text)
{
  int columns = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
    columns += text_char_width(g_utf8_get_char(p));
  return columns;
}

/* The end of the longest part of TEXT that fits in COLUMNS; *USED is what it takes. */
static const char *end_within(const char *text, int columns, int *used)
{
  const char *p = text;
  int sum = 0;

  while (*p != '\0') {
    int width = text_char_width(g_utf8_get_char(p));

    if (sum + width > columns)
      break;
    sum += width;
    p = g_utf8_next_char(p);
  }
  if (used != NULL)
    *used = sum;
  return p;
}

char *text_cut(const char *text, int columns, const char *ellipsis)
{
  const char *end;

  if (columns <= 0)
    return g_strdup("");
  if (*end_within(text, columns, NULL) == '\0')
    return g_strdup(text);
  end = end_within(text, columns - text_width(ellipsis), NULL);
  return g_strdup_printf("%.*s%s", (int)(end - text), text, ellipsis);
}

char *text_pad(const char *text, int columns)
{
  int used;
  const char *end = end_within(text, MAX(columns, 0), &used);

  return g_strdup_printf("%.*s%*s", (int)(end - text), text, MAX(columns, 0) - used, "");
}

/* The end of the next line of a paragraph without line breaks. */
static const char *line_end(const char *text, int columns)
{
  const char *end = end_within(text, columns, NULL), *space = end;

  if (*end == '\0' || *end == ' ')
    return end;
  while (space > text && *space != ' ')
    space--;
  if (space > text)
    return space;
  return end > text ? end : g_utf8_next_char(text);
}

static void wrap_paragraph(GPtrArray *lines, const char *text, int columns)
{
  do {
    const char *end = line_end(text, columns);

    g_ptr_array_add(lines, g_strndup(text, (gsize)(end - text)));
    for (text = end; *text == ' '; text++)
      ;
  } while (*text != '\0');
}

char **text_wrap(const char *text, int columns)
{
  g_auto(GStrv) paragraphs = g_strsplit(text, "\n", -1);
  GPtrArray *lines = g_ptr_array_new();

  for (char **paragraph = paragraphs; *paragraph != NULL; paragraph++)
    wrap_paragraph(lines, *paragraph, MAX(columns, 1));
  g_ptr_array_add(lines, NULL);
  return (char **)g_ptr_array_free(lines, FALSE);
}

/* Typographic characters have plain twins of the same width. */
static char plain_twin(gunichar ch)
{
  static const struct {
    gunichar ch;
    char twin;
  } twins[] = {
    { 0x2018, '\'' }, { 0x2019, '\'' }, { 0x201c, '"' }, { 0x201d, '"' }, { 0x2010, '-' }, { 0x2011, '-' },
    { 0x2013, '-' },  { 0x2014, '-' },  { 0x2026, '.' }, { 0x2192, '>' }, { 0x00b7, '-' }, { 0x00a0, ' ' },
  };

  for (gsize i = 0; i < G_N_ELEMENTS(twins); i++)
    if (twins[i].ch == ch)
      return twins[i].twin;
  return '\0';
}

static void append_encoded(GString *out, const char *ch, gsize length, const char *charset)
{
  gsize written = 0;
  g_autofree char *bytes = g_convert(ch, (gssize)length, charset, "UTF-8", NULL, &written, NULL);

  if (bytes != NULL) {
    g_string_append_len(out, bytes, (gssize)written);
    return;
  }
  char twin = plain_twin(g_utf8_get_char(ch));
  for (int i = text_char_width(g_utf8_get_char(ch)); i > 0; i--)
    g_string_append_c(out, twin != '\0' ? twin : '?');
}

char *text_encode(const char *text, const char *charset)
{
  GString *out;

  if (g_ascii_strcasecmp(charset, "UTF-8") == 0)
    return g_strdup(text);
  out = g_string_sized_new(strlen(text));
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
    if ((guchar)*p < 0x80)
      g_string_append_c(out, *p);
    else
      append_encoded(out, p, (gsize)(g_utf8_next_char(p) - p), charset);
  }
  return g_string_free(out, FALSE);
}
