/* Moves the definition of a shut-off VM, or puts its new volumes into it. libvirt's own offline migration would do the first in one
 * go; this way the source is given up only after the target has been looked at, and until then everything can be undone. */
#include "task/step.h"

#include "task/places.h"
#include "virt/domain.h"
#include "virt/domain_edit.h"
#include "virt/domain_xml.h"

#include <glib/gi18n.h>

static gboolean define_with(Runner *runner, const char *xml, const GPtrArray *places, GError **error)
{
  g_autofree char *mapped = domain_edit_map_networks(xml, runner->plan->choices->networks, error);
  g_autofree char *placed = mapped != NULL ? domain_edit_place_disks(mapped, places, error) : NULL;
  return placed != NULL && domain_define(runner->target, placed, error);
}

/* What the definition says of the disks that move; what another runner has kept before is what they were, and stays. */
static gboolean keep_disks(Runner *runner, const char *xml, GError **error)
{
  g_auto(GStrv) targets = places_labels(runner->plan);
  for (char **target = targets; *target != NULL; target++) {
    g_autofree char *disk = domain_xml_disk(xml, *target);
    if (disk != NULL && !store_keep_disk(runner->store, runner->task->id, *target, disk, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean run(Runner *runner, GError **error)
{
  g_autoptr(GPtrArray) places = places_new(runner, FALSE, error);
  g_autofree char *xml = places != NULL ? domain_definition(runner->source, runner->plan->vm_uuid, TRUE, error) : NULL;
  return xml != NULL && keep_disks(runner, xml, error) && define_with(runner, xml, places, error);
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

/* The disks as they were; when none was kept, none was changed. */
static gboolean undo_in_place(Runner *runner, GError **error)
{
  g_autoptr(GPtrArray) disks = store_kept_disks(runner->store, runner->task->id, error);
  if (disks == NULL || disks->len == 0)
    return disks != NULL;
  g_autofree char *xml = domain_definition(runner->source, runner->plan->vm_uuid, TRUE, error);
  for (guint i = 0; xml != NULL && i < disks->len; i++) {
    const KeptDisk *disk = g_ptr_array_index(disks, i);
    g_autofree char *before = g_steal_pointer(&xml);
    xml = domain_edit_put_disk(before, disk->target, disk->xml, error);
  }
  return xml != NULL && domain_define(runner->source, xml, error);
}

static gboolean undo(Runner *runner, GError **error)
{
  return plan_changes_host(runner->plan) ? undo_at_target(runner, error) : undo_in_place(runner, error);
}

const StepKind step_transfer_definition = { .id = "transfer-definition", .run = run, .undo = undo, .goes_on = TRUE };
