#include "task/store.h"

#include "plan/plan_file.h"
#include "task/db.h"
#include "task/paths.h"
#include "task/salvage.h"
#include "task/task_row.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

struct Store {
  sqlite3 *db;
  char *folder;
  int version_seen;
  gint64 phase_task;           /* whose phase was written last, and which */
  MigrationPhase phase;
};

Store *store_open(GError **error)
{
  g_autofree char *folder = paths_state(error);
  if (folder == NULL)
    return NULL;
  sqlite3 *db = salvage_open(folder, error);
  if (db == NULL)
    return NULL;
  Store *store = g_new0(Store, 1);
  store->db = db;
  store->folder = g_steal_pointer(&folder);
  store->version_seen = -1;
  return store;
}

void store_close(Store *store)
{
  if (store == NULL)
    return;
  sqlite3_close(store->db);
  g_free(store->folder);
  g_free(store);
}

gboolean store_mend(Store *store)
{
  if (!db_take_damage() && !db_is_replaced(store->db))
    return FALSE;
  g_autoptr(GError) error = NULL;
  sqlite3 *db = salvage_open(store->folder, &error);
  if (db == NULL) {
    g_warning("%s", error->message);
    return FALSE;
  }
  sqlite3_close(store->db);
  store->db = db;
  store->version_seen = -1;
  return TRUE;
}

static gboolean take_text(sqlite3_stmt *row, gpointer text)
{
  g_string_append_printf(text, "%s%s", ((GString *)text)->len > 0 ? "\n" : "", (const char *)sqlite3_column_text(row, 0));
  return TRUE;
}

char *store_take_notices(Store *store)
{
  GString *text = g_string_new(NULL);
  db_query(store->db, NULL, take_text, text, "SELECT text FROM notice ORDER BY id", "");
  if (text->len > 0)
    db_run(store->db, NULL, "DELETE FROM notice", "");
  return g_string_free(text, text->len == 0);
}

const char *store_folder(const Store *store)
{
  return store->folder;
}

static gint64 now_ms(void)
{
  return g_get_real_time() / 1000;
}

