/* What the plan says of a move that does not finish by itself: longer downtimes, one after the other, and what to do after the last. */
#include "task/follow.h"

#include "model/units.h"

#include <glib/gi18n.h>

static void read_limit(Follow *follow)
{
  follow->runner->task->progress.downtime_limit_ms = follow->kind->downtime_limit_ms(follow->job);
}

gboolean follow_set_downtime(Follow *follow, guint ms)
{
  if (!follow->kind->set_downtime(follow->job, ms))
    return FALSE;
  follow->rung_iteration = follow->runner->task->progress.iteration;
  read_limit(follow);
  return TRUE;
}

/* The first rung is for the move as it begins. */
void follow_begin_ladder(Follow *follow)
{
  const Plan *plan = follow->runner->plan;
  const Ladder *ladder = &plan->choices->downtime;
  if (follow->kind->downtime_limit_ms == NULL)
    return;
  read_limit(follow);
  gboolean wanted = follow->kind->set_downtime != NULL && plan->vm_state == VM_RUNNING && !follow->runner->taken_up && ladder->count > 0;
  if (wanted && follow->runner->task->progress.downtime_limit_ms != (gint64)ladder->ms[0])
    follow_set_downtime(follow, ladder->ms[0]);
}

static void act(Follow *follow)
{
  static const TaskRequest actions[] = {
    [STALL_WAIT] = REQUEST_NONE, [STALL_SUSPEND] = REQUEST_SUSPEND, [STALL_POST_COPY] = REQUEST_POST_COPY, [STALL_CANCEL] = REQUEST_CANCEL,
  };
  follow->wish = actions[follow->runner->plan->choices->at_stall];
  follow->stall_done = follow->wish != REQUEST_NONE;
  follow->stall_cancels = follow->wish == REQUEST_CANCEL;
}

void follow_watch_stall(Follow *follow)
{
  const Progress *progress = &follow->runner->task->progress;
  const Plan *plan = follow->runner->plan;
  gboolean free = follow->wish == REQUEST_NONE && !follow->aborted && !follow->suspended && !follow->post_copy && !follow->stall_done;
  if (follow->kind->set_downtime == NULL || !free || plan->vm_state != VM_RUNNING || !progress_wants_downtime(progress))
    return;
  /* Each rung has an iteration to show what it is good for. */
  if (progress->iteration <= follow->rung_iteration)
    return;
  guint next = ladder_next(&plan->choices->downtime, progress->downtime_limit_ms);
  if (next == 0)
    act(follow);
  else
    follow_set_downtime(follow, next);
}
