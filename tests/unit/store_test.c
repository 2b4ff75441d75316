#include "tests/unit/unit.h"

#include "plan/build.h"
#include "task/db.h"
#include "task/paths.h"
#include "task/schema.h"
#include "task/store.h"
#include "task/watch.h"
#include "tests/unit/folder.h"
#include "tests/unit/sample.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define WEB_UUID "5e5ec6c5-2b2b-4b6f-8f6e-000000000001" /* of the VM in the sample */

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
    .dirty_bytes_s = 6, .iteration = 7, .throttle_percent = 8, .downtime_ms = 9, .downtime_limit_ms = 10, .left_ms = 11, .needed_ms = 12, .stalled = TRUE,
    .broken = TRUE,
  };
  /* What it is made from is not kept. */
  time_left_init(&progress.time_left, NULL);
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

static void phases_are_kept_with_their_times(void **state)
{
  static const MigrationPhase seen[] = { PHASE_NONE, PHASE_DISKS, PHASE_DISKS, PHASE_MEMORY, PHASE_DONE };
  g_autoptr(Store) store = store_open(NULL);
  g_autoptr(Plan) plan = make_plan();
  gint64 id = store_add_task(store, plan, NULL);
  assert_true(store_set_step(store, id, 1, STEP_RUNNING, NULL, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS(seen); i++) {
    Progress progress = { .phase = seen[i] };
    assert_true(store_set_progress(store, id, &progress, NULL));
    g_usleep(3000);
  }
  assert_true(store_set_step(store, id, 1, STEP_DONE, NULL, NULL));
  g_autoptr(Task) task = store_task(store, id, NULL);
  assert_int_equal(task->phases->len, 2);
  assert_int_equal(g_array_index(task->phases, TaskPhase, 0).phase, PHASE_DISKS);
  assert_int_equal(g_array_index(task->phases, TaskPhase, 1).phase, PHASE_MEMORY);
  /* Disks until memory begins; memory until its step has ended. */
  assert_true(task_phase_ms(task, 0) >= 5 && task_phase_ms(task, 0) < 1000);
  assert_true(task_phase_ms(task, 1) >= 5 && task_phase_ms(task, 1) < 1000);
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

static void requests_are_of_one_task(void **state)
{
  g_autoptr(Store) store = store_open(NULL);
  g_autoptr(Plan) plan = make_plan();
  gint64 one = store_add_task(store, plan, NULL), two = store_add_task(store, plan, NULL);
  guint64 value = 0;
  assert_true(store_add_request(store, two, REQUEST_SPEED, G_MAXINT64, NULL));
  assert_int_equal(store_take_request(store, one, &value), REQUEST_NONE);
  assert_int_equal(store_take_request(store, two, &value), REQUEST_SPEED);
  assert_true(value == G_MAXINT64);
}

static void what_may_be_asked_is_kept_until_the_end(void **state)
{
  g_autoptr(Store) store = store_open(NULL);
  g_autoptr(Plan) plan = make_plan();
  gint64 id = store_add_task(store, plan, NULL);
  for (int only = 0; only < 7; only++) {
    Task asked = { .id = id, .can_cancel = only == 0, .can_post_copy = only == 1, .can_suspend = only == 2, .can_set_speed = only == 3,
                   .can_set_downtime = only == 5, .can_recover = only == 6,
                   .cancelling = only == 4 };
    assert_true(store_set_abilities(store, &asked, NULL));
    g_autoptr(Task) task = store_task(store, id, NULL);
    assert_int_equal(task->can_cancel, only == 0);
    assert_int_equal(task->can_post_copy, only == 1);
    assert_int_equal(task->can_suspend, only == 2);
    assert_int_equal(task->can_set_speed, only == 3);
    assert_int_equal(task->cancelling, only == 4);
    assert_int_equal(task->can_set_downtime, only == 5);
    assert_int_equal(task->can_recover, only == 6);
  }
  Task all = { .id = id, .can_cancel = TRUE, .can_post_copy = TRUE, .can_suspend = TRUE, .can_set_speed = TRUE, .can_set_downtime = TRUE,
               .can_recover = TRUE, .cancelling = TRUE };
  assert_true(store_set_abilities(store, &all, NULL));
  assert_true(store_end_task(store, id, TASK_DONE, "done", NULL));
  g_autoptr(Task) ended = store_task(store, id, NULL);
  assert_false(ended->can_cancel || ended->can_post_copy || ended->can_suspend || ended->can_set_speed || ended->can_set_downtime || ended->can_recover ||
               ended->cancelling);
}

static void assert_made(Store *store, gint64 id, const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) made = store_made(store, id, &error);
  assert_no_error(error);
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < made->len; i++) {
    const Made *one = g_ptr_array_index(made, i);
    g_string_append_printf(text, "%s%s/%s", i > 0 ? " " : "", one->pool, one->volume);
  }
  assert_string_equal(text->str, expected);
  g_string_free(text, TRUE);
}

