/* Migrations that are no tasks of ours: started with virsh, virt-manager, or by another user. Seen on their hosts, shown like tasks. */
#pragma once

#include "model/host.h"
#include "model/inventory.h"
#include "model/task.h"

/* How a host stands; NULL: not known. */
typedef const HostStatus *(*ForeignStatus)(gpointer data, const char *host);

/* All of them, of Task with their steps: every migration out of a host of INVENTORY that no task of OURS (of Task) carries out. Their ids
 * are negative, and the same for the same VM every time. */
GPtrArray *foreign_tasks(const Inventory *inventory, ForeignStatus status, gpointer data, const GPtrArray *ours);

/* Writes into TASK, which is over, how it ended: nobody notes that, but where the VM is tells. SOURCE: its host now; NULL: not known. */
void foreign_end(Task *task, const HostFacts *source);

/* Is task ID such a one? */
gboolean foreign_is(gint64 id);
