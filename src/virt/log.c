#include "virt/log.h"

#include "model/text.h"

#include <glib/gi18n.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <unistd.h>

static gint log_fd = -1;
static GMutex hosts_mutex;
static GHashTable *hosts; /* of virConnectPtr, to names */

void log_open(int fd)
{
  g_atomic_int_set(&log_fd, fd);
}

/* One write a line: several threads, and what libraries say to the same file, do not mix within it. */
static void write_line(const char *text)
{
  int fd = g_atomic_int_get(&log_fd);
  if (fd < 0)
    return;
  g_autoptr(GDateTime) now = g_date_time_new_now_local();
  g_autofree char *stamp = g_date_time_format(now, "%Y-%m-%d %H:%M:%S");
  g_autofree char *safe = text_safe(text);
  g_autofree char *line = g_strdup_printf("%s.%03d  %s\n", stamp, g_date_time_get_microsecond(now) / 1000, safe);
  /* A log that cannot be written must not hinder a move. */
  if (write(fd, line, strlen(line)) < 0)
    return;
}

void log_note(const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_autofree char *text = g_strdup_vprintf(format, args);
  va_end(args);
  write_line(text);
}

void log_outcome(const char *host, const char *what, const char *object, gint64 begun_us, const char *failure)
{
  log_note("%-8s %-6s %6" G_GINT64_FORMAT " ms  %-23s %s%s%s", host != NULL ? host : "-", failure == NULL ? "ok" : "failed",
           (g_get_monotonic_time() - begun_us) / 1000, what, object != NULL ? object : "", failure != NULL ? "  " : "",
           failure != NULL ? failure : "");
}

void log_name_host(virConnectPtr connection, const char *host)
{
  g_mutex_lock(&hosts_mutex);
  if (hosts == NULL)
    hosts = g_hash_table_new_full(NULL, NULL, NULL, g_free);
  g_hash_table_insert(hosts, connection, g_strdup(host));
  g_mutex_unlock(&hosts_mutex);
}

void log_forget_host(virConnectPtr connection)
{
  g_mutex_lock(&hosts_mutex);
  if (hosts != NULL)
    g_hash_table_remove(hosts, connection);
  g_mutex_unlock(&hosts_mutex);
}

static char *name_of(virConnectPtr connection)
{
  g_mutex_lock(&hosts_mutex);
  char *name = g_strdup(hosts != NULL ? g_hash_table_lookup(hosts, connection) : NULL);
  g_mutex_unlock(&hosts_mutex);
  return name;
}

LogCall log_call(const char *function, virConnectPtr connection, const char *object)
{
  if (g_atomic_int_get(&log_fd) < 0)
    return (LogCall){ 0 };
  return (LogCall){ function, name_of(connection), g_strdup(object), g_get_monotonic_time() };
}

/* Asking a handle for its name and connection asks nobody else, but forgets the error that was told last. */
LogCall log_domain_call(const char *function, virDomainPtr domain)
{
  return log_call(function, virDomainGetConnect(domain), virDomainGetName(domain));
}

void log_result(LogCall *call, gboolean ok)
{
  if (call->function == NULL)
    return;
  log_outcome(call->host, call->function, call->object, call->begun_us, ok ? NULL : virGetLastErrorMessage());
  g_free(call->host);
  g_free(call->object);
}
