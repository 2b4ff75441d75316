#include "fixture.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define TEST_NAMESPACE "xmlns:test='http://libvirt.org/schemas/domain/test/1.0'"

enum { RUNNING = 1, PAUSED = 3, SHUT_OFF = 5 }; /* as libvirt counts domain states */

typedef struct Guest {
  const char *host, *name;
  int state;
  guint memory_mib;
  const char *disks[3];    /* files of vda, vdb …; ends with NULL */
  const char *networks[3]; /* ends with NULL */
} Guest;

static const Guest GUESTS[] = {
  { "alpha", "cold", SHUT_OFF, 256, { "/srv/vmstore/cold.qcow2" }, { "lan" } },
  { "alpha", "db", RUNNING, 512, { "/srv/vmstore/db.qcow2", "/srv/vmstore/db-data.raw" }, { "lan" } },
  { "alpha", "gate", RUNNING, 256, { "/srv/vmstore/gate.qcow2" }, { "lan", "dmz" } },
  { "alpha", "idle", PAUSED, 256, { "/srv/vmstore/idle.qcow2" }, { "lan" } },
  { "alpha", "local", RUNNING, 256, { "/srv/local/local.qcow2" }, { "lan" } },
  { "alpha", "web", RUNNING, 256, { "/srv/vmstore/web.qcow2" }, { "lan" } },
  { "bravo", "mail", RUNNING, 2048, { "/srv/vmstore/mail.qcow2" }, { "lan" } },
};

typedef struct FakeHost {
  const char *name;
  guint number;
  double free_gib;
  gboolean shared_pool;
  const char *networks[3];
} FakeHost;

static const FakeHost HOSTS[] = {
  { "alpha", 1, 17.8, TRUE, { "lan", "dmz" } },
  { "bravo", 2, 20.1, TRUE, { "lan", "guests" } },
  { "charlie", 3, 20.9, FALSE, { "lan", "dmz" } },
};

static const char INVENTORY[] =
    "host_pools = ( { name = \"Training\"; clusters = (\n"
    "  { name = \"prod\"; hosts = (\n"
    "    { name = \"alpha\"; uri = \"test://@DIR@/alpha.xml\"; peer_uri = \"test://@DIR@/alpha.xml\";\n"
    "      migration_address = \"10.78.0.1\"; storage_network = \"10.77.0.0/24\"; },\n"
    "    { name = \"bravo\"; uri = \"test://@DIR@/bravo.xml\"; peer_uri = \"test://@DIR@/bravo.xml\";\n"
    "      migration_address = \"10.78.0.2\"; storage_network = \"10.77.0.0/24\"; } ); },\n"
    "  { name = \"edge\"; hosts = ( { name = \"charlie\"; uri = \"test://@DIR@/charlie.xml\"; } ); }%s\n"
    "); } );\n"
    "timers = { connect_s = 2; };\n";

/* --- XML of a host ------------------------------------------------------------------------------------------------ */

static void add_disks(GString *xml, const char *const *disks)
{
  for (guint i = 0; disks[i] != NULL; i++)
    g_string_append_printf(xml, "<disk type='file' device='disk'><driver name='qemu' type='%s'/><source file='%s'/>"
                                "<target dev='vd%c' bus='virtio'/></disk>\n",
                           g_str_has_suffix(disks[i], ".raw") ? "raw" : "qcow2", disks[i], 'a' + (int)i);
}

static void add_guest(GString *xml, guint number, const Guest *guest)
{
  g_autofree char *name = g_markup_escape_text(guest->name, -1);
  g_string_append_printf(xml, "<domain type='test' " TEST_NAMESPACE ">\n<name>%s</name>"
                              "<uuid>5f1d0000-0000-4000-8000-%012x</uuid>\n"
                              "<memory unit='MiB'>%u</memory><vcpu>1</vcpu><os><type arch='i686'>hvm</type></os>\n<devices>\n",
                         name, number, guest->memory_mib);
  add_disks(xml, guest->disks);
  for (guint i = 0; guest->networks[i] != NULL; i++)
    g_string_append_printf(xml, "<interface type='network'><mac address='52:54:00:00:%02x:%02x'/><source network='%s'/>"
                                "<model type='virtio'/></interface>\n",
                           number & 0xff, i, guest->networks[i]);
  g_string_append_printf(xml, "</devices>\n<test:runstate>%d</test:runstate>\n</domain>\n", guest->state);
}

static void add_networks(GString *xml, const FakeHost *host)
{
  for (guint i = 0; host->networks[i] != NULL; i++)
    g_string_append_printf(xml, "<network><name>%s</name><uuid>5f1d0000-0000-4000-8002-0000000%02u%03u</uuid>"
                                "<forward mode='bridge'/><bridge name='br-%s'/></network>\n",
                           host->networks[i], host->number, i, host->networks[i]);
}

