/* The list of all tasks, from wherever it is opened. */
#include "record.h"
#include "wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define DB_UUID "5f1d0000-0000-4000-8000-000000000002"
#define WEB_UUID "5f1d0000-0000-4000-8000-000000000006"

static void make_tasks(Record *record)
{
  gint64 done = record_task(record, "web", WEB_UUID);
  record_begin(record, done);
  record_end(record, done, TASK_DONE, "web is running on bravo");
  gint64 failed = record_task(record, "gate", "5f1d0000-0000-4000-8000-000000000003");
  record_begin(record, failed);
  record_end(record, failed, TASK_FAILED, "bravo went away. gate is running on alpha");
  gint64 running = record_task(record, "db", DB_UUID);
  record_begin(record, running);
  record_sample(record, running, &(RecordSample){ .seconds = 4, .total_mib = 512, .sent_mib = 128, .remaining_mib = 384, .rate_mib = 32, .iteration = 1 });
}

static Screen *open_tasks(const Fixture *fixture)
{
  Screen *screen = wizard_start(fixture);
  screen_type(screen, "t");
  screen_wait_for(screen, "from and to");
  return screen;
}

static void test_none_yet(void **state)
{
  Screen *screen = wizard_start(*state);
  screen_type(screen, "t");
  screen_expect(screen,
      " Tasks                                                          0 tasks running\n"
      "\n"
      " No VM has been moved yet. Choose one in the tree and press m.\n"
      "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      "\n\n"
      " Esc Back      ? Help");
  screen_type(screen, "<Esc>");
  screen_wait_for(screen, "Training");
  screen_free(screen);
}

static void test_list(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  make_tasks(record);
  Screen *screen = open_tasks(*state);
  screen_expect(screen,
      " Tasks                                                           1 task running\n"
      "\n"
      "  task  VM             from and to      state           started            took\n"
      " >   3  db             alpha → bravo    running  25 %   ~~~\n"
      "     2  gate           alpha → bravo    failed          ~~~ s\n"
      "     1  web            alpha → bravo    done            ~~~ s\n"
      "\n\n\n\n\n\n\n\n\n\n\n\n\n\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " db is moving; Enter shows how far it is.\n"
      "\n"
      " Enter Open    c Cancel Migration   a Actions   Esc Back   ? Help");
  screen_type(screen, "<Down>");
  screen_wait_selected(screen, "gate");
  screen_wait_for(screen, "bravo went away. gate is running on alpha");
  screen_free(screen);
}

static void test_cancel_from_the_menu(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  make_tasks(record);
  Screen *screen = open_tasks(*state);
  screen_type(screen, "a");
  screen_wait_for(screen, "Open");
  screen_expect(screen,
      " Tasks                                                           1 task running\n"
      "\n"
      "  task  VM             from and to      state           started            took\n"
      " >   3  db             alpha → bravo    running  25 %   ~~~\n"
      "     2  gate        ┌─ db ────────────────┐led          ~~~ s\n"
      "     1  web         │ > Open              │e            ~~~ s\n"
      "                    │   Cancel Migration  │\n"
      "                    └─────────────────────┘\n"
      "\n\n\n\n\n\n\n\n\n\n\n\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " db is moving; Enter shows how far it is.\n"
      "\n"
      " Enter Choose   Esc Back   ? Help");
  screen_type(screen, "<Down><Enter>");
  screen_wait_for(screen, "Cancel Migration?");
  screen_type(screen, "y");
  assert_int_equal(record_wait_request(record, 3), REQUEST_CANCEL);
  screen_free(screen);
}

/* The focus stays on its task when another one is added above. */
static void test_new_task_while_open(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  make_tasks(record);
  Screen *screen = open_tasks(*state);
  screen_type(screen, "<Down>");
  screen_wait_selected(screen, "gate");
  record_begin(record, record_task(record, "mail", "5f1d0000-0000-4000-8000-000000000007"));
  screen_wait_for(screen, "mail");
  screen_wait_selected(screen, "gate");
  screen_free(screen);
}

static void test_from_a_wizard_page(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  make_tasks(record);
  Screen *screen = wizard_start(*state);
  screen_type(screen, "/web<Enter>");
  screen_wait_selected(screen, "web");
  screen_type(screen, "m");
  screen_wait_for(screen, "Migrate web");
  screen_type(screen, "t");
  screen_wait_for(screen, "from and to");
  screen_type(screen, "<Esc>");
  screen_wait_for(screen, "Migrate web");
  screen_free(screen);
}

/* The record cannot be kept: everything else works, and the reason is told where it matters. */
static void test_state_folder_not_writable(void **state)
{
  Fixture *fixture = *state;
  g_autofree char *file = fixture_path(fixture, "inventory.conf"); /* a file where a folder is needed: so even for root */
  fixture_setenv(fixture, "XDG_STATE_HOME", file);
  Screen *screen = wizard_start(fixture);
  screen_type(screen, "t");
  screen_wait_for(screen, "the folder for tasks");
  screen_wait_for(screen, "XDG_STATE_HOME");
  screen_free(screen);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    WIZARD_TEST(test_none_yet),
    WIZARD_TEST(test_list),
    WIZARD_TEST(test_cancel_from_the_menu),
    WIZARD_TEST(test_new_task_while_open),
    WIZARD_TEST(test_from_a_wizard_page),
    WIZARD_TEST(test_state_folder_not_writable),
  };
  return cmocka_run_group_tests_name("tasks", tests, NULL, NULL);
}
