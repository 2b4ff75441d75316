#include "model/time_left.h"

#include "model/memory_copy.h"

#include <math.h>

/* Mirrors of disks copy in bursts of so much, and then wait for their limit: their speed is that of about so many seconds. */
#define BURST_BYTES (16.0 * 1024 * 1024)
#define DISKS_SECONDS 20

/* The speed of memory is that of about so many seconds. */
#define RATE_SECONDS 2

/* An underclocked VM that is seen to write less than this part of what it was seen to write feels it. */
#define FEELS_IT 0.9

/* What is shown follows what is reckoned within a third of that, but not faster and not slower than this. */
#define CALM_PART 0.35
#define CALM_LEAST_S 0.5
#define CALM_MOST_S 12

void time_left_init(TimeLeft *left, const TimeExpected *expected)
{
  *left = (TimeLeft){ .expected = { .dirty_bytes_s = -1 }, .shown_ms = -1 };
  if (expected != NULL)
    left->expected = *expected;
}

/* The weight of new figures is that of their time. */
static void take_disks_speed(TimeLeft *left, const JobSample *sample, double seconds)
{
  if (left->disks_s <= 0 && left->expected.disks_bytes_s > 0) {
    left->disks_s = DISKS_SECONDS;
    left->disks_bytes = DISKS_SECONDS * (double)left->expected.disks_bytes_s;
  }
  double keep = exp(-seconds / DISKS_SECONDS), processed = (double)sample->processed_bytes;
  guint64 came = sample->processed_bytes - MIN(left->disks_seen_bytes, sample->processed_bytes);
  left->disks_bytes = left->disks_bytes * keep + (double)came;
  left->disks_s = left->disks_s * keep + seconds;
  left->disks_seen_bytes = sample->processed_bytes;
  double steady = left->disks_s > 0 ? left->paced_bytes + left->disks_bytes / left->disks_s * seconds : processed;
  left->paced_bytes = CLAMP(steady, processed - BURST_BYTES, processed);
}

/* Before the job itself tells how fast it is, what has come since it began says nothing: it began with waiting. */
static void take_rate(TimeLeft *left, const JobSample *sample, guint64 rate_bytes_s, double seconds)
{
  double now = sample->rate_bytes_s > 0 ? (double)sample->rate_bytes_s : (double)rate_bytes_s;
  gboolean told = sample->rate_bytes_s > 0 || sample->iteration > 1 || left->rate_bytes_s > 0;
  /* A network that is held back lets the first moment pass. */
  double expected = left->expected.network_bytes_s > 0 ? (double)left->expected.network_bytes_s : now;
  if (left->rate_bytes_s <= 0)
    left->rate_bytes_s = told ? MIN(now, expected) : 0;
  else
    left->rate_bytes_s += (now - left->rate_bytes_s) * (1 - exp(-seconds / RATE_SECONDS));
}

static double told_dirty(const JobSample *sample)
{
  return (double)sample->dirty_pages_s * (double)sample->page_size_bytes;
}

static void take_iteration(TimeLeft *left, const JobSample *sample)
{
  if (sample->iteration <= 1)
    return;
  left->most_dirty_bytes_s = MAX(left->most_dirty_bytes_s, told_dirty(sample));
  left->most_begun_bytes = MAX(left->most_begun_bytes, (double)sample->remaining_bytes);
}

/* What the VM writes when it is not slowed down. The first iteration does not tell. One that writes no less since it is slowed down had
 * time to spare, and may write the same memory more than once in an iteration: it still writes as much as before it began. */
static double writes_bytes_s(const TimeLeft *left, const JobSample *sample)
{
  double told = told_dirty(sample), before = (double)MAX(left->expected.dirty_bytes_s, 0);
  double runs = 1 - MIN(sample->throttle_percent, 99u) / 100.0;
  if (sample->vm_suspended)
    return 0;
  if (sample->iteration <= 1)
    return before;
  /* In the first iteration, the longest, it has written the same memory many times. */
  if (sample->iteration == 2)
    told = MAX(told, before);
  gboolean feels_it = told < left->most_dirty_bytes_s * FEELS_IT;
  return (sample->throttle_percent > 0 && !feels_it ? MAX(told, before) : told) / runs;
}

/* In the first iteration all of the memory remains, zeros too, which are not sent and lie anywhere. What is in use tells better, but
 * not exactly: half of what would remain if zeros were everywhere is the least. */
static double round_bytes(const TimeLeft *left, const JobSample *sample)
{
  double remaining = (double)sample->remaining_bytes, all = (double)sample->memory_total_bytes, used = (double)left->expected.memory_bytes;
  if (sample->iteration > 1 || all <= 0 || used <= 0 || used >= all)
    return remaining;
  double sent = (double)(sample->processed_bytes - MIN(left->before_bytes, sample->processed_bytes));
  return MIN(remaining, MAX(used - sent, remaining * used / all / 2));
}

static MemoryCopy copy_under_way(const TimeLeft *left, const JobSample *sample, double rate_bytes_s, gint64 limit_ms)
{
  guint64 used = left->expected.memory_bytes > 0 ? left->expected.memory_bytes : sample->memory_total_bytes;
  return (MemoryCopy){
    .bytes = sample->iteration > 1 ? left->most_begun_bytes : MAX((double)used, (double)sample->remaining_bytes),
    .rate_bytes_s = rate_bytes_s,
    .dirty_bytes_s = writes_bytes_s(left, sample),
    .underclock = left->underclock,
    .timer_s = sample->timer_ms > 0 ? (double)sample->timer_ms / 1000 : -1,
    .on_timer = left->on_timer,
    .begun = TRUE,
    .round_bytes = round_bytes(left, sample),
    .round_s = (double)(left->at_ms - left->round_ms) / 1000,
    .slowed_part = sample->throttle_percent / 100.0,
    .limit_s = MAX((double)limit_ms, 0) / 1000,
  };
}