/* The volumes of FOLDER that are disks of this host's VMs: 2 GiB each, 0.4 of it used. */
static void add_volumes(GString *xml, const FakeHost *host, const char *folder)
{
  for (guint i = 0; i < G_N_ELEMENTS(GUESTS); i++)
    for (guint j = 0; g_str_equal(GUESTS[i].host, host->name) && GUESTS[i].disks[j] != NULL; j++) {
      g_autofree char *name = g_path_get_basename(GUESTS[i].disks[j]);
      g_autofree char *dir = g_path_get_dirname(GUESTS[i].disks[j]);
      if (g_str_equal(dir, folder))
        g_string_append_printf(xml, "<volume type='file'><name>%s</name><capacity unit='MiB'>2048</capacity>"
                                    "<allocation unit='MiB'>410</allocation><target><path>%s</path><format type='%s'/></target></volume>",
                               name, GUESTS[i].disks[j], g_str_has_suffix(name, ".raw") ? "raw" : "qcow2");
    }
}

static void add_pools(GString *xml, const FakeHost *host)
{
  if (host->shared_pool) {
    g_string_append_printf(xml, "<pool type='netfs'><name>vmstore</name><uuid>5f1d0000-0000-4000-8003-%012u</uuid>"
                                "<source><host name='store'/><dir path='/vmstore'/><format type='glusterfs'/></source>"
                                "<target><path>/srv/vmstore</path></target>",
                           host->number);
    add_volumes(xml, host, "/srv/vmstore");
    g_string_append(xml, "</pool>\n");
  }
  g_string_append_printf(xml, "<pool type='dir'><name>local</name><uuid>5f1d0000-0000-4000-8004-%012u</uuid>"
                              "<target><path>/srv/local</path></target>",
                         host->number);
  add_volumes(xml, host, "/srv/local");
  /* db moves by name: of its two volumes one name is taken there. */
  g_string_append_printf(xml, "<volume type='file'><name>db-data.raw</name><capacity>1024</capacity><target><path>/srv/local/db-data.raw</path>"
                              "<format type='raw'/></target></volume></pool>\n"
                              "<pool type='iscsi'><name>san</name><uuid>5f1d0000-0000-4000-8005-%012u</uuid><source><host name='store'/>"
                              "<device path='iqn.2026-01.test:san'/></source><target><path>/dev/disk/by-path</path></target></pool>\n",
                         host->number);
}

static GString *host_xml_start(const FakeHost *host)
{
  GString *xml = g_string_new("<node>\n<cpu><mhz>2400</mhz><model>x86_64</model><active>2</active><nodes>1</nodes>"
                              "<sockets>1</sockets><cores>2</cores><threads>1</threads></cpu>\n<memory>25165824</memory>\n");
  add_networks(xml, host);
  add_pools(xml, host);
  return xml;
}

static void host_write(const Fixture *fixture, const FakeHost *host, GString *xml)
{
  g_autofree char *name = g_strconcat(host->name, ".xml", NULL);
  g_string_append(xml, "</node>\n");
  fixture_write(fixture, name, xml->str);
  g_string_free(xml, TRUE);

  g_autofree char *facts_name = g_strconcat(name, ".facts", NULL);
  g_autofree char *facts = g_strdup_printf("[host]\nhostname=%s\nuuid=5f1d0000-0000-4000-8001-%012u\nfree_bytes=%.0f\n", host->name,
                                           host->number, host->free_gib * 1024 * 1024 * 1024);
  fixture_write(fixture, facts_name, facts);
}

static void write_hosts(const Fixture *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS(HOSTS); i++) {
    GString *xml = host_xml_start(&HOSTS[i]);
    for (guint j = 0; j < G_N_ELEMENTS(GUESTS); j++)
      if (g_str_equal(GUESTS[j].host, HOSTS[i].name))
        add_guest(xml, j + 1, &GUESTS[j]);
    host_write(fixture, &HOSTS[i], xml);
  }
}

void fixture_name_vms(const Fixture *fixture, const char *const *names)
{
  GString *xml = host_xml_start(&HOSTS[0]);
  for (guint i = 0; names[i] != NULL; i++)
    add_guest(xml, 0x100 + i, &(Guest){ "alpha", names[i], RUNNING, 256, { "/srv/vmstore/x.qcow2" }, { "lan" } });
  host_write(fixture, &HOSTS[0], xml);
}

