/* What a definition says of disks, and what is changed in it when they move. */
#include "tests/unit/unit.h"

#include "virt/domain_edit.h"
#include "virt/domain_xml.h"
#include "virt/mover_xml.h"
#include "virt/xml.h"

#include <string.h>

/* TEXT as libxml2 writes it, so that two documents can be compared. */
static char *normal(const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Xml) xml = xml_parse(text, "a document of the test", &error);
  assert_no_error(error);
  return xml_to_text(xml);
}

static void assert_same_xml(const char *text, const char *expected)
{
  g_autofree char *text_normal = normal(text);
  g_autofree char *expected_normal = normal(expected);
  assert_string_equal(text_normal, expected_normal);
}

/* Asserts what PATH finds in TEXT; VALUE NULL: nothing. */
static void assert_finds(const char *text, const char *path, const char *value)
{
  g_autoptr(Xml) xml = xml_parse(text, "a document of the test", NULL);
  assert_non_null(xml);
  g_autofree char *found = xml_string(xml, NULL, path);
  if (g_strcmp0(found, value) != 0)
    fail_msg("%s finds %s, not %s", path, found, value);
}

static guint count(const char *text, const char *path)
{
  g_autoptr(Xml) xml = xml_parse(text, "a document of the test", NULL);
  assert_non_null(xml);
  g_autoptr(GPtrArray) nodes = xml_nodes(xml, NULL, path);
  return nodes->len;
}

static const Disk *read_disk(VmDetails *details, const char *disk)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = g_strdup_printf("<domain><devices>%s</devices></domain>", disk);
  assert_true(domain_xml_read(text, details, &error));
  assert_int_equal(details->disks->len, 1);
  return g_ptr_array_index(details->disks, 0);
}

static void a_disks_secret_is_read_wherever_it_stands(void **state)
{
  static const struct {
    const char *disk, *secret;
  } cases[] = {
    { "<disk type='file'><source file='/a'/><target dev='vda'/></disk>", NULL },
    { "<disk type='file'><source file='/a'><encryption format='luks'><secret type='passphrase' uuid='u1'/></encryption></source>"
      "<target dev='vda'/></disk>", "u1" },
    { "<disk type='file'><source file='/a'/><target dev='vda'/><encryption format='luks'><secret type='passphrase' uuid='u2'/></encryption></disk>",
      "u2" },
    /* What it builds upon has a secret of its own, and the server that it is read from. */
    { "<disk type='file'><source file='/a'/><backingStore type='file'><format type='qcow2'/><source file='/b'><encryption format='luks'>"
      "<secret type='passphrase' uuid='u3'/></encryption></source></backingStore><target dev='vda'/></disk>", NULL },
    { "<disk type='network'><auth username='x'><secret type='ceph' uuid='u4'/></auth><source protocol='rbd' name='vms/a'/><target dev='vda'/></disk>",
      NULL },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(VmDetails) details = vm_details_new("web", "uuid", VM_RUNNING);
    assert_int_equal(g_strcmp0(read_disk(details, cases[i].disk)->secret, cases[i].secret), 0);
  }
}

static void base_images_are_read_nearest_first(void **state)
{
  g_autoptr(VmDetails) details = vm_details_new("web", "uuid", VM_RUNNING);
  const Disk *disk = read_disk(details, "<disk type='file'><source file='/top'/>"
                                        "<backingStore type='file'><format type='qcow2'/><source file='/near'/>"
                                        "<backingStore type='block'><format type='raw'/><source dev='/dev/vg/middle'/>"
                                        "<backingStore type='network'><format type='raw'/><source protocol='rbd' name='vms/far'/>"
                                        "<backingStore/></backingStore></backingStore></backingStore><target dev='vda'/></disk>");
  static const struct {
    const char *path, *format;
  } bases[] = { { "/near", "qcow2" }, { "/dev/vg/middle", "raw" }, { "vms/far", "raw" } };
  assert_string_equal(disk->path, "/top");
  assert_int_equal(disk->bases->len, G_N_ELEMENTS(bases));
  for (guint i = 0; i < disk->bases->len; i++) {
    const BaseImage *base = g_ptr_array_index(disk->bases, i);
    assert_string_equal(base->path, bases[i].path);
    assert_string_equal(base->format, bases[i].format);
    assert_null(base->pool);
    assert_null(base->volume);
  }
}

static void a_chain_that_ends_at_once_is_none(void **state)
{
  g_autoptr(VmDetails) details = vm_details_new("web", "uuid", VM_RUNNING);
  assert_int_equal(read_disk(details, "<disk type='file'><source file='/top'/><backingStore/><target dev='vda'/></disk>")->bases->len, 0);
}

