/* The page of one task: what a migration looks like while it goes on, when it will not end, and after it has ended. */
#include "record.h"
#include "wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define DB_UUID "5f1d0000-0000-4000-8000-000000000002" /* of the VM db in the fixture */

#define COLD_UUID "5f1d0000-0000-4000-8000-000000000001"

/* A migration of db that has sent 312 MiB after 12 s, in its second pass. */
static gint64 begin_migration(Record *record)
{
  gint64 task = record_task(record, "db", DB_UUID);
  record_begin(record, task);
  for (guint second = 1; second <= 12; second++)
    record_sample(record, task, &(RecordSample){ .seconds = second, .total_mib = 512, .sent_mib = 26 * second,
                                                 .remaining_mib = 512 - 26 * second, .rate_mib = 26, .dirty_mib = second > 6 ? 4 : 0,
                                                 .iteration = second > 6 ? 2 : 1 });
  return task;
}

static Screen *open_task(const Fixture *fixture, const char *term, const char *lang)
{
  Screen *screen = wizard_start_on(fixture, term, lang);
  screen_type(screen, "t");
  screen_wait_for(screen, "from and to");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "move memory");
  return screen;
}

static void test_running(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  begin_migration(record);
  Screen *screen = open_task(*state, NULL, NULL);
  screen_expect(screen,
      " db  alpha → bravo   running                           task 1, started ~~~\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " ✓ check again~~~ s\n"
      " > move memory, 512 MiB, and switch over~~~ s\n"
      "     memory, iteration 2\n"
      " · verify on bravo: state, disks, definition\n"
      " · leave nothing on alpha\n"
      " ████████████████████████░░░░░░░░░░░░░░░░  60 %   about 9 s left\n"
      " sent 312 MiB, memory 512 MiB  26 MiB/s    VM writes 4 MiB/s     downtime 0.2 s\n"
      " MiB/s  █ sent   ━ written by the VM\n"
      "    50 ┤\n"
      "\n\n\n"
      "    25 ┤▅▅▅▅▅▅▅▅▅▅▅▅▅\n"
      "        █████████████\n"
      "        █████████████\n"
      "        █████████████\n"
      "        ███████━━━━━━\n"
      "     0 └start─────now─────────────────────────────────────────────── 1 min\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " This task goes on when you leave or the line drops.\n"
      "\n"
      " c Cancel     p Post-copy now  s Suspend to finish  Esc Leave  t Tasks  ? Help");
  screen_free(screen);
}

static void test_running_on_vt100_in_c_locale(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  begin_migration(record);
  Screen *screen = open_task(*state, "vt100", "C");
  screen_expect(screen,
      " db  alpha -> bravo   running                          task 1, started ~~~\n"
      "--------------------------------------------------------------------------------\n"
      " v check again~~~ s\n"
      " > move memory, 512 MiB, and switch over~~~ s\n"
      "     memory, iteration 2\n"
      " . verify on bravo: state, disks, definition\n"
      " . leave nothing on alpha\n"
      " ########################................  60 %   about 9 s left\n"
      " sent 312 MiB, memory 512 MiB  26 MiB/s    VM writes 4 MiB/s     downtime 0.2 s\n"
      " MiB/s  # sent   = written by the VM\n"
      "    50 |\n"
      "\n\n\n"
      "    25 |.............\n"
      "        #############\n"
      "        #############\n"
      "        #############\n"
      "        #######======\n"
      "     0 +start-----now----------------------------------------------- 1 min\n"
      "--------------------------------------------------------------------------------\n"
      " This task goes on when you leave or the line drops.\n"
      "\n"
      " c Cancel     p Post-copy now  s Suspend to finish  Esc Leave  t Tasks  ? Help");
  screen_free(screen);
}

static void test_goes_on_while_it_is_watched(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  gint64 task = begin_migration(record);
  Screen *screen = open_task(*state, NULL, NULL);
  screen_wait_for(screen, " 60 %");
  record_sample(record, task, &(RecordSample){ .seconds = 13, .total_mib = 512, .sent_mib = 400, .remaining_mib = 112, .rate_mib = 26, .dirty_mib = 4, .iteration = 2 });
  screen_wait_for(screen, " 78 %");
  record_end(record, task, TASK_DONE, "db is running on bravo");
  screen_wait_for(screen, "done after");
  screen_wait_for(screen, "db is running on bravo");
  screen_free(screen);
}