/* The plan lies beside the record as well, until the task has ended: it is what a lost record is rebuilt from. */
static gboolean write_plan(Store *store, gint64 id, const Plan *plan, GError **error)
{
  g_autofree char *file = paths_plan(store->folder, id);
  g_autofree char *text = plan_to_text(plan);
  return g_file_set_contents_full(file, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

/* Nobody asks for the lock of a task that has ended; its log stays as long as the record. */
static void remove_files(Store *store, gint64 id)
{
  g_autofree char *plan = paths_plan(store->folder, id);
  g_autofree char *lock = paths_lock(store->folder, id);
  g_unlink(plan);
  g_unlink(lock);
}

gint64 store_add_task(Store *store, const Plan *plan, GError **error)
{
  if (!db_run(store->db, error, "BEGIN IMMEDIATE", ""))
    return 0;
  gint64 id = task_row_insert(store->db, 0, plan, now_ms(), error);
  if (id != 0 && write_plan(store, id, plan, error) && db_run(store->db, error, "COMMIT", ""))
    return id;
  db_run(store->db, NULL, "ROLLBACK", "");
  if (id != 0)
    remove_files(store, id);
  return 0;
}

#define TASK_COLUMNS \
  "id, vm, vm_uuid, source, target, type, vm_state, owner, state, reason, plan, created_ms, started_ms, finished_ms, downtime_ms," \
  " can_cancel, can_post_copy, can_suspend, can_set_speed, can_set_downtime, can_recover, cancelling, phase, elapsed_ms, fraction, sent, total, remaining, rate, dirty, iteration," \
  " throttle, downtime_now_ms, downtime_limit_ms, left_ms, needed_ms, stalled, suspended, broken, has_suspended"

/* Returns the column after the last it has read. */
static int read_progress(sqlite3_stmt *row, int at, Progress *progress)
{
  progress->phase = (MigrationPhase)sqlite3_column_int(row, at++);
  progress->elapsed_ms = sqlite3_column_int64(row, at++);
  progress->fraction = sqlite3_column_double(row, at++);
  progress->sent_bytes = (guint64)sqlite3_column_int64(row, at++);
  progress->total_bytes = (guint64)sqlite3_column_int64(row, at++);
  progress->remaining_bytes = (guint64)sqlite3_column_int64(row, at++);
  progress->rate_bytes_s = (guint64)sqlite3_column_int64(row, at++);
  progress->dirty_bytes_s = (guint64)sqlite3_column_int64(row, at++);
  progress->iteration = (guint)sqlite3_column_int(row, at++);
  progress->throttle_percent = (guint)sqlite3_column_int(row, at++);
  progress->downtime_ms = sqlite3_column_int64(row, at++);
  progress->downtime_limit_ms = sqlite3_column_int64(row, at++);
  progress->left_ms = sqlite3_column_int64(row, at++);
  progress->needed_ms = sqlite3_column_int64(row, at++);
  progress->stalled = sqlite3_column_int(row, at++);
  progress->suspended = sqlite3_column_int(row, at++);
  progress->broken = sqlite3_column_int(row, at++);
  return at;
}

static Task *read_task(sqlite3_stmt *row)
{
  Task *task = task_new();
  int at = 0;
  task->id = sqlite3_column_int64(row, at++);
  task->vm = db_text(row, at++);
  task->vm_uuid = db_text(row, at++);
  task->source = db_text(row, at++);
  task->target = db_text(row, at++);
  task->type = db_text(row, at++);
  task->vm_state = db_text(row, at++);
  task->owner = db_text(row, at++);
  task->state = task_state_from_id((const char *)sqlite3_column_text(row, at++));
  task->reason = db_text(row, at++);
  task->plan = db_text(row, at++);
  task->created_ms = sqlite3_column_int64(row, at++);
  task->started_ms = sqlite3_column_int64(row, at++);
  task->finished_ms = sqlite3_column_int64(row, at++);
  task->downtime_ms = sqlite3_column_int64(row, at++);
  task->can_cancel = sqlite3_column_int(row, at++);
  task->can_post_copy = sqlite3_column_int(row, at++);
  task->can_suspend = sqlite3_column_int(row, at++);
  task->can_set_speed = sqlite3_column_int(row, at++);
  task->can_set_downtime = sqlite3_column_int(row, at++);
  task->can_recover = sqlite3_column_int(row, at++);
  task->cancelling = sqlite3_column_int(row, at++);
  at = read_progress(row, at, &task->progress);
  task->has_suspended = sqlite3_column_int(row, at);
  return task;
}

static gboolean add_task(sqlite3_stmt *row, gpointer tasks)
{
  g_ptr_array_add(tasks, read_task(row));
  return TRUE;
}

GPtrArray *store_tasks(Store *store, GError **error)
{
  g_autoptr(GPtrArray) tasks = g_ptr_array_new_with_free_func((GDestroyNotify)task_free);
  if (!db_query(store->db, error, add_task, tasks, "SELECT " TASK_COLUMNS " FROM task ORDER BY id DESC", ""))
    return NULL;
  return g_steal_pointer(&tasks);
}

static gboolean add_step(sqlite3_stmt *row, gpointer steps)
{
  TaskStep *step = g_new0(TaskStep, 1);
  step->kind = db_text(row, 0);
  step->title = db_text(row, 1);
  step->state = step_state_from_id((const char *)sqlite3_column_text(row, 2));
  step->detail = db_text(row, 3);
  step->started_ms = sqlite3_column_int64(row, 4);
  step->finished_ms = sqlite3_column_int64(row, 5);
  g_ptr_array_add(steps, step);
  return TRUE;
}

static gboolean add_phase(sqlite3_stmt *row, gpointer phases)
{
  TaskPhase phase = { (MigrationPhase)sqlite3_column_int(row, 0), sqlite3_column_int64(row, 1) };
  g_array_append_val(phases, phase);
  return TRUE;
}

Task *store_task(Store *store, gint64 id, GError **error)
{
  g_autoptr(GPtrArray) tasks = g_ptr_array_new_with_free_func((GDestroyNotify)task_free);
  if (!db_query(store->db, error, add_task, tasks, "SELECT " TASK_COLUMNS " FROM task WHERE id = ?1", "i", id))
    return NULL;
  if (tasks->len == 0) {
    g_set_error(error, DB_ERROR, SQLITE_NOTFOUND, _("there is no task %" G_GINT64_FORMAT), id);
    return NULL;
  }
  Task *task = g_ptr_array_steal_index(tasks, 0);
  if (db_query(store->db, error, add_step, task->steps,
               "SELECT kind, title, state, detail, started_ms, finished_ms FROM step WHERE task = ?1 ORDER BY position", "i", id) &&
      db_query(store->db, error, add_phase, task->phases, "SELECT phase, at_ms FROM phase WHERE task = ?1 ORDER BY at_ms, phase", "i", id))
    return task;
  task_free(task);
  return NULL;
}

static gboolean add_point(sqlite3_stmt *row, gpointer points)
{
  ProgressPoint point = { sqlite3_column_int64(row, 0), (guint64)sqlite3_column_int64(row, 1), (guint64)sqlite3_column_int64(row, 2) };
  g_array_append_val((GArray *)points, point);
  return TRUE;
}

GArray *store_points(Store *store, gint64 id)
{
  GArray *points = g_array_new(FALSE, FALSE, sizeof(ProgressPoint));
  db_query(store->db, NULL, add_point, points, "SELECT at_ms, rate, dirty FROM point WHERE task = ?1 ORDER BY at_ms", "i", id);
  return points;
}

static gboolean take_version(sqlite3_stmt *row, gpointer version)
{
  *(int *)version = sqlite3_column_int(row, 0);
  return FALSE;
}

gboolean store_changed(Store *store)
{
  store_mend(store);
  int version = store->version_seen;
  db_query(store->db, NULL, take_version, &version, "PRAGMA data_version", "");
  gboolean changed = version != store->version_seen;
  store->version_seen = version;
  return changed;
}

gboolean store_begin_task(Store *store, gint64 id, GError **error)
{
  return db_run(store->db, error, "UPDATE task SET state = 'running', started_ms = ?2 WHERE id = ?1", "ii", id, now_ms());
}

gboolean store_resume_task(Store *store, gint64 id, GError **error)
{
  return db_run(store->db, error, "DELETE FROM request WHERE task = ?1", "i", id) &&
         db_run(store->db, error, "UPDATE task SET state = 'running', reason = NULL, finished_ms = 0 WHERE id = ?1", "i", id);
}

gboolean store_end_task(Store *store, gint64 id, TaskState state, const char *reason, GError **error)
{
  /* Definitions may hold passwords: they are kept only as long as somebody may need them. */
  if (state != TASK_ATTENTION && !db_run(store->db, error, "DELETE FROM kept WHERE task = ?1", "i", id))
    return FALSE;
  gboolean ok = db_run(
      store->db, error,
      "UPDATE task SET state = ?2, reason = ?3, finished_ms = ?4, can_cancel = 0, can_post_copy = 0, can_suspend = 0, can_set_speed = 0,"
      " can_set_downtime = 0, can_recover = 0, cancelling = 0 WHERE id = ?1",
      "issi", id, task_state_id(state), reason, now_ms());
  if (ok && state != TASK_ATTENTION)
    remove_files(store, id);
  return ok;
}

gboolean store_set_downtime(Store *store, gint64 id, gint64 downtime_ms, GError **error)
{
  return db_run(store->db, error, "UPDATE task SET downtime_ms = ?2 WHERE id = ?1", "ii", id, downtime_ms);
}

gboolean store_set_has_suspended(Store *store, gint64 id, gboolean has_suspended, GError **error)
{
  return db_run(store->db, error, "UPDATE task SET has_suspended = ?2 WHERE id = ?1", "in", id, has_suspended);
}

gboolean store_set_abilities(Store *store, const Task *task, GError **error)
{
  return db_run(store->db, error, "UPDATE task SET can_cancel = ?2, can_post_copy = ?3, can_suspend = ?4, can_set_speed = ?5, can_set_downtime = ?6,"
                " can_recover = ?7, cancelling = ?8 WHERE id = ?1", "innnnnnn", task->id, task->can_cancel, task->can_post_copy, task->can_suspend,
                task->can_set_speed, task->can_set_downtime, task->can_recover, task->cancelling);
}

/* Disks that are copied one after the other are in one phase. */
static void note_phase(Store *store, gint64 id, MigrationPhase phase)
{
  if (phase == PHASE_NONE || phase == PHASE_DONE || (store->phase_task == id && store->phase == phase))
    return;
  store->phase_task = id;
  store->phase = phase;
  db_run(store->db, NULL, "INSERT OR IGNORE INTO phase (task, phase, at_ms) VALUES (?1, ?2, ?3)", "ini", id, (int)phase, now_ms());
}

gboolean store_set_progress(Store *store, gint64 id, const Progress *progress, GError **error)
{
  db_set_lasting(store->db, FALSE);
  note_phase(store, id, progress->phase);
  gboolean ok = db_run(store->db, error,
                "UPDATE task SET phase = ?2, elapsed_ms = ?3, fraction = ?4, sent = ?5, total = ?6, remaining = ?7, rate = ?8, dirty = ?9,"
                " iteration = ?10, throttle = ?11, downtime_now_ms = ?12, downtime_limit_ms = ?13, left_ms = ?14, stalled = ?15,"
                " suspended = ?16, needed_ms = ?17, broken = ?18 WHERE id = ?1",
                "inidiiiiinniiinnin", id, (int)progress->phase, progress->elapsed_ms, progress->fraction, (gint64)progress->sent_bytes,
                (gint64)progress->total_bytes, (gint64)progress->remaining_bytes, (gint64)progress->rate_bytes_s, (gint64)progress->dirty_bytes_s,
                (int)progress->iteration, (int)progress->throttle_percent, progress->downtime_ms, progress->downtime_limit_ms, progress->left_ms,
                progress->stalled, progress->suspended, progress->needed_ms, progress->broken);
  db_set_lasting(store->db, TRUE);
  return ok;
}

gboolean store_add_point(Store *store, gint64 id, const ProgressPoint *point, GError **error)
{
  return db_run(store->db, error, "INSERT INTO point (task, at_ms, rate, dirty) VALUES (?1, ?2, ?3, ?4)", "iiii", id, point->at_ms,
                (gint64)point->rate_bytes_s, (gint64)point->dirty_bytes_s);
}

static gboolean is_end(StepState state)
{
  return state == STEP_DONE || state == STEP_FAILED || state == STEP_UNDONE || state == STEP_SKIPPED;
}

gboolean store_set_step(Store *store, gint64 id, guint position, StepState state, const char *detail, GError **error)
{
  gint64 now = now_ms();
  return db_run(store->db, error,
                "UPDATE step SET state = ?3, detail = coalesce(?4, detail), started_ms = CASE WHEN started_ms = 0 THEN ?5 ELSE started_ms END,"
                " finished_ms = ?6 WHERE task = ?1 AND position = ?2",
                "inssii", id, (int)position, step_state_id(state), detail, now, is_end(state) ? now : (gint64)0);
}

gboolean store_add_request(Store *store, gint64 id, TaskRequest request, guint64 value, GError **error)
{
  return db_run(store->db, error, "INSERT INTO request (task, kind, value) VALUES (?1, ?2, ?3)", "ini", id, (int)request, (gint64)value);
}

typedef struct {
  gint64 id;
  TaskRequest kind;
  guint64 value;
} Request;

static gboolean take_row(sqlite3_stmt *row, gpointer data)
{
  Request *request = data;
  request->id = sqlite3_column_int64(row, 0);
  request->kind = (TaskRequest)sqlite3_column_int(row, 1);
  request->value = (guint64)sqlite3_column_int64(row, 2);
  return FALSE;
}

TaskRequest store_take_request(Store *store, gint64 id, guint64 *value)
{
  Request request = { 0, REQUEST_NONE, 0 };
  db_query(store->db, NULL, take_row, &request, "SELECT id, kind, value FROM request WHERE task = ?1 ORDER BY id LIMIT 1", "i", id);
  /* A request that cannot be removed would come back for ever: it waits until the store can be written again. */
  if (request.kind != REQUEST_NONE && !db_run(store->db, NULL, "DELETE FROM request WHERE id = ?1", "i", request.id))
    return REQUEST_NONE;
  *value = request.value;
  return request.kind;
}

static void kept_free(gpointer data)
{
  Kept *kept = data;
  g_free(kept->name);
  g_free(kept->value);
  g_free(kept);
}

gboolean store_keep(Store *store, gint64 id, guint position, const char *name, const char *value, gboolean current, GError **error)
{
  return db_run(store->db, error, "INSERT OR REPLACE INTO kept (task, position, name, value, current) VALUES (?1, ?2, ?3, ?4, ?5)", "inssn", id,
                (int)position, name, value, current);
}

static gboolean add_kept(sqlite3_stmt *row, gpointer all)
{
  Kept *kept = g_new0(Kept, 1);
  kept->name = db_text(row, 0);
  kept->value = db_text(row, 1);
  kept->current = sqlite3_column_int(row, 2);
  g_ptr_array_add(all, kept);
  return TRUE;
}

GPtrArray *store_kept(Store *store, gint64 id, GError **error)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(kept_free);
  if (!db_query(store->db, error, add_kept, all, "SELECT name, value, current FROM kept WHERE task = ?1 ORDER BY position", "i", id))
    return NULL;
  return g_steal_pointer(&all);
}

static void kept_disk_free(gpointer data)
{
  KeptDisk *disk = data;
  g_free(disk->target);
  g_free(disk->xml);
  g_free(disk);
}

gboolean store_keep_disk(Store *store, gint64 id, const char *target, const char *xml, GError **error)
{
  return db_run(store->db, error, "INSERT OR IGNORE INTO disk (task, target, xml) VALUES (?1, ?2, ?3)", "iss", id, target, xml);
}

static gboolean add_kept_disk(sqlite3_stmt *row, gpointer all)
{
  KeptDisk *disk = g_new0(KeptDisk, 1);
  disk->target = db_text(row, 0);
  disk->xml = db_text(row, 1);
  g_ptr_array_add(all, disk);
  return TRUE;
}

GPtrArray *store_kept_disks(Store *store, gint64 id, GError **error)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(kept_disk_free);
  if (!db_query(store->db, error, add_kept_disk, all, "SELECT target, xml FROM disk WHERE task = ?1 ORDER BY target", "i", id))
    return NULL;
  return g_steal_pointer(&all);
}

