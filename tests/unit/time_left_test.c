/* The time left of moves as they were, look by look. */
#include "tests/unit/unit.h"

#include "model/memory_copy.h"
#include "model/progress.h"
#include "tests/unit/time_left_looks.h"


#define KIB 1024ull
#define MIB (1024 * KIB)

typedef struct Recorded {
  const char *what;
  const Look *looks;
  gsize n;
  TimeExpected expected; /* as the estimate before it had it */
  gboolean underclock, disks;
} Recorded;

static const Recorded moves[] = {
  { "small", small, G_N_ELEMENTS(small), { 72 * MIB, 9523 * KIB, 0, 0 }, FALSE, FALSE },
  { "calm", calm, G_N_ELEMENTS(calm), { 180 * MIB, 9318 * KIB, 0, 3 * MIB }, FALSE, FALSE },
  { "busy", busy, G_N_ELEMENTS(busy), { 176 * MIB, 23000 * KIB, 0, 13 * MIB }, FALSE, FALSE },
  { "underclocked", underclocked, G_N_ELEMENTS(underclocked), { 243 * MIB, 9113 * KIB, 0, 13 * MIB }, TRUE, FALSE },
  { "disks, then memory", disks_and_memory, G_N_ELEMENTS(disks_and_memory), { 72 * MIB, 1100 * MIB, 4 * MIB, 0 }, FALSE, TRUE },
};

static JobSample sample_of(const Recorded *move, const Look *look)
{
  gboolean disks = move->disks && look->memory_total == 0;
  guint64 to_come = disks ? 96 * MIB : 0;
  return (JobSample){
    .elapsed_ms = look->elapsed_ms,
    .total_bytes = look->total * KIB + to_come,
    .processed_bytes = look->processed * KIB,
    .remaining_bytes = look->remaining * KIB + to_come,
    .memory_total_bytes = look->memory_total * KIB,
    .memory_to_come_bytes = to_come,
    .rate_bytes_s = look->rate * KIB,
    .dirty_pages_s = look->dirty_pages_s,
    .page_size_bytes = 4096,
    .iteration = look->iteration,
    .throttle_percent = look->throttle_percent,
    .downtime_ms = -1,
    .copying_disks = disks,
  };
}

static void follow(const Recorded *move, void (*see)(const Recorded *move, const Look *look, const Progress *before, const Progress *now))
{
  Progress progress;
  progress_init(&progress);
  time_left_init(&progress.time_left, &move->expected);
  progress.time_left.underclock = move->underclock;
  progress.downtime_limit_ms = 300;
  for (gsize i = 0; i < move->n; i++) {
    Progress before = progress;
    JobSample sample = sample_of(move, &move->looks[i]);
    progress_take(&progress, &sample);
    see(move, &move->looks[i], &before, &progress);
  }
}

static gint64 ended_ms(const Recorded *move)
{
  return move->looks[move->n - 1].elapsed_ms;
}

/* So much of itself, and so much more, may what is shown rise from one look to the next, and fall beside what the clock takes. */
#define RISE 0.25
#define FALL 0.4
#define GRACE_MS 1000

static void it_is_steady(const Recorded *move, const Look *look, const Progress *before, const Progress *now)
{
  double rises = (double)before->left_ms * (1 + RISE) + GRACE_MS;
  double falls = (double)before->left_ms * (1 - FALL) - GRACE_MS - (double)(now->elapsed_ms - before->elapsed_ms);
  if (before->left_ms >= 0 && ((double)now->left_ms > rises || (double)now->left_ms < falls))
    fail_msg("%s at %" G_GINT64_FORMAT " ms: %" G_GINT64_FORMAT " after %" G_GINT64_FORMAT, move->what, look->elapsed_ms, now->left_ms,
             before->left_ms);
}

static void the_time_left_is_steady(void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS(moves); i++)
    follow(&moves[i], it_is_steady);
}

/* Once known it stays known: none of these is without end. */
static void it_is_known(const Recorded *move, const Look *look, const Progress *before, const Progress *now)
{
  gboolean told = now->phase == PHASE_DISKS || look->rate > 0;
  if ((told || before->left_ms >= 0) && now->left_ms < 0)
    fail_msg("%s at %" G_GINT64_FORMAT " ms: not known", move->what, look->elapsed_ms);
}

static void the_time_left_is_known(void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS(moves); i++)
    follow(&moves[i], it_is_known);
}

/* After a quarter of the time, within a factor of two. */
#define SLACK_MS 1500

static void it_is_true(const Recorded *move, const Look *look, const Progress *before, const Progress *now)
{
  gint64 end_ms = ended_ms(move), left_ms = end_ms - look->elapsed_ms;
  if (look->elapsed_ms < end_ms / 4)
    return;
  if (now->left_ms > left_ms * 2 + SLACK_MS || left_ms > now->left_ms * 2 + SLACK_MS)
    fail_msg("%s at %" G_GINT64_FORMAT " ms: %" G_GINT64_FORMAT ", took %" G_GINT64_FORMAT, move->what, look->elapsed_ms, now->left_ms, left_ms);
  if (left_ms == 0)
    assert_in_range(now->left_ms, 0, 500);
}

