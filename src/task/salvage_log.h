/* What the log of a task still says of it when its record is lost. */
#pragma once

#include "model/plan.h"
#include "task/db.h"

/* Writes down again in DB how far the steps of task ID have come, and the volumes it has made. FALSE: that cannot be known, for want of a
 * log or because a step has kept something that only the record had (snapshots on their way, say); DB is as it was then. */
gboolean salvage_log(sqlite3 *db, const char *folder, gint64 id, const Plan *plan);
