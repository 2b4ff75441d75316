/* The cases of the rules about devices, and of those about post-copy. */
#include "tests/unit/rule_cases.h"

#define MIB (1024ull * 1024)

/* Changes that add one device called x1: to a VM that runs, to one that is shut off, and to one that may go on by post-copy. */
#define HAS(name, kind)                                                                                                \
  static void name(Sample *s)                                                                                          \
  {                                                                                                                    \
    g_ptr_array_add(s->vm->devices, device_new(kind, "x1"));                                                           \
  }                                                                                                                    \
  G_GNUC_UNUSED static void name##_off(Sample *s)                                                                      \
  {                                                                                                                    \
    name(s);                                                                                                           \
    s->vm->vm.state = VM_SHUT_OFF;                                                                                     \
  }                                                                                                                    \
  G_GNUC_UNUSED static void name##_post_copy(Sample *s)                                                                \
  {                                                                                                                    \
    name(s);                                                                                                           \
    s->choices->post_copy = TRUE;                                                                                      \
  }

HAS(pci, DEVICE_PCI)
HAS(pci_teamed, DEVICE_PCI_TEAMED)
HAS(usb, DEVICE_USB)
HAS(scsi, DEVICE_SCSI)
HAS(vgpu, DEVICE_MEDIATED)
HAS(capability, DEVICE_CAPABILITY)
HAS(nic_passed, DEVICE_NIC_PASSED)
HAS(nic_teamed, DEVICE_NIC_TEAMED)
HAS(nic_vdpa, DEVICE_NIC_VDPA)
HAS(vhost_user, DEVICE_NIC_VHOST_USER)
HAS(virtiofs, DEVICE_VIRTIOFS)
HAS(virtiofs_external, DEVICE_VIRTIOFS_EXTERNAL)
HAS(plan9, DEVICE_9P)
HAS(shared_memory, DEVICE_SHARED_MEMORY)
HAS(transient_disk, DEVICE_TRANSIENT_DISK)
HAS(nvme, DEVICE_NVME_DISK)
HAS(invtsc, DEVICE_INVARIANT_TSC)
HAS(loose_memory, DEVICE_LOOSE_MEMORY)

static void post_copy(Sample *s)
{
  s->choices->post_copy = TRUE;
}

static void vgpu_suspended(Sample *s)
{
  vgpu(s);
  s->vm->vm.state = VM_SUSPENDED;
}

static void vgpu_storage(Sample *s)
{
  vgpu(s);
  sample_move_disks(s, MOVE_STORAGE, VM_RUNNING);
}

static void pci_and_disks(Sample *s)
{
  pci(s);
  sample_move_disks(s, MOVE_BOTH, VM_RUNNING);
}

static void virtiofs_external_between(Sample *s, gulong source, gulong target)
{
  virtiofs_external(s);
  s->source_facts->libvirt_version = source;
  s->target.facts->libvirt_version = target;
}

static void virtiofs_external_new(Sample *s)
{
  virtiofs_external_between(s, 10005000, 10005000);
}

static void virtiofs_external_old_source(Sample *s)
{
  virtiofs_external_between(s, 10004999, 10005000);
}

static void virtiofs_external_old_target(Sample *s)
{
  virtiofs_external_between(s, 10005000, 10004999);
}

static void post_copy_suspended(Sample *s)
{
  post_copy(s);
  s->vm->vm.state = VM_SUSPENDED;
}

static void suspended(Sample *s)
{
  s->vm->vm.state = VM_SUSPENDED;
}

static void add_pages(HostFacts *host, guint64 bytes)
{
  g_array_append_val(host->page_sizes, bytes);
}

static void same_pages(Sample *s)
{
  post_copy(s);
  s->vm->huge_pages = TRUE;
  add_pages(s->source_facts, 4096);
  add_pages(s->source_facts, 2 * MIB);
  add_pages(s->target.facts, 2 * MIB);
  add_pages(s->target.facts, 4096);
}

static void more_at_the_source(Sample *s)
{
  same_pages(s);
  add_pages(s->source_facts, 1024 * MIB);
}

static void more_at_the_target(Sample *s)
{
  same_pages(s);
  add_pages(s->target.facts, 1024 * MIB);
}

static void unknown_at_the_target(Sample *s)
{
  more_at_the_source(s);
  g_array_set_size(s->target.facts->page_sizes, 0);
}

static void more_but_small(Sample *s)
{
  more_at_the_source(s);
  s->vm->huge_pages = FALSE;
}

static void more_without_post_copy(Sample *s)
{
  more_at_the_source(s);
  s->choices->post_copy = FALSE;
}

static void add_link(HostFacts *host, const char *name, guint mbits)
{
  HostLink *link = g_new0(HostLink, 1);
  link->name = g_strdup(name);
  link->mbits = mbits;
  link->up = TRUE;
  g_ptr_array_add(host->links, link);
}

static void huge_over(Sample *s, guint source_mbits, guint target_mbits)
{
  same_pages(s);
  add_link(s->source_facts, "eth0", source_mbits);
  add_link(s->target.facts, "eth0", target_mbits);
}

static void huge_over_slow(Sample *s)
{
  huge_over(s, 10000, 1000);
}

static void huge_over_fast(Sample *s)
{
  huge_over(s, 2500, 10000);
}

static void huge_over_unknown(Sample *s)
{
  huge_over(s, 0, 0);
}

static void small_over_slow(Sample *s)
{
  huge_over_slow(s);
  s->vm->huge_pages = FALSE;
}

static InventoryHost *host(Sample *s, const char *name)
{
  return (InventoryHost *)inventory_host(s->inventory, name);
}

static void source_waits(Sample *s)
{
  post_copy(s);
  host(s, "alpha")->restart_pending = TRUE;
}

