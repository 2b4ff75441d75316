/* The mover: a tiny helper domain that carries only the disks of a shut-off VM, so that QEMU can copy them as it copies those
 * of a running one. It starts suspended and never runs; while it is there, its locks keep everybody from starting the VM. */
#pragma once

#include "model/plan.h"
#include "virt/connection.h"

/* OWNER says whose it is ("task-7-root@jump"): that of somebody else is never taken for ours, nor ended. */

/* What the mover calls the Nth disk that moves. Caller frees. */
char *mover_target(guint n);

/* Starts it on the VM's host, with every disk of PLAN that moves. */
gboolean mover_start(Connection *connection, const Plan *plan, const char *owner, GError **error);
gboolean mover_is_there(Connection *connection, const char *vm_uuid, const char *owner);
/* Ends it; one that is not there is no error. */
gboolean mover_stop(Connection *connection, const char *vm_uuid, const char *owner, GError **error);
