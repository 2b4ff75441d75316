/* libvirt's migration: of the VM, with those of its disks that move, or of the mover that carries the disks of a shut-off VM. */
#include "task/step.h"

#include "task/follow.h"
#include "task/places.h"
#include "task/post_copy.h"
#include "virt/domain.h"
#include "virt/error.h"
#include "virt/migration.h"
#include "virt/mover.h"

#include <glib/gi18n.h>

/* After a cancel, libvirt needs a moment to put the source right. */
#define SETTLE_LIMIT_MS 10000
#define SETTLE_INTERVAL_MS 50

typedef struct Move {
  Runner *runner;
  Migration *migration; /* NULL: its post-copy has lost its network, and there is no new connection yet */
  guint64 memory_bytes; /* that follows when the disks are done */
  PostCopy post_copy;
  JobSample last;       /* what was seen of it before */
  gboolean was_broken, is_others;
} Move;

static gint64 now_ms(void)
{
  return g_get_monotonic_time() / 1000;
}

static Migration *migration_of(gpointer job)
{
  return ((Move *)job)->migration;
}

/* The call has ended, but not what it was for. */
static void let_go(Move *move)
{
  g_autoptr(GError) error = NULL;
  gint64 downtime_ms;
  migration_finish(move->migration, &downtime_ms, &error);
  move->migration = NULL;
  move->was_broken = TRUE;
  move->is_others = FALSE;
}

static gboolean wait_for_network(Move *move, guint limit_ms)
{
  gboolean over;
  move->migration = post_copy_try(&move->post_copy, now_ms(), &over);
  if (move->migration == NULL && !over)
    g_usleep((gulong)limit_ms * 1000);
  return over;
}

/* The end of our own call tells; of another runner's nobody does, and its job stays while its post-copy is broken. */
static gboolean has_ended(Move *move, guint limit_ms)
{
  return migration_wait(move->migration, limit_ms) || (move->is_others && post_copy_is_given_up(&move->post_copy, now_ms()));
}

static gboolean wait(gpointer job, guint limit_ms)
{
  Move *move = job;
  if (move->migration == NULL)
    return wait_for_network(move, limit_ms);
  if (!has_ended(move, limit_ms))
    return FALSE;
  if (!post_copy_is_broken(move->runner))
    return TRUE;
  let_go(move);
  return FALSE;
}

/* While it copies disks libvirt does not count the memory yet, and the end would look nearer than it is. */
static gboolean sample(gpointer job, JobSample *sample)
{
  Move *move = job;
  if (move->migration == NULL) {
    *sample = move->last;
    sample->post_copy = sample->post_copy_broken = TRUE;
    sample->rate_bytes_s = 0;
    return TRUE;
  }
  if (!migration_sample(move->migration, sample))
    return FALSE;
  if (sample->copying_disks) {
    sample->total_bytes += move->memory_bytes;
    sample->remaining_bytes += move->memory_bytes;
    sample->memory_to_come_bytes = move->memory_bytes;
  }
  post_copy_watch(&move->post_copy, sample, now_ms());
  if (post_copy_wants_end(&move->post_copy, sample, now_ms()))
    migration_pause_post_copy(move->migration, NULL);
  move->last = *sample;
  return TRUE;
}

static char *tell(gpointer job)
{
  return migration_of(job) == NULL ? NULL : migration_tell_disks(migration_of(job));
}

static gboolean abort_migration(gpointer job)
{
  return migration_abort(migration_of(job), NULL);
}

static gboolean suspend(gpointer job)
{
  return migration_suspend(migration_of(job), NULL);
}

static gboolean post_copy(gpointer job)
{
  return migration_start_post_copy(migration_of(job), NULL);
}

static gint64 downtime_limit_ms(gpointer job)
{
  return migration_downtime_limit(migration_of(job));
}

static gboolean set_speed(gpointer job, guint64 rate_bytes_s)
{
  migration_set_speed(migration_of(job), rate_bytes_s);
  return TRUE;
}

static gboolean set_downtime(gpointer job, guint ms)
{
  return migration_set_downtime_limit(migration_of(job), ms, NULL);
}

static gboolean recover(gpointer job)
{
  Move *move = job;
  post_copy_ask(&move->post_copy, now_ms());
  return TRUE;
}

static const JobKind migration_kind = {
  .wait = wait,
  .sample = sample,
  .tell = tell,
  .abort = abort_migration,
  .suspend = suspend,
  .post_copy = post_copy,
  .set_speed = set_speed,
  .downtime_limit_ms = downtime_limit_ms,
  .set_downtime = set_downtime,
  .recover = recover,
};

