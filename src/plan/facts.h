/* Everything a check or a plan may look at, in one place. Borrowed pointers: whoever fills it keeps them alive. */
#pragma once

#include "model/host.h"
#include "model/inventory.h"

/* What earlier moves like this one have shown; the most recent weigh most. */
typedef struct MoveHistory {
  guint moves;              /* how many there were; 0: what follows is not known */
  guint64 memory_bytes_s;   /* what the network carried of the memory of VMs; 0 unknown */
  guint64 disks_bytes_s;    /* how fast disks without a limit were copied, all together; 0 unknown */
  gint64 overhead_ms;       /* what a whole task took beside copying; -1 unknown */
} MoveHistory;

/* What an estimate needs beside the other facts. */
typedef struct EstimateInputs {
  gint64 dirty_bytes_s;     /* what the running VM writes to its memory, on average; -1: not measured */
  guint measurements;       /* of that */
  MoveHistory history;
} EstimateInputs;

typedef struct Facts {
  const Inventory *inventory;
  const InventoryHost *source;
  const HostFacts *source_facts;
  const VmDetails *vm;
  const InventoryHost *target;   /* NULL while none is chosen */
  const HostStatus *target_status; /* how the target answered; NULL while none is chosen */
  const EstimateInputs *estimate;  /* NULL: nobody wants to know how long it takes */
} Facts;

/* The target's facts, NULL when there is no target or it does not answer. */
static inline const HostFacts *facts_target(const Facts *facts)
{
  return facts->target_status != NULL && facts->target_status->reach == HOST_UP ? facts->target_status->facts : NULL;
}