static void holes_and_protocols_are_read(void **state)
{
  static const struct {
    const char *disk;
    gboolean unmaps;
    const char *protocol;
  } cases[] = {
    { "<disk type='file'><driver discard='unmap'/><source file='/a'/><target dev='vda'/></disk>", TRUE, NULL },
    { "<disk type='file'><driver discard='ignore'/><source file='/a'/><target dev='vda'/></disk>", FALSE, NULL },
    { "<disk type='file'><source file='/a'/><target dev='vda'/></disk>", FALSE, NULL },
    { "<disk type='network'><source protocol='rbd' name='vms/a'/><target dev='vda'/></disk>", FALSE, "rbd" },
    { "<disk type='network'><source protocol='iscsi' name='iqn/1'/><target dev='vda'/></disk>", FALSE, "iscsi" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(VmDetails) details = vm_details_new("web", "uuid", VM_RUNNING);
    const Disk *disk = read_disk(details, cases[i].disk);
    assert_int_equal(disk->unmaps, cases[i].unmaps);
    assert_int_equal(g_strcmp0(disk->protocol, cases[i].protocol), 0);
  }
}

/* TEXT with the disk TARGET at a new place. */
static char *placed(const char *text, const char *target, const char *type, const char *source, const char *format)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) places = g_ptr_array_new();
  DiskPlace place = { (char *)target, (char *)type, (char *)source, (char *)format };
  g_ptr_array_add(places, &place);
  char *result = domain_edit_place_disks(text, places, &error);
  assert_no_error(error);
  return result;
}

#define BLOCK "<source dev='/dev/vg/web'/>"
#define RBD \
  "<source protocol='rbd' name='vms/web'><host name='mon1' port='6789'/><auth username='libvirt'><secret type='ceph' uuid='s'/></auth></source>"
#define ENCRYPTION "<encryption format='luks'><secret type='passphrase' uuid='u'/></encryption>"
#define REST \
  "<target dev='vda' bus='virtio'/><iotune><total_bytes_sec>9</total_bytes_sec></iotune><serial>W1</serial><boot order='1'/>" \
  "<alias name='virtio-disk0'/><address type='pci' domain='0x0000' bus='0x04' slot='0x00' function='0x0'/>"

