/* Terminals that are too small, and sizes that change while something is shown: every page draws itself anew from what it knows,
 * and loses nothing that was chosen or typed. */
#include "wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS = 24, COLS = 80 };

/* How to get to each page from the one before, and what tells that it is there. */
static const struct {
  const char *keys, *shown;
} PAGES[] = {
  { "", "web" },
  { "?", "Keys of the page" },
  { "<Esc>", "web" },
  { "t", "No VM has been moved yet" },
  { "<Esc>", "web" },
  { "A", "Migration address" },
  { "delta", "delta" },
  { "<Esc>", "web" },
  { "/web<Enter>", "m Migrate" },
  { "a", "> Migrate" },
  { "<Esc>", "m Migrate" },
  { "m", "TYPE" },
  { "<Enter>", "TARGET" },
  { "<Enter>", "NETWORK" },
  { "<Enter>", "OPTIONS" },
  { "<Space><Down><Down><Down>15", "[15" },
  { "<Enter><Enter>", "CHECKS" },
  { "<Enter>", "REVIEW" },
  { "<C-c>", "Quit?" },
  { "n", "REVIEW" },
  { "<Enter>", "nothing of web is on" },
};

static void test_too_small_from_the_start(void **state)
{
  Screen *screen = wizard_start_with(*state, &(ScreenSetup){ .rows = 23, .cols = 80 });
  screen_expect(screen, "~~~~\nvirt-migrate needs 80 columns and 24 rows.\nThis terminal has 80 and 23: make it larger.\n"
                        "q Quit (running tasks go on)");
  screen_resize(screen, ROWS, COLS);
  screen_wait_for(screen, "web");
  screen_free(screen);
}

static void test_quit_while_too_small(void **state)
{
  Screen *screen = wizard_start_with(*state, &(ScreenSetup){ .rows = 5, .cols = 20 });
  screen_wait_for(screen, "virt-migrate needs");
  screen_type(screen, "q");
  assert_int_equal(screen_wait_exit(screen), 0);
  screen_free(screen);
}

static void test_one_row_and_one_column(void **state)
{
  Screen *screen = wizard_start(*state);
  for (int size = 4; size > 0; size--) {
    screen_resize(screen, size, size);
    screen_settle(screen, 50);
  }
  screen_resize(screen, ROWS, COLS);
  screen_wait_for(screen, "20.9 of 24 GiB");
  screen_free(screen);
}

/* Small, large, and back: the page must be as before. */
static void resize_page(Screen *screen, const char *shown)
{
  screen_settle(screen, 50);
  g_autofree char *before = g_strdup(screen_text(screen));
  screen_resize(screen, 10, 40);
  screen_wait_for(screen, "virt-migrate needs 80");
  screen_resize(screen, 50, 132);
  screen_wait_for(screen, shown);
  screen_resize(screen, ROWS, COLS);
  screen_expect(screen, before);
}

static void test_every_page(void **state)
{
  Screen *screen = wizard_start(*state);
  for (guint i = 0; i < G_N_ELEMENTS(PAGES); i++) {
    screen_type(screen, PAGES[i].keys);
    screen_wait_for(screen, PAGES[i].shown);
    resize_page(screen, PAGES[i].shown);
  }
  screen_free(screen);
}

/* Ten times a second, with a question, a menu and a text being typed: right at once, and nothing is lost. */
static void test_many_sizes_a_second(void **state)
{
  static const struct {
    const char *keys, *shown;
  } places[] = {
    { "/we", "Search: we" },
    { "<Enter>", "m Migrate" },
    { "a", "> Migrate" },
    { "<Esc>", "m Migrate" },
    { "T", "> default" },
    { "<Esc>", "m Migrate" },
    { "m", "TYPE" },
    { "<Enter>", "TARGET" },
    { "<C-c>", "Quit?" },
  };
  static const int sizes[][2] = { { 24, 80 }, { 43, 132 }, { 23, 79 }, { 25, 81 }, { 10, 200 }, { 60, 119 }, { 24, 120 } };
  Screen *screen = wizard_start(*state);
  for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
    screen_type(screen, places[i].keys);
    screen_wait_for(screen, places[i].shown);
    screen_settle(screen, 100);
    g_autofree char *before = g_strdup(screen_text(screen));
    for (guint turn = 0; turn < 10; turn++) {
      gint64 next = g_get_monotonic_time() + 100000;
      const int *size = sizes[turn % G_N_ELEMENTS(sizes)];
      screen_resize(screen, size[0], size[1]);
      while (g_get_monotonic_time() < next)
        screen_read(screen, 10);
      if (size[0] >= ROWS && size[1] >= COLS)
        assert_non_null(strstr(screen_text(screen), places[i].shown));
      else
        assert_non_null(strstr(screen_text(screen), "virt-migrate needs 80"));
    }
    screen_resize(screen, ROWS, COLS);
    screen_expect(screen, before);
  }
  screen_free(screen);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    WIZARD_TEST(test_too_small_from_the_start),
    WIZARD_TEST(test_quit_while_too_small),
    WIZARD_TEST(test_one_row_and_one_column),
    WIZARD_TEST(test_every_page),
    WIZARD_TEST(test_many_sizes_a_second),
  };
  return cmocka_run_group_tests_name("sizes", tests, NULL, NULL);
}
