/* A migration that is being put together: what the pages of the wizard share. Whenever something changes, here or on a
 * host, the checks are made again, so every page tells the state of now. */
#pragma once

#include "model/plan.h"
#include "plan/estimate.h"
#include "plan/facts.h"
#include "plan/rules.h"
#include "ui/app.h"

struct Draft {
  App *app;
  const InventoryHost *source;
  VmDetails *vm;
  HostFacts *source_facts; /* the last good ones, so that there always are some */
  Choices *choices;
  GPtrArray *findings; /* of Finding, about the choices as they are */
  Plan *plan;          /* NULL while there is no target that answers */
  Estimate *estimate;  /* of how long it takes; NULL as well then */
  EstimateInputs inputs;
  GHashTable *cpu_asked; /* set of the names of hosts that were asked about the VM's CPU since they answer */
  char *history_key;   /* what the record of earlier moves was asked last */
  struct DraftAsk *ask; /* how fast the VM writes is being measured; NULL: it is not */
  GHashTable *maps;    /* target -> its own mapping of networks, so that trying another target loses nothing */
  GHashTable *places;  /* host that disks go to -> where each of them goes there, for the same reason */
};

Draft *draft_new(App *app, const InventoryHost *source, VmDetails *vm /* taken */);
void draft_free(Draft *draft);

/* Makes the checks and the plan again. */
void draft_update(Draft *draft);

/* The VM's definition as it is now. */
void draft_take_details(Draft *draft, VmDetails *vm /* taken */);

/* Begins with these choices in the place of the presets; each can be changed as ever. */
void draft_take_choices(Draft *draft, Choices *choices /* taken */);

/* Chooses what moves. */
void draft_choose_type(Draft *draft, MoveType type);

/* Chooses another target; its mapping of networks is the one it had before. */
void draft_choose_target(Draft *draft, const char *target);

/* All that is known, with HOST (NULL: none) as the target. Valid until the main loop runs again. */
void draft_facts(const Draft *draft, const char *host, Facts *facts);

/* The host that disks go to: the target, or the VM's own. NULL: none is chosen, or nothing of it is known. */
const HostFacts *draft_disks_host(const Draft *draft);

/* What would be found with HOST as the target. Of Finding. */
GPtrArray *draft_findings_for(const Draft *draft, const char *host);

/* Why CHOICES, which differ from ours, are forbidden though ours are not: the message, NULL when they are not. Caller
 * frees. MAY_OVERRIDE: the operator may say that it shall not count. */
char *draft_forbids(const Draft *draft, const Choices *choices, RuleSubject subject, gboolean *may_override);

/* Says that what RULE refuses is to be done all the same, or takes that back. It counts as long as RULE refuses this target. */
void draft_override(Draft *draft, const Rule *rule, gboolean overridden);

gboolean draft_is_blocked(const Draft *draft);