static void target_waits(Sample *s)
{
  post_copy(s);
  host(s, "bravo")->restart_pending = TRUE;
}

static void target_waits_without_post_copy(Sample *s)
{
  target_waits(s);
  s->choices->post_copy = FALSE;
}

static void of_arch(Sample *s, const char *arch, gulong source, gulong target)
{
  post_copy(s);
  g_free(s->source_facts->arch);
  g_free(s->target.facts->arch);
  s->source_facts->arch = g_strdup(arch);
  s->target.facts->arch = g_strdup(arch);
  s->source_facts->hypervisor_version = source;
  s->target.facts->hypervisor_version = target;
}

static void arm_half_upgraded(Sample *s)
{
  of_arch(s, "aarch64", 7002022, 8002000);
}

static void arm_downwards(Sample *s)
{
  of_arch(s, "armv7l", 8002000, 7002022);
}

static void arm_upgraded(Sample *s)
{
  of_arch(s, "aarch64", 8002000, 8002000);
}

static void x86_half_upgraded(Sample *s)
{
  of_arch(s, "x86_64", 7002022, 8002000);
}

const RuleCase device_rule_cases[] = {
  { "device-pci", pci, pci_off, "PCI device x1 of web cannot move", "detach it" },
  { "device-pci", pci, pci_teamed, "is a device of its host", NULL },
  { "device-pci", pci_and_disks, usb, "PCI device x1", NULL },
  { "device-scsi", scsi, scsi_off, "SCSI device x1 of web cannot move", NULL },
  { "device-vgpu", vgpu, vgpu_off, "mediated device (vGPU) x1 of web cannot move", NULL },
  { "device-vgpu", vgpu_suspended, vgpu_storage, "x1 of web cannot move", NULL },
  { "device-capability", capability, capability_off, "host device x1 of web cannot move", NULL },
  { "device-nic", nic_passed, nic_teamed, "NIC x1 of web cannot move", "<teaming>" },
  { "device-nic", nic_vdpa, vhost_user, "NIC x1 of web cannot move", NULL },
  { "device-virtiofs", virtiofs, plan9, "shared folder x1 of web cannot move", "unmount" },
  { "device-virtiofs", virtiofs, virtiofs_off, "virtiofs", NULL },
  { "device-virtiofs", virtiofs_external, virtiofs_external_new, "shared folder x1 of web cannot move", "libvirt 10.5" },
  { "device-virtiofs", virtiofs_external_old_source, virtiofs_external_new, "x1", NULL },
  { "device-virtiofs", virtiofs_external_old_target, virtiofs_external_off, "x1", NULL },
  { "device-shmem", shared_memory, shared_memory_off, "shared memory x1 of web cannot move", "detach" },
  { "disk-transient", transient_disk, transient_disk_off, "disk x1 of web cannot move: it is transient", NULL },
  { "device-nvme", nvme, nvme_off, "disk x1 of web cannot move: it is an NVMe drive", NULL },
  { "cpu-invtsc", invtsc, invtsc_off, "CPU feature x1 of web cannot move", "<timer name='tsc'" },
  { "memory-module", loose_memory, loose_memory_off, "memory module x1 of web cannot move", NULL },
  { "device-at-target", usb, pci, "USB device x1 of web belongs to alpha: bravo needs the same", "see that bravo has it" },
  { "device-at-target", pci_off, vgpu_storage, "PCI device x1", NULL },
  { "device-at-target", virtiofs_off, virtiofs, "shared folder x1", NULL },
  { "device-at-target", vhost_user, shared_memory_off, "NIC x1", NULL },
  { "post-copy-dpdk", vhost_user_post_copy, vhost_user, "NIC x1 of web is on a vhost-user switch (DPDK)", "do without post-copy" },
  { "post-copy-pci", nic_vdpa_post_copy, vhost_user_post_copy, "NIC x1 of web is a device of its host", "do without post-copy" },
  { "post-copy-pci", nic_teamed_post_copy, nic_teamed, "smart NIC", NULL },
  { "post-copy-pci", pci_teamed_post_copy, usb_post_copy, "PCI device x1", NULL },
  { "post-copy-vgpu", vgpu_post_copy, vgpu, "mediated device (vGPU) x1 of web is a part", "do without post-copy" },
  { "post-copy-state", post_copy_suspended, suspended, "web is suspended", "resume it" },
  { "post-copy-state", post_copy_suspended, post_copy, "web is suspended", NULL },
  { "post-copy-pages", more_at_the_source, same_pages, "alpha has pages of 1 GiB, bravo has not", "do without post-copy" },
  { "post-copy-pages", more_at_the_target, more_but_small, "bravo has pages of 1 GiB, alpha has not", NULL },
  { "post-copy-pages", more_at_the_source, unknown_at_the_target, "web has huge pages", NULL },
  { "post-copy-pages", more_at_the_source, more_without_post_copy, "web has huge pages", NULL },
  { "post-copy-speed", huge_over_slow, huge_over_fast, "alpha and bravo has 1000 Mbit/s", "more than 1 Gbit/s" },
  { "post-copy-speed", huge_over_slow, huge_over_unknown, "web has huge pages", NULL },
  { "post-copy-speed", huge_over_slow, small_over_slow, "web has huge pages", NULL },
  { "post-copy-restart", source_waits, post_copy, "alpha was upgraded and not restarted", "restart_pending" },
  { "post-copy-restart", target_waits, target_waits_without_post_copy, "bravo was upgraded", NULL },
  { "post-copy-arm", arm_half_upgraded, arm_upgraded, "alpha is 7.2.22, that of bravo is 8.2.0", "one version" },
  { "post-copy-arm", arm_downwards, x86_half_upgraded, "ARM hosts", NULL },
  { NULL, NULL, NULL, NULL, NULL },
};
