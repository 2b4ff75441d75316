#include "virt/domain_parts.h"

#include "virt/disk.h"
#include "virt/domain_xml.h"
#include "virt/error.h"
#include "virt/handles.h"
#include "virt/job.h"
#include "virt/snapshot.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#define KIB 1024

static virDomainPtr lookup(Connection *connection, const char *uuid, GError **error)
{
  virDomainPtr handle = virDomainLookupByUUIDString(connection->handle, uuid);
  if (handle == NULL && virGetLastErrorCode() != VIR_ERR_NO_DOMAIN)
    virt_error_set(error, _("looking for the VM on %s"), connection->host);
  return handle;
}

static virDomainPtr lookup_existing(Connection *connection, const char *uuid, GError **error)
{
  virDomainPtr handle = virDomainLookupByUUIDString(connection->handle, uuid);
  if (handle == NULL)
    virt_error_set(error, _("looking for the VM on %s"), connection->host);
  return handle;
}

static gboolean read_state(virDomainPtr handle, VmState *state)
{
  int now, reason;
  if (virDomainGetState(handle, &now, &reason, 0) < 0)
    return FALSE;
  *state = domain_state_of(now, reason);
  return TRUE;
}

gboolean domain_state(Connection *connection, const char *uuid, VmState *state, gboolean *persistent, GError **error)
{
  g_autoptr(GError) cause = NULL;
  g_autoptr(virDomain) handle = lookup(connection, uuid, &cause);
  if (cause != NULL) {
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
  }
  VmState found = VM_STATE_UNKNOWN;
  gboolean is_persistent = FALSE;
  if (handle != NULL && read_state(handle, &found))
    is_persistent = virDomainIsPersistent(handle) == 1;
  else if (handle != NULL && virGetLastErrorCode() != VIR_ERR_NO_DOMAIN)
    return virt_error_set(error, _("asking %s for the state of the VM"), connection->host);
  *state = found;
  if (persistent != NULL)
    *persistent = is_persistent;
  return TRUE;
}

static void read_job(virDomainPtr handle, VmDetails *details)
{
  virDomainJobInfo job;
  if (virDomainGetJobInfo(handle, &job) == 0 && job.type != VIR_DOMAIN_JOB_NONE) {
    details->job = g_strdup(job_is_migration_out(handle) ? _("a migration") : _("a save, dump or the like"));
    return;
  }
  for (guint i = 0; i < details->disks->len && details->job == NULL; i++) {
    const Disk *disk = g_ptr_array_index(details->disks, i);
    virDomainBlockJobInfo block_job;
    if (virDomainGetBlockJobInfo(handle, disk->target, &block_job, 0) == 1)
      details->job = g_strdup_printf(_("a block job on disk %s"), disk->target);
  }
}

/* The time its CPUs have run on this host; where nobody counts it, they have run. */
static gboolean has_run(virDomainPtr handle)
{
  virDomainPtr domains[] = { handle, NULL };
  virDomainStatsRecordPtr *records = NULL;
  gboolean counted = FALSE;
  guint64 time_ns = 0;
  if (virDomainListGetStats(domains, VIR_DOMAIN_STATS_VCPU, &records, VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT) < 1)
    return TRUE;
  for (int i = 0; i < records[0]->nparams; i++)
    if (g_str_has_prefix(records[0]->params[i].field, "vcpu.") && g_str_has_suffix(records[0]->params[i].field, ".time")) {
      counted = TRUE;
      time_ns += domain_stat_number(records[0], records[0]->params[i].field);
    }
  virDomainStatsRecordListFree(records);
  return !counted || time_ns > 0;
}

static void read_live_figures(virDomainPtr handle, VmDetails *details)
{
  virDomainInfo info;
  if (virDomainGetInfo(handle, &info) == 0) {
    details->vm.memory_bytes = (guint64)info.maxMem * KIB;
    details->vm.vcpus = info.nrVirtCpu;
  }
  if (details->vm.state == VM_SHUT_OFF)
    return;
  virDomainMemoryStatStruct stats[VIR_DOMAIN_MEMORY_STAT_NR];
  int n = virDomainMemoryStats(handle, stats, VIR_DOMAIN_MEMORY_STAT_NR, 0);
  for (int i = 0; i < n; i++)
    if (stats[i].tag == VIR_DOMAIN_MEMORY_STAT_RSS)
      details->memory_used_bytes = stats[i].val * KIB;
  details->has_run = has_run(handle);
  read_job(handle, details);
}

