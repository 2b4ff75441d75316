/* How long moves take, by arithmetic. */
#include "tests/unit/unit.h"

#include "model/memory_copy.h"
#include "plan/estimate.h"
#include "tests/unit/sample.h"

#include <math.h>
#include <string.h>

#define MIB (1024ll * 1024)

typedef struct Case {
  const char *what;
  MemoryCopy copy; /* in MiB */
  MemoryEnd end;
  double copying_s, standing_s;
} Case;

#define NO_TIMER .timer_s = -1

static const Case cases[] = {
  { "nothing is written", { 100, 10, 0, NO_TIMER }, MEMORY_ENDS, 10, 0 },
  { "little memory is sent while the VM stands still", { 2, 10, 50, NO_TIMER }, MEMORY_ENDS, 0, 0.2 },
  { "half as fast as the network: 100, 50, 25, 12.5, 6.25, 3.125 MiB", { 100, 10, 5, NO_TIMER }, MEMORY_ENDS, 19.6875, 0.15625 },
  { "faster than the network", { 100, 10, 20, NO_TIMER }, MEMORY_NEVER_ENDS, -1, -1 },
  { "as fast as the network", { 100, 10, 10, NO_TIMER }, MEMORY_NEVER_ENDS, -1, -1 },
  { "nearly as fast", { 100, 10, 9.8, NO_TIMER }, MEMORY_NEVER_ENDS, -1, -1 },
  { "faster, but there is no more to write than can be sent at once", { 2.9, 10, 1000, NO_TIMER }, MEMORY_ENDS, 0, 0.29 },
  { "the timer suspends", { 100, 10, 20, .timer_s = 60, .on_timer = TIMEOUT_SUSPEND }, MEMORY_ENDED_BY_TIMER, 60, 10 },
  { "the timer suspends in the first round", { 100, 10, 2, .timer_s = 5, .on_timer = TIMEOUT_SUSPEND }, MEMORY_ENDED_BY_TIMER, 5, 6 },
  { "the timer has run out before", { 100, 10, 2, .timer_s = 0, .on_timer = TIMEOUT_SUSPEND }, MEMORY_ENDED_BY_TIMER, 0, 10 },
  { "the timer is not needed", { 100, 10, 0, .timer_s = 60, .on_timer = TIMEOUT_SUSPEND }, MEMORY_ENDS, 10, 0 },
  { "the timer cancels", { 100, 10, 20, .timer_s = 60, .on_timer = TIMEOUT_CANCEL }, MEMORY_CANCELLED_BY_TIMER, 60, 0 },
  { "the timer switches to post-copy", { 100, 10, 20, .timer_s = 5, .on_timer = TIMEOUT_POST_COPY }, MEMORY_ENDED_BY_TIMER, 5, 10 },
};

static void the_rounds_of_memory(void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    double copying_s = -2, standing_s = -2;
    MemoryEnd end = memory_copy(&cases[i].copy, &copying_s, &standing_s);
    if (end != cases[i].end || fabs(copying_s - cases[i].copying_s) > 1e-6 || fabs(standing_s - cases[i].standing_s) > 1e-6)
      fail_msg("%s: end %d, %f s, %f s", cases[i].what, end, copying_s, standing_s);
  }
}

/* Where it is on the way makes no difference to when it ends. */
static void a_copy_is_taken_up_on_its_way(void **state)
{
  MemoryCopy copy = { .bytes = 100, .rate_bytes_s = 10, .dirty_bytes_s = 5, NO_TIMER };
  double whole_s, standing_s, rest_s, rest_standing_s;
  assert_int_equal(memory_copy(&copy, &whole_s, &standing_s), MEMORY_ENDS);
  copy.begun = TRUE;
  copy.round_bytes = 40;
  copy.round_s = 6;
  assert_int_equal(memory_copy(&copy, &rest_s, &rest_standing_s), MEMORY_ENDS);
  assert_true(fabs(rest_s - (whole_s - 6)) < 1e-6 && fabs(rest_standing_s - standing_s) < 1e-6);
  /* With half a second more the VM may stop a round earlier. */
  copy.limit_s = 0.8;
  assert_int_equal(memory_copy(&copy, &rest_s, &rest_standing_s), MEMORY_ENDS);
  assert_true(fabs(rest_standing_s - 0.625) < 1e-6);
}

