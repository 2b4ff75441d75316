#include "virt/storage.h"

#include "virt/error.h"
#include "virt/handles.h"
#include "virt/xml.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

/* Pools whose source is reached over a network, and so can be the same storage on two hosts. */
static const char *const networked[] = { "netfs", "gluster", "rbd", "sheepdog", "iscsi", "iscsi-direct", "vstorage" };

static gboolean is_networked(const char *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS(networked); i++)
    if (strcmp(type, networked[i]) == 0)
      return TRUE;
  return FALSE;
}

/* "localhost" is another machine on every host: such a source proves nothing. */
static gboolean is_local_address(const char *name)
{
  return strcmp(name, "localhost") == 0 || g_str_has_prefix(name, "127.") || strcmp(name, "::1") == 0;
}

/* The parts of a source that say which storage it is, each put after its separator. */
static const struct {
  const char *separator, *path;
} source_parts[] = {
  { "", "/pool/source/format/@type" },       { " ", "/pool/source/host/@name" },    { ":", "/pool/source/dir/@path" },
  { " ", "/pool/source/device/@path" },      { " ", "/pool/source/name" },          { " ", "/pool/source/initiator/iqn/@name" },
};

static char *read_origin(const Xml *xml, const char *type)
{
  g_autofree char *host = xml_string(xml, NULL, "/pool/source/host/@name");
  if (!is_networked(type) || (host != NULL && is_local_address(host)))
    return NULL;
  GString *origin = g_string_new(NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(source_parts); i++) {
    g_autofree char *part = xml_string(xml, NULL, source_parts[i].path);
    if (part != NULL)
      g_string_append_printf(origin, "%s%s", origin->len > 0 ? source_parts[i].separator : "", part);
  }
  return g_string_free(origin, FALSE);
}

Pool *storage_read_xml(const char *text, GError **error)
{
  g_autoptr(Xml) xml = xml_parse(text, _("a storage pool's definition"), error);
  if (xml == NULL)
    return NULL;
  g_autofree char *name = xml_string(xml, NULL, "/pool/name");
  Pool *pool = pool_new(name);
  pool->type = xml_string(xml, NULL, "/pool/@type");
  pool->path = xml_string(xml, NULL, "/pool/target/path");
  pool->origin = pool->type != NULL ? read_origin(xml, pool->type) : NULL;
  return pool;
}

/* Names only: one call, however many there are. */
static void list_volumes(virStoragePoolPtr handle, GPtrArray *names)
{
  int n = virStoragePoolNumOfVolumes(handle);
  g_autofree char **list = n > 0 ? g_new0(char *, (gsize)n) : NULL;
  n = list != NULL ? virStoragePoolListVolumes(handle, list, n) : 0;
  for (int i = 0; i < n; i++) {
    g_ptr_array_add(names, g_strdup(list[i]));
    free(list[i]);
  }
}

static gboolean add_pool(Connection *connection, virStoragePoolPtr handle, GPtrArray *pools, GError **error)
{
  g_autofree char *xml = virStoragePoolGetXMLDesc(handle, 0);
  /* A pool may be undefined between the list and this call: then it is not there. */
  if (xml == NULL)
    return TRUE;
  Pool *pool = storage_read_xml(xml, error);
  if (pool == NULL)
    return FALSE;
  virStoragePoolInfo info;
  if (virStoragePoolGetInfo(handle, &info) == 0) {
    pool->active = info.state == VIR_STORAGE_POOL_RUNNING || info.state == VIR_STORAGE_POOL_DEGRADED;
    pool->capacity_bytes = info.capacity;
    pool->available_bytes = info.available;
  }
  if (pool->active)
    list_volumes(handle, pool->volumes);
  g_ptr_array_add(pools, pool);
  return TRUE;
}

gboolean storage_list(Connection *connection, GPtrArray *pools, GError **error)
{
  virStoragePoolPtr *handles = NULL;
  int n = virConnectListAllStoragePools(connection->handle, &handles, 0);
  if (n < 0)
    return virt_error_set(error, _("listing the storage pools of %s"), connection->host);
  gboolean ok = TRUE;
  for (int i = 0; i < n; i++) {
    ok = ok && add_pool(connection, handles[i], pools, error);
    virStoragePoolFree(handles[i]);
  }
  free(handles);
  return ok;
}
