#include "tests/unit/unit.h"

#include "model/progress.h"

#define MIB (1024ull * 1024)

static JobSample at(guint64 remaining_mib, guint iteration)
{
  return (JobSample){
    .total_bytes = 512 * MIB, .remaining_bytes = remaining_mib * MIB, .processed_bytes = (512 - remaining_mib) * MIB,
    .rate_bytes_s = 10 * MIB, .page_size_bytes = 4096, .iteration = iteration, .downtime_ms = -1,
  };
}

static void it_begins_with_nothing_known(void **state)
{
  Progress progress;
  progress_init(&progress);
  assert_int_equal(progress.phase, PHASE_NONE);
  assert_int_equal(progress.left_ms, -1);
  assert_int_equal(progress.downtime_ms, -1);
}

/* The VM writes memory again and again, so what remains jumps up at every iteration. */
static void the_fraction_never_runs_backwards(void **state)
{
  static const guint64 remaining_mib[] = { 512, 300, 100, 250, 90, 200, 80, 10, 180, 0 };
  Progress progress;
  double before = 0;
  progress_init(&progress);
  for (gsize i = 0; i < G_N_ELEMENTS(remaining_mib); i++) {
    JobSample sample = at(remaining_mib[i], (guint)(1 + i / 3));
    progress_take(&progress, &sample);
    assert_true(progress.fraction >= before);
    assert_true(progress.fraction < 1);
    before = progress.fraction;
  }
  progress_finish(&progress);
  assert_true(progress.fraction == 1);
  assert_int_equal(progress.left_ms, 0);
}

static void time_left_counts_what_the_vm_writes(void **state)
{
  Progress progress;
  progress_init(&progress);
  JobSample sample = at(100, 2);
  progress_take(&progress, &sample);
  assert_int_equal(progress.left_ms, 10000);
  sample.dirty_pages_s = 5 * MIB / 4096;
  progress_take(&progress, &sample);
  assert_int_equal(progress.left_ms, 20000);
  assert_false(progress.stalled);
}

static void a_vm_that_writes_as_fast_as_the_network_stalls(void **state)
{
  Progress progress;
  progress_init(&progress);
  JobSample sample = at(100, 3);
  sample.dirty_pages_s = 12 * MIB / 4096;
  progress_take(&progress, &sample);
  assert_true(progress.stalled);
  assert_int_equal(progress.left_ms, -1);
  /* Suspended, it writes nothing any more. */
  sample.vm_suspended = TRUE;
  progress_take(&progress, &sample);
  assert_false(progress.stalled);
  assert_int_equal(progress.dirty_bytes_s, 0);
  assert_int_equal(progress.left_ms, 10000);
}

static void the_first_iteration_is_no_verdict(void **state)
{
  Progress progress;
  progress_init(&progress);
  JobSample sample = at(400, 1);
  sample.dirty_pages_s = 100 * MIB / 4096;
  progress_take(&progress, &sample);
  assert_false(progress.stalled);
}

static void phases_follow_the_samples(void **state)
{
  Progress progress;
  progress_init(&progress);
  JobSample sample = at(100, 2);
  progress_take(&progress, &sample);
  assert_int_equal(progress.phase, PHASE_MEMORY);
  sample.post_copy = TRUE;
  progress_take(&progress, &sample);
  assert_int_equal(progress.phase, PHASE_POST_COPY);
  sample.post_copy = FALSE;
  sample.switching_over = TRUE;
  progress_take(&progress, &sample);
  assert_int_equal(progress.phase, PHASE_SWITCH_OVER);
}

static void empty_samples_do_no_harm(void **state)
{
  Progress progress;
  JobSample sample = { 0 };
  progress_init(&progress);
  progress_take(&progress, &sample);
  assert_true(progress.fraction == 0);
  assert_int_equal(progress.left_ms, -1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(it_begins_with_nothing_known),
    cmocka_unit_test(the_fraction_never_runs_backwards),
    cmocka_unit_test(time_left_counts_what_the_vm_writes),
    cmocka_unit_test(a_vm_that_writes_as_fast_as_the_network_stalls),
    cmocka_unit_test(the_first_iteration_is_no_verdict),
    cmocka_unit_test(phases_follow_the_samples),
    cmocka_unit_test(empty_samples_do_no_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
