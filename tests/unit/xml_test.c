#include "tests/unit/unit.h"

#include "virt/domain_edit.h"
#include "virt/domain_xml.h"
#include "virt/host.h"
#include "virt/link.h"
#include "virt/network.h"
#include "virt/storage.h"

#include <string.h>
#include <unistd.h>

static const char domain[] =
    "<domain type='qemu'><name>web</name><devices>"
    "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/srv/a.qcow2'/><target dev='vda' bus='virtio'/></disk>"
    "<disk type='block' device='disk'><driver type='raw'/><source dev='/dev/vg/lv'/><target dev='vdb'/><shareable/></disk>"
    "<disk type='network' device='disk'><source protocol='rbd' name='rbd/img'/><target dev='vdc'/></disk>"
    "<disk type='volume' device='disk'><source pool='ssd' volume='v1'/><target dev='vdd'/></disk>"
    "<disk type='file' device='cdrom'><target dev='sda'/><readonly/></disk>"
    "<disk type='file' device='floppy'><source file='/srv/f.img'/><target dev='fda'/></disk>"
    "<interface type='network'><mac address='52:54:00:00:00:01'/><source network='lan'/></interface>"
    "<interface type='bridge'><mac address='52:54:00:00:00:02'/><source network='office' portid='p' bridge='br1'/></interface>"
    "<interface type='bridge'><mac address='52:54:00:00:00:03'/><source bridge='br2'/></interface>"
    "<interface type='user'><mac address='52:54:00:00:00:04'/></interface>"
    "</devices></domain>";

static void disks_and_nics_are_read(void **state)
{
  static const struct {
    const char *target;
    DiskSource source;
    const char *path;
    DiskDevice device;
    gboolean read_only, shareable;
  } disks[] = {
    { "vda", DISK_SOURCE_FILE, "/srv/a.qcow2", DISK_DEVICE_DISK, FALSE, FALSE }, { "vdb", DISK_SOURCE_BLOCK, "/dev/vg/lv", DISK_DEVICE_DISK, FALSE, TRUE },
    { "vdc", DISK_SOURCE_NETWORK, "rbd/img", DISK_DEVICE_DISK, FALSE, FALSE },   { "vdd", DISK_SOURCE_VOLUME, "v1", DISK_DEVICE_DISK, FALSE, FALSE },
    { "sda", DISK_SOURCE_NONE, NULL, DISK_DEVICE_CDROM, TRUE, FALSE },           { "fda", DISK_SOURCE_FILE, "/srv/f.img", DISK_DEVICE_FLOPPY, FALSE, FALSE },
  };
  static const struct {
    const char *mac, *kind, *source;
  } nics[] = {
    { "52:54:00:00:00:01", "network", "lan" },
    { "52:54:00:00:00:02", "network", "office" }, /* as libvirt shows it while the VM runs */
    { "52:54:00:00:00:03", "bridge", "br2" },
    { "52:54:00:00:00:04", "user", NULL },
  };
  g_autoptr(VmDetails) details = vm_details_new("web", "uuid", VM_RUNNING);
  assert_true(domain_xml_read(domain, details, NULL));
  assert_int_equal(details->disks->len, G_N_ELEMENTS(disks));
  for (gsize i = 0; i < G_N_ELEMENTS(disks); i++) {
    const Disk *disk = g_ptr_array_index(details->disks, i);
    assert_string_equal(disk->target, disks[i].target);
    assert_int_equal(disk->source, disks[i].source);
    assert_int_equal(g_strcmp0(disk->path, disks[i].path), 0);
    assert_int_equal(disk->device, disks[i].device);
    assert_int_equal(disk->read_only, disks[i].read_only);
    assert_int_equal(disk->shareable, disks[i].shareable);
  }
  assert_string_equal(((const Disk *)g_ptr_array_index(details->disks, 0))->format, "qcow2");
  assert_string_equal(((const Disk *)g_ptr_array_index(details->disks, 3))->pool, "ssd");
  assert_int_equal(details->nics->len, G_N_ELEMENTS(nics));
  for (gsize i = 0; i < G_N_ELEMENTS(nics); i++) {
    const Nic *nic = g_ptr_array_index(details->nics, i);
    assert_string_equal(nic->mac, nics[i].mac);
    assert_string_equal(nic->kind, nics[i].kind);
    assert_int_equal(g_strcmp0(nic->source, nics[i].source), 0);
  }
}

