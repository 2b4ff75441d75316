/* The groups of rules, one file each. Every list ends with a row whose id is NULL. */
#pragma once

#include "plan/rules.h"

extern const Rule rules_vm[];
extern const Rule rules_host[];
extern const Rule rules_devices[];
extern const Rule rules_post_copy[];
extern const Rule rules_network[];
extern const Rule rules_storage[];
extern const Rule rules_disks[];
extern const Rule rules_loss[];
extern const Rule rules_estimate[];

/* For rows: when a rule applies. */
gboolean rule_always(const Facts *facts, const Choices *choices);
gboolean rule_for_host_moves(const Facts *facts, const Choices *choices);   /* the VM changes hosts */
gboolean rule_with_target(const Facts *facts, const Choices *choices);      /* … and the target answers */
gboolean rule_for_online_moves(const Facts *facts, const Choices *choices); /* … and the VM is running or suspended */