/* The definition as it is to be at the target: networks renamed, disks at their new places. NULL without ERROR when nothing changes. */
static char *definition(Runner *runner, const char *uuid, const GPtrArray *places, gboolean next_boot, GError **error)
{
  GHashTable *networks = runner->plan->choices->networks;
  if (places->len == 0 && g_hash_table_size(networks) == 0)
    return NULL;
  g_autofree char *xml = domain_definition(runner->source, uuid, next_boot, error);
  g_autofree char *mapped = xml != NULL ? domain_edit_map_networks(xml, networks, error) : NULL;
  return mapped != NULL ? domain_edit_place_disks(mapped, places, error) : NULL;
}

/* Copied in full, a disk is written in full, holes too; into volumes that read as zeros only what it holds needs to be. A disk with
 * base images goes onto their copies, and is never copied in full. */
static gboolean copies_only_content(const Plan *plan)
{
  for (guint i = 0; i < plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    if (disk->moves && !plan_disk_copies_content(disk))
      return FALSE;
  }
  return TRUE;
}

/* Of the disks that move, in the order of places_targets(). Caller frees. */
static guint64 *rates_of(const Plan *plan)
{
  guint64 *rates_bytes_s = g_new0(guint64, plan->disks->len + 1);
  for (guint i = 0, n = 0; i < plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    if (disk->moves)
      rates_bytes_s[n++] = disk->rate_bytes_s;
  }
  return rates_bytes_s;
}

static Migration *order(Runner *runner, gboolean resume, GError **error)
{
  const Plan *plan = runner->plan;
  gboolean mover = plan_needs_mover(plan);
  g_autoptr(GError) cause = NULL;
  g_autoptr(GPtrArray) places = places_new(runner, mover, &cause);
  g_autofree char *uuid = places_carrier(plan);
  g_auto(GStrv) targets = places_targets(plan);
  g_auto(GStrv) labels = places_labels(plan);
  g_autofree guint64 *rates_bytes_s = rates_of(plan);
  gboolean persistent = plan->persistent && !mover;
  g_autofree char *now = places != NULL ? definition(runner, uuid, places, FALSE, &cause) : NULL;
  g_autofree char *next_boot = persistent && cause == NULL ? definition(runner, uuid, places, TRUE, &cause) : NULL;
  if (cause != NULL) {
    g_propagate_error(error, g_steal_pointer(&cause));
    return NULL;
  }
  MigrationOrder wanted = {
    .uuid = uuid,
    .vm = plan->vm,
    .persistent = persistent,
    .post_copy = plan->choices->post_copy,
    .resume = resume,
    .underclock = plan->choices->underclock,
    .encrypt = plan->choices->encrypt,
    .peer_uri = plan->peer_uri,
    .migrate_uri = plan->migrate_uri,
    .tls_name = plan->tls_name,
    .definition = now,
    .next_boot = next_boot,
    .disks = targets[0] != NULL ? targets : NULL,
    .labels = labels,
    .shallow = copies_only_content(plan),
    .rates_bytes_s = rates_bytes_s,
  };
  return migration_start(runner->source, runner->target, &wanted, error);
}

static Migration *start(Runner *runner, GError **error)
{
  return order(runner, FALSE, error);
}

static Migration *reconnect(Runner *runner, GError **error)
{
  return order(runner, TRUE, error);
}

/* What is to be done when the VM itself has changed hosts; the mover changes nothing by its arrival. */
static void take_arrival(Runner *runner, gint64 downtime_ms)
{
  if (plan_needs_mover(runner->plan))
    return;
  runner->moved = TRUE;
  runner_allow(runner, (Abilities){ 0 });
  store_set_downtime(runner->store, runner->task->id, downtime_ms, NULL);
}

/* Has what migrates (the VM, or the mover) arrived? */
static gboolean has_arrived(Runner *runner)
{
  g_autofree char *uuid = places_carrier(runner->plan);
  VmState source = VM_STATE_UNKNOWN, target = VM_STATE_UNKNOWN;
  if (!domain_state(runner->source, uuid, &source, NULL, NULL) || !domain_state(runner->target, uuid, &target, NULL, NULL))
    return FALSE;
  /* Of the mover there is a second one on the source by then, which holds the old disks. */
  return vm_state_is_active(target) && (plan_needs_mover(runner->plan) || !vm_state_is_active(source));
}

/* A migration that another runner has started goes on by itself where the hosts talk to each other. */
static Migration *take_up(Runner *runner)
{
  g_autofree char *uuid = places_carrier(runner->plan);
  return runner->taken_up ? migration_attach(runner->source, uuid, runner->plan->vm) : NULL;
}

