/* Makes the volumes that the disks are copied into, all of them before anything is copied. Each is written down before it is made,
 * so that whatever happens is known to be ours, and nothing else is ever deleted. */
#include "task/step.h"

#include "task/made.h"
#include "virt/volume.h"

#include <glib/gi18n.h>

static gboolean refuse(Runner *runner, const PlanDisk *disk, GError **error)
{
  g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_BLOCKED, _("pool %s of %s has a volume %s already: choose another name for disk %s"),
              disk->to_pool, runner->plan->target, disk->to_volume, disk->target);
  return FALSE;
}

/* What the new volume builds upon: the copy of what the old one does. */
static gboolean set_backing(Runner *runner, const PlanDisk *disk, Volume *order, GError **error)
{
  if (disk->bases->len == 0)
    return TRUE;
  const PlanBase *base = g_ptr_array_index(disk->bases, 0);
  g_autoptr(Volume) there = NULL;
  if (!volume_look(runner->target, disk->to_pool, base->volume, &there, error))
    return FALSE;
  if (there == NULL) {
    g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE, _("the base image %s is not in pool %s of %s"), base->volume, disk->to_pool,
                runner->plan->target);
    return FALSE;
  }
  order->backing_path = g_strdup(there->path);
  order->backing_format = g_strdup(base->format);
  return TRUE;
}

/* Some pools make volumes only in steps of so many bytes; QEMU copies only between equal sizes. */
static gboolean check_size(Runner *runner, const PlanDisk *disk, GError **error)
{
  g_autoptr(Volume) made = NULL;
  if (!volume_look(runner->target, disk->to_pool, disk->to_volume, &made, error))
    return FALSE;
  if (made != NULL && made->capacity_bytes == disk->copy_bytes)
    return TRUE;
  g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_BLOCKED,
              _("pool %s of %s cannot make a volume of exactly %" G_GUINT64_FORMAT " bytes for disk %s (it made one of %" G_GUINT64_FORMAT
                "): choose another pool, or resize the disk to that"),
              disk->to_pool, runner->plan->target, disk->copy_bytes, disk->target, made != NULL ? made->capacity_bytes : 0);
  return FALSE;
}

static gboolean create(Runner *runner, const PlanDisk *disk, GError **error)
{
  g_autoptr(Volume) taken = NULL;
  g_autoptr(Volume) order = g_new0(Volume, 1);
  if (!volume_look(runner->target, disk->to_pool, disk->to_volume, &taken, error))
    return FALSE;
  if (taken != NULL)
    return refuse(runner, disk, error);
  order->pool = g_strdup(disk->to_pool);
  order->name = g_strdup(disk->to_volume);
  order->format = g_strdup(disk->as_container ? "raw" : disk->to_format);
  order->capacity_bytes = disk->copy_bytes;
  return (disk->as_container || set_backing(runner, disk, order, error)) && made_create(runner, order, error) &&
         check_size(runner, disk, error);
}

static gboolean run(Runner *runner, GError **error)
{
  for (guint i = 0; i < runner->plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(runner->plan->disks, i);
    if (disk->moves && !create(runner, disk, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean undo(Runner *runner, GError **error)
{
  return made_delete(runner, FALSE, error);
}

const StepKind step_create_volumes = { .id = "create-volumes", .run = run, .undo = undo };
