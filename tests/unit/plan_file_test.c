/* Plans as text and back. */
#include "tests/unit/unit.h"

#include "plan/build.h"
#include "plan/plan_file.h"
#include "plan/words.h"
#include "tests/unit/sample.h"

#include <string.h>

/* Names as libvirt and file systems allow them. */
#define ODD " odd;[name]=\\日本\t"

static PlanBase *base(const char *name, guint64 bytes)
{
  PlanBase *made = plan_base_new(name);
  made->pool = g_strdup_printf("pool of %s", name);
  made->volume = g_strdup_printf("volume of %s", name);
  made->format = g_strdup_printf("format of %s", name);
  made->physical_bytes = bytes;
  return made;
}

static PlanDisk *full_disk(void)
{
  PlanDisk *disk = plan_disk_new("vda");
  disk->path = g_strdup("/srv/" ODD);
  disk->pool = g_strdup("pool" ODD);
  disk->volume = g_strdup("volume" ODD);
  disk->format = g_strdup("qcow2");
  disk->moves = TRUE;
  disk->to_pool = g_strdup("to pool" ODD);
  disk->to_pool_type = g_strdup("netfs");
  disk->to_volume = g_strdup("to volume" ODD);
  disk->to_format = g_strdup("raw");
  disk->as_container = TRUE;
  disk->capacity_bytes = G_MAXUINT64;
  disk->copy_bytes = G_MAXUINT64 - 1;
  disk->data_bytes = 1ull << 63;
  disk->rate_bytes_s = 12345678901234;
  g_ptr_array_add(disk->bases, base("near", 1ull << 62));
  g_ptr_array_add(disk->bases, base("far", 0));
  return disk;
}

static PlanDisk *empty_disk(const char *target)
{
  return plan_disk_new(target);
}

static Plan *sample_plan(void)
{
  Sample sample;
  sample_init(&sample);
  sample_move_disks(&sample, MOVE_BOTH, VM_SHUT_OFF);
  DiskChoice *choice = sample_choose(&sample, "vda", "ssd");
  choice->volume = g_strdup("new name.raw");
  choice->format = FORMAT_RAW;
  choice->speed = (Speed){ SPEED_CUSTOM, 2500001 };
  sample_choose(&sample, ALL_DISKS, "vg")->speed.kind = SPEED_MEDIUM;
  sample.choices->keep_old = TRUE;
  sample.vm->autostart = TRUE;
  Plan *plan = plan_build(&sample.facts, sample.choices);
  sample_clear(&sample);
  return plan;
}

static Plan *again(const Plan *plan)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = plan_to_text(plan);
  Plan *read = plan_from_text(text, &error);
  assert_no_error(error);
  g_autofree char *text_again = plan_to_text(read);
  assert_string_equal(text, text_again);
  return read;
}

static void every_member_of_a_disk_is_kept(void **state)
{
  g_autoptr(Plan) plan = sample_plan();
  g_ptr_array_set_size(plan->disks, 0);
  g_ptr_array_add(plan->disks, full_disk());
  g_autoptr(Plan) read = again(plan);
  g_autoptr(PlanDisk) expected = full_disk();
  const PlanDisk *disk = plan_disk(read, "vda");
  assert_non_null(disk);
  assert_string_equal(disk->path, expected->path);
  assert_string_equal(disk->pool, expected->pool);
  assert_string_equal(disk->volume, expected->volume);
  assert_string_equal(disk->format, expected->format);
  assert_true(disk->moves);
  assert_string_equal(disk->to_pool, expected->to_pool);
  assert_string_equal(disk->to_pool_type, expected->to_pool_type);
  assert_string_equal(disk->to_volume, expected->to_volume);
  assert_string_equal(disk->to_format, expected->to_format);
  assert_true(disk->as_container);
  assert_true(disk->capacity_bytes == expected->capacity_bytes);
  assert_true(disk->copy_bytes == expected->copy_bytes);
  assert_true(disk->data_bytes == expected->data_bytes);
  assert_true(disk->rate_bytes_s == expected->rate_bytes_s);
}

