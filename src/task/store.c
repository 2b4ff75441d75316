#include "task/store_parts.h"

#include "plan/plan_file.h"
#include "task/paths.h"
#include "task/salvage.h"
#include "task/task_row.h"

#include <glib/gstdio.h>

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
  return db_run(store->db, error,
                "UPDATE task SET can_cancel = ?2, can_post_copy = ?3, can_suspend = ?4, can_set_speed = ?5, can_set_downtime = ?6,"
                " can_recover = ?7, cancelling = ?8 WHERE id = ?1",
                "innnnnnn", task->id, task->can_cancel, task->can_post_copy, task->can_suspend, task->can_set_speed, task->can_set_downtime,
                task->can_recover, task->cancelling);
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
  gboolean ok =
      db_run(store->db, error,
             "UPDATE task SET phase = ?2, elapsed_ms = ?3, fraction = ?4, sent = ?5, total = ?6, remaining = ?7, rate = ?8, dirty = ?9,"
             " iteration = ?10, throttle = ?11, downtime_now_ms = ?12, downtime_limit_ms = ?13, left_ms = ?14, stalled = ?15,"
             " suspended = ?16, needed_ms = ?17, broken = ?18 WHERE id = ?1",
             "inidiiiiinniiinnin", id, (int)progress->phase, progress->elapsed_ms, progress->fraction, (gint64)progress->sent_bytes,
             (gint64)progress->total_bytes, (gint64)progress->remaining_bytes, (gint64)progress->rate_bytes_s,
             (gint64)progress->dirty_bytes_s, (int)progress->iteration, (int)progress->throttle_percent, progress->downtime_ms,
             progress->downtime_limit_ms, progress->left_ms, progress->stalled, progress->suspended, progress->needed_ms, progress->broken);
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
  return db_run(
      store->db, error,
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
