/* What a domain's XML says. Pure: no connection. */
#pragma once

#include "model/vm.h"

/* Reads the XML's disks and NICs into DETAILS. FALSE and ERROR when it is not well-formed. */
gboolean domain_xml_read(const char *xml, VmDetails *details, GError **error);

/* What the domain's CPU promises, as an element of its own: NULL when it is whatever the host has, or when its definition wants
 * nobody to look (check='none'). Caller frees. */
char *domain_xml_cpu(const char *xml);

/* The path (of a network disk: the name) of what the disk TARGET is being copied into; NULL when it is not. Caller frees. */
char *domain_xml_mirror(const char *xml, const char *target);

/* The element of the disk TARGET as text, without what is secret in it; NULL when there is none. Caller frees. */
char *domain_xml_disk(const char *xml, const char *target);