static void the_time_left_is_true(void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS(moves); i++)
    follow(&moves[i], it_is_true);
}

/* One look at a VM of 64 GiB, of which 1 GiB is in use, over 100 MiB/s. */
static gint64 first_look(const TimeExpected *expected, const JobSample *sample, gboolean stalled)
{
  TimeLeft left;
  time_left_init(&left, expected);
  left.on_timer = TIMEOUT_SUSPEND;
  return time_left_take(&left, sample, sample->post_copy ? PHASE_POST_COPY : PHASE_MEMORY, sample->rate_bytes_s, stalled, 300);
}

static JobSample roomy(guint iteration, guint64 remaining_mib)
{
  return (JobSample){
    .total_bytes = 65536 * MIB, .memory_total_bytes = 65536 * MIB, .remaining_bytes = remaining_mib * MIB, .rate_bytes_s = 100 * MIB,
    .page_size_bytes = 4096, .iteration = iteration, .downtime_ms = -1,
  };
}

static const TimeExpected in_use = { .memory_bytes = 1024 * MIB, .network_bytes_s = 100 * MIB };

static void zeros_take_no_time(void **state)
{
  JobSample sample = roomy(1, 65000);
  assert_int_equal(first_look(&in_use, &sample, FALSE), 10240);
  /* Where nobody knows how much is in use, all of it may be. */
  assert_int_equal(first_look(NULL, &sample, FALSE), 650000);
  sample.remaining_bytes = 100 * MIB;
  assert_int_equal(first_look(&in_use, &sample, FALSE), 1000);
}

/* The same figures as the estimate's: 1024 MiB, then half of it, and so on until 30 MiB are left. */
static void it_begins_with_the_estimate(void **state)
{
  TimeExpected expected = in_use;
  expected.dirty_bytes_s = 50 * MIB;
  MemoryCopy copy = { .bytes = 1024 * MIB, .rate_bytes_s = 100 * MIB, .dirty_bytes_s = 50 * MIB, .timer_s = -1 };
  double copying_s, standing_s;
  JobSample sample = roomy(1, 65536);
  assert_int_equal(memory_copy(&copy, &copying_s, &standing_s), MEMORY_ENDS);
  gint64 shown_ms = first_look(&expected, &sample, FALSE);
  assert_in_range(shown_ms, (gint64)((copying_s + standing_s) * 1000) - 1, (gint64)((copying_s + standing_s) * 1000) + 1);
}

static void what_does_not_end_has_no_time_left(void **state)
{
  JobSample sample = roomy(3, 500);
  sample.dirty_pages_s = 200 * MIB / 4096;
  assert_int_equal(first_look(&in_use, &sample, TRUE), -1);
  /* The timer ends it: in 20 s, and then 500 MiB go while the VM stands still. */
  sample.timer_ms = 20000;
  assert_int_equal(first_look(&in_use, &sample, TRUE), 25000);
}

static void post_copy_has_only_the_rest_to_fetch(void **state)
{
  JobSample sample = roomy(3, 500);
  sample.post_copy = TRUE;
  sample.dirty_pages_s = 200 * MIB / 4096;
  assert_int_equal(first_look(&in_use, &sample, FALSE), 5000);
}

static void disks_keep_to_their_limit(void **state)
{
  const TimeExpected expected = { .memory_bytes = 1024 * MIB, .network_bytes_s = 100 * MIB, .disks_bytes_s = 4 * MIB };
  JobSample sample = {
    .elapsed_ms = 100, .total_bytes = 4496 * MIB, .remaining_bytes = 4496 * MIB, .memory_to_come_bytes = 4096 * MIB,
    .copying_disks = TRUE,
  };
  TimeLeft left;
  time_left_init(&left, &expected);
  /* 400 MiB of disks at 4 MiB/s, and then the memory that is in use. */
  assert_int_equal(time_left_take(&left, &sample, PHASE_DISKS, 0, FALSE, 300), 110240);
  /* A burst of 16 MiB in a second is not its speed. */
  sample.elapsed_ms = 1100;
  sample.processed_bytes = 16 * MIB;
  sample.remaining_bytes -= 16 * MIB;
  assert_in_range(time_left_take(&left, &sample, PHASE_DISKS, 0, FALSE, 300), 100000, 109240);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_time_left_is_steady),
    cmocka_unit_test(the_time_left_is_known),
    cmocka_unit_test(the_time_left_is_true),
    cmocka_unit_test(zeros_take_no_time),
    cmocka_unit_test(it_begins_with_the_estimate),
    cmocka_unit_test(what_does_not_end_has_no_time_left),
    cmocka_unit_test(post_copy_has_only_the_rest_to_fetch),
    cmocka_unit_test(disks_keep_to_their_limit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
