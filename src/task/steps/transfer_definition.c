/* Moves the definition of a shut-off VM. libvirt's own offline migration would do it in one go; this way the source is given up
 * only after the target has been looked at, and until then everything can be undone. */
#include "task/step.h"

#include "virt/domain.h"
#include "virt/domain_xml.h"

#include <glib/gi18n.h>

static gboolean run(Runner *runner, GError **error)
{
  const Plan *plan = runner->plan;
  g_autofree char *xml = domain_definition(runner->source, plan->vm_uuid, TRUE, error);
  g_autofree char *mapped = xml != NULL ? domain_xml_map_networks(xml, plan->choices->networks, error) : NULL;
  return mapped != NULL && domain_define(runner->target, mapped, error);
}

/* The VM is still defined on its source, so what stands on the target is ours. */
static gboolean undo(Runner *runner, GError **error)
{
  const Plan *plan = runner->plan;
  VmState at_source;
  if (!domain_state(runner->source, plan->vm_uuid, &at_source, NULL, error))
    return FALSE;
  if (at_source != VM_STATE_UNKNOWN)
    return domain_undefine(runner->target, plan->vm_uuid, TRUE, error);
  g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE, _("%s is not defined on %s any more"), plan->vm, plan->source);
  return FALSE;
}

const StepKind step_transfer_definition = { .id = "transfer-definition", .run = run, .undo = undo };
