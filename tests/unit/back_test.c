/* The way back of a move, from its plan. */
#include "tests/unit/unit.h"

#include "plan/back.h"
#include "plan/plan_file.h"

#include <string.h>

static Plan *make_plan(MoveType type)
{
  Plan *plan = plan_new();
  plan->choices = choices_new();
  plan->choices->type = type;
  plan->source = g_strdup("alpha");
  plan->target = g_strdup(type == MOVE_STORAGE ? "alpha" : "bravo");
  return plan;
}

static PlanDisk *add_disk(Plan *plan, const char *target, const char *pool, const char *format, const char *to_pool, const char *to_format)
{
  PlanDisk *disk = plan_disk_new(target);
  disk->pool = g_strdup(pool);
  disk->volume = g_strdup("web.img");
  disk->format = g_strdup(format);
  disk->moves = to_pool != NULL;
  disk->to_pool = g_strdup(to_pool);
  disk->to_volume = g_strdup("web.img");
  disk->to_format = g_strdup(to_format);
  g_ptr_array_add(plan->disks, disk);
  return disk;
}

static void it_goes_to_the_source_with_the_same_options(void **state)
{
  g_autoptr(Choices) presets = choices_new();
  g_autoptr(Plan) plan = make_plan(MOVE_HOST);
  plan->choices->post_copy = plan->choices->encrypt = TRUE;
  plan->choices->timeout_s = 600;
  plan->choices->on_timeout = TIMEOUT_POST_COPY;
  g_autoptr(Choices) back = plan_back(plan, presets);
  assert_int_equal(back->type, MOVE_HOST);
  assert_string_equal(back->target, "alpha");
  assert_true(back->post_copy && back->encrypt && !back->underclock);
  assert_int_equal(back->timeout_s, 600);
  assert_int_equal(back->on_timeout, TIMEOUT_POST_COPY);
  assert_int_equal(back->disks->len, 0);
  assert_int_equal(back->overrides->len, 0);
}

static void networks_are_mapped_backwards(void **state)
{
  g_autoptr(Choices) presets = choices_new();
  g_autoptr(Plan) plan = make_plan(MOVE_HOST);
  g_hash_table_insert(plan->choices->networks, g_strdup("lan"), g_strdup("office"));
  g_autoptr(Choices) back = plan_back(plan, presets);
  assert_string_equal(g_hash_table_lookup(back->networks, "office"), "lan");
  assert_int_equal(g_hash_table_size(back->networks), 1);
}

static void two_networks_that_became_one_are_left_to_the_operator(void **state)
{
  g_autoptr(Choices) presets = choices_new();
  g_autoptr(Plan) plan = make_plan(MOVE_HOST);
  g_hash_table_insert(plan->choices->networks, g_strdup("lan"), g_strdup("office"));
  g_hash_table_insert(plan->choices->networks, g_strdup("dmz"), g_strdup("office"));
  g_autoptr(Choices) back = plan_back(plan, presets);
  assert_int_equal(g_hash_table_size(back->networks), 0);
}

static void disks_go_to_their_old_pools_and_formats(void **state)
{
  g_autoptr(Choices) presets = choices_new();
  g_autoptr(Plan) plan = make_plan(MOVE_BOTH);
  add_disk(plan, "vda", "local", "qcow2", "ssd", "raw");
  add_disk(plan, "vdb", "nfs", "raw", "ssd", "raw");
  add_disk(plan, "vdc", "nfs", "raw", NULL, NULL); /* stayed */
  add_disk(plan, "vdd", NULL, "raw", "ssd", "raw"); /* lay in no pool */
  g_autoptr(Choices) back = plan_back(plan, presets);
  assert_int_equal(back->disks->len, 2);
  assert_string_equal(choices_disk(back, "vda")->pool, "local");
  assert_int_equal(choices_disk(back, "vda")->format, FORMAT_QCOW2);
  assert_string_equal(choices_disk(back, "vdb")->pool, "nfs");
  assert_int_equal(choices_disk(back, "vdb")->format, FORMAT_SAME);
  assert_null(choices_disk(back, "vdb")->volume);
}

static void a_disk_that_was_renamed_gets_its_name_and_speed_again(void **state)
{
  g_autoptr(Choices) presets = choices_new();
  g_autoptr(Plan) plan = make_plan(MOVE_STORAGE);
  PlanDisk *disk = add_disk(plan, "vda", "local", "qcow2", "ssd", "qcow2");
  g_free(disk->to_volume);
  disk->to_volume = g_strdup("other.img");
  DiskChoice *there = disk_choice_new("vda", "ssd");
  there->volume = g_strdup("other.img");
  there->speed = (Speed){ SPEED_CUSTOM, 1000000 };
  choices_set_disk(plan->choices, there);
  g_autoptr(Choices) back = plan_back(plan, presets);
  assert_null(back->target);
  assert_string_equal(choices_disk(back, "vda")->volume, "web.img");
  assert_int_equal(choices_disk(back, "vda")->speed.bytes_s, 1000000);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(it_goes_to_the_source_with_the_same_options),
    cmocka_unit_test(networks_are_mapped_backwards),
    cmocka_unit_test(two_networks_that_became_one_are_left_to_the_operator),
    cmocka_unit_test(disks_go_to_their_old_pools_and_formats),
    cmocka_unit_test(a_disk_that_was_renamed_gets_its_name_and_speed_again),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
