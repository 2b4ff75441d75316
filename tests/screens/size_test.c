/* Terminals that are too small, and sizes that change while something is shown: every page draws itself anew from what it knows,
 * and loses nothing that was chosen or typed. */
#include "wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS = 24, COLS = 80, LINE_QUIET_MS = 400, LARGEST_SCREEN_BYTES = 2000, LINE_RIGHT_MS = 4000 };

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

/* What a window that is dragged goes through. */
static const int SIZES[][2] = { { 24, 80 }, { 43, 132 }, { 23, 79 }, { 25, 81 }, { 10, 200 }, { 60, 119 }, { 24, 120 } };
static const int LARGE_SIZES[][2] = { { 24, 80 }, { 43, 132 }, { 25, 81 }, { 60, 119 }, { 24, 120 } };

/* A text being typed, a menu, a box, pages of the wizard and a question. */
static const struct {
  const char *keys, *shown;
} RESIZED[] = {
  { "/we", "Search: we" }, { "<Enter>", "m Migrate" }, { "a", "> Migrate" },  { "<Esc>", "m Migrate" }, { "T", "> default" },
  { "<Esc>", "m Migrate" }, { "m", "TYPE" },           { "<Enter>", "TARGET" }, { "<C-c>", "Quit?" },
};

static void resize(Screen *screen, const int size[2])
{
  gint64 next = g_get_monotonic_time() + 100000;
  screen_resize(screen, size[0], size[1]);
  while (g_get_monotonic_time() < next)
    screen_read(screen, 10);
}

/* Ten times a second, and right each time before the next. */
static void test_many_sizes_a_second(void **state)
{
  Screen *screen = wizard_start(*state);
  for (gsize i = 0; i < G_N_ELEMENTS(RESIZED); i++) {
    screen_type(screen, RESIZED[i].keys);
    screen_wait_for(screen, RESIZED[i].shown);
    screen_settle(screen, 100);
    g_autofree char *before = g_strdup(screen_text(screen));
    for (guint turn = 0; turn < 10; turn++) {
      const int *size = SIZES[turn % G_N_ELEMENTS(SIZES)];
      resize(screen, size);
      screen_wait_for(screen, size[0] >= ROWS && size[1] >= COLS ? RESIZED[i].shown : "virt-migrate needs 80");
    }
    screen_resize(screen, ROWS, COLS);
    screen_expect(screen, before);
  }
  screen_free(screen);
}

/* The same over a line of 960 bytes a second, which cannot carry ten screens: those in between are left out, no more than one is on its
 * way, and the last one is there and right soon after. */
static void resize_slowly(Screen *screen, const char *shown)
{
  int backlog = 0;
  screen_settle(screen, LINE_QUIET_MS);
  g_autofree char *before = g_strdup(screen_text(screen));
  for (guint turn = 0; turn < 10; turn++) {
    resize(screen, SIZES[turn % G_N_ELEMENTS(SIZES)]);
    backlog = MAX(backlog, screen_backlog(screen));
  }
  screen_resize(screen, ROWS, COLS);
  gint64 start = g_get_monotonic_time();
  screen_expect(screen, before);
  double took_ms = (double)(g_get_monotonic_time() - start) / 1000;
  print_message("resized with “%s”: right after %.0f ms, at most %d bytes waited\n", shown, took_ms, backlog);
  assert_in_range(backlog, 0, LARGEST_SCREEN_BYTES);
  assert_in_range(took_ms, 0, LINE_RIGHT_MS);
}

static void test_many_sizes_a_second_on_a_slow_line(void **state)
{
  Screen *screen = wizard_start_with(*state, &(ScreenSetup){ .term = "vt100", .lang = "C", .bytes_per_s = 960 });
  screen_wait_for(screen, "web");
  screen_wait_gone(screen, "connecting");
  for (gsize i = 0; i < G_N_ELEMENTS(RESIZED); i++) {
    screen_type(screen, RESIZED[i].keys);
    screen_wait_for(screen, RESIZED[i].shown);
    resize_slowly(screen, RESIZED[i].shown);
  }
  screen_free(screen);
}

/* Keys that are typed while the window is dragged count as always; only where it is too small do they do nothing, as nobody sees what. */
static void test_keys_while_the_size_changes_on_a_slow_line(void **state)
{
  static const char *const KEYS[] = { "/", "g", "a", "t", "e", "<Enter>", "a" };
  Screen *screen = wizard_start_with(*state, &(ScreenSetup){ .term = "vt100", .lang = "C", .bytes_per_s = 960 });
  screen_wait_for(screen, "web");
  screen_wait_gone(screen, "connecting");
  for (guint i = 0; i < G_N_ELEMENTS(KEYS); i++) {
    screen_type(screen, KEYS[i]);
    resize(screen, LARGE_SIZES[i % G_N_ELEMENTS(LARGE_SIZES)]);
  }
  screen_resize(screen, ROWS, COLS);
  screen_wait_for(screen, "> Migrate");
  screen_wait_for(screen, "gate");
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
    WIZARD_TEST(test_many_sizes_a_second_on_a_slow_line),
    WIZARD_TEST(test_keys_while_the_size_changes_on_a_slow_line),
  };
  return cmocka_run_group_tests_name("sizes", tests, NULL, NULL);
}
