/* What happens to each disk of the VM: whether it can move, whether it does, and into what. Pure; the plan, the rules and the
 * storage page all ask here. */
#pragma once

#include "model/plan.h"
#include "plan/facts.h"

/* Does the VM have every disk that something was chosen for? ERROR names the first that it has not. */
gboolean disks_check_names(const VmDetails *vm, const Choices *choices, GError **error);

/* Why DISK never moves from its pool ("its medium stays where it is" …), translated, static; NULL when it can. */
const char *disk_why_fixed(const Disk *disk);

/* What was chosen for DISK, by its name or with all; NULL when it stays. */
const DiskChoice *disk_choice_for(const Choices *choices, const Disk *disk);

/* The host whose pools the disks move to: the target, or the VM's own host. NULL when it does not answer. */
const HostFacts *disks_host(const Facts *facts, const Choices *choices);
const char *disks_host_name(const Facts *facts, const Choices *choices);

/* The pool of that host that DISK goes to; NULL when it stays, or when there is no such pool. */
const Pool *disk_destination(const Facts *facts, const Choices *choices, const Disk *disk);

/* The pool that DISK lies in now, as its host knows it; NULL for none. */
const Pool *disk_pool(const Facts *facts, const Disk *disk);

/* Are POOL of the source and THERE of the target (NULL: none of that name) the same storage? */
gboolean pool_is_same_storage(const Facts *facts, const Pool *pool, const Pool *there);

/* Is POOL of the source the same storage on the target host too, mounted at the same place? */
gboolean pool_is_shared(const Facts *facts, const Pool *pool);

/* Where DISK is already, the target host finds it too: it may stay there when the VM changes hosts. */
gboolean disk_is_shared(const Facts *facts, const Disk *disk);

/* Can POOL hold what DISK becomes with CHOICE? The reason why not as a new string, NULL when it can. Space, names and whether
 * the pool is there at all are other questions. */
char *disk_why_not_in(const Facts *facts, const Choices *choices, const Disk *disk, const Pool *pool);

/* May DISK get another format in POOL? */
gboolean disk_can_change_format(const Disk *disk, const Pool *pool);

/* Can each disk of such a move be given a speed of its own? Otherwise one rate, in whole MiB/s, is for all of them. */
gboolean disks_have_own_speeds(const Facts *facts, const Choices *choices);

/* A name for DISK's volume that POOL does not have yet, made from the one that was wanted. Caller frees. */
char *disk_free_name(const Pool *pool, const char *wanted);

/* DISK as the plan has it. */
PlanDisk *plan_disk_build(const Facts *facts, const Choices *choices, const Disk *disk);
