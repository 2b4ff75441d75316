/* What becomes of the record of tasks when its file is damaged, gone, cut off in the middle of a write, or cannot grow. */
#include "tests/unit/unit.h"

#include "plan/build.h"
#include "task/lock.h"
#include "task/paths.h"
#include "task/schema.h"
#include "task/store.h"
#include "task/watch.h"
#include "tests/unit/folder.h"
#include "tests/unit/sample.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static char *folder, *state_folder, *record;

static int set_up(void **state)
{
  folder = folder_new();
  g_setenv("XDG_STATE_HOME", folder, TRUE);
  state_folder = paths_state(NULL);
  record = paths_store(state_folder);
  return 0;
}

static int tear_down(void **state)
{
  g_clear_pointer(&record, g_free);
  g_clear_pointer(&state_folder, g_free);
  g_clear_pointer(&folder, folder_free);
  return 0;
}

static gint64 add_task(Store *store)
{
  Sample sample;
  sample_init(&sample);
  g_autoptr(Plan) plan = plan_build(&sample.facts, sample.choices);
  gint64 id = store_add_task(store, plan, NULL);
  sample_clear(&sample);
  assert_true(id > 0 && store_begin_task(store, id, NULL));
  return id;
}

/* COUNT tasks that are done, and one that is not. Returns the id of the latter. */
static gint64 fill(guint count)
{
  g_autoptr(Store) store = store_open(NULL);
  for (guint i = 0; i < count; i++)
    assert_true(store_end_task(store, add_task(store), TASK_DONE, "web is running on bravo", NULL));
  return add_task(store);
}

static gsize record_size(void)
{
  GStatBuf status;
  assert_int_equal(g_stat(record, &status), 0);
  return (gsize)status.st_size;
}

static void scribble(gsize from, gsize length)
{
  int file = open(record, O_WRONLY);
  for (gsize i = 0; i < length; i++)
    assert_int_equal(pwrite(file, "\xa5", 1, (off_t)(from + i)), 1);
  close(file);
}

/* The only file that was set aside. Caller frees. */
static char *find_aside(void)
{
  g_autoptr(GDir) dir = g_dir_open(state_folder, 0, NULL);
  char *found = NULL;
  const char *name;
  while ((name = g_dir_read_name(dir)) != NULL)
    if (g_str_has_prefix(name, "tasks.db.damaged-") && !g_str_has_suffix(name, "-wal") && !g_str_has_suffix(name, "-shm")) {
      assert_null(found);
      found = g_build_filename(state_folder, name, NULL);
    }
  return found;
}

static TaskState state_of(Store *store, gint64 id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Task) task = store_task(store, id, &error);
  assert_no_error(error);
  return task->state;
}

static void garbage_is_set_aside_and_told_once(void **state)
{
  g_autoptr(GError) error = NULL;
  const char *garbage = "this is no database, but it is long enough to be looked at as one";
  assert_true(g_file_set_contents(record, garbage, -1, NULL));
  g_autoptr(Store) store = store_open(&error);
  assert_no_error(error);
  g_autofree char *aside = find_aside();
  assert_non_null(aside);
  g_autofree char *text = NULL;
  assert_true(g_file_get_contents(aside, &text, NULL, NULL));
  assert_string_equal(text, garbage);
  g_autofree char *notice = store_take_notices(store);
  assert_non_null(strstr(notice, aside));
  assert_non_null(strstr(notice, "0 tasks could be read"));
  assert_null(store_take_notices(store));
  assert_int_equal(add_task(store), 1);
}

static void what_was_set_aside_before_is_kept_too(void **state)
{
  for (int i = 0; i < 3; i++) {
    assert_true(g_file_set_contents(record, "this is no database, but it is long enough to be looked at as one", -1, NULL));
    g_autoptr(Store) store = store_open(NULL);
    assert_non_null(store);
  }
  guint found = 0;
  g_autoptr(GDir) dir = g_dir_open(state_folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name(dir)) != NULL;)
    found += strstr(name, "damaged") != NULL && !g_str_has_suffix(name, "-wal") && !g_str_has_suffix(name, "-shm");
  assert_int_equal(found, 3);
}

