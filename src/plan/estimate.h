/* How long a move will take, said before it starts: from what is known, and with what is not known named. Pure. */
#pragma once

#include "model/plan.h"
#include "plan/facts.h"

typedef enum {
  ESTIMATE_UNKNOWN,  /* what it depends on is not known: no figure */
  ESTIMATE_AT_LEAST, /* some of it is not known: it will not be faster than this */
  ESTIMATE_ABOUT,
} EstimateKind;

/* Another choice, and how long the move would take with it. */
typedef struct EstimateAlternative {
  const char *id; /* "post-copy", "underclock", "timer" */
  gint64 total_ms;
} EstimateAlternative;

typedef struct Estimate {
  EstimateKind kind;
  gboolean converges;      /* it ends by itself: the VM does not write faster than its memory is sent */
  gboolean ends_by_timer;  /* … or the timer ends it: TOTAL_MS is until then */
  gboolean cancelled_by_timer; /* the timer would cancel it, and that would be before its end */
  gint64 disks_ms, memory_ms, switch_over_ms; /* -1: not known, or without end */
  gint64 overhead_ms;      /* all else that a task does */
  gint64 total_ms;         /* -1: not known, or without end */
  TimeExpected expected;   /* what it was made from, for the time left on the way */
  GPtrArray *reasons;      /* of char *, translated: what it follows from, and what is not known */
  GArray *alternatives;    /* of EstimateAlternative; empty when nobody needs one */
} Estimate;

/* Longer than this, something else had better be chosen. */
#define ESTIMATE_LONG_MS (24 * 3600 * 1000ll)

/* The estimate for CHOICES, whose target (where they need one) must answer. */
Estimate *estimate_make(const Facts *facts, const Choices *choices);
void estimate_free(Estimate *estimate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Estimate, estimate_free)

/* The most that the network between the two hosts carries, Mbit/s; 0 unknown. The target must answer. */
guint estimate_network_mbits(const Facts *facts, const Choices *choices);

/* INPUTS before anything has been measured or learned. */
void estimate_inputs_init(EstimateInputs *inputs);

/* Does the estimate for CHOICES need to know (better) how fast the VM writes? One measurement looks at a few hundred pages of a small VM,
 * which is enough as long as it writes much slower than the network carries. */
gboolean estimate_needs_dirty_rate(const Facts *facts, const Choices *choices);
/* One more measurement; negative ones (it could not be measured) change nothing but their number. */
void estimate_take_dirty_rate(EstimateInputs *inputs, gint64 bytes_s);

/* Does it not end by itself or with the timer within a day? Then what would make it end is worth telling. */
gboolean estimate_is_bad(const Estimate *estimate);

/* For people, translated; callers free what they get. */
char *estimate_duration(const Estimate *estimate); /* "about 2 s", "at least 4 min", "not known", "does not finish by itself" … */
char *estimate_reasons(const Estimate *estimate);  /* "91 MiB in use over 10 Gbit/s, VM writes 3 MiB/s" */
char *estimate_advice(const Estimate *estimate);   /* "With underclocking about 11 min, with post-copy about 4 min."; NULL for none */
/* "Estimated duration: about 2 s (91 MiB …)", and the advice as a second line when there is one. Ends with NULL. */
char **estimate_lines(const Estimate *estimate);
