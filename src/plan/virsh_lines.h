/* For the files that write virsh commands: pieces of shell lines, quoted where they must be. Callers free what they get. */
#pragma once

#include "model/plan.h"

void virsh_append_quoted(GString *out, const char *text);

/* The VM as virsh understands it whatever its name is. */
const char *virsh_domain(const Plan *plan);

/* "virsh -c URI COMMAND", to go on with. */
GString *virsh_line(const char *uri, const char *command);
/* "virsh -c URI COMMAND ARGUMENT", with the argument quoted. */
char *virsh_simple_line(const char *uri, const char *command, const char *argument);

/* TEXT as it stands in an attribute of XML and inside a basic regular expression of sed. */
char *virsh_sed_pattern(const char *text);

/* The commands about disks, added to LINES: making their new volumes, copying them by hand in the way that the VM's state allows,
 * and deleting the old ones. */
void virsh_create_volumes(const Plan *plan, GPtrArray *lines);
void virsh_copy_running(const Plan *plan, GPtrArray *lines);
void virsh_copy_shut_off(const Plan *plan, GPtrArray *lines);
/* Puts the new volumes into the definitions in FILES. */
void virsh_place_disks(const Plan *plan, const char *files, GPtrArray *lines);
void virsh_delete_old(const Plan *plan, GPtrArray *lines);
/* " --copy-storage-inc --migrate-disks vda,vdb", for the command that takes them along; nothing when no disk moves. */
void virsh_append_copying(const Plan *plan, GString *line);
