/* Snapshots travel with the VM: their metadata is kept in the store, taken off the source, and given to the target with the
 * disks at their new places. The data of internal snapshots is in the disks. */
#include "task/step.h"

#include "task/places.h"
#include "virt/domain_edit.h"
#include "virt/snapshot.h"

#include <glib/gi18n.h>

static gboolean keep(Runner *runner, GPtrArray *snapshots, GError **error)
{
  for (guint i = 0; i < snapshots->len; i++) {
    const Snapshot *snapshot = g_ptr_array_index(snapshots, i);
    if (!store_keep(runner->store, runner->task->id, i, snapshot->name, snapshot->xml, snapshot->current, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean take(Runner *runner, GError **error)
{
  g_autoptr(GPtrArray) snapshots = snapshot_read(runner->source, runner->plan->vm_uuid, error);
  return snapshots != NULL && keep(runner, snapshots, error) && snapshot_forget(runner->source, runner->plan->vm_uuid, error);
}

static gboolean give_to(Runner *runner, Connection *host, const GPtrArray *places, GError **error)
{
  g_autoptr(GPtrArray) kept = store_kept(runner->store, runner->task->id, error);
  if (kept == NULL)
    return FALSE;
  for (guint i = 0; i < kept->len; i++) {
    const Kept *one = g_ptr_array_index(kept, i);
    g_autofree char *xml = domain_edit_place_disks(one->value, places, error);
    Snapshot snapshot = { .name = one->name, .xml = xml, .current = one->current };
    if (xml == NULL || !snapshot_redefine(host, runner->plan->vm_uuid, &snapshot, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean give_back(Runner *runner, GError **error)
{
  g_autoptr(GPtrArray) none = g_ptr_array_new();
  return give_to(runner, runner->source, none, error);
}

static gboolean give(Runner *runner, GError **error)
{
  g_autoptr(GPtrArray) places = places_new(runner, FALSE, error);
  return places != NULL && give_to(runner, runner->target, places, error);
}

/* On one host they would stand in the way of those that are given back. */
static gboolean take_again(Runner *runner, GError **error)
{
  return plan_changes_host(runner->plan) || snapshot_forget(runner->target, runner->plan->vm_uuid, error);
}

const StepKind step_take_snapshots = { .id = "take-snapshots", .run = take, .undo = give_back };
const StepKind step_give_snapshots = { .id = "give-snapshots", .run = give, .undo = take_again, .goes_on = TRUE };
