/* Virtual networks of a host. */
#pragma once

#include "model/host.h"
#include "virt/connection.h"

/* Adds every network of the host, active or not, to NETWORKS (of Network). */
gboolean network_list(Connection *connection, GPtrArray *networks, GError **error);

/* What a network's XML says; NULL and ERROR when it is not well-formed. */
Network *network_read_xml(const char *xml, GError **error);
