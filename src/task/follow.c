#include "task/follow.h"

#include "model/units.h"

#include <glib/gi18n.h>

/* How often requests are looked for, figures are read, and a point of the chart is kept. */
#define REQUEST_INTERVAL_MS 50
#define SAMPLE_INTERVAL_MS 250
#define POINT_INTERVAL_MS 1000

/* A day-long move needs no point a second: the longer it takes, the rarer they get. */
#define POINTS_OF_A_LONG_MOVE 500

static gint64 now_ms(void)
{
  return g_get_monotonic_time() / 1000;
}

static void tell_memory(Follow *follow)
{
  const Progress *progress = &follow->runner->task->progress;
  const Plan *plan = follow->runner->plan;
  g_autofree char *limit = units_duration(progress->downtime_limit_ms);
  if (progress->broken)
    runner_tell(follow->runner, _("post-copy broken: the memory of %s is split over %s and %s; do not destroy either"), plan->vm,
                plan->source, plan->target);
  else if (progress->phase == PHASE_POST_COPY)
    runner_tell(follow->runner, _("post-copy: %s runs on %s already"), plan->vm, plan->target);
  else if (progress->suspended)
    runner_tell(follow->runner, _("VM suspended so that the copy can finish"));
  else if (follow->rung_iteration > 0)
    runner_tell(follow->runner, _("iteration %u, may stand still for %s"), progress->iteration, limit);
  else if (progress->throttle_percent > 0)
    runner_tell(follow->runner, _("iteration %u, VM throttled %u %%"), progress->iteration, progress->throttle_percent);
  else if (progress->iteration > 0)
    runner_tell(follow->runner, _("iteration %u"), progress->iteration);
}

static void tell_phase(Follow *follow)
{
  const Progress *progress = &follow->runner->task->progress;
  gboolean disks = progress->phase == PHASE_DISKS && follow->kind->tell != NULL;
  g_autofree char *line = disks ? follow->kind->tell(follow->job) : NULL;
  if (follow->aborted)
    runner_tell(follow->runner, _("cancelling"));
  else if (line != NULL)
    runner_tell(follow->runner, follow->suspended ? _("%s; VM suspended so that the copy can finish") : "%s", line);
  else
    tell_memory(follow);
}

static void allow(Follow *follow)
{
  const Plan *plan = follow->runner->plan;
  const Progress *progress = &follow->runner->task->progress;
  MigrationPhase phase = progress->phase;
  gboolean copying = follow->job_seen && (phase == PHASE_MEMORY || phase == PHASE_DISKS) && !follow->aborted;
  runner_allow(follow->runner,
               (Abilities){
                   .cancel = phase != PHASE_POST_COPY && !follow->aborted,
                   .post_copy = copying && follow->kind->post_copy != NULL && phase == PHASE_MEMORY && plan->choices->post_copy,
                   .suspend = copying && follow->kind->suspend != NULL && plan->vm_state == VM_RUNNING && !follow->suspended,
                   .set_speed = copying && follow->kind->set_speed != NULL && phase == PHASE_DISKS,
                   .set_downtime = copying && follow->kind->set_downtime != NULL && phase == PHASE_MEMORY && plan->vm_state == VM_RUNNING &&
                                   !follow->suspended && progress->iteration > 1,
                   .recover = follow->kind->recover != NULL && progress->broken,
               });
}

static void keep_point(Follow *follow)
{
  const Progress *progress = &follow->runner->task->progress;
  ProgressPoint point = { progress->elapsed_ms, progress->rate_bytes_s, progress->dirty_bytes_s };
  gint64 interval_ms = MAX(POINT_INTERVAL_MS, progress->elapsed_ms / POINTS_OF_A_LONG_MOVE);
  if (now_ms() - follow->point_ms < interval_ms)
    return;
  follow->point_ms = now_ms();
  store_add_point(follow->runner->store, follow->runner->task->id, &point, NULL);
}

static void begin_time_left(Follow *follow)
{
  const Plan *plan = follow->runner->plan;
  TimeLeft *left = &follow->runner->task->progress.time_left;
  time_left_init(left, &plan->expected);
  left->underclock = plan->choices->underclock;
  left->on_timer = plan->choices->on_timeout;
}

/* Until the timer acts; 0: it will not. */
static gint64 timer_left_ms(const Follow *follow)
{
  const Plan *plan = follow->runner->plan;
  gboolean acts = plan->choices->on_timeout != TIMEOUT_POST_COPY || plan->choices->post_copy;
  gboolean wanted = follow->uses_timer && acts && plan->vm_state == VM_RUNNING && plan->choices->timeout_s > 0 && !follow->timer_done;
  return wanted ? MAX((gint64)plan->choices->timeout_s * 1000 - (now_ms() - follow->started_ms), 1) : 0;
}

static void sample(Follow *follow)
{
  JobSample figures;
  Task *task = follow->runner->task;
  if (now_ms() - follow->sampled_ms < SAMPLE_INTERVAL_MS)
    return;
  follow->sampled_ms = now_ms();
  if (!follow->kind->sample(follow->job, &figures))
    return;
  if (!follow->job_seen)
    follow_begin_ladder(follow);
  follow->job_seen = TRUE;
  /* A VM that we suspended looks to libvirt like one that is being handed over. */
  gboolean runs = follow->runner->plan->vm_state == VM_RUNNING;
  figures.vm_suspended = runs && (figures.vm_suspended || follow->suspended);
  figures.switching_over = runs && figures.switching_over && !follow->suspended;
  figures.timer_ms = timer_left_ms(follow);
  figures.elapsed_ms = now_ms() - follow->runner->copying_since_ms;
  figures.total_bytes += follow->before_bytes + follow->after_bytes;
  figures.processed_bytes += follow->before_bytes;
  figures.remaining_bytes += follow->after_bytes;
  progress_take(&task->progress, &figures);
  store_set_progress(follow->runner->store, task->id, &task->progress, NULL);
  keep_point(follow);
  tell_phase(follow);
}

