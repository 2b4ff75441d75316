#include "model/plan.h"

static void step_free(gpointer data)
{
  PlanStep *step = data;
  g_free(step->kind);
  g_free(step->title);
  g_free(step);
}

PlanBase *plan_base_new(const char *path)
{
  PlanBase *base = g_new0(PlanBase, 1);
  base->path = g_strdup(path);
  return base;
}

void plan_base_free(PlanBase *base)
{
  g_free(base->path);
  g_free(base->pool);
  g_free(base->volume);
  g_free(base->format);
  g_free(base);
}

PlanDisk *plan_disk_new(const char *target)
{
  PlanDisk *disk = g_new0(PlanDisk, 1);
  disk->target = g_strdup(target);
  disk->bases = g_ptr_array_new_with_free_func((GDestroyNotify)plan_base_free);
  return disk;
}

void plan_disk_free(PlanDisk *disk)
{
  g_free(disk->target);
  g_free(disk->path);
  g_free(disk->pool);
  g_free(disk->volume);
  g_free(disk->format);
  g_free(disk->to_pool);
  g_free(disk->to_pool_type);
  g_free(disk->to_volume);
  g_free(disk->to_format);
  g_ptr_array_unref(disk->bases);
  g_free(disk);
}

Plan *plan_new(void)
{
  Plan *plan = g_new0(Plan, 1);
  plan->estimate_ms = -1;
  plan->expected.dirty_bytes_s = -1;
  plan->disks = g_ptr_array_new_with_free_func((GDestroyNotify)plan_disk_free);
  plan->steps = g_ptr_array_new_with_free_func(step_free);
  return plan;
}

static void route_free(Route *route)
{
  g_free(route->network);
  g_free(route->from);
  g_free(route->to);
}

void plan_free(Plan *plan)
{
  if (plan == NULL)
    return;
  choices_free(plan->choices);
  g_free(plan->vm);
  g_free(plan->vm_uuid);
  g_free(plan->source);
  g_free(plan->source_uri);
  g_free(plan->target);
  g_free(plan->target_uri);
  g_free(plan->peer_uri);
  g_free(plan->migrate_uri);
  g_free(plan->tls_name);
  g_ptr_array_unref(plan->disks);
  g_free(plan->source_cluster);
  g_free(plan->target_cluster);
  g_free(plan->source_interface);
  g_free(plan->target_interface);
  g_strfreev(plan->restart_pending);
  g_strfreev(plan->overridden);
  g_strfreev(plan->shared_storage);
  route_free(&plan->data);
  route_free(&plan->control);
  g_ptr_array_unref(plan->steps);
  g_free(plan);
}

void plan_add_step(Plan *plan, const char *kind, char *title)
{
  PlanStep *step = g_new0(PlanStep, 1);
  step->kind = g_strdup(kind);
  step->title = title;
  g_ptr_array_add(plan->steps, step);
}

gboolean plan_disk_copies_content(const PlanDisk *disk)
{
  return g_strcmp0(disk->to_pool_type, "logical") != 0 && g_strcmp0(disk->to_pool_type, "rbd") != 0;
}

const PlanDisk *plan_disk(const Plan *plan, const char *target)
{
  for (guint i = 0; i < plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    if (g_strcmp0(disk->target, target) == 0)
      return disk;
  }
  return NULL;
}

guint plan_moving_disks(const Plan *plan)
{
  guint n = 0;
  for (guint i = 0; i < plan->disks->len; i++)
    n += ((const PlanDisk *)g_ptr_array_index(plan->disks, i))->moves ? 1 : 0;
  return n;
}

gboolean plan_changes_host(const Plan *plan)
{
  return plan->choices->type != MOVE_STORAGE;
}

gboolean plan_needs_mover(const Plan *plan)
{
  return !vm_state_is_active(plan->vm_state) && plan_moving_disks(plan) > 0;
}
