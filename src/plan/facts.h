/* Everything a check or a plan may look at, in one place. Borrowed pointers: whoever fills it keeps them alive. */
#pragma once

#include "model/host.h"
#include "model/inventory.h"

typedef struct Facts {
  const Inventory *inventory;
  const InventoryHost *source;
  const HostFacts *source_facts;
  const VmDetails *vm;
  const InventoryHost *target;   /* NULL while none is chosen */
  const HostStatus *target_status; /* how the target answered; NULL while none is chosen */
} Facts;

/* The target's facts, NULL when there is no target or it does not answer. */
static inline const HostFacts *facts_target(const Facts *facts)
{
  return facts->target_status != NULL && facts->target_status->reach == HOST_UP ? facts->target_status->facts : NULL;
}
