#include "plan/build.h"

#include "model/units.h"
#include "plan/disks.h"
#include "plan/estimate.h"

#include <glib/gi18n.h>
#include <string.h>

void route_clear(Route *route)
{
  g_clear_pointer(&route->network, g_free);
  g_clear_pointer(&route->from, g_free);
  g_clear_pointer(&route->to, g_free);
}

static void management_route(const InventoryHost *source, const InventoryHost *target, Route *route)
{
  route->network = g_strdup(_("management network"));
  route->from = inventory_host_address(source);
  route->to = inventory_host_address(target);
}

void plan_route(const InventoryHost *source, const InventoryHost *target, Route *route)
{
  route_clear(route);
  if (source->migration_address == NULL || target->migration_address == NULL) {
    management_route(source, target, route);
    return;
  }
  route->network = g_strdup(_("migration network"));
  route->from = g_strdup(source->migration_address);
  route->to = g_strdup(target->migration_address);
}

void plan_route_for(const Facts *facts, const Choices *choices, Route *route)
{
  if (choices->type != MOVE_STORAGE) {
    plan_route(facts->source, facts->target, route);
    return;
  }
  route_clear(route);
  route->network = g_strdup(facts->source->storage_network != NULL ? _("storage network") : _("management network"));
  route->from = facts->source->storage_network != NULL ? g_strdup(facts->source->storage_network) : inventory_host_address(facts->source);
  route->to = g_strdup(route->from);
}

const Network *plan_network_for(const Facts *facts, const Choices *choices, const Nic *nic)
{
  const HostFacts *target = facts_target(facts);
  if (target == NULL || nic->source == NULL || strcmp(nic->kind, "network") != 0)
    return NULL;
  const char *mapped = g_hash_table_lookup(choices->networks, nic->source);
  return host_facts_network(target, mapped != NULL ? mapped : nic->source);
}

/* An IPv6 address needs its brackets in a URI. */
static char *migrate_uri(const char *address)
{
  if (address == NULL)
    return NULL;
  return g_strdup_printf(strchr(address, ':') != NULL ? "tcp://[%s]" : "tcp://%s", address);
}

static gboolean always(const Plan *plan)
{
  return TRUE;
}

static gboolean has_snapshots(const Plan *plan)
{
  return plan->snapshots > 0 && (plan_changes_host(plan) || plan_needs_mover(plan));
}

static gboolean moves_disks(const Plan *plan)
{
  return plan_moving_disks(plan) > 0;
}

static gboolean copies_bases(const Plan *plan)
{
  for (guint i = 0; i < plan->disks->len; i++)
    if (((const PlanDisk *)g_ptr_array_index(plan->disks, i))->bases->len > 0 &&
        ((const PlanDisk *)g_ptr_array_index(plan->disks, i))->moves)
      return TRUE;
  return FALSE;
}

/* Block copy on the VM's own host; otherwise disks travel with a migration: the VM's, or the mover's. */
static gboolean copies_disks(const Plan *plan)
{
  return !plan_changes_host(plan);
}

static gboolean migrates(const Plan *plan)
{
  return plan_changes_host(plan) && (vm_state_is_active(plan->vm_state) || plan_needs_mover(plan));
}

static gboolean switches_disks(const Plan *plan)
{
  return !plan_changes_host(plan) && vm_state_is_active(plan->vm_state);
}

static gboolean is_shut_off(const Plan *plan)
{
  return !vm_state_is_active(plan->vm_state);
}

static gboolean carries_autostart(const Plan *plan)
{
  return plan->autostart && plan_changes_host(plan);
}

static gboolean deletes_old(const Plan *plan)
{
  return moves_disks(plan) && !plan->choices->keep_old;
}

static guint64 bytes_to_copy(const Plan *plan)
{
  guint64 bytes = 0;
  for (guint i = 0; i < plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    bytes += disk->moves ? disk->data_bytes : 0;
  }
  return bytes;
}

static char *say_take_snapshots(const Plan *plan)
{
  return g_strdup_printf(ngettext("take along %u snapshot", "take along %u snapshots", plan->snapshots), plan->snapshots);
}

static char *say_create_volumes(const Plan *plan)
{
  guint n = plan_moving_disks(plan);
  return g_strdup_printf(ngettext("make %u volume on %s", "make %u volumes on %s", n), n, plan->target);
}

