/* Follows a job that takes its time: shows how far it is, carries out what front ends ask of it, and minds the timer. What the job is,
 * its table of functions tells. */
#pragma once

#include "task/runner.h"

/* What can be done to a job. NULL: that cannot. */
typedef struct JobKind {
  /* Waits at most LIMIT_MS. Has the job ended, for good or ill? */
  gboolean (*wait)(gpointer job, guint limit_ms);
  /* FALSE while there is nothing to see yet, and after the end. */
  gboolean (*sample)(gpointer job, JobSample *sample);
  /* A line about the disks ("vda 45 %"); NULL for none. The caller frees it. */
  char *(*tell)(gpointer job);
  gboolean (*abort)(gpointer job);
  gboolean (*suspend)(gpointer job);
  gboolean (*post_copy)(gpointer job);
  gboolean (*set_speed)(gpointer job, guint64 rate_bytes_s); /* 0: no limit */
  gint64 (*downtime_limit_ms)(gpointer job);
  gboolean (*set_downtime)(gpointer job, guint ms);
  gboolean (*recover)(gpointer job); /* of a post-copy that has lost its network */
} JobKind;

typedef struct Follow {
  Runner *runner;
  const JobKind *kind;
  gpointer job;
  gboolean uses_timer;    /* the timer of the plan is for this job */
  guint64 before_bytes, after_bytes; /* what other jobs of the task have copied before this one, or will after it */

  /* What happened, for the caller to read. */
  gboolean aborted;       /* the job took our cancel */
  gboolean suspended;     /* the VM was suspended for it */
  gboolean post_copy;     /* it took our switch to post-copy */
  gboolean timer_done;
  gboolean timer_cancels; /* the cancel is the timer's, not a person's */
  gboolean stall_done;    /* the plan's answer to a move that does not finish has been given */
  gboolean stall_cancels;

  /* For follow.c only. */
  gint64 started_ms, sampled_ms, point_ms;
  gboolean job_seen;
  guint rung_iteration; /* in which the downtime limit was set last */
  TaskRequest wish;
  guint64 wish_value;
} Follow;

/* In follow_stall.c: the plan's ladder of downtimes. The first rung, when the job is seen; what to do when it stalls; one rung by hand. */
void follow_begin_ladder(Follow *follow);
void follow_watch_stall(Follow *follow);
gboolean follow_set_downtime(Follow *follow, guint ms);

/* Follows the job of FOLLOW to its end. */
void follow_job(Follow *follow);

/* The error of a job that was cancelled. Always returns FALSE. */
gboolean follow_cancelled(const Follow *follow, GError **error);

/* Says in the task's record how the job came to its end, where that was not by itself. */
void follow_tell_end(const Follow *follow);
