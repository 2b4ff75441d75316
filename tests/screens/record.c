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

guint record_count(Record *record)
{
  GError *error = NULL;
  g_autoptr(GPtrArray) tasks = store_tasks(record->store, &error);
  check(tasks != NULL, error);
  return tasks->len;
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

static void fill_disk_plan(Plan *plan, const char *vm, const char *uuid)
{
  static const char *const steps[][2] = {
    { "check", "check again" },
    { "take-snapshots", "take along 2 snapshots" },
    { "copy-base-images", "copy base images, where they are not there yet" },
    { "create-volumes", "make 1 volume on alpha" },
    { "start-mover", "lock the disks, with a helper that carries them" },
    { "copy-disks", "copy 1 disk, 300 MiB of data" },
    { "transfer-definition", "put the new volumes into its definition" },
    { "give-snapshots", "give it its snapshots back" },
    { "stop-mover", "unlock the disks" },
    { "verify", "verify on alpha: definition, disks" },
    { "delete-old-volumes", "delete 1 old volume" },
  };
  PlanDisk *disk = plan_disk_new("vda");
  plan->choices = choices_new();
  plan->choices->type = MOVE_STORAGE;
  choices_set_disk(plan->choices, disk_choice_new("vda", "ssd"));
  plan->vm = g_strdup(vm);
  plan->vm_uuid = g_strdup(uuid);
  plan->vm_state = VM_SHUT_OFF;
  plan->source = g_strdup("alpha");
  plan->source_uri = g_strdup("test:///alpha");
  plan->target = g_strdup("alpha");
  plan->target_uri = g_strdup("test:///alpha");
  disk->path = g_strdup("/srv/vmstore/cold.qcow2");
  disk->pool = g_strdup("vmstore");
  disk->volume = g_strdup("cold.qcow2");
  disk->format = g_strdup("qcow2");
  disk->moves = TRUE;
  disk->to_pool = g_strdup("ssd");
  disk->to_pool_type = g_strdup("dir");
  disk->to_volume = g_strdup("cold.qcow2");
  disk->to_format = g_strdup("qcow2");
  g_ptr_array_add(plan->disks, disk);
  for (guint i = 0; i < G_N_ELEMENTS(steps); i++)
    plan_add_step(plan, steps[i][0], g_strdup(steps[i][1]));
}

static gint64 add_task(Record *record, const Plan *plan)
{
  GError *error = NULL;
  gint64 id = store_add_task(record->store, plan, &error);
  check(id != 0, error);
  take_lock(record, id);
  Progress *progress = g_new(Progress, 1);
  progress_init(progress);
  g_hash_table_insert(record->progress, key_of(id), progress);
  return id;
}

gint64 record_task(Record *record, const char *vm, const char *uuid)
{
  g_autoptr(Plan) plan = plan_new();
  fill_plan(plan, vm, uuid);
  return add_task(record, plan);
}

gint64 record_disk_task(Record *record, const char *vm, const char *uuid)
{
  g_autoptr(Plan) plan = plan_new();
  fill_disk_plan(plan, vm, uuid);
  return add_task(record, plan);
}

void record_at_step(Record *record, gint64 task, guint position, const char *detail)
{
  GError *error = NULL;
  Task abilities = { .id = task, .can_cancel = TRUE, .can_set_speed = TRUE };
  Progress *progress = g_hash_table_lookup(record->progress, &task);
  check(store_begin_task(record->store, task, &error), error);
  for (guint i = 0; i <= position; i++)
    check(store_set_step(record->store, task, i, i < position ? STEP_DONE : STEP_RUNNING, i < position ? NULL : detail, &error), error);
  check(store_set_abilities(record->store, &abilities, &error), error);
  progress->phase = PHASE_DISKS;
  progress->fraction = 0.25;
  progress->sent_bytes = 256 * MIB;
  progress->total_bytes = 1024 * MIB;
  progress->rate_bytes_s = 20 * MIB;
  progress->left_ms = 39000;
  check(store_set_progress(record->store, task, progress, &error), error);
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
