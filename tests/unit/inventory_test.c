#include "tests/unit/unit.h"

#include "config/inventory.h"

#include <glib/gstdio.h>
#include <string.h>

static char *folder;

static char *write_file(const char *name, const char *text)
{
  char *file = g_build_filename(folder, name, NULL);
  assert_true(g_file_set_contents(file, text, -1, NULL));
  return file;
}

static const char good[] =
    "host_pools = (\n"
    "  { name = \"Training\"; shared_storage = [ \"images\" ];\n"
    "    clusters = (\n"
    "      { name = \"prod\"; hosts = (\n"
    "        { name = \"alpha\"; uri = \"qemu+tls://alpha/system\"; peer_uri = \"qemu+tls://alpha.mig/system\";\n"
    "          migration_address = \"10.78.0.1\"; migration_interface = \"eth1\"; storage_network = \"10.77.0.0/24\";\n"
    "          restart_pending = true; } ); } );\n"
    "    hosts = ( { name = \"lone\"; uri = \"qemu+ssh://root@lone/system\"; } ); } );\n"
    "speeds = { medium_mbits = 25; fast_mbits = 50; };\n"
    "timers = { connect_s = 3; migration_s = 0; };\n";

static void a_good_file_is_read_whole(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *file = write_file("good.conf", good);
  g_autoptr(Inventory) inventory = inventory_load(file, &error);
  assert_no_error(error);
  assert_int_equal(inventory->hosts->len, 2);
  const InventoryHost *alpha = inventory_host(inventory, "alpha");
  assert_string_equal(alpha->uri, "qemu+tls://alpha/system");
  assert_string_equal(alpha->peer_uri, "qemu+tls://alpha.mig/system");
  assert_string_equal(alpha->migration_address, "10.78.0.1");
  assert_string_equal(alpha->migration_interface, "eth1");
  assert_string_equal(alpha->storage_network, "10.77.0.0/24");
  assert_string_equal(alpha->cluster, "prod");
  assert_string_equal(alpha->host_pool, "Training");
  const InventoryHost *lone = inventory_host(inventory, "lone");
  assert_true(alpha->restart_pending);
  assert_false(lone->restart_pending);
  assert_null(lone->cluster);
  assert_null(lone->peer_uri);
  assert_null(lone->migration_address);
  assert_null(lone->migration_interface);
  assert_int_equal(inventory->medium_mbits, 25);
  assert_int_equal(inventory->fast_mbits, 50);
  assert_int_equal(inventory->connect_s, 3);
  assert_int_equal(inventory->migration_s, 0);
  assert_string_equal(g_ptr_array_index(inventory_pool(inventory, "Training")->shared_storage, 0), "images");
  g_autofree char *address = inventory_host_address(lone);
  assert_string_equal(address, "lone");
}

#define POOL(hosts) "host_pools = ( { name = \"P\"; hosts = (\n" hosts "\n); } );\n"

