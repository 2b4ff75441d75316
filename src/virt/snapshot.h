/* Snapshot metadata. libvirt does not migrate a VM that has any, so it is taken off the source and given to the target. */
#pragma once

#include "virt/connection.h"

typedef struct Snapshot {
  char *name;
  char *xml;         /* as snapshotRedefine wants it */
  gboolean current;
} Snapshot;

void snapshot_free(Snapshot *snapshot);

/* Adds the names of the VM's snapshots to NAMES (of char *), parents first. */
gboolean snapshot_names(Connection *connection, const char *uuid, GPtrArray *names, GError **error);

/* The VM's snapshots, parents first, of Snapshot. */
GPtrArray *snapshot_read(Connection *connection, const char *uuid, GError **error);

/* Takes the metadata of all snapshots off the VM; their data in the disks stays. */
gboolean snapshot_forget(Connection *connection, const char *uuid, GError **error);

/* Gives SNAPSHOT back to the VM; one that it has already is redefined, which changes nothing. */
gboolean snapshot_redefine(Connection *connection, const char *uuid, const Snapshot *snapshot, GError **error);
