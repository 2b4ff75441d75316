/* What the mover (virt/mover.h) is called, the helper domain that carries the disks of a shut-off VM: everybody who sees it can tell whose
 * disks it has, and who is at work with them. */
#pragma once

#include <glib.h>

/* Its UUID, made from that of the VM: there is one mover for each VM, wherever it is. Caller frees. */
char *mover_uuid(const char *vm_uuid);

/* Its name; OWNER is "task-7-root@jump". Caller frees. */
char *mover_name(const char *vm_uuid, const char *owner);

/* The owner of the mover called NAME, a part of it; NULL: that is no mover. */
const char *mover_owner(const char *name);

/* Is NAME that of a mover of that VM, whosever it is? */
gboolean mover_carries(const char *name, const char *vm_uuid);
