/* Themes: chosen at the start and while the wizard runs, wrong ones told, and all of them on every page. */
#include "config.h"

#include "record.h"
#include "wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const THEMES[] = { "colour-blind", "default", "high-contrast", "light", "mono" };
static const char *const TERMS[] = { "xterm-256color", "xterm", "vt100" };

#define DB_UUID "5f1d0000-0000-4000-8000-000000000002" /* of the VM db in the fixture */

static Screen *start_with_theme(const Fixture *fixture, const char *theme, const char *term)
{
  g_autofree char *option = g_strconcat("--theme=", theme, NULL);
  const char *const argv[] = { option, "-c", fixture->inventory, NULL };
  return wizard_start_with(fixture, &(ScreenSetup){ .argv = argv, .term = term });
}

/* How to get to each page from the one before, and what it shows. */
static const struct {
  const char *keys, *shown;
} PAGES[] = {
  { "", "20.1 of 24" },   { "?", "Keys of the page" },   { "<Esc>", "20.1 of 24" },    { "A", "Migration address" },
  { "<Esc>", "20.1 of 24" }, { "t", "from and to" },     { "<Enter>", "move memory" }, { "<Esc>", "from and to" },
  { "<Esc>", "20.1 of 24" }, { "/gate<Enter>", "m Migrate" }, { "a", "> Migrate" },    { "<Esc>", "m Migrate" },
  { "m", "TYPE" },        { "<Enter>", "TARGET" },       { "<Enter>", "NETWORK" },     { "<Esc>", "TARGET" },
  { "<C-c>", "Quit?" },   { "n", "TARGET" },
};

static void test_every_theme_on_every_page(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  record_begin(record, record_task(record, "db", DB_UUID));
  for (gsize theme = 0; theme < G_N_ELEMENTS(THEMES); theme++)
    for (gsize term = 0; term < G_N_ELEMENTS(TERMS); term++) {
      Screen *screen = start_with_theme(*state, THEMES[theme], TERMS[term]);
      for (gsize i = 0; i < G_N_ELEMENTS(PAGES); i++) {
        screen_type(screen, PAGES[i].keys);
        screen_wait_for(screen, PAGES[i].shown);
      }
      assert_null(strstr(screen_text(screen), "cannot be used"));
      screen_free(screen);
    }
}

static gboolean wrote_since(Screen *screen, guint from, const char *bytes)
{
  const GByteArray *output = screen_output(screen);
  return memmem(output->data + from, output->len - from, bytes, strlen(bytes)) != NULL;
}

static void test_theme_is_changed_while_it_runs(void **state)
{
  Screen *screen = wizard_start(*state);
  screen_settle(screen, 100);
  screen_type(screen, "T");
  screen_wait_for(screen, "> default");
  screen_settle(screen, 100);
  guint before = screen_output(screen)->len;
  screen_type(screen, "<Down>");
  screen_wait_for(screen, "> high-contrast");
  screen_settle(screen, 100);
  assert_true(wrote_since(screen, before, "40m")); /* a background that is black, also of the tree behind */
  assert_true(wrote_since(screen, before, "alpha"));
  screen_type(screen, "<Esc>");
  screen_wait_gone(screen, "high-contrast");
  screen_settle(screen, 100);
  screen_type(screen, "T");
  screen_wait_for(screen, "> default"); /* Esc gave the old one back */
  screen_type(screen, "<Down><Enter>");
  screen_wait_gone(screen, "high-contrast");
  screen_type(screen, "T");
  screen_wait_for(screen, "> high-contrast");
  screen_free(screen);
}

static void test_the_box(void **state)
{
  Screen *screen = wizard_start(*state);
  screen_type(screen, "T");
  screen_wait_for(screen, "┌─ Theme ─────────");
  screen_wait_for(screen, "│   colour-blind        title          │");
  screen_wait_for(screen, "│ > default             text           │");
  screen_wait_for(screen, "│   light               group          │");
  screen_wait_for(screen, "│                       bad            │");
  screen_wait_for(screen, "Enter Choose   Esc Back");
  screen_free(screen);
}

