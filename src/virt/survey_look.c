/* Looking at a host: connecting, fetching its facts, reporting them to the caller's thread. */
#include "virt/survey_parts.h"

/* VMs and memory are looked at often, pools and networks now and then, a host that is down with growing patience. */
#define LOOK_INTERVAL_US (2 * G_USEC_PER_SEC)
#define FULL_LOOK_EVERY 8
#define RETRY_LAST_US (30 * G_USEC_PER_SEC)

/* What the thread reports to the caller's thread. */
typedef struct Report {
  SurveyWorker *worker;
  HostReach reach;
  char *reason;
  HostFacts *facts;
  gint64 next_try_us;
} Report;

void survey_worker_unref(SurveyWorker *worker)
{
  if (!g_atomic_ref_count_dec(&worker->references))
    return;
  g_free(worker->name);
  g_free(worker->uri);
  g_main_context_unref(worker->context);
  g_async_queue_unref(worker->orders);
  g_free(worker->status.reason);
  host_facts_unref(worker->status.facts);
  g_free(worker);
}

SurveyWorker *survey_worker_ref(SurveyWorker *worker)
{
  g_atomic_ref_count_inc(&worker->references);
  return worker;
}

void survey_worker_post(SurveyWorker *worker, GSourceFunc function, gpointer data)
{
  g_autoptr(GSource) source = g_idle_source_new();
  g_source_set_priority(source, G_PRIORITY_DEFAULT);
  g_source_set_callback(source, function, data, NULL);
  g_source_attach(source, worker->context);
}

static gboolean take_report(gpointer data)
{
  Report *report = data;
  SurveyWorker *worker = report->worker;
  HostStatus *status = &worker->status;
  status->reach = report->reach;
  status->tried_us = g_get_monotonic_time();
  status->next_try_us = report->next_try_us;
  g_free(status->reason);
  status->reason = report->reason;
  if (report->facts != NULL) {
    host_facts_unref(status->facts);
    status->facts = report->facts;
  }
  if (!worker->left && worker->changed != NULL)
    worker->changed(worker->host, worker->data);
  survey_worker_unref(worker);
  g_free(report);
  return G_SOURCE_REMOVE;
}

static void report(SurveyWorker *worker, HostReach reach, const GError *error)
{
  Report *message = g_new0(Report, 1);
  message->worker = survey_worker_ref(worker);
  message->reach = reach;
  message->reason = error != NULL ? g_strdup(error->message) : NULL;
  message->facts = reach == HOST_UP ? host_facts_ref(worker->facts) : NULL;
  message->next_try_us = g_get_monotonic_time() + worker->retry_us;
  survey_worker_post(worker, take_report, message);
}

/* How many CPUs were busy since the last look. */
static void take_load(SurveyWorker *worker, HostFacts *facts)
{
  CpuTimes now;
  if (!host_cpu_times(worker->connection, &now))
    return;
  guint64 total = now.total_ns - worker->times.total_ns;
  if (worker->times.total_ns > 0 && total > 0)
    facts->load = (double)(now.busy_ns - worker->times.busy_ns) / (double)total * facts->cpus;
  else if (worker->facts != NULL)
    facts->load = worker->facts->load;
  worker->times = now;
}

static gboolean look(SurveyWorker *worker, GError **error)
{
  gboolean full = worker->facts == NULL || worker->looks++ % FULL_LOOK_EVERY == 0;
  HostFacts *facts = full ? host_survey(worker->connection, error) : host_survey_again(worker->connection, worker->facts, error);
  if (facts == NULL)
    return FALSE;
  take_load(worker, facts);
  host_facts_unref(worker->facts);
  worker->facts = facts;
  return TRUE;
}

void survey_worker_disconnect(SurveyWorker *worker)
{
  g_clear_pointer(&worker->connection, connection_close);
  g_clear_pointer(&worker->facts, host_facts_unref);
  worker->times = (CpuTimes){ 0 };
  worker->looks = 0;
}

gint64 survey_worker_look_and_report(SurveyWorker *worker)
{
  g_autoptr(GError) error = NULL;
  if (worker->connection == NULL)
    worker->connection = connection_open(worker->name, worker->uri, worker->connect_s, &error);
  if (worker->connection != NULL && look(worker, &error)) {
    worker->retry_us = SURVEY_RETRY_US;
    report(worker, HOST_UP, NULL);
    return LOOK_INTERVAL_US;
  }
  survey_worker_disconnect(worker);
  gint64 wait = worker->retry_us;
  report(worker, HOST_DOWN, error);
  worker->retry_us = MIN(worker->retry_us * 2, RETRY_LAST_US);
  return wait;
}
