/* The log of libvirt calls that change something or steer, for people: when, on which host, what, to what, what came of it, how long it
 * took. Nothing of what the calls carry (definitions, keys) is in it. */
#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>

/* From now on what is called is written to FD, a line each; FD stays the caller's. Without this nothing is written. */
void log_open(int fd);

/* A line of one's own, made safe. */
void log_note(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* What was done on HOST since BEGUN_US (monotonic), and what came of it: FAILURE is NULL when it went well, OBJECT when there is none. */
void log_outcome(const char *host, const char *what, const char *object, gint64 begun_us, const char *failure);

/* What connections are called in the log. */
void log_name_host(virConnectPtr connection, const char *host);
void log_forget_host(virConnectPtr connection);

/* For virt/calls.h: a call, from just before it to just after. */
typedef struct LogCall {
  const char *function;
  char *host, *object;
  gint64 begun_us;
} LogCall;
LogCall log_call(const char *function, virConnectPtr connection, const char *object);
LogCall log_domain_call(const char *function, virDomainPtr domain);
void log_result(LogCall *call, gboolean ok);
