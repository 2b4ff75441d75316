/* Any bytes as a text from outside: made safe it is valid UTF-8, holds nothing that a terminal would obey, and stays as it is when it is
 * made safe again. */
#include "fuzz.h"

#include "model/text.h"

#include <string.h>

static void check(const char *safe, gboolean lines)
{
  g_assert(g_utf8_validate(safe, -1, NULL));
  for (const char *p = safe; *p != '\0'; p = g_utf8_next_char(p))
    g_assert((lines && *p == '\n') || !text_char_is_unsafe(g_utf8_get_char(p)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  g_autofree char *text = fuzz_text(data, size);
  g_autofree char *safe = text_safe(text), *lines = text_safe_lines(text);
  g_autofree char *again = text_safe(safe);
  check(safe, FALSE);
  check(lines, TRUE);
  g_assert_cmpstr(safe, ==, again);
  return 0;
}
