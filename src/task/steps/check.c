/* Checks once more, right before the start: whatever was found when the plan was made may have changed since. */
#include "task/step.h"

#include "plan/rules.h"
#include "plan/words.h"
#include "virt/domain.h"
#include "virt/host.h"
#include "virt/volume.h"

#include <glib/gi18n.h>

static InventoryHost *add_host(const Plan *plan, Inventory *inventory, const char *cluster, const char *name, const char *uri,
                               const char *migration_address, const char *migration_interface)
{
  InventoryHost *host = inventory_add_host(inventory, "plan", cluster, name, uri);
  host->migration_interface = g_strdup(migration_interface);
  host->migration_address = g_strdup(migration_address);
  host->restart_pending = plan->restart_pending != NULL && g_strv_contains((const char *const *)plan->restart_pending, name);
  return host;
}

/* The two hosts of the plan, as the rules expect them. */
static Inventory *inventory_of(const Plan *plan, Facts *facts)
{
  Inventory *inventory = inventory_new();
  facts->inventory = inventory;
  inventory_set_node(inventory, plan->vm_uuid, plan->kubernetes);
  facts->source = add_host(plan, inventory, plan->source_cluster, plan->source, plan->source_uri, plan->data.from, plan->source_interface);
  if (plan_changes_host(plan))
    facts->target =
        add_host(plan, inventory, plan->target_cluster, plan->target, plan->target_uri, plan->data.to, plan->target_interface);
  InventoryPool *pool = g_ptr_array_index(inventory->pools, 0);
  for (char **name = plan->shared_storage; name != NULL && *name != NULL; name++)
    g_ptr_array_add(pool->shared_storage, g_strdup(*name));
  return inventory;
}

static gboolean same_bases(const Disk *now, const PlanDisk *planned)
{
  for (guint i = 0; i < planned->bases->len && i < now->bases->len; i++)
    if (g_strcmp0(((const BaseImage *)g_ptr_array_index(now->bases, i))->path,
                  ((const PlanBase *)g_ptr_array_index(planned->bases, i))->path) != 0)
      return FALSE;
  return now->bases->len == planned->bases->len;
}

/* A disk that is not what it was when the move was planned; NULL for none. */
static const PlanDisk *changed_disk(const Plan *plan, const VmDetails *vm)
{
  for (guint i = 0; i < plan->disks->len; i++) {
    const PlanDisk *planned = g_ptr_array_index(plan->disks, i);
    const Disk *now = vm_details_disk(vm, planned->target);
    gboolean same = now != NULL && g_strcmp0(now->path, planned->path) == 0 &&
                    (!planned->moves || (same_bases(now, planned) && now->capacity_bytes == planned->capacity_bytes));
    if (!same)
      return planned;
  }
  return NULL;
}

/* What the pools have free is known to their hosts as of the last time they were read. */
static gboolean refresh_pools(Runner *runner, GError **error)
{
  for (guint i = 0; i < runner->plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(runner->plan->disks, i);
    if (disk->moves && !volume_refresh_pool(runner->target, disk->to_pool, error))
      return FALSE;
  }
  return TRUE;
}

/* Only looked for now: it takes a look at every volume. */
static gboolean check_built_upon(Runner *runner, GError **error)
{
  const Plan *plan = runner->plan;
  for (guint i = 0; i < plan->disks->len && !plan->choices->keep_old; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    g_autoptr(Volume) volume = NULL;
    g_autofree char *builder = NULL;
    if (!disk->moves || disk->volume == NULL)
      continue;
    if (!volume_look(runner->source, disk->pool, disk->volume, &volume, error) ||
        (volume != NULL && !volume_built_upon(runner->source, volume->path, NULL, &builder, error)))
      return FALSE;
    if (builder == NULL)
      continue;
    g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_BLOCKED,
                _("volume %s builds upon disk %s (%s), which would be deleted: keep the old volumes"), builder, disk->target, disk->path);
    return FALSE;
  }
  return TRUE;
}

