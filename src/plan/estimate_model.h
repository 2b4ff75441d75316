/* How long memory takes that a VM goes on writing to: the rounds of a live migration, as arithmetic. */
#pragma once

#include "model/choices.h"

/* What is copied, and under which conditions. */
typedef struct MemoryCopy {
  double bytes;           /* in use; it cannot dirty more than that between two rounds */
  double rate_bytes_s;    /* what the network carries */
  double dirty_bytes_s;   /* what the VM writes */
  gboolean underclock;
  double timer_s;         /* from the start of this copy until the timer acts; negative: there is none */
  TimeoutAction on_timer;
} MemoryCopy;

typedef enum { MEMORY_ENDS, MEMORY_ENDED_BY_TIMER, MEMORY_CANCELLED_BY_TIMER, MEMORY_NEVER_ENDS } MemoryEnd;

/* Goes through the rounds of COPY. The seconds until the VM stands still, and those it stands still (with the timer that suspends: from
 * then on; with post-copy: those in which it already runs at the target). */
MemoryEnd memory_copy(const MemoryCopy *copy, double *copying_s, double *standing_s);

/* The same when the VM is switched to post-copy after the first round: that always ends. */
double memory_copy_with_post_copy(const MemoryCopy *copy);
