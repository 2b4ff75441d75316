/* Where the plan's disks are at each moment, as definitions name it. */
#pragma once

#include "task/runner.h"
#include "virt/domain_edit.h"

/* The new places of all disks that move, of DiskPlace, asked from the target: for the VM itself, or for the mover, which carries
 * them under names and formats of its own. */
GPtrArray *places_new(Runner *runner, gboolean for_mover, GError **error);

/* The disks of the plan that move, as the domain that carries them (the VM, or the mover) calls them. Caller frees with g_strfreev(). */
char **places_targets(const Plan *plan);
/* And as the VM calls them, in the same order. */
char **places_labels(const Plan *plan);
/* The UUID of that domain. Caller frees. */
char *places_carrier(const Plan *plan);
