#include "virt/block_copy.h"

#include "virt/domain_xml.h"
#include "virt/error.h"
#include "virt/handles.h"

#include <glib/gi18n.h>
#include <stdlib.h>

/* With a limit, small buffers: QEMU copies a buffer at once and then waits, and 16 MiB at a time is no steady copy. */
#define STEADY_BUFFER_BYTES (1024 * 1024)
#define STEADY_GRANULARITY_BYTES 65536

typedef struct Job {
  char *target, *label;
  guint64 done_bytes, total_bytes;
} Job;

struct BlockCopy {
  Connection *connection;
  virDomainPtr domain;
  GPtrArray *jobs; /* of Job */
  gint64 started_us;
};

static void job_free(gpointer data)
{
  Job *job = data;
  g_free(job->target);
  g_free(job->label);
  g_free(job);
}

BlockCopy *block_copy_new(Connection *connection, const char *uuid, GError **error)
{
  virDomainPtr domain = virDomainLookupByUUIDString(connection->handle, uuid);
  if (domain == NULL) {
    virt_error_set(error, _("looking for the VM on %s"), connection->host);
    return NULL;
  }
  BlockCopy *copy = g_new0(BlockCopy, 1);
  copy->connection = connection;
  copy->domain = domain;
  copy->jobs = g_ptr_array_new_with_free_func(job_free);
  copy->started_us = g_get_monotonic_time();
  return copy;
}

void block_copy_free(BlockCopy *copy)
{
  if (copy == NULL)
    return;
  virDomainFree(copy->domain);
  g_ptr_array_unref(copy->jobs);
  g_free(copy);
}

static void add_job(BlockCopy *copy, const char *target, const char *label)
{
  Job *job = g_new0(Job, 1);
  job->target = g_strdup(target);
  job->label = g_strdup(label);
  g_ptr_array_add(copy->jobs, job);
}

/* Whose copy it is, where it goes tells. */
static gboolean copies_into(BlockCopy *copy, const char *target, const char *volume)
{
  char *xml = virDomainGetXMLDesc(copy->domain, 0);
  g_autofree char *path = xml != NULL ? domain_xml_mirror(xml, target) : NULL;
  g_autofree char *name = path != NULL ? g_path_get_basename(path) : NULL;
  free(xml);
  return g_strcmp0(name, volume) == 0;
}

gboolean block_copy_attach(BlockCopy *copy, const char *target, const char *label, const char *volume)
{
  virDomainBlockJobInfo info;
  if (virDomainGetBlockJobInfo(copy->domain, target, &info, 0) != 1 || info.type != VIR_DOMAIN_BLOCK_JOB_TYPE_COPY ||
      !copies_into(copy, target, volume))
    return FALSE;
  add_job(copy, target, label);
  return TRUE;
}

gboolean block_copy_add(BlockCopy *copy, const char *target, const char *label, const VolumeSource *destination, const char *format,
                        gboolean shallow, guint64 rate_bytes_s, GError **error)
{
  virTypedParameterPtr params = NULL;
  int n = 0, room = 0;
  g_autofree char *xml = g_markup_printf_escaped("<disk type='%s'><driver name='qemu' type='%s'/>", destination->type, format);
  g_autofree char *whole = g_strconcat(xml, destination->xml, "</disk>", NULL);
  unsigned int flags =
      VIR_DOMAIN_BLOCK_COPY_REUSE_EXT | VIR_DOMAIN_BLOCK_COPY_TRANSIENT_JOB | (shallow ? VIR_DOMAIN_BLOCK_COPY_SHALLOW : 0);
  if (rate_bytes_s > 0) {
    virTypedParamsAddULLong(&params, &n, &room, VIR_DOMAIN_BLOCK_COPY_BANDWIDTH, rate_bytes_s);
    virTypedParamsAddULLong(&params, &n, &room, VIR_DOMAIN_BLOCK_COPY_BUF_SIZE, STEADY_BUFFER_BYTES);
    virTypedParamsAddUInt(&params, &n, &room, VIR_DOMAIN_BLOCK_COPY_GRANULARITY, STEADY_GRANULARITY_BYTES);
  }
  int result = virDomainBlockCopy(copy->domain, target, whole, params, n, flags);
  virTypedParamsFree(params, n);
  if (result < 0)
    return virt_error_set(error, _("copying disk %s on %s"), label, copy->connection->host);
  add_job(copy, target, label);
  return TRUE;
}