static gboolean read_definition(Connection *connection, virDomainPtr handle, VmDetails *details, GError **error)
{
  g_autofree char *xml = virDomainGetXMLDesc(handle, 0);
  if (xml == NULL)
    return virt_error_set(error, _("reading the definition of %s on %s"), details->vm.name, connection->host);
  if (!domain_xml_read(xml, details, error))
    return FALSE;
  /* While it runs, its own XML tells what its CPU really got; what the target is asked for is this. */
  g_autofree char *asked = vm_state_is_active(details->vm.state) ? virDomainGetXMLDesc(handle, VIR_DOMAIN_XML_MIGRATABLE) : g_strdup(xml);
  details->cpu = asked != NULL ? domain_xml_cpu(asked) : NULL;
  return TRUE;
}

VmDetails *domain_details(Connection *connection, const char *uuid, GError **error)
{
  g_autoptr(virDomain) handle = lookup_existing(connection, uuid, error);
  if (handle == NULL)
    return NULL;
  g_autoptr(VmDetails) details = vm_details_new(virDomainGetName(handle), uuid, VM_STATE_UNKNOWN);
  if (!read_state(handle, &details->vm.state)) {
    virt_error_set(error, _("asking %s for the state of %s"), connection->host, details->vm.name);
    return NULL;
  }
  int autostart = 0;
  details->persistent = virDomainIsPersistent(handle) == 1;
  details->autostart = details->persistent && virDomainGetAutostart(handle, &autostart) == 0 && autostart;
  details->saved = virDomainHasManagedSaveImage(handle, 0) == 1;
  if (!read_definition(connection, handle, details, error) || !snapshot_names(connection, uuid, details->snapshots, error))
    return NULL;
  /* Drivers that know none have none. */
  details->checkpoints = (guint)MAX(virDomainListAllCheckpoints(handle, NULL, 0), 0);
  read_live_figures(handle, details);
  disk_look(connection, details);
  return g_steal_pointer(&details);
}

char *domain_definition(Connection *connection, const char *uuid, gboolean persistent, GError **error)
{
  g_autoptr(virDomain) handle = lookup_existing(connection, uuid, error);
  if (handle == NULL)
    return NULL;
  unsigned int flags = VIR_DOMAIN_XML_SECURE | (persistent ? VIR_DOMAIN_XML_INACTIVE : VIR_DOMAIN_XML_MIGRATABLE);
  char *xml = virDomainGetXMLDesc(handle, flags);
  if (xml == NULL)
    virt_error_set(error, _("reading the definition of %s on %s"), virDomainGetName(handle), connection->host);
  return xml;
}

/* Firmware variables and the state of a TPM stay: on shared storage they are those of the VM at its new place. A saved state makes
 * libvirt refuse, and so does the metadata of snapshots unless it is only a copy. Checkpoints do not move; a check has told so. */
static unsigned int undefine_flags(gboolean is_copy)
{
  unsigned int flags = VIR_DOMAIN_UNDEFINE_KEEP_NVRAM | VIR_DOMAIN_UNDEFINE_KEEP_TPM | VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA;
  return is_copy ? flags | VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA : flags;
}

gboolean domain_undefine(Connection *connection, const char *uuid, gboolean is_copy, GError **error)
{
  g_autoptr(GError) cause = NULL;
  g_autoptr(virDomain) handle = lookup(connection, uuid, &cause);
  if (cause != NULL) {
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
  }
  if (handle == NULL)
    return TRUE;
  if (virDomainIsActive(handle) != 0) {
    g_set_error(error, VIRT_ERROR, VIR_ERR_OPERATION_INVALID, _("%s is active on %s, so its definition stays there"),
                virDomainGetName(handle), connection->host);
    return FALSE;
  }
  if (virDomainUndefineFlags(handle, undefine_flags(is_copy)) < 0 && virGetLastErrorCode() != VIR_ERR_NO_DOMAIN)
    return virt_error_set(error, _("removing the definition of %s from %s"), virDomainGetName(handle), connection->host);
  return TRUE;
}

/* Asked of a VM that migrates, libvirt would wait for the end of that, and give up. */
static gboolean is_free(virDomainPtr handle)
{
  VmState state;
  virDomainJobInfo job;
  return read_state(handle, &state) && state == VM_RUNNING && virDomainGetJobInfo(handle, &job) == 0 && job.type == VIR_DOMAIN_JOB_NONE;
}

gboolean domain_start_dirty_rate(Connection *connection, const char *uuid)
{
  g_autoptr(virDomain) handle = lookup(connection, uuid, NULL);
  return handle != NULL && is_free(handle) && virDomainStartDirtyRateCalc(handle, 1, 0) == 0;
}

#define MEGABYTE (1024 * 1024) /* QEMU's */

