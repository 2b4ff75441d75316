#include "virt/survey.h"

#include "virt/connection.h"
#include "virt/domain.h"
#include "virt/error.h"
#include "virt/host.h"

#include <glib/gi18n.h>

/* VMs and memory are looked at often, pools and networks now and then, a host that is down with growing patience. */
#define LOOK_INTERVAL_US (2 * G_USEC_PER_SEC)
#define FULL_LOOK_EVERY 8
#define RETRY_FIRST_US (5 * G_USEC_PER_SEC)
#define RETRY_LAST_US (30 * G_USEC_PER_SEC)

typedef struct Worker Worker;

struct Survey {
  GPtrArray *workers; /* of Worker */
  SurveyChanged changed;
  gpointer data;
};

/* One per host. The thread and the survey each hold a reference: a thread that hangs in libvirt may outlive the survey. */
struct Worker {
  gatomicrefcount references;
  const InventoryHost *host; /* for the caller's thread only */
  char *name, *uri;
  guint connect_s;
  GMainContext *context;
  GAsyncQueue *orders;       /* of Order, to the thread */
  Survey *survey;            /* for the caller's thread only; NULL once the survey is gone */
  HostStatus status;         /* for the caller's thread only */

  /* For the worker's thread only. */
  Connection *connection;
  HostFacts *facts;
  CpuTimes times;
  guint looks;
  gint64 retry_us;
  gboolean stopped;
};

typedef enum { ORDER_LOOK, ORDER_DETAILS, ORDER_STOP } OrderKind;

typedef struct Order {
  OrderKind kind;
  char *uuid;
  SurveyDetails done;
  gpointer data;
} Order;

/* What the thread reports to the caller's thread. */
typedef struct Report {
  Worker *worker;
  HostReach reach;
  char *reason;
  HostFacts *facts;
  gint64 next_try_us;
} Report;

typedef struct DetailsReport {
  Worker *worker;
  VmDetails *details;
  GError *error;
  SurveyDetails done;
  gpointer data;
} DetailsReport;

static void worker_unref(Worker *worker)
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

static Worker *worker_ref(Worker *worker)
{
  g_atomic_ref_count_inc(&worker->references);
  return worker;
}

static void order_free(gpointer data)
{
  Order *order = data;
  g_free(order->uuid);
  g_free(order);
}

/* Runs FUNCTION(DATA) on the caller's thread, from its main loop. */
static void post(Worker *worker, GSourceFunc function, gpointer data)
{
  g_autoptr(GSource) source = g_idle_source_new();
  g_source_set_priority(source, G_PRIORITY_DEFAULT);
  g_source_set_callback(source, function, data, NULL);
  g_source_attach(source, worker->context);
}

static gboolean take_report(gpointer data)
{
  Report *report = data;
  Worker *worker = report->worker;
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
  if (worker->survey != NULL && worker->survey->changed != NULL)
    worker->survey->changed(worker->host, worker->survey->data);
  worker_unref(worker);
  g_free(report);
  return G_SOURCE_REMOVE;
}

static void report(Worker *worker, HostReach reach, const GError *error)
{
  Report *message = g_new0(Report, 1);
  message->worker = worker_ref(worker);
  message->reach = reach;
  message->reason = error != NULL ? g_strdup(error->message) : NULL;
  message->facts = reach == HOST_UP ? host_facts_ref(worker->facts) : NULL;
  message->next_try_us = g_get_monotonic_time() + worker->retry_us;
  post(worker, take_report, message);
}

static gboolean take_details(gpointer data)
{
  DetailsReport *message = data;
  if (message->worker->survey != NULL)
    message->done(g_steal_pointer(&message->details), message->error, message->data);
  vm_details_free(message->details);
  g_clear_error(&message->error);
  worker_unref(message->worker);
  g_free(message);
  return G_SOURCE_REMOVE;
}

