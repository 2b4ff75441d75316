#include "model/stall.h"

/* The first iteration sends everything, and says nothing of what the VM writes. */
#define FIRST_JUDGED 2

/* So many iterations in a row may do no better before it is said. */
#define PATIENCE 2

/* What begins with more than this part of the least so far has not got better: the rest is noise. */
#define BETTER_PERCENT 90

static void begin_anew(Stall *stall)
{
  stall->least_bytes = 0;
  stall->in_vain = 0;
}

static void judge(Stall *stall)
{
  gboolean better = stall->least_bytes == 0 || stall->begun_bytes < stall->least_bytes / 100 * BETTER_PERCENT;
  stall->in_vain = better ? 0 : stall->in_vain + 1;
  if (better)
    stall->least_bytes = stall->begun_bytes;
}

void stall_take(Stall *stall, guint iteration, guint64 remaining_bytes, guint throttle_percent)
{
  if (throttle_percent > stall->throttle_percent)
    begin_anew(stall);
  stall->throttle_percent = throttle_percent;
  if (iteration <= stall->iteration)
    return;
  stall->iteration = iteration;
  stall->begun_bytes = remaining_bytes;
  if (iteration >= FIRST_JUDGED)
    judge(stall);
}

gboolean stall_is_certain(const Stall *stall)
{
  return stall->in_vain >= PATIENCE;
}

gint64 stall_needed_ms(const Stall *stall, guint64 rate_bytes_s)
{
  if (stall->iteration < FIRST_JUDGED || rate_bytes_s == 0)
    return -1;
  return (gint64)((double)stall->begun_bytes / (double)rate_bytes_s * 1000);
}
