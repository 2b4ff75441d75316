#include "tests/unit/unit.h"

#include "model/ladder.h"
#include "model/progress.h"

#include <string.h>

#define MIB ((guint64)1024 * 1024)

/* What a VM of 384 MiB did that writes the same 60 MiB over and over, on 60 Mbit/s: the beginnings of its iterations, in MiB. */
static void memory_that_is_written_again_and_again_stalls(void **state)
{
  static const guint64 begun_mib[] = { 384, 62, 61, 58, 63, 61 };
  static const gboolean certain[] = { FALSE, FALSE, FALSE, TRUE, TRUE, TRUE };
  Stall stall = { 0 };
  for (guint i = 0; i < G_N_ELEMENTS(begun_mib); i++) {
    for (guint64 left = begun_mib[i]; left > 0; left -= MIN(left, 7))
      stall_take(&stall, i + 1, left * MIB, 0);
    assert_int_equal(stall_is_certain(&stall), certain[i]);
  }
  assert_int_equal(stall_needed_ms(&stall, 10 * MIB), 6100);
}

static void what_shrinks_gets_on(void **state)
{
  static const guint64 begun_mib[] = { 384, 200, 150, 110, 80, 60, 50, 40 };
  Stall stall = { 0 };
  for (guint i = 0; i < G_N_ELEMENTS(begun_mib); i++) {
    stall_take(&stall, i + 1, begun_mib[i] * MIB, 0);
    assert_false(stall_is_certain(&stall));
  }
}

static void one_bad_iteration_is_no_verdict(void **state)
{
  static const guint64 begun_mib[] = { 384, 100, 130, 60, 70, 40 };
  Stall stall = { 0 };
  for (guint i = 0; i < G_N_ELEMENTS(begun_mib); i++) {
    stall_take(&stall, i + 1, begun_mib[i] * MIB, 0);
    assert_false(stall_is_certain(&stall));
  }
}

static void a_vm_that_is_slowed_down_more_is_judged_anew(void **state)
{
  Stall stall = { 0 };
  for (guint i = 1; i <= 4; i++)
    stall_take(&stall, i, 60 * MIB, 0);
  assert_true(stall_is_certain(&stall));
  stall_take(&stall, 5, 60 * MIB, 20);
  assert_false(stall_is_certain(&stall));
  stall_take(&stall, 6, 60 * MIB, 20);
  stall_take(&stall, 7, 60 * MIB, 20);
  assert_true(stall_is_certain(&stall));
}

static void nothing_is_known_of_the_first_iteration(void **state)
{
  Stall stall = { 0 };
  assert_int_equal(stall_needed_ms(&stall, MIB), -1);
  stall_take(&stall, 1, 60 * MIB, 0);
  assert_int_equal(stall_needed_ms(&stall, MIB), -1);
  stall_take(&stall, 2, 60 * MIB, 0);
  assert_int_equal(stall_needed_ms(&stall, 0), -1);
  assert_int_equal(stall_needed_ms(&stall, 20 * MIB), 3000);
}

static JobSample sample_of(guint iteration, guint64 remaining_mib)
{
  return (JobSample){
    .total_bytes = 384 * MIB, .remaining_bytes = remaining_mib * MIB, .rate_bytes_s = 10 * MIB, .dirty_pages_s = 9 * MIB / 4096,
    .page_size_bytes = 4096, .iteration = iteration, .downtime_ms = -1,
  };
}

/* It writes less than the network carries, and yet will never finish. */
static void the_verdict_has_the_figures(void **state)
{
  Progress progress;
  progress_init(&progress);
  progress.downtime_limit_ms = 300;
  for (guint i = 1; i <= 4; i++) {
    JobSample sample = sample_of(i, i == 1 ? 384 : 21);
    assert_null(progress_verdict(&progress));
    assert_false(progress_wants_downtime(&progress));
    progress_take(&progress, &sample);
  }
  assert_true(progress.stalled);
  assert_int_equal(progress.left_ms, -1);
  assert_int_equal(progress.needed_ms, 2100);
  assert_true(progress_wants_downtime(&progress));
  g_autofree char *verdict = progress_verdict(&progress);
  assert_string_equal(verdict, "VM writes 9 MiB/s, network carries 10 MiB/s; switching over now would take 2.1 s, the limit is 0.3 s");
  /* With a limit that will do, it is about to finish. */
  progress.downtime_limit_ms = 3000;
  JobSample sample = sample_of(5, 21);
  progress_take(&progress, &sample);
  assert_false(progress.stalled);
  assert_null(progress_verdict(&progress));
}

