#include "plan/build.h"

#include "model/units.h"

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

static void add_steps(Plan *plan)
{
  g_autofree char *memory = units_bytes(plan->memory_bytes);
  gboolean active = vm_state_is_active(plan->vm_state);
  plan_add_step(plan, "check", g_strdup(_("check again")));
  if (plan->snapshots > 0)
    plan_add_step(plan, "take-snapshots", g_strdup_printf(ngettext("take along %u snapshot", "take along %u snapshots", plan->snapshots), plan->snapshots));
  if (active)
    plan_add_step(plan, "migrate", g_strdup_printf(_("move memory, %s, and switch over"), memory));
  else
    plan_add_step(plan, "transfer-definition", g_strdup_printf(_("define it on %s"), plan->target));
  if (plan->snapshots > 0)
    plan_add_step(plan, "give-snapshots", g_strdup_printf(_("hand the snapshots to %s"), plan->target));
  if (plan->autostart)
    plan_add_step(plan, "carry-autostart", g_strdup_printf(_("let it start with %s"), plan->target));
  plan_add_step(plan, "verify", g_strdup_printf(active ? _("verify on %s: state, disks, definition") : _("verify on %s: definition, disks"), plan->target));
  plan_add_step(plan, "remove-source", g_strdup_printf(_("leave nothing on %s"), plan->source));
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

Plan *plan_build(const Facts *facts, const Choices *choices)
{
  Plan *plan = plan_new();
  const Vm *vm = &facts->vm->vm;
  plan->choices = choices_copy(choices);
  drop_idle_mappings(plan->choices);
  plan->vm = g_strdup(vm->name);
  plan->vm_uuid = g_strdup(vm->uuid);
  plan->vm_state = vm->state;
  plan->persistent = facts->vm->persistent;
  plan->autostart = facts->vm->autostart;
  plan->memory_bytes = vm->memory_bytes;
  plan->snapshots = facts->vm->snapshots->len;
  plan->source = g_strdup(facts->source->name);
  plan->source_uri = g_strdup(facts->source->uri);
  plan->target = g_strdup(facts->target->name);
  plan->target_uri = g_strdup(facts->target->uri);
  /* A definition is carried by us; only memory goes from host to host. */
  plan->peer_uri = vm_state_is_active(vm->state) ? g_strdup(facts->target->peer_uri) : NULL;
  plan->disks = plan_disks(facts->vm);
  plan->shared_storage = shared_storage(facts);
  plan_route(facts->source, facts->target, &plan->data);
  management_route(facts->source, facts->target, &plan->control);
  plan->migrate_uri = migrate_uri(plan->data.to);
  /* The certificate is known to carry the name we connect to; an address of the migration network it may not. */
  plan->tls_name = choices->encrypt ? inventory_host_address(facts->target) : NULL;
  add_steps(plan);
  return plan;
}
