/* What every page looks like, on 80x24 and 132x43, in UTF-8, in the C locale and on a VT100, and that no theme changes what it says:
 * against the files in expected/. After a page was changed on purpose, UPDATE_EXPECTED=1 in the environment writes them anew; read what git says of it. */
#include "places.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
  const char *name;
  ScreenSetup setup;
} TERMINALS[] = {
  { "xterm", { .term = "xterm-256color", .lang = "C.UTF-8" } },
  { "vt100", { .term = "vt100", .lang = "C" } },
  { "c", { .term = "xterm", .lang = "C" } },
  { "wide", { .term = "xterm-256color", .lang = "C.UTF-8", .rows = 43, .cols = 132 } },
};

/* What a theme may be shown on: with colours, and without. */
enum { WITH_COLOURS, WITHOUT_COLOURS };

static const char *const THEMES[] = { "colour-blind", "default", "high-contrast", "light", "mono" };

/* What changes from run to run, as wildcards of screen_expect(). */
static const char *const VOLATILE[] = {
  "(?<![:0-9a-f])[0-9]{2}:[0-9]{2}:[0-9]{2}(?!:)", /* clocks */
  "/tmp/screens-[A-Za-z0-9]{6}",          /* the folder of the test */
  " +[0-9.]+ m?s$",                       /* durations */
  "load [0-9.]+",
  "about [0-9.]+ s( left)?",
};

static char *mask(const char *text)
{
  char *masked = g_strdup(text);
  for (gsize i = 0; i < G_N_ELEMENTS(VOLATILE); i++) {
    g_autofree char *before = masked;
    g_autoptr(GRegex) regex = g_regex_new(VOLATILE[i], G_REGEX_MULTILINE, 0, NULL);
    masked = g_regex_replace_literal(regex, before, -1, 0, "~~~", 0, NULL);
  }
  return masked;
}

static char *expected_file(const char *place, const char *terminal)
{
  const char *source = g_getenv("VIRT_MIGRATE_SOURCE");
  g_autofree char *name = g_strdelimit(g_strdup_printf("%s.%s.txt", place, terminal), " ,", '-');
  return g_build_filename(source != NULL ? source : ".", "tests", "screens", "expected", name, NULL);
}

static void update_file(Screen *screen, const char *file)
{
  screen_settle(screen, 700); /* whatever comes late */
  g_autofree char *text = mask(screen_text(screen));
  g_autofree char *with_end = g_strconcat(text, "\n", NULL);
  g_file_set_contents(file, with_end, -1, NULL);
}

static void expect_file(Screen *screen, const char *file)
{
  g_autofree char *expected = NULL;
  if (!g_file_get_contents(file, &expected, NULL, NULL))
    screen_fail(screen, "%s is missing", file);
  print_message("%s\n", file);
  g_strchomp(expected);
  screen_expect(screen, expected);
}

static void test_pages_on(void **state, gsize terminal)
{
  G_GNUC_UNUSED g_autoptr(Record) record = place_record(*state);
  for (gsize i = 0; i < places_count; i++) {
    g_autofree char *file = expected_file(places[i].name, TERMINALS[terminal].name);
    Screen *screen = place_open(*state, &places[i], &TERMINALS[terminal].setup);
    if (g_getenv("UPDATE_EXPECTED") != NULL)
      update_file(screen, file);
    expect_file(screen, file);
    screen_free(screen);
  }
}

static void test_utf8(void **state)
{
  test_pages_on(state, 0);
}

static void test_vt100(void **state)
{
  test_pages_on(state, 1);
}

static void test_c_locale(void **state)
{
  test_pages_on(state, 2);
}

static void test_wide(void **state)
{
  test_pages_on(state, 3);
}

/* But for the list of themes, which shows the one in force. */
static void test_themes_on(void **state, gsize terminal)
{
  Fixture *fixture = *state;
  G_GNUC_UNUSED g_autoptr(Record) record = place_record(fixture);
  for (gsize theme = 0; theme < G_N_ELEMENTS(THEMES); theme++) {
    g_autofree char *option = g_strconcat("--theme=", THEMES[theme], NULL);
    const char *const argv[] = { option, "-c", fixture->inventory, NULL };
    ScreenSetup setup = TERMINALS[terminal].setup;
    setup.argv = argv;
    for (gsize i = 0; i < places_count; i++) {
      if (strcmp(places[i].name, "themes") == 0)
        continue;
      g_autofree char *file = expected_file(places[i].name, TERMINALS[terminal].name);
      Screen *screen = place_open(fixture, &places[i], &setup);
      print_message("%s: ", THEMES[theme]);
      expect_file(screen, file);
      screen_free(screen);
    }
  }
}

static void test_every_theme_with_colours(void **state)
{
  test_themes_on(state, WITH_COLOURS);
}

static void test_every_theme_without_colours(void **state)
{
  test_themes_on(state, WITHOUT_COLOURS);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    WIZARD_TEST(test_utf8),
    WIZARD_TEST(test_vt100),
    WIZARD_TEST(test_c_locale),
    WIZARD_TEST(test_wide),
    WIZARD_TEST(test_every_theme_with_colours),
    WIZARD_TEST(test_every_theme_without_colours),
  };
  return cmocka_run_group_tests_name("pages", tests, NULL, NULL);
}