static char *say_copy_disks(const Plan *plan)
{
  g_autofree char *bytes = units_bytes(bytes_to_copy(plan));
  guint n = plan_moving_disks(plan);
  return g_strdup_printf(ngettext("copy %u disk, %s of data", "copy %u disks, %s of data", n), n, bytes);
}

static char *say_migrate(const Plan *plan)
{
  g_autofree char *memory = units_bytes(plan->memory_bytes);
  g_autofree char *bytes = units_bytes(bytes_to_copy(plan));
  guint n = plan_moving_disks(plan);
  if (n == 0)
    return g_strdup_printf(_("move memory, %s, and switch over"), memory);
  if (plan_needs_mover(plan))
    return say_copy_disks(plan);
  return g_strdup_printf(
      ngettext("copy %u disk (%s), move memory (%s), and switch over", "copy %u disks (%s), move memory (%s), and switch over", n), n,
      bytes, memory);
}

static char *say_switch_disks(const Plan *plan)
{
  return g_strdup_printf(_("switch %s over to the new volumes"), plan->vm);
}

static char *say_define(const Plan *plan)
{
  return plan_changes_host(plan) ? g_strdup_printf(_("define it on %s"), plan->target)
                                 : g_strdup(_("put the new volumes into its definition"));
}

static char *say_give_snapshots(const Plan *plan)
{
  return plan_changes_host(plan) ? g_strdup_printf(_("hand the snapshots to %s"), plan->target) : g_strdup(_("give it its snapshots back"));
}

static char *say_autostart(const Plan *plan)
{
  return g_strdup_printf(_("let it start with %s"), plan->target);
}

static char *say_verify(const Plan *plan)
{
  return g_strdup_printf(is_shut_off(plan) ? _("verify on %s: definition, disks") : _("verify on %s: state, disks, definition"),
                         plan->target);
}

static char *say_remove_source(const Plan *plan)
{
  return g_strdup_printf(_("leave nothing on %s"), plan->source);
}

static char *say_delete_old(const Plan *plan)
{
  guint n = plan_moving_disks(plan);
  return g_strdup_printf(ngettext("delete %u old volume", "delete %u old volumes", n), n);
}

/* The steps of every plan, in order: each plan takes those it needs. */
static const struct {
  const char *kind;
  gboolean (*needed)(const Plan *plan);
  const char *title; /* or, where it depends on the plan: */
  char *(*say)(const Plan *plan);
} step_rows[] = {
  { "check", always, N_("check again"), NULL },
  { "take-snapshots", has_snapshots, NULL, say_take_snapshots },
  { "copy-base-images", copies_bases, N_("copy base images, where they are not there yet"), NULL },
  { "create-volumes", moves_disks, NULL, say_create_volumes },
  { "start-mover", plan_needs_mover, N_("lock the disks, with a helper that carries them"), NULL },
  { "copy-disks", copies_disks, NULL, say_copy_disks },
  { "migrate", migrates, NULL, say_migrate },
  { "switch-disks", switches_disks, NULL, say_switch_disks },
  { "transfer-definition", is_shut_off, NULL, say_define },
  { "give-snapshots", has_snapshots, NULL, say_give_snapshots },
  { "carry-autostart", carries_autostart, NULL, say_autostart },
  { "verify", always, NULL, say_verify },
  { "remove-source", plan_changes_host, NULL, say_remove_source },
  { "stop-mover", plan_needs_mover, N_("unlock the disks"), NULL },
  { "delete-old-volumes", deletes_old, NULL, say_delete_old },
};

static void add_steps(Plan *plan)
{
  for (gsize i = 0; i < G_N_ELEMENTS(step_rows); i++)
    if (step_rows[i].needed(plan))
      plan_add_step(plan, step_rows[i].kind, step_rows[i].say != NULL ? step_rows[i].say(plan) : g_strdup(_(step_rows[i].title)));
}

/* Only networks that change their name need a mapping; "lan=lan" is what happens anyway. */
static void drop_idle_mappings(Choices *choices)
{
  GHashTableIter iter;
  gpointer from, to;
  g_hash_table_iter_init(&iter, choices->networks);
  while (g_hash_table_iter_next(&iter, &from, &to))
    if (strcmp(from, to) == 0)
      g_hash_table_iter_remove(&iter);
}