static void what_can_be_read_beside_a_bad_page_is_kept(void **state)
{
  enum { TASKS = 60 };
  gint64 last = fill(TASKS);
  gsize pages = record_size() / 4096;
  assert_true(pages > 20);
  scribble(pages / 2 * 4096, 4096);
  g_autoptr(GError) error = NULL;
  g_autoptr(Store) store = store_open(&error);
  assert_no_error(error);
  g_autoptr(GPtrArray) tasks = store_tasks(store, &error);
  assert_no_error(error);
  /* At most those of one page are lost; the newest, and the one that has not ended, are there. */
  assert_true(tasks->len > TASKS - 10 && tasks->len <= TASKS + 1);
  const Task *newest = g_ptr_array_index(tasks, 0);
  assert_int_equal(newest->id, last);
  assert_string_equal(newest->vm, "web");
  g_autofree char *notice = store_take_notices(store);
  assert_non_null(strstr(notice, "could be read from it"));
}

static void a_record_cut_short_gives_what_it_still_holds(void **state)
{
  gint64 last = fill(40);
  assert_int_equal(truncate(record, (off_t)(record_size() / 2 + 100)), 0);
  g_autoptr(GError) error = NULL;
  g_autoptr(Store) store = store_open(&error);
  assert_no_error(error);
  g_autofree char *aside = find_aside();
  assert_non_null(aside);
  /* Whether or not its row could be read, a task that has not ended is never forgotten. */
  TaskState end = state_of(store, last);
  assert_true(end == TASK_RUNNING || end == TASK_ATTENTION);
}

static void a_task_whose_runner_lives_goes_on_in_the_new_record(void **state)
{
  gint64 id = fill(0);
  int lock = lock_open(state_folder, id);
  assert_int_equal(flock(lock, LOCK_EX), 0);
  scribble(0, record_size());
  g_autoptr(Watch) watch = watch_open(NULL);
  g_autoptr(Task) task = watch_task(watch, id, NULL);
  assert_int_equal(task->state, TASK_RUNNING);
  assert_string_equal(task->vm, "web");
  assert_string_equal(task->target, "bravo");
  assert_int_equal(task->steps->len, 4);
  g_autofree char *notice = watch_take_notices(watch);
  assert_non_null(strstr(notice, "1 was rebuilt from its plan"));
  close(lock);
}

static void a_lost_task_without_its_runner_needs_attention(void **state)
{
  gint64 id = fill(0);
  scribble(0, record_size());
  g_autoptr(Watch) watch = watch_open(NULL);
  g_autoptr(Task) task = watch_task(watch, id, NULL);
  assert_int_equal(task->state, TASK_ATTENTION);
  assert_non_null(strstr(task->reason, "lost with the record of tasks"));
}

static void write_log(gint64 id, const char *text)
{
  g_autofree char *file = paths_log(state_folder, id);
  assert_true(g_file_set_contents(file, text, -1, NULL));
}

#define LINE(what) "2026-11-23 13:13:45.871  " what "\n"

/* Its log tells how far it has come: it can be taken up. */
static void a_lost_task_with_its_log_is_an_interrupted_one(void **state)
{
  gint64 id = fill(0);
  write_log(id, LINE("task     1, begun: web, alpha to bravo, on behalf of root") LINE("step     check: running") LINE("step     check: done")
                    LINE("step     migrate: running") LINE("alpha    ok         11 ms  virDomainMigrateToURI3  web")
                        LINE("step     migrate: done, step     verify: failed") LINE("step     verify: running"));
  scribble(0, record_size());
  g_autoptr(Watch) watch = watch_open(NULL);
  g_autoptr(Task) task = watch_task(watch, id, NULL);
  static const StepState expected[] = { STEP_DONE, STEP_DONE, STEP_RUNNING, STEP_WAITING };
  assert_int_equal(task->steps->len, G_N_ELEMENTS(expected));
  for (guint i = 0; i < task->steps->len; i++)
    assert_int_equal(((const TaskStep *)g_ptr_array_index(task->steps, i))->state, expected[i]);
  assert_int_equal(task->state, TASK_INTERRUPTED);
}

