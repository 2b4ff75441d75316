/* A terminal of 132x43: what there is more of is used. The names are wide, combine and run from right to left. */
#include "record.h"
#include "wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define WIDE "虚拟机-日本語"
#define RTL "שרת"
#define MARKED "e\u0301clair"
#define WIDE_UUID "5f1d0000-0000-4000-8000-000000000100"

static const char *const NAMES[] = { WIDE, RTL, MARKED, "plain", NULL };

static Screen *start(const Fixture *fixture)
{
  fixture_name_vms(fixture, NAMES);
  Screen *screen = wizard_start_with(fixture, &(ScreenSetup){ .rows = 43, .cols = 132 });
  screen_wait_for(screen, "20.9 of 24");
  screen_wait_for(screen, "20.1 of 24");
  screen_wait_for(screen, "17.8 of 24");
  screen_wait_for(screen, "bravo            1 VM"); /* where alpha's names have pushed it */
  return screen;
}

/* All rows that show ONE show OTHER in the same column. */
static void assert_aligned(Screen *screen, const char *one, const char *other, guint expected)
{
  guint seen = 0;
  int column = -1;
  for (int row = 0; row < 43; row++) {
    int col = screen_column(screen, row, one) >= 0 ? screen_column(screen, row, other) : -1;
    if (col < 0)
      continue;
    if (column >= 0 && col != column)
      screen_fail(screen, "row %d: “%s” is in column %d, not %d", row, other, col, column);
    column = col;
    seen++;
  }
  assert_int_equal(seen, expected);
}

static void test_tree_and_details_side_by_side(void **state)
{
  Screen *screen = start(*state);
  screen_type(screen, "/日本<Enter>");
  screen_wait_for(screen, "> " "        " WIDE);
  screen_wait_for(screen, "x.qcow2");
  screen_expect(screen,
      " virt-migrate\n"
      "  ▾ Training                                                                   │ 虚拟机-日本語\n"
      "    ▾ prod                                                                     │ state        running\n"
      "      ▾ alpha            4 VMs    17.8 of 24 GiB free   2 CPUs~~~│ host         alpha\n"
      "          éclair         running                                               │ vda          qcow2, 1024 GiB, 1 TiB of data\n"
      "          plain          running                                               │              /srv/vmstore/x.qcow2\n"
      "          שרת            running                                               │ NIC          ~~~:~~~ on lan\n"
      ">         虚拟机-日本語  running                                               │\n"
      "      ▾ bravo            1 VM     20.1 of 24 GiB free   2 CPUs~~~│\n"
      "          mail           running                                               │\n"
      "    ▾ edge                                                                     │\n"
      "        charlie          0 VMs    20.9 of 24 GiB free   2 CPUs~~~│\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────\n"
      "\n"
      "\n"
      " m Migrate     a Actions   / Search   A Add host   q Quit   t Tasks   ? Help");
  screen_free(screen);
}

static void test_host_beside_the_tree(void **state)
{
  Screen *screen = start(*state);
  screen_type(screen, "/bravo<Enter>");
  screen_wait_for(screen, "libvirt");
  screen_expect(screen,
      " virt-migrate\n"
      "  ▾ Training                                                                   │ bravo\n"
      "    ▾ prod                                                                     │ URI          test://~~~/bravo.xml\n"
      "      ▾ alpha            4 VMs    17.8 of 24 GiB free   2 CPUs~~~│ migrates by  10.78.0.2\n"
      "          éclair         running                                               │ name there   bravo\n"
      "          plain          running                                               │ memory       20.1 of 24 GiB free\n"
      "          שרת            running                                               │ CPUs         2\n"
      "          虚拟机-日本語  running                                               │ libvirt      9.0.0\n"
      ">     ▾ bravo            1 VM     20.1 of 24 GiB free   2 CPUs~~~│ pools        local, dir, 100 of 100 GiB free\n"
      "          mail           running                                               │              san, iscsi, 100 of 100 GiB free\n"
      "    ▾ edge                                                                     │              vmstore, netfs, 99.6 of 100 GiB free\n"
      "        charlie          0 VMs    20.9 of 24 GiB free   2 CPUs~~~│ networks     guests (Linux bridge)\n"
      "                                                                               │              lan (Linux bridge)\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "                                                                               │\n"
      "────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────\n"
      "\n"
      "\n"
      " Enter Close   a Actions   / Search   A Add host   q Quit   t Tasks   ? Help");
  /* Drawn again and again from the same facts. */
  for (guint i = 0; i < 5; i++) {
    screen_type(screen, "<C-l>");
    screen_settle(screen, 50);
  }
  assert_true(screen_is_running(screen));
  screen_free(screen);
}

/* Drawn again and again, and looked at anew meanwhile: what is beside the tree stays what it is. */
static void test_host_for_a_while(void **state)
{
  Screen *screen = start(*state);
  screen_type(screen, "/bravo<Enter>");
  screen_wait_for(screen, "libvirt");
  for (int i = 0; i < 30; i++) {
    screen_type(screen, i % 10 == 0 ? "r" : "<C-l>");
    screen_settle(screen, 20);
  }
  screen_wait_for(screen, "pools        local, dir, 100 of 100 GiB free");
  screen_wait_for(screen, "networks     guests (Linux bridge)");
  screen_type(screen, "q");
  assert_int_equal(screen_wait_exit(screen), 0);
  screen_free(screen);
}