/* Seconds; negative: without end; here and below not a number: not known yet. */
static double seconds_of(const MemoryCopy *copy)
{
  double copying_s, standing_s;
  MemoryEnd end = memory_copy(copy, &copying_s, &standing_s);
  return end == MEMORY_ENDS || end == MEMORY_ENDED_BY_TIMER ? copying_s + standing_s : -1;
}

static double memory_seconds(const TimeLeft *left, const JobSample *sample, double rate_bytes_s, gboolean stalled, gint64 limit_ms)
{
  if (rate_bytes_s <= 0)
    return NAN;
  MemoryCopy copy = copy_under_way(left, sample, rate_bytes_s, limit_ms);
  /* It writes the same memory again and again: less than the network carries, and yet too much. */
  if (stalled && !copy.underclock)
    copy.dirty_bytes_s = MAX(copy.dirty_bytes_s, rate_bytes_s);
  return seconds_of(&copy);
}

/* The disks, and the memory that follows them. */
static double disks_seconds(const TimeLeft *left, const JobSample *sample)
{
  double rate_bytes_s = left->disks_s > 0 ? left->disks_bytes / left->disks_s : 0;
  if (rate_bytes_s <= 0)
    return NAN;
  double ahead = (double)sample->processed_bytes - left->paced_bytes;
  double disks_s = ((double)(sample->remaining_bytes - MIN(sample->memory_to_come_bytes, sample->remaining_bytes)) + ahead) / rate_bytes_s;
  if (sample->memory_to_come_bytes == 0)
    return disks_s;
  guint64 used = left->expected.memory_bytes > 0 ? left->expected.memory_bytes : sample->memory_to_come_bytes;
  MemoryCopy copy = {
    .bytes = (double)used,
    .rate_bytes_s = left->expected.network_bytes_s > 0 ? (double)left->expected.network_bytes_s : rate_bytes_s,
    .dirty_bytes_s = writes_bytes_s(left, sample),
    .underclock = left->underclock,
    .timer_s = sample->timer_ms > 0 ? MAX((double)sample->timer_ms / 1000 - disks_s, 0) : -1,
    .on_timer = left->on_timer,
  };
  double memory_s = seconds_of(&copy);
  return memory_s < 0 ? -1 : disks_s + memory_s;
}

static double reckon(const TimeLeft *left, const JobSample *sample, MigrationPhase phase, guint64 rate_bytes_s, gboolean stalled,
                     gint64 limit_ms)
{
  switch (phase) {
  case PHASE_DISKS:
    return disks_seconds(left, sample);
  case PHASE_MEMORY:
    return memory_seconds(left, sample, left->rate_bytes_s, stalled, limit_ms);
  case PHASE_SWITCH_OVER:
  case PHASE_POST_COPY:
    return rate_bytes_s > 0 ? (double)sample->remaining_bytes / (double)rate_bytes_s : NAN;
  default:
    return NAN;
  }
}

/* The clock runs, and what is shown goes from there towards what is reckoned now: at once when something has happened to the job. */
static gint64 show(TimeLeft *left, double reckoned_s, double seconds, gboolean happened)
{
  if (reckoned_s < 0 || (isnan(reckoned_s) && left->shown_ms < 0))
    return -1;
  if (isnan(reckoned_s))
    return MAX(left->shown_ms - (gint64)(seconds * 1000), 0);
  double now_ms = MIN(reckoned_s, 1e12) * 1000;
  if (left->shown_ms < 0 || happened)
    return (gint64)(now_ms + 0.5);
  double before_ms = MAX((double)left->shown_ms - seconds * 1000, 0);
  double calm_s = CLAMP(reckoned_s * CALM_PART, CALM_LEAST_S, CALM_MOST_S);
  return (gint64)(before_ms + (now_ms - before_ms) * (1 - exp(-seconds / calm_s)) + 0.5);
}

gint64 time_left_take(TimeLeft *left, const JobSample *sample, MigrationPhase phase, guint64 rate_bytes_s, gboolean stalled,
                      gint64 limit_ms)
{
  if (left->phase == PHASE_NONE) {
    left->at_ms = sample->elapsed_ms;
    left->disks_seen_bytes = sample->processed_bytes;
    left->paced_bytes = (double)sample->processed_bytes;
  }
  double seconds = (double)MAX(sample->elapsed_ms - left->at_ms, 0) / 1000;
  gboolean happened = left->suspended != sample->vm_suspended || (phase != left->phase && phase == PHASE_POST_COPY);
  left->at_ms = MAX(left->at_ms, sample->elapsed_ms);
  if (phase == PHASE_DISKS)
    take_disks_speed(left, sample, seconds);
  else
    take_rate(left, sample, rate_bytes_s, seconds);
  take_iteration(left, sample);
  if (sample->iteration != left->iteration || phase != left->phase)
    left->round_ms = left->at_ms;
  if (left->phase == PHASE_NONE || phase == PHASE_DISKS)
    left->before_bytes = sample->processed_bytes;
  left->iteration = sample->iteration;
  left->phase = phase;
  left->suspended = sample->vm_suspended;
  left->shown_ms = show(left, reckon(left, sample, phase, rate_bytes_s, stalled, limit_ms), seconds, happened);
  return left->shown_ms;
}
