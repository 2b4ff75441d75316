/* Proves, by asking both hosts, that the VM is at the target as it should be, before anything of the source is given up. */
#include "task/step.h"

#include "virt/domain.h"
#include "virt/domain_xml.h"
#include "virt/mover.h"
#include "virt/volume.h"

#include <glib/gi18n.h>

static gboolean fail(Runner *runner, GError **error, const char *what)
{
  g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE, "%s", what);
  return FALSE;
}

/* Where no migration has touched it, a VM that is suspended, and not by us, was suspended by somebody: so it stays. One that has been shut
 * down since it arrived was not kept from that; a crash is another state. */
static gboolean is_as_planned(const Runner *runner, VmState state)
{
  const Plan *plan = runner->plan;
  gboolean by_somebody = !plan_changes_host(plan) && plan->vm_state == VM_RUNNING && state == VM_SUSPENDED;
  return state == plan->vm_state || by_somebody ||
         (runner->moved && state == VM_SHUT_OFF && domain_is_at_rest(runner->target, plan->vm_uuid));
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
  if (!is_as_planned(runner, state)) {
    g_autofree char *what =
        g_strdup_printf(_("%s should be %s on %s, but is %s"), plan->vm, vm_state_name(plan->vm_state), plan->target, vm_state_name(state));
    return fail(runner, error, what);
  }
  if (persistent != plan->persistent) {
    g_autofree char *what = g_strdup_printf(_("%s arrived on %s without its definition"), plan->vm, plan->target);
    return fail(runner, error, what);
  }
  return TRUE;
}

/* The volume that DISK must be at now: *PATH is what a definition calls it. */
static gboolean expected_path(Runner *runner, const PlanDisk *disk, char **path, GError **error)
{
  g_autoptr(Volume) volume = NULL;
  if (!disk->moves) {
    *path = g_strdup(disk->path);
    return TRUE;
  }
  if (!volume_look(runner->target, disk->to_pool, disk->to_volume, &volume, error))
    return FALSE;
  *path = volume != NULL ? g_strdup(volume->path) : NULL;
  if (*path != NULL)
    return TRUE;
  g_autofree char *what =
      g_strdup_printf(_("the new volume %s of disk %s is not in pool %s"), disk->to_volume, disk->target, disk->to_pool);
  return fail(runner, error, what);
}

static gboolean check_disk(Runner *runner, const PlanDisk *disk, const VmDetails *there, const char *where, GError **error)
{
  const Disk *found = vm_details_disk(there, disk->target);
  g_autofree char *path = NULL;
  if (!expected_path(runner, disk, &path, error))
    return FALSE;
  gboolean right = found != NULL && g_strcmp0(found->path, path) == 0 && (!disk->moves || g_strcmp0(found->format, disk->to_format) == 0);
  if (right)
    return TRUE;
  g_autofree char *what =
      g_strdup_printf(_("disk %s of %s should be %s, but is %s (%s)"), disk->target, runner->plan->vm, path != NULL ? path : _("empty"),
                      found != NULL && found->path != NULL ? found->path : _("missing"), where);
  return fail(runner, error, what);
}

static gboolean check_definition(Runner *runner, gboolean next_boot, GError **error)
{
  const Plan *plan = runner->plan;
  g_autoptr(VmDetails) there = vm_details_new(plan->vm, plan->vm_uuid, plan->vm_state);
  g_autofree char *xml = domain_definition(runner->target, plan->vm_uuid, next_boot, error);
  if (xml == NULL || !domain_xml_read(xml, there, error))
    return FALSE;
  for (guint i = 0; i < plan->disks->len; i++)
    if (!check_disk(runner, g_ptr_array_index(plan->disks, i), there,
                    next_boot ? _("in the definition of its next boot") : _("in the running VM"), error))
      return FALSE;
  return TRUE;
}

static gboolean check_disks(Runner *runner, GError **error)
{
  const Plan *plan = runner->plan;
  /* The pools still describe the new volumes as they were ordered, not as they have become. */
  for (guint i = 0; i < plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    if (disk->moves && !volume_refresh_pool(runner->target, disk->to_pool, error))
      return FALSE;
  }
  return (!vm_state_is_active(plan->vm_state) || check_definition(runner, FALSE, error)) &&
         (!plan->persistent || check_definition(runner, TRUE, error));
}

static gboolean check_source(Runner *runner, GError **error)
{
  const Plan *plan = runner->plan;
  VmState state;
  if (!plan_changes_host(plan))
    return TRUE;
  if (!domain_state(runner->source, plan->vm_uuid, &state, NULL, error))
    return FALSE;
  if (state == VM_STATE_UNKNOWN || state == VM_SHUT_OFF)
    return TRUE;
  g_autofree char *what = g_strdup_printf(_("%s is still %s on %s"), plan->vm, vm_state_name(state), plan->source);
  return fail(runner, error, what);
}

/* Without its lock somebody may have started the VM with the old disks meanwhile: then those are the newer ones. */
static gboolean check_lock(Runner *runner, GError **error)
{
  if (!plan_needs_mover(runner->plan) || mover_is_there(runner->source, runner->plan->vm_uuid, runner->owner))
    return TRUE;
  g_autofree char *what = g_strdup_printf(_("the disks of %s on %s were not locked all the time"), runner->plan->vm, runner->plan->source);
  return fail(runner, error, what);
}

static gboolean run(Runner *runner, GError **error)
{
  return check_lock(runner, error) && check_target(runner, error) && check_disks(runner, error) && check_source(runner, error);
}

const StepKind step_verify = { .id = "verify", .run = run };
