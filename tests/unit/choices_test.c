#include "tests/unit/unit.h"

#include "model/choices.h"

/* Adds a choice; returns it, though it is CHOICES' now. */
static DiskChoice *choose(Choices *choices, const char *target, const char *pool)
{
  DiskChoice *choice = disk_choice_new(target, pool);
  choices_set_disk(choices, choice);
  return choice;
}

static Choices *full(void)
{
  Choices *choices = choices_new();
  choices->type = MOVE_BOTH;
  choices->target = g_strdup("bravo");
  choices->post_copy = choices->underclock = choices->encrypt = choices->keep_old = TRUE;
  choices->timeout_s = 90;
  choices->on_timeout = TIMEOUT_CANCEL;
  g_hash_table_insert(choices->networks, g_strdup("lan"), g_strdup("office"));
  DiskChoice *choice = choose(choices, "vda", "ssd");
  choice->volume = g_strdup("web.raw");
  choice->format = FORMAT_RAW;
  choice->speed = (Speed){ SPEED_CUSTOM, 12345 };
  choose(choices, ALL_DISKS, "vg");
  return choices;
}

static void nothing_is_chosen_at_first(void **state)
{
  g_autoptr(Choices) choices = choices_new();
  assert_int_equal(choices->type, MOVE_HOST);
  assert_null(choices->target);
  assert_false(choices->keep_old);
  assert_int_equal(choices->disks->len, 0);
  assert_int_equal(g_hash_table_size(choices->networks), 0);
  assert_null(choices_disk(choices, "vda"));
}

static void a_copy_is_the_same(void **state)
{
  g_autoptr(Choices) choices = full();
  g_autoptr(Choices) copy = choices_copy(choices);
  assert_int_equal(copy->type, MOVE_BOTH);
  assert_string_equal(copy->target, "bravo");
  assert_true(copy->post_copy && copy->underclock && copy->encrypt && copy->keep_old);
  assert_int_equal(copy->timeout_s, 90);
  assert_int_equal(copy->on_timeout, TIMEOUT_CANCEL);
  assert_string_equal(g_hash_table_lookup(copy->networks, "lan"), "office");
  assert_int_equal(copy->disks->len, 2);
  const DiskChoice *vda = choices_disk(copy, "vda");
  assert_string_equal(vda->pool, "ssd");
  assert_string_equal(vda->volume, "web.raw");
  assert_int_equal(vda->format, FORMAT_RAW);
  assert_int_equal(vda->speed.kind, SPEED_CUSTOM);
  assert_int_equal(vda->speed.bytes_s, 12345);
  assert_null(choices_disk(copy, ALL_DISKS)->volume);
}

static void a_copy_shares_nothing(void **state)
{
  g_autoptr(Choices) choices = full();
  Choices *copy = choices_copy(choices);
  assert_ptr_not_equal(copy->target, choices->target);
  assert_ptr_not_equal(copy->networks, choices->networks);
  assert_ptr_not_equal(copy->disks, choices->disks);
  DiskChoice *theirs = choices_disk(copy, "vda");
  assert_ptr_not_equal(theirs, choices_disk(choices, "vda"));
  theirs->pool[0] = theirs->target[0] = theirs->volume[0] = 'X';
  g_hash_table_remove_all(copy->networks);
  choices_drop_disk(copy, ALL_DISKS);
  choices_free(copy);
  assert_int_equal(choices->disks->len, 2);
  assert_string_equal(choices_disk(choices, "vda")->pool, "ssd");
  assert_string_equal(choices_disk(choices, "vda")->volume, "web.raw");
  assert_string_equal(g_hash_table_lookup(choices->networks, "lan"), "office");
}

static void a_disk_has_one_choice_at_most(void **state)
{
  g_autoptr(Choices) choices = choices_new();
  choose(choices, "vda", "ssd");
  choose(choices, "vdb", "ssd");
  choose(choices, "vda", "vg");
  assert_int_equal(choices->disks->len, 2);
  assert_string_equal(choices_disk(choices, "vda")->pool, "vg");
  assert_string_equal(choices_disk(choices, "vdb")->pool, "ssd");
  /* What is chosen for all disks is not what is chosen for one. */
  assert_null(choices_disk(choices, ALL_DISKS));
  assert_null(choices_disk(choices, "vd"));
  choose(choices, ALL_DISKS, "ceph");
  assert_int_equal(choices->disks->len, 3);
  assert_string_equal(choices_disk(choices, "vda")->pool, "vg");
}

static void a_dropped_disk_has_none(void **state)
{
  g_autoptr(Choices) choices = choices_new();
  choose(choices, "vda", "ssd");
  choose(choices, "vdb", "vg");
  choices_drop_disk(choices, "vdc");
  assert_int_equal(choices->disks->len, 2);
  choices_drop_disk(choices, "vda");
  assert_int_equal(choices->disks->len, 1);
  assert_null(choices_disk(choices, "vda"));
  assert_string_equal(choices_disk(choices, "vdb")->pool, "vg");
}

static void types_have_names(void **state)
{
  assert_string_equal(move_type_id(MOVE_HOST), "host");
  assert_string_equal(move_type_id(MOVE_STORAGE), "storage");
  assert_string_equal(move_type_id(MOVE_BOTH), "both");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(nothing_is_chosen_at_first),
    cmocka_unit_test(a_copy_is_the_same),
    cmocka_unit_test(a_copy_shares_nothing),
    cmocka_unit_test(a_disk_has_one_choice_at_most),
    cmocka_unit_test(a_dropped_disk_has_none),
    cmocka_unit_test(types_have_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