/* What is asked of it is noted; once it has ended, nobody waits for its answer any more. */
static void test_note_goes_with_the_task(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  gint64 task = begin_migration(record);
  Screen *screen = open_task(*state, NULL, NULL);
  screen_type(screen, "p");
  screen_wait_for(screen, "Switch to post-copy now?");
  screen_type(screen, "y");
  screen_wait_for(screen, "Asked for; the task answers in a moment.");
  record_end(record, task, TASK_DONE, "db is running on bravo");
  screen_wait_for(screen, "done after");
  screen_wait_for(screen, "Migrate back");
  assert_null(strstr(screen_text(screen), "Asked for"));
  screen_free(screen);
}

/* A task that is not there, or has moved nothing, is bad input. */
static void test_back_of_the_wrong_task(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  gint64 task = begin_migration(record);
  record_end(record, task, TASK_FAILED, "the network is down");
  g_autofree char *absent = NULL, *failed = NULL;
  assert_int_equal(wizard_run(*state, (const char *const[]){ "run", "--back", "99", "--yes", NULL }, &absent), 2);
  assert_non_null(strstr(absent, "there is no task 99"));
  assert_int_equal(wizard_run(*state, (const char *const[]){ "run", "--back", "1", "--yes", NULL }, &failed), 2);
  assert_non_null(strstr(failed, "task 1 has moved nothing that could be moved back"));
}

/* What remains grows when the VM writes; what is shown as done does not shrink. */
static void test_never_goes_backwards(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  gint64 task = begin_migration(record);
  Screen *screen = open_task(*state, NULL, NULL);
  screen_wait_for(screen, " 60 %");
  record_sample(record, task, &(RecordSample){ .seconds = 13, .total_mib = 512, .sent_mib = 320, .remaining_mib = 480, .rate_mib = 26, .dirty_mib = 25, .iteration = 3 });
  screen_wait_for(screen, "iteration 3");
  screen_wait_for(screen, " 60 %");
  screen_free(screen);
}

static void test_stalled(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  gint64 task = begin_migration(record);
  record_sample(record, task, &(RecordSample){ .seconds = 13, .total_mib = 512, .sent_mib = 400, .remaining_mib = 112, .rate_mib = 12,
                                               .dirty_mib = 40, .iteration = 4, .throttle_percent = 20 });
  Screen *screen = open_task(*state, NULL, NULL);
  screen_wait_for(screen, "no end in sight");
  screen_wait_for(screen, " does not converge: VM writes 40 MiB/s, network carries 20.4 MiB/s; switching");
  screen_wait_for(screen, " over now would take 5.5 s, the limit is 0.3 s");
  screen_wait_for(screen, "VM throttled 20 %; libvirt alone can slow it more");
  screen_free(screen);
}

static void test_cancel_asks_first(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  gint64 task = begin_migration(record);
  Screen *screen = open_task(*state, NULL, NULL);
  screen_type(screen, "c");
  screen_wait_for(screen, "Cancel Migration?");
  screen_type(screen, "n");
  screen_wait_gone(screen, "Cancel Migration?");
  screen_type(screen, "c");
  screen_wait_for(screen, "Cancel Migration?");
  screen_expect(screen,
      " db  alpha → bravo   running                           task 1, started ~~~\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " ✓ check again~~~ s\n"
      " > move memory, 512 MiB, and switch over~~~ s\n"
      "     memory, iteration 2\n"
      " · verify on bravo: state, disks, definition\n"
      " · leave nothing on alpha\n"
      " ███████┌─ Cancel Migration? ──────────────────────────────────────────┐\n"
      " sent 31│ The migration of db to bravo stops. db stays on alpha as it  │e 0.2 s\n"
      " MiB/s  │ was, and nothing is left on bravo.                           │\n"
      "    50 ┤│                                                              │\n"
      "        │ > No     Cancel Migration                                    │\n"
      "        └──────────────────────────────────────────────────────────────┘\n"
      "\n"
      "    25 ┤▅▅▅▅▅▅▅▅▅▅▅▅▅\n"
      "        █████████████\n"
      "        █████████████\n"
      "        █████████████\n"
      "        ███████━━━━━━\n"
      "     0 └start─────now─────────────────────────────────────────────── 1 min\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " This task goes on when you leave or the line drops.\n"
      "\n"
      " y Yes   n No   Esc Back   Enter Choose   ? Help");
  screen_type(screen, "y");
  assert_int_equal(record_wait_request(record, task), REQUEST_CANCEL);
  record_end(record, task, TASK_CANCELLED, "cancelled. db is running on alpha");
  screen_wait_for(screen, "cancelled after");
  screen_wait_for(screen, "db is running on alpha");
  screen_free(screen);
}

