/* Rows of a new task: the same for one that is started and one that is rebuilt from its plan. */
#pragma once

#include "model/plan.h"
#include "task/db.h"

/* Inserts PLAN as a waiting task made at CREATED_MS, with its steps. ID 0: the next free one. Returns its id; 0 and ERROR on failure,
 * of which some may be written already: the caller's transaction takes that back. */
gint64 task_row_insert(sqlite3 *db, gint64 id, const Plan *plan, gint64 created_ms, GError **error);