static void networks_are_renamed_and_nothing_else(void **state)
{
  g_autoptr(GHashTable) map = g_hash_table_new(g_str_hash, g_str_equal);
  g_hash_table_insert(map, (gpointer) "office", (gpointer) "back & office");
  g_autofree char *mapped = domain_edit_map_networks(domain, map, NULL);
  assert_non_null(strstr(mapped, "<source network=\"back &amp; office\"/>"));
  assert_null(strstr(mapped, "portid"));
  assert_non_null(strstr(mapped, "<source network=\"lan\"/>"));
  assert_non_null(strstr(mapped, "<source bridge=\"br2\"/>"));
  assert_non_null(strstr(mapped, "<source file=\"/srv/a.qcow2\"/>"));
}

static void state_beside_the_disks_is_seen(void **state)
{
  static const struct {
    const char *xml, *says;
  } cases[] = {
    { "<domain><os/><devices/></domain>", NULL },
    { "<domain><os firmware='efi'/></domain>", "firmware variables" },
    { "<domain><os><nvram>/x</nvram></os></domain>", "firmware variables" },
    { "<domain><devices><tpm><backend type='emulator'/></tpm></devices></domain>", "the state of its TPM" },
    { "<domain><devices><tpm><backend type='passthrough'/></tpm></devices></domain>", NULL },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(VmDetails) details = vm_details_new("web", "uuid", VM_SHUT_OFF);
    assert_true(domain_xml_read(cases[i].xml, details, NULL));
    assert_int_equal(g_strcmp0(details->local_state, cases[i].says), 0);
  }
}

static void broken_xml_is_an_error(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(VmDetails) details = vm_details_new("web", "uuid", VM_RUNNING);
  assert_false(domain_xml_read("<domain><devices>", details, &error));
  assert_error_says(error, "not well-formed");
  assert_null(storage_read_xml("", &error));
  assert_error_says(error, "not well-formed");
}

/* An entity that names a file must never be followed. */
static void entities_are_not_followed(void **state)
{
  g_autofree char *file = NULL;
  int fd = g_file_open_tmp("entity-XXXXXX", &file, NULL);
  assert_int_equal(write(fd, "secret", 6), 6);
  close(fd);
  g_autofree char *xml = g_strdup_printf("<!DOCTYPE d [<!ENTITY x SYSTEM 'file://%s'>]><network><name>n &x;</name></network>", file);
  Network *network = network_read_xml(xml, NULL);
  assert_non_null(network);
  assert_string_equal(network->name, "n ");
  network_free(network);
  unlink(file);
}

static void pools_tell_what_they_are_made_of(void **state)
{
  static const struct {
    const char *xml, *origin;
  } cases[] = {
    { "<pool type='dir'><name>p</name><target><path>/x</path></target></pool>", NULL },
    { "<pool type='netfs'><name>p</name><source><host name='store'/><dir path='/vm'/><format type='glusterfs'/></source></pool>", "glusterfs store:/vm" },
    { "<pool type='netfs'><name>p</name><source><host name='localhost'/><dir path='/vm'/><format type='glusterfs'/></source></pool>", NULL },
    { "<pool type='rbd'><name>p</name><source><host name='mon1'/><name>vms</name></source></pool>", "mon1 vms" },
    { "<pool type='logical'><name>p</name><source><name>vg</name></source></pool>", NULL },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    Pool *pool = storage_read_xml(cases[i].xml, NULL);
    assert_string_equal(pool->name, "p");
    assert_int_equal(g_strcmp0(pool->origin, cases[i].origin), 0);
    pool_free(pool);
  }
}