static void test_post_copy_and_suspend(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  gint64 task = begin_migration(record);
  Screen *screen = open_task(*state, NULL, NULL);
  screen_type(screen, "p");
  screen_wait_for(screen, "Switch to post-copy now?");
  screen_type(screen, "y");
  assert_int_equal(record_wait_request(record, task), REQUEST_POST_COPY);
  screen_type(screen, "s");
  screen_wait_for(screen, "Suspend to finish?");
  screen_type(screen, "y");
  assert_int_equal(record_wait_request(record, task), REQUEST_SUSPEND);
  screen_free(screen);
}

/* More steps than there are rows: the one at work is always in sight. */
static void test_disks_in_many_steps(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  gint64 task = record_disk_task(record, "cold", COLD_UUID);
  record_at_step(record, task, 5, "vda 25 %");
  Screen *screen = wizard_start(*state);
  screen_wait_for(screen, "disks → ssd  25 %");
  screen_type(screen, "t");
  screen_wait_for(screen, "cold           disks to ssd     running  25 %");
  screen_wait_for(screen, "Disks of cold are moving on alpha; Enter shows how far they are.");
  screen_type(screen, "<Enter>");
  screen_expect(screen,
      " cold on alpha: disks to ssd   shut off                task 1, started ~~~\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " … 3 steps before these\n"
      " ✓ make 1 volume on alpha~~~ s\n"
      " ✓ lock the disks, with a helper that carries them~~~ s\n"
      " > copy 1 disk, 300 MiB of data~~~ s\n"
      "     vda 25 %\n"
      " · put the new volumes into its definition\n"
      " · give it its snapshots back\n"
      " … 3 steps after these\n"
      " ██████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  25 %   about 39 s left\n"
      " copied 0.3 of 1 GiB           20 MiB/s\n"
      "~~~~\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " This task goes on when you leave or the line drops.\n"
      "\n"
      " c Cancel      v Speed   Esc Leave   t Tasks   ? Help");
  record_at_step(record, task, 10, NULL);
  screen_wait_for(screen, "> delete 1 old volume");
  screen_free(screen);
}

static void test_speed_is_changed(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  gint64 task = record_disk_task(record, "cold", COLD_UUID);
  record_at_step(record, task, 5, "vda 25 %");
  Screen *screen = wizard_start(*state);
  screen_type(screen, "t<Enter>");
  screen_wait_for(screen, "v Speed");
  screen_type(screen, "v");
  screen_wait_for(screen, "Speed of each disk");
  screen_type(screen, "nought<Enter>");
  screen_wait_for(screen, "a speed is medium, fast, unlimited or a figure");
  screen_type(screen, "<C-u>8MiB/s<Enter>");
  screen_wait_gone(screen, "Speed of each disk");
  assert_int_equal(record_wait_request(record, task), REQUEST_SPEED);
  screen_free(screen);
}

