#include "tests/unit/unit.h"

#include "plan/build.h"
#include "plan/plan_file.h"
#include "tests/unit/sample.h"

#include <string.h>

static char *steps_of(const Plan *plan)
{
  GString *kinds = g_string_new(NULL);
  for (guint i = 0; i < plan->steps->len; i++)
    g_string_append_printf(kinds, "%s%s", i > 0 ? " " : "", ((const PlanStep *)g_ptr_array_index(plan->steps, i))->kind);
  return g_string_free(kinds, FALSE);
}

static Plan *build(void (*change)(Sample *sample))
{
  Sample sample;
  sample_init(&sample);
  if (change != NULL)
    change(&sample);
  Plan *plan = plan_build(&sample.facts, sample.choices);
  sample_clear(&sample);
  return plan;
}

static void with_snapshots(Sample *sample)
{
  g_ptr_array_add(sample->vm->snapshots, g_strdup("one"));
  g_ptr_array_add(sample->vm->snapshots, g_strdup("two"));
}

static void shut_off_with_autostart(Sample *sample)
{
  sample->vm->vm.state = VM_SHUT_OFF;
  sample->vm->autostart = TRUE;
}

static void the_steps_fit_the_vm(void **state)
{
  g_autoptr(Plan) plain = build(NULL);
  g_autofree char *plain_steps = steps_of(plain);
  assert_string_equal(plain_steps, "check migrate verify remove-source");
  g_autoptr(Plan) snapshots = build(with_snapshots);
  g_autofree char *snapshot_steps = steps_of(snapshots);
  assert_string_equal(snapshot_steps, "check take-snapshots migrate give-snapshots verify remove-source");
  g_autoptr(Plan) off = build(shut_off_with_autostart);
  g_autofree char *off_steps = steps_of(off);
  assert_string_equal(off_steps, "check transfer-definition carry-autostart verify remove-source");
  assert_string_equal(((const PlanStep *)g_ptr_array_index(snapshots->steps, 1))->title, "take along 2 snapshots");
  assert_string_equal(((const PlanStep *)g_ptr_array_index(plain->steps, 1))->title, "move memory, 256 MiB, and switch over");
}

static void lose_migration_address(Sample *sample)
{
  InventoryHost *source = g_ptr_array_index(sample->inventory->hosts, 0);
  g_clear_pointer(&source->migration_address, g_free);
}

static void ipv6(Sample *sample)
{
  InventoryHost *target = g_ptr_array_index(sample->inventory->hosts, 1);
  g_free(target->migration_address);
  target->migration_address = g_strdup("fd00::2");
}

static void memory_takes_the_migration_network_when_both_have_it(void **state)
{
  g_autoptr(Plan) plan = build(NULL);
  assert_string_equal(plan->data.network, "migration network");
  assert_string_equal(plan->data.from, "10.78.0.1");
  assert_string_equal(plan->data.to, "10.78.0.2");
  assert_string_equal(plan->migrate_uri, "tcp://10.78.0.2");
  assert_string_equal(plan->control.network, "management network");
  assert_string_equal(plan->control.from, "alpha");

  g_autoptr(Plan) management = build(lose_migration_address);
  assert_string_equal(management->data.network, "management network");
  assert_string_equal(management->data.to, "bravo");
  assert_string_equal(management->migrate_uri, "tcp://bravo");

  g_autoptr(Plan) six = build(ipv6);
  assert_string_equal(six->migrate_uri, "tcp://[fd00::2]");
}

static char *virsh(void (*change)(Sample *sample))
{
  g_autoptr(Plan) plan = build(change);
  g_auto(GStrv) lines = plan_virsh(plan);
  return g_strjoinv("\n", lines);
}

static void everything(Sample *sample)
{
  sample->choices->post_copy = sample->choices->underclock = sample->choices->encrypt = TRUE;
  sample->choices->timeout_s = 60;
  sample->choices->on_timeout = TIMEOUT_POST_COPY;
}

static void direct_and_odd(Sample *sample)
{
  InventoryHost *target = g_ptr_array_index(sample->inventory->hosts, 1);
  g_clear_pointer(&target->peer_uri, g_free);
  g_free(sample->vm->vm.name);
  sample->vm->vm.name = g_strdup("it's web");
}

static void shut_off(Sample *sample)
{
  sample->vm->vm.state = VM_SHUT_OFF;
}

static void mapped(Sample *sample)
{
  g_hash_table_insert(sample->choices->networks, g_strdup("lan"), g_strdup("a&b"));
}

static void numbered(Sample *sample)
{
  g_free(sample->vm->vm.name);
  sample->vm->vm.name = g_strdup("3");
}

static void transient(Sample *sample)
{
  sample->vm->persistent = FALSE;
}

