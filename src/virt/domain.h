/* Domains: listed in one call, looked at one by one, defined and undefined. Domains are named by UUID. */
#pragma once

#include "model/host.h"
#include "model/vm.h"
#include "virt/connection.h"

/* Adds every VM of the host to VMS (of Vm), by name: one call, however many there are, and a bounded number of others for migrations out
 * of the host. BEFORE are the facts of the last look; NULL at the first. */
gboolean domain_list(Connection *connection, GPtrArray *vms, const HostFacts *before, GError **error);

/* All that one VM's definition tells. */
VmDetails *domain_details(Connection *connection, const char *uuid, GError **error);

/* Is the VM on this host, and how? *STATE is VM_STATE_UNKNOWN when it is not there. FALSE and ERROR when nobody can tell.
 * PERSISTENT may be NULL. */
gboolean domain_state(Connection *connection, const char *uuid, VmState *state, gboolean *persistent, GError **error);

/* The definition, with secrets: that of the next boot when PERSISTENT, else that of the running VM as a migration wants it.
 * Caller frees. */
char *domain_definition(Connection *connection, const char *uuid, gboolean persistent, GError **error);

/* Removes the definition of a VM that is not active; one that is active is an error, one that is not there is none. IS_COPY: the
 * VM's snapshots are known elsewhere; otherwise a VM that has any is an error. */
gboolean domain_undefine(Connection *connection, const char *uuid, gboolean is_copy, GError **error);

/* Begins to measure for a second how fast the VM writes to its memory, and returns at once. FALSE when it cannot be measured: the VM does
 * not run, or a job is at work on it. */
gboolean domain_start_dirty_rate(Connection *connection, const char *uuid);
/* The result: bytes per second, -1 when there is none. FALSE while it is still being measured. */
gboolean domain_dirty_rate(Connection *connection, const char *uuid, gint64 *bytes_s);

/* Is the VM there, with no job at work on it, and has it not crashed? */
gboolean domain_is_at_rest(Connection *connection, const char *uuid);

/* Is a migration out of this host at work on the VM? FALSE also when it cannot be asked. */
gboolean domain_is_leaving(Connection *connection, const char *uuid);

/* Is no job at work on the VM? FALSE also when it cannot be asked. */
gboolean domain_has_no_job(Connection *connection, const char *uuid);

/* Ends a migration of it to elsewhere, as far as libvirt lets that be ended; other jobs are left alone. */
void domain_abort_migration(Connection *connection, const char *uuid);

/* Defines a VM from XML. */
gboolean domain_define(Connection *connection, const char *xml, GError **error);

/* Lets the VM start with its host. */
gboolean domain_set_autostart(Connection *connection, const char *uuid, GError **error);

/* Makes a running VM stand still. */
gboolean domain_suspend(Connection *connection, const char *uuid, GError **error);

/* Lets a VM that was left suspended by a migration go on. */
/* Ends it as a power failure would; one that does not run is no error. */
gboolean domain_destroy(Connection *connection, const char *uuid, GError **error);
gboolean domain_resume(Connection *connection, const char *uuid, GError **error);
