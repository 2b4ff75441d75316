/* What a VM's definition does not tell of its disks: their sizes, the volumes they are, what they build upon. */
#pragma once

#include "model/vm.h"
#include "virt/connection.h"

/* Fills in all disks of DETAILS, as far as the host can tell. A few calls for each disk that has a medium. */
void disk_look(Connection *connection, VmDetails *details);
