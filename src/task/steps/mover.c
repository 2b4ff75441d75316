/* The mover of a shut-off VM: started before its disks are copied, ended when its definition names the copies. */
#include "task/step.h"

#include "virt/mover.h"

#include <glib/gi18n.h>

static gboolean start(Runner *runner, GError **error)
{
  return mover_start(runner->source, runner->plan, runner->owner, error);
}

/* It may have reached the target already. */
static gboolean stop_everywhere(Runner *runner, GError **error)
{
  gboolean at_source = mover_stop(runner->source, runner->plan->vm_uuid, runner->owner, error);
  if (runner->target == NULL) {
    if (at_source)
      g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE, _("%s cannot be asked whether a helper domain is left there"),
                  runner->plan->target);
    return FALSE;
  }
  return mover_stop(runner->target, runner->plan->vm_uuid, runner->owner, at_source ? error : NULL) && at_source;
}

/* From here on nothing keeps anybody from starting the VM with its new disks. */
static gboolean stop(Runner *runner, GError **error)
{
  runner->moved = TRUE;
  return stop_everywhere(runner, error);
}

static gboolean is_there(Runner *runner)
{
  return mover_is_there(runner->source, runner->plan->vm_uuid, runner->owner);
}

const StepKind step_start_mover = { .id = "start-mover", .run = start, .undo = stop_everywhere, .probe = is_there };
const StepKind step_stop_mover = { .id = "stop-mover", .run = stop };