/* A letter goes to the next entry that begins with it, here and in menus. */
static void test_first_letters(void **state)
{
  Screen *screen = wizard_start(*state);
  screen_type(screen, "T");
  screen_wait_for(screen, "> default");
  screen_type(screen, "m");
  screen_wait_for(screen, "> mono");
  screen_type(screen, "C");
  screen_wait_for(screen, "> colour-blind");
  screen_type(screen, "x");
  screen_settle(screen, 50);
  screen_wait_for(screen, "> colour-blind");
  screen_type(screen, "<Esc>/web<Enter>");
  screen_wait_for(screen, "m Migrate");
  screen_type(screen, "a");
  screen_wait_for(screen, "> Migrate");
  screen_type(screen, "a");
  screen_wait_for(screen, "> Add host");
  screen_type(screen, "m");
  screen_wait_for(screen, "> Migrate");
  screen_free(screen);
}

static char *remembered(const Fixture *fixture)
{
  g_autofree char *file = fixture_path(fixture, "config/virt-migrate/theme");
  char *text = NULL;
  g_file_get_contents(file, &text, NULL, NULL);
  return text;
}

static void expect_theme(Screen *screen, const char *theme)
{
  g_autofree char *focused = g_strconcat("> ", theme, NULL);
  screen_type(screen, "T");
  screen_wait_for(screen, focused);
}

/* The file is written before the box goes away. */
static void choose_and_expect(Screen *screen, const Fixture *fixture, const char *letter, const char *theme, const char *end)
{
  g_autofree char *focused = g_strconcat("> ", theme, NULL);
  screen_type(screen, letter);
  screen_wait_for(screen, focused);
  screen_type(screen, "<Enter>");
  screen_wait_gone(screen, focused);
  g_autofree char *text = remembered(fixture);
  assert_non_null(text);
  if (!g_str_has_suffix(text, end))
    screen_fail(screen, "the file says: %s", text);
}

/* What was chosen holds for the next start; an option goes before it, and what the user has written into the file stays. */
static void test_theme_is_remembered(void **state)
{
  const Fixture *fixture = *state;
  Screen *screen = wizard_start(fixture);
  expect_theme(screen, "default");
  screen_type(screen, "l<Esc>"); /* looked at, and not taken */
  screen_wait_gone(screen, "> light");
  assert_null(remembered(fixture));
  expect_theme(screen, "default");
  choose_and_expect(screen, fixture, "l", "light", "as chosen with T. --theme goes before it.\nlight\n");
  screen_free(screen);
  screen = wizard_start(fixture);
  expect_theme(screen, "light");
  screen_free(screen);
  screen = start_with_theme(fixture, "mono", NULL);
  screen_wait_for(screen, "20.1 of 24");
  expect_theme(screen, "mono");
  screen_free(screen);
  fixture_write(fixture, "config/virt-migrate/theme", "# of the night shift\n\ncolour-blind\n# end\n");
  screen = wizard_start(fixture);
  expect_theme(screen, "colour-blind");
  choose_and_expect(screen, fixture, "h", "high-contrast", "# of the night shift\n\n# end\nhigh-contrast\n");
  screen_free(screen);
}

/* NO_COLOR goes before what is remembered; one that is not there any more is told. */
static void test_what_goes_before_the_remembered_theme(void **state)
{
  static const char *const ENV[] = { "NO_COLOR=1", NULL };
  const Fixture *fixture = *state;
  g_autofree char *folder = fixture_path(fixture, "config/virt-migrate");
  g_mkdir_with_parents(folder, 0700);
  fixture_write(fixture, "config/virt-migrate/theme", "high-contrast");
  Screen *screen = wizard_start_with(fixture, &(ScreenSetup){ .env = ENV });
  screen_wait_for(screen, "20.1 of 24");
  screen_settle(screen, 100);
  assert_false(wrote_since(screen, 0, "40m"));
  screen_free(screen);
  screen = wizard_start(fixture);
  screen_settle(screen, 100);
  assert_true(wrote_since(screen, 0, "40m"));
  screen_free(screen);
  fixture_write(fixture, "config/virt-migrate/theme", "gone\n");
  screen = wizard_start_with(fixture, &(ScreenSetup){ 0 });
  screen_wait_for(screen, "there is no theme \"gone\"");
  screen_wait_for(screen, "The built-in theme is used.");
  screen_free(screen);
}

