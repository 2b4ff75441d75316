/* What can be asked of a host: each kind of order is a row that says how the worker's thread carries it out, and how the caller hears of it. */
#include "virt/survey_parts.h"

#include "virt/domain.h"
#include "virt/error.h"
#include "virt/volume.h"

#include <glib/gi18n.h>

/* A measurement takes a second; when it is not done then, it is looked at again soon, but not for ever. */
#define DIRTY_RATE_US (1100 * 1000)
#define DIRTY_RATE_AGAIN_US (100 * 1000)
#define DIRTY_RATE_TRIES 30

typedef struct OrderKind {
  /* On the worker's thread. FALSE: the answer comes later. NULL: there is nothing to do but what the flags say. */
  gboolean (*obey)(SurveyWorker *worker, Order *order);
  /* On the caller's thread, while the survey is there. NULL: nobody waits for an answer. */
  void (*tell)(Order *order);
  gboolean looks; /* at everything, at once */
  gboolean stops; /* the thread */
} OrderKind;

struct Order {
  const OrderKind *kind;
  char *subject; /* UUID of a VM, or name of a pool */
  VmDetails *vm; /* whose CPU is to be compared; the verdict goes among its own */
  SurveyDetails tell_details;
  SurveyDirtyRate tell_rate;
  SurveyDone tell_done; /* may be NULL */
  gpointer data;

  /* The answer. */
  SurveyWorker *worker;
  VmDetails *details;
  GError *error;
  CpuVerdict *verdict;
  gint64 bytes_s;

  /* A VM whose writing is being measured: QEMU does that by itself, the result is fetched when it is due. */
  gint64 due_us;
  guint tries;
};

void survey_order_free(gpointer data)
{
  Order *order = data;
  g_free(order->subject);
  vm_details_free(order->vm);
  vm_details_free(order->details);
  g_clear_error(&order->error);
  cpu_verdict_free(order->verdict);
  g_free(order);
}

static gboolean take_answer(gpointer data)
{
  Order *order = data;
  SurveyWorker *worker = order->worker;
  if (!worker->left)
    order->kind->tell(order);
  survey_order_free(order);
  survey_worker_unref(worker);
  return G_SOURCE_REMOVE;
}

static void answer(SurveyWorker *worker, Order *order)
{
  if (order->kind->tell == NULL) {
    survey_order_free(order);
    return;
  }
  order->worker = survey_worker_ref(worker);
  survey_worker_post(worker, take_answer, order);
}

/* The kinds. */

static gboolean fetch_details(SurveyWorker *worker, Order *order)
{
  if (worker->connection != NULL)
    order->details = domain_details(worker->connection, order->subject, &order->error);
  else
    g_set_error(&order->error, VIRT_ERROR, VIRT_ERROR_NO_ANSWER, _("%s is not connected"), worker->name);
  return TRUE;
}

static void tell_details(Order *order)
{
  order->tell_details(g_steal_pointer(&order->details), order->error, order->data);
}

static gboolean compare_cpu(SurveyWorker *worker, Order *order)
{
  if (worker->connection != NULL)
    order->verdict = host_compare_cpu(worker->connection, order->vm);
  return TRUE;
}

static void tell_verdict(Order *order)
{
  if (order->verdict != NULL)
    g_hash_table_insert(order->vm->cpu_verdicts, g_strdup(order->worker->name), g_steal_pointer(&order->verdict));
  if (order->tell_done != NULL)
    order->tell_done(order->data);
}

/* The new facts are posted before the word that they are there, so they arrive first. */
static gboolean refresh_pool(SurveyWorker *worker, Order *order)
{
  worker->looks = 0;
  if (worker->connection != NULL && volume_refresh_pool(worker->connection, order->subject, NULL))
    survey_worker_look_and_report(worker);
  return TRUE;
}

static void tell_done(Order *order)
{
  order->tell_done(order->data);
}

static gboolean abort_migration(SurveyWorker *worker, Order *order)
{
  if (worker->connection != NULL)
    domain_abort_migration(worker->connection, order->subject);
  return TRUE;
}

