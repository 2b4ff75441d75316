/* Deletes the volumes that the disks came from, now that the VM is proven to use the new ones. Base images stay: other VMs may
 * build upon them. */
#include "task/step.h"

#include "virt/disk.h"
#include "virt/volume.h"

#include <glib/gi18n.h>
#include <string.h>

/* A mistake in a plan must never cost the only copy. */
static gboolean is_still_used(const Plan *plan, const PlanDisk *disk)
{
  for (guint i = 0; i < plan->disks->len; i++) {
    const PlanDisk *other = g_ptr_array_index(plan->disks, i);
    gboolean same_host = !plan_changes_host(plan);
    if (same_host && other->moves && strcmp(other->to_pool, disk->pool) == 0 && strcmp(other->to_volume, disk->volume) == 0)
      return TRUE;
    if (!other->moves && g_strcmp0(other->path, disk->path) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Somebody may have taken it up since the checks, the VM itself among them: it may have been moved back meanwhile. */
static gboolean is_free(Runner *runner, const PlanDisk *disk, const char *path, GError **error)
{
  g_autofree char *user = NULL;
  g_autofree char *builder = NULL;
  if (!disk_other_user(runner->source, path, NULL, &user, error) || !volume_built_upon(runner->source, path, NULL, &builder, error))
    return FALSE;
  if (user == NULL && builder == NULL)
    return TRUE;
  g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE,
              user != NULL ? _("%s of pool %s is a disk of %s") : _("%s of pool %s is what %s builds upon"), disk->volume, disk->pool,
              user != NULL ? user : builder);
  return FALSE;
}

static gboolean delete_old(Runner *runner, const PlanDisk *disk, GError **error)
{
  g_autoptr(Volume) volume = NULL;
  if (!volume_look(runner->source, disk->pool, disk->volume, &volume, error))
    return FALSE;
  return volume == NULL || (is_free(runner, disk, volume->path, error) && volume_delete(runner->source, disk->pool, disk->volume, error));
}

static gboolean run(Runner *runner, GError **error)
{
  const Plan *plan = runner->plan;
  /* Whatever becomes of the old volumes, the move is done. */
  runner->moved = TRUE;
  for (guint i = 0; i < plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    if (!disk->moves || disk->volume == NULL || is_still_used(plan, disk))
      continue;
    if (!delete_old(runner, disk, error)) {
      g_prefix_error(error, _("%s has moved, but an old volume is still there: "), plan->vm);
      return FALSE;
    }
    /* Where the target has the same pool, it still lists what is gone. */
    volume_refresh_pool(runner->target, disk->pool, NULL);
  }
  return TRUE;
}

const StepKind step_delete_old_volumes = { .id = "delete-old-volumes", .run = run };
