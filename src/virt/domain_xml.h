/* What a domain's XML says, and the changes a move makes to it. Pure: no connection. */
#pragma once

#include "model/vm.h"

/* Reads the XML's disks and NICs into DETAILS. FALSE and ERROR when it is not well-formed. */
gboolean domain_xml_read(const char *xml, VmDetails *details, GError **error);

/* A copy of XML in which every NIC on a network that is a key of NETWORKS is on its value instead; all else stays.
 * Caller frees. */
char *domain_xml_map_networks(const char *xml, GHashTable *networks, GError **error);
