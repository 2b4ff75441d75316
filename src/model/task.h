/* A task: one migration, from its start to its result, as the store keeps it. */
#pragma once

#include "model/progress.h"

typedef enum {
  TASK_WAITING,      /* written down, its runner has not begun */
  TASK_RUNNING,
  TASK_DONE,
  TASK_FAILED,       /* the VM is as before; the reason tells */
  TASK_CANCELLED,    /* the VM is as before */
  TASK_ATTENTION,    /* somebody must look: the reason tells what state things are in */
  TASK_INTERRUPTED,  /* its runner is gone without having finished it */
} TaskState;

typedef enum {
  TASK_ERROR_UNKNOWN, /* there is none of that number */
  TASK_ERROR_REFUSED, /* what was asked of it cannot be done, or not now */
} TaskError;
#define TASK_ERROR task_error_quark()
GQuark task_error_quark(void);

typedef enum { STEP_WAITING, STEP_RUNNING, STEP_DONE, STEP_FAILED, STEP_UNDOING, STEP_UNDONE, STEP_SKIPPED } StepState;

typedef struct TaskStep {
  char *kind;        /* id of the step kind */
  char *title;
  StepState state;
  char *detail;      /* what it found or is doing; may be NULL */
  gint64 started_ms, finished_ms; /* wall clock, ms since the epoch; 0: not yet */
} TaskStep;

/* When a phase of the move began. */
typedef struct TaskPhase {
  MigrationPhase phase;
  gint64 began_ms;   /* wall clock, ms since the epoch */
} TaskPhase;

typedef struct Task {
  gint64 id;
  char *vm, *vm_uuid, *source, *target; /* names as in the inventory */
  char *type;          /* "host" … */
  char *vm_state;      /* state of the VM at the start, for people */
  char *owner;         /* login name of who started it */
  TaskState state;
  char *reason;        /* why it ended so, and in what state things are; NULL while it runs */
  char *plan;          /* the saved plan, plan/plan_file reads it */
  gint64 created_ms, started_ms, finished_ms; /* wall clock, ms since the epoch; 0: not yet */
  gint64 downtime_ms;  /* measured, after the end; -1 unknown */
  gboolean can_cancel; /* right now */
  gboolean can_post_copy;
  gboolean can_suspend;
  gboolean can_set_speed; /* of the disks that are being copied */
  gboolean can_set_downtime; /* how long the VM may stand still for its switch-over */
  gboolean can_recover;   /* a post-copy that has lost its network */
  gboolean cancelling; /* asked for, not carried out yet */
  gboolean has_suspended; /* the VM is suspended by the task, so that the copy can finish */
  Progress progress;
  gboolean foreign;    /* a migration that is no task of this user's: somebody else's, seen on its host; ID is negative then */
  GPtrArray *steps;    /* of TaskStep */
  GArray *phases;      /* of TaskPhase, in order */
} Task;

/* What a front end may ask of a running task. */
typedef enum {
  REQUEST_NONE,
  REQUEST_CANCEL,
  REQUEST_POST_COPY,
  REQUEST_SUSPEND,
  REQUEST_SPEED,
  REQUEST_DOWNTIME,
  REQUEST_RECOVER
} TaskRequest;

Task *task_new(void);
void task_free(Task *task);
void task_step_free(TaskStep *step);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Task, task_free)

/* How long phase INDEX took; -1 when nobody saw it end. */
gint64 task_phase_ms(const Task *task, guint index);
/* What the operator calls it on the command line: its number, or HOST/VM for one of somebody else. The caller frees. */
char *task_name(const Task *task);
/* What stands in the way of a task that is under way: it does not finish by itself, or its post-copy has lost the network. NULL for
 * nothing. The caller frees. */
char *task_trouble(const Task *task);

gboolean task_state_is_final(TaskState state);
const char *task_state_name(TaskState state); /* translated, static: "running", "done" … */
const char *task_state_id(TaskState state);   /* for the store and JSON: never translated */
TaskState task_state_from_id(const char *id); /* TASK_INTERRUPTED for anything unknown */
const char *step_state_id(StepState state);
const char *task_request_id(TaskRequest request); /* for the log: never translated */
StepState step_state_from_id(const char *id);
