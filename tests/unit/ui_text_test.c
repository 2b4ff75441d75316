#include "tests/unit/unit.h"

#include "ui/text.h"

#include <string.h>

#define E_ACUTE "e\xcc\x81"             /* e and a combining acute */
#define ZERO_WIDTH_SPACE "\xe2\x80\x8b" /* U+200B */
#define JOINER "\xe2\x80\x8d"           /* U+200D */

static const struct {
  const char *text;
  int columns;
} widths[] = {
  { "", 0 },
  { "web", 3 },
  { "Ünïcode", 7 },
  { "日本", 4 },
  { "한국", 4 },
  { "ｗｅｂ", 6 },
  { "→ … ━ █", 7 },
  { E_ACUTE, 1 },
  { "caf" E_ACUTE "s", 5 },
  { "a" ZERO_WIDTH_SPACE "b" JOINER, 2 },
  { "\xcc\x81", 0 },
};

static void width_is_counted_in_columns(void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS(widths); i++)
    assert_int_equal(text_width(widths[i].text), widths[i].columns);
}

static void a_character_takes_none_or_one_or_two_columns(void **state)
{
  static const struct {
    gunichar ch;
    int columns;
  } cases[] = {
    { 0, 0 },      { 'a', 1 },    { 0xe9, 1 },   { 0x2588, 1 }, { 0x4e00, 2 },  { 0xac00, 2 },
    { 0xff21, 2 }, { 0x3000, 2 }, { 0x0301, 0 }, { 0x200b, 0 }, { 0x1f642, 2 }, { 0xfe0f, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
    assert_int_equal(text_char_width(cases[i].ch), cases[i].columns);
}

static const struct {
  const char *text;
  int columns;
  const char *ellipsis, *cut;
} cuts[] = {
  { "webserver", 9, "…", "webserver" },
  { "webserver", 10, "…", "webserver" },
  { "webserver", 8, "…", "webserv…" },
  { "webserver", 8, "~", "webserv~" },
  { "webserver", 8, "", "webserve" },
  { "webserver", 1, "…", "…" },
  { "webserver", 0, "…", "" },
  { "webserver", -3, "…", "" },
  { "", 0, "…", "" },
  { "", 4, "…", "" },
  /* A wide character is never halved. */
  { "日本語", 6, "…", "日本語" },
  { "日本語", 5, "…", "日本…" },
  { "日本語", 4, "…", "日…" },
  { "日本語", 3, "", "日" },
  { "日本語", 1, "", "" },
  { "日本語", 1, "…", "…" },
  /* A combining character stays with its base or goes with it. */
  { "caf" E_ACUTE, 4, "…", "caf" E_ACUTE },
  { "caf" E_ACUTE "s", 4, "…", "caf…" },
  { E_ACUTE E_ACUTE E_ACUTE, 2, "…", E_ACUTE "…" },
  { E_ACUTE E_ACUTE, 1, "", E_ACUTE },
  { "ab" ZERO_WIDTH_SPACE, 2, "…", "ab" ZERO_WIDTH_SPACE },
};

static void text_is_cut_to_columns(void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS(cuts); i++) {
    g_autofree char *cut = text_cut(cuts[i].text, cuts[i].columns, cuts[i].ellipsis);
    assert_string_equal(cut, cuts[i].cut);
  }
}

/* Every text cut and padded to every size: never wider than asked for, never broken. */
static void no_cut_is_too_wide_or_breaks_a_character(void **state)
{
  static const char *const texts[] = {
    "webserver",
    "日本語 web 日本",
    E_ACUTE "日" E_ACUTE JOINER "x",
    "\u0301a",
  };

  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
    for (int columns = 0; columns <= 18; columns++) {
      g_autofree char *cut = text_cut(texts[i], columns, "…");
      g_autofree char *padded = text_pad(texts[i], columns);
      assert_true(g_utf8_validate(cut, -1, NULL));
      assert_true(g_utf8_validate(padded, -1, NULL));
      assert_true(text_width(cut) <= columns);
      assert_int_equal(text_width(padded), columns);
    }
}

static void text_is_padded_to_columns(void **state)
{
  static const struct {
    const char *text;
    int columns;
    const char *padded;
  } cases[] = {
    { "web", 5, "web  " },     { "web", 3, "web" },  { "web", 2, "we" },      { "web", 0, "" },
    { "web", -1, "" },         { "", 2, "  " },      { "日本", 5, "日本 " }, { "日本", 3, "日 " },
    { E_ACUTE, 2, E_ACUTE " " }, { "日本", 1, " " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *padded = text_pad(cases[i].text, cases[i].columns);
    assert_string_equal(padded, cases[i].padded);
  }
}

/* Lines are joined with "|". */
static const struct {
  const char *text;
  int columns;
  const char *lines;
} wraps[] = {
  { "", 10, "" },
  { "one two", 10, "one two" },
  { "one two", 7, "one two" },
  { "one two", 6, "one|two" },
  { "one two three", 7, "one two|three" },
  { "one  two", 4, "one |two" },
  { "one\ntwo", 10, "one|two" },
  { "one\n\ntwo\n", 10, "one||two|" },
  { "webserver", 4, "webs|erve|r" },
  { "a webserver", 4, "a|webs|erve|r" },
  { "日本語日本", 5, "日本|語日|本" },
  { "日本", 1, "日|本" },
  { E_ACUTE E_ACUTE E_ACUTE, 2, E_ACUTE E_ACUTE "|" E_ACUTE },
  { "ab", 0, "a|b" },
};

static void text_is_wrapped_at_spaces(void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS(wraps); i++) {
    g_auto(GStrv) lines = text_wrap(wraps[i].text, wraps[i].columns);
    g_autofree char *joined = g_strjoinv("|", lines);
    assert_string_equal(joined, wraps[i].lines);
  }
}

/* No word is lost and no line too long, at every size from one word on. */
static void wrapped_text_loses_nothing(void **state)
{
  static const char text[] = "A move that has been started goes on by itself: leaving this program changes nothing.";

  for (int columns = 8; columns <= 90; columns++) {
    g_auto(GStrv) lines = text_wrap(text, columns);
    for (char **line = lines; *line != NULL; line++)
      assert_true(text_width(*line) <= columns);
    g_autofree char *joined = g_strjoinv(" ", lines);
    assert_string_equal(joined, text);
  }
}

static const struct {
  const char *text, *charset, *encoded;
} encodings[] = {
  { "web 日本", "UTF-8", "web 日本" },
  { "web 日本", "utf-8", "web 日本" },
  { "web", "ISO-8859-1", "web" },
  { "Ünïcode", "ISO-8859-1", "\xdcn\xef"
                             "code" },
  { "日本", "ISO-8859-1", "????" },
  { "“a” ‘b’", "ISO-8859-1", "\"a\" 'b'" },
  { "a – b — c…", "ISO-8859-1", "a - b - c." },
  { "a → b", "ISO-8859-1", "a > b" },
  { "a · b", "ISO-8859-1", "a \xb7 b" },
  { "a · b", "ASCII", "a - b" },
  { "a\xc2\xa0"
    "b",
    "ASCII", "a b" },
  { "Ünïcode", "ANSI_X3.4-1968", "?n?code" },
  { "caf" E_ACUTE, "ISO-8859-1", "cafe" },
  { "日本", "EUC-JP", "\xc6\xfc\xcb\xdc" },
  { "Ünï 日", "no such charset", "?n? ??" },
  { "", "ASCII", "" },
};

static void text_is_put_into_the_characters_of_the_locale(void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS(encodings); i++) {
    g_autofree char *encoded = text_encode(encodings[i].text, encodings[i].charset);
    assert_string_equal(encoded, encodings[i].encoded);
  }
}

/* In a locale of one byte per column the layout stays as it is. */
static void what_a_locale_lacks_takes_as_many_columns(void **state)
{
  static const char *const charsets[] = { "ASCII", "ISO-8859-1", "ISO-8859-15", "KOI8-R" };

  for (gsize c = 0; c < G_N_ELEMENTS(charsets); c++)
    for (gsize i = 0; i < G_N_ELEMENTS(widths); i++) {
      g_autofree char *encoded = text_encode(widths[i].text, charsets[c]);
      assert_int_equal(strlen(encoded), widths[i].columns);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(width_is_counted_in_columns),
    cmocka_unit_test(a_character_takes_none_or_one_or_two_columns),
    cmocka_unit_test(text_is_cut_to_columns),
    cmocka_unit_test(no_cut_is_too_wide_or_breaks_a_character),
    cmocka_unit_test(text_is_padded_to_columns),
    cmocka_unit_test(text_is_wrapped_at_spaces),
    cmocka_unit_test(wrapped_text_loses_nothing),
    cmocka_unit_test(text_is_put_into_the_characters_of_the_locale),
    cmocka_unit_test(what_a_locale_lacks_takes_as_many_columns),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
