/* Block jobs that copy disks of an active domain into other volumes of its host. All disks of one move are copied together; when
 * every copy is complete the domain can be switched over to them. */
#pragma once

#include "model/progress.h"
#include "virt/connection.h"
#include "virt/volume.h"

typedef struct BlockCopy BlockCopy;

BlockCopy *block_copy_new(Connection *connection, const char *uuid, GError **error);
void block_copy_free(BlockCopy *copy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BlockCopy, block_copy_free)

/* Starts to copy the disk TARGET, which messages call LABEL, into DESTINATION, a volume of FORMAT that is there already. SHALLOW: only the
 * topmost image of its chain. RATE_BYTES_S 0: no limit. */
gboolean block_copy_add(BlockCopy *copy, const char *target, const char *label, const VolumeSource *destination, const char *format,
                        gboolean shallow, guint64 rate_bytes_s, GError **error);

/* Takes up the copy of disk TARGET into a volume of the name VOLUME that has been started before. FALSE when there is none; a block job
 * that does something else is somebody else's. */
gboolean block_copy_attach(BlockCopy *copy, const char *target, const char *label, const char *volume);

/* How many jobs there are. */
guint block_copy_count(const BlockCopy *copy);

/* How the jobs stand, all disks together. *READY: all copies are complete, and stay so while the VM goes on writing. FALSE and
 * ERROR when one has ended without being asked to. */
gboolean block_copy_sample(BlockCopy *copy, JobSample *sample, gboolean *ready, GError **error);
/* "vda 45 %, vdb 12 %". Caller frees. */
char *block_copy_tell(BlockCopy *copy);

gboolean block_copy_set_speed(BlockCopy *copy, guint64 rate_bytes_s, GError **error);
/* Ends all jobs; the domain keeps the disks it had. */
gboolean block_copy_abort(BlockCopy *copy, GError **error);
/* Makes the domain use the copies. *SWITCHED counts the disks that do, also when ERROR is set. */
gboolean block_copy_pivot(BlockCopy *copy, guint *switched, GError **error);