static void fetch_details(Worker *worker, const Order *order)
{
  DetailsReport *message = g_new0(DetailsReport, 1);
  message->worker = worker_ref(worker);
  message->done = order->done;
  message->data = order->data;
  if (worker->connection != NULL)
    message->details = domain_details(worker->connection, order->uuid, &message->error);
  else
    g_set_error(&message->error, VIRT_ERROR, VIRT_ERROR_NO_ANSWER, _("%s is not connected"), worker->name);
  post(worker, take_details, message);
}

/* How many CPUs were busy since the last look. */
static void take_load(Worker *worker, HostFacts *facts)
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

static gboolean look(Worker *worker, GError **error)
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

static void disconnect(Worker *worker)
{
  g_clear_pointer(&worker->connection, connection_close);
  g_clear_pointer(&worker->facts, host_facts_unref);
  worker->times = (CpuTimes){ 0 };
  worker->looks = 0;
}

/* Connects when need be, looks, and reports. Returns how long to wait before the next time. */
static gint64 look_and_report(Worker *worker)
{
  g_autoptr(GError) error = NULL;
  if (worker->connection == NULL)
    worker->connection = connection_open(worker->name, worker->uri, worker->connect_s, &error);
  if (worker->connection != NULL && look(worker, &error)) {
    worker->retry_us = RETRY_FIRST_US;
    report(worker, HOST_UP, NULL);
    return LOOK_INTERVAL_US;
  }
  disconnect(worker);
  gint64 wait = worker->retry_us;
  report(worker, HOST_DOWN, error);
  worker->retry_us = MIN(worker->retry_us * 2, RETRY_LAST_US);
  return wait;
}

/* Carries out ORDER; TRUE when it asks for a look now. */
static gboolean obey(Worker *worker, Order *order)
{
  gboolean look_now = order->kind == ORDER_LOOK;
  if (order->kind == ORDER_DETAILS)
    fetch_details(worker, order);
  worker->stopped = worker->stopped || order->kind == ORDER_STOP;
  if (look_now)
    worker->looks = 0;
  order_free(order);
  return look_now;
}

static gpointer work(gpointer data)
{
  Worker *worker = data;
  while (!worker->stopped) {
    gint64 next = look_and_report(worker) + g_get_monotonic_time();
    gboolean due = FALSE;
    while (!due && !worker->stopped) {
      gint64 wait = next - g_get_monotonic_time();
      Order *order = wait > 0 ? g_async_queue_timeout_pop(worker->orders, (guint64)wait) : NULL;
      due = order == NULL || obey(worker, order);
    }
  }
  disconnect(worker);
  worker_unref(worker);
  return NULL;
}

static Worker *worker_new(Survey *survey, const InventoryHost *host, guint connect_s)
{
  Worker *worker = g_new0(Worker, 1);
  g_atomic_ref_count_init(&worker->references);
  worker->host = host;
  worker->name = g_strdup(host->name);
  worker->uri = g_strdup(host->uri);
  worker->connect_s = connect_s;
  worker->context = g_main_context_ref_thread_default();
  worker->orders = g_async_queue_new_full(order_free);
  worker->survey = survey;
  worker->retry_us = RETRY_FIRST_US;
  g_thread_unref(g_thread_new("survey", work, worker_ref(worker)));
  return worker;
}

static void give_order(Worker *worker, OrderKind kind, const char *uuid, SurveyDetails done, gpointer data)
{
  Order *order = g_new0(Order, 1);
  order->kind = kind;
  order->uuid = g_strdup(uuid);
  order->done = done;
  order->data = data;
  g_async_queue_push(worker->orders, order);
}

Survey *survey_new_for(const Inventory *inventory, const char *const *names, SurveyChanged changed, gpointer data)
{
  connection_init();
  Survey *survey = g_new0(Survey, 1);
  survey->changed = changed;
  survey->data = data;
  survey->workers = g_ptr_array_new_with_free_func((GDestroyNotify)worker_unref);
  for (guint i = 0; i < inventory->hosts->len; i++) {
    const InventoryHost *host = g_ptr_array_index(inventory->hosts, i);
    if (names == NULL || g_strv_contains(names, host->name))
      g_ptr_array_add(survey->workers, worker_new(survey, host, inventory->connect_s));
  }
  return survey;
}

