#include "task/runner_parts.h"

#include "plan/plan_file.h"
#include "task/neighbours.h"
#include "task/outcome.h"
#include "task/post_copy.h"
#include "task/recover.h"
#include "virt/domain.h"
#include "virt/log.h"

#include <glib/gi18n.h>

G_DEFINE_QUARK(virt-migrate-runner-error, runner_error)

/* Connecting again is tried this long when a step has failed, and how often. */
#define RECONNECT_S 20
#define RECONNECT_PAUSE_US 500000

/* Whether the VM has moved is asked, not remembered: a call that failed may have done its work. Where nobody can tell, nothing is undone. */
static gboolean may_undo(Runner *runner, GString *problems)
{
  g_autoptr(GError) error = NULL;
  if (runner->moved)
    return FALSE;
  if (recover_look(runner, &error))
    return !runner->moved;
  g_string_append_printf(problems, _("; nothing was undone, because it cannot be told whether %s has moved: %s"), runner->plan->vm,
                         error->message);
  return FALSE;
}

/* What failed may be a daemon that is just being restarted: undoing is worth waiting for it. */
static void connect_again(Runner *runner, guint patience_s)
{
  for (gint64 until = g_get_monotonic_time() + patience_s * G_USEC_PER_SEC; !runner_connect(runner, NULL);) {
    if (g_get_monotonic_time() > until)
      return;
    g_usleep(RECONNECT_PAUSE_US);
  }
}

/* Whoever comes second at a VM has changed nothing of it, and is not asked to look after it. */
static void end_after_others(Runner *runner, const GError *error)
{
  g_autoptr(GString) problems = g_string_new(NULL);
  runner_undo_steps(runner, problems);
  g_autofree char *reason = g_strdup_printf(_("%s%s"), error->message, problems->str);
  runner_write_end(runner, problems->len > 0 ? TASK_ATTENTION : TASK_FAILED, reason);
}

gboolean runner_meets_others(Runner *runner, const char *uuid, GError **error)
{
  if (runner->taken_up || !domain_is_leaving(runner->source, uuid))
    return FALSE;
  g_autofree char *mover = neighbours_mover(uuid);
  runner->others = TRUE;
  g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_OTHERS,
              _("%s is moving %s already (virt-migrate tasks --all shows it); this task has left it alone"),
              mover != NULL ? mover : _("somebody else"), runner->plan->vm);
  return TRUE;
}

static void end_badly(Runner *runner, const GError *error, guint patience_s)
{
  gboolean cancelled = g_error_matches(error, RUNNER_ERROR, RUNNER_ERROR_CANCELLED);
  g_autoptr(GString) problems = g_string_new(NULL);
  connect_again(runner, patience_s);
  if (runner->others) {
    end_after_others(runner, error);
    return;
  }
  if (may_undo(runner, problems))
    runner_undo_steps(runner, problems);
  else
    runner_write_step(runner, MIN(runner->position, runner->plan->steps->len - 1), STEP_FAILED, error->message, NULL);

  gboolean safe;
  g_autofree char *state = outcome_tell(runner, &safe);
  g_autofree char *reason = g_strdup_printf("%s%s. %s", error->message, problems->str, state);
  TaskState result = !safe || problems->len > 0 ? TASK_ATTENTION : cancelled ? TASK_CANCELLED : TASK_FAILED;
  runner_write_end(runner, result, reason);
}

static void end_well(Runner *runner)
{
  progress_finish(&runner->task->progress);
  store_set_progress(runner->store, runner->task->id, &runner->task->progress, NULL);
  /* Somebody may have suspended it meanwhile. */
  VmState state = VM_STATE_UNKNOWN;
  if (!domain_state(runner->target, runner->plan->vm_uuid, &state, NULL, NULL) || state == VM_STATE_UNKNOWN)
    state = runner->plan->vm_state;
  g_autofree char *reason = g_strdup_printf(_("%s is %s on %s"), runner->plan->vm, vm_state_name(state), runner->plan->target);
  runner_write_end(runner, TASK_DONE, reason);
}

static gboolean may_begin(const Task *task, RunnerMode mode, GError **error)
{
  gboolean fresh = task->state == TASK_WAITING;
  gboolean left = !task_state_is_final(task->state) || task->state == TASK_ATTENTION;
  if (mode == RUNNER_START ? fresh : left)
    return TRUE;
  g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE, mode == RUNNER_START ? _("task %" G_GINT64_FORMAT " has begun already")
                                                                            : _("task %" G_GINT64_FORMAT " has ended"), task->id);
  return FALSE;
}

