/* One look at a running job, in libvirt's own figures. */
#pragma once

#include <glib.h>

typedef enum {
  PHASE_NONE,          /* nothing moves yet */
  PHASE_DISKS,
  PHASE_MEMORY,
  PHASE_SWITCH_OVER,   /* the VM stands still for a moment and goes on at the target */
  PHASE_POST_COPY,     /* the VM runs at the target and fetches the rest of its memory */
  PHASE_DONE,
} MigrationPhase;

typedef struct JobSample {
  gint64 elapsed_ms;
  guint64 total_bytes, processed_bytes, remaining_bytes; /* memory and disks together */
  guint64 memory_total_bytes;     /* of it memory, zero pages too; 0 unknown */
  guint64 memory_to_come_bytes;   /* of what remains: memory that follows when the disks are done */
  guint64 rate_bytes_s;           /* what goes over the network now */
  guint64 dirty_pages_s, page_size_bytes;
  guint iteration, throttle_percent;
  gint64 downtime_ms;             /* what a switch-over now would cost; -1 unknown */
  gint64 timer_ms;                /* until the plan's timer acts; 0: none will */
  gboolean copying_disks;         /* no memory has been sent yet */
  gboolean vm_suspended;          /* by us or by someone, while it migrates */
  gboolean post_copy;
  gboolean post_copy_broken;      /* … and the hosts do not reach each other any more */
  gboolean switching_over;        /* the VM stands still at the source for the hand-over */
} JobSample;
