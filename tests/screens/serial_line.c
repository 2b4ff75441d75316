/* A person at a serial line of 9600 baud, 960 bytes a second in each direction, on a VT100, with real hosts behind the wizard (those of the
 * inventory VIRT_MIGRATE_INVENTORY): web moves to bravo; db sets out too, and is cancelled on its way. What became of them others judge.
 * Prints how long each key took to show its effect. */
#include "wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { BYTES_PER_S = 960 };

static int set_up(void **state)
{
  wizard_setup(state);
  fixture_use_hosts(*state, g_getenv("VIRT_MIGRATE_INVENTORY"));
  return 0;
}

/* Types KEYS and waits for SHOWN. */
static void type_and_time(Screen *screen, const char *keys, const char *shown)
{
  gint64 start = g_get_monotonic_time();
  screen_type(screen, keys);
  screen_wait_for(screen, shown);
  print_message("# %-12s %5.0f ms until “%s”\n", keys, (double)(g_get_monotonic_time() - start) / 1000, shown);
}

/* The wizard, at the running task of the VM that SEARCH finds. */
static Screen *start_move(const Fixture *fixture, const char *search)
{
  Screen *screen = wizard_start_with(fixture, &(ScreenSetup){ .term = "vt100", .lang = "C", .bytes_per_s = BYTES_PER_S });
  screen_wait_for(screen, "? Help");
  screen_wait_gone(screen, "connecting");
  screen_wait_for(screen, "db");
  type_and_time(screen, search, "m Migrate");
  type_and_time(screen, "m", "What is to be moved?");
  type_and_time(screen, "<Enter>", "Host to move to");
  screen_wait_for(screen, "> ");
  type_and_time(screen, "<Enter>", "Networks of the VM");
  type_and_time(screen, "<Enter>", "How to move it");
  type_and_time(screen, "<Enter>", "checks passed");
  type_and_time(screen, "<Enter>", "The same by hand");
  type_and_time(screen, "<Enter>", "started");
  type_and_time(screen, "", "iteration");
  return screen;
}

static void test_a_vm_moves(void **state)
{
  Screen *screen = start_move(*state, "/web<Enter>");
  type_and_time(screen, "?", "Keys of the page");
  type_and_time(screen, "<Esc>", "move memory");
  screen_wait_for(screen, "web is running on bravo");
  screen_free(screen);
}

static void test_a_vm_is_called_back(void **state)
{
  Screen *screen = start_move(*state, "/db<Enter>");
  type_and_time(screen, "c", "Cancel Migration?");
  screen_wait_for(screen, "> No");
  type_and_time(screen, "y", "db is running on alpha");
  screen_free(screen);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(test_a_vm_moves, set_up, wizard_teardown),
    cmocka_unit_test_setup_teardown(test_a_vm_is_called_back, set_up, wizard_teardown),
  };
  return cmocka_run_group_tests_name("serial line", tests, NULL, NULL);
}