static gint64 add_task(Store *store)
{
  g_autoptr(Plan) plan = make_plan();
  return store_add_task(store, plan, NULL);
}

/* Only a volume that has been seen is surely the task's: of one that was about to be made nobody can tell. */
static void a_volume_is_known_to_be_there_when_it_was_confirmed(void **state)
{
  g_autoptr(Store) store = store_open(NULL);
  gint64 id = add_task(store);
  assert_true(store_add_made(store, id, "fast", "web.qcow2", NULL));
  assert_true(store_add_made(store, id, "fast", "other.qcow2", NULL));
  assert_true(store_confirm_made(store, id, "fast", "web.qcow2", NULL));
  g_autoptr(GPtrArray) made = store_made(store, id, NULL);
  assert_int_equal(made->len, 2);
  assert_true(((Made *)g_ptr_array_index(made, 0))->is_there);
  assert_false(((Made *)g_ptr_array_index(made, 1))->is_there);
}

static void the_first_description_of_a_disk_is_the_one_that_is_kept(void **state)
{
  g_autoptr(Store) store = store_open(NULL);
  gint64 id = add_task(store), other = add_task(store);
  assert_true(store_keep_disk(store, id, "vdb", "<disk>b</disk>", NULL));
  assert_true(store_keep_disk(store, id, "vda", "<disk>a</disk>", NULL));
  assert_true(store_keep_disk(store, id, "vdb", "<disk>changed</disk>", NULL));
  g_autoptr(GPtrArray) kept = store_kept_disks(store, id, NULL);
  g_autoptr(GPtrArray) none = store_kept_disks(store, other, NULL);
  assert_int_equal(kept->len, 2);
  assert_int_equal(none->len, 0);
  assert_string_equal(((KeptDisk *)g_ptr_array_index(kept, 0))->xml, "<disk>a</disk>");
  assert_string_equal(((KeptDisk *)g_ptr_array_index(kept, 1))->target, "vdb");
  assert_string_equal(((KeptDisk *)g_ptr_array_index(kept, 1))->xml, "<disk>b</disk>");
}

static void who_has_suspended_the_vm_is_remembered(void **state)
{
  g_autoptr(Store) store = store_open(NULL);
  gint64 id = add_task(store);
  g_autoptr(Task) before = store_task(store, id, NULL);
  assert_true(store_set_has_suspended(store, id, TRUE, NULL));
  g_autoptr(Task) during = store_task(store, id, NULL);
  assert_false(before->has_suspended);
  assert_true(during->has_suspended);
  assert_false(during->progress.suspended);
}

/* The last one made is the first to go again, and it may build upon one before it. */
static void made_volumes_are_listed_in_order_until_they_are_forgotten(void **state)
{
  g_autoptr(Plan) plan = make_plan();
  gint64 id, other;
  {
    g_autoptr(Store) store = store_open(NULL);
    id = store_add_task(store, plan, NULL);
    other = store_add_task(store, plan, NULL);
    assert_made(store, id, "");
    assert_true(store_add_made(store, id, "z", "base", NULL));
    assert_true(store_add_made(store, id, "a", "middle", NULL));
    assert_true(store_add_made(store, other, "z", "base", NULL));
    assert_true(store_add_made(store, id, "z", "top", NULL));
  }
  g_autoptr(Store) store = store_open(NULL);
  assert_made(store, id, "z/base a/middle z/top");
  assert_true(store_forget_made(store, id, "z", "middle", NULL));
  assert_made(store, id, "z/base a/middle z/top");
  assert_true(store_forget_made(store, id, "a", "middle", NULL));
  assert_made(store, id, "z/base z/top");
  assert_true(store_add_made(store, id, "z", "top", NULL));
  assert_made(store, id, "z/base z/top");
  assert_made(store, other, "z/base");
  /* They are known as long as the task needs attention, and after it. */
  assert_true(store_end_task(store, id, TASK_ATTENTION, "why", NULL));
  assert_made(store, id, "z/base z/top");
}

