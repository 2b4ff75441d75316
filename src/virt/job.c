#include "virt/job.h"

gboolean job_is_migration_out(virDomainPtr domain)
{
  virTypedParameterPtr params = NULL;
  int type = VIR_DOMAIN_JOB_NONE, n = 0, operation = VIR_DOMAIN_JOB_OPERATION_UNKNOWN;
  if (virDomainGetJobStats(domain, &type, &params, &n, 0) < 0)
    return FALSE;
  virTypedParamsGetInt(params, n, VIR_DOMAIN_JOB_OPERATION, &operation);
  virTypedParamsFree(params, n);
  return type != VIR_DOMAIN_JOB_NONE && operation == VIR_DOMAIN_JOB_OPERATION_MIGRATION_OUT;
}

static guint64 number(virTypedParameterPtr params, int n, const char *name)
{
  unsigned long long value = 0;
  if (virTypedParamsGetULLong(params, n, name, &value) == 1)
    return value;
  int small = 0;
  virResetLastError();
  return virTypedParamsGetInt(params, n, name, &small) == 1 && small > 0 ? (guint64)small : 0;
}

void job_read_sample(virTypedParameterPtr params, int n, gboolean disks, JobSample *sample)
{
  unsigned long long downtime_ms;
  *sample = (JobSample){
    .elapsed_ms = (gint64)number(params, n, VIR_DOMAIN_JOB_TIME_ELAPSED),
    .total_bytes = number(params, n, VIR_DOMAIN_JOB_DATA_TOTAL),
    .processed_bytes = number(params, n, VIR_DOMAIN_JOB_DATA_PROCESSED),
    .remaining_bytes = number(params, n, VIR_DOMAIN_JOB_DATA_REMAINING),
    .memory_total_bytes = number(params, n, VIR_DOMAIN_JOB_MEMORY_TOTAL),
    .rate_bytes_s = number(params, n, VIR_DOMAIN_JOB_MEMORY_BPS) + number(params, n, VIR_DOMAIN_JOB_DISK_BPS),
    .dirty_pages_s = number(params, n, VIR_DOMAIN_JOB_MEMORY_DIRTY_RATE),
    .page_size_bytes = number(params, n, VIR_DOMAIN_JOB_MEMORY_PAGE_SIZE),
    .iteration = (guint)number(params, n, VIR_DOMAIN_JOB_MEMORY_ITERATION),
    .throttle_percent = (guint)number(params, n, VIR_DOMAIN_JOB_AUTO_CONVERGE_THROTTLE),
    .copying_disks = disks && number(params, n, VIR_DOMAIN_JOB_MEMORY_PROCESSED) == 0,
    .downtime_ms = -1,
  };
  if (virTypedParamsGetULLong(params, n, VIR_DOMAIN_JOB_DOWNTIME, &downtime_ms) == 1)
    sample->downtime_ms = (gint64)downtime_ms;
}

JobSample *job_leaving(virDomainPtr domain)
{
  virTypedParameterPtr params = NULL;
  int type = VIR_DOMAIN_JOB_NONE, n = 0, operation = VIR_DOMAIN_JOB_OPERATION_UNKNOWN;
  JobSample *sample = NULL;
  if (virDomainGetJobStats(domain, &type, &params, &n, 0) < 0)
    return NULL;
  virTypedParamsGetInt(params, n, VIR_DOMAIN_JOB_OPERATION, &operation);
  if (operation == VIR_DOMAIN_JOB_OPERATION_MIGRATION_OUT && (type == VIR_DOMAIN_JOB_BOUNDED || type == VIR_DOMAIN_JOB_UNBOUNDED)) {
    sample = g_new0(JobSample, 1);
    job_read_sample(params, n, number(params, n, VIR_DOMAIN_JOB_DISK_TOTAL) > 0, sample);
  }
  virTypedParamsFree(params, n);
  return sample;
}
