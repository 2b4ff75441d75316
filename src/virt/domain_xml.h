/* What a domain's XML says, and the changes a move makes to it. Pure: no connection. */
#pragma once

#include "model/vm.h"

/* Reads the XML's disks and NICs into DETAILS. FALSE and ERROR when it is not well-formed. */
gboolean domain_xml_read(const char *xml, VmDetails *details, GError **error);

/* What the domain's CPU promises, as an element of its own: NULL when it is whatever the host has, or when its definition wants
 * nobody to look (check='none'). Caller frees. */
char *domain_xml_cpu(const char *xml);

/* A copy of XML in which every NIC on a network that is a key of NETWORKS is on its value instead; all else stays.
 * Caller frees. */
char *domain_xml_map_networks(const char *xml, GHashTable *networks, GError **error);

/* A disk's new place: the <disk type=''>, its <source> element as text, and its format. */
typedef struct DiskPlace {
  char *target;
  char *type, *source;
  char *format;
} DiskPlace;
void disk_place_free(DiskPlace *place);

/* A copy of XML, of a domain or of a snapshot, in which each disk of PLACES (of DiskPlace) has its new place; all else of it
 * stays: serial, bus, address, cache, encryption. Caller frees. */
char *domain_xml_place_disks(const char *xml, const GPtrArray *places, GError **error);

/* The path (of a network disk: the name) of what the disk TARGET is being copied into; NULL when it is not. Caller frees. */
char *domain_xml_mirror(const char *xml, const char *target);

/* The element of the disk TARGET as text, without what is secret in it; NULL when there is none. Caller frees. */
char *domain_xml_disk(const char *xml, const char *target);
/* A copy of XML in which the disk TARGET is the element DISK. Caller frees. */
char *domain_xml_put_disk(const char *xml, const char *target, const char *disk, GError **error);

/* One disk of the VM, for the mover: carried under another name, and as the container it is or as what it holds. */
typedef struct MoverDisk {
  char *target, *carried_as;
  gboolean as_container;
} MoverDisk;
void mover_disk_free(MoverDisk *disk);

/* The definition of a helper domain, made for the same machine as that of XML, that has DISKS (of MoverDisk) and nothing else.
 * Caller frees. */
char *domain_xml_mover(const char *xml, const char *name, const char *uuid, const GPtrArray *disks, GError **error);
