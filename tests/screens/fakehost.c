/* Preloaded into the program under test. libvirt's test driver knows nothing of free memory, CPU load or host UUIDs for a host read
 * from a file; this lends it those from FILE.facts, a key file beside it. Connections of other drivers are left alone. */
#include <dlfcn.h>
#include <libvirt/libvirt.h>
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
