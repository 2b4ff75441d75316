#include "virt/domain_xml.h"

#include "virt/xml.h"

#include <glib/gi18n.h>
#include <string.h>

static DiskDevice parse_device(const char *text)
{
  if (g_strcmp0(text, "cdrom") == 0)
    return DISK_DEVICE_CDROM;
  if (g_strcmp0(text, "floppy") == 0)
    return DISK_DEVICE_FLOPPY;
  if (g_strcmp0(text, "lun") == 0)
    return DISK_DEVICE_LUN;
  return DISK_DEVICE_DISK;
}

/* Each type of disk keeps the name of its medium in an attribute of its own. */
static const struct {
  const char *type;
  DiskSource source;
  const char *attribute;
} disk_types[] = {
  { "file", DISK_SOURCE_FILE, "source/@file" },       { "block", DISK_SOURCE_BLOCK, "source/@dev" },
  { "network", DISK_SOURCE_NETWORK, "source/@name" }, { "volume", DISK_SOURCE_VOLUME, "source/@volume" },
  { "dir", DISK_SOURCE_OTHER, "source/@dir" },        { "nvme", DISK_SOURCE_OTHER, "source/address/@domain" },
  { "vhostuser", DISK_SOURCE_OTHER, "source/@path" },
};

static void read_source(const Xml *xml, xmlNodePtr node, Disk *disk)
{
  g_autofree char *type = xml_string(xml, node, "@type");
  disk->source = DISK_SOURCE_OTHER;
  for (gsize i = 0; i < G_N_ELEMENTS(disk_types); i++)
    if (g_strcmp0(type, disk_types[i].type) == 0) {
      disk->source = disk_types[i].source;
      disk->path = xml_string(xml, node, disk_types[i].attribute);
    }
  if (disk->source == DISK_SOURCE_VOLUME)
    disk->pool = xml_string(xml, node, "source/@pool");
  if (disk->path == NULL)
    disk->source = DISK_SOURCE_NONE;
}

static Disk *read_disk(const Xml *xml, xmlNodePtr node)
{
  Disk *disk = g_new0(Disk, 1);
  g_autofree char *device = xml_string(xml, node, "@device");
  disk->target = xml_string(xml, node, "target/@dev");
  disk->device = parse_device(device);
  disk->format = xml_string(xml, node, "driver/@type");
  disk->read_only = xml_exists(xml, node, "readonly") || disk->device == DISK_DEVICE_CDROM;
  disk->shareable = xml_exists(xml, node, "shareable");
  read_source(xml, node, disk);
  return disk;
}

static Nic *read_nic(const Xml *xml, xmlNodePtr node)
{
  Nic *nic = g_new0(Nic, 1);
  nic->mac = xml_string(xml, node, "mac/@address");
  nic->source = xml_string(xml, node, "source/@network");
  /* While the VM runs, libvirt shows a NIC on a network as what that network made of it (type bridge, say). */
  nic->kind = nic->source != NULL ? g_strdup("network") : xml_string(xml, node, "@type");
  if (nic->source == NULL)
    nic->source = xml_string(xml, node, "source/@bridge | source/@dev | source/@path");
  return nic;
}

/* What lies beside the disks, on the VM's host alone. */
static const struct {
  const char *path, *name;
} local_states[] = {
  { "/domain/os/nvram[not(@type) or @type='file'] | /domain/os[@firmware='efi']", N_("firmware variables") },
  { "/domain/devices/tpm/backend[@type='emulator']", N_("the state of its TPM") },
};

static char *read_local_state(const Xml *xml)
{
  for (gsize i = 0; i < G_N_ELEMENTS(local_states); i++)
    if (xml_exists(xml, NULL, local_states[i].path))
      return g_strdup(_(local_states[i].name));
  return NULL;
}

gboolean domain_xml_read(const char *text, VmDetails *details, GError **error)
{
  g_autoptr(Xml) xml = xml_parse(text, details->vm.name, error);
  if (xml == NULL)
    return FALSE;
  g_autoptr(GPtrArray) disks = xml_nodes(xml, NULL, "/domain/devices/disk");
  for (guint i = 0; i < disks->len; i++)
    g_ptr_array_add(details->disks, read_disk(xml, g_ptr_array_index(disks, i)));
  g_autoptr(GPtrArray) nics = xml_nodes(xml, NULL, "/domain/devices/interface");
  for (guint i = 0; i < nics->len; i++)
    g_ptr_array_add(details->nics, read_nic(xml, g_ptr_array_index(nics, i)));
  if (details->local_state == NULL)
    details->local_state = read_local_state(xml);
  return TRUE;
}

char *domain_xml_map_networks(const char *text, GHashTable *networks, GError **error)
{
  g_autoptr(Xml) xml = xml_parse(text, "the definition", error);
  if (xml == NULL)
    return NULL;
  g_autoptr(GPtrArray) sources = xml_nodes(xml, NULL, "/domain/devices/interface/source[@network]");
  for (guint i = 0; i < sources->len; i++) {
    xmlNodePtr source = g_ptr_array_index(sources, i);
    g_autofree char *name = xml_string(xml, source, "@network");
    const char *other = name != NULL ? g_hash_table_lookup(networks, name) : NULL;
    if (other == NULL)
      continue;
    xmlSetProp(source, BAD_CAST "network", BAD_CAST other);
    /* These belong to the port on the old network; the target makes its own. */
    xmlUnsetProp(source, BAD_CAST "portid");
    xmlUnsetProp(source, BAD_CAST "bridge");
  }
  return xml_to_text(xml);
}
