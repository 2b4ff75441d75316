#include "model/memory_copy.h"

/* QEMU stops the VM when what remains can be sent in this time. */
#define DOWNTIME_LIMIT_S 0.3

/* A round that leaves nearly as much as it found leads nowhere: measured figures are not better than this. */
#define PROGRESS_NEEDED 0.95

/* QEMU's auto-converge: after two rounds in which the VM wrote more than half of what was sent, 20 % slower, then 10 % more each time. */
#define THROTTLE_WHEN 0.5
#define THROTTLE_AFTER 2
#define THROTTLE_FIRST 0.2
#define THROTTLE_MORE 0.1
#define THROTTLE_MOST 0.99

typedef struct Throttle {
  guint high;
  double part; /* of its time that the VM stands still */
} Throttle;

static void throttle(Throttle *throttle, double sent, double dirtied)
{
  if (dirtied <= sent * THROTTLE_WHEN || ++throttle->high < THROTTLE_AFTER)
    return;
  throttle->high = 0;
  throttle->part = throttle->part > 0 ? MIN(throttle->part + THROTTLE_MORE, THROTTLE_MOST) : THROTTLE_FIRST;
}

/* The timer acts with REMAINING bytes to go. */
static MemoryEnd end_by_timer(const MemoryCopy *copy, double remaining, double *copying_s, double *standing_s)
{
  *copying_s = copy->timer_s;
  *standing_s = copy->on_timer == TIMEOUT_CANCEL ? 0 : remaining / copy->rate_bytes_s;
  return copy->on_timer == TIMEOUT_CANCEL ? MEMORY_CANCELLED_BY_TIMER : MEMORY_ENDED_BY_TIMER;
}

/* One round: what is still to be sent, and how long it has lasted already. */
typedef struct Round {
  double bytes, lasted_s;
} Round;

static Round first_round(const MemoryCopy *copy)
{
  return copy->begun ? (Round){ copy->round_bytes, copy->round_s } : (Round){ copy->bytes, 0 };
}

MemoryEnd memory_copy(const MemoryCopy *copy, double *copying_s, double *standing_s)
{
  Throttle slowed = { .part = copy->slowed_part };
  Round round = first_round(copy);
  double at_s = 0, limit_s = copy->limit_s > 0 ? copy->limit_s : DOWNTIME_LIMIT_S;
  while (round.bytes > copy->rate_bytes_s * limit_s || round.lasted_s > 0) {
    double left_s = round.bytes / copy->rate_bytes_s, whole_s = round.lasted_s + left_s;
    double writes_s = copy->dirty_bytes_s * (1 - slowed.part);
    if (copy->timer_s >= 0 && at_s + left_s > copy->timer_s) {
      double part_s = copy->timer_s - at_s;
      double remaining = round.bytes - part_s * copy->rate_bytes_s + (round.lasted_s + part_s) * writes_s;
      return end_by_timer(copy, MIN(remaining, copy->bytes), copying_s, standing_s);
    }
    double sent = whole_s * copy->rate_bytes_s, dirtied = MIN(writes_s * whole_s, copy->bytes);
    at_s += left_s;
    if (copy->underclock)
      throttle(&slowed, sent, dirtied);
    if (dirtied > MAX(sent * PROGRESS_NEEDED, copy->rate_bytes_s * limit_s) && (!copy->underclock || slowed.part >= THROTTLE_MOST)) {
      if (copy->timer_s >= 0)
        return end_by_timer(copy, dirtied, copying_s, standing_s);
      *copying_s = *standing_s = -1;
      return MEMORY_NEVER_ENDS;
    }
    round = (Round){ dirtied, 0 };
  }
  *copying_s = at_s;
  *standing_s = round.bytes / copy->rate_bytes_s;
  return MEMORY_ENDS;
}

double memory_copy_with_post_copy(const MemoryCopy *copy)
{
  double first_s = copy->bytes / copy->rate_bytes_s;
  return first_s + MIN(copy->dirty_bytes_s * first_s, copy->bytes) / copy->rate_bytes_s;
}