static gboolean probe(Runner *runner)
{
  return has_arrived(runner);
}

/* What came of it. After a break, or of another runner's call, only the hosts know: a call that has failed may have done its work. */
static gboolean settle(Move *move, const Follow *follow, gint64 *downtime_ms, GError **error)
{
  g_autoptr(GError) cause = NULL;
  gboolean asked_hosts = move->is_others || move->was_broken;
  gboolean ok = move->migration == NULL || migration_finish(move->migration, downtime_ms, &cause);
  if (asked_hosts ? has_arrived(move->runner) : ok)
    return TRUE;
  /* After a cancel libvirt may report whichever broken pipe it noticed first instead of the cancel. */
  if (follow->aborted || virt_error_is_aborted(cause))
    return follow_cancelled(follow, error);
  /* Two that begin at the same time: the second one waits for the first, until libvirt refuses it. What goes on is not ours. */
  g_autofree char *uuid = places_carrier(move->runner->plan);
  if (!asked_hosts && !follow->post_copy && cause != NULL && virt_error_is_refusal(cause) &&
      runner_meets_others(move->runner, uuid, error))
    return FALSE;
  if (move->was_broken)
    g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE, _("the post-copy of %s is broken and cannot be recovered"),
                move->runner->plan->vm);
  else if (cause != NULL)
    g_propagate_error(error, g_steal_pointer(&cause));
  else
    g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE, _("the migration of %s that was under way has failed"), move->runner->plan->vm);
  return FALSE;
}

static gboolean run(Runner *runner, GError **error)
{
  g_autofree char *uuid = places_carrier(runner->plan);
  if (runner_meets_others(runner, uuid, error))
    return FALSE;
  Migration *other = take_up(runner);
  Migration *migration = other != NULL ? other : start(runner, error);
  if (migration == NULL)
    return FALSE;
  JobKind kind = migration_kind;
  if (!migration_has_own_speeds(migration))
    kind.set_speed = NULL;
  Move move = {
    .runner = runner,
    .migration = migration,
    .memory_bytes = plan_needs_mover(runner->plan) ? 0 : runner->plan->memory_bytes,
    .post_copy = { .reconnect = reconnect, .runner = runner },
    .is_others = other != NULL,
  };
  Follow follow = { .runner = runner, .kind = &kind, .job = &move, .uses_timer = TRUE, .before_bytes = runner->copied_bytes };
  follow_job(&follow);
  gint64 downtime_ms = -1;
  if (!settle(&move, &follow, &downtime_ms, error))
    return FALSE;
  take_arrival(runner, downtime_ms);
  /* It has let go of the old disks by leaving; until the VM is gone from its source nobody may start it with them. */
  if (plan_needs_mover(runner->plan) && !mover_start(runner->source, runner->plan, runner->owner, error))
    return FALSE;
  progress_finish(&runner->task->progress);
  store_set_progress(runner->store, runner->task->id, &runner->task->progress, NULL);
  if (plan_needs_mover(runner->plan))
    runner_tell(runner, _("complete"));
  follow_tell_end(&follow);
  return TRUE;
}

/* libvirt puts both hosts right by itself; this sees that it has, and resumes a VM that was suspended for the move. */
static gboolean undo(Runner *runner, GError **error)
{
  const Plan *plan = runner->plan;
  VmState state = VM_STATE_UNKNOWN;
  if (runner->others)
    return TRUE;
  /* One that goes on between the hosts although our call for it has failed, or its runner is gone, is ended first. */
  domain_abort_migration(runner->source, plan->vm_uuid);
  for (gint64 until = now_ms() + SETTLE_LIMIT_MS; now_ms() < until; g_usleep(SETTLE_INTERVAL_MS * 1000)) {
    if (!domain_state(runner->source, plan->vm_uuid, &state, NULL, error))
      return FALSE;
    if ((state == plan->vm_state || state == VM_SHUT_OFF) && domain_has_no_job(runner->source, plan->vm_uuid))
      return TRUE;
    if (runner->suspended && state == VM_SUSPENDED && domain_resume(runner->source, plan->vm_uuid, NULL))
      return TRUE;
  }
  g_set_error(error, RUNNER_ERROR, RUNNER_ERROR_STATE, _("%s is %s on %s"), plan->vm, vm_state_name(state), plan->source);
  return FALSE;
}

const StepKind step_migrate = { .id = "migrate", .run = run, .undo = undo, .probe = probe, .goes_on = TRUE };
