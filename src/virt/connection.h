/* Connections to libvirt daemons. */
#pragma once

#include <glib.h>

typedef struct Connection Connection;

/* Once per process, before anything else of this room: quiet libvirt's own output, start its event loop. */
void connection_init(void);

/* Connects to URI; HOST is what messages call it. Waits at most TIMEOUT_S: then ERROR has the code VIRT_ERROR_NO_ANSWER.
 * ssh never asks anything on the terminal: what it would ask is an error instead. */
Connection *connection_open(const char *host, const char *uri, guint timeout_s, GError **error);
/* One more to the same host. Two threads that share a connection may wait for each other: before libvirt 10.1 a call can go unseen
 * for seconds while another thread's long one is under way. */
Connection *connection_open_another(const Connection *connection, guint timeout_s, GError **error);
void connection_close(Connection *connection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Connection, connection_close)

/* FALSE once the other side is gone; such a connection never comes back. */
gboolean connection_is_alive(const Connection *connection);

/* The URI as it is given to libvirt: with no_tty=1 when ssh carries it. Caller frees. */
char *connection_quiet_uri(const char *uri);
