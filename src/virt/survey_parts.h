/* What the parts of a survey's worker share: the worker itself and the orders it is given; for src/virt/survey_*.c only. */
#pragma once

#include "virt/connection.h"
#include "virt/host.h"
#include "virt/survey_worker.h"

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
  guint looks;               /* 0: the next one looks at everything */
  GQueue measuring;          /* of Order, in the order in which they are due */
  gint64 retry_us;
  gboolean stopped;
};

/* What is asked of a host: it travels to the worker's thread, which puts the answer in, and back to the caller's. */
typedef struct Order Order;

/* Frees an Order that is not carried out any more. */
void survey_order_free(gpointer order);

/* On the worker's thread. */

/* Carries out ORDER and sees to its answer. TRUE when it asks for a look now. */
gboolean survey_order_obey(SurveyWorker *worker, Order *order);
/* When the next measurement is to be fetched; G_MAXINT64 when there is none. */
gint64 survey_order_next_due_us(SurveyWorker *worker);
void survey_order_fetch_due(SurveyWorker *worker);
/* The thread ends: what is still being measured stays unknown. */
void survey_order_forget_all(SurveyWorker *worker);

/* A host that is down is tried again after this long, and then with growing patience. */
#define SURVEY_RETRY_US (5 * G_USEC_PER_SEC)

/* Connects when need be, looks, and reports. Returns how long to wait before the next time, in microseconds. */
gint64 survey_worker_look_and_report(SurveyWorker *worker);
void survey_worker_disconnect(SurveyWorker *worker);

/* Runs FUNCTION(DATA) on the caller's thread, from its main loop, after whatever was posted before. */
void survey_worker_post(SurveyWorker *worker, GSourceFunc function, gpointer data);
SurveyWorker *survey_worker_ref(SurveyWorker *worker);
void survey_worker_unref(SurveyWorker *worker);
