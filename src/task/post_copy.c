#include "task/post_copy.h"

#include "virt/domain.h"

/* So long nothing may come before it is called broken. A break that TCP bridges by itself in a moment is not worth a fright. */
#define FROZEN_MS 10000

/* How often the hosts are asked, and a new connection is tried without being asked for. */
#define LOOK_MS 1000
#define TRY_MS 30000

/* A target that has only just noticed has still to clear up. */
#define SETTLE_MS 3000

/* TCP is never silent for longer before it tries again. */
#define TCP_SILENCE_MS 130000

void post_copy_watch(PostCopy *post_copy, JobSample *sample, gint64 now_ms)
{
  if (!sample->post_copy) {
    post_copy->moved_ms = 0;
    return;
  }
  if (post_copy->moved_ms == 0 || sample->processed_bytes != post_copy->sent_bytes) {
    post_copy->sent_bytes = sample->processed_bytes;
    post_copy->moved_ms = now_ms;
  }
  /* At its end there is nothing left that could come. */
  gboolean frozen = sample->remaining_bytes > 0 && now_ms - post_copy->moved_ms >= FROZEN_MS;
  sample->post_copy_broken = sample->post_copy_broken || frozen;
  if (sample->post_copy_broken)
    sample->rate_bytes_s = 0;
}

void post_copy_ask(PostCopy *post_copy, gint64 now_ms)
{
  post_copy->asked = TRUE;
  post_copy->asked_ms = now_ms;
}

gboolean post_copy_wants_end(PostCopy *post_copy, const JobSample *sample, gint64 now_ms)
{
  if (!sample->post_copy_broken)
    post_copy->asked_ms = 0;
  gboolean late = post_copy->asked_ms > 0 && now_ms - post_copy->asked_ms >= TCP_SILENCE_MS;
  if (late)
    post_copy->asked_ms = 0;
  return late;
}

static gboolean is_broken_on(Connection *connection, const char *uuid)
{
  VmState state;
  return connection != NULL && domain_state(connection, uuid, &state, NULL, NULL) && state == VM_POST_COPY_BROKEN;
}

gboolean post_copy_is_broken(Runner *runner)
{
  return is_broken_on(runner->source, runner->plan->vm_uuid);
}

static gboolean is_time_to_look(PostCopy *post_copy, gint64 now_ms)
{
  if (now_ms - post_copy->looked_ms < LOOK_MS)
    return FALSE;
  post_copy->looked_ms = now_ms;
  runner_connect(post_copy->runner, NULL);
  return TRUE;
}

/* A target whose QEMU has ended has nothing left that could be brought together: a break in the first moment, before the VM runs there,
 * does that. A target that cannot be asked now can be asked later. */
static gboolean has_lost_it(Connection *target, const char *uuid)
{
  VmState state;
  if (target == NULL || !domain_state(target, uuid, &state, NULL, NULL))
    return FALSE;
  return state == VM_STATE_UNKNOWN || state == VM_SHUT_OFF || state == VM_CRASHED;
}

gboolean post_copy_is_lost(Runner *runner)
{
  return plan_changes_host(runner->plan) && post_copy_is_broken(runner) && has_lost_it(runner->target, runner->plan->vm_uuid);
}

gboolean post_copy_bury(Runner *runner, GError **error)
{
  const char *uuid = runner->plan->vm_uuid;
  return domain_destroy(runner->source, uuid, error) && domain_undefine(runner->target, uuid, TRUE, error);
}

gboolean post_copy_is_given_up(PostCopy *post_copy, gint64 now_ms)
{
  const Runner *runner = post_copy->runner;
  const char *uuid = runner->plan->vm_uuid;
  return post_copy->moved_ms > 0 && is_time_to_look(post_copy, now_ms) && is_broken_on(runner->source, uuid) &&
         (is_broken_on(runner->target, uuid) || has_lost_it(runner->target, uuid));
}

/* A call that fails may still have made its connection: then the target fetches its memory again, and nothing more is to be done. */
static gboolean is_due(PostCopy *post_copy, gint64 now_ms)
{
  const Runner *runner = post_copy->runner;
  gboolean noticed = is_broken_on(runner->target, runner->plan->vm_uuid);
  if (noticed && (!post_copy->noticed || post_copy->asked))
    post_copy->try_ms = now_ms + SETTLE_MS;
  post_copy->asked = post_copy->asked && !noticed;
  post_copy->noticed = noticed;
  return noticed && now_ms >= post_copy->try_ms;
}

Migration *post_copy_try(PostCopy *post_copy, gint64 now_ms, gboolean *over)
{
  Runner *runner = post_copy->runner;
  const char *uuid = runner->plan->vm_uuid;
  VmState source;
  *over = FALSE;
  if (!is_time_to_look(post_copy, now_ms))
    return NULL;
  /* A source that cannot be asked now can be asked later. */
  if (runner->source == NULL || !domain_state(runner->source, uuid, &source, NULL, NULL))
    return NULL;
  *over = (source != VM_POST_COPY_BROKEN && source != VM_POST_COPY) || has_lost_it(runner->target, uuid);
  if (*over || source != VM_POST_COPY_BROKEN || !is_due(post_copy, now_ms))
    return NULL;
  post_copy->try_ms = now_ms + TRY_MS;
  return post_copy->reconnect(runner, NULL);
}
