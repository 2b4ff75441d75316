/* Copies disks into other pools of the same host, by block jobs of the VM or of the mover, and switches a running VM over to the
 * copies. Until then the VM uses, and keeps up to date, the disks it had. */
#include "task/step.h"

#include "task/follow.h"
#include "task/places.h"
#include "virt/block_copy.h"
#include "virt/domain.h"

#include <glib/gi18n.h>

typedef struct Copying {
  Runner *runner;
  BlockCopy *copy;
  JobSample sample;
  gboolean sampled, ready, aborted;
  GError *error; /* why it ended before it was ready */
} Copying;

/* Complete copies stay complete: that is the end of this job, though libvirt's goes on. */
static gboolean wait(gpointer job, guint limit_ms)
{
  Copying *copying = job;
  if (copying->aborted)
    return TRUE;
  copying->sampled = block_copy_sample(copying->copy, &copying->sample, &copying->ready, &copying->error);
  if (copying->ready || !copying->sampled)
    return TRUE;
  g_usleep((gulong)limit_ms * 1000);
  return FALSE;
}

static gboolean sample(gpointer job, JobSample *sample)
{
  const Copying *copying = job;
  *sample = copying->sample;
  return copying->sampled;
}

static char *tell(gpointer job)
{
  return block_copy_tell(((Copying *)job)->copy);
}

/* The jobs themselves are ended by undo. */
static gboolean abort_copying(gpointer job)
{
  ((Copying *)job)->aborted = TRUE;
  return TRUE;
}

static gboolean suspend(gpointer job)
{
  Copying *copying = job;
  return domain_suspend(copying->runner->source, copying->runner->plan->vm_uuid, NULL);
}

static gboolean set_speed(gpointer job, guint64 rate_bytes_s)
{
  return block_copy_set_speed(((Copying *)job)->copy, rate_bytes_s, NULL);
}

static const JobKind copying_kind = {
  .wait = wait,
  .sample = sample,
  .tell = tell,
  .abort = abort_copying,
  .suspend = suspend,
  .set_speed = set_speed,
};

static gboolean start_all(Runner *runner, BlockCopy *copy, GError **error)
{
  g_autoptr(GPtrArray) places = places_new(runner, plan_needs_mover(runner->plan), error);
  if (places == NULL)
    return FALSE;
  for (guint i = 0, n = 0; i < runner->plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(runner->plan->disks, i);
    if (!disk->moves)
      continue;
    const DiskPlace *place = g_ptr_array_index(places, n++);
    VolumeSource destination = { place->type, place->source };
    if (runner->taken_up && block_copy_attach(copy, place->target, disk->target, disk->to_volume))
      continue;
    if (!block_copy_add(copy, place->target, disk->target, &destination, place->format, disk->bases->len > 0, disk->rate_bytes_s, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean copy(Runner *runner, GError **error)
{
  g_autofree char *carrier = places_carrier(runner->plan);
  g_autoptr(BlockCopy) jobs = block_copy_new(runner->source, carrier, error);
  if (jobs == NULL || !start_all(runner, jobs, error))
    return FALSE;
  Copying copying = { .runner = runner, .copy = jobs };
  Follow follow = { .runner = runner, .kind = &copying_kind, .job = &copying, .uses_timer = TRUE, .before_bytes = runner->copied_bytes };
  follow_job(&follow);
  if (copying.aborted)
    return follow_cancelled(&follow, error);
  if (copying.error != NULL) {
    g_propagate_error(error, copying.error);
    return FALSE;
  }
  runner_tell(runner, _("complete"));
  follow_tell_end(&follow);
  return TRUE;
}

/* The jobs that there are: after an interruption some disks may have been switched over already. */
static BlockCopy *attach(Runner *runner, GError **error)
{
  g_autofree char *carrier = places_carrier(runner->plan);
  g_auto(GStrv) targets = places_targets(runner->plan);
  g_auto(GStrv) labels = places_labels(runner->plan);
  BlockCopy *jobs = block_copy_new(runner->source, carrier, error);
  for (guint i = 0; jobs != NULL && targets[i] != NULL; i++)
    block_copy_attach(jobs, targets[i], labels[i], plan_disk(runner->plan, labels[i])->to_volume);
  return jobs;
}

/* A VM that was suspended so that the copy could finish goes on. */
static gboolean go_on(Runner *runner, GError **error)
{
  VmState state;
  if (!runner->suspended)
    return TRUE;
  if (!domain_state(runner->source, runner->plan->vm_uuid, &state, NULL, error) ||
      (state == VM_SUSPENDED && !domain_resume(runner->source, runner->plan->vm_uuid, error)))
    return FALSE;
  runner_set_suspended(runner, FALSE);
  return TRUE;
}

static gboolean undo(Runner *runner, GError **error)
{
  VmState state;
  if (plan_needs_mover(runner->plan))
    return TRUE;
  if (!domain_state(runner->source, runner->plan->vm_uuid, &state, NULL, error))
    return FALSE;
  /* A VM that is gone, by whomever, has taken its jobs along. */
  if (!vm_state_is_active(state))
    return TRUE;
  g_autoptr(BlockCopy) jobs = attach(runner, error);
  return jobs != NULL && block_copy_abort(jobs, error) && go_on(runner, error);
}

/* One that is not could only be noticed when others have been switched over already. */
static gboolean all_ready(Runner *runner, BlockCopy *jobs, GError **error)
{
  JobSample figures;
  gboolean ready;
  if (block_copy_count(jobs) == plan_moving_disks(runner->plan) && block_copy_sample(jobs, &figures, &ready, error) && ready)
    return TRUE;
  if (error != NULL && *error == NULL)
    g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE, _("not every copy of the disks of %s is complete any more"), runner->plan->vm);
  return FALSE;
}

static gboolean switch_over(Runner *runner, GError **error)
{
  g_autoptr(BlockCopy) jobs = attach(runner, error);
  if (jobs == NULL)
    return FALSE;
  guint switched;
  if (!runner->taken_up && !all_ready(runner, jobs, error))
    return FALSE;
  gboolean ok = block_copy_pivot(jobs, &switched, error);
  /* From the first disk on the VM writes to the copies: there is no way back that would not lose what it writes. */
  runner->moved = runner->moved || switched > 0 || !ok;
  if (!ok)
    return FALSE;
  runner_allow(runner, (Abilities){ 0 });
  if (!go_on(runner, error))
    return FALSE;
  progress_finish(&runner->task->progress);
  store_set_progress(runner->store, runner->task->id, &runner->task->progress, NULL);
  return TRUE;
}

const StepKind step_copy_disks = { .id = "copy-disks", .run = copy, .undo = undo, .goes_on = TRUE };
const StepKind step_switch_disks = { .id = "switch-disks", .run = switch_over, .goes_on = TRUE };
