#include "model/text.h"

/* Characters that would move the cursor, change the terminal's state or reverse the writing direction of a line. */
gboolean text_char_is_unsafe(gunichar c)
{
  switch (g_unichar_type(c)) {
  case G_UNICODE_CONTROL:
  case G_UNICODE_LINE_SEPARATOR:
  case G_UNICODE_PARAGRAPH_SEPARATOR:
  case G_UNICODE_PRIVATE_USE:
  case G_UNICODE_SURROGATE:
  case G_UNICODE_UNASSIGNED:
    return TRUE;
  default:
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x61c ||
           c == 0xfeff;
  }
}

static void append_escape(GString *out, gunichar c)
{
  if (c <= 0xff)
    g_string_append_printf(out, "\\x%02x", c);
  else
    g_string_append_printf(out, c <= 0xffff ? "\\u%04x" : "\\U%08x", c);
}

static char *make_safe(const char *text, gboolean keep_lines)
{
  GString *out = g_string_new(NULL);
  for (const char *p = text != NULL ? text : ""; *p != '\0';) {
    gunichar c = g_utf8_get_char_validated(p, -1);
    if (c == (gunichar)-1 || c == (gunichar)-2) {
      g_string_append_printf(out, "\\x%02x", (guchar)*p++);
      continue;
    }
    if (keep_lines && c == '\n')
      g_string_append_c(out, '\n');
    else if (text_char_is_unsafe(c))
      append_escape(out, c);
    else
      g_string_append_unichar(out, c);
    p = g_utf8_next_char(p);
  }
  return g_string_free(out, FALSE);
}

char *text_safe(const char *text)
{
  return make_safe(text, FALSE);
}

char *text_safe_lines(const char *text)
{
  return make_safe(text, TRUE);
}