/* Nowhere to write to: the theme holds for now, and that is said. */
static void test_theme_that_cannot_be_remembered(void **state)
{
  const Fixture *fixture = *state;
  g_autofree char *folder = fixture_path(fixture, "config/virt-migrate/theme");
  g_mkdir_with_parents(folder, 0700);
  Screen *screen = wizard_start(fixture);
  expect_theme(screen, "default");
  screen_type(screen, "l<Enter>");
  screen_wait_for(screen, "This theme is not remembered for the next start");
  expect_theme(screen, "light");
  screen_free(screen);
}

static void test_own_theme_and_its_mistake(void **state)
{
  Fixture *fixture = *state;
  g_autofree char *folder = fixture_path(fixture, "config/virt-migrate/themes");
  g_mkdir_with_parents(folder, 0700);
  fixture_setenv(fixture, "VIRT_MIGRATE_THEMES", folder);
  fixture_write(fixture, "config/virt-migrate/themes/mine.theme", "styles = (\n  { role = \"good\"; mono = [ ]; },\n"
                                                                 "  { role = \"bad\"; foreground = \"pink\"; mono = [ ]; } );\n");
  Screen *screen = start_with_theme(fixture, "mine", NULL);
  screen_wait_for(screen, "This theme cannot be used");
  screen_wait_for(screen, "mine.theme:3:");
  screen_wait_for(screen, "role \"bad\": there is no colour \"pink\"");
  screen_wait_for(screen, "The built-in theme is used.");
  screen_type(screen, "<Enter>");
  screen_wait_gone(screen, "pink");
  screen_wait_for(screen, "web");
  fixture_write(fixture, "config/virt-migrate/themes/mine.theme", "styles = ( { role = \"good\"; mono = [ ]; } );\n");
  screen_type(screen, "T");
  screen_wait_for(screen, "  mine");
  screen_type(screen, "<Down>");
  screen_wait_for(screen, "> mine");
  screen_free(screen);
}

static void test_theme_that_is_not_there(void **state)
{
  Screen *screen = start_with_theme(*state, "nowhere", NULL);
  screen_wait_for(screen, "there is no theme \"nowhere\"");
  screen_wait_for(screen, "The built-in theme is used.");
  screen_free(screen);
}

/* No colour reaches the terminal when none is wanted, nor with a theme that has them. */
static void test_no_color(void **state)
{
  static const char *const ENV[] = { "NO_COLOR=1", NULL };
  Fixture *fixture = *state;
  const char *const option[] = { "--no-color", "--theme=high-contrast", "-c", fixture->inventory, NULL };
  const char *const plain[] = { "--theme=high-contrast", "-c", fixture->inventory, NULL };
  for (int i = 0; i < 2; i++) {
    Screen *screen = wizard_start_with(fixture, &(ScreenSetup){ .argv = i == 0 ? option : plain, .env = i == 0 ? NULL : ENV });
    screen_wait_for(screen, "20.1 of 24");
    screen_settle(screen, 100);
    g_autofree char *output = g_strndup((const char *)screen_output(screen)->data, screen_output(screen)->len);
    if (g_regex_match_simple("\\x1b\\[([0-9]+;)*[349][0-9][;m]", output, G_REGEX_RAW, 0))
      screen_fail(screen, "a colour was sent");
    screen_free(screen);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    WIZARD_TEST(test_every_theme_on_every_page), WIZARD_TEST(test_theme_is_changed_while_it_runs), WIZARD_TEST(test_the_box),
    WIZARD_TEST(test_theme_is_remembered), WIZARD_TEST(test_what_goes_before_the_remembered_theme), WIZARD_TEST(test_theme_that_cannot_be_remembered),
    WIZARD_TEST(test_first_letters), WIZARD_TEST(test_own_theme_and_its_mistake), WIZARD_TEST(test_theme_that_is_not_there),        WIZARD_TEST(test_no_color),
  };
  return cmocka_run_group_tests_name("themes", tests, NULL, NULL);
}