static void the_maker_of_a_volume_is_another_task_on_its_way(void **state)
{
  g_autoptr(Store) store = store_open(NULL);
  g_autoptr(Plan) plan = make_plan();
  gint64 mine = store_add_task(store, plan, NULL), other = store_add_task(store, plan, NULL);
  assert_true(store_add_made(store, mine, "ssd", "golden", NULL));
  assert_int_equal(store_maker(store, mine, "bravo", "ssd", "golden"), 0);
  assert_int_equal(store_maker(store, other, "bravo", "ssd", "golden"), mine);
  assert_true(store_begin_task(store, mine, NULL));
  assert_int_equal(store_maker(store, other, "bravo", "ssd", "golden"), mine);
  assert_int_equal(store_maker(store, other, "alpha", "ssd", "golden"), 0);
  assert_int_equal(store_maker(store, other, "bravo", "vg", "golden"), 0);
  assert_int_equal(store_maker(store, other, "bravo", "ssd", "silver"), 0);
  assert_true(store_end_task(store, mine, TASK_DONE, "done", NULL));
  assert_int_equal(store_maker(store, other, "bravo", "ssd", "golden"), 0);
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

/* The runner's arguments, once it has written them down. */
static char *runner_arguments(void)
{
  g_autofree char *file = g_build_filename(folder, "arguments", NULL);
  char *text = NULL;
  for (int i = 0; i < 200 && (text == NULL || *text == '\0'); i++) {
    g_clear_pointer(&text, g_free);
    g_usleep(10000);
    g_file_get_contents(file, &text, NULL, NULL);
  }
  g_unlink(file);
  return text;
}

static void write_telling_runner(void)
{
  g_autofree char *script = g_strdup_printf("#!/bin/sh\necho \"$*\" > %s/new && mv %s/new %s/arguments\n", folder, folder, folder);
  write_script("runner", script);
}

static void only_a_task_that_was_given_up_is_taken_up_again(void **state)
{
  static const struct {
    TaskState state;
    gboolean roll_back;
    const char *arguments; /* of its new runner; NULL: there is none */
    const char *says;
  } cases[] = {
    { TASK_RUNNING, FALSE, "1 resume " WEB_UUID "\n", NULL }, /* nobody holds its lock: it was interrupted */
    { TASK_RUNNING, TRUE, "2 roll-back " WEB_UUID "\n", NULL },
    { TASK_ATTENTION, FALSE, "3 resume " WEB_UUID "\n", NULL },
    { TASK_ATTENTION, TRUE, "4 roll-back " WEB_UUID "\n", NULL },
    { TASK_DONE, FALSE, NULL, "task 5 is not to be resumed: it is done" },
    { TASK_FAILED, TRUE, NULL, "task 6 is not to be resumed: it is failed" },
    { TASK_CANCELLED, FALSE, NULL, "task 7 is not to be resumed: it is cancelled" },
  };
  g_autoptr(Store) store = store_open(NULL);
  g_autoptr(Watch) watch = watch_open(NULL);
  g_autoptr(Plan) plan = make_plan();
  write_telling_runner();
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    gint64 id = store_add_task(store, plan, NULL);
    assert_true(store_begin_task(store, id, NULL));
    assert_true(cases[i].state == TASK_RUNNING || store_end_task(store, id, cases[i].state, "why", NULL));
    assert_int_equal(watch_resume(watch, id, cases[i].roll_back, &error), cases[i].arguments != NULL);
    if (cases[i].says != NULL) {
      assert_error_says(error, cases[i].says);
      continue;
    }
    g_autofree char *arguments = runner_arguments();
    assert_string_equal(arguments, cases[i].arguments);
    assert_true(store_end_task(store, id, TASK_DONE, "done", NULL));
  }
  g_autoptr(GError) error = NULL;
  assert_false(watch_resume(watch, 99, FALSE, &error));
  assert_error_says(error, "no task 99");
  g_unsetenv("VIRT_MIGRATE_RUNNER");
}

