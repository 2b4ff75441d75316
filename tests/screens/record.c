#include "record.h"

#include "task/paths.h"
#include "task/store.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define MIB ((guint64)1024 * 1024)
#define PAGE_BYTES 4096
#define REQUEST_LIMIT_US (10 * G_USEC_PER_SEC)

struct Record {
  Store *store;
  GHashTable *locks;    /* task id -> the descriptor that its runner would hold */
  GHashTable *progress; /* task id -> Progress */
};

static void check(gboolean ok, GError *error)
{
  if (!ok)
    g_error("the record of tasks: %s", error->message);
}

static void close_lock(gpointer lock)
{
  close(GPOINTER_TO_INT(lock));
}

Record *record_open(const Fixture *fixture)
{
  GError *error = NULL;
  Record *record = g_new0(Record, 1);
  g_setenv("XDG_STATE_HOME", g_environ_getenv(fixture->env, "XDG_STATE_HOME"), TRUE);
  record->store = store_open(&error);
  check(record->store != NULL, error);
  record->locks = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, close_lock);
  record->progress = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
  return record;
}

void record_close(Record *record)
{
  if (record == NULL)
    return;
  g_hash_table_unref(record->locks);
  g_hash_table_unref(record->progress);
  store_close(record->store);
  g_free(record);
}

static gint64 *key_of(gint64 task)
{
  return g_memdup2(&task, sizeof task);
}

static void take_lock(Record *record, gint64 task)
{
  g_autofree char *file = paths_lock(store_folder(record->store), task);
  int lock = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0 || flock(lock, LOCK_EX | LOCK_NB) < 0)
    g_error("%s cannot be locked", file);
  g_hash_table_insert(record->locks, key_of(task), GINT_TO_POINTER(lock));
}

static void fill_plan(Plan *plan, const char *vm, const char *uuid)
{
  plan->choices = choices_new();
  plan->choices->target = g_strdup("bravo");
  plan->vm = g_strdup(vm);
  plan->vm_uuid = g_strdup(uuid);
  plan->vm_state = VM_RUNNING;
  plan->memory_bytes = 512 * MIB;
  plan->source = g_strdup("alpha");
  plan->source_uri = g_strdup("test:///alpha");
  plan->target = g_strdup("bravo");
  plan->target_uri = g_strdup("test:///bravo");
  plan_add_step(plan, "check", g_strdup("check again"));
  plan_add_step(plan, "migrate", g_strdup("move memory, 512 MiB, and switch over"));
  plan_add_step(plan, "verify", g_strdup("verify on bravo: state, disks, definition"));
  plan_add_step(plan, "remove-source", g_strdup("leave nothing on alpha"));
}

gint64 record_task(Record *record, const char *vm, const char *uuid)
{
  GError *error = NULL;
  g_autoptr(Plan) plan = plan_new();
  fill_plan(plan, vm, uuid);
  gint64 id = store_add_task(record->store, plan, &error);
  check(id != 0, error);
  take_lock(record, id);
  Progress *progress = g_new(Progress, 1);
  progress_init(progress);
  g_hash_table_insert(record->progress, key_of(id), progress);
  return id;
}

void record_begin(Record *record, gint64 task)
{
  GError *error = NULL;
  Task abilities = { .id = task, .can_cancel = TRUE, .can_post_copy = TRUE, .can_suspend = TRUE };
  check(store_begin_task(record->store, task, &error), error);
  check(store_set_step(record->store, task, 0, STEP_RUNNING, NULL, &error), error);
  check(store_set_step(record->store, task, 0, STEP_DONE, NULL, &error), error);
  check(store_set_step(record->store, task, 1, STEP_RUNNING, NULL, &error), error);
  check(store_set_abilities(record->store, &abilities, &error), error);
}

void record_sample(Record *record, gint64 task, const RecordSample *sample)
{
  GError *error = NULL;
  Progress *progress = g_hash_table_lookup(record->progress, &task);
  JobSample job = {
    .elapsed_ms = sample->seconds * 1000,
    .total_bytes = sample->total_mib * MIB,
    .processed_bytes = sample->sent_mib * MIB,
    .remaining_bytes = sample->remaining_mib * MIB,
    .rate_bytes_s = sample->rate_mib * MIB,
    .dirty_pages_s = sample->dirty_mib * MIB / PAGE_BYTES,
    .page_size_bytes = PAGE_BYTES,
    .iteration = sample->iteration,
    .throttle_percent = sample->throttle_percent,
    .downtime_ms = 240,
  };
  progress->downtime_limit_ms = 300;
  progress_take(progress, &job);
  check(store_set_progress(record->store, task, progress, &error), error);
  ProgressPoint point = { job.elapsed_ms, progress->rate_bytes_s, progress->dirty_bytes_s };
  check(store_add_point(record->store, task, &point, &error), error);
}

void record_end(Record *record, gint64 task, TaskState state, const char *reason)
{
  GError *error = NULL;
  StepState last = state == TASK_DONE ? STEP_DONE : STEP_FAILED;
  check(store_set_step(record->store, task, 1, last, NULL, &error), error);
  for (guint i = 2; state == TASK_DONE && i < 4; i++)
    check(store_set_step(record->store, task, i, STEP_DONE, NULL, &error), error);
  check(store_end_task(record->store, task, state, reason, &error), error);
  record_kill_runner(record, task);
}

void record_kill_runner(Record *record, gint64 task)
{
  g_hash_table_remove(record->locks, &task);
}

TaskRequest record_wait_request(Record *record, gint64 task)
{
  TaskRequest request;
  guint64 value;
  gint64 start = g_get_monotonic_time();
  while ((request = store_take_request(record->store, task, &value)) == REQUEST_NONE && g_get_monotonic_time() - start < REQUEST_LIMIT_US)
    g_usleep(5000);
  return request;
}