static void virsh_commands_say_the_same(void **state)
{
  static const struct {
    void (*change)(Sample *sample);
    const char *text;
  } cases[] = {
    { NULL, "virsh -c qemu+tls://alpha/system migrate --live --p2p --persistent --undefinesource web qemu+tls://bravo/system tcp://10.78.0.2" },
    { everything, "virsh -c qemu+tls://alpha/system migrate --live --p2p --persistent --undefinesource --postcopy --auto-converge --tls"
                  " --tls-destination bravo --timeout 60 --timeout-postcopy web qemu+tls://bravo/system tcp://10.78.0.2" },
    { direct_and_odd, "virsh -c qemu+tls://alpha/system migrate --live --persistent --undefinesource 'it'\\''s web' qemu+tls://bravo/system tcp://10.78.0.2" },
    { shut_off, "umask 077\n"
                "virsh -c qemu+tls://alpha/system dumpxml --security-info --inactive web > vm.xml\n"
                "virsh -c qemu+tls://bravo/system define vm.xml\n"
                "virsh -c qemu+tls://alpha/system undefine web\n"
                "rm -f vm.xml next-boot.xml" },
    { numbered, "virsh -c qemu+tls://alpha/system migrate --live --p2p --persistent --undefinesource 5e5ec6c5-2b2b-4b6f-8f6e-000000000001"
                " qemu+tls://bravo/system tcp://10.78.0.2" },
    { transient, "virsh -c qemu+tls://alpha/system migrate --live --p2p web qemu+tls://bravo/system tcp://10.78.0.2" },
    { mapped, "umask 077\n"
              "virsh -c qemu+tls://alpha/system dumpxml --security-info --migratable web"
              " | sed -e 's|<source network='\\''lan'\\''|<source network='\\''a\\&amp;b'\\''|' > vm.xml\n"
              "virsh -c qemu+tls://alpha/system dumpxml --security-info --inactive web"
              " | sed -e 's|<source network='\\''lan'\\''|<source network='\\''a\\&amp;b'\\''|' > next-boot.xml\n"
              "virsh -c qemu+tls://alpha/system migrate --live --p2p --persistent --undefinesource --xml vm.xml --persistent-xml next-boot.xml web"
              " qemu+tls://bravo/system tcp://10.78.0.2\n"
              "rm -f vm.xml next-boot.xml" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *text = virsh(cases[i].change);
    assert_string_equal(text, cases[i].text);
  }
}

static void a_plan_survives_being_written_down(void **state)
{
  Sample sample;
  sample_init(&sample);
  everything(&sample);
  with_snapshots(&sample);
  mapped(&sample);
  g_ptr_array_add(((InventoryPool *)g_ptr_array_index(sample.inventory->pools, 0))->shared_storage, g_strdup("images"));
  ((InventoryHost *)inventory_host(sample.inventory, "bravo"))->restart_pending = TRUE;
  g_free(sample.vm->vm.name);
  sample.vm->vm.name = g_strdup(" odd\\name;[x]=日本 ");
  g_autoptr(Plan) plan = plan_build(&sample.facts, sample.choices);
  g_autofree char *text = plan_to_text(plan);
  g_autoptr(GError) error = NULL;
  g_autoptr(Plan) again = plan_from_text(text, &error);
  assert_no_error(error);
  g_autofree char *text_again = plan_to_text(again);
  assert_string_equal(text, text_again);
  assert_string_equal(again->vm, " odd\\name;[x]=日本 ");
  assert_int_equal(again->vm_state, VM_RUNNING);
  assert_true(again->persistent);
  assert_int_equal(again->memory_bytes, 256 * 1024 * 1024);
  assert_int_equal(again->snapshots, 2);
  assert_int_equal(again->steps->len, 6);
  assert_string_equal(again->shared_storage[0], "images");
  assert_string_equal(again->source_cluster, "prod");
  assert_string_equal(again->target_cluster, "prod");
  assert_int_equal(g_strv_length(again->restart_pending), 1);
  assert_string_equal(again->restart_pending[0], "bravo");
  assert_string_equal(g_hash_table_lookup(again->choices->networks, "lan"), "a&b");
  sample_clear(&sample);
}

static void a_plan_that_is_none_is_refused(void **state)
{
  static const char *const bad[] = { "", "garbage", "[plan]\nformat=99\n", "[plan]\nformat=1\n", "[plan]\nformat=1\nvm=x\n[choices]\ntype=fly\n" };
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(GError) error = NULL;
    assert_null(plan_from_text(bad[i], &error));
    assert_non_null(error);
  }
}

static void a_mapping_to_itself_is_none(void **state)
{
  Sample sample;
  sample_init(&sample);
  g_hash_table_insert(sample.choices->networks, g_strdup("lan"), g_strdup("lan"));
  g_autoptr(Plan) plan = plan_build(&sample.facts, sample.choices);
  assert_int_equal(g_hash_table_size(plan->choices->networks), 0);
  assert_int_equal(g_hash_table_size(sample.choices->networks), 1);
  sample_clear(&sample);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_steps_fit_the_vm),
    cmocka_unit_test(memory_takes_the_migration_network_when_both_have_it),
    cmocka_unit_test(virsh_commands_say_the_same),
    cmocka_unit_test(a_plan_survives_being_written_down),
    cmocka_unit_test(a_plan_that_is_none_is_refused),
    cmocka_unit_test(a_mapping_to_itself_is_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
