/* Speeds of disks that go along with a migration, as a libvirt takes them that lets each have its own. */
#include "tests/unit/unit.h"

#include "virt/disk_speed.h"

#include <string.h>

#define MIB (1024 * 1024)

static virConnectPtr connection;
static virDomainPtr domain;
static GString *asked;
static const char *not_begun; /* the copy of this disk */
static unsigned long version;

/* The linker puts these in the place of libvirt's own, see unit.am. */
int __wrap_virDomainBlockJobSetSpeed(virDomainPtr dom, const char *disk, unsigned long bandwidth, unsigned int flags);
int __wrap_virConnectGetLibVersion(virConnectPtr conn, unsigned long *found);

int __wrap_virDomainBlockJobSetSpeed(virDomainPtr dom, const char *disk, unsigned long bandwidth, unsigned int flags)
{
  assert_ptr_equal(dom, domain);
  assert_int_equal(flags, VIR_DOMAIN_BLOCK_JOB_SPEED_BANDWIDTH_BYTES);
  if (g_strcmp0(disk, not_begun) == 0)
    return -1;
  g_string_append_printf(asked, "%s=%lu ", disk, bandwidth);
  return 0;
}

int __wrap_virConnectGetLibVersion(virConnectPtr conn, unsigned long *found)
{
  *found = version;
  return 0;
}

static int set_up(void **state)
{
  connection = virConnectOpen("test:///default");
  domain = virDomainLookupByName(connection, "test");
  asked = g_string_new(NULL);
  not_begun = NULL;
  return domain == NULL;
}

static int tear_down(void **state)
{
  g_string_free(asked, TRUE);
  virDomainFree(domain);
  virConnectClose(connection);
  return 0;
}

static void assert_asked(const char *expected)
{
  assert_string_equal(asked->str, expected);
  g_string_truncate(asked, 0);
}

static void each_disk_gets_its_own_once_its_copy_has_begun(void **state)
{
  static const guint64 rates[] = { 2500000, 0 };
  char *targets[] = { (char *)"vda", (char *)"vdb", NULL };
  DiskSpeeds *speeds = disk_speeds_new(domain, targets, rates);
  not_begun = "vdb";
  disk_speeds_apply(speeds);
  assert_asked("vda=2500000 ");
  disk_speeds_apply(speeds);
  assert_asked("");
  not_begun = NULL;
  disk_speeds_apply(speeds);
  assert_asked("vdb=0 ");
  disk_speeds_change(speeds, 7);
  assert_asked("vda=7 vdb=7 ");
  disk_speeds_free(speeds);
}

static void speeds_differ_from_a_certain_libvirt_on(void **state)
{
  static const struct {
    unsigned long version;
    gboolean can;
  } cases[] = { { 9000000, FALSE }, { 11000999, FALSE }, { 11001000, TRUE }, { 12000000, TRUE } };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    version = cases[i].version;
    assert_int_equal(disk_speeds_can_differ(domain), cases[i].can);
  }
}

/* Until each has its own, the slowest limit holds for all; what is asked for never becomes no limit. */
static void the_first_speed_is_too_fast_for_none(void **state)
{
  static const struct {
    guint64 rates[2], mib_s;
  } cases[] = {
    { { 0, 0 }, 0 }, { { 5 * MIB, 3 * MIB }, 3 }, { { 0, 3 * MIB }, 3 }, { { 4 * MIB, 0 }, 4 }, { { 625000, 0 }, 1 }, { { 3 * MIB - 1, 50 * MIB }, 2 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
    assert_int_equal(disk_speeds_first_mib_s(cases[i].rates, 2), cases[i].mib_s);
}

#define test(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    test(each_disk_gets_its_own_once_its_copy_has_begun),
    test(speeds_differ_from_a_certain_libvirt_on),
    test(the_first_speed_is_too_fast_for_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
