/* What the rooms of the estimate share: network, disks, memory, and their sum. */
#pragma once

#include "plan/estimate.h"

/* A speed, and where it comes from. */
typedef struct NetworkSpeed {
  double bytes_s;       /* 0: not known */
  guint mbits;          /* of the link, when that is what limits */
  gboolean upper_bound; /* the link may not be the one that is used */
  gboolean seen;        /* earlier moves have reached this */
} NetworkSpeed;

typedef struct EstimateDisks {
  GPtrArray *moving; /* of PlanDisk */
  gboolean whole;    /* they are copied with their holes */
  gboolean have_bases;
} EstimateDisks;

/* One more thing that the estimate follows from, translated. */
void estimate_because(Estimate *estimate, const char *format, ...) G_GNUC_PRINTF(2, 3);
void estimate_not_better_than(Estimate *estimate, EstimateKind kind);
/* -1 for what has no end, which is negative here. */
gint64 estimate_ms(double seconds);

/* Between the two hosts. What earlier moves have reached counts when it is less than what the links promise. */
NetworkSpeed estimate_network_speed(const Facts *facts, const Choices *choices);
/* "over 10 Gbit/s"; callers free it. */
char *estimate_say_network(const NetworkSpeed *speed);
/* Names what is not known of it. */
void estimate_take_network(Estimate *estimate, const NetworkSpeed *speed);

/* Those that are copied; callers unref MOVING. */
EstimateDisks estimate_disks(const Facts *facts, const Choices *choices);
/* WHOLE: with its holes. */
guint64 estimate_bytes_to_copy(const Facts *facts, const Choices *choices, const PlanDisk *disk, gboolean whole);
/* All at once: the slowest disk decides, or what all of them share. NETWORK: NULL on one host. */
double estimate_disks_seconds(Estimate *estimate, const Facts *facts, const Choices *choices, const EstimateDisks *disks,
                              const NetworkSpeed *network);

gboolean estimate_moves_memory(const Facts *facts, const Choices *choices);
guint64 estimate_memory_in_use(const VmDetails *vm);
/* Fills in what ESTIMATE says of memory; DISKS_S come before it. */
void estimate_take_memory(Estimate *estimate, const Facts *facts, const Choices *choices, const NetworkSpeed *network, double disks_s);
