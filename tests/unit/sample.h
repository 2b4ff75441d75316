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

/* Makes of it a move of disks, of a VM in STATE: vda, now web.qcow2 of the pool vmstore, goes to the pool ssd of its own host or of
 * bravo. Both hosts have the pools ssd (files), vg (logical), ceph (rbd) and san (iscsi), each of its own but for ceph. */
void sample_move_disks(Sample *sample, MoveType type, VmState state);
/* Adds a choice: the disk TARGET, or all, goes to POOL. */
DiskChoice *sample_choose(Sample *sample, const char *target, const char *pool);
Disk *sample_disk(const Sample *sample, const char *target);
/* The pool NAME of the host that the disks move to. */
Pool *sample_pool(const Sample *sample, const char *name);
/* DISK builds upon the volume NAME of vmstore. */
BaseImage *sample_add_base(Disk *disk, const char *name);

Disk *sample_add_disk(Sample *sample, const char *target, const char *path);
Nic *sample_add_nic(Sample *sample, const char *network);
Pool *sample_add_pool(HostFacts *host, const char *name, const char *path, const char *origin);
Network *sample_add_network(HostFacts *host, const char *name);
