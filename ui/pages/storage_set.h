/* What the storage page makes of what is picked there: choices for one disk, or for all that it fits. */
#pragma once

#include "ui/draft.h"

/* DISK is the one that is meant; NULL: every disk that can move. Each returns how many disks took it. */
guint storage_set_pool(Draft *draft, const Disk *disk, const char *pool); /* NULL: it stays where it is */
guint storage_set_format(Draft *draft, const Disk *disk, DiskFormat format);
guint storage_set_speed(Draft *draft, const Disk *disk, const Speed *speed);

/* How many disks can move. */
guint storage_movable(const Draft *draft);

/* Where DISK goes as things stand; NULL when it stays. Valid until the main loop runs again. */
const Pool *storage_destination(const Draft *draft, const Disk *disk);

/* Can each disk have a speed of its own? */
gboolean storage_own_speeds(const Draft *draft);

/* Why DISK (NULL: no disk in particular) cannot go to POOL, stay where it is, get another format: a new string, NULL when it can. */
char *storage_why_not_in(const Draft *draft, const Disk *disk, const Pool *pool);
char *storage_why_not_stay(const Draft *draft, const Disk *disk);
char *storage_why_no_format(const Draft *draft, const Disk *disk);

/* Another name for the volume that DISK becomes, when what it would be called is taken in the pool or by another disk that goes
 * there; NULL when it is not. Caller frees. */
char *storage_free_name(const Draft *draft, const Disk *disk);
void storage_set_name(Draft *draft, const Disk *disk, const char *volume);
