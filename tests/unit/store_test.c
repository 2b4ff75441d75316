#include "tests/unit/unit.h"

#include "plan/build.h"
#include "task/db.h"
#include "task/paths.h"
#include "task/store.h"
#include "task/watch.h"
#include "tests/unit/folder.h"
#include "tests/unit/sample.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;

static Plan *make_plan(void)
{
  Sample sample;
  sample_init(&sample);
  Plan *plan = plan_build(&sample.facts, sample.choices);
  sample_clear(&sample);
  return plan;
}

/* A store of its own for each test. */
static int set_up(void **state)
{
  folder = folder_new();
  g_setenv("XDG_STATE_HOME", folder, TRUE);
  return 0;
}

static int tear_down(void **state)
{
  g_clear_pointer(&folder, folder_free);
  return 0;
}

static void a_task_is_kept_as_it_was_written(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Store) store = store_open(&error);
  assert_no_error(error);
  g_autoptr(Plan) plan = make_plan();
  gint64 id = store_add_task(store, plan, &error);
  assert_int_equal(id, 1);
  Progress progress = {
    .phase = PHASE_MEMORY, .elapsed_ms = 1, .fraction = 0.5, .sent_bytes = 2, .total_bytes = 3, .remaining_bytes = 4, .rate_bytes_s = 5,
    .dirty_bytes_s = 6, .iteration = 7, .throttle_percent = 8, .downtime_ms = 9, .downtime_limit_ms = 10, .left_ms = 11, .stalled = TRUE,
  };
  assert_true(store_begin_task(store, id, &error));
  assert_true(store_set_progress(store, id, &progress, &error));
  assert_true(store_set_step(store, id, 1, STEP_RUNNING, "iteration 7", &error));
  assert_true(store_set_downtime(store, id, 123, &error));

  g_autoptr(Task) task = store_task(store, id, &error);
  assert_string_equal(task->vm, "web");
  assert_string_equal(task->source, "alpha");
  assert_string_equal(task->target, "bravo");
  assert_string_equal(task->type, "host");
  assert_int_equal(task->state, TASK_RUNNING);
  assert_true(task->started_ms > 0);
  assert_int_equal(task->downtime_ms, 123);
  assert_memory_equal(&task->progress, &progress, sizeof progress);
  assert_int_equal(task->steps->len, 4);
  const TaskStep *step = g_ptr_array_index(task->steps, 1);
  assert_string_equal(step->kind, "migrate");
  assert_int_equal(step->state, STEP_RUNNING);
  assert_string_equal(step->detail, "iteration 7");
  assert_true(step->started_ms > 0);
  assert_int_equal(step->finished_ms, 0);

  assert_true(store_end_task(store, id, TASK_CANCELLED, "because", &error));
  g_autoptr(Task) ended = store_task(store, id, &error);
  assert_int_equal(ended->state, TASK_CANCELLED);
  assert_string_equal(ended->reason, "because");
  assert_false(ended->can_cancel);
}

static void requests_come_out_once_and_in_order(void **state)
{
  g_autoptr(Store) store = store_open(NULL);
  g_autoptr(Plan) plan = make_plan();
  gint64 id = store_add_task(store, plan, NULL);
  guint64 value = 77;
  assert_int_equal(store_take_request(store, id, &value), REQUEST_NONE);
  assert_true(store_add_request(store, id, REQUEST_SUSPEND, 0, NULL));
  assert_true(store_add_request(store, id, REQUEST_SPEED, 2500000, NULL));
  assert_true(store_add_request(store, id, REQUEST_CANCEL, 0, NULL));
  assert_int_equal(store_take_request(store, id, &value), REQUEST_SUSPEND);
  assert_int_equal(value, 0);
  assert_int_equal(store_take_request(store, id, &value), REQUEST_SPEED);
  assert_int_equal(value, 2500000);
  assert_int_equal(store_take_request(store, id, &value), REQUEST_CANCEL);
  assert_int_equal(store_take_request(store, id, &value), REQUEST_NONE);
}