static void underclocking_ends_what_would_not_end(void **state)
{
  double copying_s, standing_s;
  MemoryCopy copy = { .bytes = 100, .rate_bytes_s = 10, .dirty_bytes_s = 12, NO_TIMER };
  assert_int_equal(memory_copy(&copy, &copying_s, &standing_s), MEMORY_NEVER_ENDS);
  copy.underclock = TRUE;
  assert_int_equal(memory_copy(&copy, &copying_s, &standing_s), MEMORY_ENDS);
  assert_true(copying_s > 20 && copying_s < 200);
  /* Even a hundredth of it would be too much. */
  copy.dirty_bytes_s = 2000;
  assert_int_equal(memory_copy(&copy, &copying_s, &standing_s), MEMORY_NEVER_ENDS);
}

static void post_copy_always_ends(void **state)
{
  MemoryCopy copy = { .bytes = 100, .rate_bytes_s = 10, .dirty_bytes_s = 5000 };
  assert_true(fabs(memory_copy_with_post_copy(&copy) - 20) < 1e-6);
  copy.dirty_bytes_s = 0;
  assert_true(fabs(memory_copy_with_post_copy(&copy) - 10) < 1e-6);
}

/* web has 192 MiB in use (and 72 more in QEMU), and 1000 Mbit/s between the hosts. */
static void add_link(HostFacts *host, const char *name, guint mbits, gboolean up)
{
  HostLink *link = g_new0(HostLink, 1);
  link->name = g_strdup(name);
  link->mbits = mbits;
  link->up = up;
  g_ptr_array_add(host->links, link);
}

static EstimateInputs inputs;

static void set_up_sample(Sample *sample)
{
  sample_init(sample);
  inputs = (EstimateInputs){ .dirty_bytes_s = 0, .history = { .overhead_ms = -1 } };
  sample->facts.estimate = &inputs;
  sample->vm->memory_used_bytes = 264 * MIB;
  ((InventoryHost *)sample->facts.source)->migration_interface = g_strdup("eth1");
  ((InventoryHost *)sample->facts.target)->migration_interface = g_strdup("eth1");
  add_link(sample->source_facts, "eth0", 10000, TRUE);
  add_link(sample->source_facts, "eth1", 1000, TRUE);
  add_link(sample->target.facts, "eth1", 2500, TRUE);
}

typedef struct MoveCase {
  const char *what;
  void (*change)(Sample *sample);
  EstimateKind kind;
  gboolean converges;
  gint64 least_ms, most_ms; /* -1: no figure */
  const char *says, *also;  /* in the lines */
} MoveCase;

static void as_it_is(Sample *sample)
{
}

static void writes_much(Sample *sample)
{
  sample->choices->timeout_s = 0;
  inputs.dirty_bytes_s = 300 * MIB;
  inputs.history.memory_bytes_s = 10 * MIB;
}

/* It would end by itself, in two and a half days. */
static void much_memory(Sample *sample)
{
  sample->choices->timeout_s = 0;
  sample->vm->vm.memory_bytes = sample->vm->memory_used_bytes = 1024 * 1024 * MIB;
  inputs.dirty_bytes_s = 0;
  inputs.history.memory_bytes_s = 5 * MIB;
}

static void writes_much_with_timer(Sample *sample)
{
  writes_much(sample);
  sample->choices->timeout_s = 24 * 3600;
}

static void writes_a_little_too_much(Sample *sample)
{
  writes_much(sample);
  inputs.dirty_bytes_s = 12 * MIB;
}

static void timer_cancels(Sample *sample)
{
  writes_much_with_timer(sample);
  sample->choices->on_timeout = TIMEOUT_CANCEL;
}

static void unmeasured(Sample *sample)
{
  inputs.dirty_bytes_s = -1;
}

static void no_links(Sample *sample)
{
  g_ptr_array_set_size(sample->source_facts->links, 0);
  g_ptr_array_set_size(sample->target.facts->links, 0);
}

