/* Moves the definition of a shut-off VM, or puts its new volumes into it. libvirt's own offline migration would do the first in one
 * go; this way the source is given up only after the target has been looked at, and until then everything can be undone. */
#include "task/step.h"

#include "task/places.h"
#include "virt/domain.h"
#include "virt/domain_xml.h"

#include <glib/gi18n.h>

static gboolean define_with(Runner *runner, const char *xml, const GPtrArray *places, GError **error)
{
  g_autofree char *mapped = domain_xml_map_networks(xml, runner->plan->choices->networks, error);
  g_autofree char *placed = mapped != NULL ? domain_xml_place_disks(mapped, places, error) : NULL;
  return placed != NULL && domain_define(runner->target, placed, error);
}

static gboolean run(Runner *runner, GError **error)
{
  g_autoptr(GPtrArray) places = places_new(runner, FALSE, error);
  g_autofree char *xml = places != NULL ? domain_definition(runner->source, runner->plan->vm_uuid, TRUE, error) : NULL;
  if (xml == NULL || !define_with(runner, xml, places, error))
    return FALSE;
  /* One that another runner may have changed already is not the one to go back to. */
  if (!runner->taken_up) {
    g_free(runner->definition);
    runner->definition = g_steal_pointer(&xml);
  }
  return TRUE;
}

/* The VM is still defined on its source, so what stands on the target is ours. */
static gboolean undo_at_target(Runner *runner, GError **error)
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

/* The definition as it was; by another runner than the one that changed it, with the old volumes put back into it. */
static gboolean undo_in_place(Runner *runner, GError **error)
{
  if (runner->definition != NULL)
    return domain_define(runner->source, runner->definition, error);
  g_autoptr(GPtrArray) places = places_old(runner, error);
  g_autofree char *xml = places != NULL ? domain_definition(runner->source, runner->plan->vm_uuid, TRUE, error) : NULL;
  g_autofree char *placed = xml != NULL ? domain_xml_place_disks(xml, places, error) : NULL;
  return placed != NULL && domain_define(runner->source, placed, error);
}

static gboolean undo(Runner *runner, GError **error)
{
  return plan_changes_host(runner->plan) ? undo_at_target(runner, error) : undo_in_place(runner, error);
}

const StepKind step_transfer_definition = { .id = "transfer-definition", .run = run, .undo = undo, .goes_on = TRUE };
