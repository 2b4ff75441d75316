#include "model/vm.h"

#include <glib/gi18n.h>

void cpu_verdict_free(CpuVerdict *verdict)
{
  if (verdict == NULL)
    return;
  g_free(verdict->reason);
  g_free(verdict);
}

static void device_free(Device *device)
{
  g_free(device->name);
  g_free(device);
}

Vm *vm_new(const char *name, const char *uuid, VmState state)
{
  Vm *vm = g_new0(Vm, 1);
  vm->name = g_strdup(name);
  vm->uuid = g_strdup(uuid);
  vm->state = state;
  return vm;
}

void vm_free(Vm *vm)
{
  if (vm == NULL)
    return;
  g_free(vm->name);
  g_free(vm->uuid);
  g_free(vm->leaving);
  g_free(vm);
}

VmDetails *vm_details_new(const char *name, const char *uuid, VmState state)
{
  VmDetails *details = g_new0(VmDetails, 1);
  details->vm.name = g_strdup(name);
  details->vm.uuid = g_strdup(uuid);
  details->vm.state = state;
  details->running_ms = -1;
  details->has_run = TRUE;
  details->disks = g_ptr_array_new_with_free_func((GDestroyNotify)disk_free);
  details->nics = g_ptr_array_new_with_free_func((GDestroyNotify)nic_free);
  details->cpu_verdicts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)cpu_verdict_free);
  details->devices = g_ptr_array_new_with_free_func((GDestroyNotify)device_free);
  details->snapshots = g_ptr_array_new_with_free_func(g_free);
  return details;
}

void vm_details_free(VmDetails *details)
{
  if (details == NULL)
    return;
  g_free(details->vm.name);
  g_free(details->vm.uuid);
  g_free(details->type);
  g_free(details->arch);
  g_free(details->machine);
  g_free(details->cpu);
  g_hash_table_unref(details->cpu_verdicts);
  g_free(details->local_state);
  g_free(details->job);
  g_ptr_array_unref(details->disks);
  g_ptr_array_unref(details->nics);
  g_ptr_array_unref(details->devices);
  g_ptr_array_unref(details->snapshots);
  g_free(details);
}

const Disk *vm_details_disk(const VmDetails *details, const char *target)
{
  for (guint i = 0; i < details->disks->len; i++) {
    const Disk *disk = g_ptr_array_index(details->disks, i);
    if (g_strcmp0(disk->target, target) == 0)
      return disk;
  }
  return NULL;
}

void base_image_free(BaseImage *base)
{
  g_free(base->path);
  g_free(base->format);
  g_free(base->pool);
  g_free(base->volume);
  g_free(base);
}

Disk *disk_new(const char *target)
{
  Disk *disk = g_new0(Disk, 1);
  disk->target = g_strdup(target);
  disk->bases = g_ptr_array_new_with_free_func((GDestroyNotify)base_image_free);
  return disk;
}

void disk_free(Disk *disk)
{
  g_free(disk->target);
  g_free(disk->path);
  g_free(disk->pool);
  g_free(disk->volume);
  g_free(disk->format);
  g_free(disk->protocol);
  g_free(disk->secret);
  g_free(disk->used_by);
  g_ptr_array_unref(disk->bases);
  g_free(disk);
}

void nic_free(Nic *nic)
{
  g_free(nic->mac);
  g_free(nic->kind);
  g_free(nic->source);
  g_free(nic);
}

CpuVerdict *cpu_verdict_new(gboolean fits, const char *reason)
{
  CpuVerdict *verdict = g_new0(CpuVerdict, 1);
  verdict->fits = fits;
  verdict->reason = g_strdup(reason);
  return verdict;
}

Device *device_new(DeviceKind kind, const char *name)
{
  Device *device = g_new0(Device, 1);
  device->kind = kind;
  device->name = g_strdup(name);
  return device;
}

const char *device_kind_name(DeviceKind kind)
{
  static const char *const names[] = {
    [DEVICE_PCI] = N_("PCI device"),
    [DEVICE_PCI_TEAMED] = N_("PCI device"),
    [DEVICE_USB] = N_("USB device"),
    [DEVICE_SCSI] = N_("SCSI device"),
    [DEVICE_MEDIATED] = N_("mediated device (vGPU)"),
    [DEVICE_CAPABILITY] = N_("host device"),
    [DEVICE_NIC_PASSED] = N_("NIC"),
    [DEVICE_NIC_TEAMED] = N_("NIC"),
    [DEVICE_NIC_VDPA] = N_("NIC"),
    [DEVICE_NIC_VHOST_USER] = N_("NIC"),
    [DEVICE_VIRTIOFS] = N_("shared folder"),
    [DEVICE_VIRTIOFS_EXTERNAL] = N_("shared folder"),
    [DEVICE_9P] = N_("shared folder"),
    [DEVICE_SHARED_MEMORY] = N_("shared memory"),
    [DEVICE_TRANSIENT_DISK] = N_("disk"),
    [DEVICE_NVME_DISK] = N_("disk"),
    [DEVICE_INVARIANT_TSC] = N_("CPU feature"),
    [DEVICE_LOOSE_MEMORY] = N_("memory module"),
  };
  return _(names[kind]);
}

/* For programs, and for people. */
static const struct {
  const char *id, *name;
} states[] = {
  [VM_STATE_UNKNOWN] = { "unknown", N_("unknown") },
  [VM_RUNNING] = { "running", N_("running") },
  [VM_SUSPENDED] = { "suspended", N_("suspended") },
  [VM_SHUT_OFF] = { "shut-off", N_("shut off") },
  [VM_CRASHED] = { "crashed", N_("crashed") },
  [VM_MOVING_OUT] = { "moving-out", N_("moving away") },
  [VM_MOVING_IN] = { "moving-in", N_("moving in") },
  [VM_POST_COPY] = { "post-copy", N_("moving (post-copy)") },
  [VM_POST_COPY_BROKEN] = { "post-copy-broken", N_("post-copy broken") },
};

const char *vm_state_name(VmState state)
{
  return _(states[state].name);
}

const char *vm_state_id(VmState state)
{
  return states[state].id;
}

gboolean vm_state_is_active(VmState state)
{
  return state == VM_RUNNING || state == VM_SUSPENDED;
}

gboolean disk_needs_storage(const Disk *disk)
{
  return disk->source != DISK_SOURCE_NONE;
}
