/* The mover of a shut-off VM: started before its disks are copied, ended when its definition names the copies. */
#include "task/step.h"

#include "virt/mover.h"

static gboolean start(Runner *runner, GError **error)
{
  return mover_start(runner->source, runner->plan, error);
}

/* It may have reached the target already. */
static gboolean stop_everywhere(Runner *runner, GError **error)
{
  gboolean at_source = mover_stop(runner->source, runner->plan->vm_uuid, error);
  return mover_stop(runner->target, runner->plan->vm_uuid, at_source ? error : NULL) && at_source;
}

static gboolean is_there(Runner *runner)
{
  return mover_is_there(runner->source, runner->plan->vm_uuid);
}

const StepKind step_start_mover = { .id = "start-mover", .run = start, .undo = stop_everywhere, .probe = is_there };
const StepKind step_stop_mover = { .id = "stop-mover", .run = stop_everywhere };
