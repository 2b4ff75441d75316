#include "model/task.h"

#include <glib/gi18n.h>

G_DEFINE_QUARK(virt-migrate-task-error, task_error)

static const struct {
  const char *id, *name;
  gboolean final;
} task_states[] = {
  [TASK_WAITING] = { "waiting", N_("waiting"), FALSE },
  [TASK_RUNNING] = { "running", N_("running"), FALSE },
  [TASK_DONE] = { "done", N_("done"), TRUE },
  [TASK_FAILED] = { "failed", N_("failed"), TRUE },
  [TASK_CANCELLED] = { "cancelled", N_("cancelled"), TRUE },
  [TASK_ATTENTION] = { "attention", N_("needs attention"), TRUE },
  [TASK_INTERRUPTED] = { "interrupted", N_("interrupted"), TRUE },
};

static const char *const step_states[] = {
  [STEP_WAITING] = "waiting", [STEP_RUNNING] = "running", [STEP_DONE] = "done",       [STEP_FAILED] = "failed",
  [STEP_UNDOING] = "undoing", [STEP_UNDONE] = "undone",   [STEP_SKIPPED] = "skipped",
};

Task *task_new(void)
{
  Task *task = g_new0(Task, 1);
  task->downtime_ms = -1;
  task->steps = g_ptr_array_new_with_free_func((GDestroyNotify)task_step_free);
  task->phases = g_array_new(FALSE, FALSE, sizeof(TaskPhase));
  progress_init(&task->progress);
  return task;
}

void task_free(Task *task)
{
  if (task == NULL)
    return;
  g_free(task->vm);
  g_free(task->vm_uuid);
  g_free(task->source);
  g_free(task->target);
  g_free(task->type);
  g_free(task->vm_state);
  g_free(task->owner);
  g_free(task->reason);
  g_free(task->plan);
  g_ptr_array_unref(task->steps);
  g_array_unref(task->phases);
  g_free(task);
}

void task_step_free(TaskStep *step)
{
  g_free(step->kind);
  g_free(step->title);
  g_free(step->detail);
  g_free(step);
}

/* The last phase ends with the step that it was seen in. */
static gint64 end_of_step_at(const Task *task, gint64 at_ms)
{
  for (guint i = 0; i < task->steps->len; i++) {
    const TaskStep *step = g_ptr_array_index(task->steps, i);
    if (step->started_ms <= at_ms && step->finished_ms >= at_ms)
      return step->finished_ms;
  }
  return -1;
}

gint64 task_phase_ms(const Task *task, guint index)
{
  const TaskPhase *phase = &g_array_index(task->phases, TaskPhase, index);
  gint64 end_ms =
      index + 1 < task->phases->len ? g_array_index(task->phases, TaskPhase, index + 1).began_ms : end_of_step_at(task, phase->began_ms);
  return end_ms >= phase->began_ms ? end_ms - phase->began_ms : -1;
}

char *task_name(const Task *task)
{
  return task->foreign ? g_strdup_printf("%s/%s", task->source, task->vm) : g_strdup_printf("%" G_GINT64_FORMAT, task->id);
}

char *task_trouble(const Task *task)
{
  if (task_state_is_final(task->state))
    return NULL;
  if (task->progress.broken)
    return g_strdup_printf(_("post-copy has lost its network: the memory of %s is split over %s and %s; do not destroy either"), task->vm,
                           task->source, task->target);
  g_autofree char *verdict = progress_verdict(&task->progress);
  return verdict != NULL ? g_strdup_printf(_("does not converge: %s"), verdict) : NULL;
}

gboolean task_state_is_final(TaskState state)
{
  return task_states[state].final;
}

const char *task_state_name(TaskState state)
{
  return _(task_states[state].name);
}

const char *task_state_id(TaskState state)
{
  return task_states[state].id;
}

TaskState task_state_from_id(const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS(task_states); i++)
    if (g_strcmp0(task_states[i].id, id) == 0)
      return (TaskState)i;
  return TASK_INTERRUPTED;
}

const char *step_state_id(StepState state)
{
  return step_states[state];
}

StepState step_state_from_id(const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS(step_states); i++)
    if (g_strcmp0(step_states[i], id) == 0)
      return (StepState)i;
  return STEP_WAITING;
}

const char *task_request_id(TaskRequest request)
{
  static const char *const ids[] = {
    [REQUEST_NONE] = "none",       [REQUEST_CANCEL] = "cancel", [REQUEST_POST_COPY] = "post-copy",
    [REQUEST_SUSPEND] = "suspend", [REQUEST_SPEED] = "speed",   [REQUEST_DOWNTIME] = "downtime",
    [REQUEST_RECOVER] = "recover",
  };
  return (gsize)request < G_N_ELEMENTS(ids) && ids[request] != NULL ? ids[request] : "other";
}
