/* Choices and facts become a plan: routes, control, the list of steps. */
#pragma once

#include "plan/facts.h"
#include "model/plan.h"
#include "plan/rules.h"

/* The plan for CHOICES. All facts must be there (a target that answers). Checks nothing: rules_check() does. */
Plan *plan_build(const Facts *facts, const Choices *choices);

/* Keeps in PLAN what those of FINDINGS said that were overridden. */
void plan_note_overridden(Plan *plan, const GPtrArray *findings);

/* The route that memory and disk data would take between two hosts; the rule of it is here alone. */
void plan_route(const InventoryHost *source, const InventoryHost *target, Route *route);
/* The route that the data of such a move takes: disks that stay on their host take its storage network. */
void plan_route_for(const Facts *facts, const Choices *choices, Route *route);
void route_clear(Route *route);

/* Each NIC's network at the target: the mapped one, else the one of the same name. NULL when the target has none. */
const Network *plan_network_for(const Facts *facts, const Choices *choices, const Nic *nic);

/* The same by hand: commands for a shell on the machine where this program runs, one per line. Caller frees with g_strfreev(). */
char **plan_virsh(const Plan *plan);
