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
  if (disk->source == DISK_SOURCE_NETWORK)
    disk->protocol = xml_string(xml, node, "source/@protocol");
  if (disk->source == DISK_SOURCE_VOLUME) {
    disk->pool = xml_string(xml, node, "source/@pool");
    disk->volume = g_strdup(disk->path);
  }
  if (disk->path == NULL)
    disk->source = DISK_SOURCE_NONE;
}

/* What a running VM's disk builds upon; the definition of one that is shut off does not say. */
static void read_bases(const Xml *xml, xmlNodePtr node, Disk *disk)
{
  g_autoptr(GPtrArray) layers = xml_nodes(xml, node, ".//backingStore[source]");
  for (guint i = 0; i < layers->len; i++) {
    xmlNodePtr layer = g_ptr_array_index(layers, i);
    BaseImage *base = g_new0(BaseImage, 1);
    base->path = xml_string(xml, layer, "source/@file | source/@dev | source/@name");
    base->format = xml_string(xml, layer, "format/@type");
    g_ptr_array_add(disk->bases, base);
  }
}

static Disk *read_disk(const Xml *xml, xmlNodePtr node)
{
  g_autofree char *target = xml_string(xml, node, "target/@dev");
  g_autofree char *device = xml_string(xml, node, "@device");
  Disk *disk = disk_new(target);
  disk->device = parse_device(device);
  disk->format = xml_string(xml, node, "driver/@type");
  disk->read_only = xml_exists(xml, node, "readonly") || disk->device == DISK_DEVICE_CDROM;
  disk->shareable = xml_exists(xml, node, "shareable");
  disk->secret = xml_string(xml, node, "encryption/secret/@uuid | source/encryption/secret/@uuid");
  disk->unmaps = xml_exists(xml, node, "driver[@discard='unmap']");
  read_source(xml, node, disk);
  read_bases(xml, node, disk);
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

#define HOSTDEV "/domain/devices/hostdev[@mode='subsystem' or not(@mode)]"
#define NIC "/domain/devices/interface"
#define PCI_NAME \
  "concat(substring(source/address/@domain, 3), ':', substring(source/address/@bus, 3), ':', substring(source/address/@slot, 3), '.', " \
  "substring(source/address/@function, 3))"

/* What is looked for, and an expression that names it. A path must not find what another one finds. */
static const struct {
  DeviceKind kind;
  const char *path, *name;
} device_rows[] = {
  { DEVICE_PCI, HOSTDEV "[@type='pci'][not(teaming/@type='transient')]", PCI_NAME },
  { DEVICE_PCI_TEAMED, HOSTDEV "[@type='pci'][teaming/@type='transient']", PCI_NAME },
  { DEVICE_USB, HOSTDEV "[@type='usb']", "concat(source/vendor/@id, source/address/@bus, ':', source/product/@id, source/address/@device)" },
  { DEVICE_SCSI, HOSTDEV "[@type='scsi']", "concat(source/adapter/@name, source/@name)" },
  { DEVICE_SCSI, HOSTDEV "[@type='scsi_host']", "string(source/@wwpn)" },
  { DEVICE_MEDIATED, HOSTDEV "[@type='mdev']", "string(source/address/@uuid)" },
  { DEVICE_CAPABILITY, "/domain/devices/hostdev[@mode='capabilities']", "string(source/*)" },
  { DEVICE_NIC_PASSED, NIC "[@type='hostdev'][not(teaming/@type='transient')]", "string(mac/@address)" },
  { DEVICE_NIC_TEAMED, NIC "[@type='hostdev'][teaming/@type='transient']", "string(mac/@address)" },
  { DEVICE_NIC_VDPA, NIC "[@type='vdpa']", "string(mac/@address)" },
  { DEVICE_NIC_VHOST_USER, NIC "[@type='vhostuser']", "string(mac/@address)" },
  { DEVICE_VIRTIOFS, "/domain/devices/filesystem[driver/@type='virtiofs'][not(source/@socket)]", "string(target/@dir)" },
  { DEVICE_VIRTIOFS_EXTERNAL, "/domain/devices/filesystem[driver/@type='virtiofs'][source/@socket]", "string(source/@socket)" },
  { DEVICE_9P, "/domain/devices/filesystem[not(driver/@type='virtiofs')]", "string(target/@dir)" },
  { DEVICE_SHARED_MEMORY, "/domain/devices/shmem[model/@type='ivshmem' or not(@role='master')]", "string(@name)" },
  { DEVICE_TRANSIENT_DISK, "/domain/devices/disk[transient]", "string(target/@dev)" },
  { DEVICE_NVME_DISK, "/domain/devices/disk[@type='nvme']", "string(target/@dev)" },
  { DEVICE_INVARIANT_TSC, "/domain/cpu/feature[@name='invtsc'][@policy='require' or @policy='force']"
                          "[not(/domain/clock/timer[@name='tsc'][@frequency > 0])]", "string(@name)" },
  /* Where it is plugged in is settled only when the VM runs. */
  { DEVICE_LOOSE_MEMORY, "/domain[@id]/devices/memory[@model='dimm'][not(address/@slot) or not(address/@base)]", "string(alias/@name)" },
};

static void read_devices(const Xml *xml, VmDetails *details)
{
  for (gsize i = 0; i < G_N_ELEMENTS(device_rows); i++) {
    g_autoptr(GPtrArray) nodes = xml_nodes(xml, NULL, device_rows[i].path);
    for (guint j = 0; j < nodes->len; j++) {
      g_autofree char *name = xml_evaluate(xml, g_ptr_array_index(nodes, j), device_rows[i].name);
      g_ptr_array_add(details->devices, device_new(device_rows[i].kind, name));
    }
  }
}

/* What operators tell us of a VM in its metadata. */
#define OUR_ELEMENT(name) "/domain/metadata/*[local-name()='" name "'][namespace-uri()='https://virt-migrate.org/domain/1']"

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
  read_devices(xml, details);
  details->type = xml_string(xml, NULL, "/domain/@type");
  details->arch = xml_string(xml, NULL, "/domain/os/type/@arch");
  details->machine = xml_string(xml, NULL, "/domain/os/type/@machine");
  details->cpu_of_host = xml_exists(xml, NULL, "/domain/cpu[@mode='host-passthrough' or @mode='maximum']");
  details->kubernetes = xml_exists(xml, NULL, OUR_ELEMENT("node") "[@kubernetes='yes']");
  details->huge_pages = xml_exists(xml, NULL, "/domain/memoryBacking/hugepages");
  if (details->local_state == NULL)
    details->local_state = read_local_state(xml);
  return TRUE;
}

