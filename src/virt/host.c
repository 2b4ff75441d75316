#include "virt/host.h"

#include "virt/domain.h"
#include "virt/error.h"
#include "virt/handles.h"
#include "virt/link.h"
#include "virt/network.h"
#include "virt/storage.h"
#include "virt/xml.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#define KIB 1024

/* What a new VM could have: free memory and what the kernel would give up for it. */
static void read_memory(virConnectPtr handle, HostFacts *facts)
{
  int n = 0;
  if (virNodeGetMemoryStats(handle, VIR_NODE_MEMORY_STATS_ALL_CELLS, NULL, &n, 0) < 0 || n == 0) {
    facts->memory_free_bytes = virNodeGetFreeMemory(handle);
    return;
  }
  g_autofree virNodeMemoryStatsPtr stats = g_new0(virNodeMemoryStats, (gsize)n);
  if (virNodeGetMemoryStats(handle, VIR_NODE_MEMORY_STATS_ALL_CELLS, stats, &n, 0) < 0)
    return;
  facts->memory_free_bytes = 0;
  for (int i = 0; i < n; i++) {
    guint64 bytes = (guint64)stats[i].value * KIB;
    if (strcmp(stats[i].field, VIR_NODE_MEMORY_STATS_TOTAL) == 0)
      facts->memory_total_bytes = bytes;
    else
      facts->memory_free_bytes += bytes;
  }
}

gboolean host_cpu_times(Connection *connection, CpuTimes *times)
{
  int n = 0;
  if (virNodeGetCPUStats(connection->handle, VIR_NODE_CPU_STATS_ALL_CPUS, NULL, &n, 0) < 0 || n == 0)
    return FALSE;
  g_autofree virNodeCPUStatsPtr stats = g_new0(virNodeCPUStats, (gsize)n);
  if (virNodeGetCPUStats(connection->handle, VIR_NODE_CPU_STATS_ALL_CPUS, stats, &n, 0) < 0)
    return FALSE;
  *times = (CpuTimes){ 0 };
  for (int i = 0; i < n; i++) {
    gboolean idle = strcmp(stats[i].field, VIR_NODE_CPU_STATS_IDLE) == 0 || strcmp(stats[i].field, VIR_NODE_CPU_STATS_IOWAIT) == 0;
    if (strcmp(stats[i].field, VIR_NODE_CPU_STATS_UTILIZATION) == 0)
      continue;
    times->total_ns += stats[i].value;
    times->busy_ns += idle ? 0 : stats[i].value;
  }
  return TRUE;
}

static void read_page_sizes(const Xml *xml, GArray *sizes)
{
  g_autoptr(GPtrArray) pages = xml_nodes(xml, NULL, "/capabilities/host/cpu/pages[@unit='KiB']");
  for (guint i = 0; i < pages->len; i++) {
    g_autofree char *kib = xml_string(xml, g_ptr_array_index(pages, i), "@size");
    guint64 bytes = kib != NULL ? g_ascii_strtoull(kib, NULL, 10) * KIB : 0;
    g_array_append_val(sizes, bytes);
  }
}

/* Machines that a hypervisor has for itself stand in its own element; otherwise it has those of its architecture. */
static void read_guest_kind(const Xml *xml, xmlNodePtr arch, xmlNodePtr domain, GPtrArray *kinds)
{
  g_autofree char *type = xml_string(xml, domain, "@type");
  g_autofree char *name = xml_string(xml, arch, "@name");
  GuestKind *kind = guest_kind_new(type, name);
  g_autoptr(GPtrArray) own = xml_nodes(xml, domain, "machine");
  g_autoptr(GPtrArray) common = xml_nodes(xml, arch, "machine");
  const GPtrArray *machines = own->len > 0 ? own : common;
  for (guint i = 0; i < machines->len; i++)
    g_ptr_array_add(kind->machines, xml_string(xml, g_ptr_array_index(machines, i), "."));
  g_ptr_array_add(kinds, kind);
}

static void read_guest_kinds(const Xml *xml, GPtrArray *kinds)
{
  g_autoptr(GPtrArray) archs = xml_nodes(xml, NULL, "/capabilities/guest[os_type='hvm']/arch");
  for (guint i = 0; i < archs->len; i++) {
    xmlNodePtr arch = g_ptr_array_index(archs, i);
    g_autoptr(GPtrArray) domains = xml_nodes(xml, arch, "domain");
    for (guint j = 0; j < domains->len; j++)
      read_guest_kind(xml, arch, g_ptr_array_index(domains, j), kinds);
  }
}