static void every_member_of_a_base_image_is_kept(void **state)
{
  g_autoptr(Plan) plan = sample_plan();
  g_ptr_array_set_size(plan->disks, 0);
  g_ptr_array_add(plan->disks, full_disk());
  g_autoptr(Plan) read = again(plan);
  const PlanDisk *disk = plan_disk(read, "vda");
  assert_int_equal(disk->bases->len, 2);
  const PlanBase *near = g_ptr_array_index(disk->bases, 0), *far = g_ptr_array_index(disk->bases, 1);
  assert_string_equal(near->path, "near");
  assert_string_equal(near->pool, "pool of near");
  assert_string_equal(near->volume, "volume of near");
  assert_string_equal(near->format, "format of near");
  assert_true(near->physical_bytes == 1ull << 62);
  assert_string_equal(far->path, "far");
  assert_int_equal(far->physical_bytes, 0);
}

/* What is not there is not there afterwards either, and flags that are off are off. */
static void an_empty_drive_stays_empty(void **state)
{
  g_autoptr(Plan) plan = sample_plan();
  g_ptr_array_add(plan->disks, empty_disk("sda"));
  g_autoptr(Plan) read = again(plan);
  const PlanDisk *disk = plan_disk(read, "sda");
  assert_non_null(disk);
  assert_null(disk->path);
  assert_null(disk->pool);
  assert_null(disk->volume);
  assert_null(disk->format);
  assert_null(disk->to_pool);
  assert_null(disk->to_pool_type);
  assert_null(disk->to_volume);
  assert_null(disk->to_format);
  assert_false(disk->moves || disk->as_container);
  assert_int_equal(disk->capacity_bytes, 0);
  assert_int_equal(disk->bases->len, 0);
}

static void many_disks_keep_their_order(void **state)
{
  enum { DISKS = 120 };
  g_autoptr(Plan) plan = sample_plan();
  g_ptr_array_set_size(plan->disks, 0);
  for (guint i = 0; i < DISKS; i++) {
    g_autofree char *target = g_strdup_printf("d%u", i);
    PlanDisk *disk = empty_disk(target);
    disk->moves = i % 2 == 0;
    if (i % 3 == 0)
      g_ptr_array_add(disk->bases, base(target, i));
    g_ptr_array_add(plan->disks, disk);
  }
  g_autoptr(Plan) read = again(plan);
  assert_int_equal(read->disks->len, DISKS);
  for (guint i = 0; i < DISKS; i++) {
    g_autofree char *target = g_strdup_printf("d%u", i);
    const PlanDisk *disk = g_ptr_array_index(read->disks, i);
    assert_string_equal(disk->target, target);
    assert_int_equal(disk->moves, i % 2 == 0);
    assert_int_equal(disk->bases->len, i % 3 == 0 ? 1 : 0);
  }
}

static void the_choices_of_disks_are_kept(void **state)
{
  g_autoptr(Plan) plan = sample_plan();
  g_autoptr(Plan) read = again(plan);
  assert_int_equal(read->choices->type, MOVE_BOTH);
  assert_true(read->choices->keep_old);
  assert_int_equal(read->choices->disks->len, 2);
  const DiskChoice *vda = choices_disk(read->choices, "vda"), *all = choices_disk(read->choices, ALL_DISKS);
  assert_string_equal(vda->pool, "ssd");
  assert_string_equal(vda->volume, "new name.raw");
  assert_int_equal(vda->format, FORMAT_RAW);
  assert_int_equal(vda->speed.bytes_s, 2500001);
  assert_string_equal(all->pool, "vg");
  assert_int_equal(all->speed.kind, SPEED_MEDIUM);
  assert_true(read->autostart);
  assert_int_equal(read->vm_state, VM_SHUT_OFF);
  assert_true(plan_needs_mover(read));
}

/* TEXT with WHAT replaced by BY, which must be there. */
static char *replaced(const char *text, const char *what, const char *by)
{
  g_auto(GStrv) parts = g_strsplit(text, what, 2);
  assert_int_equal(g_strv_length(parts), 2);
  return g_strjoinv(by, parts);
}

static void plans_of_other_formats_are_refused(void **state)
{
  static const struct {
    const char *line, *says;
  } cases[] = {
    { "format=1\n", "the saved plan has format 1; this program reads format 2" },
    { "format=3\n", "the saved plan has format 3; this program reads format 2" },
    { "format=-2\n", "format -2" },
    { "format=two\n", "format 0" },
    { "", "format 0" },
  };
  g_autoptr(Plan) plan = sample_plan();
  g_autofree char *text = plan_to_text(plan);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    g_autofree char *other = replaced(text, "format=2\n", cases[i].line);
    g_autoptr(Plan) read = plan_from_text(other, &error);
    assert_null(read);
    assert_error_says(error, cases[i].says);
  }
}

