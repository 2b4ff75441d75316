#include "task/places.h"

#include "model/mover_name.h"
#include "virt/mover.h"
#include "virt/volume.h"

static DiskPlace *place_new(const char *target, VolumeSource *source /* taken */, const char *format)
{
  DiskPlace *place = g_new0(DiskPlace, 1);
  place->target = g_strdup(target);
  place->type = g_steal_pointer(&source->type);
  place->source = g_steal_pointer(&source->xml);
  place->format = g_strdup(format);
  return place;
}

GPtrArray *places_new(Runner *runner, gboolean for_mover, GError **error)
{
  g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func((GDestroyNotify)disk_place_free);
  for (guint i = 0; i < runner->plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(runner->plan->disks, i);
    VolumeSource source = { 0 };
    if (!disk->moves)
      continue;
    if (!volume_source(runner->target, disk->to_pool, disk->to_volume, &source, error))
      return NULL;
    g_autofree char *carried_as = for_mover ? mover_target(places->len) : g_strdup(disk->target);
    g_ptr_array_add(places, place_new(carried_as, &source, for_mover && disk->as_container ? "raw" : disk->to_format));
  }
  return g_steal_pointer(&places);
}

char **places_targets(const Plan *plan)
{
  GPtrArray *targets = g_ptr_array_new();
  for (guint i = 0; i < plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    if (disk->moves)
      g_ptr_array_add(targets, plan_needs_mover(plan) ? mover_target(targets->len) : g_strdup(disk->target));
  }
  g_ptr_array_add(targets, NULL);
  return (char **)g_ptr_array_free(targets, FALSE);
}

char **places_labels(const Plan *plan)
{
  GPtrArray *labels = g_ptr_array_new();
  for (guint i = 0; i < plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    if (disk->moves)
      g_ptr_array_add(labels, g_strdup(disk->target));
  }
  g_ptr_array_add(labels, NULL);
  return (char **)g_ptr_array_free(labels, FALSE);
}

char *places_carrier(const Plan *plan)
{
  return plan_needs_mover(plan) ? mover_uuid(plan->vm_uuid) : g_strdup(plan->vm_uuid);
}
