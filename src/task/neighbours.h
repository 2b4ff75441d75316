/* Tasks of other users on this machine. Their records cannot be read, but everybody sees the command lines of their runners, each of which
 * names its VM. */
#pragma once

#include <glib.h>

/* Who moves the VM with that UUID, by a runner that is not this process: "task 7 of bob on this machine"; NULL: none is to be seen. Caller
 * frees. */
char *neighbours_mover(const char *vm_uuid);
