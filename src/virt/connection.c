#include "virt/connection.h"

#include "virt/error.h"
#include "virt/events.h"
#include "virt/handles.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>

/* A peer that says nothing for this long is gone. */
#define KEEPALIVE_INTERVAL_S 5
#define KEEPALIVE_COUNT 3

#define TRIES_FOR_A_REASON 5

static void ignore_error(void *data, virErrorPtr error)
{
}

void connection_init(void)
{
  static gsize once;
  if (!g_once_init_enter(&once))
    return;
  virSetErrorFunc(NULL, ignore_error);
  events_start();
  g_once_init_leave(&once, 1);
}

char *connection_quiet_uri(const char *uri)
{
  g_autofree char *scheme = g_uri_parse_scheme(uri);
  gboolean by_ssh = scheme != NULL && strstr(scheme, "+ssh") != NULL;
  if (!by_ssh || strstr(uri, "no_tty=") != NULL)
    return g_strdup(uri);
  return g_strconcat(uri, strchr(uri, '?') != NULL ? "&" : "?", "no_tty=1", NULL);
}

/* virConnectOpen() has no time limit of its own and cannot be interrupted. It runs on a thread; whoever is left over after the
 * limit, thread or caller, cleans up. */
typedef struct Attempt {
  GMutex mutex;
  GCond finished;
  char *uri;
  virConnectPtr handle;
  virErrorPtr error;
  gboolean done, abandoned;
} Attempt;

static void attempt_free(Attempt *attempt)
{
  g_mutex_clear(&attempt->mutex);
  g_cond_clear(&attempt->finished);
  g_free(attempt->uri);
  if (attempt->handle != NULL)
    virConnectClose(attempt->handle);
  virFreeError(attempt->error);
  g_free(attempt);
}

/* An ssh that gives up at once may be gone before libvirt has written to it. libvirt then knows of a broken pipe and never reads
 * what ssh had to say; another try mostly does. */
static gboolean lost_the_reason(const virError *error)
{
  return error != NULL && error->code == VIR_ERR_SYSTEM_ERROR && error->int1 == EPIPE;
}

static virConnectPtr open_with_reason(const char *uri, virErrorPtr *error)
{
  virConnectPtr handle;
  *error = NULL;
  for (int try = 0; try < TRIES_FOR_A_REASON; try++) {
    virFreeError(*error);
    handle = virConnectOpen(uri);
    *error = handle == NULL ? virSaveLastError() : NULL;
    if (!lost_the_reason(*error))
      break;
  }
  return handle;
}

static gpointer attempt_run(gpointer data)
{
  Attempt *attempt = data;
  virErrorPtr error;
  virConnectPtr handle = open_with_reason(attempt->uri, &error);
  if (handle != NULL)
    virConnectSetKeepAlive(handle, KEEPALIVE_INTERVAL_S, KEEPALIVE_COUNT);

  g_mutex_lock(&attempt->mutex);
  attempt->handle = handle;
  attempt->error = error;
  attempt->done = TRUE;
  gboolean abandoned = attempt->abandoned;
  g_cond_signal(&attempt->finished);
  g_mutex_unlock(&attempt->mutex);
  if (abandoned)
    attempt_free(attempt);
  return NULL;
}

/* TRUE when the attempt has ended; FALSE when it was left to its thread. */
static gboolean attempt_wait(Attempt *attempt, guint timeout_s)
{
  gint64 until = g_get_monotonic_time() + (gint64)timeout_s * G_USEC_PER_SEC;
  g_mutex_lock(&attempt->mutex);
  while (!attempt->done && g_cond_wait_until(&attempt->finished, &attempt->mutex, until))
    ;
  gboolean done = attempt->done;
  attempt->abandoned = !done;
  g_mutex_unlock(&attempt->mutex);
  return done;
}

static Connection *open_within(const char *host, const char *uri, guint timeout_s, GError **error)
{
  Attempt *attempt = g_new0(Attempt, 1);
  g_mutex_init(&attempt->mutex);
  g_cond_init(&attempt->finished);
  attempt->uri = connection_quiet_uri(uri);
  g_thread_unref(g_thread_new("virt-connect", attempt_run, attempt));

  if (!attempt_wait(attempt, timeout_s)) {
    g_set_error(error, VIRT_ERROR, VIRT_ERROR_NO_ANSWER, _("connecting to %s: no answer within %u s"), host, timeout_s);
    return NULL;
  }
  if (attempt->handle == NULL) {
    virt_error_set_from(error, attempt->error, _("connecting to %s"), host);
    attempt_free(attempt);
    return NULL;
  }
  Connection *connection = g_new0(Connection, 1);
  connection->handle = g_steal_pointer(&attempt->handle);
  connection->host = g_strdup(host);
  connection->uri = g_strdup(uri);
  log_name_host(connection->handle, host);
  attempt_free(attempt);
  return connection;
}

Connection *connection_open(const char *host, const char *uri, guint timeout_s, GError **error)
{
  g_autoptr(GError) cause = NULL;
  gint64 begun_us = g_get_monotonic_time();
  Connection *connection = open_within(host, uri, timeout_s, &cause);
  log_outcome(host, "virConnectOpen", NULL, begun_us, cause != NULL ? cause->message : NULL);
  if (cause != NULL)
    g_propagate_error(error, g_steal_pointer(&cause));
  return connection;
}

Connection *connection_open_another(const Connection *connection, guint timeout_s, GError **error)
{
  return connection_open(connection->host, connection->uri, timeout_s, error);
}

void connection_close(Connection *connection)
{
  if (connection == NULL)
    return;
  log_forget_host(connection->handle);
  virConnectClose(connection->handle);
  g_free(connection->host);
  g_free(connection->uri);
  g_free(connection);
}

gboolean connection_is_alive(const Connection *connection)
{
  return virConnectIsAlive(connection->handle) == 1;
}