/* What its steps had kept is lost with the record: going on would lose it for good. */
static void a_lost_task_that_had_kept_something_needs_attention(void **state)
{
  static const char *const logs[] = {
    LINE("step     check: done") LINE("step     take-snapshots: running"),
    LINE("step     check: done") LINE("step     migrate: running") LINE("alpha    ok         11 ms  virDomainSuspend        web"),
    LINE("step     check: done") LINE("step     what-is-this: done"),
    LINE("task     1, begun: web, alpha to bravo, on behalf of root"),
    "",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(logs); i++) {
    gint64 id = fill(0);
    write_log(id, logs[i]);
    scribble(0, record_size());
    g_autoptr(Watch) watch = watch_open(NULL);
    g_autoptr(Task) task = watch_task(watch, id, NULL);
    assert_int_equal(task->state, TASK_ATTENTION);
  }
}

static void a_record_that_is_gone_is_rebuilt_as_far_as_plans_tell(void **state)
{
  gint64 id = fill(3);
  assert_int_equal(truncate(record, 0), 0);
  g_autoptr(Store) store = store_open(NULL);
  g_autoptr(GPtrArray) tasks = store_tasks(store, NULL);
  assert_int_equal(tasks->len, 1);
  assert_int_equal(((const Task *)g_ptr_array_index(tasks, 0))->id, id);
  g_autofree char *notice = store_take_notices(store);
  assert_non_null(strstr(notice, "The record of tasks was gone"));
}

/* A runner has the record open while somebody else sets it aside: it goes on in the new one. */
static void who_has_the_old_record_open_finds_the_new_one(void **state)
{
  gint64 id = fill(0);
  g_autoptr(Store) runner = store_open(NULL);
  assert_false(store_mend(runner));
  scribble(0, record_size());
  g_autoptr(Store) other = store_open(NULL);
  assert_true(store_mend(runner));
  assert_false(store_mend(runner));
  assert_true(store_end_task(runner, id, TASK_DONE, "web is running on bravo", NULL));
  assert_int_equal(state_of(other, id), TASK_DONE);
}

static void whoever_meets_damage_first_sets_the_record_aside(void **state)
{
  g_autoptr(GError) error = NULL;
  gint64 id = fill(60);
  g_autoptr(Store) runner = store_open(NULL);
  g_autoptr(Store) other = store_open(NULL);
  /* What another writes makes it read again, not what it remembers. */
  add_task(other);
  scribble(0, record_size());
  g_autoptr(GPtrArray) tasks = store_tasks(runner, &error);
  assert_null(tasks);
  assert_true(store_mend(runner));
  g_autofree char *aside = find_aside();
  assert_non_null(aside);
  assert_true(store_end_task(runner, id, TASK_DONE, "done", NULL));
  assert_int_equal(state_of(runner, id), TASK_DONE);
}

static void the_plan_of_a_task_goes_when_it_has_ended(void **state)
{
  g_autoptr(Store) store = store_open(NULL);
  gint64 id = add_task(store);
  g_autofree char *file = paths_plan(state_folder, id);
  GStatBuf status;
  assert_int_equal(g_stat(file, &status), 0);
  assert_int_equal(status.st_mode & 0777, 0600);
  assert_true(store_end_task(store, id, TASK_ATTENTION, "why", NULL));
  assert_true(g_file_test(file, G_FILE_TEST_EXISTS));
  assert_true(store_end_task(store, id, TASK_DONE, "done", NULL));
  assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
}

/* Writes tasks until it is killed. */
static G_NORETURN void write_for_ever(void)
{
  Store *store = store_open(NULL);
  for (;;) {
    gint64 id = add_task(store);
    store_set_step(store, id, 0, STEP_DONE, "done", NULL);
    store_end_task(store, id, TASK_DONE, "done", NULL);
  }
}

