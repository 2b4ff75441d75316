/* The wizard over a serial line of 9600 baud, 960 bytes a second in each direction, on a VT100: what the line has to carry, and how
 * long a person waits. Prints its figures. */
#include "record.h"
#include "wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { BYTES_PER_S = 960, WATCH_S = 20, FIRST_PAINT_BYTES = 2000, REFRESH_BYTES = 100, KEY_BYTES = 200, QUIET_MS = 60 };

#define DB_UUID "5f1d0000-0000-4000-8000-000000000002" /* of the VM db in the fixture */

static void print_figure(const char *name, double value, const char *unit)
{
  print_message("figure %s %.0f %s\n", name, value, unit);
}

static Screen *start_slowly(const Fixture *fixture, const char *term)
{
  Screen *screen = wizard_start_with(fixture, &(ScreenSetup){ .term = term, .lang = "C", .bytes_per_s = BYTES_PER_S });
  screen_wait_for(screen, "? Help");
  return screen;
}

/* Types KEYS and waits for SHOWN, at most LIMIT_MS from the first key on; 0: it takes what it takes, and that is printed. */
static void type_and_time(Screen *screen, const char *keys, const char *shown, double limit_ms)
{
  gint64 start = g_get_monotonic_time();
  screen_type(screen, keys);
  screen_wait_for(screen, shown);
  double took_ms = (double)(g_get_monotonic_time() - start) / 1000;
  print_message("key %-22s %5.0f ms until “%s”\n", keys, took_ms, shown);
  if (limit_ms > 0 && took_ms > limit_ms)
    screen_fail(screen, "%s took %.0f ms", keys, took_ms);
}

static void test_first_screen_and_keys(void **state)
{
  static const char *const KEYS[] = { "<Down>", "<Down>", "<Down>", "<Up>", "<End>", "<Home>", "<PgDn>" };
  Screen *screen = start_slowly(*state, "vt100");
  screen_wait_gone(screen, "connecting");
  screen_settle(screen, 500);
  screen_bytes(screen);
  for (gsize i = 0; i < G_N_ELEMENTS(KEYS); i++) {
    screen_type(screen, KEYS[i]);
    screen_settle(screen, 500);
    gsize bytes = screen_bytes(screen);
    print_message("key %-8s %3u bytes\n", KEYS[i], (guint)bytes);
    assert_in_range(bytes, 1, KEY_BYTES);
  }
  screen_free(screen);
}

static void test_first_paint(void **state)
{
  static const char *const TERMS[] = { "vt100", "vt220" };
  for (gsize i = 0; i < G_N_ELEMENTS(TERMS); i++) {
    Screen *screen = wizard_start_on(*state, TERMS[i], "C");
    screen_settle(screen, 300);
    gsize bytes = screen_bytes(screen);
    print_figure("first_screen", (double)bytes, "bytes");
    assert_in_range(bytes, 1, FIRST_PAINT_BYTES);
    screen_free(screen);
  }
}

/* From the tree to the end of a move that cannot be, all by keyboard. */
static void test_a_move_by_keyboard(void **state)
{
  Screen *screen = start_slowly(*state, "vt100");
  screen_wait_for(screen, "web");
  type_and_time(screen, "/web<Enter>", "m Migrate", 0);
  type_and_time(screen, "m", "What is to be moved?", 0);
  type_and_time(screen, "<Enter>", "Host to move to", 0);
  type_and_time(screen, "<Enter>", "Networks of the VM", 0);
  type_and_time(screen, "<Enter>", "How to move it", 0);
  type_and_time(screen, "<Enter>", "checks passed", 0);
  type_and_time(screen, "<Enter>", "The same by hand", 0);
  type_and_time(screen, "<Enter>", "started", 0);
  screen_wait_for(screen, "nothing of web is on");
  type_and_time(screen, "?", "Keys of the page", 0);
  type_and_time(screen, "<Esc>", "x move memory", 0);
  screen_free(screen);
}

static void sample_at(Record *record, gint64 task, guint second)
{
  record_sample(record, task, &(RecordSample){ .seconds = second, .total_mib = 4096, .sent_mib = 26 * second, .remaining_mib = 4096 - 26 * second,
                                               .rate_mib = 24 + second % 4, .dirty_mib = 3 + second % 3, .iteration = 1 + second / 9 });
}

static int by_size(gconstpointer a, gconstpointer b)
{
  return *(const int *)a - *(const int *)b;
}

/* A migration that tells something new every quarter of a second is watched; what comes at once is one refresh. */
static void watch(Screen *screen, Record *record, gint64 task)
{
  g_autoptr(GArray) sizes = g_array_new(FALSE, FALSE, sizeof(int));
  gint64 start = g_get_monotonic_time();
  int backlog = 0;
  screen_bytes(screen);
  for (guint quarter = 8; g_get_monotonic_time() - start < WATCH_S * G_USEC_PER_SEC; quarter++) {
    gint64 next = start + (gint64)(quarter - 7) * 250000;
    sample_at(record, task, quarter / 4);
    while (g_get_monotonic_time() < next)
      if (screen_read(screen, 10)) {
        screen_settle(screen, QUIET_MS);
        int bytes = (int)screen_bytes(screen);
        if (bytes > 0)
          g_array_append_val(sizes, bytes);
      } else {
        backlog = MAX(backlog, screen_backlog(screen));
      }
  }
  g_array_sort(sizes, by_size);
  assert_in_range(sizes->len, WATCH_S / 2, WATCH_S + 2);
  print_figure("refresh_median", g_array_index(sizes, int, sizes->len / 2), "bytes");
  print_figure("refresh_largest", g_array_index(sizes, int, sizes->len - 1), "bytes");
  print_figure("refreshes", sizes->len, "");
  print_figure("backlog_largest", backlog, "bytes");
  assert_in_range(g_array_index(sizes, int, sizes->len / 2), 1, REFRESH_BYTES);
  assert_in_range(backlog, 0, BYTES_PER_S);
}

