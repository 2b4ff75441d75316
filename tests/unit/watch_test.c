/* What front ends see of a task whose process comes to its end just while they look. */
#include "tests/unit/unit.h"

#include "plan/build.h"
#include "task/lock.h"
#include "task/store.h"
#include "task/watch.h"
#include "tests/unit/folder.h"
#include "tests/unit/sample.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static char *folder;
static Store *store;
static gint64 task_id;

/* The runner's part when somebody asks for its lock: it writes this as its end and is gone. NULL: it does nothing. */
static const char *last_words;

/* The linker puts these two in the place of flock(), see unit.am. */
int __real_flock(int fd, int operation);
int __wrap_flock(int fd, int operation);

int __wrap_flock(int fd, int operation)
{
  if (last_words != NULL)
    assert_true(store_end_task(store, task_id, TASK_DONE, last_words, NULL));
  last_words = NULL;
  return __real_flock(fd, operation);
}

/* A task that the store tells to be running, and of which nobody holds the lock. */
static int set_up(void **state)
{
  Sample sample;
  folder = folder_new();
  g_setenv("XDG_STATE_HOME", folder, TRUE);
  store = store_open(NULL);
  sample_init(&sample);
  g_autoptr(Plan) plan = plan_build(&sample.facts, sample.choices);
  task_id = store_add_task(store, plan, NULL);
  sample_clear(&sample);
  /* As its front end has left it. */
  close(lock_open(store_folder(store), task_id));
  return task_id != 1 || !store_begin_task(store, task_id, NULL);
}

static int tear_down(void **state)
{
  last_words = NULL;
  store_close(store);
  g_clear_pointer(&folder, folder_free);
  return 0;
}

static void a_task_that_ends_while_one_looks_has_ended_so(void **state)
{
  g_autoptr(Watch) watch = watch_open(NULL);
  last_words = "web is running on bravo";
  g_autoptr(Task) task = watch_task(watch, task_id, NULL);
  assert_null(last_words);
  assert_string_equal(task_state_id(task->state), "done");
  assert_string_equal(task->reason, "web is running on bravo");
  assert_true(task->finished_ms > 0);
}

static void a_task_that_ends_while_one_lists_has_ended_so(void **state)
{
  g_autoptr(Watch) watch = watch_open(NULL);
  last_words = "web is running on bravo";
  g_autoptr(GPtrArray) tasks = watch_list(watch, NULL);
  assert_null(last_words);
  assert_int_equal(tasks->len, 1);
  const Task *task = g_ptr_array_index(tasks, 0);
  assert_string_equal(task_state_id(task->state), "done");
  assert_string_equal(task->reason, "web is running on bravo");
}

static void a_task_that_ends_while_one_asks_for_its_cancel_has_ended(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Watch) watch = watch_open(NULL);
  last_words = "web is running on bravo";
  assert_false(watch_request(watch, task_id, REQUEST_CANCEL, &error));
  assert_error_says(error, "ended already: done");
}

static void a_task_whose_process_wrote_no_end_is_interrupted(void **state)
{
  g_autoptr(Watch) watch = watch_open(NULL);
  g_autoptr(Task) task = watch_task(watch, task_id, NULL);
  assert_string_equal(task_state_id(task->state), "interrupted");
  assert_string_equal(
      task->reason,
      "its process ended before it was done; resume it or roll it back (virt-migrate resume 1 [--roll-back])");
}

static void a_task_whose_lock_is_held_is_running(void **state)
{
  g_autofree char *name = g_strdup_printf("task-%" G_GINT64_FORMAT ".lock", task_id);
  g_autofree char *file = g_build_filename(store_folder(store), name, NULL);
  FILE *lock = g_fopen(file, "w");
  assert_non_null(lock);
  assert_int_equal(__real_flock(fileno(lock), LOCK_EX), 0);
  g_autoptr(Watch) watch = watch_open(NULL);
  g_autoptr(Task) task = watch_task(watch, task_id, NULL);
  fclose(lock);
  assert_string_equal(task_state_id(task->state), "running");
  assert_null(task->reason);
}

#define test(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    test(a_task_that_ends_while_one_looks_has_ended_so),
    test(a_task_that_ends_while_one_lists_has_ended_so),
    test(a_task_that_ends_while_one_asks_for_its_cancel_has_ended),
    test(a_task_whose_process_wrote_no_end_is_interrupted),
    test(a_task_whose_lock_is_held_is_running),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