static void a_disk_changes_its_place_and_keeps_all_else(void **state)
{
  static const struct {
    const char *disk, *type, *source, *format, *expected;
  } cases[] = {
    { "<disk type='file' device='disk' snapshot='internal'><driver name='qemu' type='qcow2' cache='none' io='native' discard='unmap'/>"
      "<source file='/srv/web.qcow2' index='1'/>" REST "</disk>",
      "block", BLOCK, "raw",
      "<disk type='block' device='disk' snapshot='internal'><driver name='qemu' type='raw' cache='none' io='native' discard='unmap'/>" BLOCK
      REST "</disk>" },
    { "<disk type='file'><driver name='qemu' type='qcow2' cache='writeback'/><source file='/srv/web.qcow2'/>" REST "</disk>",
      "network", RBD, "raw", "<disk type='network'><driver name='qemu' type='raw' cache='writeback'/>" RBD REST "</disk>" },
    { "<disk type='network'><driver type='raw'/>" RBD REST "</disk>", "file", "<source file='/a&amp;b&lt;'/>", "qcow2",
      "<disk type='file'><driver type='qcow2'/><source file='/a&amp;b&lt;'/>" REST "</disk>" },
    { "<disk type='volume'><driver type='qcow2'/><source pool='ssd' volume='web'/>" REST "</disk>", "file", "<source file='/x'/>", "qcow2",
      "<disk type='file'><driver type='qcow2'/><source file='/x'/>" REST "</disk>" },
    /* What it builds upon is read from the new image, and a copy that is over is over. */
    { "<disk type='file'><driver type='qcow2'/><source file='/top'/><backingStore type='file' index='2'><format type='qcow2'/><source file='/b'/>"
      "<backingStore/></backingStore><mirror type='file' job='copy' ready='yes'><format type='qcow2'/><source file='/m'/></mirror>" REST "</disk>",
      "file", "<source file='/x'/>", "qcow2", "<disk type='file'><driver type='qcow2'/><source file='/x'/>" REST "</disk>" },
    /* Encryption is the disk's, wherever it is written. */
    { "<disk type='file'><driver type='qcow2'/><source file='/top'>" ENCRYPTION "</source>" REST "</disk>", "file", "<source file='/x'/>", "qcow2",
      "<disk type='file'><driver type='qcow2'/><source file='/x'>" ENCRYPTION "</source>" REST "</disk>" },
    { "<disk type='file'><driver type='qcow2'/><source file='/top'/>" REST ENCRYPTION "</disk>", "file", "<source file='/x'/>", "qcow2",
      "<disk type='file'><driver type='qcow2'/><source file='/x'/>" REST ENCRYPTION "</disk>" },
    /* A definition may leave out what goes without saying. */
    { "<disk type='file'><source file='/top'/>" REST "</disk>", "block", BLOCK, "raw",
      "<disk type='block'>" BLOCK REST "<driver type='raw'/></disk>" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *text = g_strdup_printf("<domain type='kvm'><devices>%s</devices></domain>", cases[i].disk);
    g_autofree char *expected = g_strdup_printf("<domain type='kvm'><devices>%s</devices></domain>", cases[i].expected);
    g_autofree char *result = placed(text, "vda", cases[i].type, cases[i].source, cases[i].format);
    assert_same_xml(result, expected);
  }
}

#define NAMESPACE "xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'"
#define COMMAND_LINE "<qemu:commandline><qemu:arg value='-foo'/></qemu:commandline>"
#define OTHERS \
  "<disk type='file' device='disk'><driver type='qcow2'/><source file='/srv/data'/><backingStore type='file'><source file='/base'/></backingStore>" \
  "<target dev='vdb'/></disk><disk type='file' device='cdrom'><target dev='sda'/><readonly/></disk><interface type='network'>" \
  "<source network='lan'/><target dev='vda'/></interface>"

static void it_is_known_what_a_disk_is_being_copied_into(void **state)
{
  static const char xml[] = "<domain><devices>"
                            "<disk><source file='/a'/><target dev='vda'/><mirror type='file' job='copy'><source file='/new/a'/></mirror></disk>"
                            "<disk><source dev='/b'/><target dev='vdb'/><mirror type='block' job='copy'><source dev='/dev/vg/b'/></mirror></disk>"
                            "<disk><source file='/c'/><target dev='vdc'/><mirror type='network'><source protocol='rbd' name='p/c'/></mirror></disk>"
                            "<disk><source file='/d'/><target dev='vdd'/></disk></devices></domain>";
  static const struct {
    const char *target, *path;
  } cases[] = { { "vda", "/new/a" }, { "vdb", "/dev/vg/b" }, { "vdc", "p/c" }, { "vdd", NULL }, { "vde", NULL } };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *path = domain_xml_mirror(xml, cases[i].target);
    assert_int_equal(g_strcmp0(path, cases[i].path), 0);
  }
}

/* Undone, a definition says of a disk all that it has said before, and what is secret was not kept for it. */
static void a_disk_is_put_back_as_it_was(void **state)
{
#define DISK_A "<disk type='network'><driver name='qemu' type='raw' cache='none'/><auth username='u'><secret type='ceph' uuid='x'/></auth>" \
               "<source protocol='rbd' name='p/a'/><backingStore type='file'><source file='/b'/></backingStore><target dev='vda'/></disk>"
#define AROUND(disk) "<domain><name>web</name><devices>" disk "<disk><source file='/other'/><target dev='vdb'/></disk></devices></domain>"
  g_autoptr(GError) error = NULL;
  g_autofree char *kept = domain_xml_disk(AROUND(DISK_A), "vda");
  g_autofree char *back = domain_edit_put_disk(AROUND("<disk type='file'><source file='/new'/><target dev='vda'/></disk>"), "vda", kept, &error);
  assert_no_error(error);
  assert_same_xml(back, AROUND(DISK_A));
  g_autofree char *nowhere = domain_edit_put_disk(AROUND(DISK_A), "vdz", kept, &error);
  assert_null(nowhere);
  assert_string_equal(error->message, "the definition has no disk vdz any more");
  g_autofree char *none = domain_xml_disk(AROUND(DISK_A), "vdz");
  assert_null(none);
  g_autofree char *secret = domain_xml_disk("<domain><devices><disk><source protocol='https'><cookies><cookie name='c'>s3cret</cookie></cookies></source>"
                                            "<target dev='vda'/></disk></devices></domain>", "vda");
  assert_null(strstr(secret, "s3cret"));
}

