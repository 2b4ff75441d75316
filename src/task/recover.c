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

/* A VM that has changed hosts is no longer active on its source, or not defined there at all. */
static gboolean has_changed_host(const Plan *plan, VmState source, VmState target)
{
  if (!vm_state_is_active(plan->vm_state))
    return source == VM_STATE_UNKNOWN && target != VM_STATE_UNKNOWN;
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
    runner->moved = has_begun(runner, "delete-old-volumes");
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

gboolean recover_look(Runner *runner, GError **error)
{
  const Plan *plan = runner->plan;
  VmState source, target;
  runner->suspended = runner->task->progress.suspended;
  if (!domain_state(runner->source, plan->vm_uuid, &source, NULL, error) || !domain_state(runner->target, plan->vm_uuid, &target, NULL, error))
    return FALSE;
  if (!plan_changes_host(plan))
    return look_in_place(runner, source, error);
  runner->moved = has_changed_host(plan, source, target);
  return TRUE;
}
