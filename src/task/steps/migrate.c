/* libvirt's migration: started, watched, steered by requests and by the timer. */
#include "task/step.h"

#include "virt/domain.h"
#include "virt/error.h"
#include "virt/migration.h"

#include <glib/gi18n.h>

/* How often requests are looked for, figures are read, and a point of the chart is kept. */
#define REQUEST_INTERVAL_MS 50
#define SAMPLE_INTERVAL_MS 250
#define POINT_INTERVAL_MS 1000

/* A day-long move needs no point a second: the longer it takes, the rarer they get. */
#define POINTS_OF_A_LONG_MOVE 500

/* After a cancel, libvirt needs a moment to put the source right. */
#define SETTLE_LIMIT_MS 10000

typedef struct Move {
  Runner *runner;
  Migration *migration;
  gint64 started_ms, sampled_ms, point_ms;
  gboolean job_seen;      /* libvirt has begun: it can be asked things */
  gboolean aborted;       /* libvirt took our cancel */
  gboolean suspended;     /* libvirt took our suspend */
  gboolean post_copy;     /* libvirt took our switch to post-copy */
  gboolean timer_done;
  gboolean timer_cancels; /* the cancel is the timer's, not a person's */
  TaskRequest wish;       /* what is to be done as soon as libvirt takes it */
} Move;

static gint64 now_ms(void)
{
  return g_get_monotonic_time() / 1000;
}

static void tell_phase(Move *move)
{
  const Progress *progress = &move->runner->task->progress;
  if (move->aborted)
    runner_tell(move->runner, _("cancelling"));
  else if (progress->phase == PHASE_POST_COPY)
    runner_tell(move->runner, _("post-copy: %s runs on %s already"), move->runner->plan->vm, move->runner->plan->target);
  else if (progress->suspended)
    runner_tell(move->runner, _("VM suspended so that the copy can finish"));
  else if (progress->throttle_percent > 0)
    runner_tell(move->runner, _("iteration %u, VM throttled %u %%"), progress->iteration, progress->throttle_percent);
  else if (progress->iteration > 0)
    runner_tell(move->runner, _("iteration %u"), progress->iteration);
}

static void allow(Move *move)
{
  const Plan *plan = move->runner->plan;
  MigrationPhase phase = move->runner->task->progress.phase;
  gboolean copying = move->job_seen && phase == PHASE_MEMORY && !move->aborted;
  runner_allow(move->runner, phase != PHASE_POST_COPY && !move->aborted, copying && plan->choices->post_copy,
               copying && plan->vm_state == VM_RUNNING && !move->suspended);
}

static void keep_point(Move *move)
{
  const Progress *progress = &move->runner->task->progress;
  ProgressPoint point = { progress->elapsed_ms, progress->rate_bytes_s, progress->dirty_bytes_s };
  gint64 interval_ms = MAX(POINT_INTERVAL_MS, progress->elapsed_ms / POINTS_OF_A_LONG_MOVE);
  if (now_ms() - move->point_ms < interval_ms)
    return;
  move->point_ms = now_ms();
  store_add_point(move->runner->store, move->runner->task->id, &point, NULL);
}

static void sample(Move *move)
{
  JobSample figures;
  Task *task = move->runner->task;
  if (now_ms() - move->sampled_ms < SAMPLE_INTERVAL_MS)
    return;
  move->sampled_ms = now_ms();
  if (!migration_sample(move->migration, &figures))
    return;
  if (!move->job_seen)
    task->progress.downtime_limit_ms = migration_downtime_limit(move->migration);
  move->job_seen = TRUE;
  /* A VM that we suspended looks to libvirt like one that is being handed over. */
  figures.vm_suspended = figures.vm_suspended || move->suspended;
  figures.switching_over = figures.switching_over && !move->suspended;
  progress_take(&task->progress, &figures);
  store_set_progress(move->runner->store, task->id, &task->progress, NULL);
  keep_point(move);
  tell_phase(move);
}

/* libvirt refuses requests until the job has begun; a wish is kept until it takes it, or the migration is over. */
static void follow_wish(Move *move)
{
  gboolean done = FALSE;
  /* Suspending would work before the job has begun too, and then it would not be part of the move. */
  if (!move->job_seen && move->wish == REQUEST_SUSPEND)
    return;
  switch (move->wish) {
  case REQUEST_CANCEL:
    done = move->aborted = migration_abort(move->migration, NULL);
    break;
  case REQUEST_POST_COPY:
    done = move->post_copy = migration_start_post_copy(move->migration, NULL);
    break;
  case REQUEST_SUSPEND:
    done = move->suspended = move->runner->suspended = migration_suspend(move->migration, NULL);
    break;
  case REQUEST_NONE:
    return;
  }
  if (done)
    move->wish = REQUEST_NONE;
}