static void other_devices_stay_as_they_are(void **state)
{
  g_autofree char *result = placed("<domain " NAMESPACE "><devices><disk type='file'><driver type='qcow2'/><source file='/a'/><target dev='vda'/></disk>"
                                   OTHERS "</devices>" COMMAND_LINE "</domain>", "vda", "block", BLOCK, "raw");
  assert_same_xml(result, "<domain " NAMESPACE "><devices><disk type='block'><driver type='raw'/>" BLOCK "<target dev='vda'/></disk>" OTHERS "</devices>"
                          COMMAND_LINE "</domain>");
}

static void a_disk_that_is_not_there_changes_nothing(void **state)
{
  static const char text[] = "<domain><devices>" OTHERS "</devices></domain>";
  g_autofree char *result = placed(text, "vdz", "block", BLOCK, "raw");
  assert_same_xml(result, text);
  g_autoptr(GPtrArray) none = g_ptr_array_new();
  g_autofree char *same = domain_edit_place_disks(text, none, NULL);
  assert_same_xml(same, text);
}

static void several_disks_change_at_once(void **state)
{
  g_autoptr(GPtrArray) places = g_ptr_array_new();
  DiskPlace vda = { (char *)"vda", (char *)"block", (char *)"<source dev='/dev/vg/a'/>", (char *)"raw" };
  DiskPlace vdb = { (char *)"vdb", (char *)"file", (char *)"<source file='/ssd/b'/>", (char *)"qcow2" };
  g_ptr_array_add(places, &vdb);
  g_ptr_array_add(places, &vda);
  g_autofree char *result = domain_edit_place_disks("<domain><devices><disk type='file'><source file='/a'/><target dev='vda'/></disk>"
                                                   "<disk type='file'><source file='/b'/><target dev='vdb'/></disk></devices></domain>",
                                                   places, NULL);
  assert_finds(result, "//disk[target/@dev='vda']/source/@dev", "/dev/vg/a");
  assert_finds(result, "//disk[target/@dev='vdb']/source/@file", "/ssd/b");
  assert_finds(result, "//disk[target/@dev='vdb']/driver/@type", "qcow2");
}

/* A snapshot holds the definition of the VM as it was, and that of its next boot. */
static void both_definitions_of_a_snapshot_change(void **state)
{
#define DEFINITION(disk) "<name>web</name><devices>" disk "</devices>"
#define OLD_DISK "<disk type='file'><driver type='qcow2'/><source file='/a'/><target dev='vda'/></disk>"
#define NEW_DISK "<disk type='file'><driver type='qcow2'/><source file='/ssd/a'/><target dev='vda'/></disk>"
#define SNAPSHOT(disk) \
  "<domainsnapshot><name>one</name><state>running</state><disks><disk name='vda' snapshot='internal'/></disks>" \
  "<domain type='kvm'>" DEFINITION(disk) "</domain><inactiveDomain type='kvm'>" DEFINITION(disk) "</inactiveDomain><cookie/></domainsnapshot>"
  g_autofree char *result = placed(SNAPSHOT(OLD_DISK), "vda", "file", "<source file='/ssd/a'/>", "qcow2");
  assert_same_xml(result, SNAPSHOT(NEW_DISK));
}

static void places_that_make_no_sense_are_errors(void **state)
{
  static const struct {
    const char *text, *source;
  } cases[] = {
    { "<domain><devices>", BLOCK },
    { "", BLOCK },
    { "<domain><devices><disk><target dev='vda'/></disk></devices></domain>", "<source file='" },
    { "<domain><devices><disk><target dev='vda'/></disk></devices></domain>", "" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) places = g_ptr_array_new();
    DiskPlace place = { (char *)"vda", (char *)"block", (char *)cases[i].source, (char *)"raw" };
    g_ptr_array_add(places, &place);
    assert_null(domain_edit_place_disks(cases[i].text, places, &error));
    assert_error_says(error, "not well-formed");
  }
}

#define WEB \
  "<domain type='kvm' id='7'><name>web</name><uuid>1</uuid><memory unit='GiB'>64</memory><vcpu>8</vcpu><os><type arch='x86_64'" \
  " machine='pc-q35-7.2'>hvm</type><loader>/x</loader><nvram>/y</nvram><boot dev='hd'/></os><devices><emulator>/usr/bin/qemu &amp; co</emulator>" \
  "<disk type='file' device='disk'><driver name='qemu' type='qcow2' cache='unsafe'/><source file='/srv/a'>" ENCRYPTION "</source>" \
  "<backingStore type='file'><source file='/base'/></backingStore><target dev='vda' bus='scsi'/><boot order='1'/><serial>W1</serial></disk>" \
  "<disk type='block'><driver type='raw'/><source dev='/dev/vg/b'/><target dev='vdb'/></disk>" \
  "<disk type='network'>" RBD "<target dev='vdc'/></disk>" \
  "<disk type='file' device='cdrom'><source file='/iso'/><target dev='sda'/></disk>" \
  "<interface type='network'><source network='lan'/></interface><graphics type='vnc'/><hostdev mode='subsystem'/><tpm/></devices>" \
  "<seclabel type='dynamic'/></domain>"