static gboolean can_be_asked(const JobKind *kind, TaskRequest request)
{
  switch (request) {
  case REQUEST_POST_COPY:
    return kind->post_copy != NULL;
  case REQUEST_SUSPEND:
    return kind->suspend != NULL;
  case REQUEST_SPEED:
    return kind->set_speed != NULL;
  case REQUEST_DOWNTIME:
    return kind->set_downtime != NULL;
  case REQUEST_RECOVER:
    return kind->recover != NULL;
  default:
    return TRUE;
  }
}

/* Written down first: a runner that dies right after it must not leave a VM that nobody resumes. */
static gboolean suspend_vm(Follow *follow)
{
  runner_set_suspended(follow->runner, TRUE);
  follow->suspended = follow->kind->suspend(follow->job);
  if (!follow->suspended)
    runner_set_suspended(follow->runner, FALSE);
  return follow->suspended;
}

/* A job refuses requests until it has begun; a wish is kept until it takes it, or it is over. */
static void follow_wish(Follow *follow)
{
  const JobKind *kind = follow->kind;
  gboolean done = FALSE;
  if (!can_be_asked(kind, follow->wish)) {
    follow->wish = REQUEST_NONE;
    return;
  }
  /* Suspending would work before the job has begun too, and then it would not be part of the move. */
  if (!follow->job_seen && follow->wish != REQUEST_CANCEL)
    return;
  switch (follow->wish) {
  case REQUEST_CANCEL:
    done = follow->aborted = kind->abort(follow->job);
    break;
  case REQUEST_POST_COPY:
    done = follow->post_copy = kind->post_copy(follow->job);
    break;
  case REQUEST_SUSPEND:
    done = suspend_vm(follow);
    break;
  case REQUEST_SPEED:
    done = kind->set_speed(follow->job, follow->wish_value);
    break;
  case REQUEST_DOWNTIME:
    done = follow_set_downtime(follow, (guint)follow->wish_value);
    break;
  case REQUEST_RECOVER:
    done = kind->recover(follow->job);
    break;
  case REQUEST_NONE:
    return;
  }
  if (done)
    follow->wish = REQUEST_NONE;
}

/* In post-copy the VM's memory is on both hosts: nothing that can be asked would do it good, but to bring it together again. */
static gboolean is_past_asking(const Follow *follow)
{
  return follow->post_copy || follow->runner->task->progress.phase == PHASE_POST_COPY;
}

static void take_request(Follow *follow)
{
  TaskRequest request = runner_request(follow->runner);
  if (is_past_asking(follow) && request != REQUEST_RECOVER) {
    follow->runner->cancelled = FALSE;
    follow->wish = REQUEST_NONE;
    return;
  }
  /* A cancel overrules whatever was asked before; nothing overrules a cancel. */
  if (request == REQUEST_NONE || follow->wish == REQUEST_CANCEL || follow->aborted)
    return;
  follow->wish = request;
  follow->wish_value = follow->runner->asked_value;
}

static void watch_timer(Follow *follow)
{
  static const TaskRequest actions[] = {
    [TIMEOUT_SUSPEND] = REQUEST_SUSPEND, [TIMEOUT_POST_COPY] = REQUEST_POST_COPY, [TIMEOUT_CANCEL] = REQUEST_CANCEL,
  };
  const Choices *choices = follow->runner->plan->choices;
  gboolean wanted = follow->uses_timer && follow->runner->plan->vm_state == VM_RUNNING && choices->timeout_s > 0 && !follow->timer_done;
  if (!wanted || now_ms() - follow->started_ms < (gint64)choices->timeout_s * 1000)
    return;
  follow->timer_done = TRUE;
  if (is_past_asking(follow) || follow->wish != REQUEST_NONE || follow->aborted || follow->suspended)
    return;
  follow->wish = actions[choices->on_timeout];
  follow->timer_cancels = follow->wish == REQUEST_CANCEL;
}

void follow_job(Follow *follow)
{
  follow->started_ms = now_ms();
  if (follow->runner->copying_since_ms == 0)
    follow->runner->copying_since_ms = follow->started_ms;
  begin_time_left(follow);
  while (!follow->kind->wait(follow->job, REQUEST_INTERVAL_MS)) {
    take_request(follow);
    watch_timer(follow);
    follow_watch_stall(follow);
    follow_wish(follow);
    sample(follow);
    allow(follow);
  }
}

gboolean follow_cancelled(const Follow *follow, GError **error)
{
  g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_CANCELLED,
              follow->timer_cancels   ? _("cancelled by the timer")
              : follow->stall_cancels ? _("cancelled, because it did not finish with the downtimes it was allowed")
                                      : _("cancelled"));
  return FALSE;
}

void follow_tell_end(const Follow *follow)
{
  const char *why = follow->timer_done ? _("the timer ran out: ") : follow->stall_done ? _("it did not get on: ") : "";
  g_autofree char *limit = units_duration(follow->runner->task->progress.downtime_limit_ms);
  if (follow->post_copy)
    runner_tell(follow->runner, _("%sfinished in post-copy"), why);
  else if (follow->suspended)
    runner_tell(follow->runner, _("%sfinished with the VM suspended"), why);
  else if (follow->rung_iteration > 0)
    runner_tell(follow->runner, _("finished with a downtime limit of %s"), limit);
}
