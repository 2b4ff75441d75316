#include "model/progress.h"

#include "model/units.h"

#include <glib/gi18n.h>

/* How much of the newest figure goes into the smoothed rate: calm enough to read, quick enough to be true. */
#define SMOOTHING 0.4

/* Until the last byte and the hand-over are done, a task is not shown as complete. */
#define UNFINISHED_FRACTION 0.99

void progress_init(Progress *progress)
{
  *progress = (Progress){ .phase = PHASE_NONE, .downtime_ms = -1, .downtime_limit_ms = -1, .left_ms = -1, .needed_ms = -1 };
  time_left_init(&progress->time_left, NULL);
}

static guint64 smooth(guint64 before, guint64 now)
{
  if (before == 0)
    return now;
  return (guint64)((double)before * (1 - SMOOTHING) + (double)now * SMOOTHING);
}

/* Memory that the VM writes again is sent again, so what remains can grow: the fraction only ever keeps its best value. */
static void take_fraction(Progress *progress, const JobSample *sample)
{
  if (sample->total_bytes == 0)
    return;
  guint64 remaining = MIN(sample->remaining_bytes, sample->total_bytes);
  double fraction = 1 - (double)remaining / (double)sample->total_bytes;
  progress->fraction = CLAMP(fraction, progress->fraction, MAX(progress->fraction, UNFINISHED_FRACTION));
}

/* In the first pass the dirty rate is not known yet, and libvirt says 0; a suspended VM and post-copy have none. */
static void take_dirty_rate(Progress *progress, const JobSample *sample)
{
  gboolean writes = !sample->vm_suspended && !sample->post_copy;
  progress->dirty_bytes_s = writes ? sample->dirty_pages_s * sample->page_size_bytes : 0;
  progress->stalled = writes && sample->iteration >= 2 && progress->rate_bytes_s > 0 && progress->dirty_bytes_s >= progress->rate_bytes_s;
}

gboolean progress_wants_downtime(const Progress *progress)
{
  return progress->phase == PHASE_MEMORY && !progress->suspended && stall_is_certain(&progress->stall) &&
         progress->needed_ms > progress->downtime_limit_ms;
}

/* A VM that writes no faster than the network carries may still never finish, when it writes the same memory all the time. */
static void take_stall(Progress *progress, const JobSample *sample)
{
  if (progress->phase != PHASE_MEMORY || progress->suspended) {
    progress->needed_ms = -1;
    return;
  }
  stall_take(&progress->stall, sample->iteration, sample->remaining_bytes, sample->throttle_percent);
  progress->needed_ms = stall_needed_ms(&progress->stall, progress->rate_bytes_s);
  progress->stalled = progress->stalled || progress_wants_downtime(progress);
}

char *progress_verdict(const Progress *progress)
{
  if (!progress->stalled)
    return NULL;
  g_autofree char *dirty = units_rate(progress->dirty_bytes_s), *rate = units_rate(progress->rate_bytes_s);
  g_autofree char *needed = units_duration(progress->needed_ms), *limit = units_duration(progress->downtime_limit_ms);
  if (progress->phase == PHASE_DISKS)
    return g_strdup_printf(_("VM writes %s, its disks are copied at %s"), dirty, rate);
  if (progress->needed_ms < 0 || progress->downtime_limit_ms < 0)
    return g_strdup_printf(_("VM writes %s, network carries %s"), dirty, rate);
  return g_strdup_printf(_("VM writes %s, network carries %s; switching over now would take %s, the limit is %s"), dirty, rate, needed,
                         limit);
}

static MigrationPhase phase_of(const JobSample *sample)
{
  if (sample->post_copy)
    return PHASE_POST_COPY;
  if (sample->switching_over)
    return PHASE_SWITCH_OVER;
  return sample->copying_disks ? PHASE_DISKS : PHASE_MEMORY;
}

/* For jobs that do not tell how fast they are: what has come since the last look. */
static guint64 rate_since(const Progress *progress, const JobSample *sample)
{
  gint64 ms = sample->elapsed_ms - progress->elapsed_ms;
  if (ms <= 0 || sample->processed_bytes <= progress->sent_bytes)
    return 0;
  return (sample->processed_bytes - progress->sent_bytes) * 1000 / (guint64)ms;
}

void progress_take(Progress *progress, const JobSample *sample)
{
  guint64 rate_bytes_s = sample->rate_bytes_s > 0 ? sample->rate_bytes_s : rate_since(progress, sample);
  progress->phase = phase_of(sample);
  progress->elapsed_ms = MAX(progress->elapsed_ms, sample->elapsed_ms);
  progress->sent_bytes = MAX(progress->sent_bytes, sample->processed_bytes);
  progress->total_bytes = MAX(progress->total_bytes, sample->total_bytes);
  progress->remaining_bytes = sample->remaining_bytes;
  progress->rate_bytes_s = smooth(progress->rate_bytes_s, rate_bytes_s);
  progress->iteration = MAX(progress->iteration, sample->iteration);
  progress->throttle_percent = sample->throttle_percent;
  progress->downtime_ms = sample->downtime_ms;
  progress->suspended = sample->vm_suspended;
  progress->broken = sample->post_copy_broken;
  take_dirty_rate(progress, sample);
  take_stall(progress, sample);
  take_fraction(progress, sample);
  progress->left_ms = time_left_take(&progress->time_left, sample, progress->phase, progress->rate_bytes_s, progress->stalled,
                                     progress->downtime_limit_ms);
}

void progress_finish(Progress *progress)
{
  progress->phase = PHASE_DONE;
  progress->fraction = 1;
  progress->remaining_bytes = 0;
  progress->left_ms = 0;
  progress->stalled = FALSE;
  progress->broken = FALSE;
  progress->suspended = FALSE;
  progress->throttle_percent = 0;
}

const char *progress_phase_name(MigrationPhase phase)
{
  switch (phase) {
  case PHASE_DISKS:
    return _("disks");
  case PHASE_MEMORY:
    return _("memory");
  case PHASE_SWITCH_OVER:
    return _("switch-over");
  case PHASE_POST_COPY:
    return _("post-copy");
  case PHASE_DONE:
    return _("done");
  case PHASE_NONE:
    break;
  }
  return _("preparing");
}

const char *progress_phase_id(MigrationPhase phase)
{
  static const char *const ids[] = {
    [PHASE_NONE] = "none",           [PHASE_DISKS] = "disks",         [PHASE_MEMORY] = "memory",
    [PHASE_SWITCH_OVER] = "switch-over", [PHASE_POST_COPY] = "post-copy", [PHASE_DONE] = "done",
  };
  return ids[phase];
}