static void what_a_step_keeps_is_there_for_the_next_runner(void **state)
{
  g_autoptr(Plan) plan = make_plan();
  gint64 id;
  {
    g_autoptr(Store) store = store_open(NULL);
    id = store_add_task(store, plan, NULL);
    assert_true(store_keep(store, id, 1, "second", "<b/>", TRUE, NULL));
    assert_true(store_keep(store, id, 0, "first", "<a/>", FALSE, NULL));
  }
  g_autoptr(Store) store = store_open(NULL);
  g_autoptr(GPtrArray) kept = store_kept(store, id, NULL);
  assert_int_equal(kept->len, 2);
  assert_string_equal(((const Kept *)g_ptr_array_index(kept, 0))->name, "first");
  assert_string_equal(((const Kept *)g_ptr_array_index(kept, 1))->value, "<b/>");
  assert_true(((const Kept *)g_ptr_array_index(kept, 1))->current);
}

static void changes_of_others_are_noticed(void **state)
{
  g_autoptr(Store) mine = store_open(NULL);
  g_autoptr(Store) other = store_open(NULL);
  g_autoptr(Plan) plan = make_plan();
  store_changed(mine);
  assert_false(store_changed(mine));
  store_add_task(other, plan, NULL);
  assert_true(store_changed(mine));
  assert_false(store_changed(mine));
}

static void points_of_the_chart_come_in_order(void **state)
{
  g_autoptr(Store) store = store_open(NULL);
  g_autoptr(Plan) plan = make_plan();
  gint64 id = store_add_task(store, plan, NULL);
  for (gint64 i = 3; i > 0; i--) {
    ProgressPoint point = { i * 1000, (guint64)i, (guint64)i * 2 };
    assert_true(store_add_point(store, id, &point, NULL));
  }
  g_autoptr(GArray) points = store_points(store, id);
  assert_int_equal(points->len, 3);
  assert_int_equal(g_array_index(points, ProgressPoint, 0).at_ms, 1000);
  assert_int_equal(g_array_index(points, ProgressPoint, 2).dirty_bytes_s, 6);
}

static void a_task_that_is_not_there_is_told(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Watch) watch = watch_open(&error);
  assert_null(watch_task(watch, 99, &error));
  assert_error_says(error, "no task 99");
}

/* No process holds the lock of this task: whoever looks sees that it was interrupted. */
static void a_task_without_its_runner_is_interrupted(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Store) store = store_open(NULL);
  g_autoptr(Plan) plan = make_plan();
  gint64 id = store_add_task(store, plan, NULL);
  store_begin_task(store, id, NULL);
  g_autoptr(Watch) watch = watch_open(NULL);
  g_autoptr(Task) task = watch_task(watch, id, NULL);
  assert_int_equal(task->state, TASK_INTERRUPTED);
  assert_false(task->can_cancel);
  assert_false(watch_request(watch, id, REQUEST_CANCEL, &error));
  assert_error_says(error, "ended already");
}

static void write_script(const char *name, const char *text)
{
  g_autofree char *file = g_build_filename(folder, name, NULL);
  assert_true(g_file_set_contents(file, text, -1, NULL));
  assert_int_equal(chmod(file, 0700), 0);
  g_setenv("VIRT_MIGRATE_RUNNER", file, TRUE);
}

