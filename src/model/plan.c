#include "model/plan.h"

Choices *choices_new(void)
{
  Choices *choices = g_new0(Choices, 1);
  choices->networks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return choices;
}

Choices *choices_copy(const Choices *choices)
{
  Choices *copy = choices_new();
  GHashTable *networks = copy->networks;
  *copy = *choices;
  copy->target = g_strdup(choices->target);
  copy->networks = networks;
  GHashTableIter iter;
  gpointer from, to;
  g_hash_table_iter_init(&iter, choices->networks);
  while (g_hash_table_iter_next(&iter, &from, &to))
    g_hash_table_insert(networks, g_strdup(from), g_strdup(to));
  return copy;
}

void choices_free(Choices *choices)
{
  if (choices == NULL)
    return;
  g_free(choices->target);
  g_hash_table_unref(choices->networks);
  g_free(choices);
}

static void step_free(gpointer data)
{
  PlanStep *step = data;
  g_free(step->kind);
  g_free(step->title);
  g_free(step);
}

char **plan_disks(const VmDetails *vm)
{
  GPtrArray *disks = g_ptr_array_new();
  for (guint i = 0; i < vm->disks->len; i++) {
    const Disk *disk = g_ptr_array_index(vm->disks, i);
    g_ptr_array_add(disks, g_strdup_printf("%s=%s", disk->target, disk->path != NULL ? disk->path : ""));
  }
  g_ptr_array_add(disks, NULL);
  return (char **)g_ptr_array_free(disks, FALSE);
}

Plan *plan_new(void)
{
  Plan *plan = g_new0(Plan, 1);
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
  g_strfreev(plan->disks);
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

const char *move_type_id(MoveType type)
{
  static const char *const ids[] = { [MOVE_HOST] = "host", [MOVE_STORAGE] = "storage", [MOVE_BOTH] = "both" };
  return ids[type];
}
