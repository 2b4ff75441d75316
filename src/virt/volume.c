#include "virt/volume.h"

#include "virt/error.h"
#include "virt/handles.h"
#include "virt/xml.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

void volume_free(Volume *volume)
{
  if (volume == NULL)
    return;
  g_free(volume->pool);
  g_free(volume->name);
  g_free(volume->path);
  g_free(volume->format);
  g_free(volume->backing_path);
  g_free(volume->backing_format);
  g_free(volume);
}

static virStoragePoolPtr find_pool(Connection *connection, const char *name, GError **error)
{
  virStoragePoolPtr pool = virStoragePoolLookupByName(connection->handle, name);
  if (pool == NULL)
    virt_error_set(error, _("looking for pool %s on %s"), name, connection->host);
  return pool;
}

/* NULL without ERROR when there is no such volume. */
static virStorageVolPtr find_volume(Connection *connection, virStoragePoolPtr pool, const char *name, GError **error)
{
  virStorageVolPtr volume = virStorageVolLookupByName(pool, name);
  if (volume == NULL && virGetLastErrorCode() != VIR_ERR_NO_STORAGE_VOL)
    virt_error_set(error, _("looking for volume %s in pool %s of %s"), name, virStoragePoolGetName(pool), connection->host);
  return volume;
}

static guint64 size(const Xml *xml, const char *path)
{
  g_autofree char *text = xml_string(xml, NULL, path);
  return text != NULL ? g_ascii_strtoull(text, NULL, 10) : 0;
}

static Volume *read_volume(virStorageVolPtr handle, const char *pool, GError **error)
{
  g_autofree char *text = virStorageVolGetXMLDesc(handle, 0);
  if (text == NULL) {
    virt_error_set(error, _("reading volume %s of pool %s"), virStorageVolGetName(handle), pool);
    return NULL;
  }
  g_autoptr(Xml) xml = xml_parse(text, virStorageVolGetName(handle), error);
  if (xml == NULL)
    return NULL;
  Volume *volume = g_new0(Volume, 1);
  volume->pool = g_strdup(pool);
  volume->name = xml_string(xml, NULL, "/volume/name");
  volume->path = xml_string(xml, NULL, "/volume/target/path");
  volume->format = xml_string(xml, NULL, "/volume/target/format/@type");
  volume->capacity_bytes = size(xml, "/volume/capacity");
  volume->allocation_bytes = size(xml, "/volume/allocation");
  volume->physical_bytes = size(xml, "/volume/physical");
  if (volume->physical_bytes == 0)
    volume->physical_bytes = volume->capacity_bytes;
  volume->backing_path = xml_string(xml, NULL, "/volume/backingStore/path");
  volume->backing_format = xml_string(xml, NULL, "/volume/backingStore/format/@type");
  return volume;
}

gboolean volume_look(Connection *connection, const char *pool, const char *name, Volume **volume, GError **error)
{
  g_autoptr(GError) cause = NULL;
  g_autoptr(virStoragePool) pool_handle = find_pool(connection, pool, error);
  if (pool_handle == NULL)
    return FALSE;
  g_autoptr(virStorageVol) handle = find_volume(connection, pool_handle, name, &cause);
  Volume *found = handle != NULL ? read_volume(handle, pool, &cause) : NULL;
  if (cause != NULL) {
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
  }
  *volume = found;
  return TRUE;
}

static void refresh_folder(Connection *connection, const char *path)
{
  g_autofree char *folder = g_path_get_dirname(path);
  g_autoptr(virStoragePool) pool = virStoragePoolLookupByTargetPath(connection->handle, folder);
  if (pool != NULL)
    virStoragePoolRefresh(pool, 0);
}

static void refresh_rbd(Connection *connection)
{
  virStoragePoolPtr *pools = NULL;
  int n =
      virConnectListAllStoragePools(connection->handle, &pools, VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE | VIR_CONNECT_LIST_STORAGE_POOLS_RBD);
  for (int i = 0; i < n; i++) {
    virStoragePoolRefresh(pools[i], 0);
    virStoragePoolFree(pools[i]);
  }
  free(pools);
}

/* What appeared behind this libvirt's back, by the doing of another host say, is known after its pool has been read again. */
static virStorageVolPtr find_unlisted(Connection *connection, const char *path)
{
  if (path[0] == '/')
    refresh_folder(connection, path);
  else
    refresh_rbd(connection);
  return virStorageVolLookupByPath(connection->handle, path);
}

Volume *volume_at(Connection *connection, const char *path)
{
  g_autoptr(virStorageVol) handle = virStorageVolLookupByPath(connection->handle, path);
  if (handle == NULL)
    handle = find_unlisted(connection, path);
  g_autoptr(virStoragePool) pool = handle != NULL ? virStoragePoolLookupByVolume(handle) : NULL;
  return pool != NULL ? read_volume(handle, virStoragePoolGetName(pool), NULL) : NULL;
}