/* A runner that only waits: it lives until its standing file is removed. */
static void a_vm_has_one_task_at_a_time(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *standing = g_build_filename(folder, "standing", NULL);
  assert_true(g_file_set_contents(standing, "", 0, NULL));
  g_autofree char *script = g_strdup_printf("#!/bin/sh\nwhile [ -e %s ]; do sleep 0.05; done\n", standing);
  write_script("runner", script);
  g_autoptr(Plan) plan = make_plan();
  g_autoptr(Watch) watch = watch_open(&error);
  gint64 id = watch_start(watch, plan, &error);
  assert_no_error(error);
  g_autoptr(Task) task = watch_task(watch, id, NULL);
  assert_int_equal(task->state, TASK_WAITING);

  g_autoptr(Watch) other = watch_open(NULL);
  assert_int_equal(watch_start(other, plan, &error), 0);
  assert_error_says(error, "web is moving already: task 1");
  g_autoptr(Task) found = watch_task_of_vm(other, plan->vm_uuid);
  assert_int_equal(found->id, id);

  assert_true(watch_request(watch, id, REQUEST_CANCEL, &error));
  assert_false(watch_request(watch, id, REQUEST_POST_COPY, &error));
  assert_error_says(error, "not at this moment");

  g_unlink(standing);
  TaskState now = TASK_WAITING;
  for (int i = 0; i < 100 && now != TASK_INTERRUPTED; i++) {
    g_usleep(50000);
    g_autoptr(Task) again = watch_task(watch, id, NULL);
    now = again->state;
  }
  assert_int_equal(now, TASK_INTERRUPTED);
  g_unsetenv("VIRT_MIGRATE_RUNNER");
}

static void a_runner_that_cannot_be_started_is_told(void **state)
{
  g_autoptr(GError) error = NULL;
  g_setenv("VIRT_MIGRATE_RUNNER", "/nowhere/virt-migrate-runner", TRUE);
  g_autoptr(Plan) plan = make_plan();
  g_autoptr(Watch) watch = watch_open(NULL);
  assert_int_equal(watch_start(watch, plan, &error), 0);
  assert_error_says(error, "/nowhere/virt-migrate-runner");
  g_autoptr(Task) task = watch_task(watch, 1, NULL);
  assert_int_equal(task->state, TASK_FAILED);
  g_unsetenv("VIRT_MIGRATE_RUNNER");
}

static void a_state_folder_that_cannot_be_used_is_told(void **state)
{
  g_autoptr(GError) error = NULL;
  g_setenv("XDG_STATE_HOME", "/proc/nowhere", TRUE);
  assert_null(store_open(&error));
  assert_error_says(error, "/proc/nowhere/virt-migrate, cannot be used");
}

static char *store_file(void)
{
  g_autofree char *state = paths_state(NULL);
  return paths_store(state);
}

static void a_damaged_store_is_told_and_left_alone(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *file = store_file();
  assert_true(g_file_set_contents(file, "this is no database, but it is long enough to be looked at as one", -1, NULL));
  assert_null(store_open(&error));
  assert_error_says(error, "tasks.db");
  g_autofree char *text = NULL;
  assert_true(g_file_get_contents(file, &text, NULL, NULL));
  assert_true(g_str_has_prefix(text, "this is no database"));
}

enum { FUTURE_VERSION = 99 };

static void a_newer_store_is_left_alone(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *file = store_file();
  const char *schemas[FUTURE_VERSION];
  for (gsize i = 0; i < FUTURE_VERSION; i++)
    schemas[i] = "";
  sqlite3 *db = db_open(file, schemas, FUTURE_VERSION, &error);
  assert_no_error(error);
  sqlite3_close(db);
  assert_null(store_open(&error));
  assert_error_says(error, "newer virt-migrate (format 99");
}

#define test(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    test(a_task_is_kept_as_it_was_written),
    test(requests_come_out_once_and_in_order),
    test(what_a_step_keeps_is_there_for_the_next_runner),
    test(changes_of_others_are_noticed),
    test(points_of_the_chart_come_in_order),
    test(a_task_that_is_not_there_is_told),
    test(a_task_without_its_runner_is_interrupted),
    test(a_vm_has_one_task_at_a_time),
    test(a_runner_that_cannot_be_started_is_told),
    test(a_state_folder_that_cannot_be_used_is_told),
    test(a_damaged_store_is_told_and_left_alone),
    test(a_newer_store_is_left_alone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
