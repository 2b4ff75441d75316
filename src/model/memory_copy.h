/* How long memory takes that a VM goes on writing to: the rounds of a live migration, as arithmetic. The estimate before the start and
 * the time left on the way come from this. */
#pragma once

#include "model/choices.h"

/* What is copied, and under which conditions. */
typedef struct MemoryCopy {
  double bytes;           /* in use; it cannot dirty more than that between two rounds */
  double rate_bytes_s;    /* what the network carries */
  double dirty_bytes_s;   /* what the VM writes */
  gboolean underclock;
  double timer_s;         /* from now until the timer acts; negative: there is none */
  TimeoutAction on_timer;

  /* Of a copy that is under way; all 0 before it begins. */
  gboolean begun;
  double round_bytes;     /* what is still to be sent in this round */
  double round_s;         /* how long this round has lasted: what was written meanwhile comes with the next one */
  double slowed_part;     /* of its time that the VM is made to stand still, 0 … 1 */
  double limit_s;         /* the VM stops when what remains can be sent in this time; 0: QEMU's own limit */
} MemoryCopy;

typedef enum { MEMORY_ENDS, MEMORY_ENDED_BY_TIMER, MEMORY_CANCELLED_BY_TIMER, MEMORY_NEVER_ENDS } MemoryEnd;

/* Goes through the rounds of COPY. The seconds until the VM stands still, and those it stands still (with the timer that suspends: from
 * then on; with post-copy: those in which it already runs at the target). */
MemoryEnd memory_copy(const MemoryCopy *copy, double *copying_s, double *standing_s);

/* The same when the VM is switched to post-copy after the first round: that always ends. */
double memory_copy_with_post_copy(const MemoryCopy *copy);
