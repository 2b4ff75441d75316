/* Rules about the target host. */
#include "plan/rules/groups.h"

#include "model/mover_name.h"
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
    finding_add(
        findings, rule, g_strdup_printf(_("%s and %s have the same host UUID %s"), facts->source->name, facts->target->name, target->uuid),
        g_strdup(
            _("it is the same host under two names, or one was cloned from the other: give it a host_uuid of its own in libvirtd.conf")));
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
  finding_add(findings, rule,
              g_strdup_printf(_("%s has %s of memory free, %s needs %s"), facts->target->name, free_text, facts->vm->vm.name, need_text),
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
    finding_add(findings, rule,
                g_strdup_printf(_("%s has a VM with the UUID of %s already: %s, %s"), facts->target->name, facts->vm->vm.name,
                                same_uuid->name, vm_state_name(same_uuid->state)),
                g_strdup_printf(_("if it is an old copy, undefine it on %s"), facts->target->name));
  else if (same_name != NULL)
    finding_add(findings, rule, g_strdup_printf(_("%s has another VM with the name %s"), facts->target->name, same_name->name),
                g_strdup(_("rename one of the two")));
}

static void check_machine(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  const VmDetails *vm = facts->vm;
  const HostFacts *target = facts_target(facts);
  if (vm->type == NULL || vm->arch == NULL || target->guest_kinds->len == 0)
    return;
  const GuestKind *kind = host_facts_guest_kind(target, vm->type, vm->arch);
  if (kind == NULL)
    finding_add(findings, rule,
                g_strdup_printf(_("%s cannot run VMs of type %s for %s, like %s"), facts->target->name, vm->type, vm->arch, vm->vm.name),
                g_strdup(_("choose another host, or see that its hypervisor is installed whole (for kvm: /dev/kvm)")));
  else if (vm->machine != NULL && !guest_kind_has_machine(kind, vm->machine))
    finding_add(findings, rule,
                g_strdup_printf(_("%s is made for the machine %s, which %s does not know"), vm->vm.name, vm->machine, facts->target->name),
                g_strdup_printf(_("bring the hypervisor of %s to the version of %s, or choose another host"), facts->target->name,
                                facts->source->name));
}

static void check_cpu(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  const CpuVerdict *verdict = g_hash_table_lookup(facts->vm->cpu_verdicts, facts->target->name);
  if (verdict != NULL && !verdict->fits)
    finding_add(findings, rule, g_strdup_printf(_("%s has not the CPU that %s was promised: %s"), facts->target->name, facts->vm->vm.name,
                                                verdict->reason),
                g_strdup(_("choose another host, or give the VM a CPU that all hosts have and start it anew")));
}

static void warn_cpu_of_host(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  if (facts->vm->cpu_of_host)
    finding_add(findings, rule, g_strdup_printf(_("%s has the very CPU of %s; nobody can tell whether %s has the same"), facts->vm->vm.name,
                                                facts->source->name, facts->target->name),
                g_strdup(_("move it only between hosts of one make; a CPU of mode host-model can be compared")));
}

static void warn_older(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  gulong source = facts->source_facts->hypervisor_version, target = facts_target(facts)->hypervisor_version;
  if (target == 0 || target >= source)
    return;
  g_autofree char *source_text = units_version(source);
  g_autofree char *target_text = units_version(target);
  finding_add(findings, rule, g_strdup_printf(_("the hypervisor of %s, %s, is older than that of %s, %s"), facts->target->name, target_text,
                                              facts->source->name, source_text),
              g_strdup(_("moves to older hypervisors may fail at their end, and the VM then stays: choose a host that is as new")));
}

static gboolean encrypts(const Facts *facts, const Choices *choices)
{
  return rule_with_target(facts, choices) && choices->encrypt;
}

static void tell_certificates(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  finding_add(findings, rule,
              g_strdup_printf(_("libvirt does not tell whether %s and %s have certificates for migration"), facts->source->name,
                              facts->target->name),
              g_strdup(_("if they have none in /etc/pki/qemu, the move fails when it starts, and the VM stays where it is")));
}

static gboolean is_moving(const Vm *vm)
{
  return vm->state == VM_MOVING_IN || vm->state == VM_MOVING_OUT || vm->state == VM_POST_COPY;
}

