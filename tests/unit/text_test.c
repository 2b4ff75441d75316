#include "tests/unit/unit.h"

#include "model/text.h"

#include <string.h>

static const struct {
  const char *text, *safe;
} cases[] = {
  { "web", "web" },
  { "", "" },
  { NULL, "" },
  { "日本 Ünïcode", "日本 Ünïcode" },
  { "a\x1b[2Jb", "a\\x1b[2Jb" },
  { "tab\there", "tab\\x09here" },
  { "line\nbreak", "line\\x0abreak" },
  { "c1 \xc2\x9b"
    "31m",
    "c1 \\x9b31m" },
  { "bad \xff\xfe utf8", "bad \\xff\\xfe utf8" },
  { "cut \xe6\x97", "cut \\xe6\\x97" },
  { "evil\xe2\x80\xae"
    "txt",
    "evil\\u202etxt" },
  { "del\x7f", "del\\x7f" },
  { "lre \xe2\x80\xaa fsi \xe2\x81\xa8 rlm \xe2\x80\x8f alm \xd8\x9c", "lre \\u202a fsi \\u2068 rlm \\u200f alm \\u061c" },
  { "bom \xef\xbb\xbf separators \xe2\x80\xa8\xe2\x80\xa9", "bom \\ufeff separators \\u2028\\u2029" },
  { "overlong \xc0\xaf surrogate \xed\xa0\x80", "overlong \\xc0\\xaf surrogate \\xed\\xa0\\x80" },
  { "beyond \xf4\x90\x80\x80 private \xf3\xb0\x80\x80", "beyond \\xf4\\x90\\x80\\x80 private \\U000f0000" },
  { "Hebrew \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d stays", "Hebrew \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d stays" },
  { "combining e\xcc\x81", "combining e\xcc\x81" },
};

static void outside_text_is_made_safe(void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *safe = text_safe(cases[i].text);
    assert_string_equal(safe, cases[i].safe);
    assert_true(g_utf8_validate(safe, -1, NULL));
  }
}

static void lines_stay_when_asked(void **state)
{
  g_autofree char *safe = text_safe_lines("one\ntwo\r\x1b");
  assert_string_equal(safe, "one\ntwo\\x0d\\x1b");
}

/* Every single byte, alone: nothing below space, no DEL and no stray high byte may come through. */
static void no_byte_comes_through_raw(void **state)
{
  for (int byte = 1; byte < 256; byte++) {
    const char text[] = { (char)byte, '\0' };
    g_autofree char *safe = text_safe(text);
    for (const char *p = safe; *p != '\0'; p++)
      assert_in_range((guchar)*p, 0x20, 0x7e);
  }
}

static void length_does_not_matter(void **state)
{
  g_autofree char *text = g_strnfill(10000, '\x1b');
  g_autofree char *safe = text_safe(text);
  assert_int_equal(strlen(safe), 40000);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(outside_text_is_made_safe),
    cmocka_unit_test(lines_stay_when_asked),
    cmocka_unit_test(no_byte_comes_through_raw),
    cmocka_unit_test(length_does_not_matter),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
