/* How fast to draw. After a screen has been sent, the terminal is asked for a sign of life; when its answer is back, all of the
 * screen has arrived. Until then nothing more is sent, so what is on the screen is never further behind than one drawing, whatever
 * lies between: a serial line, ssh, a console server. Lines that turn out to be fast are not asked any more, and terminals that do
 * not answer are drawn on by the clock. Pure: all times are handed in. */
#pragma once

#include <glib.h>

typedef struct Pace {
  gint64 asked_us; /* 0: no answer is awaited */
  gint64 took_us;  /* the last answer */
  guint quick;     /* answers in a row that came soon */
  guint instant;   /* and sooner than a serial line could carry them */
  guint missed;    /* questions in a row without an answer */
  gboolean slow;
} Pace;

/* SLOW: the line is known to be. */
void pace_init(Pace *pace, gboolean slow);

/* Is the terminal to be asked after what is drawn now? */
gboolean pace_wants_to_ask(const Pace *pace);
void pace_asked(Pace *pace, gint64 now_us);
void pace_answered(Pace *pace, gint64 now_us);

/* How long to wait before anything more is drawn, at most: an answer may come sooner. Notes questions that stay without one. */
gint64 pace_wait_us(Pace *pace, gint64 now_us);

/* The time from one drawing to the next where only figures change that nobody has asked for: leaves most of the line to the keys. */
gint64 pace_interval_us(const Pace *pace);

/* Does a whole screen take a good part of a second? Then pictures are worth drawing now and then only. */
gboolean pace_is_slow(const Pace *pace);