static void tell_others_of(const Rule *rule, const Facts *facts, const InventoryHost *host, const HostFacts *there, GPtrArray *findings)
{
  for (guint i = 0; i < there->vms->len; i++) {
    const Vm *vm = g_ptr_array_index(there->vms, i);
    const char *owner = mover_owner(vm->name);
    gboolean own = g_strcmp0(vm->uuid, facts->vm->vm.uuid) == 0 || mover_carries(vm->name, facts->vm->vm.uuid);
    if (is_moving(vm) && !own)
      finding_add(findings, rule,
                  g_strdup_printf(_("%s is busy with another move: %s, %s"), host->name, owner != NULL ? owner : vm->name,
                                  vm_state_name(vm->state)),
                  g_strdup(_("both take longer than one after the other would")));
  }
}

static void tell_others(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  tell_others_of(rule, facts, facts->source, facts->source_facts, findings);
  tell_others_of(rule, facts, facts->target, facts_target(facts), findings);
}

static gboolean moves_kubernetes(const Facts *facts, const Choices *choices)
{
  gboolean marked = inventory_is_node(facts->inventory, facts->vm->vm.uuid);
  return rule_for_host_moves(facts, choices) && (facts->vm->kubernetes || marked);
}

static const char *cluster_of(const InventoryHost *host)
{
  return host->cluster != NULL ? host->cluster : _("no cluster");
}

static void check_kubernetes(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  const InventoryHost *source = facts->source, *target = facts->target;
  if (g_strcmp0(source->cluster, target->cluster) != 0 || g_strcmp0(source->host_pool, target->host_pool) != 0)
    finding_add(findings, rule,
                g_strdup_printf(_("%s is a Kubernetes node and must not leave its cluster: %s is in %s, %s is in %s"), facts->vm->vm.name,
                                source->name, cluster_of(source), target->name, cluster_of(target)),
                g_strdup_printf(_("choose a host of the cluster of %s"), source->name));
}

const Rule rules_host[] = {
  { "target-reachable", SEVERITY_BLOCKS, RULE_TARGET, N_("the target host answers"), rule_for_host_moves, check_reachable },
  { "target-other", SEVERITY_BLOCKS, RULE_TARGET, N_("source and target are two hosts"), rule_for_host_moves, check_other_host },
  { "target-architecture", SEVERITY_BLOCKS, RULE_TARGET, N_("both hosts have the same architecture"), rule_with_target, check_architecture },
  { "target-memory", SEVERITY_BLOCKS, RULE_TARGET, N_("the target has memory for the VM"), rule_for_online_moves, check_memory, TRUE },
  { "target-name", SEVERITY_BLOCKS, RULE_TARGET, N_("the VM's name and UUID are free on the target"), rule_with_target, check_name },
  { "target-machine", SEVERITY_BLOCKS, RULE_TARGET, N_("the target can run VMs of this type and machine"), rule_with_target, check_machine },
  { "target-cpu", SEVERITY_BLOCKS, RULE_TARGET, N_("the target has the CPU that the VM was promised"), rule_with_target, check_cpu },
  { "kubernetes-node", SEVERITY_BLOCKS, RULE_TARGET, N_("a Kubernetes node stays in its cluster"), moves_kubernetes, check_kubernetes, TRUE },
  { "target-cpus", SEVERITY_WARNS, RULE_TARGET, N_("the target has as many CPUs as the VM"), rule_with_target, check_cpus },
  { "cpu-of-host", SEVERITY_WARNS, RULE_TARGET, N_("the VM's CPU can be compared with that of the target"), rule_for_online_moves, warn_cpu_of_host },
  { "target-older", SEVERITY_WARNS, RULE_TARGET, N_("the target's hypervisor is not older"), rule_for_online_moves, warn_older },
  { "certificates", SEVERITY_INFORMS, RULE_OPTIONS, N_("encryption needs certificates, which libvirt does not tell of"), encrypts, tell_certificates },
  { "host-busy", SEVERITY_INFORMS, RULE_TARGET, N_("no other VM moves to or from the two hosts"), rule_with_target, tell_others },
  { NULL },
};
