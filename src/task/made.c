#include "task/made.h"

#include "virt/disk.h"
#include "virt/error.h"
#include "virt/volume.h"

#include <glib/gi18n.h>
#include <string.h>

/* What a new image takes up at most: a header and its tables. */
#define EMPTY_BYTES (1024 * 1024)

static gboolean is_absent(Runner *runner, const Volume *order)
{
  g_autoptr(Volume) there = NULL;
  return runner_connect(runner, NULL) && volume_look(runner->target, order->pool, order->name, &there, NULL) && there == NULL;
}

/* A call that failed may have done its work: the reply can be lost on the way. Only what is surely not there is forgotten, and what
 * somebody else has made first. */
static void forget_if_not_made(Runner *runner, const Volume *order, const GError *cause)
{
  if (virt_error_is_taken(cause) || is_absent(runner, order))
    store_forget_made(runner->store, runner->task->id, order->pool, order->name, NULL);
}

gboolean made_create(Runner *runner, const Volume *order, GError **error)
{
  gint64 id = runner->task->id;
  g_autoptr(GError) cause = NULL;
  if (!store_add_made(runner->store, id, order->pool, order->name, error))
    return FALSE;
  if (volume_create(runner->target, order, &cause))
    return store_confirm_made(runner->store, id, order->pool, order->name, error);
  forget_if_not_made(runner, order, cause);
  g_propagate_error(error, g_steal_pointer(&cause));
  return FALSE;
}

/* One that nobody has seen the task make may be somebody else's by now. A new one is empty: there is nothing in it to lose. */
static gboolean is_surely_ours(const Made *made, const Volume *volume)
{
  return made->is_there || volume->allocation_bytes <= EMPTY_BYTES;
}

/* What is in use is never deleted, by whomever it is used: not by another image that has come to build upon it, and not by any domain,
 * the VM itself among them. *KEEP: somebody else's image builds upon it, and it is not only ours any more. FALSE and ERROR when it
 * is in use, or nobody can tell. The new volume of a disk is known to nobody yet: for its sake pools are not read that have nothing to do
 * with it, since libvirt stops a pool that it cannot read. */
static gboolean may_delete(Runner *runner, const Made *made, gboolean base, gboolean *keep, GError **error)
{
  g_autoptr(Volume) volume = NULL;
  g_autofree char *user = NULL;
  g_autofree char *builder = NULL;
  *keep = FALSE;
  if (!volume_look(runner->target, made->pool, made->volume, &volume, error))
    return FALSE;
  if (volume == NULL)
    return TRUE;
  if (!is_surely_ours(made, volume)) {
    g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE,
                _("volume %s of pool %s on %s stays: it was about to be made when the task was interrupted, and may hold data by now; "
                  "delete it if it is not "
                  "somebody else's"),
                made->volume, made->pool, runner->plan->target);
    return FALSE;
  }
  if (!disk_other_user(runner->target, volume->path, NULL, &user, error) ||
      !volume_built_upon(runner->target, volume->path, base ? NULL : made->pool, &builder, error))
    return FALSE;
  *keep = builder != NULL;
  if (user == NULL)
    return TRUE;
  g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE, _("volume %s of pool %s on %s stays: %s uses it"), made->volume, made->pool,
              runner->plan->target, user);
  return FALSE;
}

static gboolean is_base(const Plan *plan, const Made *made)
{
  for (guint i = 0; i < plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    if (disk->moves && strcmp(disk->to_pool, made->pool) == 0 && strcmp(disk->to_volume, made->volume) == 0)
      return FALSE;
  }
  return TRUE;
}

static gboolean delete_one(Runner *runner, const Made *made, gboolean base, GError **error)
{
  gboolean keep;
  if (!may_delete(runner, made, base, &keep, error) || (!keep && !volume_delete(runner->target, made->pool, made->volume, error)))
    return FALSE;
  return store_forget_made(runner->store, runner->task->id, made->pool, made->volume, error);
}

gboolean made_delete(Runner *runner, gboolean bases, GError **error)
{
  g_autoptr(GPtrArray) all = store_made(runner->store, runner->task->id, error);
  if (all == NULL)
    return FALSE;
  if (all->len > 0 && runner->target == NULL) {
    g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE, _("%s cannot be asked, and has new volumes that must be deleted there"),
                runner->plan->target);
    return FALSE;
  }
  /* Last first: an image goes before what it builds upon. */
  for (guint i = all->len; i-- > 0;) {
    const Made *made = g_ptr_array_index(all, i);
    if (is_base(runner->plan, made) == bases && !delete_one(runner, made, bases, error))
      return FALSE;
  }
  return TRUE;
}