/* libvirt shows the end as reached only when the copy is complete. */
static gboolean look(BlockCopy *copy, Job *job, gboolean *ready, GError **error)
{
  virDomainBlockJobInfo info;
  int found = virDomainGetBlockJobInfo(copy->domain, job->target, &info, 0);
  if (found < 0)
    return virt_error_set(error, _("looking at the copy of disk %s on %s"), job->label, copy->connection->host);
  if (found == 0) {
    g_set_error(error, VIRT_ERROR, VIR_ERR_OPERATION_FAILED,
                _("the copy of disk %s on %s ended before it was complete: the pool may be full, or its storage gone"), job->label,
                copy->connection->host);
    return FALSE;
  }
  job->done_bytes = info.cur;
  job->total_bytes = info.end;
  *ready = *ready && info.end > 0 && info.cur == info.end;
  return TRUE;
}

gboolean block_copy_sample(BlockCopy *copy, JobSample *sample, gboolean *ready, GError **error)
{
  guint64 done = 0, total = 0;
  *ready = TRUE;
  for (guint i = 0; i < copy->jobs->len; i++) {
    Job *job = g_ptr_array_index(copy->jobs, i);
    if (!look(copy, job, ready, error))
      return FALSE;
    done += job->done_bytes;
    total += job->total_bytes;
  }
  *sample = (JobSample){
    .elapsed_ms = (g_get_monotonic_time() - copy->started_us) / 1000,
    .total_bytes = total,
    .processed_bytes = done,
    .remaining_bytes = total - MIN(done, total),
    .copying_disks = TRUE,
    .downtime_ms = -1,
  };
  return TRUE;
}

guint block_copy_count(const BlockCopy *copy)
{
  return copy->jobs->len;
}

char *block_copy_tell(BlockCopy *copy)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < copy->jobs->len; i++) {
    const Job *job = g_ptr_array_index(copy->jobs, i);
    guint percent = job->total_bytes > 0 ? (guint)(job->done_bytes * 100 / job->total_bytes) : 0;
    g_string_append_printf(text, "%s%s %u %%", i > 0 ? ", " : "", job->label, percent);
  }
  return g_string_free(text, FALSE);
}

gboolean block_copy_set_speed(BlockCopy *copy, guint64 rate_bytes_s, GError **error)
{
  for (guint i = 0; i < copy->jobs->len; i++) {
    const Job *job = g_ptr_array_index(copy->jobs, i);
    if (virDomainBlockJobSetSpeed(copy->domain, job->target, rate_bytes_s, VIR_DOMAIN_BLOCK_JOB_SPEED_BANDWIDTH_BYTES) < 0)
      return virt_error_set(error, _("setting the speed of disk %s"), job->label);
  }
  return TRUE;
}

/* A job that has gone by itself needs no end. */
static gboolean end_job(BlockCopy *copy, const Job *job, unsigned int flags, GError **error)
{
  virDomainBlockJobInfo info;
  if (virDomainBlockJobAbort(copy->domain, job->target, flags) == 0)
    return TRUE;
  virErrorPtr cause = virSaveLastError();
  gboolean gone = flags == 0 && virDomainGetBlockJobInfo(copy->domain, job->target, &info, 0) == 0;
  if (!gone)
    virt_error_set_from(error, cause, flags == 0 ? _("ending the copy of disk %s") : _("switching disk %s over to its copy"), job->label);
  virFreeError(cause);
  return gone;
}

gboolean block_copy_abort(BlockCopy *copy, GError **error)
{
  gboolean ok = TRUE;
  for (guint i = 0; i < copy->jobs->len; i++)
    ok = end_job(copy, g_ptr_array_index(copy->jobs, i), 0, ok ? error : NULL) && ok;
  return ok;
}

gboolean block_copy_pivot(BlockCopy *copy, guint *switched, GError **error)
{
  for (*switched = 0; *switched < copy->jobs->len; ++*switched)
    if (!end_job(copy, g_ptr_array_index(copy->jobs, *switched), VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT, error))
      return FALSE;
  return TRUE;
}