static void a_task_that_is_taken_up_again_has_nothing_asked_of_it(void **state)
{
  g_autoptr(Store) store = store_open(NULL);
  g_autoptr(Plan) plan = make_plan();
  gint64 id = store_add_task(store, plan, NULL), other = store_add_task(store, plan, NULL);
  guint64 value;
  assert_true(store_add_request(store, id, REQUEST_CANCEL, 0, NULL));
  assert_true(store_add_request(store, other, REQUEST_SUSPEND, 0, NULL));
  assert_true(store_keep(store, id, 0, "one", "<a/>", FALSE, NULL));
  assert_true(store_end_task(store, id, TASK_ATTENTION, "why", NULL));
  assert_true(store_resume_task(store, id, NULL));
  g_autoptr(Task) task = store_task(store, id, NULL);
  assert_int_equal(task->state, TASK_RUNNING);
  assert_null(task->reason);
  assert_int_equal(task->finished_ms, 0);
  assert_int_equal(store_take_request(store, id, &value), REQUEST_NONE);
  assert_int_equal(store_take_request(store, other, &value), REQUEST_SUSPEND);
  g_autoptr(GPtrArray) kept = store_kept(store, id, NULL);
  assert_int_equal(kept->len, 1);
}

/* While web is on its way in another task, an older one must not pull at it too. */
static void a_task_is_not_taken_up_while_its_vm_moves_otherwise(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Store) store = store_open(NULL);
  g_autoptr(Watch) watch = watch_open(NULL);
  g_autoptr(Plan) plan = make_plan();
  write_telling_runner();
  gint64 old = store_add_task(store, plan, NULL);
  assert_true(store_begin_task(store, old, NULL));
  assert_true(store_end_task(store, old, TASK_ATTENTION, "why", NULL));
  /* Just written down, it counts as starting. */
  gint64 new = store_add_task(store, plan, NULL);
  assert_false(watch_resume(watch, old, FALSE, &error));
  assert_error_says(error, "web is moving in task 2 now");
  g_autoptr(Task) task = store_task(store, old, NULL);
  assert_int_equal(task->state, TASK_ATTENTION);
  assert_true(store_end_task(store, new, TASK_DONE, "done", NULL));
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

static const char *const schemas[SCHEMA_VERSION] = SCHEMA_SQL;

/* A store as the version before disks could move has left it: a task that waits to be asked, and one that is done. */
static void make_old_store(const char *file)
{
  g_autoptr(GError) error = NULL;
  static const char *const statements[] = {
    "INSERT INTO task (vm, vm_uuid, source, target, type, vm_state, owner, plan, created_ms) VALUES"
    " ('db', 'u1', 'alpha', 'bravo', 'host', 'running', 'me', 'a plan', 1000)",
    "INSERT INTO task (vm, vm_uuid, source, target, type, vm_state, owner, plan, created_ms, state, reason, finished_ms, downtime_ms) VALUES"
    " ('web', 'u2', 'alpha', 'bravo', 'host', 'running', 'me', 'another', 2000, 'done', 'web is running on bravo', 3000, 42)",
    "INSERT INTO step (task, position, kind, title, state) VALUES (1, 0, 'check', 'check again', 'running')",
    "INSERT INTO point (task, at_ms, rate, dirty) VALUES (1, 10, 20, 30)",
    "INSERT INTO request (task, kind) VALUES (1, 1)",
    "INSERT INTO kept (task, position, name, value, current) VALUES (1, 0, 'one', '<x/>', 1)",
  };
  sqlite3 *db = db_open(file, schemas, 1, &error);
  assert_no_error(error);
  for (gsize i = 0; i < G_N_ELEMENTS(statements); i++)
    assert_true(db_run(db, &error, statements[i], ""));
  sqlite3_close(db);
}

static gboolean take_int(sqlite3_stmt *row, gpointer value)
{
  *(int *)value = sqlite3_column_int(row, 0);
  return FALSE;
}

