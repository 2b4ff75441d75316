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
  xmlBufferPtr buffer = xmlBufferCreate();
  xmlNodeDump(buffer, xml->document, g_ptr_array_index(found, 0), 0, 0);
  char *copy = g_strdup((const char *)xmlBufferContent(buffer));
  xmlBufferFree(buffer);
  return copy;
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

void disk_place_free(DiskPlace *place)
{
  g_free(place->target);
  g_free(place->type);
  g_free(place->source);
  g_free(place->format);
  g_free(place);
}

static xmlNodePtr child(xmlNodePtr node, const char *name)
{
  for (xmlNodePtr at = node->children; at != NULL; at = at->next)
    if (at->type == XML_ELEMENT_NODE && strcmp((const char *)at->name, name) == 0)
      return at;
  return NULL;
}

static void remove_child(xmlNodePtr node, const char *name)
{
  xmlNodePtr found = child(node, name);
  if (found == NULL)
    return;
  xmlUnlinkNode(found);
  xmlFreeNode(found);
}

static xmlNodePtr ensure_child(xmlNodePtr node, const char *name)
{
  xmlNodePtr found = child(node, name);
  return found != NULL ? found : xmlNewChild(node, NULL, BAD_CAST name, NULL);
}

/* What belongs to the disk although it is written inside its source. */
static void carry_source_parts(const Xml *xml, xmlNodePtr from, xmlNodePtr to)
{
  static const char *const parts[] = { "encryption", "seclabel" };
  g_autofree char *policy = xml_string(xml, from, "@startupPolicy");
  /* Network disks have no such policy. */
  if (policy != NULL && xmlHasProp(to, BAD_CAST "protocol") == NULL)
    xmlSetProp(to, BAD_CAST "startupPolicy", BAD_CAST policy);
  for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
    for (xmlNodePtr part; (part = child(from, parts[i])) != NULL;) {
      xmlUnlinkNode(part);
      xmlAddChild(to, part);
    }
}

static gboolean replace_source(const Xml *xml, xmlNodePtr disk, const char *text, GError **error)
{
  g_autoptr(Xml) fragment = xml_parse(text, "a volume's source", error);
  if (fragment == NULL)
    return FALSE;
  xmlNodePtr source = xmlDocCopyNode(xmlDocGetRootElement(fragment->document), xml->document, 1);
  xmlNodePtr old = child(disk, "source");
  if (old != NULL) {
    carry_source_parts(xml, old, source);
    xmlReplaceNode(old, source);
    xmlFreeNode(old);
  } else {
    xmlAddChild(disk, source);
  }
  return TRUE;
}

static gboolean place_disk(const Xml *xml, xmlNodePtr disk, const DiskPlace *place, GError **error)
{
  if (!replace_source(xml, disk, place->source, error))
    return FALSE;
  xmlSetProp(disk, BAD_CAST "type", BAD_CAST place->type);
  xmlSetProp(ensure_child(disk, "driver"), BAD_CAST "type", BAD_CAST place->format);
  /* What it builds upon is read from the new image. */
  remove_child(disk, "backingStore");
  remove_child(disk, "mirror");
  return TRUE;
}

static xmlNodePtr find_disk(const Xml *xml, const char *target)
{
  g_autoptr(GPtrArray) disks = xml_nodes(xml, NULL, "/domain/devices/disk");
  for (guint i = 0; i < disks->len; i++) {
    g_autofree char *name = xml_string(xml, g_ptr_array_index(disks, i), "target/@dev");
    if (g_strcmp0(name, target) == 0)
      return g_ptr_array_index(disks, i);
  }
  return NULL;
}

char *domain_xml_mirror(const char *text, const char *target)
{
  static const char *const names[] = { "file", "dev", "name" };
  g_autoptr(Xml) xml = xml_parse(text, "the definition", NULL);
  xmlNodePtr disk = xml != NULL ? find_disk(xml, target) : NULL;
  xmlNodePtr mirror = disk != NULL ? child(disk, "mirror") : NULL;
  xmlNodePtr source = mirror != NULL ? child(mirror, "source") : NULL;
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
  xmlNodePtr disk = xml != NULL ? find_disk(xml, target) : NULL;
  if (disk == NULL)
    return NULL;
  xmlNodePtr source = child(disk, "source");
  if (source != NULL)
    remove_child(source, "cookies");
  return xml_node_to_text(xml, disk);
}

char *domain_xml_put_disk(const char *text, const char *target, const char *disk, GError **error)
{
  g_autoptr(Xml) xml = xml_parse(text, "the definition", error);
  g_autoptr(Xml) fragment = xml != NULL ? xml_parse(disk, "a disk of the definition", error) : NULL;
  if (fragment == NULL)
    return NULL;
  xmlNodePtr old = find_disk(xml, target);
  if (old == NULL) {
    g_set_error(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, _("the definition has no disk %s any more"), target);
    return NULL;
  }
  xmlReplaceNode(old, xmlDocCopyNode(xmlDocGetRootElement(fragment->document), xml->document, 1));
  xmlFreeNode(old);
  return xml_to_text(xml);
}

