#include "virt/survey_worker.h"

#include "virt/connection.h"
#include "virt/domain.h"
#include "virt/error.h"
#include "virt/host.h"
#include "virt/volume.h"

#include <glib/gi18n.h>

/* VMs and memory are looked at often, pools and networks now and then, a host that is down with growing patience. */
#define LOOK_INTERVAL_US (2 * G_USEC_PER_SEC)
#define FULL_LOOK_EVERY 8
/* A measurement takes a second; when it is not done then, it is looked at again soon, but not for ever. */
#define DIRTY_RATE_US (1100 * 1000)
#define DIRTY_RATE_AGAIN_US (100 * 1000)
#define DIRTY_RATE_TRIES 30
#define RETRY_FIRST_US (5 * G_USEC_PER_SEC)
#define RETRY_LAST_US (30 * G_USEC_PER_SEC)

/* One per host. The thread and the survey each hold a reference: a thread that hangs in libvirt may outlive the survey. */
struct SurveyWorker {
  gatomicrefcount references;
  const InventoryHost *host; /* for the caller's thread only */
  char *name, *uri;
  guint connect_s;
  GMainContext *context;
  GAsyncQueue *orders;       /* of Order, to the thread */
  SurveyChanged changed;     /* for the caller's thread only, like its data; NULL once nobody wants to know */
  gpointer data;
  gboolean left;             /* for the caller's thread only: the survey is gone */
  HostStatus status;         /* for the caller's thread only */

  /* For the worker's thread only. */
  Connection *connection;
  HostFacts *facts;
  CpuTimes times;
  guint looks;
  GQueue measuring;          /* of Measuring, in the order in which they are due */
  gint64 retry_us;
  gboolean stopped;
};

typedef enum { ORDER_LOOK, ORDER_DETAILS, ORDER_POOL, ORDER_DIRTY_RATE, ORDER_CPU, ORDER_ABORT, ORDER_STOP } OrderKind;

typedef struct Order {
  OrderKind kind;
  char *subject;      /* UUID of a VM, or name of a pool */
  SurveyDetails done;
  SurveyDone answered;
  SurveyDirtyRate rate_done;
  VmDetails *vm;      /* ORDER_CPU only: what is to be compared, and where the verdict goes */
  gpointer data;
} Order;

/* A VM whose writing is being measured: QEMU does that by itself, the result is fetched when it is due. */
typedef struct Measuring {
  char *uuid;
  SurveyDirtyRate done;
  gpointer data;
  gint64 due_us;
  guint tries;
} Measuring;

/* What the thread reports to the caller's thread. */
typedef struct Report {
  SurveyWorker *worker;
  HostReach reach;
  char *reason;
  HostFacts *facts;
  gint64 next_try_us;
} Report;

typedef struct DetailsReport {
  SurveyWorker *worker;
  VmDetails *details;
  GError *error;
  SurveyDetails done;
  gpointer data;
} DetailsReport;

static void worker_unref(SurveyWorker *worker)
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

static SurveyWorker *worker_ref(SurveyWorker *worker)
{
  g_atomic_ref_count_inc(&worker->references);
  return worker;
}

static void order_free(gpointer data)
{
  Order *order = data;
  g_free(order->subject);
  vm_details_free(order->vm);
  g_free(order);
}

/* Runs FUNCTION(DATA) on the caller's thread, from its main loop. */
static void post(SurveyWorker *worker, GSourceFunc function, gpointer data)
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
  worker_unref(worker);
  g_free(report);
  return G_SOURCE_REMOVE;
}

static void report(SurveyWorker *worker, HostReach reach, const GError *error)
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
  if (!message->worker->left)
    message->done(g_steal_pointer(&message->details), message->error, message->data);
  vm_details_free(message->details);
  g_clear_error(&message->error);
  worker_unref(message->worker);
  g_free(message);
  return G_SOURCE_REMOVE;
}

static void fetch_details(SurveyWorker *worker, const Order *order)
{
  DetailsReport *message = g_new0(DetailsReport, 1);
  message->worker = worker_ref(worker);
  message->done = order->done;
  message->data = order->data;
  if (worker->connection != NULL)
    message->details = domain_details(worker->connection, order->subject, &message->error);
  else
    g_set_error(&message->error, VIRT_ERROR, VIRT_ERROR_NO_ANSWER, _("%s is not connected"), worker->name);
  post(worker, take_details, message);
}

typedef struct PoolReport {
  SurveyWorker *worker;
  SurveyDone done;
  gpointer data;
} PoolReport;

