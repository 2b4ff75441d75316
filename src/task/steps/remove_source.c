/* Leaves no definition behind. libvirt removes it with the migration; this is for when it could not. */
#include "task/step.h"

#include "virt/domain.h"

#include <glib/gi18n.h>

static gboolean probe(Runner *runner)
{
  VmState state;
  gboolean gone = domain_state(runner->source, runner->plan->vm_uuid, &state, NULL, NULL) && state == VM_STATE_UNKNOWN;
  if (gone)
    runner_tell(runner, _("nothing was left"));
  return gone;
}

static gboolean run(Runner *runner, GError **error)
{
  if (!domain_undefine(runner->source, runner->plan->vm_uuid, FALSE, error))
    return FALSE;
  /* From here on there is no other definition than that of the target. */
  runner->moved = TRUE;
  return TRUE;
}

const StepKind step_remove_source = { .id = "remove-source", .run = run, .probe = probe };
