/* Doing the steps of a plan, one after the other, and undoing them. */
#include "task/runner_parts.h"

#include "task/step.h"
#include "virt/log.h"

#include <glib/gi18n.h>
#include <signal.h>

static void signal_for_test(const char *variable, const char *here, int number)
{
  if (g_strcmp0(g_getenv(variable), here) == 0)
    raise(number);
}

/* For tests: VIRT_MIGRATE_DIE="before:verify" (or "after:", "undoing:") ends the runner there, as a crash would; VIRT_MIGRATE_STOP
 * stops it there until it gets SIGCONT, so that a fault can be placed. */
static void strike_for_test(const char *when, const char *step)
{
  g_autofree char *here = g_strdup_printf("%s:%s", when, step);
  signal_for_test("VIRT_MIGRATE_DIE", here, SIGKILL);
  signal_for_test("VIRT_MIGRATE_STOP", here, SIGSTOP);
}

/* A step that another runner has begun may be done by now, or is gone on with, or is put back and done again. *DONE: nothing is left to do. */
static gboolean take_up(Runner *runner, const StepKind *kind, gboolean *done, GError **error)
{
  const TaskStep *recorded = g_ptr_array_index(runner->task->steps, runner->position);
  *done = FALSE;
  if (!runner->taken_up || recorded->state == STEP_WAITING)
    return TRUE;
  *done = kind->probe != NULL && kind->probe(runner);
  return *done || kind->goes_on || kind->undo == NULL || kind->undo(runner, error);
}

/* What is not written down is not done: without the record the task is taken back. Once the VM has moved there is no way back, and a
 * record that lags behind is the smaller evil: the steps that are left ask the hosts before they do anything. */
static gboolean note_step(Runner *runner, StepState state, GError **error)
{
  g_autoptr(GError) cause = NULL;
  runner_mend_record(runner);
  if (runner_write_step(runner, runner->position, state, NULL, &cause))
    return TRUE;
  if (runner->moved) {
    g_warning("%s", cause->message);
    return TRUE;
  }
  g_propagate_error(error, g_steal_pointer(&cause));
  return FALSE;
}

static gboolean run_step(Runner *runner, GError **error)
{
  const PlanStep *planned = runner_plan_step(runner, runner->position);
  gboolean done;
  g_clear_pointer(&runner->told, g_free);
  const StepKind *kind = step_kind(planned->kind);
  if (kind == NULL) {
    g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE, _("this version does not know the step “%s”"), planned->kind);
    return FALSE;
  }
  if (!note_step(runner, STEP_RUNNING, error))
    return FALSE;
  strike_for_test("before", kind->id);
  if (!take_up(runner, kind, &done, error) || (!done && !kind->run(runner, error)))
    return FALSE;
  strike_for_test("after", kind->id);
  return note_step(runner, STEP_DONE, error);
}

/* Before the VM has moved, a cancel is honoured between any two steps. */
static gboolean check_cancel(Runner *runner, GError **error)
{
  while (runner_request(runner) != REQUEST_NONE)
    ;
  runner_allow(runner, (Abilities){ .cancel = !runner->moved });
  if (!runner->cancelled || runner->moved)
    return TRUE;
  g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_CANCELLED, _("cancelled"));
  return FALSE;
}

gboolean runner_run_steps(Runner *runner, GError **error)
{
  for (; runner->position < runner->plan->steps->len; runner->position++)
    if (!check_cancel(runner, error) || !run_step(runner, error))
      return FALSE;
  return TRUE;
}

/* Undoes the step that failed and all before it, last first. What cannot be undone is added to PROBLEMS. */
void runner_undo_steps(Runner *runner, GString *problems)
{
  guint failed = MIN(runner->position, runner->plan->steps->len - 1);
  for (guint i = failed + 1; i-- > 0;) {
    const StepKind *kind = step_kind(runner_plan_step(runner, i)->kind);
    StepState end = i == failed ? STEP_FAILED : STEP_UNDONE;
    runner->position = i;
    if (kind == NULL || kind->undo == NULL) {
      if (i == failed)
        runner_write_step(runner, i, end, NULL, NULL);
      continue;
    }
    g_autoptr(GError) error = NULL;
    runner_write_step(runner, i, STEP_UNDOING, NULL, NULL);
    strike_for_test("undoing", kind->id);
    if (!kind->undo(runner, &error)) {
      /* What is before it was made for it: undone under it, it would take away what is still in use. */
      g_string_append_printf(problems, "; %s", error->message);
      break;
    }
    runner_write_step(runner, i, end, NULL, NULL);
  }
  runner->position = failed;
}