static char **shared_storage(const Facts *facts)
{
  const InventoryPool *pool = inventory_pool(facts->inventory, facts->source->host_pool);
  guint n = pool != NULL ? pool->shared_storage->len : 0;
  char **names = g_new0(char *, n + 1);
  for (guint i = 0; i < n; i++)
    names[i] = g_strdup(g_ptr_array_index(pool->shared_storage, i));
  return names;
}

static char **restart_pending(const InventoryHost *source, const InventoryHost *target)
{
  GPtrArray *names = g_ptr_array_new();
  if (source->restart_pending)
    g_ptr_array_add(names, g_strdup(source->name));
  if (target->restart_pending && target != source)
    g_ptr_array_add(names, g_strdup(target->name));
  g_ptr_array_add(names, NULL);
  return (char **)g_ptr_array_free(names, FALSE);
}

static void take_hosts(Plan *plan, const InventoryHost *source, const InventoryHost *target)
{
  plan->source = g_strdup(source->name);
  plan->source_uri = g_strdup(source->uri);
  plan->source_cluster = g_strdup(source->cluster);
  plan->target = g_strdup(target->name);
  plan->target_uri = g_strdup(target->uri);
  plan->target_cluster = g_strdup(target->cluster);
  plan->restart_pending = restart_pending(source, target);
  if (source->migration_address == NULL || target->migration_address == NULL)
    return;
  plan->source_interface = g_strdup(source->migration_interface);
  plan->target_interface = g_strdup(target->migration_interface);
}

static void add_disks(Plan *plan, const Facts *facts)
{
  for (guint i = 0; i < facts->vm->disks->len; i++)
    g_ptr_array_add(plan->disks, plan_disk_build(facts, plan->choices, g_ptr_array_index(facts->vm->disks, i)));
}

static void take_estimate(Plan *plan, const Facts *facts, const Choices *choices)
{
  g_autoptr(Estimate) estimate = facts->estimate != NULL ? estimate_make(facts, choices) : NULL;
  if (estimate == NULL)
    return;
  plan->estimate_ms = estimate->total_ms;
  plan->expected = estimate->expected;
}

Plan *plan_build(const Facts *facts, const Choices *choices)
{
  Plan *plan = plan_new();
  const Vm *vm = &facts->vm->vm;
  const InventoryHost *to = choices->type == MOVE_STORAGE ? facts->source : facts->target;
  plan->choices = choices_copy(choices);
  drop_idle_mappings(plan->choices);
  plan->vm = g_strdup(vm->name);
  plan->vm_uuid = g_strdup(vm->uuid);
  plan->vm_state = vm->state;
  plan->persistent = facts->vm->persistent;
  plan->autostart = facts->vm->autostart;
  plan->kubernetes = inventory_is_node(facts->inventory, vm->uuid);
  plan->memory_bytes = vm->memory_bytes;
  take_estimate(plan, facts, choices);
  plan->snapshots = facts->vm->snapshots->len;
  take_hosts(plan, facts->source, to);
  add_disks(plan, facts);
  /* The definition of a shut-off VM is carried by us; only memory and disks go from host to host. */
  plan->peer_uri = migrates(plan) ? g_strdup(to->peer_uri) : NULL;
  plan->shared_storage = shared_storage(facts);
  plan_route_for(facts, choices, &plan->data);
  management_route(facts->source, to, &plan->control);
  plan->migrate_uri = plan_changes_host(plan) ? migrate_uri(plan->data.to) : NULL;
  /* The certificate is known to carry the name we connect to; an address of the migration network it may not. */
  plan->tls_name = choices->encrypt ? inventory_host_address(to) : NULL;
  add_steps(plan);
  return plan;
}

void plan_note_overridden(Plan *plan, const GPtrArray *findings)
{
  GPtrArray *said = g_ptr_array_new();
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);
    if (finding->overridden)
      g_ptr_array_add(said, g_strdup_printf("%s: %s", finding->rule->id, finding->message));
  }
  g_ptr_array_add(said, NULL);
  g_strfreev(plan->overridden);
  plan->overridden = (char **)g_ptr_array_free(said, FALSE);
}
