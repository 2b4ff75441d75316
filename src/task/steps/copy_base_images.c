/* Sees that every image that a moving disk builds upon is at its new place too: one that is there already is compared, the others
 * are copied. Others may have them open, so no QEMU can carry them: they go through this machine, as streams. */
#include "task/step.h"

#include "task/follow.h"
#include "task/made.h"
#include "virt/volume.h"
#include "virt/volume_copy.h"

#include <glib/gi18n.h>
#include <string.h>

/* One image on its way. */
typedef struct Passage {
  VolumeCopy *copy;
  const char *name;
  guint64 total_bytes;
} Passage;

static gboolean wait_passage(gpointer job, guint limit_ms)
{
  return volume_copy_wait(((Passage *)job)->copy, limit_ms);
}

static gboolean sample_passage(gpointer job, JobSample *sample)
{
  const Passage *passage = job;
  guint64 done = MIN(volume_copy_done_bytes(passage->copy), passage->total_bytes);
  *sample = (JobSample){
    .total_bytes = passage->total_bytes,
    .processed_bytes = done,
    .remaining_bytes = passage->total_bytes - done,
    .copying_disks = TRUE,
    .downtime_ms = -1,
  };
  return TRUE;
}

static char *tell_passage(gpointer job)
{
  const Passage *passage = job;
  guint64 done = MIN(volume_copy_done_bytes(passage->copy), passage->total_bytes);
  return g_strdup_printf("%s %u %%", passage->name, passage->total_bytes > 0 ? (guint)(done * 100 / passage->total_bytes) : 100);
}

static gboolean abort_passage(gpointer job)
{
  volume_copy_abort(((Passage *)job)->copy);
  return TRUE;
}

static gboolean set_passage_speed(gpointer job, guint64 rate_bytes_s)
{
  volume_copy_set_speed(((Passage *)job)->copy, rate_bytes_s);
  return TRUE;
}

static const JobKind passage_kind = {
  .wait = wait_passage,
  .sample = sample_passage,
  .tell = tell_passage,
  .abort = abort_passage,
  .set_speed = set_passage_speed,
};

static gboolean is_cancelled(gpointer data)
{
  Runner *runner = data;
  runner_request(runner);
  return runner->cancelled;
}

/* Does the target see the image where it is now? */
static gboolean is_there_anyway(const Runner *runner, const PlanDisk *disk, const PlanBase *base)
{
  return !plan_changes_host(runner->plan) && g_strcmp0(disk->to_pool, base->pool) == 0;
}

static gboolean is_made_by_us(Runner *runner, const PlanDisk *disk, const PlanBase *base)
{
  g_autoptr(GPtrArray) all = store_made(runner->store, runner->task->id, NULL);
  for (guint i = 0; all != NULL && i < all->len; i++) {
    const Made *made = g_ptr_array_index(all, i);
    if (strcmp(made->pool, disk->to_pool) == 0 && strcmp(made->volume, base->volume) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean refuse(Runner *runner, const PlanDisk *disk, const PlanBase *base, const char *why, GError **error)
{
  g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_BLOCKED,
              _("pool %s of %s has a volume %s already, and %s: choose another pool for disk %s, or rename one of the two"), disk->to_pool,
              runner->plan->target, base->volume, why, disk->target);
  return FALSE;
}

/* An image of that name is there: it is used if it is the same, to the last byte, and builds upon the same. */
static gboolean compare(Runner *runner, const PlanDisk *disk, const PlanBase *base, const Volume *there, const char *builds_upon,
                        GError **error)
{
  g_autoptr(GError) cause = NULL;
  gboolean equal;
  gint64 maker = store_maker(runner->store, runner->task->id, runner->plan->target, disk->to_pool, base->volume);
  if (maker != 0) {
    g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_BLOCKED,
                _("task %" G_GINT64_FORMAT " is copying %s to pool %s of %s now: try again when it is done"), maker, base->volume,
                disk->to_pool, runner->plan->target);
    return FALSE;
  }
  runner_tell(runner, _("comparing %s with the one that is on %s"), base->volume, runner->plan->target);
  if (g_strcmp0(there->backing_path, builds_upon) != 0)
    return refuse(runner, disk, base, _("it builds upon something else"), error);
  if (!volume_equal(runner->source, base->pool, base->volume, runner->target, disk->to_pool, base->volume, is_cancelled, runner, &equal,
                    &cause)) {
    if (runner->cancelled)
      g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_CANCELLED, _("cancelled"));
    else
      g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
  }
  if (!equal)
    return refuse(runner, disk, base, _("it is a different one"), error);
  runner_tell(runner, _("%s is on %s already, identical"), base->volume, runner->plan->target);
  return TRUE;
}