gboolean domain_dirty_rate(Connection *connection, const char *uuid, gint64 *bytes_s)
{
  virDomainStatsRecordPtr *records = NULL;
  long long megabytes_s = 0;
  gboolean measuring = FALSE;
  *bytes_s = -1;
  g_autoptr(virDomain) handle = lookup(connection, uuid, NULL);
  virDomainPtr domains[] = { handle, NULL };
  if (handle == NULL || virDomainListGetStats(domains, VIR_DOMAIN_STATS_DIRTYRATE, &records, 0) < 1)
    return TRUE;
  int status = domain_stat_int(records[0], "dirtyrate.calc_status");
  if (status == VIR_DOMAIN_DIRTYRATE_MEASURED &&
      virTypedParamsGetLLong(records[0]->params, records[0]->nparams, "dirtyrate.megabytes_per_second", &megabytes_s) == 1)
    *bytes_s = (gint64)megabytes_s * MEGABYTE;
  measuring = status == VIR_DOMAIN_DIRTYRATE_MEASURING;
  virDomainStatsRecordListFree(records);
  return !measuring;
}

/* Did it stop by itself, against everybody's will? */
static gboolean stopped_by_a_crash(virDomainPtr handle)
{
  int state, reason;
  return virDomainGetState(handle, &state, &reason, 0) == 0 && state == VIR_DOMAIN_SHUTOFF &&
         (reason == VIR_DOMAIN_SHUTOFF_CRASHED || reason == VIR_DOMAIN_SHUTOFF_FAILED);
}

gboolean domain_is_at_rest(Connection *connection, const char *uuid)
{
  g_autoptr(virDomain) handle = lookup(connection, uuid, NULL);
  virDomainJobInfo job;
  if (handle == NULL || stopped_by_a_crash(handle))
    return FALSE;
  return virDomainIsActive(handle) == 0 || (virDomainGetJobInfo(handle, &job) == 0 && job.type == VIR_DOMAIN_JOB_NONE);
}

gboolean domain_has_no_job(Connection *connection, const char *uuid)
{
  g_autoptr(virDomain) handle = lookup(connection, uuid, NULL);
  virDomainJobInfo job;
  if (handle == NULL || virDomainIsActive(handle) == 0)
    return handle != NULL;
  if (virDomainGetJobInfo(handle, &job) == 0)
    return job.type == VIR_DOMAIN_JOB_NONE;
  /* A driver that knows no jobs has none. */
  return virGetLastErrorCode() == VIR_ERR_NO_SUPPORT;
}

gboolean domain_is_leaving(Connection *connection, const char *uuid)
{
  g_autoptr(virDomain) handle = lookup(connection, uuid, NULL);
  return handle != NULL && job_is_migration_out(handle);
}

void domain_abort_migration(Connection *connection, const char *uuid)
{
  g_autoptr(virDomain) handle = lookup(connection, uuid, NULL);
  if (handle != NULL && job_is_migration_out(handle))
    virDomainAbortJob(handle);
}

gboolean domain_define(Connection *connection, const char *xml, GError **error)
{
  g_autoptr(virDomain) handle = virDomainDefineXML(connection->handle, xml);
  return handle != NULL || virt_error_set(error, _("defining the VM on %s"), connection->host);
}

gboolean domain_set_autostart(Connection *connection, const char *uuid, GError **error)
{
  g_autoptr(virDomain) handle = lookup_existing(connection, uuid, error);
  if (handle == NULL)
    return FALSE;
  if (virDomainSetAutostart(handle, 1) < 0)
    return virt_error_set(error, _("letting %s start with %s"), virDomainGetName(handle), connection->host);
  return TRUE;
}

gboolean domain_suspend(Connection *connection, const char *uuid, GError **error)
{
  g_autoptr(virDomain) handle = lookup_existing(connection, uuid, error);
  if (handle == NULL)
    return FALSE;
  if (virDomainSuspend(handle) < 0)
    return virt_error_set(error, _("suspending %s on %s"), virDomainGetName(handle), connection->host);
  return TRUE;
}

gboolean domain_destroy(Connection *connection, const char *uuid, GError **error)
{
  g_autoptr(virDomain) handle = lookup_existing(connection, uuid, error);
  if (handle == NULL)
    return FALSE;
  if (virDomainIsActive(handle) == 0 || virDomainDestroyFlags(handle, 0) == 0)
    return TRUE;
  return virt_error_set(error, _("ending %s on %s"), virDomainGetName(handle), connection->host);
}

gboolean domain_resume(Connection *connection, const char *uuid, GError **error)
{
  g_autoptr(virDomain) handle = lookup_existing(connection, uuid, error);
  if (handle == NULL)
    return FALSE;
  if (virDomainResume(handle) < 0)
    return virt_error_set(error, _("resuming %s on %s"), virDomainGetName(handle), connection->host);
  return TRUE;
}