/* Each mistake is told with its line and a word that helps. */
static const struct {
  const char *text, *place, *what;
} mistakes[] = {
  { "host_pools = (\n  {\n", ":3:", "syntax" },
  { "hostpools = ();\n", ":1:", "has no setting “hostpools”" },
  { POOL("{ name = \"a\"; uri = \"qemu:///system\"; colour = \"red\"; }"), ":2:", "has no setting “colour”" },
  { POOL("{ name = \"a\"; }"), ":2:", "lacks “uri”" },
  { POOL("{ uri = \"qemu:///system\"; }"), ":2:", "lacks “name”" },
  { POOL("{ name = 5; uri = \"qemu:///system\"; }"), ":2:", "must be a text" },
  { POOL("{ name = \"\"; uri = \"qemu:///system\"; }"), ":2:", "is empty" },
  { POOL("{ name = \"a\"; uri = \"no uri\"; }"), ":2:", "is not a libvirt URI" },
  { POOL("{ name = \"a\"; uri = \"qemu:///system\"; },\n{ name = \"a\"; uri = \"qemu:///system\"; }"), ":3:", "“a” is declared already" },
  { POOL("{ name = \"a\"; uri = \"qemu:///system\"; migration_address = \"tcp://10.0.0.1\"; }"), ":2:", "neither an IP address" },
  { POOL("{ name = \"a\"; uri = \"qemu:///system\"; migration_interface = \"eth1\"; }"), ":2:", "and there is none" },
  { POOL("{ name = \"a\"; uri = \"qemu:///system\"; migration_address = \"m\";\nmigration_interface = \"10.78.0.1/24\"; }"), ":3:", "not the name of" },
  { POOL("{ name = \"a\"; uri = \"qemu:///system\"; migration_address = \"m\"; migration_interface = 1; }"), ":2:", "must be a text" },
  { POOL("\"alpha\""), ":3:", "must be a group" },
  { POOL("{ name = \"a\"; uri = \"qemu:///system\"; }") "timers = { connect_s = 0; };\n", ":4:", "must be at least 1" },
  { POOL("{ name = \"a\"; uri = \"qemu:///system\"; }") "timers = { connect_s = \"10\"; };\n", ":4:", "must be a whole number" },
  { POOL("{ name = \"a\"; uri = \"qemu:///system\"; }") "speeds = { fast = 3; };\n", ":4:", "has no setting “fast”" },
  { "host_pools = ( { name = \"P\"; clusters = ( { name = \"c\"; } ); } );\n", ":1:", "lacks “hosts”" },
  { "host_pools = ();\n", "bad.conf", "declares no host" },
};

static void every_mistake_is_told_with_its_place(void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS(mistakes); i++) {
    g_autoptr(GError) error = NULL;
    g_autofree char *file = write_file("bad.conf", mistakes[i].text);
    assert_null(inventory_load(file, &error));
    assert_non_null(error);
    if (strstr(error->message, mistakes[i].place) == NULL || strstr(error->message, "bad.conf") == NULL)
      fail_msg("“%s” does not name the place %s", error->message, mistakes[i].place);
    assert_error_says(error, mistakes[i].what);
  }
}

static void a_file_that_cannot_be_read_is_told(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *missing = g_build_filename(folder, "missing.conf", NULL);
  assert_null(inventory_load(missing, &error));
  assert_error_says(error, "missing.conf");
  assert_null(inventory_load(folder, &error));
  assert_error_says(error, "cannot be read");
}

static void without_a_file_there_is_this_machine(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Inventory) inventory = inventory_load(NULL, &error);
  assert_no_error(error);
  assert_null(inventory->file);
  assert_int_equal(inventory->hosts->len, 1);
  assert_string_equal(((const InventoryHost *)g_ptr_array_index(inventory->hosts, 0))->uri, "qemu:///system");
}

static void an_added_host_is_there_the_next_time(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *file = write_file("grow.conf", good);
  g_autoptr(Inventory) inventory = inventory_load(file, &error);
  InventoryHost host = { .name = (char *)"delta", .uri = (char *)"qemu+tls://delta/system", .host_pool = (char *)"Training", .cluster = (char *)"prod",
                         .migration_address = (char *)"10.78.0.4", .migration_interface = (char *)"bond0" };
  assert_true(inventory_append_host(inventory, &host, &error));
  host.name = (char *)"echo";
  host.cluster = NULL;
  assert_true(inventory_append_host(inventory, &host, &error));

  g_autoptr(Inventory) again = inventory_load(file, &error);
  assert_no_error(error);
  assert_int_equal(again->hosts->len, 4);
  assert_string_equal(inventory_host(again, "delta")->cluster, "prod");
  assert_string_equal(inventory_host(again, "delta")->migration_interface, "bond0");
  assert_null(inventory_host(again, "echo")->cluster);
  assert_int_equal(again->pools->len, 1);

  /* The operator's own file is as it was. */
  g_autofree char *text = NULL;
  assert_true(g_file_get_contents(file, &text, NULL, NULL));
  assert_string_equal(text, good);

  assert_false(inventory_append_host(again, &host, &error));
  assert_error_says(error, "“echo” already");
}

