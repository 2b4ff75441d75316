#include "virt/survey.h"

#include "virt/connection.h"
#include "virt/survey_worker.h"

struct Survey {
  GPtrArray *workers; /* of SurveyWorker */
};

Survey *survey_new_for(const Inventory *inventory, const char *const *names, SurveyChanged changed, gpointer data)
{
  connection_init();
  Survey *survey = g_new0(Survey, 1);
  survey->workers = g_ptr_array_new_with_free_func((GDestroyNotify)survey_worker_leave);
  for (guint i = 0; i < inventory->hosts->len; i++) {
    const InventoryHost *host = g_ptr_array_index(inventory->hosts, i);
    if (names == NULL || g_strv_contains(names, host->name))
      g_ptr_array_add(survey->workers, survey_worker_new(host, inventory->connect_s, changed, data));
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
  g_ptr_array_unref(survey->workers);
  g_free(survey);
}

static SurveyWorker *find_worker(Survey *survey, const char *host)
{
  for (guint i = 0; i < survey->workers->len; i++) {
    SurveyWorker *worker = g_ptr_array_index(survey->workers, i);
    if (g_strcmp0(survey_worker_host(worker), host) == 0)
      return worker;
  }
  return NULL;
}

const HostStatus *survey_status(Survey *survey, const char *host)
{
  SurveyWorker *worker = find_worker(survey, host);
  return worker != NULL ? survey_worker_status(worker) : NULL;
}

void survey_refresh(Survey *survey, const char *host)
{
  for (guint i = 0; i < survey->workers->len; i++) {
    SurveyWorker *worker = g_ptr_array_index(survey->workers, i);
    if (host == NULL || g_strcmp0(survey_worker_host(worker), host) == 0)
      survey_worker_look(worker);
  }
}

void survey_ask_details(Survey *survey, const char *host, const char *uuid, SurveyDetails done, gpointer data)
{
  SurveyWorker *worker = find_worker(survey, host);
  if (worker != NULL)
    survey_worker_ask(worker, uuid, done, data);
}

void survey_ask_dirty_rate(Survey *survey, const char *host, const char *uuid, SurveyDirtyRate done, gpointer data)
{
  SurveyWorker *worker = find_worker(survey, host);
  if (worker != NULL)
    survey_worker_ask_dirty_rate(worker, uuid, done, data);
}

void survey_abort_migration(Survey *survey, const char *host, const char *uuid)
{
  SurveyWorker *worker = find_worker(survey, host);
  if (worker != NULL)
    survey_worker_abort_migration(worker, uuid);
}

typedef struct AwaitedRate {
  gint64 bytes_s;
  gboolean done;
} AwaitedRate;

static void take_rate(gint64 bytes_s, gpointer data)
{
  *(AwaitedRate *)data = (AwaitedRate){ bytes_s, TRUE };
}

gint64 survey_wait_dirty_rate(Survey *survey, const char *host, const char *uuid)
{
  AwaitedRate awaited = { -1, find_worker(survey, host) == NULL };
  survey_ask_dirty_rate(survey, host, uuid, take_rate, &awaited);
  while (!awaited.done)
    g_main_context_iteration(g_main_context_get_thread_default(), TRUE);
  return awaited.bytes_s;
}

void survey_refresh_pool(Survey *survey, const char *host, const char *pool, SurveyDone done, gpointer data)
{
  SurveyWorker *worker = find_worker(survey, host);
  if (worker != NULL)
    survey_worker_refresh_pool(worker, pool, done, data);
}

static void take_done(gpointer done)
{
  *(gboolean *)done = TRUE;
}

void survey_wait_pool(Survey *survey, const char *host, const char *pool)
{
  gboolean done = find_worker(survey, host) == NULL;
  survey_refresh_pool(survey, host, pool, take_done, &done);
  while (!done)
    g_main_context_iteration(g_main_context_get_thread_default(), TRUE);
}

void survey_ask_cpu(Survey *survey, const char *host, const VmDetails *vm)
{
  for (guint i = 0; i < survey->workers->len && vm->cpu != NULL; i++) {
    SurveyWorker *worker = g_ptr_array_index(survey->workers, i);
    if (host == NULL || g_strcmp0(survey_worker_host(worker), host) == 0)
      survey_worker_compare_cpu(worker, vm, NULL, NULL);
  }
}

void survey_wait_cpu(Survey *survey, const char *host, const VmDetails *vm)
{
  SurveyWorker *worker = find_worker(survey, host);
  gboolean done = worker == NULL || vm->cpu == NULL;
  if (!done)
    survey_worker_compare_cpu(worker, vm, take_done, &done);
  while (!done)
    g_main_context_iteration(g_main_context_get_thread_default(), TRUE);
}

const HostStatus *survey_wait(Survey *survey, const char *host)
{
  SurveyWorker *worker = find_worker(survey, host);
  while (worker != NULL && survey_worker_status(worker)->reach == HOST_CONNECTING)
    g_main_context_iteration(g_main_context_get_thread_default(), TRUE);
  return worker != NULL ? survey_worker_status(worker) : NULL;
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
  survey_ask_details(survey, host, uuid, take_awaited, &awaited);
  while (!awaited.done)
    g_main_context_iteration(g_main_context_get_thread_default(), TRUE);
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
  connection_close(connection_open(try->uri, try->uri, try->timeout_s, &try->error));
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