static void add_text(GString *xml, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void add_text(GString *xml, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_autofree char *text = g_markup_vprintf_escaped(format, args);
  va_end(args);
  g_string_append(xml, text);
}

static char *order_xml(const Volume *order, gboolean sparse)
{
  GString *xml = g_string_new("<volume>");
  add_text(xml, "<name>%s</name><capacity unit='bytes'>%" G_GUINT64_FORMAT "</capacity>", order->name, order->capacity_bytes);
  if (sparse)
    g_string_append(xml, "<allocation>0</allocation>");
  add_text(xml, "<target><format type='%s'/>", order->format);
  /* libvirt's own choice would be a version that has neither zero clusters nor dirty bitmaps. */
  if (strcmp(order->format, "qcow2") == 0)
    g_string_append(xml, "<compat>1.1</compat>");
  g_string_append(xml, "</target>");
  if (order->backing_path != NULL)
    add_text(xml, "<backingStore><path>%s</path><format type='%s'/></backingStore>", order->backing_path,
             order->backing_format != NULL ? order->backing_format : "raw");
  g_string_append(xml, "</volume>");
  return g_string_free(xml, FALSE);
}

/* A logical volume of less allocation than capacity would be a snapshot that fills up. */
static gboolean is_logical(virStoragePoolPtr pool)
{
  g_autofree char *text = virStoragePoolGetXMLDesc(pool, 0);
  g_autoptr(Xml) xml = text != NULL ? xml_parse(text, virStoragePoolGetName(pool), NULL) : NULL;
  return xml != NULL && xml_exists(xml, NULL, "/pool[@type='logical']");
}

gboolean volume_create(Connection *connection, const Volume *order, GError **error)
{
  g_autoptr(virStoragePool) pool = find_pool(connection, order->pool, error);
  if (pool == NULL)
    return FALSE;
  g_autofree char *xml = order_xml(order, !is_logical(pool));
  g_autoptr(virStorageVol) handle = virStorageVolCreateXML(pool, xml, 0);
  return handle != NULL || virt_error_set(error, _("making volume %s in pool %s of %s"), order->name, order->pool, connection->host);
}

gboolean volume_delete(Connection *connection, const char *pool, const char *name, GError **error)
{
  g_autoptr(GError) cause = NULL;
  g_autoptr(virStoragePool) pool_handle = find_pool(connection, pool, error);
  if (pool_handle == NULL)
    return FALSE;
  g_autoptr(virStorageVol) handle = find_volume(connection, pool_handle, name, &cause);
  if (cause != NULL) {
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
  }
  if (handle != NULL && virStorageVolDelete(handle, 0) < 0 && virGetLastErrorCode() != VIR_ERR_NO_STORAGE_VOL)
    return virt_error_set(error, _("deleting volume %s of pool %s on %s"), name, pool, connection->host);
  return TRUE;
}

/* libvirt stops a pool that it cannot read. */
static gboolean refresh_failed(Connection *connection, virStoragePoolPtr pool, GError **error)
{
  const char *name = virStoragePoolGetName(pool);
  virt_error_set(error, _("reading pool %s of %s again"), name, connection->host);
  if (virStoragePoolIsActive(pool) == 0)
    g_prefix_error(error, _("libvirt has stopped pool %s of %s, because it could not be read (virsh pool-start %s starts it again): "), name,
                   connection->host, name);
  return FALSE;
}

/* A pool in which something is being made right now refuses to be read; it is tried for a while. */
#define REFRESH_TRIES 40
#define REFRESH_PAUSE_US (250 * 1000)

static gboolean refresh(Connection *connection, virStoragePoolPtr pool, GError **error)
{
  for (int try = 1; virStoragePoolRefresh(pool, 0) < 0; try++) {
    if (try == REFRESH_TRIES || virGetLastErrorCode() != VIR_ERR_INTERNAL_ERROR)
      return refresh_failed(connection, pool, error);
    g_usleep(REFRESH_PAUSE_US);
  }
  return TRUE;
}

static gboolean find_builder(Connection *connection, virStoragePoolPtr pool, const char *path, gboolean anew, char **name, GError **error)
{
  virStorageVolPtr *volumes = NULL;
  if (anew && !refresh(connection, pool, error))
    return FALSE;
  int n = virStoragePoolListAllVolumes(pool, &volumes, 0);
  if (n < 0)
    return virt_error_set(error, _("listing the volumes of pool %s of %s"), virStoragePoolGetName(pool), connection->host);
  for (int i = 0; i < n; i++) {
    /* One that is gone by now builds upon nothing. */
    g_autoptr(Volume) volume = *name == NULL ? read_volume(volumes[i], virStoragePoolGetName(pool), NULL) : NULL;
    if (volume != NULL && g_strcmp0(volume->backing_path, path) == 0)
      *name = g_strdup(volume->name);
    virStorageVolFree(volumes[i]);
  }
  free(volumes);
  return TRUE;
}

gboolean volume_built_upon(Connection *connection, const char *path, const char *only_pool, char **name, GError **error)
{
  virStoragePoolPtr *pools = NULL;
  unsigned int with_images = VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE | VIR_CONNECT_LIST_STORAGE_POOLS_DIR |
                             VIR_CONNECT_LIST_STORAGE_POOLS_FS | VIR_CONNECT_LIST_STORAGE_POOLS_NETFS |
                             VIR_CONNECT_LIST_STORAGE_POOLS_LOGICAL;
  int n = virConnectListAllStoragePools(connection->handle, &pools, with_images);
  if (n < 0)
    return virt_error_set(error, _("listing the storage pools of %s"), connection->host);
  gboolean ok = TRUE;
  *name = NULL;
  for (int i = 0; i < n; i++) {
    gboolean anew = only_pool == NULL || strcmp(virStoragePoolGetName(pools[i]), only_pool) == 0;
    ok = ok && (*name != NULL || find_builder(connection, pools[i], path, anew, name, error));
    virStoragePoolFree(pools[i]);
  }
  free(pools);
  return ok;
}

gboolean volume_refresh_pool(Connection *connection, const char *pool, GError **error)
{
  g_autoptr(virStoragePool) handle = find_pool(connection, pool, error);
  return handle != NULL && refresh(connection, handle, error);
}

void volume_source_clear(VolumeSource *source)
{
  g_clear_pointer(&source->type, g_free);
  g_clear_pointer(&source->xml, g_free);
}

/* An image in an RBD pool is named with the monitors and the user that its pool is reached with. */
static char *rbd_source(const Xml *pool, const char *path)
{
  GString *xml = g_string_new(NULL);
  add_text(xml, "<source protocol='rbd' name='%s'>", path);
  g_autoptr(GPtrArray) hosts = xml_nodes(pool, NULL, "/pool/source/host");
  for (guint i = 0; i < hosts->len; i++) {
    g_autofree char *name = xml_string(pool, g_ptr_array_index(hosts, i), "@name");
    g_autofree char *port = xml_string(pool, g_ptr_array_index(hosts, i), "@port");
    add_text(xml, "<host name='%s' port='%s'/>", name, port != NULL ? port : "6789");
  }
  g_autofree char *user = xml_string(pool, NULL, "/pool/source/auth/@username");
  g_autofree char *secret = xml_string(pool, NULL, "/pool/source/auth/secret/@uuid");
  if (user != NULL && secret != NULL)
    add_text(xml, "<auth username='%s'><secret type='ceph' uuid='%s'/></auth>", user, secret);
  g_string_append(xml, "</source>");
  return g_string_free(xml, FALSE);
}

gboolean volume_source(Connection *connection, const char *pool, const char *name, VolumeSource *source, GError **error)
{
  g_autoptr(virStoragePool) pool_handle = find_pool(connection, pool, error);
  g_autoptr(virStorageVol) handle = pool_handle != NULL ? virStorageVolLookupByName(pool_handle, name) : NULL;
  if (pool_handle != NULL && handle == NULL)
    virt_error_set(error, _("looking for volume %s in pool %s of %s"), name, pool, connection->host);
  g_autofree char *path = handle != NULL ? virStorageVolGetPath(handle) : NULL;
  g_autofree char *pool_text = path != NULL ? virStoragePoolGetXMLDesc(pool_handle, 0) : NULL;
  g_autoptr(Xml) pool_xml = pool_text != NULL ? xml_parse(pool_text, pool, error) : NULL;
  if (pool_xml == NULL) {
    if (error != NULL && *error == NULL)
      virt_error_set(error, _("asking %s where volume %s of pool %s is"), connection->host, name, pool);
    return FALSE;
  }
  g_autofree char *type = xml_string(pool_xml, NULL, "/pool/@type");
  if (g_strcmp0(type, "rbd") == 0) {
    source->type = g_strdup("network");
    source->xml = rbd_source(pool_xml, path);
  } else {
    gboolean device = g_strcmp0(type, "logical") == 0;
    source->type = g_strdup(device ? "block" : "file");
    source->xml = g_markup_printf_escaped(device ? "<source dev='%s'/>" : "<source file='%s'/>", path);
  }
  return TRUE;
}