char *domain_xml_cpu(const char *text)
{
  g_autoptr(Xml) xml = xml_parse(text, "the definition", NULL);
  g_autoptr(GPtrArray) found = xml != NULL ? xml_nodes(xml, NULL, "/domain/cpu[@mode='custom'][model][not(@check='none')]") : NULL;
  if (found == NULL || found->len == 0)
    return NULL;
  return xml_node_to_text(xml, g_ptr_array_index(found, 0));
}

char *domain_xml_mirror(const char *text, const char *target)
{
  static const char *const names[] = { "file", "dev", "name" };
  g_autoptr(Xml) xml = xml_parse(text, "the definition", NULL);
  xmlNodePtr disk = xml != NULL ? xml_disk(xml, target) : NULL;
  xmlNodePtr mirror = disk != NULL ? xml_child(disk, "mirror") : NULL;
  xmlNodePtr source = mirror != NULL ? xml_child(mirror, "source") : NULL;
  for (gsize i = 0; source != NULL && i < G_N_ELEMENTS(names); i++) {
    g_autofree char *attribute = g_strconcat("@", names[i], NULL);
    char *value = xml_string(xml, source, attribute);
    if (value != NULL)
      return value;
  }
  return NULL;
}

char *domain_xml_disk(const char *text, const char *target)
{
  g_autoptr(Xml) xml = xml_parse(text, "the definition", NULL);
  xmlNodePtr disk = xml != NULL ? xml_disk(xml, target) : NULL;
  if (disk == NULL)
    return NULL;
  xmlNodePtr source = xml_child(disk, "source");
  if (source != NULL)
    xml_remove_child(source, "cookies");
  return xml_node_to_text(xml, disk);
}
