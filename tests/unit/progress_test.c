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
  /* 100, 50, 25, 12.5, 6.25, 3.125 MiB. What is shown goes there without a jump. */
  sample.dirty_pages_s = 5 * MIB / 4096;
  sample.elapsed_ms = 1000;
  progress_take(&progress, &sample);
  assert_in_range(progress.left_ms, 9000, 13000);
  progress_init(&progress);
  progress_take(&progress, &sample);
  assert_int_equal(progress.left_ms, 19844);
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

static JobSample disks_at(gint64 elapsed_ms, guint64 done_mib, guint64 total_mib)
{
  return (JobSample){
    .elapsed_ms = elapsed_ms, .total_bytes = total_mib * MIB, .processed_bytes = done_mib * MIB, .remaining_bytes = (total_mib - done_mib) * MIB,
    .copying_disks = TRUE, .downtime_ms = -1,
  };
}

static void disks_come_before_memory(void **state)
{
  Progress progress;
  progress_init(&progress);
  JobSample sample = disks_at(1000, 100, 1000);
  progress_take(&progress, &sample);
  assert_int_equal(progress.phase, PHASE_DISKS);
  assert_string_equal(progress_phase_name(progress.phase), "disks");
  assert_true(progress.fraction > 0.099 && progress.fraction < 0.101);
  sample.copying_disks = FALSE;
  progress_take(&progress, &sample);
  assert_int_equal(progress.phase, PHASE_MEMORY);
  /* Whatever is copied, a VM that is being handed over is being handed over. */
  sample.copying_disks = TRUE;
  sample.switching_over = TRUE;
  progress_take(&progress, &sample);
  assert_int_equal(progress.phase, PHASE_SWITCH_OVER);
  sample.post_copy = TRUE;
  progress_take(&progress, &sample);
  assert_int_equal(progress.phase, PHASE_POST_COPY);
}

static void a_job_that_does_not_tell_its_rate_is_measured(void **state)
{
  Progress progress;
  progress_init(&progress);
  JobSample sample = disks_at(1000, 10, 1000);
  progress_take(&progress, &sample);
  assert_true(progress.rate_bytes_s == 10 * MIB);
  sample = disks_at(3000, 30, 1000);
  progress_take(&progress, &sample);
  assert_true(progress.rate_bytes_s == 10 * MIB);
  assert_int_equal(progress.left_ms, 97000);
  /* Faster: what is shown follows, but does not jump. */
  sample = disks_at(4000, 130, 1000);
  progress_take(&progress, &sample);
  assert_true(progress.rate_bytes_s > 40 * MIB && progress.rate_bytes_s < 50 * MIB);
  /* Nothing comes: it falls. */
  guint64 before = progress.rate_bytes_s;
  sample = disks_at(5000, 130, 1000);
  progress_take(&progress, &sample);
  assert_true(progress.rate_bytes_s > 0 && progress.rate_bytes_s < before);
}

static void what_a_job_tells_comes_before_what_is_measured(void **state)
{
  Progress progress;
  progress_init(&progress);
  JobSample sample = disks_at(1000, 100, 1000);
  sample.rate_bytes_s = 7 * MIB;
  progress_take(&progress, &sample);
  assert_true(progress.rate_bytes_s == 7 * MIB);
}

/* Two looks in the same moment, or a clock that was set back, are no rate at all. */
static void no_time_is_no_rate(void **state)
{
  Progress progress;
  progress_init(&progress);
  JobSample sample = disks_at(0, 10, 1000);
  progress_take(&progress, &sample);
  assert_int_equal(progress.rate_bytes_s, 0);
  assert_int_equal(progress.left_ms, -1);
  sample = disks_at(1000, 20, 1000);
  progress_take(&progress, &sample);
  assert_true(progress.rate_bytes_s == 10 * MIB);
  sample = disks_at(500, 30, 1000);
  progress_take(&progress, &sample);
  assert_int_equal(progress.elapsed_ms, 1000);
  assert_true(progress.rate_bytes_s < 10 * MIB);
}

/* A task may follow one job after another: a base image, then the disks, then memory. */
static void a_job_that_follows_another_takes_nothing_back(void **state)
{
  static const struct {
    gint64 elapsed_ms;
    guint64 done_mib, total_mib;
  } looks[] = {
    { 1000, 100, 1100 }, { 2000, 600, 1100 },                     /* one job, and then another that counts from its own beginning */
    { 100, 0, 500 },     { 3000, 50, 500 },   { 4000, 490, 500 }, /* whose clock has been reset too */
    { 5000, 500, 2000 }, { 6000, 1990, 2000 }, { 6500, 2000, 2000 },
  };
  Progress progress;
  progress_init(&progress);
  Progress before = progress;
  for (gsize i = 0; i < G_N_ELEMENTS(looks); i++) {
    JobSample sample = disks_at(looks[i].elapsed_ms, looks[i].done_mib, looks[i].total_mib);
    progress_take(&progress, &sample);
    assert_true(progress.fraction >= before.fraction && progress.fraction < 1);
    assert_true(progress.elapsed_ms >= before.elapsed_ms);
    assert_true(progress.sent_bytes >= before.sent_bytes);
    assert_true(progress.total_bytes >= before.total_bytes);
    before = progress;
  }
  assert_int_equal(progress.elapsed_ms, 6500);
  assert_true(progress.sent_bytes == 2000 * MIB);
  assert_true(progress.fraction > 0.98);
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
    cmocka_unit_test(disks_come_before_memory),
    cmocka_unit_test(a_job_that_does_not_tell_its_rate_is_measured),
    cmocka_unit_test(what_a_job_tells_comes_before_what_is_measured),
    cmocka_unit_test(no_time_is_no_rate),
    cmocka_unit_test(a_job_that_follows_another_takes_nothing_back),
    cmocka_unit_test(empty_samples_do_no_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
