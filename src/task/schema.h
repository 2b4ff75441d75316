/* The tables of the store. Times are wall clock in ms since the epoch, sizes in bytes, rates in bytes per second. */
#pragma once

/* What brings a store from one version to the next; the last of them is today's. */
#define SCHEMA_VERSION 6

#define SCHEMA_1 \
  "CREATE TABLE IF NOT EXISTS task (" \
  "  id INTEGER PRIMARY KEY AUTOINCREMENT," \
  "  vm TEXT NOT NULL, vm_uuid TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL," \
  "  type TEXT NOT NULL, vm_state TEXT NOT NULL, owner TEXT NOT NULL, plan TEXT NOT NULL," \
  "  state TEXT NOT NULL DEFAULT 'waiting', reason TEXT," \
  "  created_ms INTEGER NOT NULL, started_ms INTEGER NOT NULL DEFAULT 0, finished_ms INTEGER NOT NULL DEFAULT 0," \
  "  downtime_ms INTEGER NOT NULL DEFAULT -1," \
  "  can_cancel INTEGER NOT NULL DEFAULT 1, can_post_copy INTEGER NOT NULL DEFAULT 0, can_suspend INTEGER NOT NULL DEFAULT 0," \
  "  cancelling INTEGER NOT NULL DEFAULT 0," \
  "  phase INTEGER NOT NULL DEFAULT 0, elapsed_ms INTEGER NOT NULL DEFAULT 0, fraction REAL NOT NULL DEFAULT 0," \
  "  sent INTEGER NOT NULL DEFAULT 0, total INTEGER NOT NULL DEFAULT 0, remaining INTEGER NOT NULL DEFAULT 0," \
  "  rate INTEGER NOT NULL DEFAULT 0, dirty INTEGER NOT NULL DEFAULT 0," \
  "  iteration INTEGER NOT NULL DEFAULT 0, throttle INTEGER NOT NULL DEFAULT 0," \
  "  downtime_now_ms INTEGER NOT NULL DEFAULT -1, downtime_limit_ms INTEGER NOT NULL DEFAULT -1, left_ms INTEGER NOT NULL DEFAULT -1," \
  "  stalled INTEGER NOT NULL DEFAULT 0, suspended INTEGER NOT NULL DEFAULT 0);" \
  "CREATE INDEX IF NOT EXISTS task_vm ON task (vm_uuid);" \
  "CREATE TABLE IF NOT EXISTS step (" \
  "  task INTEGER NOT NULL REFERENCES task ON DELETE CASCADE, position INTEGER NOT NULL," \
  "  kind TEXT NOT NULL, title TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting', detail TEXT," \
  "  started_ms INTEGER NOT NULL DEFAULT 0, finished_ms INTEGER NOT NULL DEFAULT 0," \
  "  PRIMARY KEY (task, position));" \
  "CREATE TABLE IF NOT EXISTS point (" \
  "  task INTEGER NOT NULL REFERENCES task ON DELETE CASCADE, at_ms INTEGER NOT NULL, rate INTEGER NOT NULL, dirty INTEGER NOT NULL);" \
  "CREATE INDEX IF NOT EXISTS point_task ON point (task, at_ms);" \
  "CREATE TABLE IF NOT EXISTS request (" \
  "  id INTEGER PRIMARY KEY AUTOINCREMENT, task INTEGER NOT NULL REFERENCES task ON DELETE CASCADE, kind INTEGER NOT NULL);" \
  /* What a step must remember beyond the life of its runner: snapshots on their way, for instance. */ \
  "CREATE TABLE IF NOT EXISTS kept (" \
  "  task INTEGER NOT NULL REFERENCES task ON DELETE CASCADE, position INTEGER NOT NULL," \
  "  name TEXT NOT NULL, value TEXT NOT NULL, current INTEGER NOT NULL, PRIMARY KEY (task, position));"

/* Copying of disks, whose speed can be changed on the way. */
#define SCHEMA_2 \
  "ALTER TABLE task ADD COLUMN can_set_speed INTEGER NOT NULL DEFAULT 0;" \
  "ALTER TABLE request ADD COLUMN value INTEGER NOT NULL DEFAULT 0;" \
  /* The volumes a task has made at the target, written down before they are made: what a failure must delete. */ \
  "CREATE TABLE made (" \
  "  task INTEGER NOT NULL REFERENCES task ON DELETE CASCADE, pool TEXT NOT NULL, volume TEXT NOT NULL, PRIMARY KEY (task, pool, volume));"

/* What only the hosts knew, or the runner, and a runner that takes over must know as well. */
#define SCHEMA_3 \
  /* A volume that was to be made may be somebody else's by now; one that has been made is the task's. */ \
  "ALTER TABLE made ADD COLUMN is_there INTEGER NOT NULL DEFAULT 1;" \
  /* The VM was suspended by the task, which is to resume it. */ \
  "ALTER TABLE task ADD COLUMN has_suspended INTEGER NOT NULL DEFAULT 0;" \
  "UPDATE task SET has_suspended = suspended WHERE state IN ('waiting', 'running');" \
  /* Disks as the definition had them before a step put other places into it. */ \
  "CREATE TABLE disk (" \
  "  task INTEGER NOT NULL REFERENCES task ON DELETE CASCADE, target TEXT NOT NULL, xml TEXT NOT NULL, PRIMARY KEY (task, target));"

/* What has happened to the record itself, until an operator has been told. */
#define SCHEMA_4 "CREATE TABLE notice (id INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, text TEXT NOT NULL);"

/* When each phase of a move began, for its history. */
#define SCHEMA_5 \
  "CREATE TABLE phase (" \
  "  task INTEGER NOT NULL REFERENCES task ON DELETE CASCADE, phase INTEGER NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (task, phase));"

/* What helps a move that does not finish, and one that has lost its network in post-copy. */
#define SCHEMA_6 \
  "ALTER TABLE task ADD COLUMN can_set_downtime INTEGER NOT NULL DEFAULT 0;" \
  "ALTER TABLE task ADD COLUMN can_recover INTEGER NOT NULL DEFAULT 0;" \
  "ALTER TABLE task ADD COLUMN needed_ms INTEGER NOT NULL DEFAULT -1;" \
  "ALTER TABLE task ADD COLUMN broken INTEGER NOT NULL DEFAULT 0;"

/* In order; SCHEMA_VERSION of them. */
#define SCHEMA_SQL { SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5, SCHEMA_6 }
