/* A rule, a move that it finds fault with, and a move much like it that it lets through. */
#pragma once

#include "tests/unit/sample.h"

typedef struct RuleCase {
  const char *id;
  void (*bad)(Sample *), (*good)(Sample *);
  const char *says;   /* part of the message */
  const char *remedy; /* part of the remedy; NULL: whatever it is */
} RuleCase;

/* Those of the disks that move. They end with a NULL id. */
extern const RuleCase storage_rule_cases[];
/* Those of devices that cannot move, and of post-copy. */
extern const RuleCase device_rule_cases[];
