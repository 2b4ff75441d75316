/* The record of tasks: every front end and every runner reads and writes it; it outlives them all. */
#pragma once

#include "model/plan.h"
#include "model/task.h"

typedef struct Store Store;

/* Opens the store, making it when there is none. One that is damaged is set aside, and a new one begun with what can still be told: see
 * store_take_notices(). ERROR names what cannot be used. */
Store *store_open(GError **error);
void store_close(Store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_close)

/* Sees to it that STORE is the record that everybody uses: one that is damaged is set aside, and where another process has done so, its
 * new one is opened. Cheap. TRUE when the record is another one now, and may lack what was written last. */
gboolean store_mend(Store *store);

/* What has happened to the record and nobody was told of yet, in whole sentences; NULL for nothing. It is told once. Caller frees. */
char *store_take_notices(Store *store);

/* The folder that it lies in; the store owns the string. */
const char *store_folder(const Store *store);

/* Writes PLAN down as a waiting task. Returns its id; 0 and ERROR on failure. */
gint64 store_add_task(Store *store, const Plan *plan, GError **error);
GPtrArray *store_tasks(Store *store, GError **error);      /* of Task, newest first, without steps */
Task *store_task(Store *store, gint64 id, GError **error); /* with steps */
GArray *store_points(Store *store, gint64 id);             /* of ProgressPoint */
/* Has another connection written since the last call? */
gboolean store_changed(Store *store);

gboolean store_begin_task(Store *store, gint64 id, GError **error);
/* Takes a task up again whose runner is gone: running, with nothing asked of it yet. */
gboolean store_resume_task(Store *store, gint64 id, GError **error);
gboolean store_end_task(Store *store, gint64 id, TaskState state, const char *reason, GError **error);
gboolean store_set_downtime(Store *store, gint64 id, gint64 downtime_ms, GError **error);
/* Whether the VM is suspended by the task, for whoever has to resume it. */
gboolean store_set_has_suspended(Store *store, gint64 id, gboolean has_suspended, GError **error);
/* What may be asked of the task right now. */
gboolean store_set_abilities(Store *store, const Task *task, GError **error);
gboolean store_set_progress(Store *store, gint64 id, const Progress *progress, GError **error);
gboolean store_add_point(Store *store, gint64 id, const ProgressPoint *point, GError **error);

/* Sets the state of one step and, when it begins or ends, the time. DETAIL NULL keeps the one it has. */
gboolean store_set_step(Store *store, gint64 id, guint position, StepState state, const char *detail, GError **error);

gboolean store_add_request(Store *store, gint64 id, TaskRequest request, guint64 value, GError **error);
/* The oldest request of the task, which is gone then; REQUEST_NONE when there is none. VALUE is what REQUEST_SPEED and REQUEST_DOWNTIME
 * ask for. */
TaskRequest store_take_request(Store *store, gint64 id, guint64 *value);

/* The volumes that the task makes at the target: written down before they are made, and again when they are there. */
typedef struct Made {
  char *pool, *volume;
  gboolean is_there; /* FALSE: it was about to be made, and nobody has seen it */
} Made;
gboolean store_add_made(Store *store, gint64 id, const char *pool, const char *volume, GError **error);
gboolean store_confirm_made(Store *store, gint64 id, const char *pool, const char *volume, GError **error);
gboolean store_forget_made(Store *store, gint64 id, const char *pool, const char *volume, GError **error);
/* Another task, on its way, that has made that volume on the host TARGET; 0 for none. */
gint64 store_maker(Store *store, gint64 id, const char *target, const char *pool, const char *volume);
GPtrArray *store_made(Store *store, gint64 id, GError **error); /* of Made */

/* What a step must remember beyond the life of its runner. */
typedef struct Kept {
  char *name, *value;
  gboolean current;
} Kept;
gboolean store_keep(Store *store, gint64 id, guint position, const char *name, const char *value, gboolean current, GError **error);
GPtrArray *store_kept(Store *store, gint64 id, GError **error); /* of Kept, by position */

/* A disk of the VM, as an element of its definition, before the task has changed it; the first one that is kept stays. */
typedef struct KeptDisk {
  char *target, *xml;
} KeptDisk;
gboolean store_keep_disk(Store *store, gint64 id, const char *target, const char *xml, GError **error);
GPtrArray *store_kept_disks(Store *store, gint64 id, GError **error); /* of KeptDisk */