Survey *survey_new(const Inventory *inventory, SurveyChanged changed, gpointer data)
{
  return survey_new_for(inventory, NULL, changed, data);
}

void survey_free(Survey *survey)
{
  if (survey == NULL)
    return;
  for (guint i = 0; i < survey->workers->len; i++) {
    Worker *worker = g_ptr_array_index(survey->workers, i);
    worker->survey = NULL;
    give_order(worker, ORDER_STOP, NULL, NULL, NULL);
  }
  g_ptr_array_unref(survey->workers);
  g_free(survey);
}

static Worker *find_worker(Survey *survey, const char *host)
{
  for (guint i = 0; i < survey->workers->len; i++) {
    Worker *worker = g_ptr_array_index(survey->workers, i);
    if (g_strcmp0(worker->name, host) == 0)
      return worker;
  }
  return NULL;
}

const HostStatus *survey_status(Survey *survey, const char *host)
{
  Worker *worker = find_worker(survey, host);
  return worker != NULL ? &worker->status : NULL;
}

void survey_refresh(Survey *survey, const char *host)
{
  for (guint i = 0; i < survey->workers->len; i++) {
    Worker *worker = g_ptr_array_index(survey->workers, i);
    if (host == NULL || g_strcmp0(worker->name, host) == 0)
      give_order(worker, ORDER_LOOK, NULL, NULL, NULL);
  }
}

void survey_ask_details(Survey *survey, const char *host, const char *uuid, SurveyDetails done, gpointer data)
{
  Worker *worker = find_worker(survey, host);
  if (worker != NULL)
    give_order(worker, ORDER_DETAILS, uuid, done, data);
}

const HostStatus *survey_wait(Survey *survey, const char *host)
{
  Worker *worker = find_worker(survey, host);
  while (worker != NULL && worker->status.reach == HOST_CONNECTING)
    g_main_context_iteration(worker->context, TRUE);
  return worker != NULL ? &worker->status : NULL;
}

typedef struct Awaited {
  VmDetails *details;
  GError *error;
  gboolean done;
} Awaited;

static void take_awaited(VmDetails *details, const GError *error, gpointer data)
{
  Awaited *awaited = data;
  awaited->details = details;
  awaited->error = error != NULL ? g_error_copy(error) : NULL;
  awaited->done = TRUE;
}

VmDetails *survey_wait_details(Survey *survey, const char *host, const char *uuid, GError **error)
{
  Awaited awaited = { 0 };
  Worker *worker = find_worker(survey, host);
  survey_ask_details(survey, host, uuid, take_awaited, &awaited);
  while (!awaited.done)
    g_main_context_iteration(worker->context, TRUE);
  if (awaited.error != NULL)
    g_propagate_error(error, awaited.error);
  return awaited.details;
}

/* A try of one URI, on a thread of its own. */
typedef struct Try {
  char *uri;
  guint timeout_s;
  GMainContext *context;
  GError *error;
  void (*done)(const GError *error, gpointer data);
  gpointer data;
} Try;

static gboolean take_try(gpointer data)
{
  Try *try = data;
  try->done(try->error, try->data);
  g_clear_error(&try->error);
  g_main_context_unref(try->context);
  g_free(try->uri);
  g_free(try);
  return G_SOURCE_REMOVE;
}

static gpointer run_try(gpointer data)
{
  Try *try = data;
  g_autoptr(Connection) connection = connection_open(try->uri, try->uri, try->timeout_s, &try->error);
  g_autoptr(GSource) source = g_idle_source_new();
  g_source_set_callback(source, take_try, try, NULL);
  g_source_attach(source, try->context);
  return NULL;
}

void survey_try_uri(const char *uri, guint timeout_s, void (*done)(const GError *error, gpointer data), gpointer data)
{
  connection_init();
  Try *try = g_new0(Try, 1);
  try->uri = g_strdup(uri);
  try->timeout_s = timeout_s;
  try->context = g_main_context_ref_thread_default();
  try->done = done;
  try->data = data;
  g_thread_unref(g_thread_new("survey-try", run_try, try));
}
