/* Storage pools of a host. */
#pragma once

#include "model/host.h"
#include "virt/connection.h"

/* Adds every pool of the host, active or not, to POOLS (of Pool). */
gboolean storage_list(Connection *connection, GPtrArray *pools, GError **error);

/* What a pool's XML says; NULL and ERROR when it is not well-formed. Sizes and activity are not in it. */
Pool *storage_read_xml(const char *xml, GError **error);
