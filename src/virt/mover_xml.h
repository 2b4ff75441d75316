/* The definition of the helper domain that carries the disks of a shut-off VM. Pure: no connection. */
#pragma once

#include <glib.h>

/* One disk of the VM, for the mover: carried under another name, and as the container it is or as what it holds. */
typedef struct MoverDisk {
  char *target, *carried_as;
  gboolean as_container;
} MoverDisk;
void mover_disk_free(MoverDisk *disk);

/* The definition of a helper domain, made for the same machine as that of XML, that has DISKS (of MoverDisk) and nothing else.
 * Caller frees. */
char *mover_xml_new(const char *xml, const char *name, const char *uuid, const GPtrArray *disks, GError **error);
