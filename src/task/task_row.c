#include "task/task_row.h"

#include "plan/plan_file.h"

static gboolean insert_steps(sqlite3 *db, gint64 id, const Plan *plan, GError **error)
{
  for (guint i = 0; i < plan->steps->len; i++) {
    const PlanStep *step = g_ptr_array_index(plan->steps, i);
    if (!db_run(db, error, "INSERT INTO step (task, position, kind, title) VALUES (?1, ?2, ?3, ?4)", "inss", id, (int)i, step->kind,
                step->title))
      return FALSE;
  }
  return TRUE;
}

gint64 task_row_insert(sqlite3 *db, gint64 id, const Plan *plan, gint64 created_ms, GError **error)
{
  g_autofree char *text = plan_to_text(plan);
  if (!db_run(db, error,
              "INSERT INTO task (id, vm, vm_uuid, source, target, type, vm_state, owner, plan, created_ms)"
              " VALUES (nullif(?1, 0), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
              "issssssssi", id, plan->vm, plan->vm_uuid, plan->source, plan->target, move_type_id(plan->choices->type),
              vm_state_name(plan->vm_state), g_get_user_name(), text, created_ms))
    return 0;
  gint64 made = sqlite3_last_insert_rowid(db);
  return insert_steps(db, made, plan, error) ? made : 0;
}
