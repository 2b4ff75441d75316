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
  gboolean overridden; /* it would block, and the operator has said that it shall not */
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
  /* Blocking rules only: what it refuses libvirt would do, and so would we; whoever knows better may override it. */
  gboolean may_override;
};

/* All rules as one list; *N is their number. Static. */
const Rule *const *rules_all(guint *n);

/* The rule of that id; NULL when there is none. */
const Rule *rule_by_id(const char *id);

/* What is wrong with CHOICES as things stand: Findings, by the severity of their rules, those that block first. */
GPtrArray *rules_check(const Facts *facts, const Choices *choices);

/* The rules that apply and found nothing, of const Rule. */
GPtrArray *rules_passed(const Facts *facts, const Choices *choices, const GPtrArray *findings);

/* What it comes to: the severity of its rule, but for one that is overridden, which warns. */
Severity finding_severity(const Finding *finding);

/* Were all overrides of CHOICES needed? ERROR names one whose rule found nothing. */
gboolean rules_check_overrides(const Choices *choices, const GPtrArray *findings, GError **error);

/* Takes those overrides out of CHOICES that were not needed: what was said of one move does not hold for the next. */
void rules_drop_idle_overrides(Choices *choices, const GPtrArray *findings);

/* The first finding of SEVERITY about SUBJECT, NULL for none. */
const Finding *findings_first(const GPtrArray *findings, RuleSubject subject, Severity severity);
guint findings_count(const GPtrArray *findings, Severity severity);

const char *severity_id(Severity severity); /* "blocks", "warns", "informs" */

/* For rules: adds what RULE found. Both texts are taken. */
void finding_add(GPtrArray *findings, const Rule *rule, char *message, char *remedy);
