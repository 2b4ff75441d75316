#include "ui/pace.h"

enum {
  CALM_US = 1000000,
  LONGEST_CALM_US = 10000000,
  PATIENCE_US = 3000000, /* a screen of 2,000 bytes at 9600 baud takes 2.1 s */
  SLOW_US = 400000,
  QUICK_US = 40000,   /* for the first screens, which are large */
  INSTANT_US = 4000,  /* question and answer alone take 4 ms at 19200 baud */
  QUICK_ENOUGH = 3,   /* answers that show a fast line */
  INSTANT_ENOUGH = 9, /* and one that was slow before */
  MUTE = 2,         /* questions without an answer that show a terminal that has none */
  SHARE = 3         /* of the line, that figures may take: one third */
};

void pace_init(Pace *pace, gboolean slow)
{
  *pace = (Pace){ .slow = slow };
}

gboolean pace_wants_to_ask(const Pace *pace)
{
  return pace->asked_us == 0 && pace->missed < MUTE && (pace->slow || pace->quick < QUICK_ENOUGH);
}

void pace_asked(Pace *pace, gint64 now_us)
{
  pace->asked_us = now_us;
}

void pace_answered(Pace *pace, gint64 now_us)
{
  pace->missed = 0;
  if (pace->asked_us == 0)
    return;
  pace->took_us = now_us - pace->asked_us;
  pace->asked_us = 0;
  pace->quick = pace->took_us < QUICK_US ? pace->quick + 1 : 0;
  pace->instant = pace->took_us < INSTANT_US ? pace->instant + 1 : 0;
  if (pace->took_us >= SLOW_US)
    pace->slow = TRUE;
  else if (pace->instant >= INSTANT_ENOUGH)
    pace->slow = FALSE;
}

gint64 pace_wait_us(Pace *pace, gint64 now_us)
{
  if (pace->asked_us == 0)
    return 0;
  if (now_us - pace->asked_us < PATIENCE_US)
    return pace->asked_us + PATIENCE_US - now_us;
  pace->asked_us = 0;
  pace->missed++;
  return 0;
}

gint64 pace_interval_us(const Pace *pace)
{
  return CLAMP(pace->took_us * SHARE, CALM_US, LONGEST_CALM_US);
}

gboolean pace_is_slow(const Pace *pace)
{
  return pace->slow;
}
