/* Preloaded into the program under test. libvirt's test driver knows nothing of free memory, CPU load or host UUIDs for a host read
 * from a file; this lends it those from FILE.facts, a key file beside it. Connections of other drivers are left alone. */
#include <dlfcn.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIBVIRT(function) ((__typeof__(&function))(void *)dlsym(RTLD_NEXT, #function))

/* The value of KEY for the host behind CONNECTION in VALUE; 0 when it is none of ours. */
static int lent_fact(virConnectPtr connection, const char *key, char value[256])
{
  char path[4096], line[512];
  char *uri = virConnectGetURI(connection);
  int found = 0;
  if (uri != NULL && strncmp(uri, "test:///", 8) == 0) {
    snprintf(path, sizeof path, "%s.facts", uri + strlen("test://"));
    FILE *file = fopen(path, "re");
    size_t length = strlen(key);
    while (!found && file != NULL && fgets(line, sizeof line, file) != NULL)
      if (strncmp(line, key, length) == 0 && line[length] == '=')
        found = sscanf(line + length + 1, "%255[^\n]", value) == 1;
    if (file != NULL)
      fclose(file);
  }
  free(uri);
  return found;
}

unsigned long long virNodeGetFreeMemory(virConnectPtr conn)
{
  char value[256];
  if (lent_fact(conn, "free_bytes", value))
    return strtoull(value, NULL, 10);
  return LIBVIRT(virNodeGetFreeMemory)(conn);
}

/* An idle host: all time is idle time, and it passes. */
int virNodeGetCPUStats(virConnectPtr conn, int cpuNum, virNodeCPUStatsPtr params, int *nparams, unsigned int flags)
{
  char value[256];
  int result = LIBVIRT(virNodeGetCPUStats)(conn, cpuNum, params, nparams, flags);
  if (result == 0 && params != NULL && lent_fact(conn, "free_bytes", value))
    for (int i = 0; i < *nparams; i++)
      if (strcmp(params[i].field, VIR_NODE_CPU_STATS_IDLE) != 0)
        params[i].value = 0;
  return result;
}

char *virConnectGetHostname(virConnectPtr conn)
{
  char value[256];
  return lent_fact(conn, "hostname", value) ? strdup(value) : LIBVIRT(virConnectGetHostname)(conn);
}

char *virConnectGetCapabilities(virConnectPtr conn)
{
  static const char HOST[] = "<host>\n";
  char value[256];
  char *xml = LIBVIRT(virConnectGetCapabilities)(conn);
  char *place = xml != NULL ? strstr(xml, HOST) : NULL;
  if (place == NULL || !lent_fact(conn, "uuid", value))
    return xml;
  size_t size = strlen(xml) + sizeof value + 64;
  char *with_uuid = malloc(size);
  if (with_uuid == NULL)
    return xml;
  int head = (int)(place - xml) + (int)strlen(HOST);
  snprintf(with_uuid, size, "%.*s    <uuid>%s</uuid>\n%s", head, xml, value, xml + head);
  free(xml);
  return with_uuid;
}

/* How fast VMs write, MiB/s, is measured at once. */

static int lent_dirty_rate(virDomainPtr domain, char value[256])
{
  return domain != NULL && lent_fact(virDomainGetConnect(domain), "dirty_mib", value);
}

int virDomainGetJobInfo(virDomainPtr domain, virDomainJobInfoPtr info)
{
  char value[256];
  if (!lent_dirty_rate(domain, value))
    return LIBVIRT(virDomainGetJobInfo)(domain, info);
  memset(info, 0, sizeof *info);
  return 0;
}

int virDomainStartDirtyRateCalc(virDomainPtr domain, int seconds, unsigned int flags)
{
  char value[256];
  return lent_dirty_rate(domain, value) ? 0 : LIBVIRT(virDomainStartDirtyRateCalc)(domain, seconds, flags);
}

int virDomainListGetStats(virDomainPtr *doms, unsigned int stats, virDomainStatsRecordPtr **retStats, unsigned int flags)
{
  char value[256];
  if ((stats & VIR_DOMAIN_STATS_DIRTYRATE) == 0 || !lent_dirty_rate(doms[0], value))
    return LIBVIRT(virDomainListGetStats)(doms, stats, retStats, flags);
  virDomainStatsRecordPtr record = calloc(1, sizeof *record);
  int room = 0;
  *retStats = calloc(2, sizeof **retStats);
  if (record == NULL || *retStats == NULL)
    abort();
  virDomainRef(doms[0]);
  record->dom = doms[0];
  virTypedParamsAddInt(&record->params, &record->nparams, &room, "dirtyrate.calc_status", VIR_DOMAIN_DIRTYRATE_MEASURED);
  virTypedParamsAddLLong(&record->params, &record->nparams, &room, "dirtyrate.megabytes_per_second", atoll(value));
  (*retStats)[0] = record;
  return 1;
}

/* A host that lends a feature which its CPU lacks; others have every CPU. libvirt lets nobody else set its last error, so that is lent
 * as well, until it has been read. */
static __thread char cpu_error[512], cpu_error_told[512];

int virConnectCompareHypervisorCPU(virConnectPtr conn, const char *emulator, const char *arch, const char *machine, const char *virttype,
                                   const char *xmlCPU, unsigned int flags)
{
  char value[256];
  if (!lent_fact(conn, "free_bytes", value))
    return LIBVIRT(virConnectCompareHypervisorCPU)(conn, emulator, arch, machine, virttype, xmlCPU, flags);
  if (!lent_fact(conn, "cpu_lacks", value))
    return VIR_CPU_COMPARE_SUPERSET;
  snprintf(cpu_error, sizeof cpu_error, "the CPU is incompatible with host CPU: %s", value);
  return VIR_CPU_COMPARE_ERROR;
}

int virGetLastErrorCode(void)
{
  return cpu_error[0] != '\0' ? VIR_ERR_CPU_INCOMPATIBLE : LIBVIRT(virGetLastErrorCode)();
}

const char *virGetLastErrorMessage(void)
{
  if (cpu_error[0] == '\0')
    return LIBVIRT(virGetLastErrorMessage)();
  strcpy(cpu_error_told, cpu_error);
  cpu_error[0] = '\0';
  return cpu_error_told;
}