/* What SQL says of FILE, as it is. */
static int ask(const char *file, const char *sql)
{
  sqlite3 *db;
  int value = -1;
  assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
  db_query(db, NULL, take_int, &value, sql, "");
  sqlite3_close(db);
  return value;
}

static void an_old_store_is_brought_up_with_all_that_is_in_it(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *file = store_file();
  make_old_store(file);
  assert_int_equal(ask(file, "PRAGMA user_version"), 1);
  g_autoptr(Store) store = store_open(&error);
  assert_no_error(error);
  assert_int_equal(ask(file, "PRAGMA user_version"), SCHEMA_VERSION);

  g_autoptr(GPtrArray) tasks = store_tasks(store, &error);
  assert_int_equal(tasks->len, 2);
  const Task *done = g_ptr_array_index(tasks, 0);
  assert_string_equal(done->vm, "web");
  assert_int_equal(done->state, TASK_DONE);
  assert_string_equal(done->reason, "web is running on bravo");
  assert_int_equal(done->finished_ms, 3000);
  assert_int_equal(done->downtime_ms, 42);
  g_autoptr(Task) waiting = store_task(store, 1, &error);
  assert_string_equal(waiting->vm_uuid, "u1");
  assert_string_equal(waiting->plan, "a plan");
  assert_true(waiting->can_cancel);
  assert_false(waiting->can_set_speed);
  assert_int_equal(waiting->steps->len, 1);
  assert_int_equal(((const TaskStep *)g_ptr_array_index(waiting->steps, 0))->state, STEP_RUNNING);

  g_autoptr(GArray) points = store_points(store, 1);
  assert_int_equal(points->len, 1);
  assert_int_equal(g_array_index(points, ProgressPoint, 0).dirty_bytes_s, 30);
  g_autoptr(GPtrArray) kept = store_kept(store, 1, &error);
  assert_int_equal(kept->len, 1);
  guint64 value = 77;
  assert_int_equal(store_take_request(store, 1, &value), REQUEST_CANCEL);
  assert_int_equal(value, 0);
}

static void an_old_store_can_do_what_a_new_one_can(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *file = store_file();
  make_old_store(file);
  {
    g_autoptr(Store) store = store_open(&error);
    assert_true(store_add_made(store, 1, "ssd", "db.qcow2", &error));
    assert_true(store_add_request(store, 1, REQUEST_SPEED, 5, &error));
    assert_no_error(error);
  }
  /* Opened again, it is what it is now. */
  g_autoptr(Store) store = store_open(&error);
  assert_no_error(error);
  g_autoptr(GPtrArray) made = store_made(store, 1, &error);
  assert_int_equal(made->len, 1);
  guint64 value = 0;
  assert_int_equal(store_take_request(store, 1, &value), REQUEST_CANCEL);
  assert_int_equal(store_take_request(store, 1, &value), REQUEST_SPEED);
  assert_int_equal(value, 5);
  g_autoptr(Plan) plan = make_plan();
  assert_int_equal(store_add_task(store, plan, &error), 3);
}

/* Half of the way would be a store that nobody knows. */
static void an_upgrade_that_fails_changes_nothing(void **state)
{
  static const char *const broken[] = { "", "CREATE TABLE half (x); CREATE TABLE half (x);" };
  g_autoptr(GError) error = NULL;
  g_autofree char *file = store_file();
  make_old_store(file);
  assert_null(db_open(file, broken, 2, &error));
  assert_error_says(error, "table half already exists");
  assert_int_equal(ask(file, "PRAGMA user_version"), 1);
  assert_int_equal(ask(file, "SELECT count(*) FROM sqlite_master WHERE name = 'half'"), 0);
  g_autoptr(Store) store = store_open(&error);
  assert_no_error(error);
  g_autoptr(GPtrArray) tasks = store_tasks(store, &error);
  assert_int_equal(tasks->len, 2);
}

