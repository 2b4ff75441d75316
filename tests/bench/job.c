#include "job.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <stdlib.h>

#define LIMIT_US (60 * G_USEC_PER_SEC)
#define BETWEEN_LOOKS_US 2000

struct Job {
  virConnectPtr connection;
  virDomainPtr domain;
};

static void G_GNUC_NORETURN give_up(const char *what)
{
  fprintf(stderr, "%s: %s\n", what, virGetLastErrorMessage());
  exit(1);
}

Job *job_open(const char *uri, const char *vm)
{
  Job *job = g_new0(Job, 1);
  job->connection = virConnectOpen(uri);
  if (job->connection == NULL)
    give_up(uri);
  job->domain = virDomainLookupByName(job->connection, vm);
  if (job->domain == NULL)
    give_up(vm);
  return job;
}

void job_close(Job *job)
{
  if (job == NULL)
    return;
  virDomainFree(job->domain);
  virConnectClose(job->connection);
  g_free(job);
}

void job_wait_sent(Job *job, guint64 bytes)
{
  gint64 start = g_get_monotonic_time();
  virDomainJobInfo info = { 0 };
  do {
    if (virDomainGetJobInfo(job->domain, &info) < 0 || g_get_monotonic_time() - start > LIMIT_US)
      give_up("no migration gets under way");
    g_usleep(BETWEEN_LOOKS_US);
  } while (info.type == VIR_DOMAIN_JOB_NONE || info.dataProcessed < bytes);
}

gboolean job_gone_vm_running(Job *job)
{
  virDomainJobInfo info = { 0 };
  int state = VIR_DOMAIN_NOSTATE;
  return virDomainGetJobInfo(job->domain, &info) == 0 && info.type == VIR_DOMAIN_JOB_NONE &&
         virDomainGetState(job->domain, &state, NULL, 0) == 0 && state == VIR_DOMAIN_RUNNING;
}
