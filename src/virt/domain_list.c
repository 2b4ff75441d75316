/* All VMs of a host at once, and what libvirt's states mean. */
#include "virt/domain_parts.h"

#include "virt/error.h"
#include "virt/handles.h"
#include "virt/job.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#define KIB 1024

static VmState paused_state(int reason)
{
  switch (reason) {
  case VIR_DOMAIN_PAUSED_MIGRATION:
  case VIR_DOMAIN_PAUSED_STARTING_UP:
    return VM_MOVING_IN;
  case VIR_DOMAIN_PAUSED_POSTCOPY:
    return VM_POST_COPY;
  case VIR_DOMAIN_PAUSED_POSTCOPY_FAILED:
    return VM_POST_COPY_BROKEN;
  default:
    return VM_SUSPENDED;
  }
}

static VmState running_state(int reason)
{
  switch (reason) {
  case VIR_DOMAIN_RUNNING_POSTCOPY:
    return VM_POST_COPY;
  case VIR_DOMAIN_RUNNING_POSTCOPY_FAILED:
    return VM_POST_COPY_BROKEN;
  default:
    return VM_RUNNING;
  }
}

VmState domain_state_of(int state, int reason)
{
  switch (state) {
  case VIR_DOMAIN_RUNNING:
  case VIR_DOMAIN_BLOCKED:
    return running_state(reason);
  case VIR_DOMAIN_PAUSED:
    return paused_state(reason);
  case VIR_DOMAIN_SHUTOFF:
    return VM_SHUT_OFF;
  case VIR_DOMAIN_CRASHED:
    return VM_CRASHED;
  default:
    return VM_STATE_UNKNOWN;
  }
}

int domain_stat_int(const virDomainStatsRecord *record, const char *name)
{
  int value = 0;
  virTypedParamsGetInt(record->params, record->nparams, name, &value);
  return value;
}

/* The type of a figure differs between drivers and versions: take any. */
guint64 domain_stat_number(const virDomainStatsRecord *record, const char *name)
{
  unsigned long long large = 0;
  unsigned int small = 0;
  if (virTypedParamsGetULLong(record->params, record->nparams, name, &large) == 1)
    return large;
  virResetLastError();
  return virTypedParamsGetUInt(record->params, record->nparams, name, &small) == 1 ? small : 0;
}

static void read_record(const virDomainStatsRecord *record, Vm *vm)
{
  vm->state = domain_state_of(domain_stat_int(record, "state.state"), domain_stat_int(record, "state.reason"));
  vm->memory_bytes = domain_stat_number(record, "balloon.maximum") * KIB;
  vm->vcpus = (guint)domain_stat_number(record, "vcpu.current");
}

static Vm *vm_of(virDomainPtr handle)
{
  char uuid[VIR_UUID_STRING_BUFLEN];
  if (virDomainGetUUIDString(handle, uuid) < 0)
    return NULL;
  return vm_new(virDomainGetName(handle), uuid, VM_STATE_UNKNOWN);
}

static int by_name(gconstpointer a, gconstpointer b)
{
  return strcmp((*(Vm *const *)a)->name, (*(Vm *const *)b)->name);
}

/* NOWAIT: a VM that is busy with a job gives what it can at once. */
#define STATS_WANTED (VIR_DOMAIN_STATS_STATE | VIR_DOMAIN_STATS_BALLOON | VIR_DOMAIN_STATS_VCPU)

/* libvirt tells of jobs one domain at a time: so many are asked in one look, so that a look stays short on a host of hundreds; over
 * several looks each has its turn. Those that were leaving at the last look are always asked. */
#define JOBS_A_LOOK 32

static gboolean may_leave(const Vm *vm)
{
  return vm->state == VM_RUNNING || vm->state == VM_SUSPENDED || vm->state == VM_MOVING_OUT || vm->state == VM_POST_COPY ||
         vm->state == VM_POST_COPY_BROKEN;
}

static gboolean was_leaving(const HostFacts *before, const Vm *vm)
{
  const Vm *then = before != NULL ? host_facts_vm_by_uuid(before, vm->uuid) : NULL;
  return then != NULL && then->leaving != NULL;
}

static gboolean has_its_turn(int i, int n)
{
  int first = n > JOBS_A_LOOK ? (int)(g_get_monotonic_time() / G_USEC_PER_SEC / 2 * JOBS_A_LOOK % n) : 0;
  return (i - first + n) % n < JOBS_A_LOOK;
}

gboolean domain_list(Connection *connection, GPtrArray *vms, const HostFacts *before, GError **error)
{
  virDomainStatsRecordPtr *records = NULL;
  int n = virConnectGetAllDomainStats(connection->handle, STATS_WANTED, &records, VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT);
  /* A driver that does not know NOWAIT has no jobs to wait for. */
  if (n < 0 && virGetLastErrorCode() == VIR_ERR_INVALID_ARG)
    n = virConnectGetAllDomainStats(connection->handle, STATS_WANTED, &records, 0);
  if (n < 0)
    return virt_error_set(error, _("listing the VMs of %s"), connection->host);
  for (int i = 0; i < n; i++) {
    Vm *vm = vm_of(records[i]->dom);
    if (vm == NULL)
      continue;
    read_record(records[i], vm);
    if (may_leave(vm) && (has_its_turn(i, n) || was_leaving(before, vm)))
      vm->leaving = job_leaving(records[i]->dom);
    g_ptr_array_add(vms, vm);
  }
  virDomainStatsRecordListFree(records);
  g_ptr_array_sort(vms, by_name);
  return TRUE;
}

/* NULL without ERROR when there is no such domain. */
