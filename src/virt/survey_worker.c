#include "virt/survey_parts.h"

static gpointer work(gpointer data)
{
  SurveyWorker *worker = data;
  while (!worker->stopped) {
    gint64 next = survey_worker_look_and_report(worker) + g_get_monotonic_time();
    gboolean due = FALSE;
    while (!due && !worker->stopped) {
      gint64 wait = MIN(survey_order_next_due_us(worker), next) - g_get_monotonic_time();
      Order *order = wait > 0 ? g_async_queue_timeout_pop(worker->orders, (guint64)wait) : NULL;
      survey_order_fetch_due(worker);
      due = order != NULL ? survey_order_obey(worker, order) : next <= g_get_monotonic_time();
    }
  }
  survey_order_forget_all(worker);
  survey_worker_disconnect(worker);
  survey_worker_unref(worker);
  return NULL;
}

SurveyWorker *survey_worker_new(const InventoryHost *host, guint connect_s, SurveyChanged changed, gpointer data)
{
  SurveyWorker *worker = g_new0(SurveyWorker, 1);
  g_atomic_ref_count_init(&worker->references);
  worker->host = host;
  worker->name = g_strdup(host->name);
  worker->uri = g_strdup(host->uri);
  worker->connect_s = connect_s;
  worker->context = g_main_context_ref_thread_default();
  worker->orders = g_async_queue_new_full(survey_order_free);
  worker->changed = changed;
  worker->data = data;
  worker->retry_us = SURVEY_RETRY_US;
  g_thread_unref(g_thread_new("survey", work, survey_worker_ref(worker)));
  return worker;
}

const char *survey_worker_host(const SurveyWorker *worker)
{
  return worker->name;
}

const HostStatus *survey_worker_status(const SurveyWorker *worker)
{
  return &worker->status;
}
