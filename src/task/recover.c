#include "task/recover.h"

#include "virt/domain.h"

#include <glib/gi18n.h>
#include <string.h>

static const TaskStep *recorded(const Runner *runner, guint position)
{
  return g_ptr_array_index(runner->task->steps, position);
}

guint recover_position(const Runner *runner)
{
  guint position = 0;
  while (position < runner->task->steps->len && recorded(runner, position)->state == STEP_DONE)
    position++;
  return position;
}

gboolean recover_was_undoing(const Runner *runner)
{
  for (guint i = 0; i < runner->task->steps->len; i++) {
    StepState state = recorded(runner, i)->state;
    if (!runner->moved && (state == STEP_UNDOING || state == STEP_UNDONE || state == STEP_FAILED))
      return TRUE;
  }
  return FALSE;
}

static gboolean has_begun(const Runner *runner, const char *kind)
{
  for (guint i = 0; i < runner->task->steps->len; i++)
    if (strcmp(recorded(runner, i)->kind, kind) == 0)
      return recorded(runner, i)->state != STEP_WAITING;
  return FALSE;
}

/* There is no way back from it, even where the target has not begun to run yet. */
static gboolean is_in_post_copy(VmState source)
{
  return source == VM_POST_COPY || source == VM_POST_COPY_BROKEN;
}

/* A VM that has changed hosts is no longer active on its source, or not defined there at all. */
static gboolean has_changed_host(const Plan *plan, VmState source, VmState target)
{
  /* Where it is no more it cannot be left; in what state it is at its new place is no matter. */
  if (source == VM_STATE_UNKNOWN)
    return TRUE;
  if (!vm_state_is_active(plan->vm_state))
    return FALSE;
  gboolean arrived = vm_state_is_active(target) || target == VM_POST_COPY || target == VM_POST_COPY_BROKEN;
  return arrived && !vm_state_is_active(source);
}

/* One disk that is at its new place is enough: what the VM has written to it since is nowhere else. */
static gboolean uses_new_disks(const Plan *plan, const VmDetails *vm)
{
  for (guint i = 0; i < plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    const Disk *now = disk->moves ? vm_details_disk(vm, disk->target) : NULL;
    if (now != NULL && g_strcmp0(now->path, disk->path) != 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean look_in_place(Runner *runner, VmState source, GError **error)
{
  const Plan *plan = runner->plan;
  if (!vm_state_is_active(plan->vm_state)) {
    /* Once nothing holds its disks any more, anybody may have started it with the new ones. */
    runner->moved = runner->moved || has_begun(runner, "stop-mover");
    return TRUE;
  }
  if (source == VM_STATE_UNKNOWN) {
    g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE, _("%s is not on %s any more"), plan->vm, plan->source);
    return FALSE;
  }
  g_autoptr(VmDetails) vm = domain_details(runner->source, plan->vm_uuid, error);
  if (vm == NULL)
    return FALSE;
  runner->moved = uses_new_disks(plan, vm);
  return TRUE;
}

/* A VM that is active on its source has not moved, whatever can be learned of the target. */
static gboolean look_at_hosts(Runner *runner, VmState source, GError **error)
{
  const Plan *plan = runner->plan;
  VmState target = VM_STATE_UNKNOWN;
  if (vm_state_is_active(source)) {
    runner->moved = FALSE;
    return TRUE;
  }
  if (is_in_post_copy(source)) {
    runner->moved = TRUE;
    return TRUE;
  }
  if (runner->target == NULL) {
    g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE, _("%s cannot be asked"), plan->target);
    return FALSE;
  }
  if (!domain_state(runner->target, plan->vm_uuid, &target, NULL, error))
    return FALSE;
  if (source == VM_STATE_UNKNOWN && target == VM_STATE_UNKNOWN) {
    g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE, _("%s is neither on %s nor on %s"), plan->vm, plan->source, plan->target);
    return FALSE;
  }
  runner->moved = has_changed_host(plan, source, target);
  return TRUE;
}

gboolean recover_look(Runner *runner, GError **error)
{
  const Plan *plan = runner->plan;
  VmState source;
  if (runner->source == NULL) {
    g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE, _("%s cannot be asked"), plan->source);
    return FALSE;
  }
  if (!domain_state(runner->source, plan->vm_uuid, &source, NULL, error))
    return FALSE;
  return plan_changes_host(plan) ? look_at_hosts(runner, source, error) : look_in_place(runner, source, error);
}

guint recover_last_begun(const Runner *runner)
{
  guint position = runner->task->steps->len;
  while (position > 0 && recorded(runner, position - 1)->state == STEP_WAITING)
    position--;
  return position > 0 ? position - 1 : 0;
}
