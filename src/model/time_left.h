/* How long a job that is under way will still take. It goes through the rounds of memory as the estimate does (model/memory_copy), from
 * where they are now and with live figures, and what is shown follows that calmly. Pure arithmetic. */
#pragma once

#include "model/choices.h"
#include "model/job_sample.h"

/* What the estimate was made from, for as long as the job does not tell better. */
typedef struct TimeExpected {
  guint64 memory_bytes;    /* in use: QEMU counts pages of zeros too, which take no time; 0 unknown */
  guint64 network_bytes_s; /* what the network carries; 0 unknown */
  guint64 disks_bytes_s;   /* how fast the disks are copied, all together; 0 unknown */
  gint64 dirty_bytes_s;    /* what the VM writes; -1 unknown */
} TimeExpected;

typedef struct TimeLeft {
  TimeExpected expected;   /* this and the next two come from the plan */
  gboolean underclock;
  TimeoutAction on_timer;

  /* For time_left.c only. */
  gint64 at_ms;            /* of the last look */
  MigrationPhase phase;
  gboolean suspended;
  guint iteration;
  gint64 round_ms;         /* when the iteration began */
  double rate_bytes_s;     /* of memory, as told and made calm */
  double most_dirty_bytes_s, most_begun_bytes; /* the most that the VM was seen to write, and that an iteration began with */
  guint64 disks_seen_bytes;
  guint64 before_bytes;    /* what had been sent before memory began */
  double disks_bytes, disks_s; /* the disks' speed: bytes in seconds, the latest weigh most */
  double paced_bytes;      /* what they would have copied by now if it came steadily */
  gint64 shown_ms;         /* -1: none */
} TimeLeft;

/* Before the first look. EXPECTED NULL: nothing is known of the job but what it tells. */
void time_left_init(TimeLeft *left, const TimeExpected *expected);

/* Takes one more SAMPLE of a job in PHASE, at RATE_BYTES_S. STALLED: experience shows that it will not end by itself. LIMIT_MS: the
 * downtime limit, -1 unknown. Returns how long it will still take; -1: not known, or it does not end. */
gint64 time_left_take(TimeLeft *left, const JobSample *sample, MigrationPhase phase, guint64 rate_bytes_s, gboolean stalled,
                      gint64 limit_ms);
