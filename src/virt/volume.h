/* Storage volumes of a host: looked at, made, deleted. A volume goes by its pool and its name. */
#pragma once

#include "model/vm.h"
#include "virt/connection.h"

typedef struct Volume {
  char *pool, *name;
  char *path;               /* of its file or device; "pool/image" in an RBD pool */
  char *format;             /* NULL where its pool has none */
  guint64 capacity_bytes;   /* what a guest sees */
  guint64 allocation_bytes; /* what it takes up */
  guint64 physical_bytes;   /* the length of the file or device */
  char *backing_path, *backing_format; /* what it builds upon; NULL: nothing */
} Volume;

void volume_free(Volume *volume);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Volume, volume_free)

/* *VOLUME is NULL when the pool has none of that NAME. FALSE and ERROR when nobody can tell. */
gboolean volume_look(Connection *connection, const char *pool, const char *name, Volume **volume, GError **error);
/* The volume at PATH, in whatever pool; NULL for none. A pool whose list is out of date is read again. */
Volume *volume_at(Connection *connection, const char *path);

/* Makes the volume that ORDER describes: pool, name, format, capacity and backing image. It takes up as little as its pool allows. */
gboolean volume_create(Connection *connection, const Volume *order, GError **error);
/* One that is not there is no error. */
gboolean volume_delete(Connection *connection, const char *pool, const char *name, GError **error);

/* *NAME is that of a volume, in any pool of the host whose volumes can, that builds upon the one at PATH; NULL for none. It reads all
 * of these pools anew, or ONLY_POOL when that is not NULL, and looks at every volume: for when something is about to be deleted. FALSE and
 * ERROR when one of them cannot be read: libvirt stops such a pool. Caller frees. */
gboolean volume_built_upon(Connection *connection, const char *path, const char *only_pool, char **name, GError **error);

/* Reads the pool's list of volumes anew: for what was made without libvirt's knowing. */
gboolean volume_refresh_pool(Connection *connection, const char *pool, GError **error);

/* How a domain names the volume: the type of its disk ("file", "block", "network") and the <source> element. */
typedef struct VolumeSource {
  char *type, *xml;
} VolumeSource;
void volume_source_clear(VolumeSource *source);
gboolean volume_source(Connection *connection, const char *pool, const char *name, VolumeSource *source, GError **error);
