/* Progress of a migration: libvirt's raw job figures made into what an operator can read. Pure arithmetic. */
#pragma once

#include "model/stall.h"
#include "model/time_left.h"

typedef struct Progress {
  MigrationPhase phase;
  gint64 elapsed_ms;
  double fraction;                /* 0 … 1, never smaller than before */
  guint64 sent_bytes, total_bytes, remaining_bytes;
  guint64 rate_bytes_s;           /* smoothed */
  guint64 dirty_bytes_s;          /* what the VM writes; 0 in the first iteration, when nobody knows it */
  guint iteration, throttle_percent;
  gint64 downtime_ms, downtime_limit_ms; /* -1 unknown */
  gint64 left_ms;                 /* -1: not known, or it does not end by itself */
  gint64 needed_ms;               /* the downtime limit with which it would finish now; -1 unknown */
  gboolean stalled;               /* it will not finish by itself: what remains does not shrink */
  gboolean broken;                /* post-copy has lost its network: the VM's memory is split over both hosts */
  gboolean suspended;             /* the VM is suspended so that the copy can finish */
  Stall stall;                    /* what the verdict is made from; this and the next are not kept in the store */
  TimeLeft time_left;             /* what LEFT_MS is made from */
} Progress;

/* The state before the first sample. */
void progress_init(Progress *progress);

/* Takes one more SAMPLE into PROGRESS. */
void progress_take(Progress *progress, const JobSample *sample);

/* The move is complete: everything at its end. */
void progress_finish(Progress *progress);

/* May longer downtimes be allowed now? Only where it is certain that the present limit is too short. */
gboolean progress_wants_downtime(const Progress *progress);

/* Why it does not finish by itself, with the figures: "VM writes 14 MiB/s, network carries 10 MiB/s; switching over now would take
 * 2.1 s, the limit is 0.3 s". NULL when it gets on. The caller frees. */
char *progress_verdict(const Progress *progress);

/* "memory", "switch-over" …, translated; static. */
const char *progress_phase_name(MigrationPhase phase);

/* The same for JSON: never translated. */
const char *progress_phase_id(MigrationPhase phase);

/* One point of the chart. */
typedef struct ProgressPoint {
  gint64 at_ms;
  guint64 rate_bytes_s, dirty_bytes_s;
} ProgressPoint;