static void no_links_but_history(Sample *sample)
{
  no_links(sample);
  inputs.history = (MoveHistory){ .moves = 1, .memory_bytes_s = 48 * MIB, .overhead_ms = 700 };
}

static void undeclared_interface(Sample *sample)
{
  g_clear_pointer(&((InventoryHost *)sample->facts.source)->migration_interface, g_free);
}

static void missing_interface(Sample *sample)
{
  g_free(((InventoryHost *)sample->facts.source)->migration_interface);
  ((InventoryHost *)sample->facts.source)->migration_interface = g_strdup("eth7");
}

static void slower_than_its_link(Sample *sample)
{
  inputs.history = (MoveHistory){ .moves = 3, .memory_bytes_s = 19 * MIB, .overhead_ms = 500 };
}

static void faster_than_its_link(Sample *sample)
{
  inputs.history = (MoveHistory){ .moves = 3, .memory_bytes_s = 900 * MIB, .overhead_ms = 500 };
}

static void suspended(Sample *sample)
{
  sample->vm->vm.state = VM_SUSPENDED;
  inputs.dirty_bytes_s = -1;
}

static void huge_pages(Sample *sample)
{
  sample->vm->huge_pages = TRUE;
}

static void shut_off(Sample *sample)
{
  sample->vm->vm.state = VM_SHUT_OFF;
  inputs.dirty_bytes_s = -1;
}

static void set_speed(Sample *sample, guint64 bytes_s)
{
  DiskChoice *choice = choices_disk(sample->choices, "vda");
  choice->speed = (Speed){ SPEED_CUSTOM, bytes_s };
}

static void limited_storage(Sample *sample)
{
  sample_move_disks(sample, MOVE_STORAGE, VM_SHUT_OFF);
  set_speed(sample, 2500000);
}

static void limited_storage_of_a_running_vm(Sample *sample)
{
  sample_move_disks(sample, MOVE_STORAGE, VM_RUNNING);
  set_speed(sample, 2500000);
}

static void limited_and_unmapping(Sample *sample)
{
  limited_storage_of_a_running_vm(sample);
  sample_disk(sample, "vda")->unmaps = TRUE;
}

static void unlimited_storage(Sample *sample)
{
  sample_move_disks(sample, MOVE_STORAGE, VM_RUNNING);
}

static void unlimited_storage_seen_before(Sample *sample)
{
  unlimited_storage(sample);
  inputs.history = (MoveHistory){ .moves = 1, .disks_bytes_s = 30 * MIB, .overhead_ms = 1000 };
}

static void both_with_history(Sample *sample)
{
  sample_move_disks(sample, MOVE_BOTH, VM_RUNNING);
  inputs.history = (MoveHistory){ .moves = 1, .memory_bytes_s = 96 * MIB, .disks_bytes_s = 30 * MIB, .overhead_ms = 1000 };
}

static void both_unlimited(Sample *sample)
{
  sample_move_disks(sample, MOVE_BOTH, VM_RUNNING);
}

static void both_limited(Sample *sample)
{
  both_with_history(sample);
  set_speed(sample, 2500000);
}

static void both_limited_and_unmapping(Sample *sample)
{
  both_limited(sample);
  sample_disk(sample, "vda")->unmaps = TRUE;
}

static void disks_for_days(Sample *sample)
{
  limited_storage(sample);
  sample_disk(sample, "vda")->data_bytes = sample_disk(sample, "vda")->physical_bytes = 1024 * 1024 * MIB;
}

