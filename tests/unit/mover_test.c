#include "tests/unit/unit.h"

#include "model/mover_name.h"
#include "virt/mover.h"

#include <string.h>

#define WEB "5e5ec6c5-2b2b-4b6f-8f6e-000000000001"
#define DB "5e5ec6c5-2b2b-4b6f-8f6e-000000000002"

/* A runner must find the mover that another one has started, also one of another version of this program. */
static void the_uuid_is_the_same_for_ever(void **state)
{
  g_autofree char *web = mover_uuid(WEB);
  g_autofree char *again = mover_uuid(WEB);
  assert_string_equal(web, again);
  assert_string_equal(web, "8f7fc57b-f4b5-55d9-9074-97b0645f8866");
}

static void it_is_a_uuid_of_version_5(void **state)
{
  static const char *const vms[] = { WEB, DB, "", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff" };
  for (gsize i = 0; i < G_N_ELEMENTS(vms); i++) {
    g_autofree char *uuid = mover_uuid(vms[i]);
    assert_true(g_uuid_string_is_valid(uuid));
    assert_int_equal(uuid[14], '5');
    assert_non_null(strchr("89ab", uuid[19]));
    assert_null(strpbrk(uuid, "ABCDEF"));
  }
}

static void every_vm_has_its_own(void **state)
{
  enum { VMS = 1000 };
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < VMS; i++) {
    g_autofree char *vm = g_strdup_printf("5e5ec6c5-2b2b-4b6f-8f6e-%012u", i);
    char *uuid = mover_uuid(vm);
    assert_string_not_equal(uuid, vm);
    assert_true(g_hash_table_add(seen, uuid));
  }
}

static void its_name_tells_whose_disks_it_has_and_who_is_at_work(void **state)
{
  g_autofree char *name = mover_name(WEB, "task-7-bob/x@jump");
  assert_string_equal(name, "virt-migrate-8f7fc57b-f4b5-55d9-9074-97b0645f8866-task-7-bob_x@jump");
  assert_string_equal(mover_owner(name), "task-7-bob_x@jump");
  assert_true(mover_carries(name, WEB));
  assert_false(mover_carries(name, DB));
  assert_null(mover_owner("web"));
  assert_null(mover_owner("virt-migrate-"));
  assert_null(mover_owner("virt-migrate-8f7fc57b-f4b5-55d9-9074-97b0645f8866"));
  assert_false(mover_carries("web", WEB));
}

static void disks_are_counted_as_guests_count_them(void **state)
{
  static const struct {
    guint n;
    const char *target;
  } cases[] = {
    { 0, "vda" },   { 1, "vdb" },    { 25, "vdz" },   { 26, "vdaa" },   { 27, "vdab" },
    { 51, "vdaz" }, { 52, "vdba" }, { 701, "vdzz" }, { 702, "vdaaa" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *target = mover_target(cases[i].n);
    assert_string_equal(target, cases[i].target);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_uuid_is_the_same_for_ever),
    cmocka_unit_test(it_is_a_uuid_of_version_5),
    cmocka_unit_test(every_vm_has_its_own),
    cmocka_unit_test(its_name_tells_whose_disks_it_has_and_who_is_at_work),
    cmocka_unit_test(disks_are_counted_as_guests_count_them),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