static gboolean take_pool(gpointer data)
{
  PoolReport *message = data;
  if (!message->worker->left)
    message->done(message->data);
  worker_unref(message->worker);
  g_free(message);
  return G_SOURCE_REMOVE;
}

typedef struct CpuReport {
  SurveyWorker *worker;
  GHashTable *verdicts;
  CpuVerdict *verdict;
  SurveyDone done;
  gpointer data;
} CpuReport;

static gboolean take_cpu(gpointer data)
{
  CpuReport *message = data;
  if (message->verdict != NULL)
    g_hash_table_insert(message->verdicts, g_strdup(message->worker->name), message->verdict);
  if (message->done != NULL && !message->worker->left)
    message->done(message->data);
  g_hash_table_unref(message->verdicts);
  worker_unref(message->worker);
  g_free(message);
  return G_SOURCE_REMOVE;
}

static void compare_cpu(SurveyWorker *worker, const Order *order)
{
  CpuReport *message = g_new0(CpuReport, 1);
  message->worker = worker_ref(worker);
  message->verdicts = g_hash_table_ref(order->vm->cpu_verdicts);
  message->done = order->answered;
  message->data = order->data;
  if (worker->connection != NULL)
    message->verdict = host_compare_cpu(worker->connection, order->vm);
  post(worker, take_cpu, message);
}

typedef struct RateReport {
  SurveyWorker *worker;
  SurveyDirtyRate done;
  gpointer data;
  gint64 bytes_s;
} RateReport;

static gboolean take_rate(gpointer data)
{
  RateReport *message = data;
  if (!message->worker->left)
    message->done(message->bytes_s, message->data);
  worker_unref(message->worker);
  g_free(message);
  return G_SOURCE_REMOVE;
}

static void tell_rate(SurveyWorker *worker, SurveyDirtyRate done, gpointer data, gint64 bytes_s)
{
  RateReport *message = g_new0(RateReport, 1);
  *message = (RateReport){ worker_ref(worker), done, data, bytes_s };
  post(worker, take_rate, message);
}

static void start_measuring(SurveyWorker *worker, const Order *order)
{
  if (worker->connection == NULL || !domain_start_dirty_rate(worker->connection, order->subject)) {
    tell_rate(worker, order->rate_done, order->data, -1);
    return;
  }
  Measuring *measuring = g_new0(Measuring, 1);
  *measuring = (Measuring){ g_strdup(order->subject), order->rate_done, order->data, g_get_monotonic_time() + DIRTY_RATE_US, 0 };
  g_queue_push_tail(&worker->measuring, measuring);
}

static void fetch_rate(SurveyWorker *worker)
{
  Measuring *measuring = g_queue_pop_head(&worker->measuring);
  gint64 bytes_s = -1;
  gboolean over = worker->connection == NULL || domain_dirty_rate(worker->connection, measuring->uuid, &bytes_s);
  if (!over && ++measuring->tries < DIRTY_RATE_TRIES) {
    measuring->due_us = g_get_monotonic_time() + DIRTY_RATE_AGAIN_US;
    g_queue_push_tail(&worker->measuring, measuring);
    return;
  }
  tell_rate(worker, measuring->done, measuring->data, bytes_s);
  g_free(measuring->uuid);
  g_free(measuring);
}

/* When the next measurement is due, and NEXT at the latest. */
static gint64 next_due(SurveyWorker *worker, gint64 next)
{
  const Measuring *first = g_queue_peek_head(&worker->measuring);
  return first != NULL ? MIN(first->due_us, next) : next;
}

static void fetch_due_rates(SurveyWorker *worker)
{
  for (guint n = g_queue_get_length(&worker->measuring); n > 0 && next_due(worker, G_MAXINT64) <= g_get_monotonic_time(); n--)
    fetch_rate(worker);
}

