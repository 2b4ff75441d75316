/* The table of checks: what can be known to go wrong is known before anything happens. Pure functions over the facts. */
#pragma once

#include "plan/facts.h"
#include "model/plan.h"

typedef enum { SEVERITY_BLOCKS, SEVERITY_WARNS, SEVERITY_INFORMS } Severity;

/* What a rule speaks about; the page of that subject shows it. */
typedef enum { RULE_VM, RULE_TARGET, RULE_NETWORK, RULE_OPTIONS, RULE_STORAGE } RuleSubject;

typedef struct Rule Rule;

/* One thing a rule found. */
typedef struct Finding {
  const Rule *rule;
  char *message; /* names the host, disk or device */
  char *remedy;  /* what to do about it */
} Finding;

struct Rule {
  const char *id;
  Severity severity;
  RuleSubject subject;
  const char *title;  /* what it makes sure of, for a list of all rules */
  gboolean (*applies)(const Facts *facts, const Choices *choices);
  /* Adds a Finding to FINDINGS for each thing that is wrong; none when all is well. */
  void (*check)(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings);
};

/* All rules as one list; *N is their number. Static. */
const Rule *const *rules_all(guint *n);

/* What is wrong with CHOICES as things stand: Findings, those that block first. */
GPtrArray *rules_check(const Facts *facts, const Choices *choices);

/* The first finding of SEVERITY about SUBJECT, NULL for none. */
const Finding *findings_first(const GPtrArray *findings, RuleSubject subject, Severity severity);
guint findings_count(const GPtrArray *findings, Severity severity);

const char *severity_id(Severity severity); /* "blocks", "warns", "informs" */

/* For rules: adds what RULE found. Both texts are taken. */
void finding_add(GPtrArray *findings, const Rule *rule, char *message, char *remedy);