gboolean store_add_made(Store *store, gint64 id, const char *pool, const char *volume, GError **error)
{
  return db_run(store->db, error, "INSERT OR REPLACE INTO made (task, pool, volume, is_there) VALUES (?1, ?2, ?3, 0)", "iss", id, pool, volume);
}

gboolean store_confirm_made(Store *store, gint64 id, const char *pool, const char *volume, GError **error)
{
  return db_run(store->db, error, "UPDATE made SET is_there = 1 WHERE task = ?1 AND pool = ?2 AND volume = ?3", "iss", id, pool, volume);
}

gboolean store_forget_made(Store *store, gint64 id, const char *pool, const char *volume, GError **error)
{
  return db_run(store->db, error, "DELETE FROM made WHERE task = ?1 AND pool = ?2 AND volume = ?3", "iss", id, pool, volume);
}

static void made_free(gpointer data)
{
  Made *made = data;
  g_free(made->pool);
  g_free(made->volume);
  g_free(made);
}

static gboolean add_made(sqlite3_stmt *row, gpointer all)
{
  Made *made = g_new0(Made, 1);
  made->pool = db_text(row, 0);
  made->volume = db_text(row, 1);
  made->is_there = sqlite3_column_int(row, 2);
  g_ptr_array_add(all, made);
  return TRUE;
}

GPtrArray *store_made(Store *store, gint64 id, GError **error)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(made_free);
  if (!db_query(store->db, error, add_made, all, "SELECT pool, volume, is_there FROM made WHERE task = ?1 ORDER BY rowid", "i", id))
    return NULL;
  return g_steal_pointer(&all);
}

static gboolean take_id(sqlite3_stmt *row, gpointer id)
{
  *(gint64 *)id = sqlite3_column_int64(row, 0);
  return FALSE;
}

gint64 store_maker(Store *store, gint64 id, const char *target, const char *pool, const char *volume)
{
  gint64 maker = 0;
  db_query(store->db, NULL, take_id, &maker,
           "SELECT task.id FROM made JOIN task ON task.id = made.task WHERE task.state IN ('waiting', 'running') AND task.id <> ?1 AND task.target = ?2"
           " AND made.pool = ?3 AND made.volume = ?4",
           "isss", id, target, pool, volume);
  return maker;
}