static void test_names_keep_the_columns(void **state)
{
  Screen *screen = start(*state);
  screen_wait_for(screen, "mail           running");
  assert_aligned(screen, "running", "running", 5);
  assert_aligned(screen, "│", "│", 38);
  screen_type(screen, "/日本<Enter>");
  screen_wait_for(screen, "m Migrate");
  screen_type(screen, "a");
  screen_wait_for(screen, "┌─ " WIDE " ─┐");
  screen_wait_for(screen, "│ > Migrate       │");
  screen_wait_for(screen, "└─────────────────┘");
  screen_free(screen);
}

static void test_task_and_dialog(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  gint64 task = record_task(record, WIDE, WIDE_UUID);
  record_begin(record, task);
  for (guint second = 1; second <= 40; second++)
    record_sample(record, task, &(RecordSample){ .seconds = second, .total_mib = 2048, .sent_mib = 26 * second, .remaining_mib = 2048 - 26 * second,
                                                 .rate_mib = 26, .dirty_mib = second > 20 ? 4 : 0, .iteration = second > 20 ? 2 : 1 });
  Screen *screen = start(*state);
  screen_type(screen, "t");
  screen_wait_for(screen, "from and to");
  screen_expect(screen,
      " Tasks                                                                                                               1 task running\n"
      "\n"
      "  task  VM             from and to      state           started                                                                took\n"
      " >   1  虚拟机-日本語  alpha → bravo    running  50 %   ~~~\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────\n"
      " 虚拟机-日本語 is moving; Enter shows how far it is.\n"
      "\n"
      " Enter Open    c Cancel Migration   a Actions   Esc Back   ? Help");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "move memory");
  screen_expect(screen,
      " 虚拟机-日本語  alpha → bravo   running                                                                    task 1, started ~~~\n"
      "────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────\n"
      " ✓ check again~~~ s\n"
      " > move memory, 512 MiB, and switch over~~~ s\n"
      "     memory, iteration 2\n"
      " · verify on bravo: state, disks, definition\n"
      " · leave nothing on alpha\n"
      " █████████████████████████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  50 %   about 47 s left\n"
      " sent 1 GiB, memory 2 GiB      26 MiB/s    VM writes 4 MiB/s     downtime~~~ s\n"
      " MiB/s  █ sent   ━ written by the VM\n"
      "    50 ┤\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "        ▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃\n"
      "    25 ┤█████████████████████████████████████████\n"
      "        █████████████████████████████████████████\n"
      "        █████████████████████████████████████████\n"
      "        █████████████████████████████████████████\n"
      "        █████████████████████████████████████████\n"
      "        █████████████████████████████████████████\n"
      "        █████████████████████████████████████████\n"
      "        █████████████████████████████████████████\n"
      "        █████████████████████━━━━━━━━━━━━━━━━━━━━\n"
      "        █████████████████████████████████████████\n"
      "     0 └start~~~now~~~ s\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────\n"
      " This task goes on when you leave or the line drops.\n"
      "\n"
      " c Cancel      p Post-copy now~~~? Help");
  screen_type(screen, "c");
  screen_wait_for(screen, "Cancel Migration?");
  screen_expect(screen,
      " 虚拟机-日本語  alpha → bravo   running                                                                    task 1, started ~~~\n"
      "────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────\n"
      " ✓ check again~~~ s\n"
      " > move memory, 512 MiB, and switch over~~~ s\n"
      "     memory, iteration 2\n"
      " · verify on bravo: state, disks, definition\n"
      " · leave nothing on alpha\n"
      " █████████████████████████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  50 %   about 47 s left\n"
      " sent 1 GiB, memory 2 GiB      26 MiB/s    VM writes 4 MiB/s     downtime~~~ s\n"
      " MiB/s  █ sent   ━ written by the VM\n"
      "    50 ┤\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "                                  ┌─ Cancel Migration? ──────────────────────────────────────────┐\n"
      "                                  │ The migration of 虚拟机-日本語 to bravo stops. 虚拟机-日本語 │\n"
      "        ▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃│ stays on alpha as it was, and nothing is left on bravo.      │\n"
      "    25 ┤██████████████████████████│                                                              │\n"
      "        ██████████████████████████│ > No     Cancel Migration                                    │\n"
      "        ██████████████████████████└──────────────────────────────────────────────────────────────┘\n"
      "        █████████████████████████████████████████\n"
      "        █████████████████████████████████████████\n"
      "        █████████████████████████████████████████\n"
      "        █████████████████████████████████████████\n"
      "        █████████████████████████████████████████\n"
      "        █████████████████████━━━━━━━━━━━━━━━━━━━━\n"
      "        █████████████████████████████████████████\n"
      "     0 └start~~~now~~~ s\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "\n"
      "────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────\n"
      " This task goes on when you leave or the line drops.\n"
      "\n"
      " y Yes   n No   Esc Back   Enter Choose   ? Help");
  screen_free(screen);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    WIZARD_TEST(test_tree_and_details_side_by_side), WIZARD_TEST(test_host_beside_the_tree),
    WIZARD_TEST(test_host_for_a_while),                WIZARD_TEST(test_names_keep_the_columns),        WIZARD_TEST(test_task_and_dialog),
  };
  return cmocka_run_group_tests_name("wide terminal", tests, NULL, NULL);
}
