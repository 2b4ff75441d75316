#include "task/made.h"

#include "virt/volume.h"

#include <string.h>

/* Another VM's disk may build upon a base image that we have copied: then it is not only ours any more. */
static gboolean is_used_by_others(Runner *runner, const Made *made)
{
  g_autoptr(Volume) volume = NULL;
  if (!volume_look(runner->target, made->pool, made->volume, &volume, NULL) || volume == NULL)
    return FALSE;
  g_autofree char *builder = volume_built_upon(runner->target, volume->path);
  return builder != NULL;
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

gboolean made_delete(Runner *runner, gboolean bases, GError **error)
{
  g_autoptr(GPtrArray) all = store_made(runner->store, runner->task->id, error);
  if (all == NULL)
    return FALSE;
  gboolean ok = TRUE;
  /* Last first: an image goes before what it builds upon. */
  for (guint i = all->len; i-- > 0;) {
    const Made *made = g_ptr_array_index(all, i);
    if (is_base(runner->plan, made) != bases)
      continue;
    if (is_used_by_others(runner, made) || volume_delete(runner->target, made->pool, made->volume, ok ? error : NULL))
      store_forget_made(runner->store, runner->task->id, made->pool, made->volume, NULL);
    else
      ok = FALSE;
  }
  return ok;
}
