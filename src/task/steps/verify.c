/* Proves, by asking both hosts, that the VM is at the target as it should be, before anything of the source is given up. */
#include "task/step.h"

#include "virt/domain.h"

#include <glib/gi18n.h>

static gboolean fail(Runner *runner, GError **error, const char *what)
{
  g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE, "%s", what);
  return FALSE;
}

static gboolean check_target(Runner *runner, GError **error)
{
  const Plan *plan = runner->plan;
  VmState state;
  gboolean persistent;
  if (!domain_state(runner->target, plan->vm_uuid, &state, &persistent, error))
    return FALSE;
  /* A VM that was suspended so that the copy could finish goes on now. */
  if (runner->suspended && state == VM_SUSPENDED) {
    if (!domain_resume(runner->target, plan->vm_uuid, error))
      return FALSE;
    state = VM_RUNNING;
  }
  if (state != plan->vm_state) {
    g_autofree char *what = g_strdup_printf(_("%s should be %s on %s, but is %s"), plan->vm, vm_state_name(plan->vm_state), plan->target, vm_state_name(state));
    return fail(runner, error, what);
  }
  if (persistent != plan->persistent) {
    g_autofree char *what = g_strdup_printf(_("%s arrived on %s without its definition"), plan->vm, plan->target);
    return fail(runner, error, what);
  }
  return TRUE;
}

static gboolean check_disks(Runner *runner, GError **error)
{
  g_autoptr(VmDetails) there = domain_details(runner->target, runner->plan->vm_uuid, error);
  if (there == NULL)
    return FALSE;
  g_auto(GStrv) disks = plan_disks(there);
  if (runner->plan->disks == NULL || g_strv_equal((const char *const *)disks, (const char *const *)runner->plan->disks))
    return TRUE;
  g_autofree char *found = g_strjoinv(", ", disks);
  g_autofree char *what = g_strdup_printf(_("%s has other disks on %s than before: %s"), runner->plan->vm, runner->plan->target, found);
  return fail(runner, error, what);
}

static gboolean check_source(Runner *runner, GError **error)
{
  const Plan *plan = runner->plan;
  VmState state;
  if (!domain_state(runner->source, plan->vm_uuid, &state, NULL, error))
    return FALSE;
  if (state == VM_STATE_UNKNOWN || state == VM_SHUT_OFF)
    return TRUE;
  g_autofree char *what = g_strdup_printf(_("%s is still %s on %s"), plan->vm, vm_state_name(state), plan->source);
  return fail(runner, error, what);
}

static gboolean run(Runner *runner, GError **error)
{
  return check_target(runner, error) && check_disks(runner, error) && check_source(runner, error);
}

const StepKind step_verify = { .id = "verify", .run = run };