static const DiskPlace *place_of(const GPtrArray *places, const char *target)
{
  for (guint i = 0; i < places->len; i++) {
    const DiskPlace *place = g_ptr_array_index(places, i);
    if (g_strcmp0(place->target, target) == 0)
      return place;
  }
  return NULL;
}

char *domain_xml_place_disks(const char *text, const GPtrArray *places, GError **error)
{
  g_autoptr(Xml) xml = xml_parse(text, "the definition", error);
  if (xml == NULL)
    return NULL;
  /* A snapshot holds whole definitions of its domain. */
  g_autoptr(GPtrArray) disks = xml_nodes(xml, NULL, "//devices/disk");
  for (guint i = 0; i < disks->len; i++) {
    xmlNodePtr disk = g_ptr_array_index(disks, i);
    g_autofree char *target = xml_string(xml, disk, "target/@dev");
    const DiskPlace *place = place_of(places, target);
    if (place != NULL && !place_disk(xml, disk, place, error))
      return NULL;
  }
  return xml_to_text(xml);
}

void mover_disk_free(MoverDisk *disk)
{
  g_free(disk->target);
  g_free(disk->carried_as);
  g_free(disk);
}

/* Just enough for QEMU to hold disks: no code of any guest ever runs in it. */
static const char mover_frame[] =
    "<domain><name/><uuid/><title>helper of virt-migrate: carries disks, never runs</title><memory unit='MiB'>16</memory><vcpu>1</vcpu>"
    "<os/><devices><controller type='usb' model='none'/><memballoon model='none'/><video><model type='none'/></video></devices></domain>";

static void carry_disk(const Xml *from, const Xml *to, xmlNodePtr devices, const MoverDisk *carried)
{

  xmlNodePtr original = find_disk(from, carried->target);
  if (original == NULL)
    return;
  g_autofree char *type = xml_string(from, original, "@type");
  g_autofree char *format = carried->as_container ? g_strdup("raw") : xml_string(from, original, "driver/@type");
  xmlNodePtr disk = xmlNewChild(devices, NULL, BAD_CAST "disk", NULL);
  xmlSetProp(disk, BAD_CAST "type", BAD_CAST type);
  xmlSetProp(disk, BAD_CAST "device", BAD_CAST "disk");
  xmlNodePtr driver = xmlNewChild(disk, NULL, BAD_CAST "driver", NULL);
  xmlSetProp(driver, BAD_CAST "name", BAD_CAST "qemu");
  xmlSetProp(driver, BAD_CAST "type", BAD_CAST(format != NULL ? format : "raw"));
  /* Holes stay holes. */
  xmlSetProp(driver, BAD_CAST "discard", BAD_CAST "unmap");
  xmlNodePtr source = xmlDocCopyNode(child(original, "source"), to->document, 1);
  if (carried->as_container)
    remove_child(source, "encryption");
  xmlAddChild(disk, source);
  xmlNodePtr target = xmlNewChild(disk, NULL, BAD_CAST "target", NULL);
  xmlSetProp(target, BAD_CAST "dev", BAD_CAST carried->carried_as);
  xmlSetProp(target, BAD_CAST "bus", BAD_CAST "virtio");
}

char *domain_xml_mover(const char *text, const char *name, const char *uuid, const GPtrArray *disks, GError **error)
{
  g_autoptr(Xml) from = xml_parse(text, "the definition", error);
  g_autoptr(Xml) to = from != NULL ? xml_parse(mover_frame, "the helper's frame", error) : NULL;
  if (to == NULL)
    return NULL;
  xmlNodePtr root = xmlDocGetRootElement(to->document);
  g_autofree char *type = xml_string(from, NULL, "/domain/@type");
  g_autofree char *emulator = xml_string(from, NULL, "/domain/devices/emulator");
  g_autoptr(GPtrArray) machines = xml_nodes(from, NULL, "/domain/os/type");
  if (type == NULL || machines->len == 0) {
    g_set_error(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, _("the definition does not say for which machine it is"));
    return NULL;
  }
  xmlSetProp(root, BAD_CAST "type", BAD_CAST type);
  xmlNodeAddContent(child(root, "name"), BAD_CAST name);
  xmlNodeAddContent(child(root, "uuid"), BAD_CAST uuid);
  xmlAddChild(child(root, "os"), xmlDocCopyNode(g_ptr_array_index(machines, 0), to->document, 1));
  xmlNodePtr devices = child(root, "devices");
  if (emulator != NULL)
    xmlNodeAddContent(xmlNewChild(devices, NULL, BAD_CAST "emulator", NULL), BAD_CAST emulator);
  for (guint i = 0; i < disks->len; i++)
    carry_disk(from, to, devices, g_ptr_array_index(disks, i));
  return xml_to_text(to);
}
