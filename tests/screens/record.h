/* Tasks for the screen tests: written into the store by the test itself, which plays their runner. */
#pragma once

#include "fixture.h"
#include "model/task.h"

typedef struct Record Record;

/* Opens the store of FIXTURE's user. */
Record *record_open(const Fixture *fixture);
/* The runners that were played are gone then. */
void record_close(Record *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Record, record_close)

/* How many tasks there are, whoever has begun them. */
guint record_count(Record *record);

/* A waiting task: VM (running, with UUID) moves from alpha to bravo in five steps. Its runner lives from now on. Returns its id. */
gint64 record_task(Record *record, const char *vm, const char *uuid);

/* The same for a shut-off VM with snapshots and a base image, whose disk vda goes to the pool ssd of alpha in eleven steps. */
gint64 record_disk_task(Record *record, const char *vm, const char *uuid);
/* All steps before POSITION are done, and that one is at work: DETAIL. While it copies, its speed can be changed. */
void record_at_step(Record *record, gint64 task, guint position, const char *detail);

/* The first step done and the second, the migration, begun; the task may be cancelled and switched to post-copy. */
void record_begin(Record *record, gint64 task);

/* One look at the migration: this much of TOTAL_MIB sent, and what comes over the wire and is written each second. Figures of
 * libvirt become figures of a task as they do in a real runner. */
typedef struct RecordSample {
  guint seconds;
  guint total_mib, sent_mib, remaining_mib;
  guint rate_mib, dirty_mib;
  guint iteration, throttle_percent;
} RecordSample;
void record_sample(Record *record, gint64 task, const RecordSample *sample);

/* The task ends like this; its runner is gone then. */
void record_end(Record *record, gint64 task, TaskState state, const char *reason);

/* The runner dies without a word. */
void record_kill_runner(Record *record, gint64 task);

/* What the front end has asked for; waits for it. */
TaskRequest record_wait_request(Record *record, gint64 task);
