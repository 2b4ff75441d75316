/* For the rules about disks and storage only: when they apply, and what they go through. */
#pragma once

#include "plan/rules/groups.h"

gboolean rule_moves_disks(const Facts *facts, const Choices *choices);        /* disks move, to a host that answers */
gboolean rule_moves_disks_online(const Facts *facts, const Choices *choices); /* … of a VM that is running or suspended */
gboolean rule_moves_disks_shut_off(const Facts *facts, const Choices *choices);
gboolean rule_moves_both(const Facts *facts, const Choices *choices);         /* the VM and disks move to a target that answers */

/* Calls CHECK for each disk that something was chosen for. */
typedef void (*RuleDiskCheck)(const Rule *rule, const Facts *facts, const Choices *choices, const Disk *disk, const DiskChoice *choice,
                              GPtrArray *findings);
void rule_each_moving(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings, RuleDiskCheck check);

/* All disks of the VM as they are planned, of PlanDisk; the caller frees it. */
GPtrArray *rule_planned_disks(const Facts *facts, const Choices *choices);