/* Lets several processes open the store at the same moment, and USE its task, and asserts that all of them could. */
static void open_together(gboolean use)
{
  enum { PROCESSES = 8 };
  int start[2];
  pid_t children[PROCESSES];
  assert_int_equal(pipe(start), 0);
  for (int i = 0; i < PROCESSES; i++) {
    children[i] = fork();
    if (children[i] == 0) {
      char none;
      close(start[1]);
      if (read(start[0], &none, 1) != 0)
        _exit(2);
      GError *error = NULL;
      Store *store = store_open(&error);
      gboolean ok = store != NULL && (!use || store_add_made(store, 1, "ssd", "x", &error));
      if (!ok)
        g_printerr("%s\n", error->message);
      store_close(store);
      _exit(ok ? 0 : 1);
    }
    assert_true(children[i] > 0);
  }
  close(start[0]);
  close(start[1]);
  for (int i = 0; i < PROCESSES; i++) {
    int status = -1;
    assert_int_equal(waitpid(children[i], &status, 0), children[i]);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
  }
}

static void an_old_store_that_many_find_is_brought_up_once(void **state)
{
  g_autofree char *file = store_file();
  for (int i = 0; i < 10; i++) {
    make_old_store(file);
    open_together(TRUE);
    assert_int_equal(ask(file, "PRAGMA user_version"), SCHEMA_VERSION);
    assert_int_equal(ask(file, "SELECT count(*) FROM task"), 2);
    assert_int_equal(ask(file, "SELECT count(*) FROM made"), 1);
    assert_int_equal(g_unlink(file), 0);
  }
}

static void a_new_store_that_many_make_is_made_once(void **state)
{
  g_autofree char *file = store_file();
  for (int i = 0; i < 10; i++) {
    open_together(FALSE);
    assert_int_equal(ask(file, "PRAGMA user_version"), SCHEMA_VERSION);
    assert_int_equal(ask(file, "SELECT count(*) FROM task"), 0);
    assert_int_equal(g_unlink(file), 0);
  }
}

static void handles_of_one_process_share_an_old_store(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *file = store_file();
  make_old_store(file);
  g_autoptr(Store) one = store_open(&error);
  g_autoptr(Store) two = store_open(&error);
  assert_no_error(error);
  assert_true(store_add_made(one, 1, "ssd", "a", &error));
  assert_true(store_add_made(two, 1, "ssd", "b", &error));
  g_autoptr(GPtrArray) made = store_made(one, 1, &error);
  assert_int_equal(made->len, 2);
}

enum { FUTURE_VERSION = 99 };

static void a_newer_store_is_left_alone(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *file = store_file();
  const char *future[FUTURE_VERSION];
  for (gsize i = 0; i < FUTURE_VERSION; i++)
    future[i] = "";
  sqlite3 *db = db_open(file, future, FUTURE_VERSION, &error);
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
    test(phases_are_kept_with_their_times),
    test(requests_come_out_once_and_in_order),
    test(requests_are_of_one_task),
    test(what_may_be_asked_is_kept_until_the_end),
    test(a_volume_is_known_to_be_there_when_it_was_confirmed),
    test(the_first_description_of_a_disk_is_the_one_that_is_kept),
    test(who_has_suspended_the_vm_is_remembered),
    test(made_volumes_are_listed_in_order_until_they_are_forgotten),
    test(the_maker_of_a_volume_is_another_task_on_its_way),
    test(what_a_step_keeps_is_there_for_the_next_runner),
    test(changes_of_others_are_noticed),
    test(points_of_the_chart_come_in_order),
    test(a_task_that_is_not_there_is_told),
    test(a_task_without_its_runner_is_interrupted),
    test(a_vm_has_one_task_at_a_time),
    test(a_runner_that_cannot_be_started_is_told),
    test(only_a_task_that_was_given_up_is_taken_up_again),
    test(a_task_that_is_taken_up_again_has_nothing_asked_of_it),
    test(a_task_is_not_taken_up_while_its_vm_moves_otherwise),
    test(a_state_folder_that_cannot_be_used_is_told),
    test(an_old_store_is_brought_up_with_all_that_is_in_it),
    test(an_old_store_can_do_what_a_new_one_can),
    test(an_upgrade_that_fails_changes_nothing),
    test(an_old_store_that_many_find_is_brought_up_once),
    test(a_new_store_that_many_make_is_made_once),
    test(handles_of_one_process_share_an_old_store),
    test(a_newer_store_is_left_alone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