static void damaged_plans_are_refused(void **state)
{
  static const struct {
    const char *what, *by, *says;
  } cases[] = {
    { "vm-uuid=", "vm-uuld=", "incomplete" },
    { "source-uri=", "source-url=", "incomplete" },
    { "[steps]", "[stops]", "incomplete" },
    { "disk=vda:pool=ssd", "disk=vda:pool=", "is no name for a pool" },
    { "type=both", "type=fly", "“fly” is not known" },
    { "000-check=", "check=", "incomplete" },
  };
  g_autoptr(Plan) plan = sample_plan();
  g_autofree char *text = plan_to_text(plan);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    g_autofree char *other = replaced(text, cases[i].what, cases[i].by);
    g_autoptr(Plan) read = plan_from_text(other, &error);
    if (read != NULL)
      fail_msg("case %d is taken", (int)i);
    assert_error_says(error, cases[i].says);
  }
}

/* Whatever is in the store, reading it ends with a plan or with an error. */
static void no_damage_does_harm(void **state)
{
  g_autoptr(Plan) plan = sample_plan();
  g_ptr_array_add(plan->disks, full_disk());
  g_autofree char *text = plan_to_text(plan);
  gsize length = strlen(text);
  g_autoptr(GRand) dice = g_rand_new_with_seed(4711);
  for (guint i = 0; i < 3000; i++) {
    g_autofree char *other = g_strdup(text);
    for (gint32 n = g_rand_int_range(dice, 1, 4); n > 0; n--)
      other[g_rand_int_range(dice, 0, (gint32)length)] = (char)g_rand_int_range(dice, 1, 128);
    if (i % 3 == 0)
      other[g_rand_int_range(dice, 0, (gint32)length)] = '\0';
    g_autoptr(GError) error = NULL;
    g_autoptr(Plan) read = plan_from_text(other, &error);
    assert_int_equal(read == NULL, error != NULL);
  }
}

static void what_was_overridden_is_kept(void **state)
{
  Sample sample;
  sample_init(&sample);
  sample.target.facts->memory_free_bytes = 1;
  choices_set_override(sample.choices, "target-memory", TRUE);
  g_autoptr(GPtrArray) findings = rules_check(&sample.facts, sample.choices);
  g_autoptr(Plan) plan = plan_build(&sample.facts, sample.choices);
  plan_note_overridden(plan, findings);
  g_autoptr(Plan) read = again(plan);
  assert_true(choices_overrides(read->choices, "target-memory"));
  assert_int_equal(g_strv_length(read->overridden), 1);
  assert_non_null(strstr(read->overridden[0], "target-memory: bravo has 1 B of memory free"));
  g_autofree char *ids = plan_overridden_ids(read), *text = plan_to_text(plan);
  assert_string_equal(ids, "target-memory");
  g_auto(GStrv) said = plan_text_overridden(text);
  assert_string_equal(said[0], read->overridden[0]);
  sample_clear(&sample);
}

static void a_mark_of_the_vm_is_kept(void **state)
{
  Sample sample;
  sample_init(&sample);
  inventory_set_node(sample.inventory, sample.vm->vm.uuid, TRUE);
  g_autoptr(Plan) plan = plan_build(&sample.facts, sample.choices);
  g_autoptr(Plan) read = again(plan);
  assert_true(read->kubernetes);
  sample_clear(&sample);
}

static void where_nothing_was_overridden_nothing_is_said(void **state)
{
  g_autoptr(Plan) plan = sample_plan();
  g_autofree char *text = plan_to_text(plan);
  assert_null(plan_text_overridden(text));
  assert_null(plan_text_overridden(NULL));
  assert_null(plan_overridden_ids(plan));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_was_overridden_is_kept),
    cmocka_unit_test(a_mark_of_the_vm_is_kept),
    cmocka_unit_test(where_nothing_was_overridden_nothing_is_said),
    cmocka_unit_test(every_member_of_a_disk_is_kept),
    cmocka_unit_test(every_member_of_a_base_image_is_kept),
    cmocka_unit_test(an_empty_drive_stays_empty),
    cmocka_unit_test(many_disks_keep_their_order),
    cmocka_unit_test(the_choices_of_disks_are_kept),
    cmocka_unit_test(plans_of_other_formats_are_refused),
    cmocka_unit_test(damaged_plans_are_refused),
    cmocka_unit_test(no_damage_does_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