void fixture_hostile_vm(const Fixture *fixture, const char *name, const char *text)
{
  GString *xml = host_xml_start(&HOSTS[0]);
  g_autofree char *safe_name = g_markup_escape_text(name, -1), *safe = g_markup_escape_text(text, -1);
  g_string_append_printf(xml, "<domain type='test' " TEST_NAMESPACE ">\n<name>%s</name><uuid>5f1d0000-0000-4000-8000-000000000100</uuid>\n"
                              "<title>%s</title><description>%s</description>"
                              "<metadata><x:note xmlns:x='urn:test'>%s</x:note></metadata>\n"
                              "<memory unit='MiB'>256</memory><vcpu>1</vcpu><os><type arch='i686'>hvm</type></os>\n<devices>\n"
                              "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/srv/%s.qcow2'/>"
                              "<target dev='vda' bus='virtio'/></disk>\n"
                              "<interface type='network'><mac address='52:54:00:00:01:00'/><source network='%s'/>"
                              "<model type='virtio'/></interface>\n"
                              "</devices>\n<test:runstate>%d</test:runstate>\n</domain>\n",
                         safe_name, safe, safe, safe, safe, safe, RUNNING);
  host_write(fixture, &HOSTS[0], xml);
}

/* --- the folder --------------------------------------------------------------------------------------------------- */

char *fixture_path(const Fixture *fixture, const char *name)
{
  return g_build_filename(fixture->dir, name, NULL);
}

void fixture_write(const Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = fixture_path(fixture, name);
  g_auto(GStrv) parts = g_strsplit(text, "@DIR@", -1);
  g_autofree char *contents = g_strjoinv(fixture->dir, parts);
  g_autoptr(GError) error = NULL;
  if (!g_file_set_contents(path, contents, -1, &error))
    g_error("%s", error->message);
}

void fixture_add_hosts(const Fixture *fixture, const char *hosts)
{
  g_autofree char *far = *hosts != '\0' ? g_strdup_printf(",\n  { name = \"far\"; hosts = ( %s ); }", hosts) : g_strdup("");
  g_autofree char *text = g_strdup_printf(INVENTORY, far);
  fixture_write(fixture, "inventory.conf", text);
}

void fixture_setenv(Fixture *fixture, const char *name, const char *value)
{
  fixture->env = g_environ_setenv(fixture->env, name, value, TRUE);
}

/* The library that lends facts to the test driver lies beside the program that runs the test. */
static void preload(Fixture *fixture)
{
  g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname(program);
  g_autofree char *library = g_build_filename(folder, "fakehost.so", NULL);
  if (!g_file_test(library, G_FILE_TEST_EXISTS))
    g_error("%s is missing", library);
  fixture_setenv(fixture, "LD_PRELOAD", library);
  fixture_setenv(fixture, "ASAN_OPTIONS", "verify_asan_link_order=0:detect_leaks=0");
}

Fixture *fixture_new(void)
{
  static const char *const FOLDERS[][2] = {
    { "HOME", "home" }, { "XDG_CONFIG_HOME", "config" }, { "XDG_STATE_HOME", "state" }, { "XDG_CACHE_HOME", "cache" },
    { "XDG_DATA_HOME", "data" }, { "XDG_RUNTIME_DIR", "runtime" }, { "XDG_CONFIG_DIRS", "etc" },
  };
  Fixture *fixture = g_new0(Fixture, 1);
  /* Always of one length, wherever TMPDIR points: it is part of URIs on the screen, and so decides where their rows break. */
  fixture->dir = g_mkdtemp(g_strdup("/tmp/screens-XXXXXX"));
  if (fixture->dir == NULL)
    g_error("no folder below /tmp: %s", g_strerror(errno));
  fixture->inventory = fixture_path(fixture, "inventory.conf");
  for (guint i = 0; i < G_N_ELEMENTS(FOLDERS); i++) {
    g_autofree char *path = fixture_path(fixture, FOLDERS[i][1]);
    g_mkdir_with_parents(path, 0700);
    fixture_setenv(fixture, FOLDERS[i][0], path);
  }
  preload(fixture);
  write_hosts(fixture);
  fixture_add_hosts(fixture, "");
  return fixture;
}

static void remove_tree(const char *path)
{
  GDir *dir = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
  for (const char *name = NULL; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *child = g_build_filename(path, name, NULL);
    remove_tree(child);
  }
  g_clear_pointer(&dir, g_dir_close);
  remove(path);
}

void fixture_free(Fixture *fixture)
{
  if (fixture == NULL)
    return;
  remove_tree(fixture->dir);
  g_free(fixture->dir);
  g_free(fixture->inventory);
  g_strfreev(fixture->env);
  g_free(fixture);
}

void fixture_use_hosts(Fixture *fixture, const char *inventory)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  if (!g_file_get_contents(inventory, &text, NULL, &error))
    g_error("%s", error->message);
  fixture_write(fixture, "inventory.conf", text);
  /* What is lent to libvirt's test driver must not be lent to real hosts. */
  fixture->env = g_environ_unsetenv(fixture->env, "LD_PRELOAD");
}
