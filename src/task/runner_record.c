/* What a runner says of itself, and hears: its task's record, and the requests of front ends. */
#include "task/runner_parts.h"

#include "virt/log.h"

#include <signal.h>
#include <string.h>

/* Writing the end of a task is tried for an hour. */
#define END_TRIES 3600
#define END_INTERVAL_US G_USEC_PER_SEC

static volatile sig_atomic_t interrupted;

void runner_interrupt(void)
{
  interrupted = 1;
}

void runner_tell(Runner *runner, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_autofree char *detail = g_strdup_vprintf(format, args);
  va_end(args);
  if (g_strcmp0(detail, runner->told) == 0)
    return;
  g_free(runner->told);
  runner->told = g_strdup(detail);
  g_autoptr(GError) error = NULL;
  if (!store_set_step(runner->store, runner->task->id, runner->position, STEP_RUNNING, detail, &error))
    g_warning("%s", error->message);
}

void runner_set_suspended(Runner *runner, gboolean suspended)
{
  g_autoptr(GError) error = NULL;
  if (runner->suspended == suspended)
    return;
  runner->suspended = suspended;
  if (!store_set_has_suspended(runner->store, runner->task->id, suspended, &error))
    g_warning("%s", error->message);
}

void runner_allow(Runner *runner, Abilities abilities)
{
  Task *task = runner->task;
  Abilities now = {
    task->can_cancel, task->can_post_copy, task->can_suspend, task->can_set_speed, task->can_set_downtime, task->can_recover
  };
  if (memcmp(&now, &abilities, sizeof now) == 0 && task->cancelling == runner->cancelled)
    return;
  task->can_cancel = abilities.cancel;
  task->can_post_copy = abilities.post_copy;
  task->can_suspend = abilities.suspend;
  task->can_set_speed = abilities.set_speed;
  task->can_set_downtime = abilities.set_downtime;
  task->can_recover = abilities.recover;
  task->cancelling = runner->cancelled;
  g_autoptr(GError) error = NULL;
  if (!store_set_abilities(runner->store, task, &error))
    g_warning("%s", error->message);
}

const PlanStep *runner_plan_step(const Runner *runner, guint position)
{
  return g_ptr_array_index(runner->plan->steps, position);
}

gboolean runner_write_step(Runner *runner, guint position, StepState state, const char *detail, GError **error)
{
  runner->states[position] = state;
  log_note("step     %s: %s%s%s", runner_plan_step(runner, position)->kind, step_state_id(state), detail != NULL ? ", " : "",
           detail != NULL ? detail : "");
  return store_set_step(runner->store, runner->task->id, position, state, detail, error);
}

void runner_mend_record(Runner *runner)
{
  if (!store_mend(runner->store))
    return;
  for (guint i = 0; i < runner->plan->steps->len; i++)
    store_set_step(runner->store, runner->task->id, i, runner->states[i], NULL, NULL);
  store_set_abilities(runner->store, runner->task, NULL);
}

TaskRequest runner_request(Runner *runner)
{
  runner_mend_record(runner);
  gboolean told_to_end = interrupted;
  if (told_to_end)
    interrupted = 0;
  TaskRequest request = told_to_end ? REQUEST_CANCEL : store_take_request(runner->store, runner->task->id, &runner->asked_value);
  if (request != REQUEST_NONE)
    log_note("request  %s", told_to_end ? "end (a signal)" : task_request_id(request));
  if (request == REQUEST_CANCEL)
    runner->cancelled = TRUE;
  return request;
}

/* The end of a task is what everybody waits for. The hosts are at rest by then, and as long as
 * this process lives nobody takes the task for one that was left halfway. */
void runner_write_end(Runner *runner, TaskState state, const char *reason)
{
  log_note("end      %s: %s", task_state_id(state), reason);
  for (guint tries = 0; tries < END_TRIES; tries++) {
    g_autoptr(GError) error = NULL;
    runner_mend_record(runner);
    if (store_end_task(runner->store, runner->task->id, state, reason, &error))
      return;
    if (tries == 0)
      g_warning("%s", error->message);
    if (interrupted)
      return;
    g_usleep(END_INTERVAL_US);
  }
}