/* The mover of WEB that carries TARGETS as vda, vdb …. */
static char *mover_of(const char *text, const MoverDisk *disks, gsize n)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) carried = g_ptr_array_new();
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add(carried, (gpointer)&disks[i]);
  char *result = mover_xml_new(text, "virt-migrate-x", "8f7fc57b-f4b5-55d9-9074-97b0645f8866", carried, &error);
  assert_no_error(error);
  return result;
}

static void a_mover_is_made_for_the_same_machine(void **state)
{
  static const MoverDisk disks[] = { { (char *)"vdb", (char *)"vda", FALSE } };
  g_autofree char *xml = mover_of(WEB, disks, G_N_ELEMENTS(disks));
  assert_finds(xml, "/domain/@type", "kvm");
  assert_finds(xml, "/domain/name", "virt-migrate-x");
  assert_finds(xml, "/domain/uuid", "8f7fc57b-f4b5-55d9-9074-97b0645f8866");
  assert_finds(xml, "/domain/os/type", "hvm");
  assert_finds(xml, "/domain/os/type/@arch", "x86_64");
  assert_finds(xml, "/domain/os/type/@machine", "pc-q35-7.2");
  assert_finds(xml, "/domain/devices/emulator", "/usr/bin/qemu & co");
  assert_finds(xml, "/domain/memory", "16");
  assert_finds(xml, "/domain/memory/@unit", "MiB");
  assert_finds(xml, "/domain/vcpu", "1");
}

static void a_mover_has_nothing_of_the_vm_but_its_disks(void **state)
{
  static const MoverDisk disks[] = { { (char *)"vdb", (char *)"vda", FALSE } };
  static const char *const absent[] = {
    "//interface", "//graphics", "//hostdev", "//tpm", "//loader", "//nvram", "//boot", "//serial", "//seclabel", "//iotune",
    "//disk[@device='cdrom']", "//backingStore", "/domain/@id", "//disk/address",
  };
  g_autofree char *xml = mover_of(WEB, disks, G_N_ELEMENTS(disks));
  for (gsize i = 0; i < G_N_ELEMENTS(absent); i++)
    if (count(xml, absent[i]) > 0)
      fail_msg("the mover has %s", absent[i]);
  assert_int_equal(count(xml, "//disk"), 1);
  assert_finds(xml, "//memballoon/@model", "none");
  assert_finds(xml, "//video/model/@type", "none");
  assert_finds(xml, "//controller[@type='usb']/@model", "none");
}

static void a_mover_carries_the_disks_that_are_named(void **state)
{
  static const MoverDisk disks[] = {
    { (char *)"vdc", (char *)"vda", FALSE }, { (char *)"vda", (char *)"vdb", TRUE }, { (char *)"vdb", (char *)"vdc", TRUE },
    { (char *)"vdx", (char *)"vdd", TRUE },
  };
  g_autofree char *xml = mover_of(WEB, disks, G_N_ELEMENTS(disks));
  assert_int_equal(count(xml, "//disk"), 3);
  assert_int_equal(count(xml, "//disk[@device='disk' and target/@bus='virtio' and driver/@name='qemu' and driver/@discard='unmap']"), 3);
  assert_finds(xml, "//disk[1]/target/@dev", "vda");
  assert_finds(xml, "//disk[1]/@type", "network");
  assert_finds(xml, "//disk[1]/source/@name", "vms/web");
  assert_finds(xml, "//disk[1]/source/host/@name", "mon1");
  assert_finds(xml, "//disk[1]/source/auth/secret/@uuid", "s");
  assert_finds(xml, "//disk[1]/driver/@type", "raw");
  assert_finds(xml, "//disk[2]/target/@dev", "vdb");
  assert_finds(xml, "//disk[2]/@type", "file");
  assert_finds(xml, "//disk[2]/source/@file", "/srv/a");
  assert_finds(xml, "//disk[3]/target/@dev", "vdc");
  assert_finds(xml, "//disk[3]/source/@dev", "/dev/vg/b");
}