static void networks_tell_their_kind(void **state)
{
  static const struct {
    const char *xml, *kind;
  } cases[] = {
    { "<network><name>n</name></network>", "isolated" },
    { "<network><name>n</name><forward mode='nat'/></network>", "NAT" },
    { "<network><name>n</name><forward mode='bridge'/><bridge name='br0'/></network>", "Linux bridge" },
    { "<network><name>n</name><forward mode='bridge'/><bridge name='ovs'/><virtualport type='openvswitch'/></network>", "Open vSwitch" },
    { "<network><name>n</name><forward mode='bridge'><interface dev='eth0'/></forward></network>", "macvtap" },
    { "<network><name>n</name><forward mode='hostdev' managed='yes'><pf dev='eth0'/></forward></network>", "SR-IOV" },
    { "<network><name>n</name><forward mode='warp'/></network>", "other" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    Network *network = network_read_xml(cases[i].xml, NULL);
    assert_string_equal(network->kind, cases[i].kind);
    network_free(network);
  }
}

#define LINK(inside) "<device><name>net_eth1</name><capability type='net'><interface>eth1</interface>" inside "</capability></device>"

static void links_are_read(void **state)
{
  static const struct {
    const char *xml;
    guint mbits;
    gboolean up;
  } links[] = {
    { LINK("<link speed='10000' state='up'/><capability type='80203'/>"), 10000, TRUE },
    { LINK("<link state='up'/>"), 0, TRUE },
    { LINK("<link state='down'/>"), 0, FALSE },
    { LINK("<link speed='1000' state='down'/>"), 1000, FALSE },
    { LINK("<link state='unknown'/>"), 0, FALSE },
    { LINK("<link speed='4294967295' state='up'/>"), 0, TRUE },
    { LINK("<link speed='-1' state='up'/>"), 0, TRUE },
    { LINK(""), 0, FALSE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(links); i++) {
    g_autoptr(GError) error = NULL;
    HostLink *link = link_read_xml(links[i].xml, &error);
    assert_no_error(error);
    assert_string_equal(link->name, "eth1");
    assert_int_equal(link->mbits, links[i].mbits);
    assert_int_equal(link->up, links[i].up);
    host_link_free(link);
  }
}

static void what_is_no_link_is_none(void **state)
{
  g_autoptr(GError) error = NULL;
  assert_null(link_read_xml("<device><capability type='pci'/></device>", &error));
  assert_no_error(error);
  assert_null(link_read_xml("<device>", &error));
  assert_error_says(error, "network interface");
}

static const char capabilities[] =
    "<capabilities><host><uuid>a1fa</uuid><cpu><arch>x86_64</arch><pages unit='KiB' size='4'/><pages unit='KiB' size='2048'/></cpu></host>"
    "<guest><os_type>hvm</os_type><arch name='x86_64'><machine>pc-i440fx-7.2</machine><machine canonical='pc-i440fx-7.2'>pc</machine>"
    "<domain type='qemu'/><domain type='kvm'><machine>q35</machine></domain></arch></guest>"
    "<guest><os_type>xen</os_type><arch name='x86_64'><domain type='xen'/></arch></guest></capabilities>";

static void what_a_host_can_run_is_read(void **state)
{
  g_autoptr(HostFacts) facts = host_facts_new();
  assert_true(host_read_capabilities(capabilities, facts, NULL));
  assert_string_equal(facts->uuid, "a1fa");
  assert_string_equal(facts->arch, "x86_64");
  assert_int_equal(facts->page_sizes->len, 2);
  assert_int_equal(g_array_index(facts->page_sizes, guint64, 1), 2 * 1024 * 1024);
  assert_int_equal(facts->guest_kinds->len, 2);
  const GuestKind *qemu = host_facts_guest_kind(facts, "qemu", "x86_64"), *kvm = host_facts_guest_kind(facts, "kvm", "x86_64");
  assert_true(guest_kind_has_machine(qemu, "pc"));
  assert_true(guest_kind_has_machine(qemu, "pc-i440fx-7.2"));
  assert_false(guest_kind_has_machine(qemu, "q35"));
  assert_true(guest_kind_has_machine(kvm, "q35"));
  assert_false(guest_kind_has_machine(kvm, "pc"));
  assert_null(host_facts_guest_kind(facts, "qemu", "aarch64"));
}

static void broken_capabilities_are_an_error(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(HostFacts) facts = host_facts_new();
  assert_false(host_read_capabilities("<capabilities>", facts, &error));
  assert_non_null(error);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(links_are_read),
    cmocka_unit_test(what_is_no_link_is_none),
    cmocka_unit_test(disks_and_nics_are_read),        cmocka_unit_test(networks_are_renamed_and_nothing_else),
    cmocka_unit_test(state_beside_the_disks_is_seen),
    cmocka_unit_test(broken_xml_is_an_error),         cmocka_unit_test(entities_are_not_followed),
    cmocka_unit_test(pools_tell_what_they_are_made_of), cmocka_unit_test(networks_tell_their_kind),
    cmocka_unit_test(what_a_host_can_run_is_read),
    cmocka_unit_test(broken_capabilities_are_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
