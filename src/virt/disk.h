/* What a VM's definition does not tell of its disks: their sizes, the volumes they are, what they build upon. */
#pragma once

#include "model/vm.h"
#include "virt/connection.h"

/* Fills in all disks of DETAILS, as far as the host can tell. A few calls for each disk that has a medium. */
void disk_look(Connection *connection, VmDetails *details);

/* *NAME is that of a VM of the host, other than the one with UUID (NULL: of any), that has the medium at PATH; NULL for none. One
 * call, however many VMs there are. FALSE and ERROR when nobody can tell. Caller frees. */
gboolean disk_other_user(Connection *connection, const char *path, const char *uuid, char **name, GError **error);