static void test_failed(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  record_end(record, begin_migration(record), TASK_FAILED, "bravo is gone: connection reset by peer. db is running on alpha");
  Screen *screen = open_task(*state, NULL, NULL);
  screen_expect(screen,
      " db  alpha → bravo   running                           task 1, started ~~~\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      "\n"
      " x failed after ~~~ s\n"
      "   bravo is gone: connection reset by peer. db is running on alpha\n"
      "   memory ~~~ s; moved 312 MiB\n"
      "\n"
      " ✓ check again~~~ s\n"
      " x move memory, 512 MiB, and switch over      failed~~~ s\n"
      " · verify on bravo: state, disks, definition\n"
      " · leave nothing on alpha\n"
      " MiB/s  █ sent   ━ written by the VM\n"
      "    50 ┤\n"
      "\n"
      "    25 ┤▅▅▅▅▅▅▅▅▅▅▅▅▅\n"
      "        █████████████\n"
      "        ███████━━━━━━\n"
      "     0 └start─────end─────────────────────────────────────────────── 1 min\n"
      "\n\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      "\n\n"
      " l Log         Esc Leave   t Tasks   ? Help");
  screen_free(screen);
}

static void test_runner_dies(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  gint64 task = begin_migration(record);
  record_kill_runner(record, task);
  Screen *screen = open_task(*state, NULL, NULL);
  screen_wait_for(screen, " interrupted");
  screen_wait_for(screen, "its process ended before it was done; resume it or roll it back");
  screen_wait_for(screen, "r Resume      b Roll back");
  screen_type(screen, "b");
  screen_wait_for(screen, "What this task has done is undone");
  screen_type(screen, "n");
  screen_wait_gone(screen, "What this task has done is undone");
  screen_type(screen, "r");
  screen_wait_for(screen, "The hosts are asked what came of what was begun");
  screen_free(screen);
}

/* Closing the wizard's terminal, or killing it, is nothing to a task. */
static void test_wizard_ends(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  gint64 task = begin_migration(record);
  Screen *screen = open_task(*state, NULL, NULL);
  screen_hang_up(screen);
  screen_wait_exit(screen);
  screen_free(screen);

  screen = open_task(*state, NULL, NULL);
  screen_kill(screen, 9);
  assert_int_equal(screen_wait_exit(screen), -9);
  screen_free(screen);

  record_end(record, task, TASK_DONE, "db is running on bravo");
  screen = open_task(*state, NULL, NULL);
  screen_wait_for(screen, "db is running on bravo");
  screen_free(screen);
}

static void test_tree_shows_it_moving(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  begin_migration(record);
  Screen *screen = wizard_start(*state);
  screen_wait_for(screen, "1 task running");
  screen_wait_for(screen, "db        moving");
  screen_wait_for(screen, "bravo  60 %");
  screen_free(screen);
}

/* One refresh of the page, while nothing but the figures changes. */
static void test_refresh_is_small(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  gint64 task = begin_migration(record);
  Screen *screen = open_task(*state, "vt100", "C");
  screen_settle(screen, 300);
  screen_bytes(screen);
  record_sample(record, task, &(RecordSample){ .seconds = 13, .total_mib = 512, .sent_mib = 338, .remaining_mib = 174, .rate_mib = 26, .dirty_mib = 4, .iteration = 2 });
  screen_wait_for(screen, " 66 %");
  screen_settle(screen, 100);
  assert_in_range(screen_bytes(screen), 1, 300);
  screen_free(screen);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    WIZARD_TEST(test_running),
    WIZARD_TEST(test_running_on_vt100_in_c_locale),
    WIZARD_TEST(test_goes_on_while_it_is_watched),
    WIZARD_TEST(test_note_goes_with_the_task),
    WIZARD_TEST(test_back_of_the_wrong_task),
    WIZARD_TEST(test_never_goes_backwards),
    WIZARD_TEST(test_stalled),
    WIZARD_TEST(test_cancel_asks_first),
    WIZARD_TEST(test_post_copy_and_suspend),
    WIZARD_TEST(test_disks_in_many_steps),
    WIZARD_TEST(test_speed_is_changed),
    WIZARD_TEST(test_failed),
    WIZARD_TEST(test_runner_dies),
    WIZARD_TEST(test_wizard_ends),
    WIZARD_TEST(test_tree_shows_it_moving),
    WIZARD_TEST(test_refresh_is_small),
  };
  return cmocka_run_group_tests_name("task", tests, NULL, NULL);
}
