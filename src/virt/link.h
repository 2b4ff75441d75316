/* Network interfaces of a host. */
#pragma once

#include "model/host.h"
#include "virt/connection.h"

/* Adds the interfaces of the host to LINKS (of HostLink), but for those of its VMs. A host that does not tell has none. */
void link_list(Connection *connection, GPtrArray *links);

/* What the XML of a node device says; NULL when it is not of an interface, and with ERROR when it is not well-formed. */
HostLink *link_read_xml(const char *text, GError **error);