static guint64 bytes_after(const Plan *plan)
{
  guint64 bytes = 0;
  for (guint i = 0; i < plan->disks->len; i++)
    bytes += ((const PlanDisk *)g_ptr_array_index(plan->disks, i))->copy_bytes;
  return bytes;
}

static gboolean carry(Runner *runner, const PlanDisk *disk, const PlanBase *base, guint64 total_bytes, GError **error)
{
  g_autoptr(GError) cause = NULL;
  Passage passage = {
    .copy = volume_copy_start(runner->source, base->pool, base->volume, runner->target, disk->to_pool, base->volume, disk->rate_bytes_s),
    .name = base->volume,
    .total_bytes = total_bytes,
  };
  Follow follow = { .runner = runner, .kind = &passage_kind, .job = &passage };
  follow.before_bytes = runner->copied_bytes;
  follow.after_bytes = bytes_after(runner->plan);
  follow_job(&follow);
  runner->copied_bytes += total_bytes;
  if (volume_copy_finish(passage.copy, &cause))
    return TRUE;
  if (follow.aborted)
    return follow_cancelled(&follow, error);
  g_propagate_error(error, g_steal_pointer(&cause));
  return FALSE;
}

static gboolean copy(Runner *runner, const PlanDisk *disk, const PlanBase *base, const Volume *here, const char *builds_upon,
                     GError **error)
{
  g_autoptr(Volume) order = g_new0(Volume, 1);
  order->pool = g_strdup(disk->to_pool);
  order->name = g_strdup(base->volume);
  /* As a file of that length: what is in it comes with the copy. */
  order->format = g_strdup("raw");
  order->capacity_bytes = here->physical_bytes;
  return made_create(runner, order, error) && carry(runner, disk, base, here->physical_bytes, error) &&
         (builds_upon == NULL || volume_set_backing(runner->target, disk->to_pool, base->volume, builds_upon, error)) &&
         volume_refresh_pool(runner->target, disk->to_pool, error);
}

/* Sees to one image. *PATH is the path of the image that it builds upon, at the target, and becomes its own. */
static gboolean provide(Runner *runner, const PlanDisk *disk, const PlanBase *base, char **path, GError **error)
{
  g_autoptr(Volume) here = NULL;
  g_autoptr(Volume) there = NULL;
  if (!volume_look(runner->source, base->pool, base->volume, &here, error) ||
      !volume_look(runner->target, disk->to_pool, base->volume, &there, error))
    return FALSE;
  if (here == NULL) {
    g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE, _("the base image %s is gone from pool %s"), base->volume, base->pool);
    return FALSE;
  }
  gboolean settled = there != NULL && (is_there_anyway(runner, disk, base) || is_made_by_us(runner, disk, base));
  if (!settled && !(there != NULL ? compare(runner, disk, base, there, *path, error) : copy(runner, disk, base, here, *path, error)))
    return FALSE;
  g_clear_pointer(&there, volume_free);
  if (!volume_look(runner->target, disk->to_pool, base->volume, &there, error))
    return FALSE;
  g_free(*path);
  *path = there != NULL ? g_strdup(there->path) : NULL;
  return TRUE;
}

/* The deepest first: each one needs to know where the next one is. */
static gboolean provide_chain(Runner *runner, const PlanDisk *disk, GError **error)
{
  g_autofree char *path = NULL;
  for (guint i = disk->bases->len; i-- > 0;)
    if (!provide(runner, disk, g_ptr_array_index(disk->bases, i), &path, error))
      return FALSE;
  return TRUE;
}

static gboolean run(Runner *runner, GError **error)
{
  for (guint i = 0; i < runner->plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(runner->plan->disks, i);
    if (disk->moves && !provide_chain(runner, disk, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean undo(Runner *runner, GError **error)
{
  return made_delete(runner, TRUE, error);
}

const StepKind step_copy_base_images = { .id = "copy-base-images", .run = run, .undo = undo };
