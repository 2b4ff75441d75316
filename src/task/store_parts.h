/* What the parts of the store share; for src/task/store*.c only. */
#pragma once

#include "task/db.h"
#include "task/store.h"

struct Store {
  sqlite3 *db;
  char *folder;
  int version_seen;
  gint64 phase_task;           /* whose phase was written last, and which */
  MigrationPhase phase;
};