static gboolean judge(Runner *runner, const Facts *facts, GError **error)
{
  const Plan *plan = runner->plan;
  VmState now = facts->vm->vm.state;
  if (now != plan->vm_state) {
    g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_BLOCKED, _("%s was %s when this was planned and is %s now: plan it again"), plan->vm,
                vm_state_name(plan->vm_state), vm_state_name(now));
    return FALSE;
  }
  if (facts->vm->snapshots->len != plan->snapshots || facts->vm->persistent != plan->persistent ||
      facts->vm->autostart != plan->autostart) {
    g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_BLOCKED,
                _("%s has changed since this was planned (snapshots, definition or autostart): plan it again"), plan->vm);
    return FALSE;
  }
  const PlanDisk *changed = changed_disk(plan, facts->vm);
  if (changed != NULL || facts->vm->disks->len != plan->disks->len) {
    g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_BLOCKED, _("the disks of %s have changed since this was planned: plan it again"),
                plan->vm);
    return FALSE;
  }
  g_autoptr(GPtrArray) findings = rules_check(facts, plan->choices);
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);
    if (finding_severity(finding) == SEVERITY_BLOCKS) {
      g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_BLOCKED, _("%s; %s"), finding->message, finding->remedy);
      return FALSE;
    }
  }
  return TRUE;
}

static void tell_overridden(Runner *runner)
{
  g_autofree char *ids = plan_overridden_ids(runner->plan);
  if (ids != NULL)
    runner_tell(runner, _("overridden: %s"), ids);
}

static void note_cpu_verdict(const Runner *runner, VmDetails *vm)
{
  CpuVerdict *verdict = host_compare_cpu(runner->target, vm);
  if (verdict != NULL)
    g_hash_table_insert(vm->cpu_verdicts, g_strdup(runner->plan->target), verdict);
}

typedef struct Look {
  Connection *host;
  HostFacts *facts;
  GError *error;
} Look;

static gpointer look_at_host(gpointer data)
{
  Look *look = data;
  look->facts = host_survey(look->host, &look->error);
  return NULL;
}

/* At the same time, each over its own connection: for a small VM this is a good part of the move. */
static gboolean survey_both(Runner *runner, HostFacts **source, HostFacts **target, GError **error)
{
  Look here = { runner->source, NULL, NULL }, there = { runner->target, NULL, NULL };
  GThread *thread = g_thread_new("survey", look_at_host, &there);
  look_at_host(&here);
  g_thread_join(thread);
  *source = here.facts;
  *target = there.facts;
  if (here.error != NULL)
    g_propagate_error(error, g_steal_pointer(&here.error));
  else if (there.error != NULL)
    g_propagate_error(error, g_steal_pointer(&there.error));
  g_clear_error(&there.error);
  return here.facts != NULL && there.facts != NULL;
}

static gboolean run(Runner *runner, GError **error)
{
  g_autoptr(HostFacts) source = NULL;
  g_autoptr(HostFacts) target = NULL;
  Facts facts = { 0 };
  HostStatus status = { .reach = HOST_UP };
  if (runner_meets_others(runner, runner->plan->vm_uuid, error) || !refresh_pools(runner, error))
    return FALSE;
  g_autoptr(VmDetails) vm =
      survey_both(runner, &source, &target, error) ? domain_details(runner->source, runner->plan->vm_uuid, error) : NULL;
  if (vm == NULL)
    return FALSE;
  note_cpu_verdict(runner, vm);
  tell_overridden(runner);
  G_GNUC_UNUSED g_autoptr(Inventory) inventory = inventory_of(runner->plan, &facts);
  status.facts = target;
  facts.source_facts = source;
  facts.target_status = facts.target != NULL ? &status : NULL;
  facts.vm = vm;
  g_autoptr(GError) cause = NULL;
  if (judge(runner, &facts, &cause) && check_built_upon(runner, &cause))
    return TRUE;
  /* What stands in the way may be a move that somebody has begun meanwhile: then that is to be told. */
  if (!runner_meets_others(runner, runner->plan->vm_uuid, error))
    g_propagate_error(error, g_steal_pointer(&cause));
  return FALSE;
}

const StepKind step_check = { .id = "check", .run = run };