static gboolean start_measuring(SurveyWorker *worker, Order *order)
{
  order->bytes_s = -1;
  if (worker->connection == NULL || !domain_start_dirty_rate(worker->connection, order->subject))
    return TRUE;
  order->due_us = g_get_monotonic_time() + DIRTY_RATE_US;
  g_queue_push_tail(&worker->measuring, order);
  return FALSE;
}

static void tell_rate(Order *order)
{
  order->tell_rate(order->bytes_s, order->data);
}

static const OrderKind order_look = { .looks = TRUE };
static const OrderKind order_stop = { .stops = TRUE };
static const OrderKind order_details = { fetch_details, tell_details };
static const OrderKind order_cpu = { compare_cpu, tell_verdict };
static const OrderKind order_pool = { refresh_pool, tell_done };
static const OrderKind order_dirty_rate = { start_measuring, tell_rate };
static const OrderKind order_abort = { abort_migration, .looks = TRUE };

gboolean survey_order_obey(SurveyWorker *worker, Order *order)
{
  const OrderKind *kind = order->kind;
  worker->stopped = worker->stopped || kind->stops;
  if (kind->obey == NULL || kind->obey(worker, order))
    answer(worker, order);
  if (kind->looks)
    worker->looks = 0;
  return kind->looks;
}

/* Measurements that are not done yet. */

gint64 survey_order_next_due_us(SurveyWorker *worker)
{
  const Order *first = g_queue_peek_head(&worker->measuring);
  return first != NULL ? first->due_us : G_MAXINT64;
}

static void fetch_rate(SurveyWorker *worker)
{
  Order *order = g_queue_pop_head(&worker->measuring);
  gboolean over = worker->connection == NULL || domain_dirty_rate(worker->connection, order->subject, &order->bytes_s);
  if (over || ++order->tries == DIRTY_RATE_TRIES) {
    answer(worker, order);
    return;
  }
  order->due_us = g_get_monotonic_time() + DIRTY_RATE_AGAIN_US;
  g_queue_push_tail(&worker->measuring, order);
}

void survey_order_fetch_due(SurveyWorker *worker)
{
  for (guint n = g_queue_get_length(&worker->measuring); n > 0 && survey_order_next_due_us(worker) <= g_get_monotonic_time(); n--)
    fetch_rate(worker);
}

void survey_order_forget_all(SurveyWorker *worker)
{
  while (!g_queue_is_empty(&worker->measuring))
    answer(worker, g_queue_pop_head(&worker->measuring));
}

/* On the caller's thread. */

static void give_order(SurveyWorker *worker, Order order)
{
  g_async_queue_push(worker->orders, g_memdup2(&order, sizeof order));
}

void survey_worker_leave(SurveyWorker *worker)
{
  worker->left = TRUE;
  give_order(worker, (Order){ .kind = &order_stop });
  survey_worker_unref(worker);
}

void survey_worker_look(SurveyWorker *worker)
{
  give_order(worker, (Order){ .kind = &order_look });
}

void survey_worker_refresh_pool(SurveyWorker *worker, const char *pool, SurveyDone done, gpointer data)
{
  give_order(worker, (Order){ .kind = &order_pool, .subject = g_strdup(pool), .tell_done = done, .data = data });
}

void survey_worker_ask(SurveyWorker *worker, const char *uuid, SurveyDetails done, gpointer data)
{
  give_order(worker, (Order){ .kind = &order_details, .subject = g_strdup(uuid), .tell_details = done, .data = data });
}

void survey_worker_ask_dirty_rate(SurveyWorker *worker, const char *uuid, SurveyDirtyRate done, gpointer data)
{
  give_order(worker, (Order){ .kind = &order_dirty_rate, .subject = g_strdup(uuid), .tell_rate = done, .data = data });
}

void survey_worker_abort_migration(SurveyWorker *worker, const char *uuid)
{
  give_order(worker, (Order){ .kind = &order_abort, .subject = g_strdup(uuid) });
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
  give_order(worker, (Order){ .kind = &order_cpu, .vm = needed, .tell_done = done, .data = data });
}
