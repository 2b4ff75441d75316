/* Rules about the VM's networks at the target. */
#include "plan/rules/groups.h"

#include "plan/build.h"

#include <glib/gi18n.h>

static void check_networks(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  for (guint i = 0; i < facts->vm->nics->len; i++) {
    const Nic *nic = g_ptr_array_index(facts->vm->nics, i);
    if (g_strcmp0(nic->kind, "network") != 0)
      continue;
    const char *mapped = g_hash_table_lookup(choices->networks, nic->source);
    const char *name = mapped != NULL ? mapped : nic->source;
    const Network *network = plan_network_for(facts, choices, nic);
    if (network == NULL)
      finding_add(findings, rule, g_strdup_printf(_("network %s, of NIC %s, does not exist on %s"), name, nic->mac, facts->target->name),
                  g_strdup_printf(_("map it to another network of %s"), facts->target->name));
    else if (!network->active)
      finding_add(findings, rule, g_strdup_printf(_("network %s is not active on %s"), name, facts->target->name),
                  g_strdup_printf(_("start it there (virsh net-start), or map it to another network")));
  }
}

static gboolean has_network(const VmDetails *vm, const char *name)
{
  for (guint i = 0; i < vm->nics->len; i++) {
    const Nic *nic = g_ptr_array_index(vm->nics, i);
    if (g_strcmp0(nic->kind, "network") == 0 && g_strcmp0(nic->source, name) == 0)
      return TRUE;
  }
  return FALSE;
}

/* A mapping for a network that no NIC uses is a typing mistake, not a wish. */
static void check_mapping(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  GHashTableIter iter;
  gpointer from, to;
  g_hash_table_iter_init(&iter, choices->networks);
  while (g_hash_table_iter_next(&iter, &from, &to))
    if (!has_network(facts->vm, from))
      finding_add(findings, rule, g_strdup_printf(_("%s has no NIC on a network %s"), facts->vm->vm.name, (char *)from),
                  g_strdup(_("map only networks the VM is connected to")));
}

const Rule rules_network[] = {
  { "network-exists", SEVERITY_BLOCKS, RULE_NETWORK, N_("the VM's networks exist and are active on the target"), rule_with_target, check_networks },
  { "network-mapping", SEVERITY_BLOCKS, RULE_NETWORK, N_("mapped networks are networks of the VM"), rule_with_target, check_mapping },
  { NULL },
};
