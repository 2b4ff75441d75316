/* Carries out one task, in a process of its own: step by step, each written to the store before and after. */
#pragma once

#include "model/plan.h"
#include "model/task.h"
#include "task/store.h"
#include "virt/connection.h"

typedef enum { RUNNER_ERROR_CANCELLED, RUNNER_ERROR_BLOCKED, RUNNER_ERROR_STATE, RUNNER_ERROR_OTHERS } RunnerError;
#define RUNNER_ERROR runner_error_quark()
GQuark runner_error_quark(void);

/* What steps work with. */
typedef struct Runner {
  Store *store;
  Task *task;          /* as it stands now: abilities, progress */
  Plan *plan;
  Connection *source, *target;
  guint position;      /* of the step at work */
  StepState *states;   /* of all steps, as they were written last */
  gboolean moved;      /* the VM has changed hosts: nothing before this can be undone */
  gboolean cancelled;  /* asked for */
  gboolean others;     /* somebody else's migration moves the VM: it is not for this task to end, nor to be taken for its own */
  gboolean taken_up;   /* another runner has begun this task */
  guint64 copied_bytes;    /* by the jobs before the one at work */
  gint64 copying_since_ms; /* monotonic; 0: nothing has been copied yet */
  gboolean suspended;  /* by us, so that the copy could finish: it is for us to resume */
  guint64 asked_value; /* what the last REQUEST_SPEED or REQUEST_DOWNTIME asked for */
  char *owner;         /* "task-7-root@jump": whose the helper domain is */
  char *told;          /* what runner_tell() said last, so that it is not written twice */
} Runner;

/* How a task is taken up: from its beginning, or where a runner that is gone has left it. */
typedef enum { RUNNER_START, RUNNER_RESUME, RUNNER_ROLL_BACK } RunnerMode;

/* Runs task ID to its end. Returns FALSE and ERROR only when it could not even be begun; how the task itself ended is in the
 * store. */
gboolean runner_run(gint64 id, RunnerMode mode, GError **error);

/* Is a migration at work on the domain with UUID that this task has not started? Then ERROR says so, and the task is not to touch it. */
gboolean runner_meets_others(Runner *runner, const char *uuid, GError **error);

/* Sees that both connections are alive, opening them anew where they are not: daemons restart, lines drop. */
gboolean runner_connect(Runner *runner, GError **error);

/* For steps: says on the screens what this step is doing or has found. */
void runner_tell(Runner *runner, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Says that the VM is suspended by us, or is not any more: written down before it is suspended, and after it was resumed. */
void runner_set_suspended(Runner *runner, gboolean suspended);
/* What may be asked now. */
typedef struct Abilities {
  gboolean cancel, post_copy, suspend, set_speed, set_downtime, recover;
} Abilities;
void runner_allow(Runner *runner, Abilities abilities);
/* The next request of a front end; REQUEST_NONE when there is none. A cancel is remembered in `cancelled`. */
TaskRequest runner_request(Runner *runner);

/* The runner was told to end (SIGTERM): the same as a cancel. Safe in a signal handler. */
void runner_interrupt(void);
