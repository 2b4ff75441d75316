/* The way back of a move that is done. */
#pragma once

#include "model/plan.h"

/* The choices that take back what PLAN did: to its source, networks mapped backwards, its disks to the pools and formats they came from.
 * What PLAN does not say is as in PRESETS. Disks that lay in no pool have no choice: there is no place of libvirt's to name. */
Choices *plan_back(const Plan *plan, const Choices *presets);
