/* What a migration is, for those who start it and those who steer it. */
#pragma once

#include "virt/disk_speed.h"
#include "virt/migration.h"

struct Migration {
  gatomicrefcount references;   /* ours and, while it is registered, the event's */
  virConnectPtr source, target; /* target: NULL when peer-to-peer */
  virDomainPtr domain;          /* on the connection that is busy with the call */
  Connection *steering;         /* a connection of its own for everything else, so that nothing waits for the call */
  virDomainPtr steered;         /* the same domain on it */
  char *vm, *from, *to, *peer_uri;
  char **disks, **labels;     /* that are copied along, and what messages call them; NULL: none */
  DiskSpeeds *speeds;         /* of those disks; NULL: all have the one that the migration began with */
  unsigned long memory_mib_s; /* the limit that memory is to have instead of that of the disks; 0: nothing to be done */
  virTypedParameterPtr params;
  int n_params, max_params;
  unsigned int flags;
  GThread *thread;
  int callback;

  GMutex mutex; /* guards what follows */
  GCond event;
  gboolean over, ok, completed;
  gint64 downtime_ms;
  virErrorPtr error;
};
