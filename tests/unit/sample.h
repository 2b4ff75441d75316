/* Facts of a move that nothing stands in the way of: web, running, from alpha to bravo, disk in a shared pool. Tests change
 * what they are about. */
#pragma once

#include "plan/facts.h"
#include "model/plan.h"

typedef struct Sample {
  Inventory *inventory;
  HostFacts *source_facts;
  HostStatus target;
  VmDetails *vm;
  Facts facts;
  Choices *choices;
} Sample;

void sample_init(Sample *sample);
void sample_clear(Sample *sample);

Disk *sample_add_disk(Sample *sample, const char *target, const char *path);
Nic *sample_add_nic(Sample *sample, const char *network);
Pool *sample_add_pool(HostFacts *host, const char *name, const char *path, const char *origin);
Network *sample_add_network(HostFacts *host, const char *name);
