/* Leaves no definition behind. libvirt removes it with the migration; this is for when it could not. */
#include "task/step.h"

#include "virt/domain.h"

#include <glib/gi18n.h>

static gboolean run(Runner *runner, GError **error)
{
  VmState state;
  if (!domain_state(runner->source, runner->plan->vm_uuid, &state, NULL, error))
    return FALSE;
  if (state == VM_STATE_UNKNOWN)
    runner_tell(runner, _("nothing was left"));
  else if (!domain_undefine(runner->source, runner->plan->vm_uuid, FALSE, error))
    return FALSE;
  /* From here on there is no other definition than that of the target. */
  runner->moved = TRUE;
  return TRUE;
}

const StepKind step_remove_source = { .id = "remove-source", .run = run };