static void read_states(Runner *runner)
{
  guint n = runner->plan != NULL ? runner->plan->steps->len : 0;
  runner->states = g_new0(StepState, n);
  for (guint i = 0; i < MIN(n, runner->task->steps->len); i++)
    runner->states[i] = ((const TaskStep *)g_ptr_array_index(runner->task->steps, i))->state;
}

static gboolean prepare(Runner *runner, gint64 id, RunnerMode mode, GError **error)
{
  runner->store = store_open(error);
  runner->task = runner->store != NULL ? store_task(runner->store, id, error) : NULL;
  if (runner->task == NULL || !may_begin(runner->task, mode, error))
    return FALSE;
  runner->plan = plan_from_text(runner->task->plan, error);
  read_states(runner);
  return runner->plan != NULL &&
         (mode == RUNNER_START ? store_begin_task(runner->store, id, error) : store_resume_task(runner->store, id, error));
}

static void clear(Runner *runner)
{
  g_free(runner->told);
  g_free(runner->states);
  g_free(runner->owner);
  connection_close(runner->source);
  connection_close(runner->target);
  plan_free(runner->plan);
  task_free(runner->task);
  store_close(runner->store);
}

/* A VM whose memory was lost with its target. What is left of it is ended only when somebody has said so. Always FALSE and ERROR. */
static gboolean face_loss(Runner *runner, RunnerMode mode, GError **error)
{
  const Plan *plan = runner->plan;
  if (mode != RUNNER_ROLL_BACK) {
    g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE,
                _("the memory of %s was lost with %s, and nothing can bring it together again; roll back to end what is left of it on %s, "
                  "and start it there"),
                plan->vm, plan->target, plan->source);
    return FALSE;
  }
  if (!post_copy_bury(runner, error))
    return FALSE;
  runner->moved = FALSE;
  runner->position = recover_last_begun(runner);
  g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE, _("the memory of %s was lost with %s, as by a power failure: start it on %s"),
              plan->vm, plan->target, plan->source);
  return FALSE;
}

/* Takes up what another runner has left. FALSE and ERROR when it is to be rolled back, or cannot go on. */
static gboolean go_on(Runner *runner, RunnerMode mode, GError **error)
{
  runner->suspended = runner->task->has_suspended;
  if (!recover_look(runner, error))
    return FALSE;
  if (post_copy_is_lost(runner))
    return face_loss(runner, mode, error);
  if (mode == RUNNER_ROLL_BACK && runner->moved) {
    g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE, _("%s has moved already: it cannot be rolled back, only resumed"),
                runner->plan->vm);
    return FALSE;
  }
  if (mode == RUNNER_ROLL_BACK || recover_was_undoing(runner)) {
    runner->position = recover_last_begun(runner);
    g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_CANCELLED, _("rolled back"));
    return FALSE;
  }
  return runner_run_steps(runner, error);
}

static void carry_out(Runner *runner, RunnerMode mode)
{
  g_autoptr(GError) failure = NULL;
  if (!runner_connect(runner, &failure)) {
    /* Nothing can be put right on hosts that do not answer: it stays as it was left, for another try. */
    if (mode == RUNNER_START)
      end_badly(runner, failure, 0);
    else
      runner_write_end(runner, TASK_ATTENTION, failure->message);
    return;
  }
  if (mode == RUNNER_START ? runner_run_steps(runner, &failure) : go_on(runner, mode, &failure))
    end_well(runner);
  else
    end_badly(runner, failure, RECONNECT_S);
}

gboolean runner_run(gint64 id, RunnerMode mode, GError **error)
{
  Runner runner = { 0 };
  gboolean begun = prepare(&runner, id, mode, error);
  if (begun) {
    connection_init();
    runner.owner = g_strdup_printf("task-%" G_GINT64_FORMAT "-%s@%s", id, g_get_user_name(), g_get_host_name());
    runner.taken_up = mode != RUNNER_START;
    runner.position = recover_position(&runner);
    log_note("task     %" G_GINT64_FORMAT ", %s: %s, %s to %s, on behalf of %s", id, runner.taken_up ? "taken up" : "begun",
             runner.plan->vm, runner.plan->source, runner.plan->target, runner.task->owner);
    carry_out(&runner, mode);
  }
  clear(&runner);
  return begun;
}