static const MoveCase moves[] = {
  { "a link of 1000 Mbit/s carries 112 MiB/s", as_it_is, ESTIMATE_ABOUT, TRUE, 2600, 2900, "192 MiB in use over 1 Gbit/s", "less than 1 MiB/s" },
  { "does not converge", writes_much, ESTIMATE_ABOUT, FALSE, -1, -1, "does not finish by itself", "ith post-copy about 39 s" },
  { "more than a day", much_memory, ESTIMATE_ABOUT, TRUE, 209000000, 210500000, "about 2 days 10 h", "ith post-copy about" },
  { "a timer ends it", writes_much_with_timer, ESTIMATE_ABOUT, FALSE, 86400000, 86460000, "with the timer about 24 h", "post-copy" },
  { "underclocking helps", writes_a_little_too_much, ESTIMATE_ABOUT, FALSE, -1, -1, "With underclocking about", "12 MiB/s" },
  { "the timer cancels it", timer_cancels, ESTIMATE_ABOUT, FALSE, -1, -1, "before the timer cancels it", "post-copy" },
  { "the dirty rate is not known", unmeasured, ESTIMATE_AT_LEAST, TRUE, 2600, 2900, "at least 3 s", "how fast the VM writes is not known" },
  { "the network is not known", no_links, ESTIMATE_UNKNOWN, TRUE, -1, -1, "Estimated duration: not known", "the network's speed is not known" },
  { "the network is known by experience only", no_links_but_history, ESTIMATE_ABOUT, TRUE, 4600, 4800, "at 48 MiB/s as in earlier moves", "about 5 s" },
  { "an interface is not declared", undeclared_interface, ESTIMATE_AT_LEAST, TRUE, 1500, 2000, "over at most 2.5 Gbit/s", "which interface" },
  { "an interface is not there", missing_interface, ESTIMATE_AT_LEAST, TRUE, 1500, 2000, "over at most 2.5 Gbit/s", "at least" },
  { "experience is worse than the link", slower_than_its_link, ESTIMATE_ABOUT, TRUE, 10400, 10800, "at 19 MiB/s", "about 11 s" },
  { "experience is better than the link", faster_than_its_link, ESTIMATE_ABOUT, TRUE, 2100, 2400, "over 1 Gbit/s", "about 2 s" },
  { "suspended", suspended, ESTIMATE_ABOUT, TRUE, 2600, 2900, "192 MiB in use over 1 Gbit/s)", "about 3 s" },
  { "huge pages", huge_pages, ESTIMATE_ABOUT, TRUE, 3200, 3400, "256 MiB in use", "about 3 s" },
  { "shut off", shut_off, ESTIMATE_ABOUT, TRUE, 100, 1000, "only its definition moves", "about 1 s" },
  { "300 MiB at 20 Mbit/s", limited_storage, ESTIMATE_ABOUT, TRUE, 126000, 130000, "300 MiB on vda at 20 Mbit/s", "about 2 min" },
  { "with its holes", limited_storage_of_a_running_vm, ESTIMATE_ABOUT, TRUE, 429000, 433000, "1 GiB on vda at 20 Mbit/s", "about 7 min" },
  { "holes stay holes", limited_and_unmapping, ESTIMATE_ABOUT, TRUE, 126000, 130000, "300 MiB on vda", "about 2 min" },
  { "storage of unknown speed", unlimited_storage, ESTIMATE_UNKNOWN, TRUE, -1, -1, "how fast the storage is is not known", "not known" },
  { "storage seen before", unlimited_storage_seen_before, ESTIMATE_ABOUT, TRUE, 10900, 11100, "disks were copied at 30 MiB/s before", "about 11 s" },
  { "disks and then memory", both_with_history, ESTIMATE_ABOUT, TRUE, 12900, 13300, "300 MiB on vda;", "192 MiB in use at 96 MiB/s" },
  { "disks that the network limits at least", both_unlimited, ESTIMATE_AT_LEAST, TRUE, 5700, 6600, "at least", "how fast the storage" },
  { "zeros may count", both_limited, ESTIMATE_AT_LEAST, TRUE, 152000, 154000, "zeros that were written out on vda count too", "at least 3 min" },
  { "zeros are holes again", both_limited_and_unmapping, ESTIMATE_ABOUT, TRUE, 152000, 154000, "300 MiB on vda at 2 MiB/s;", "about 3 min" },
  { "days", disks_for_days, ESTIMATE_ABOUT, TRUE, 439000000, 440000000, "about 5 days 2 h", "at 20 Mbit/s" },
};

