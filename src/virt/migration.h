/* libvirt's migration call, run on a thread of its own, so that it can be watched and steered from this one. */
#pragma once

#include "model/plan.h"
#include "model/progress.h"
#include "virt/connection.h"

typedef struct Migration Migration;

/* Starts to migrate PLAN's VM, which runs or is suspended. TARGET is needed for direct migration only; both connections must outlive the migration.
 * NULL and ERROR when the VM is not there or its definition cannot be adapted; all later errors come from
 * migration_finish(). */
Migration *migration_start(Connection *source, Connection *target, const Plan *plan, GError **error);

/* Waits for the end of the call, at most LIMIT_MS. Has it ended, for good or ill? */
gboolean migration_wait(Migration *migration, guint limit_ms);

/* Waits for the end and frees MIGRATION. FALSE and ERROR when it failed or was aborted. *DOWNTIME_MS is what libvirt
 * measured, -1 when it did not tell. */
gboolean migration_finish(Migration *migration, gint64 *downtime_ms, GError **error);

/* How the job stands. FALSE while there is none yet, and after its end. */
gboolean migration_sample(Migration *migration, JobSample *sample);

/* Requests. FALSE and ERROR when libvirt refuses, as it does before the job has begun and after its end. */
gboolean migration_abort(Migration *migration, GError **error);
gboolean migration_start_post_copy(Migration *migration, GError **error);
gboolean migration_suspend(Migration *migration, GError **error);

/* How long the switch-over may take at most, in ms; -1 when libvirt does not tell. */
gint64 migration_downtime_limit(Migration *migration);