/* As a container a disk is bytes, whatever is in them; otherwise it is what it holds, and its secret is needed to read it. */
static void a_container_is_raw_and_needs_no_secret(void **state)
{
  static const MoverDisk container[] = { { (char *)"vda", (char *)"vda", TRUE } };
  static const MoverDisk content[] = { { (char *)"vda", (char *)"vda", FALSE } };
  g_autofree char *raw = mover_of(WEB, container, 1);
  assert_finds(raw, "//disk/driver/@type", "raw");
  assert_finds(raw, "//disk/source/@file", "/srv/a");
  assert_int_equal(count(raw, "//encryption"), 0);
  g_autofree char *qcow2 = mover_of(WEB, content, 1);
  assert_finds(qcow2, "//disk/driver/@type", "qcow2");
  assert_finds(qcow2, "//disk/source/encryption/secret/@uuid", "u");
}

static void a_mover_without_an_emulator_has_the_hosts_own(void **state)
{
  g_autofree char *xml = mover_of("<domain type='qemu'><os><type>hvm</type></os><devices/></domain>", NULL, 0);
  assert_finds(xml, "/domain/@type", "qemu");
  assert_int_equal(count(xml, "//emulator | //disk"), 0);
}

static void a_definition_without_a_machine_makes_no_mover(void **state)
{
  static const struct {
    const char *text, *says;
  } cases[] = {
    { "<domain>", "not well-formed" },
    { "<domain type='kvm'><os/></domain>", "for which machine" },
    { "<domain><os><type>hvm</type></os></domain>", "for which machine" },
  };
  g_autoptr(GPtrArray) none = g_ptr_array_new();
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    assert_null(mover_xml_new(cases[i].text, "n", "u", none, &error));
    assert_error_says(error, cases[i].says);
  }
}

/* ADDRESS of a PCI device, as libvirt writes it. */
#define PCI_SOURCE "<source><address domain='0x0000' bus='0x06' slot='0x02' function='0x1'/></source>"
#define FEATURE(policy) "<cpu><feature policy='" policy "' name='invtsc'/></cpu>"