static void moves_are_estimated(void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS(moves); i++) {
    const MoveCase *move = &moves[i];
    Sample sample;
    set_up_sample(&sample);
    move->change(&sample);
    g_autoptr(Estimate) estimate = estimate_make(&sample.facts, sample.choices);
    g_auto(GStrv) lines = estimate_lines(estimate);
    g_autofree char *text = g_strjoinv("\n", lines);
    if (estimate->kind != move->kind || estimate->converges != move->converges || estimate->total_ms < move->least_ms || estimate->total_ms > move->most_ms)
      fail_msg("%s: kind %d, %" G_GINT64_FORMAT " ms: %s", move->what, estimate->kind, estimate->total_ms, text);
    if (strstr(text, move->says) == NULL || strstr(text, move->also) == NULL)
      fail_msg("%s: %s", move->what, text);
    sample_clear(&sample);
  }
}

static void nothing_is_known_without_inputs(void **state)
{
  Sample sample;
  set_up_sample(&sample);
  sample.facts.estimate = NULL;
  g_autoptr(Estimate) estimate = estimate_make(&sample.facts, sample.choices);
  assert_int_equal(estimate->kind, ESTIMATE_AT_LEAST);
  sample.target.reach = HOST_DOWN;
  g_autoptr(Estimate) without_target = estimate_make(&sample.facts, sample.choices);
  assert_int_equal(without_target->kind, ESTIMATE_UNKNOWN);
  sample_clear(&sample);
}

static void only_a_running_vm_is_measured(void **state)
{
  Sample sample;
  set_up_sample(&sample);
  assert_true(estimate_needs_dirty_rate(&sample.facts, sample.choices));
  estimate_take_dirty_rate(&inputs, 10 * MIB);
  assert_false(estimate_needs_dirty_rate(&sample.facts, sample.choices));
  sample.vm->vm.state = VM_SUSPENDED;
  inputs.measurements = 0;
  assert_false(estimate_needs_dirty_rate(&sample.facts, sample.choices));
  sample.vm->vm.state = VM_RUNNING;
  sample.choices->type = MOVE_STORAGE;
  assert_false(estimate_needs_dirty_rate(&sample.facts, sample.choices));
  sample_clear(&sample);
}

static void what_is_near_the_limit_is_measured_again(void **state)
{
  Sample sample;
  set_up_sample(&sample);
  estimate_inputs_init(&inputs);
  inputs.history.memory_bytes_s = 20 * MIB;
  estimate_take_dirty_rate(&inputs, 8 * MIB);
  assert_true(estimate_needs_dirty_rate(&sample.facts, sample.choices));
  estimate_take_dirty_rate(&inputs, 16 * MIB);
  assert_int_equal(inputs.dirty_bytes_s, 12 * MIB);
  estimate_take_dirty_rate(&inputs, -1);
  assert_int_equal(inputs.dirty_bytes_s, 12 * MIB);
  estimate_take_dirty_rate(&inputs, 12 * MIB);
  assert_int_equal(inputs.dirty_bytes_s, 12 * MIB);
  assert_false(estimate_needs_dirty_rate(&sample.facts, sample.choices));
  /* Nothing seen in the first second may be chance, where the network is slow. */
  estimate_inputs_init(&inputs);
  inputs.history.memory_bytes_s = 8 * MIB;
  estimate_take_dirty_rate(&inputs, 0);
  assert_true(estimate_needs_dirty_rate(&sample.facts, sample.choices));
  /* One that cannot be measured is not asked for ever. */
  estimate_inputs_init(&inputs);
  estimate_take_dirty_rate(&inputs, -1);
  assert_int_equal(inputs.dirty_bytes_s, -1);
  assert_false(estimate_needs_dirty_rate(&sample.facts, sample.choices));
  sample_clear(&sample);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_rounds_of_memory),
    cmocka_unit_test(a_copy_is_taken_up_on_its_way),
    cmocka_unit_test(underclocking_ends_what_would_not_end),
    cmocka_unit_test(post_copy_always_ends),
    cmocka_unit_test(moves_are_estimated),
    cmocka_unit_test(nothing_is_known_without_inputs),
    cmocka_unit_test(what_is_near_the_limit_is_measured_again),
    cmocka_unit_test(only_a_running_vm_is_measured),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