static void forget_measuring(SurveyWorker *worker)
{
  Measuring *measuring;
  while ((measuring = g_queue_pop_head(&worker->measuring)) != NULL) {
    tell_rate(worker, measuring->done, measuring->data, -1);
    g_free(measuring->uuid);
    g_free(measuring);
  }
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

static void disconnect(SurveyWorker *worker)
{
  g_clear_pointer(&worker->connection, connection_close);
  g_clear_pointer(&worker->facts, host_facts_unref);
  worker->times = (CpuTimes){ 0 };
  worker->looks = 0;
}

/* Connects when need be, looks, and reports. Returns how long to wait before the next time. */
static gint64 look_and_report(SurveyWorker *worker)
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

/* The new facts are posted before the word that they are there, so they arrive first. */
static void refresh_pool(SurveyWorker *worker, const Order *order)
{
  PoolReport *message = g_new0(PoolReport, 1);
  message->worker = worker_ref(worker);
  message->done = order->answered;
  message->data = order->data;
  worker->looks = 0;
  if (worker->connection != NULL && volume_refresh_pool(worker->connection, order->subject, NULL))
    look_and_report(worker);
  post(worker, take_pool, message);
}

/* Carries out ORDER; TRUE when it asks for a look now. */
static gboolean obey(SurveyWorker *worker, Order *order)
{
  gboolean look_now = order->kind == ORDER_LOOK || order->kind == ORDER_ABORT;
  if (order->kind == ORDER_DETAILS)
    fetch_details(worker, order);
  if (order->kind == ORDER_CPU)
    compare_cpu(worker, order);
  if (order->kind == ORDER_POOL)
    refresh_pool(worker, order);
  if (order->kind == ORDER_ABORT && worker->connection != NULL)
    domain_abort_migration(worker->connection, order->subject);
  if (order->kind == ORDER_DIRTY_RATE)
    start_measuring(worker, order);
  worker->stopped = worker->stopped || order->kind == ORDER_STOP;
  if (look_now)
    worker->looks = 0;
  order_free(order);
  return look_now;
}

static gpointer work(gpointer data)
{
  SurveyWorker *worker = data;
  while (!worker->stopped) {
    gint64 next = look_and_report(worker) + g_get_monotonic_time();
    gboolean due = FALSE;
    while (!due && !worker->stopped) {
      gint64 wait = next_due(worker, next) - g_get_monotonic_time();
      Order *order = wait > 0 ? g_async_queue_timeout_pop(worker->orders, (guint64)wait) : NULL;
      fetch_due_rates(worker);
      due = order != NULL ? obey(worker, order) : next <= g_get_monotonic_time();
    }
  }
  forget_measuring(worker);
  disconnect(worker);
  worker_unref(worker);
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
  worker->orders = g_async_queue_new_full(order_free);
  worker->changed = changed;
  worker->data = data;
  worker->retry_us = RETRY_FIRST_US;
  g_thread_unref(g_thread_new("survey", work, worker_ref(worker)));
  return worker;
}

static void give_order(SurveyWorker *worker, Order order)
{
  g_async_queue_push(worker->orders, g_memdup2(&order, sizeof order));
}

void survey_worker_leave(SurveyWorker *worker)
{
  worker->left = TRUE;
  give_order(worker, (Order){ .kind = ORDER_STOP });
  worker_unref(worker);
}

const char *survey_worker_host(const SurveyWorker *worker)
{
  return worker->name;
}

const HostStatus *survey_worker_status(const SurveyWorker *worker)
{
  return &worker->status;
}

void survey_worker_look(SurveyWorker *worker)
{
  give_order(worker, (Order){ .kind = ORDER_LOOK });
}

void survey_worker_refresh_pool(SurveyWorker *worker, const char *pool, SurveyDone done, gpointer data)
{
  give_order(worker, (Order){ .kind = ORDER_POOL, .subject = g_strdup(pool), .answered = done, .data = data });
}

void survey_worker_ask(SurveyWorker *worker, const char *uuid, SurveyDetails done, gpointer data)
{
  give_order(worker, (Order){ .kind = ORDER_DETAILS, .subject = g_strdup(uuid), .done = done, .data = data });
}

void survey_worker_ask_dirty_rate(SurveyWorker *worker, const char *uuid, SurveyDirtyRate done, gpointer data)
{
  give_order(worker, (Order){ .kind = ORDER_DIRTY_RATE, .subject = g_strdup(uuid), .rate_done = done, .data = data });
}

void survey_worker_abort_migration(SurveyWorker *worker, const char *uuid)
{
  give_order(worker, (Order){ .kind = ORDER_ABORT, .subject = g_strdup(uuid) });
}

void survey_worker_compare_cpu(SurveyWorker *worker, const VmDetails *vm, SurveyDone done, gpointer data)
{
  VmDetails *needed = vm_details_new(vm->vm.name, vm->vm.uuid, vm->vm.state);
  needed->type = g_strdup(vm->type);
  needed->arch = g_strdup(vm->arch);
  needed->machine = g_strdup(vm->machine);
  needed->cpu = g_strdup(vm->cpu);
  g_hash_table_unref(needed->cpu_verdicts);
  needed->cpu_verdicts = g_hash_table_ref(vm->cpu_verdicts);
  give_order(worker, (Order){ .kind = ORDER_CPU, .vm = needed, .answered = done, .data = data });
}