/* In post-copy the VM's memory is on both hosts: nothing that can be asked would do it good. */
static gboolean is_past_asking(const Move *move)
{
  return move->post_copy || move->runner->task->progress.phase == PHASE_POST_COPY;
}

static void take_request(Move *move)
{
  TaskRequest request = runner_request(move->runner);
  if (is_past_asking(move)) {
    move->runner->cancelled = FALSE;
    move->wish = REQUEST_NONE;
    return;
  }
  /* A cancel overrules whatever was asked before; nothing overrules a cancel. */
  if (request != REQUEST_NONE && move->wish != REQUEST_CANCEL && !move->aborted)
    move->wish = request;
}

static void watch_timer(Move *move)
{
  static const TaskRequest actions[] = {
    [TIMEOUT_SUSPEND] = REQUEST_SUSPEND, [TIMEOUT_POST_COPY] = REQUEST_POST_COPY, [TIMEOUT_CANCEL] = REQUEST_CANCEL,
  };
  const Choices *choices = move->runner->plan->choices;
  gboolean wanted = move->runner->plan->vm_state == VM_RUNNING && choices->timeout_s > 0 && !move->timer_done;
  if (!wanted || now_ms() - move->started_ms < (gint64)choices->timeout_s * 1000)
    return;
  move->timer_done = TRUE;
  if (is_past_asking(move) || move->wish != REQUEST_NONE || move->aborted || move->suspended)
    return;
  move->wish = actions[choices->on_timeout];
  move->timer_cancels = move->wish == REQUEST_CANCEL;
}

static void watch(Move *move)
{
  while (!migration_wait(move->migration, REQUEST_INTERVAL_MS)) {
    take_request(move);
    watch_timer(move);
    follow_wish(move);
    sample(move);
    allow(move);
  }
}

/* For the record: how it came to its end. */
static void tell_end(const Move *move)
{
  const char *why = move->timer_done ? _("the timer ran out: ") : "";
  if (move->post_copy)
    runner_tell(move->runner, _("%sfinished in post-copy"), why);
  else if (move->suspended)
    runner_tell(move->runner, _("%sfinished with the VM suspended"), why);
}

static gboolean run(Runner *runner, GError **error)
{
  Move move = { .runner = runner, .started_ms = now_ms() };
  g_autoptr(GError) cause = NULL;
  move.migration = migration_start(runner->source, runner->target, runner->plan, error);
  if (move.migration == NULL)
    return FALSE;
  watch(&move);
  gint64 downtime_ms;
  if (!migration_finish(move.migration, &downtime_ms, &cause)) {
    /* After a cancel libvirt may report whichever broken pipe it noticed first instead of the cancel. */
    if (move.aborted || virt_error_is_aborted(cause))
      g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_CANCELLED, move.timer_cancels ? _("cancelled by the timer") : _("cancelled"));
    else
      g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
  }
  runner->moved = TRUE;
  runner_allow(runner, FALSE, FALSE, FALSE);
  progress_finish(&runner->task->progress);
  store_set_progress(runner->store, runner->task->id, &runner->task->progress, NULL);
  store_set_downtime(runner->store, runner->task->id, downtime_ms, NULL);
  tell_end(&move);
  return TRUE;
}

/* libvirt puts both hosts right by itself; this sees that it has, and resumes a VM that was suspended for the move. */
static gboolean undo(Runner *runner, GError **error)
{
  const Plan *plan = runner->plan;
  VmState state = VM_STATE_UNKNOWN;
  for (gint64 until = now_ms() + SETTLE_LIMIT_MS; now_ms() < until; g_usleep(REQUEST_INTERVAL_MS * 1000)) {
    if (!domain_state(runner->source, plan->vm_uuid, &state, NULL, error))
      return FALSE;
    if (state == plan->vm_state || state == VM_SHUT_OFF)
      return TRUE;
    if (runner->suspended && state == VM_SUSPENDED && domain_resume(runner->source, plan->vm_uuid, NULL))
      return TRUE;
  }
  g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE, _("%s is %s on %s"), plan->vm, vm_state_name(state), plan->source);
  return FALSE;
}

const StepKind step_migrate = { .id = "migrate", .run = run, .undo = undo };
