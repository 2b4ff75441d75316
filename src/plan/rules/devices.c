/* Rules about devices that cannot move. */
#include "plan/rules/groups.h"

#include "plan/disk_choice.h"

#include <glib/gi18n.h>

/* libvirt moves a virtiofs folder whose daemon is not its own from this version on. */
#define LIBVIRT_EXTERNAL_VIRTIOFS 10005000

#define OF(kind) (1u << (kind))

/* What is wrong with devices of some kinds, told by the rule's id. */
static const struct {
  const char *id;
  guint kinds;
  const char *why, *remedy;
} faults[] = {
  { "device-pci", OF(DEVICE_PCI), N_("is a device of its host"), N_("detach it first, or shut the VM down and move it then") },
  { "device-scsi", OF(DEVICE_SCSI), N_("is a device of its host"), N_("detach it first, or shut the VM down and move it then") },
  { "device-vgpu", OF(DEVICE_MEDIATED), N_("is a part of a device of its host"), N_("detach it first, or shut the VM down and move it then") },
  { "device-capability", OF(DEVICE_CAPABILITY), N_("is a device of its host"), N_("shut the VM down and move it then") },
  { "device-nic", OF(DEVICE_NIC_PASSED) | OF(DEVICE_NIC_VDPA), N_("is a device of its host"),
    N_("detach it first, or give it a virtio NIC that stands in for it (<teaming>)") },
  { "device-virtiofs", OF(DEVICE_VIRTIOFS) | OF(DEVICE_VIRTIOFS_EXTERNAL), N_("is a folder of its host (virtiofs)"),
    N_("unmount it in the VM and detach it first (from libvirt 10.5 on, a folder whose daemon is not libvirt's can move)") },
  { "device-shmem", OF(DEVICE_SHARED_MEMORY), N_("is memory that it shares with others of its host"), N_("detach it first") },
  { "disk-transient", OF(DEVICE_TRANSIENT_DISK), N_("is transient: what it holds now is kept beside it and then forgotten"),
    N_("shut the VM down and move it then") },
  { "device-nvme", OF(DEVICE_NVME_DISK), N_("is an NVMe drive of its host"), N_("shut the VM down and move it then, without that disk") },
  { "cpu-invtsc", OF(DEVICE_INVARIANT_TSC), N_("promises a clock whose frequency nobody has written down"),
    N_("give the VM <timer name='tsc' frequency='…'/>, or take the feature out of its definition") },
  { "memory-module", OF(DEVICE_LOOSE_MEMORY), N_("does not tell where it is plugged in"), N_("unplug it first") },
};

static void add_fault(const Rule *rule, const Facts *facts, const Device *device, gsize fault, GPtrArray *findings)
{
  finding_add(findings, rule,
              g_strdup_printf(_("%s %s of %s cannot move: it %s"), device_kind_name(device->kind), device->name, facts->vm->vm.name,
                              _(faults[fault].why)),
              g_strdup(_(faults[fault].remedy)));
}

/* What these two versions of libvirt can move after all. */
static guint movable_kinds(const Facts *facts)
{
  gulong oldest = MIN(facts->source_facts->libvirt_version, facts_target(facts)->libvirt_version);
  return oldest >= LIBVIRT_EXTERNAL_VIRTIOFS ? OF(DEVICE_VIRTIOFS_EXTERNAL) : 0;
}

static void check_devices(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  for (gsize fault = 0; fault < G_N_ELEMENTS(faults); fault++) {
    if (!g_str_equal(faults[fault].id, rule->id))
      continue;
    for (guint i = 0; i < facts->vm->devices->len; i++) {
      const Device *device = g_ptr_array_index(facts->vm->devices, i);
      if ((faults[fault].kinds & ~movable_kinds(facts) & OF(device->kind)) != 0)
        add_fault(rule, facts, device, fault, findings);
    }
  }
}

static gboolean moves_shut_off(const Facts *facts, const Choices *choices)
{
  return rule_with_target(facts, choices) && facts->vm->vm.state == VM_SHUT_OFF;
}

/* Whatever names something of the host itself, which the target may not have, or have as something else. */
#define OF_THE_HOST \
  (OF(DEVICE_PCI) | OF(DEVICE_PCI_TEAMED) | OF(DEVICE_USB) | OF(DEVICE_SCSI) | OF(DEVICE_MEDIATED) | OF(DEVICE_CAPABILITY) | \
   OF(DEVICE_NIC_PASSED) | OF(DEVICE_NIC_TEAMED) | OF(DEVICE_NIC_VDPA) | OF(DEVICE_NIC_VHOST_USER) | OF(DEVICE_VIRTIOFS) | \
   OF(DEVICE_VIRTIOFS_EXTERNAL) | OF(DEVICE_9P) | OF(DEVICE_NVME_DISK))
/* Of these, what a running VM can take along. */
#define RUNNING_AND_MOVABLE (OF(DEVICE_USB) | OF(DEVICE_PCI_TEAMED) | OF(DEVICE_NIC_TEAMED) | OF(DEVICE_NIC_VHOST_USER) | OF(DEVICE_9P))

static void warn_devices(const Rule *rule, const Facts *facts, guint kinds, GPtrArray *findings)
{
  for (guint i = 0; i < facts->vm->devices->len; i++) {
    const Device *device = g_ptr_array_index(facts->vm->devices, i);
    if ((kinds & OF(device->kind)) != 0)
      finding_add(findings, rule,
                  g_strdup_printf(_("%s %s of %s belongs to %s: %s needs the same"), device_kind_name(device->kind), device->name,
                                  facts->vm->vm.name, facts->source->name, facts->target->name),
                  g_strdup_printf(_("see that %s has it, or change the VM's definition"), facts->target->name));
  }
}

static void warn_needed(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  warn_devices(rule, facts, moves_shut_off(facts, choices) ? OF_THE_HOST : RUNNING_AND_MOVABLE, findings);
}

#define ONLINE(id, title) { id, SEVERITY_BLOCKS, RULE_VM, title, rule_for_online_moves, check_devices }

const Rule rules_devices[] = {
  ONLINE("device-pci", N_("a VM in use has no PCI device of its host")),
  ONLINE("device-scsi", N_("a VM in use has no SCSI device of its host")),
  ONLINE("device-vgpu", N_("a VM in use has no mediated device (vGPU)")),
  ONLINE("device-capability", N_("a VM in use has no device given to it as to a container")),
  ONLINE("device-nic", N_("a VM in use has no NIC that is a device of its host")),
  ONLINE("device-virtiofs", N_("a VM in use has no folder of its host (virtiofs)")),
  ONLINE("device-shmem", N_("a VM in use shares no memory with others of its host")),
  ONLINE("disk-transient", N_("a VM in use has no transient disk")),
  ONLINE("device-nvme", N_("a VM in use has no NVMe drive of its host")),
  ONLINE("cpu-invtsc", N_("a VM in use has no invariant clock of unknown frequency")),
  ONLINE("memory-module", N_("a VM in use has no memory module in an unknown place")),
  { "device-at-target", SEVERITY_WARNS, RULE_TARGET, N_("the target has the host's devices that the VM uses"), rule_with_target, warn_needed },
  { NULL },
};
