/* Taking a definition off a host. The host is libvirt's test driver; what it is asked for is seen on the way to it. */
#include "tests/unit/unit.h"

#include "virt/domain.h"

#include <libvirt/libvirt.h>
#include <string.h>

#define UUID "5f1d0000-0000-4000-8000-0000000000aa"

static unsigned int asked;
static int times_asked;

/* The linker puts these two in the place of virDomainUndefineFlags(), see unit.am. */
int __real_virDomainUndefineFlags(virDomainPtr domain, unsigned int flags);
int __wrap_virDomainUndefineFlags(virDomainPtr domain, unsigned int flags);

/* The test driver has none of what the flags are about, and refuses to be asked. */
int __wrap_virDomainUndefineFlags(virDomainPtr domain, unsigned int flags)
{
  asked = flags;
  times_asked++;
  return __real_virDomainUndefineFlags(domain, 0);
}

static Connection *connection;

static int set_up(void **state)
{
  connection = connection_open("test", "test:///default", 5, NULL);
  asked = 0;
  times_asked = 0;
  return connection == NULL ||
         !domain_define(connection,
                        "<domain type='test'><name>off</name><uuid>" UUID "</uuid><memory unit='MiB'>8</memory>"
                        "<os><type>hvm</type></os></domain>",
                        NULL);
}

static int tear_down(void **state)
{
  g_clear_pointer(&connection, connection_close);
  return 0;
}

static VmState state_of(const char *uuid)
{
  VmState state = VM_RUNNING;
  assert_true(domain_state(connection, uuid, &state, NULL, NULL));
  return state;
}

static void what_lies_beside_a_definition_stays(void **state)
{
  g_autoptr(GError) error = NULL;
  assert_int_equal(state_of(UUID), VM_SHUT_OFF);
  assert_true(domain_undefine(connection, UUID, FALSE, &error));
  assert_int_equal(state_of(UUID), VM_STATE_UNKNOWN);
  /* Checkpoints do not move: who undefines their VM has been told so. */
  assert_int_equal(asked, VIR_DOMAIN_UNDEFINE_KEEP_NVRAM | VIR_DOMAIN_UNDEFINE_KEEP_TPM | VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA);
}

/* Of snapshots only the metadata goes, and that only where it is known elsewhere too. */
static void what_lies_beside_a_copy_stays_too(void **state)
{
  g_autoptr(GError) error = NULL;
  assert_true(domain_undefine(connection, UUID, TRUE, &error));
  assert_int_equal(state_of(UUID), VM_STATE_UNKNOWN);
  assert_int_equal(asked, VIR_DOMAIN_UNDEFINE_KEEP_NVRAM | VIR_DOMAIN_UNDEFINE_KEEP_TPM |
                              VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA | VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA);
}

static void what_is_not_there_needs_no_undefining(void **state)
{
  g_autoptr(GError) error = NULL;
  assert_true(domain_undefine(connection, "5f1d0000-0000-4000-8000-0000000000bb", FALSE, &error));
  assert_int_equal(times_asked, 0);
  assert_true(domain_undefine(connection, UUID, FALSE, &error));
}

/* The test driver's own VM, which runs. */
static void an_active_vm_keeps_its_definition(void **state)
{
  static const char RUNNING[] = "6695eb01-f6a4-8304-79aa-97f2502e193f";
  g_autoptr(GError) error = NULL;
  assert_int_equal(state_of(RUNNING), VM_RUNNING);
  assert_false(domain_undefine(connection, RUNNING, TRUE, &error));
  assert_error_says(error, "test is active on test");
  assert_int_equal(times_asked, 0);
  assert_int_equal(state_of(RUNNING), VM_RUNNING);
  assert_true(domain_undefine(connection, UUID, FALSE, &error));
}

#define test(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    test(what_lies_beside_a_definition_stays),
    test(what_lies_beside_a_copy_stays_too),
    test(what_is_not_there_needs_no_undefining),
    test(an_active_vm_keeps_its_definition),
  };
  connection_init();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
