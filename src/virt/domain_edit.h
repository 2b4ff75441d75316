/* What a move changes in a definition, and what it must be able to put back. Pure: no connection. */
#pragma once

#include <glib.h>

/* A copy of XML in which every NIC on a network that is a key of NETWORKS is on its value instead; all else stays.
 * Caller frees. */
char *domain_edit_map_networks(const char *xml, GHashTable *networks, GError **error);

/* A disk's new place: the <disk type=''>, its <source> element as text, and its format. */
typedef struct DiskPlace {
  char *target;
  char *type, *source;
  char *format;
} DiskPlace;
void disk_place_free(DiskPlace *place);

/* A copy of XML, of a domain or of a snapshot, in which each disk of PLACES (of DiskPlace) has its new place; all else of it
 * stays: serial, bus, address, cache, encryption. Caller frees. */
char *domain_edit_place_disks(const char *xml, const GPtrArray *places, GError **error);

/* A copy of XML in which the disk TARGET is the element DISK. Caller frees. */
char *domain_edit_put_disk(const char *xml, const char *target, const char *disk, GError **error);
