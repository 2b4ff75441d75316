/* A migration that is under way: what it tells, and what can be asked of it. */
#include "virt/error.h"
#include "virt/job.h"
#include "virt/migration_parts.h"

#include <glib/gi18n.h>

static void read_vm_state(virDomainPtr domain, JobSample *sample)
{
  int state, reason;
  if (virDomainGetState(domain, &state, &reason, 0) < 0 || state != VIR_DOMAIN_PAUSED)
    return;
  sample->post_copy = reason == VIR_DOMAIN_PAUSED_POSTCOPY || reason == VIR_DOMAIN_PAUSED_POSTCOPY_FAILED;
  sample->post_copy_broken = reason == VIR_DOMAIN_PAUSED_POSTCOPY_FAILED;
  sample->switching_over = reason == VIR_DOMAIN_PAUSED_MIGRATION;
  sample->vm_suspended = reason == VIR_DOMAIN_PAUSED_USER;
}

/* The limit that was asked for is for the disks. Once they are being copied it can be lifted for memory alone; before, libvirt would
 * put it back. */
static void free_memory(Migration *migration, const JobSample *sample)
{
  if (migration->memory_mib_s > 0 && sample->processed_bytes > 0 &&
      virDomainMigrateSetMaxSpeed(migration->steered, migration->memory_mib_s, 0) == 0)
    migration->memory_mib_s = 0;
}

gboolean migration_sample(Migration *migration, JobSample *sample)
{
  virTypedParameterPtr params = NULL;
  int type = VIR_DOMAIN_JOB_NONE, n = 0;
  if (virDomainGetJobStats(migration->steered, &type, &params, &n, 0) < 0)
    return FALSE;
  gboolean active = type == VIR_DOMAIN_JOB_BOUNDED || type == VIR_DOMAIN_JOB_UNBOUNDED;
  if (active) {
    job_read_sample(params, n, migration->disks != NULL, sample);
    read_vm_state(migration->steered, sample);
    free_memory(migration, sample);
    if (migration->speeds != NULL && sample->copying_disks)
      disk_speeds_apply(migration->speeds);
  }
  virTypedParamsFree(params, n);
  return active;
}

gboolean migration_abort(Migration *migration, GError **error)
{
  if (virDomainAbortJob(migration->steered) < 0)
    return virt_error_set(error, _("cancelling the migration of %s"), migration->vm);
  return TRUE;
}

gboolean migration_start_post_copy(Migration *migration, GError **error)
{
  if (virDomainMigrateStartPostCopy(migration->steered, 0) < 0)
    return virt_error_set(error, _("switching the migration of %s to post-copy"), migration->vm);
  return TRUE;
}

gboolean migration_pause_post_copy(Migration *migration, GError **error)
{
  if (virDomainAbortJobFlags(migration->steered, VIR_DOMAIN_ABORT_JOB_POSTCOPY) < 0)
    return virt_error_set(error, _("ending the broken connection of %s"), migration->vm);
  return TRUE;
}

gboolean migration_suspend(Migration *migration, GError **error)
{
  if (virDomainSuspend(migration->steered) < 0)
    return virt_error_set(error, _("suspending %s so that the copy can finish"), migration->vm);
  return TRUE;
}

gboolean migration_has_own_speeds(Migration *migration)
{
  return migration->speeds != NULL;
}

void migration_set_speed(Migration *migration, guint64 rate_bytes_s)
{
  if (migration->speeds != NULL)
    disk_speeds_change(migration->speeds, rate_bytes_s);
}

gboolean migration_set_downtime_limit(Migration *migration, guint ms, GError **error)
{
  if (virDomainMigrateSetMaxDowntime(migration->steered, ms, 0) < 0)
    return virt_error_set(error, _("allowing %s a downtime of %u ms"), migration->vm, ms);
  return TRUE;
}

char *migration_tell_disks(Migration *migration)
{
  if (migration->disks == NULL)
    return NULL;
  GString *text = g_string_new(NULL);
  for (guint i = 0; migration->disks[i] != NULL; i++) {
    virDomainBlockJobInfo info;
    gboolean known = virDomainGetBlockJobInfo(migration->steered, migration->disks[i], &info, 0) == 1 && info.end > 0;
    g_string_append_printf(text, "%s%s %u %%", text->len > 0 ? ", " : "", migration->labels[i],
                           known ? (guint)(info.cur * 100 / info.end) : 0);
  }
  return g_string_free(text, FALSE);
}

gint64 migration_downtime_limit(Migration *migration)
{
  unsigned long long limit_ms;
  return virDomainMigrateGetMaxDowntime(migration->steered, &limit_ms, 0) == 0 ? (gint64)limit_ms : -1;
}