static void post_copy_and_suspended_vms_are_not_judged(void **state)
{
  Progress progress;
  progress_init(&progress);
  progress.downtime_limit_ms = 300;
  for (guint i = 1; i <= 6; i++) {
    JobSample sample = sample_of(i, 60);
    sample.vm_suspended = TRUE;
    progress_take(&progress, &sample);
  }
  assert_false(progress.stalled);
  assert_int_equal(progress.needed_ms, -1);
}

static void ladders_are_read_and_written(void **state)
{
  static const char *const texts[] = { "300ms", "300ms,1s,3s", "1s,1500ms,2m", "2000s" };
  static const char *const written[] = { "300ms", "300ms,1s,3s", "1s,1500ms,2m", "2000s" };
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    Ladder ladder = { 0 };
    assert_true(ladder_parse(texts[i], &ladder, NULL));
    g_autofree char *text = ladder_text(&ladder);
    assert_string_equal(text, written[i]);
  }
  Ladder ladder = { 0 };
  assert_true(ladder_parse(" 0.3s , 1.5 s,2min", &ladder, NULL));
  assert_int_equal(ladder.count, 3);
  assert_int_equal(ladder.ms[0], 300);
  assert_int_equal(ladder.ms[1], 1500);
  assert_int_equal(ladder.ms[2], 120000);
}

static void bad_ladders_are_refused(void **state)
{
  static const struct {
    const char *text, *says;
  } cases[] = {
    { "", "“” is not a downtime" },   { "300", "“300” is not a downtime" }, { "-1s", "“-1s” is not" },     { "1s,", "“” is not" },
    { "1s,300ms", "must be higher" }, { "1s,1s", "must be higher" },       { "2001s", "at most 2000s" }, { "0.1ms", "is not a downtime" },
    { "1h", "“1h” is not" },          { "nans", "is not" },                { "1s;2s", "is not" },
    { "1s,2s,3s,4s,5s,6s,7s,8s,9s", "at most 8 rungs" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    Ladder ladder = ladder_preset();
    assert_false(ladder_parse(cases[i].text, &ladder, &error));
    assert_error_says(error, cases[i].says);
    assert_int_equal(ladder.count, 1);
    assert_int_equal(ladder.ms[0], 300);
  }
}

static void rungs_follow_each_other(void **state)
{
  Ladder ladder = { 0 };
  assert_true(ladder_parse("300ms,1s,3s", &ladder, NULL));
  assert_int_equal(ladder_next(&ladder, -1), 300);
  assert_int_equal(ladder_next(&ladder, 300), 1000);
  assert_int_equal(ladder_next(&ladder, 2000), 3000);
  assert_int_equal(ladder_next(&ladder, 3000), 0);
  assert_int_equal(ladder_offer(&ladder, 300, -1), 1000);
  assert_int_equal(ladder_offer(&ladder, 3000, -1), 10000);
  assert_int_equal(ladder_offer(&ladder, DOWNTIME_MAX_MS, -1), 0);
}

static void what_is_needed_is_offered(void **state)
{
  static const struct {
    gint64 limit_ms, needed_ms;
    guint offer_ms;
  } cases[] = {
    { 300, 900, 1000 },
    { 300, 1000, 1000 },
    { 300, 1001, 2000 },
    { 300, 5500, 6000 },
    { 1000, 5500, 6000 },
    { 3000, 2500, 10000 },
    { 300, (gint64)DOWNTIME_MAX_MS * 5, DOWNTIME_MAX_MS },
    { DOWNTIME_MAX_MS, (gint64)DOWNTIME_MAX_MS * 5, 0 },
  };
  Ladder ladder = { 0 };
  (void)state;
  assert_true(ladder_parse("300ms,1s,3s", &ladder, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
    assert_int_equal(ladder_offer(&ladder, cases[i].limit_ms, cases[i].needed_ms), cases[i].offer_ms);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(memory_that_is_written_again_and_again_stalls),
    cmocka_unit_test(what_shrinks_gets_on),
    cmocka_unit_test(one_bad_iteration_is_no_verdict),
    cmocka_unit_test(a_vm_that_is_slowed_down_more_is_judged_anew),
    cmocka_unit_test(nothing_is_known_of_the_first_iteration),
    cmocka_unit_test(the_verdict_has_the_figures),
    cmocka_unit_test(post_copy_and_suspended_vms_are_not_judged),
    cmocka_unit_test(ladders_are_read_and_written),
    cmocka_unit_test(bad_ladders_are_refused),
    cmocka_unit_test(what_is_needed_is_offered),
    cmocka_unit_test(rungs_follow_each_other),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