static void test_a_migration_is_watched_and_cancelled(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  gint64 task = record_task(record, "db", DB_UUID);
  record_begin(record, task);
  for (guint second = 1; second <= 2; second++)
    sample_at(record, task, second);
  Screen *screen = start_slowly(*state, "vt100");
  screen_wait_for(screen, "1 task running");
  type_and_time(screen, "t", "from and to", 0);
  type_and_time(screen, "<Enter>", "MiB/s", 0);
  screen_settle(screen, 500);
  watch(screen, record, task);
  type_and_time(screen, "c", "Cancel Migration?", 0);
  screen_wait_for(screen, "> No");
  screen_type(screen, "y");
  assert_int_equal(record_wait_request(record, task), REQUEST_CANCEL);
  record_end(record, task, TASK_CANCELLED, "cancelled. db is running on alpha");
  screen_wait_for(screen, "db is running on alpha");
  screen_free(screen);
}

/* Nothing that was typed before the screen could follow is lost. */
static void test_typed_ahead(void **state)
{
  Screen *screen = start_slowly(*state, "vt100");
  screen_wait_gone(screen, "connecting");
  screen_wait_for(screen, "web");
  screen_type(screen, "<Home><Down><Down><Down><Down><Down><Up><End><Home>/mai<Enter>?<Esc>/gat<Enter>a");
  screen_wait_for(screen, "> Migrate");
  screen_wait_selected(screen, "gate");
  screen_free(screen);
}

/* Nor is what is typed into a menu that the line has not shown yet. */
static void test_typed_ahead_into_a_menu(void **state)
{
  Screen *screen = start_slowly(*state, "vt100");
  screen_wait_gone(screen, "connecting");
  screen_wait_for(screen, "web");
  screen_type(screen, "/gate<Enter>a<Down><Enter>");
  screen_wait_for(screen, "Migration address");
  screen_free(screen);
}

/* A key that is held down: the screen follows as far as the line lets it, and ends where the focus is. */
static void test_key_held_down(void **state)
{
  Screen *screen = start_slowly(*state, "vt100");
  int backlog = 0;
  screen_wait_gone(screen, "connecting");
  screen_settle(screen, 300);
  for (int i = 0; i < 60; i++) {
    screen_type(screen, i / 8 % 2 == 0 ? "<Down>" : "<Up>");
    for (gint64 end = g_get_monotonic_time() + 33000; g_get_monotonic_time() < end;)
      screen_read(screen, 5);
    backlog = MAX(backlog, screen_backlog(screen));
  }
  print_figure("backlog_keys", backlog, "bytes");
  assert_in_range(backlog, 0, KEY_BYTES);
  type_and_time(screen, "<Home>", "> - Training", 700);
  screen_free(screen);
}

static void test_esc_works_at_once(void **state)
{
  Screen *screen = start_slowly(*state, "vt100");
  screen_wait_for(screen, "web");
  screen_wait_gone(screen, "connecting");
  screen_type(screen, "/web");
  screen_wait_for(screen, "Search: web");
  screen_settle(screen, 300);
  type_and_time(screen, "<Esc>", "m Migrate", 600);
  screen_free(screen);
}

/* The next program must not find what the terminal answered. */
static void test_leaving_before_the_first_screen_has_arrived(void **state)
{
  Fixture *fixture = *state;
  g_autofree char *script = g_strdup_printf("'%s' -c '%s'; read -r line; echo \"[$line]\"", wizard_program(), fixture->inventory);
  const char *const argv[] = { "sh", "-c", script, NULL };
  Screen *screen = screen_new(&(ScreenSetup){ .argv = argv, .env = (const char *const *)fixture->env, .term = "vt100", .lang = "C", .bytes_per_s = BYTES_PER_S });
  screen_wait_for(screen, "virt-migrate");
  screen_type(screen, "q");
  screen_wait_gone(screen, "? Help");
  screen_settle(screen, 500);
  screen_type(screen, "next<Enter>");
  screen_wait_for(screen, "[next]");
  screen_free(screen);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    WIZARD_TEST(test_first_paint),
    WIZARD_TEST(test_first_screen_and_keys),
    WIZARD_TEST(test_a_move_by_keyboard),
    WIZARD_TEST(test_a_migration_is_watched_and_cancelled),
    WIZARD_TEST(test_typed_ahead),
    WIZARD_TEST(test_typed_ahead_into_a_menu),
    WIZARD_TEST(test_key_held_down),
    WIZARD_TEST(test_esc_works_at_once),
    WIZARD_TEST(test_leaving_before_the_first_screen_has_arrived),
  };
  return cmocka_run_group_tests_name("slow line", tests, NULL, NULL);
}
