#include "tests/unit/unit.h"

#include "ui/glyphs.h"
#include "ui/text.h"

#include <string.h>

/* These stand in running text, where the width is measured; all others stand in a column of their own. */
static gboolean is_in_text(int id)
{
  return id == GLYPH_ARROW || id == GLYPH_DOTS || id == GLYPH_LEFT || id == GLYPH_RIGHT;
}

static gboolean is_ascii(const char *text)
{
  for (; *text != '\0'; text++)
    if (*text < ' ' || *text > '~')
      return FALSE;
  return TRUE;
}

static void every_glyph_is_one_column_of_utf8(void **state)
{
  glyphs_init(TRUE);
  assert_true(glyphs_unicode());
  for (int id = 0; id < GLYPH_COUNT; id++) {
    const char *text = glyph((Glyph)id);
    if (text == NULL)
      fail_msg("glyph %d is missing", id);
    assert_true(g_utf8_validate(text, -1, NULL));
    assert_int_equal(text_width(text), 1);
  }
}

static void every_glyph_has_a_twin_in_ascii(void **state)
{
  glyphs_init(FALSE);
  assert_false(glyphs_unicode());
  for (int id = 0; id < GLYPH_COUNT; id++) {
    const char *text = glyph((Glyph)id);
    if (text == NULL)
      fail_msg("glyph %d has no twin", id);
    assert_true(is_ascii(text));
    if (is_in_text(id) ? *text == '\0' : strlen(text) != 1)
      fail_msg("the twin of glyph %d is “%s”", id, text);
  }
}

/* What is told apart by its glyph alone is told apart in ASCII, too. */
static void twins_that_mean_different_things_differ(void **state)
{
  static const Glyph groups[][4] = {
    { GLYPH_EXPANDED, GLYPH_COLLAPSED, GLYPH_BAD, GLYPH_MARKER },
    { GLYPH_DONE, GLYPH_BAD, GLYPH_WARNING, GLYPH_DOT },
    { GLYPH_DONE, GLYPH_BAD, GLYPH_WAITING, GLYPH_RUNNING },
    { GLYPH_BAR_FULL, GLYPH_BAR_EMPTY, GLYPH_LINE, GLYPH_AXIS },
    { GLYPH_UP, GLYPH_DOWN, GLYPH_LEFT, GLYPH_RIGHT },
  };

  for (int unicode = 0; unicode <= 1; unicode++) {
    glyphs_init(unicode);
    for (gsize i = 0; i < G_N_ELEMENTS(groups); i++)
      for (int a = 0; a < 4; a++)
        for (int b = a + 1; b < 4; b++)
          assert_string_not_equal(glyph(groups[i][a]), glyph(groups[i][b]));
  }
}

static void bars_grow_by_eighths(void **state)
{
  static const char *const utf8[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };

  glyphs_init(TRUE);
  for (int eighths = 0; eighths <= 8; eighths++)
    assert_string_equal(glyph_eighths(eighths), utf8[eighths]);
  glyphs_init(FALSE);
  for (int eighths = 0; eighths <= 8; eighths++) {
    assert_true(is_ascii(glyph_eighths(eighths)));
    assert_int_equal(strlen(glyph_eighths(eighths)), 1);
  }
  assert_string_equal(glyph_eighths(0), " ");
  assert_string_equal(glyph_eighths(4), ".");
  assert_string_equal(glyph_eighths(8), "#");
}

static void a_bar_is_never_less_than_empty_or_more_than_full(void **state)
{
  for (int unicode = 0; unicode <= 1; unicode++) {
    glyphs_init(unicode);
    assert_string_equal(glyph_eighths(-1), glyph_eighths(0));
    assert_string_equal(glyph_eighths(9), glyph_eighths(8));
    assert_string_equal(glyph_eighths(1000), glyph(GLYPH_BAR_FULL));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_glyph_is_one_column_of_utf8),
    cmocka_unit_test(every_glyph_has_a_twin_in_ascii),
    cmocka_unit_test(twins_that_mean_different_things_differ),
    cmocka_unit_test(bars_grow_by_eighths),
    cmocka_unit_test(a_bar_is_never_less_than_empty_or_more_than_full),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
