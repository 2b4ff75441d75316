/* The contents of volumes, by libvirt's streams: through this machine, with a limit, and with holes left as holes. For what no
 * QEMU can carry: base images that others have open. */
#pragma once

#include "model/progress.h"
#include "virt/connection.h"

typedef struct VolumeCopy VolumeCopy;

/* Starts to copy the volume FROM_NAME of SOURCE into the volume TO_NAME of TARGET, which is there already and as long. Both
 * connections must outlive the copy. RATE_BYTES_S 0: no limit. */
VolumeCopy *volume_copy_start(Connection *source, const char *from_pool, const char *from_name, Connection *target, const char *to_pool,
                              const char *to_name, guint64 rate_bytes_s);

/* Waits for its end, at most LIMIT_MS. Has it ended, for good or ill? */
gboolean volume_copy_wait(VolumeCopy *copy, guint limit_ms);
/* Waits for its end and frees COPY. FALSE and ERROR when it failed or was aborted. */
gboolean volume_copy_finish(VolumeCopy *copy, GError **error);

/* So many bytes are there already, holes included. */
guint64 volume_copy_done_bytes(VolumeCopy *copy);
void volume_copy_abort(VolumeCopy *copy);
void volume_copy_set_speed(VolumeCopy *copy, guint64 rate_bytes_s);

/* Makes the qcow2 image in the volume build upon PATH. */
gboolean volume_set_backing(Connection *connection, const char *pool, const char *name, const char *path, GError **error);

/* Is the volume a qcow2 image whose data lie in another file? FALSE too when it cannot be read. */
gboolean volume_has_data_file(Connection *connection, const char *pool, const char *name);

/* Compares two volumes, byte by byte, by their digests; only the names of what they build upon may differ. CANCELLED is asked now
 * and then and ends it with an error. */
gboolean volume_equal(Connection *one, const char *one_pool, const char *one_name, Connection *other, const char *other_pool,
                      const char *other_name, gboolean (*cancelled)(gpointer data), gpointer data, gboolean *equal, GError **error);