gboolean host_read_capabilities(const char *text, HostFacts *facts, GError **error)
{
  g_autoptr(Xml) xml = xml_parse(text, _("what the host says of itself"), error);
  if (xml == NULL)
    return FALSE;
  facts->uuid = xml_string(xml, NULL, "/capabilities/host/uuid");
  facts->arch = xml_string(xml, NULL, "/capabilities/host/cpu/arch");
  read_page_sizes(xml, facts->page_sizes);
  read_guest_kinds(xml, facts->guest_kinds);
  return TRUE;
}

static gboolean read_capabilities(Connection *connection, HostFacts *facts, GError **error)
{
  g_autofree char *text = virConnectGetCapabilities(connection->handle);
  if (text == NULL)
    return virt_error_set(error, _("asking %s for its capabilities"), connection->host);
  return host_read_capabilities(text, facts, error);
}

static gboolean read_identity(Connection *connection, HostFacts *facts, GError **error)
{
  virNodeInfo info;
  if (virNodeGetInfo(connection->handle, &info) < 0)
    return virt_error_set(error, _("asking %s for its size"), connection->host);
  facts->cpus = info.cpus;
  facts->memory_total_bytes = (guint64)info.memory * KIB;
  facts->hostname = virConnectGetHostname(connection->handle);
  virConnectGetLibVersion(connection->handle, &facts->libvirt_version);
  virConnectGetVersion(connection->handle, &facts->hypervisor_version);
  return read_capabilities(connection, facts, error);
}

/* Which secrets there are, not what they are. A driver may have none at all. */
static void list_secrets(virConnectPtr handle, GPtrArray *uuids)
{
  virSecretPtr *secrets = NULL;
  int n = virConnectListAllSecrets(handle, &secrets, 0);
  for (int i = 0; i < n; i++) {
    char uuid[VIR_UUID_STRING_BUFLEN];
    if (virSecretGetUUIDString(secrets[i], uuid) == 0)
      g_ptr_array_add(uuids, g_strdup(uuid));
    virSecretFree(secrets[i]);
  }
  free(secrets);
}

static gboolean read_changing(Connection *connection, HostFacts *facts, const HostFacts *before, GError **error)
{
  read_memory(connection->handle, facts);
  return domain_list(connection, facts->vms, before, error);
}

/* Pools, networks and links begin with their names. */
static int by_name(gconstpointer a, gconstpointer b)
{
  char *const *first = *(char *const *const *)a, *const *second = *(char *const *const *)b;
  return strcmp(*first, *second);
}

HostFacts *host_survey(Connection *connection, GError **error)
{
  g_autoptr(HostFacts) facts = host_facts_new();
  if (!read_identity(connection, facts, error) || !storage_list(connection, facts->pools, error) ||
      !network_list(connection, facts->networks, error) || !read_changing(connection, facts, NULL, error))
    return NULL;
  list_secrets(connection->handle, facts->secrets);
  link_list(connection, facts->links);
  g_ptr_array_sort(facts->pools, by_name);
  g_ptr_array_sort(facts->networks, by_name);
  g_ptr_array_sort(facts->links, by_name);
  return g_steal_pointer(&facts);
}

static void share(GPtrArray **mine, GPtrArray *theirs)
{
  g_ptr_array_unref(*mine);
  *mine = g_ptr_array_ref(theirs);
}

HostFacts *host_survey_again(Connection *connection, const HostFacts *before, GError **error)
{
  g_autoptr(HostFacts) facts = host_facts_new();
  facts->uuid = g_strdup(before->uuid);
  facts->hostname = g_strdup(before->hostname);
  facts->arch = g_strdup(before->arch);
  facts->libvirt_version = before->libvirt_version;
  facts->hypervisor_version = before->hypervisor_version;
  facts->memory_total_bytes = before->memory_total_bytes;
  facts->cpus = before->cpus;
  share(&facts->pools, before->pools);
  share(&facts->networks, before->networks);
  share(&facts->secrets, before->secrets);
  share(&facts->links, before->links);
  share(&facts->guest_kinds, before->guest_kinds);
  g_array_unref(facts->page_sizes);
  facts->page_sizes = g_array_ref(before->page_sizes);
  return read_changing(connection, facts, before, error) ? g_steal_pointer(&facts) : NULL;
}

CpuVerdict *host_compare_cpu(Connection *connection, const VmDetails *vm)
{
  if (vm->cpu == NULL)
    return NULL;
  int result = virConnectCompareHypervisorCPU(connection->handle, NULL, vm->arch, vm->machine, vm->type, vm->cpu,
                                              VIR_CONNECT_COMPARE_CPU_FAIL_INCOMPATIBLE);
  if (result == VIR_CPU_COMPARE_IDENTICAL || result == VIR_CPU_COMPARE_SUPERSET)
    return cpu_verdict_new(TRUE, NULL);
  if (result < 0 && virGetLastErrorCode() == VIR_ERR_CPU_INCOMPATIBLE)
    return cpu_verdict_new(FALSE, virGetLastErrorMessage());
  return NULL;
}