static void devices_that_matter_are_found(void **state)
{
  static const struct {
    const char *xml; /* what the domain has */
    int kind;        /* -1: nothing that matters */
    const char *name;
  } cases[] = {
    { "<devices><hostdev mode='subsystem' type='pci'>" PCI_SOURCE "</hostdev></devices>", DEVICE_PCI, "0000:06:02.1" },
    { "<devices><hostdev mode='subsystem' type='pci'>" PCI_SOURCE "<teaming type='transient' persistent='ua-a'/></hostdev></devices>",
      DEVICE_PCI_TEAMED, "0000:06:02.1" },
    { "<devices><hostdev mode='subsystem' type='usb'><source><vendor id='0x1234'/><product id='0xbeef'/></source></hostdev></devices>",
      DEVICE_USB, "0x1234:0xbeef" },
    { "<devices><hostdev mode='subsystem' type='usb'><source><address bus='14' device='27'/></source></hostdev></devices>", DEVICE_USB, "14:27" },
    { "<devices><hostdev mode='subsystem' type='scsi'><source><adapter name='scsi_host0'/></source></hostdev></devices>", DEVICE_SCSI,
      "scsi_host0" },
    { "<devices><hostdev mode='subsystem' type='scsi_host'><source protocol='vhost' wwpn='naa.5'/></hostdev></devices>", DEVICE_SCSI, "naa.5" },
    { "<devices><hostdev mode='subsystem' type='mdev' model='vfio-pci'><source><address uuid='c2'/></source></hostdev></devices>",
      DEVICE_MEDIATED, "c2" },
    { "<devices><hostdev mode='capabilities' type='misc'><source><char>/dev/input/event3</char></source></hostdev></devices>",
      DEVICE_CAPABILITY, "/dev/input/event3" },
    { "<devices><interface type='hostdev'><mac address='52:01'/></interface></devices>", DEVICE_NIC_PASSED, "52:01" },
    { "<devices><interface type='hostdev'><mac address='52:01'/><teaming type='transient' persistent='ua-a'/></interface></devices>",
      DEVICE_NIC_TEAMED, "52:01" },
    { "<devices><interface type='vdpa'><mac address='52:01'/></interface></devices>", DEVICE_NIC_VDPA, "52:01" },
    { "<devices><interface type='vhostuser'><mac address='52:01'/></interface></devices>", DEVICE_NIC_VHOST_USER, "52:01" },
    { "<devices><interface type='bridge'><mac address='52:01'/><teaming type='persistent'/></interface></devices>", -1, NULL },
    { "<devices><filesystem type='mount'><driver type='virtiofs'/><source dir='/a'/><target dir='share'/></filesystem></devices>",
      DEVICE_VIRTIOFS, "share" },
    { "<devices><filesystem type='mount'><driver type='virtiofs'/><source socket='/run/a'/><target dir='share'/></filesystem></devices>",
      DEVICE_VIRTIOFS_EXTERNAL, "/run/a" },
    { "<devices><filesystem type='mount'><source dir='/a'/><target dir='share'/></filesystem></devices>", DEVICE_9P, "share" },
    { "<devices><shmem name='m'><model type='ivshmem'/></shmem></devices>", DEVICE_SHARED_MEMORY, "m" },
    { "<devices><shmem name='m' role='master'><model type='ivshmem'/></shmem></devices>", DEVICE_SHARED_MEMORY, "m" },
    { "<devices><shmem name='m' role='peer'><model type='ivshmem-plain'/></shmem></devices>", DEVICE_SHARED_MEMORY, "m" },
    { "<devices><shmem name='m'><model type='ivshmem-plain'/></shmem></devices>", DEVICE_SHARED_MEMORY, "m" },
    { "<devices><shmem name='m' role='master'><model type='ivshmem-plain'/></shmem></devices>", -1, NULL },
    { "<devices><disk type='file'><source file='/a'/><target dev='vda'/><transient/></disk></devices>", DEVICE_TRANSIENT_DISK, "vda" },
    { "<devices><disk type='nvme'><source type='pci'/><target dev='vdb'/></disk></devices>", DEVICE_NVME_DISK, "vdb" },
    { "<devices><disk type='file'><source file='/a'/><target dev='vda'/></disk></devices>", -1, NULL },
    { FEATURE("require"), DEVICE_INVARIANT_TSC, "invtsc" },
    { FEATURE("force"), DEVICE_INVARIANT_TSC, "invtsc" },
    { FEATURE("disable"), -1, NULL },
    { FEATURE("require") "<clock><timer name='tsc' frequency='0'/></clock>", DEVICE_INVARIANT_TSC, "invtsc" },
    { FEATURE("require") "<clock><timer name='tsc' frequency='2000000000'/></clock>", -1, NULL },
    { FEATURE("require") "<clock><timer name='hpet' frequency='2000000000'/></clock>", DEVICE_INVARIANT_TSC, "invtsc" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *text = g_strdup_printf("<domain>%s</domain>", cases[i].xml);
    g_autoptr(VmDetails) details = vm_details_new("web", "u", VM_RUNNING);
    assert_true(domain_xml_read(text, details, NULL));
    guint n = cases[i].kind >= 0 ? 1 : 0;
    if (details->devices->len != n)
      fail_msg("case %zu: %u devices", i, details->devices->len);
    if (n == 0)
      continue;
    const Device *device = g_ptr_array_index(details->devices, 0);
    if ((int)device->kind != cases[i].kind || strcmp(device->name, cases[i].name) != 0)
      fail_msg("case %zu: %s %s (%d)", i, device_kind_name(device->kind), device->name, device->kind);
  }
}

/* Before the VM starts nobody knows where its modules will be plugged in, and nothing is wrong with that. */
static void memory_modules_have_places_once_the_vm_runs(void **state)
{
  static const struct {
    const char *xml;
    guint n;
  } cases[] = {
    { "<domain id='1'><devices><memory model='dimm'><alias name='dimm0'/></memory></devices></domain>", 1 },
    { "<domain id='1'><devices><memory model='dimm'><address type='dimm' slot='0' base='0x100'/></memory></devices></domain>", 0 },
    { "<domain><devices><memory model='dimm'/></devices></domain>", 0 },
    { "<domain id='1'><devices><memory model='virtio-mem'/></devices></domain>", 0 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(VmDetails) details = vm_details_new("web", "u", VM_RUNNING);
    assert_true(domain_xml_read(cases[i].xml, details, NULL));
    assert_int_equal(details->devices->len, cases[i].n);
  }
}

static void huge_pages_are_read(void **state)
{
  g_autoptr(VmDetails) large = vm_details_new("web", "u", VM_RUNNING);
  g_autoptr(VmDetails) small = vm_details_new("web", "u", VM_RUNNING);
  assert_true(domain_xml_read("<domain><memoryBacking><hugepages/></memoryBacking></domain>", large, NULL));
  assert_true(domain_xml_read("<domain><memoryBacking><locked/></memoryBacking></domain>", small, NULL));
  assert_true(large->huge_pages);
  assert_false(small->huge_pages);
}

static void what_a_vm_is_made_for_is_read(void **state)
{
  g_autoptr(VmDetails) details = vm_details_new("web", "u", VM_RUNNING);
  assert_true(domain_xml_read("<domain type='kvm'><os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os></domain>", details, NULL));
  assert_string_equal(details->type, "kvm");
  assert_string_equal(details->arch, "x86_64");
  assert_string_equal(details->machine, "pc-q35-7.2");
}

static void a_cpu_that_can_be_compared_is_found(void **state)
{
  static const struct {
    const char *xml, *cpu;
    gboolean of_host;
  } cases[] = {
    { "<domain><cpu mode='custom' check='partial'><model>qemu64</model></cpu></domain>",
      "<cpu mode=\"custom\" check=\"partial\"><model>qemu64</model></cpu>", FALSE },
    { "<domain><cpu mode='custom' check='none'><model>qemu64</model></cpu></domain>", NULL, FALSE },
    { "<domain><cpu mode='host-passthrough'/></domain>", NULL, TRUE },
    { "<domain><cpu mode='maximum'/></domain>", NULL, TRUE },
    { "<domain><cpu mode='host-model'/></domain>", NULL, FALSE },
    { "<domain><cpu><topology sockets='1'/></cpu></domain>", NULL, FALSE },
    { "<domain/>", NULL, FALSE },
    { "no XML", NULL, FALSE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *cpu = domain_xml_cpu(cases[i].xml);
    g_autoptr(VmDetails) details = vm_details_new("web", "u", VM_RUNNING);
    if (g_strcmp0(cpu, cases[i].cpu) != 0)
      fail_msg("case %zu: %s", i, cpu);
    if (domain_xml_read(cases[i].xml, details, NULL))
      assert_int_equal(details->cpu_of_host, cases[i].of_host);
  }
}

#define NODE(uri, attribute) "<domain><metadata><a:node xmlns:a='" uri "' kubernetes='" attribute "'/></metadata></domain>"

static void kubernetes_nodes_are_told_by_their_metadata(void **state)
{
  static const struct {
    const char *xml;
    gboolean is;
  } cases[] = {
    { NODE("https://virt-migrate.org/domain/1", "yes"), TRUE },
    { "<domain><metadata><node xmlns='https://virt-migrate.org/domain/1' kubernetes='yes'/></metadata></domain>", TRUE },
    { NODE("https://virt-migrate.org/domain/1", "no"), FALSE },
    { NODE("https://example.org/", "yes"), FALSE },
    { "<domain><metadata><node kubernetes='yes'/></metadata></domain>", FALSE },
    { "<domain><metadata/></domain>", FALSE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(VmDetails) details = vm_details_new("web", "u", VM_RUNNING);
    assert_true(domain_xml_read(cases[i].xml, details, NULL));
    assert_int_equal(details->kubernetes, cases[i].is);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_disks_secret_is_read_wherever_it_stands),
    cmocka_unit_test(base_images_are_read_nearest_first),
    cmocka_unit_test(a_chain_that_ends_at_once_is_none),
    cmocka_unit_test(holes_and_protocols_are_read),
    cmocka_unit_test(a_disk_changes_its_place_and_keeps_all_else),
    cmocka_unit_test(it_is_known_what_a_disk_is_being_copied_into),
    cmocka_unit_test(a_disk_is_put_back_as_it_was),
    cmocka_unit_test(other_devices_stay_as_they_are),
    cmocka_unit_test(a_disk_that_is_not_there_changes_nothing),
    cmocka_unit_test(several_disks_change_at_once),
    cmocka_unit_test(both_definitions_of_a_snapshot_change),
    cmocka_unit_test(places_that_make_no_sense_are_errors),
    cmocka_unit_test(a_mover_is_made_for_the_same_machine),
    cmocka_unit_test(a_mover_has_nothing_of_the_vm_but_its_disks),
    cmocka_unit_test(a_mover_carries_the_disks_that_are_named),
    cmocka_unit_test(a_container_is_raw_and_needs_no_secret),
    cmocka_unit_test(a_mover_without_an_emulator_has_the_hosts_own),
    cmocka_unit_test(a_definition_without_a_machine_makes_no_mover),
    cmocka_unit_test(devices_that_matter_are_found),
    cmocka_unit_test(memory_modules_have_places_once_the_vm_runs),
    cmocka_unit_test(huge_pages_are_read),
    cmocka_unit_test(what_a_vm_is_made_for_is_read),
    cmocka_unit_test(kubernetes_nodes_are_told_by_their_metadata),
    cmocka_unit_test(a_cpu_that_can_be_compared_is_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
