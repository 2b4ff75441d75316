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
