/* Does the copying of a VM's memory get anywhere? Told from what each iteration has to send. Pure arithmetic. */
#pragma once

#include <glib.h>

typedef struct Stall {
  guint iteration;         /* the one at work; 0: none has been seen */
  guint64 begun_bytes;     /* what it had to send when it began */
  guint64 least_bytes;     /* the least that any iteration has begun with; 0: not known yet */
  guint in_vain;           /* iterations since then that began with about as much or more */
  guint throttle_percent;
} Stall;

/* Takes one more look: REMAINING_BYTES are still to be sent in ITERATION (from 1). A VM that is slowed down more than before is
 * judged anew. */
void stall_take(Stall *stall, guint iteration, guint64 remaining_bytes, guint throttle_percent);

/* Have a few iterations in a row begun with no less than the ones before? */
gboolean stall_is_certain(const Stall *stall);

/* How long the VM would stand still if what an iteration has to send were sent in one go, at RATE_BYTES_S; -1: not known. */
gint64 stall_needed_ms(const Stall *stall, guint64 rate_bytes_s);
