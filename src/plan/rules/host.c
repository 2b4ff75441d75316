/* Rules about the target host. */
#include "plan/rules/groups.h"

#include "model/units.h"

#include <glib/gi18n.h>

static void check_reachable(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  const HostStatus *status = facts->target_status;
  if (facts_target(facts) != NULL)
    return;
  const char *why = status == NULL || status->reach == HOST_CONNECTING ? _("it has not answered yet") : status->reason;
  finding_add(findings, rule, g_strdup_printf(_("%s cannot be reached: %s"), facts->target->name, why),
              g_strdup_printf(_("see that libvirt answers at %s"), facts->target->uri));
}

static void check_other_host(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  if (g_strcmp0(facts->source->name, facts->target->name) == 0) {
    finding_add(findings, rule, g_strdup_printf(_("%s is on %s already"), facts->vm->vm.name, facts->target->name),
                g_strdup(_("choose another host")));
    return;
  }
  const HostFacts *target = facts_target(facts);
  if (target != NULL && target->uuid != NULL && g_strcmp0(facts->source_facts->uuid, target->uuid) == 0)
    finding_add(findings, rule, g_strdup_printf(_("%s and %s have the same host UUID %s"), facts->source->name, facts->target->name, target->uuid),
                g_strdup(_("it is the same host under two names, or one was cloned from the other: give it a host_uuid of its own in libvirtd.conf")));
}

static void check_architecture(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  const HostFacts *target = facts_target(facts);
  if (facts->source_facts->arch != NULL && target->arch != NULL && g_strcmp0(facts->source_facts->arch, target->arch) != 0)
    finding_add(findings, rule, g_strdup_printf(_("%s is an %s host, %s is an %s host"), facts->source->name, facts->source_facts->arch,
                                                facts->target->name, target->arch),
                g_strdup(_("choose a host of the same architecture")));
}

static void check_memory(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  guint64 need = facts->vm->vm.memory_bytes, free = facts_target(facts)->memory_free_bytes;
  if (free >= need || free == 0)
    return;
  g_autofree char *need_text = units_bytes(need);
  g_autofree char *free_text = units_bytes(free);
  finding_add(findings, rule, g_strdup_printf(_("%s has %s of memory free, %s needs %s"), facts->target->name, free_text, facts->vm->vm.name, need_text),
              g_strdup_printf(_("free memory on %s, or choose another host"), facts->target->name));
}

static void check_cpus(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  const HostFacts *target = facts_target(facts);
  if (target->cpus < facts->vm->vm.vcpus)
    finding_add(findings, rule, g_strdup_printf(_("%s has %u CPUs, %s has %u"), facts->target->name, target->cpus, facts->vm->vm.name,
                                                facts->vm->vm.vcpus),
                g_strdup(_("the VM will run, but slower: choose a larger host if that matters")));
}

static void check_name(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  const HostFacts *target = facts_target(facts);
  const Vm *same_name = host_facts_vm(target, facts->vm->vm.name);
  const Vm *same_uuid = host_facts_vm_by_uuid(target, facts->vm->vm.uuid);
  if (same_uuid != NULL)
    finding_add(findings, rule, g_strdup_printf(_("%s has a VM with the UUID of %s already: %s, %s"), facts->target->name, facts->vm->vm.name,
                                                same_uuid->name, vm_state_name(same_uuid->state)),
                g_strdup_printf(_("if it is an old copy, undefine it on %s"), facts->target->name));
  else if (same_name != NULL)
    finding_add(findings, rule, g_strdup_printf(_("%s has another VM with the name %s"), facts->target->name, same_name->name),
                g_strdup(_("rename one of the two")));
}

const Rule rules_host[] = {
  { "target-reachable", SEVERITY_BLOCKS, RULE_TARGET, N_("the target host answers"), rule_for_host_moves, check_reachable },
  { "target-other", SEVERITY_BLOCKS, RULE_TARGET, N_("source and target are two hosts"), rule_for_host_moves, check_other_host },
  { "target-architecture", SEVERITY_BLOCKS, RULE_TARGET, N_("both hosts have the same architecture"), rule_with_target, check_architecture },
  { "target-memory", SEVERITY_BLOCKS, RULE_TARGET, N_("the target has memory for the VM"), rule_for_online_moves, check_memory },
  { "target-name", SEVERITY_BLOCKS, RULE_TARGET, N_("the VM's name and UUID are free on the target"), rule_with_target, check_name },
  { "target-cpus", SEVERITY_WARNS, RULE_TARGET, N_("the target has as many CPUs as the VM"), rule_with_target, check_cpus },
  { NULL },
};
