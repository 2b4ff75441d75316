/* Reading tasks: their rows, steps, phases and points. */
#include "task/store_parts.h"

#include <glib/gi18n.h>

#define TASK_COLUMNS                                                                                                                       \
  "id, vm, vm_uuid, source, target, type, vm_state, owner, state, reason, plan, created_ms, started_ms, finished_ms, downtime_ms,"         \
  " can_cancel, can_post_copy, can_suspend, can_set_speed, can_set_downtime, can_recover, cancelling, phase, elapsed_ms, fraction, sent, " \
  "total, remaining, rate, dirty, iteration,"                                                                                              \
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
    g_set_error(error, TASK_ERROR, TASK_ERROR_UNKNOWN, _("there is no task %" G_GINT64_FORMAT), id);
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