/* Killed at any instant, even while the record is made: whole tasks or none, and it can be written at once. */
static void a_writer_that_is_killed_leaves_a_whole_record(void **state)
{
  for (guint i = 0; i < 30; i++) {
    pid_t child = fork();
    if (child == 0)
      write_for_ever();
    g_usleep(i * i * 200);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(&error);
    assert_no_error(error);
    g_autoptr(GPtrArray) tasks = store_tasks(store, &error);
    assert_no_error(error);
    for (guint n = 0; n < tasks->len; n++) {
      g_autoptr(Task) task = store_task(store, ((const Task *)g_ptr_array_index(tasks, n))->id, &error);
      assert_int_equal(task->steps->len, 4);
    }
    assert_true(add_task(store) > 0);
    assert_null(store_take_notices(store));
  }
  g_autofree char *aside = find_aside();
  assert_null(aside);
}

static void limit_files(rlim_t bytes)
{
  struct rlimit limit;
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
  limit.rlim_cur = bytes;
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* A disk without room: the writer is told in plain words, nothing is damaged, and once there is room again it goes on. */
static void a_record_that_cannot_grow_is_told_and_stays_whole(void **state)
{
  g_autoptr(Store) store = store_open(NULL);
  gint64 id = add_task(store);
  g_autoptr(GError) error = NULL;
  signal(SIGXFSZ, SIG_IGN);
  limit_files(64 * 1024);
  g_autofree char *long_text = g_strnfill(200 * 1024, 'x');
  assert_false(store_end_task(store, id, TASK_FAILED, long_text, &error));
  limit_files(RLIM_INFINITY);
  assert_error_says(error, "is the disk full");
  assert_int_equal(state_of(store, id), TASK_RUNNING);
  assert_true(store_end_task(store, id, TASK_DONE, "done", NULL));
  assert_int_equal(state_of(store, id), TASK_DONE);
  g_autoptr(Store) again = store_open(NULL);
  assert_int_equal(state_of(again, id), TASK_DONE);
  assert_null(store_take_notices(again));
}

static void a_newer_record_is_named_with_both_formats_and_not_touched(void **state)
{
  g_autoptr(GError) error = NULL;
  sqlite3 *db;
  assert_int_equal(sqlite3_open(record, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, "CREATE TABLE future (x); PRAGMA user_version = 99;", NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
  g_autofree char *before = NULL, *after = NULL;
  gsize before_size = 0, after_size = 0;
  assert_true(g_file_get_contents(record, &before, &before_size, NULL));
  assert_null(store_open(&error));
  assert_error_says(error, "format 99; this one knows " G_STRINGIFY(SCHEMA_VERSION) ") and is left as it is; use the newer virt-migrate");
  assert_true(g_file_get_contents(record, &after, &after_size, NULL));
  assert_int_equal(before_size, after_size);
  assert_memory_equal(before, after, before_size);
}

#define test(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    test(garbage_is_set_aside_and_told_once),
    test(what_was_set_aside_before_is_kept_too),
    test(what_can_be_read_beside_a_bad_page_is_kept),
    test(a_record_cut_short_gives_what_it_still_holds),
    test(a_task_whose_runner_lives_goes_on_in_the_new_record),
    test(a_lost_task_without_its_runner_needs_attention),
    test(a_lost_task_with_its_log_is_an_interrupted_one),
    test(a_lost_task_that_had_kept_something_needs_attention),
    test(a_record_that_is_gone_is_rebuilt_as_far_as_plans_tell),
    test(who_has_the_old_record_open_finds_the_new_one),
    test(whoever_meets_damage_first_sets_the_record_aside),
    test(the_plan_of_a_task_goes_when_it_has_ended),
    test(a_writer_that_is_killed_leaves_a_whole_record),
    test(a_record_that_cannot_grow_is_told_and_stays_whole),
    test(a_newer_record_is_named_with_both_formats_and_not_touched),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
