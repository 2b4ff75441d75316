#include "virt/disk.h"

#include "virt/error.h"
#include "virt/handles.h"
#include "virt/volume.h"
#include "virt/volume_copy.h"

#include <glib/gi18n.h>

/* A chain of base images that is longer than this is a circle, or as good as one. */
#define LONGEST_CHAIN 64

static Volume *volume_of(Connection *connection, const Disk *disk)
{
  Volume *volume = NULL;
  if (disk->source == DISK_SOURCE_VOLUME)
    volume_look(connection, disk->pool, disk->volume, &volume, NULL);
  else if (disk->path != NULL)
    volume = volume_at(connection, disk->path);
  return volume;
}

/* For a disk in no pool. */
static void read_sizes(virDomainPtr domain, Disk *disk)
{
  virDomainBlockInfo info;
  if (domain == NULL || virDomainGetBlockInfo(domain, disk->target, &info, 0) < 0)
    return;
  disk->capacity_bytes = info.capacity;
  disk->data_bytes = info.allocation;
  disk->physical_bytes = info.physical;
}

static void take_volume(Disk *disk, const Volume *volume)
{
  if (disk->pool == NULL)
    disk->pool = g_strdup(volume->pool);
  if (disk->volume == NULL)
    disk->volume = g_strdup(volume->name);
  disk->capacity_bytes = volume->capacity_bytes;
  disk->data_bytes = volume->allocation_bytes;
  disk->physical_bytes = volume->physical_bytes;
}

static void take_base(BaseImage *base, const Volume *volume)
{
  base->pool = g_strdup(volume->pool);
  base->volume = g_strdup(volume->name);
  base->physical_bytes = volume->physical_bytes;
  if (base->format == NULL)
    base->format = g_strdup(volume->format);
}

/* Of a running VM libvirt tells the chain; of one that is shut off each image tells the next. */
static void follow_chain(Connection *connection, Disk *disk, const Volume *top)
{
  if (disk->bases->len > 0) {
    for (guint i = 0; i < disk->bases->len; i++) {
      BaseImage *base = g_ptr_array_index(disk->bases, i);
      g_autoptr(Volume) volume = base->path != NULL ? volume_at(connection, base->path) : NULL;
      if (volume != NULL)
        take_base(base, volume);
    }
    return;
  }
  g_autofree char *path = top != NULL ? g_strdup(top->backing_path) : NULL;
  g_autofree char *format = top != NULL ? g_strdup(top->backing_format) : NULL;
  while (path != NULL && disk->bases->len < LONGEST_CHAIN) {
    BaseImage *base = g_new0(BaseImage, 1);
    base->path = g_steal_pointer(&path);
    base->format = g_steal_pointer(&format);
    g_ptr_array_add(disk->bases, base);
    g_autoptr(Volume) volume = volume_at(connection, base->path);
    if (volume == NULL)
      return;
    take_base(base, volume);
    path = g_strdup(volume->backing_path);
    format = g_strdup(volume->backing_format);
  }
}

/* All VMs' disks in one answer; NULL when the driver cannot tell. */
static virDomainStatsRecordPtr *all_disks(Connection *connection)
{
  virDomainStatsRecordPtr *records = NULL;
  unsigned int flags = VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT | VIR_CONNECT_GET_ALL_DOMAINS_STATS_BACKING;
  return virConnectGetAllDomainStats(connection->handle, VIR_DOMAIN_STATS_BLOCK, &records, flags) < 0 ? NULL : records;
}

static gboolean names_path(const virDomainStatsRecord *record, const char *path)
{
  for (int i = 0; i < record->nparams; i++) {
    const virTypedParameter *param = &record->params[i];
    gboolean is_path =
        param->type == VIR_TYPED_PARAM_STRING && g_str_has_prefix(param->field, "block.") && g_str_has_suffix(param->field, ".path");
    if (is_path && g_strcmp0(param->value.s, path) == 0)
      return TRUE;
  }
  return FALSE;
}

static char *other_user(virDomainStatsRecordPtr *records, const char *path, const char *uuid)
{
  for (; records != NULL && *records != NULL; records++) {
    char other[VIR_UUID_STRING_BUFLEN];
    if (virDomainGetUUIDString((*records)->dom, other) == 0 && g_strcmp0(other, uuid) != 0 && names_path(*records, path))
      return g_strdup(virDomainGetName((*records)->dom));
  }
  return NULL;
}

gboolean disk_other_user(Connection *connection, const char *path, const char *uuid, char **name, GError **error)
{
  virDomainStatsRecordPtr *records = all_disks(connection);
  if (records == NULL)
    return virt_error_set(error, _("asking %s which VMs use %s"), connection->host, path);
  *name = other_user(records, path, uuid);
  virDomainStatsRecordListFree(records);
  return TRUE;
}

void disk_look(Connection *connection, VmDetails *details)
{
  g_autoptr(virDomain) domain = virDomainLookupByUUIDString(connection->handle, details->vm.uuid);
  virDomainStatsRecordPtr *everybody = all_disks(connection);
  for (guint i = 0; i < details->disks->len; i++) {
    Disk *disk = g_ptr_array_index(details->disks, i);
    if (disk->source == DISK_SOURCE_NONE)
      continue;
    g_autoptr(Volume) volume = volume_of(connection, disk);
    if (volume != NULL)
      take_volume(disk, volume);
    else
      read_sizes(domain, disk);
    follow_chain(connection, disk, volume);
    /* It matters only where the image is copied as it lies there. */
    if (volume != NULL && !vm_state_is_active(details->vm.state) && g_strcmp0(disk->format, "qcow2") == 0)
      disk->has_data_file = volume_has_data_file(connection, volume->pool, volume->name);
    disk->used_by = other_user(everybody, volume != NULL ? volume->path : disk->path, details->vm.uuid);
  }
  if (everybody != NULL)
    virDomainStatsRecordListFree(everybody);
}