static void an_added_host_that_cannot_be_written_is_told(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *file = write_file("full.conf", good);
  g_autoptr(Inventory) inventory = inventory_load(file, &error);
  g_free(inventory->added_file);
  inventory->added_file = g_strdup("/proc/nowhere/added.conf");
  InventoryHost host = { .name = (char *)"delta", .uri = (char *)"qemu:///system", .host_pool = (char *)"Training" };
  assert_false(inventory_append_host(inventory, &host, &error));
  assert_error_says(error, "/proc/nowhere");
}

/* Marks are kept beside the operator's file, and stand over what it says. */
static void marks_are_there_the_next_time(void **state)
{
  static const char NODE[] = "5f1d0000-0000-4000-8000-000000000001", OTHER[] = "5f1d0000-0000-4000-8000-000000000002";
  g_autoptr(GError) error = NULL;
  g_autofree char *file = write_file("marks.conf", good);
  g_autoptr(Inventory) inventory = inventory_load(file, &error);
  assert_true(inventory_mark_host(inventory, "alpha", FALSE, NULL, &error));
  assert_true(inventory_mark_host(inventory, "lone", FALSE, "10.9.0.0/16", &error));
  assert_true(inventory_mark_host(inventory, "lone", TRUE, "10.9.0.0/16", &error));
  assert_true(inventory_mark_node(inventory, NODE, TRUE, &error));
  assert_true(inventory_mark_node(inventory, OTHER, TRUE, &error));
  assert_true(inventory_mark_node(inventory, OTHER, FALSE, &error));
  g_autoptr(Inventory) again = inventory_load(file, &error);
  assert_no_error(error);
  for (int i = 0; i < 2; i++) {
    const Inventory *each = i == 0 ? inventory : again;
    assert_false(inventory_host(each, "alpha")->restart_pending);
    assert_null(inventory_host(each, "alpha")->storage_network);
    assert_true(inventory_host(each, "lone")->restart_pending);
    assert_string_equal(inventory_host(each, "lone")->storage_network, "10.9.0.0/16");
    assert_true(inventory_is_node(each, NODE));
    assert_false(inventory_is_node(each, OTHER));
  }
  g_autofree char *text = NULL;
  assert_true(g_file_get_contents(file, &text, NULL, NULL));
  assert_string_equal(text, good);
}

static void marks_of_a_host_that_is_gone_do_no_harm(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *file = write_file("gone.conf", good);
  G_GNUC_UNUSED g_autofree char *added =
      write_file("gone.conf.added", "marks = ( { host = \"gone\"; restart_pending = true; } );\n");
  g_autoptr(Inventory) inventory = inventory_load(file, &error);
  assert_no_error(error);
  assert_int_equal(inventory->hosts->len, 2);
}

static void a_mark_that_cannot_be_written_changes_nothing(void **state)
{
  g_autoptr(GError) error = NULL, other = NULL;
  g_autofree char *file = write_file("unwritable.conf", good);
  g_autoptr(Inventory) inventory = inventory_load(file, &error);
  g_free(inventory->added_file);
  inventory->added_file = g_strdup("/proc/nowhere/added.conf");
  assert_false(inventory_mark_host(inventory, "alpha", FALSE, NULL, &error));
  assert_error_says(error, "/proc/nowhere");
  assert_true(inventory_host(inventory, "alpha")->restart_pending);
  assert_false(inventory_mark_node(inventory, "x", TRUE, &other));
  assert_false(inventory_is_node(inventory, "x"));
}

static int set_up(void **state)
{
  folder = g_dir_make_tmp("inventory-XXXXXX", NULL);
  g_setenv("XDG_CONFIG_HOME", folder, TRUE);
  return folder == NULL;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_good_file_is_read_whole),
    cmocka_unit_test(every_mistake_is_told_with_its_place),
    cmocka_unit_test(a_file_that_cannot_be_read_is_told),
    cmocka_unit_test(without_a_file_there_is_this_machine),
    cmocka_unit_test(an_added_host_is_there_the_next_time),
    cmocka_unit_test(an_added_host_that_cannot_be_written_is_told),
    cmocka_unit_test(marks_are_there_the_next_time),
    cmocka_unit_test(marks_of_a_host_that_is_gone_do_no_harm),
    cmocka_unit_test(a_mark_that_cannot_be_written_changes_nothing),
  };
  return cmocka_run_group_tests(tests, set_up, NULL);
}
