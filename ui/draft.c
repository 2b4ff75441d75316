#include "ui/draft.h"
#include "ui/draft_parts.h"

#include "plan/build.h"
#include "plan/disks.h"
#include "plan/options.h"

#include <string.h>

static GHashTable *map_new(void)
{
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

Draft *draft_new(App *app, const InventoryHost *source, VmDetails *vm)
{
  const HostStatus *status = survey_status(app->survey, source->name);
  Draft *draft = g_new0(Draft, 1);

  draft->app = app;
  draft->source = source;
  draft->vm = vm;
  draft->source_facts = status->facts != NULL ? host_facts_ref(status->facts) : host_facts_new();
  draft->choices = choices_preset(app->inventory);
  draft->maps = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
  draft->places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  draft->cpu_asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  draft_estimate_init(draft);
  draft_update(draft);
  return draft;
}

void draft_free(Draft *draft)
{
  if (draft == NULL)
    return;
  draft_estimate_clear(draft);
  vm_details_free(draft->vm);
  host_facts_unref(draft->source_facts);
  choices_free(draft->choices);
  plan_free(draft->plan);
  g_ptr_array_unref(draft->findings);
  g_hash_table_unref(draft->cpu_asked);
  g_hash_table_unref(draft->maps);
  g_hash_table_unref(draft->places);
  g_free(draft);
}

void draft_facts(const Draft *draft, const char *host, Facts *facts)
{
  *facts = (Facts){
    .inventory = draft->app->inventory,
    .source = draft->source,
    .source_facts = draft->source_facts,
    .vm = draft->vm,
    .target = host != NULL ? inventory_host(draft->app->inventory, host) : NULL,
  };
  if (facts->target != NULL)
    facts->target_status = survey_status(draft->app->survey, host);
}

static void take_source_facts(Draft *draft)
{
  const HostStatus *status = survey_status(draft->app->survey, draft->source->name);

  if (status->facts == NULL || status->facts == draft->source_facts)
    return;
  host_facts_unref(draft->source_facts);
  draft->source_facts = host_facts_ref(status->facts);
}

/* As if what OPTION describes had never been chosen. */
static void forget(const Option *option, Choices *choices)
{
  switch (option->kind) {
  case OPTION_FLAG:
    *option_flag(option, choices) = FALSE;
    break;
  case OPTION_NAME:
    g_clear_pointer(&choices->target, g_free);
    break;
  case OPTION_MAP:
    g_hash_table_remove_all(choices->networks);
    break;
  case OPTION_DISKS:
    g_ptr_array_set_size(choices->disks, 0);
    break;
  case OPTION_RULES:
    g_ptr_array_set_size(choices->overrides, 0);
    break;
  case OPTION_CHOICE:
  case OPTION_DURATION:
  case OPTION_LADDER:
    break;
  }
}

/* The choices that count for a move of this type, of a VM in this state. What was chosen for another type, and is not shown now,
 * must not have an effect; but it is kept for when the operator comes back to that type. */
static Choices *choices_in_effect(const Draft *draft, const Choices *choices)
{
  Choices *effective = choices_copy(choices);

  for (const Option *option = options_table; option->name != NULL; option++)
    if (!option->applies(effective, draft->vm->vm.state))
      forget(option, effective);
  return effective;
}

static GPtrArray *check(const Draft *draft, const Choices *choices)
{
  g_autoptr(Choices) effective = choices_in_effect(draft, choices);
  Facts facts;

  draft_facts(draft, effective->target, &facts);
  return rules_check(&facts, effective);
}

/* Every host that answers, now or as soon as it does, is asked once whether it has the CPU of the VM. */
static void ask_cpus(Draft *draft)
{
  const GPtrArray *hosts = draft->app->inventory->hosts;

  for (guint i = 0; i < hosts->len; i++) {
    const char *name = ((const InventoryHost *)g_ptr_array_index(hosts, i))->name;

    if (survey_status(draft->app->survey, name)->reach != HOST_UP)
      g_hash_table_remove(draft->cpu_asked, name);
    else if (g_hash_table_add(draft->cpu_asked, g_strdup(name)))
      survey_ask_cpu(draft->app->survey, name, draft->vm);
  }
}

void draft_update(Draft *draft)
{
  g_autoptr(Choices) effective = choices_in_effect(draft, draft->choices);
  Facts facts;

  take_source_facts(draft);
  ask_cpus(draft);
  draft_facts(draft, effective->target, &facts);
  facts.estimate = &draft->inputs;
  draft_estimate_update(draft, &facts, effective);
  g_clear_pointer(&draft->findings, g_ptr_array_unref);
  draft->findings = rules_check(&facts, effective);
  rules_drop_idle_overrides(draft->choices, draft->findings);
  rules_drop_idle_overrides(effective, draft->findings);
  g_clear_pointer(&draft->plan, plan_free);
  if (effective->type == MOVE_STORAGE || facts_target(&facts) != NULL) {
    draft->plan = plan_build(&facts, effective);
    plan_note_overridden(draft->plan, draft->findings);
  }
}

void draft_take_details(Draft *draft, VmDetails *vm)
{
  /* What was measured is of the VM as it was. */
  if (draft->vm->vm.state != vm->vm.state) {
    estimate_inputs_init(&draft->inputs);
    g_clear_pointer(&draft->history_key, g_free);
  }
  vm_details_free(draft->vm);
  draft->vm = vm;
  g_hash_table_remove_all(draft->cpu_asked);
  draft_update(draft);
}

/* A disk that the target does not find where it is goes to the pool of the same name there, if that can take it. */
static void disks_suggest(const Draft *draft, GPtrArray *places)
{
  Facts facts;

  draft_facts(draft, draft->choices->target, &facts);
  for (guint i = 0; facts_target(&facts) != NULL && i < draft->vm->disks->len; i++) {
    const Disk *disk = g_ptr_array_index(draft->vm->disks, i);
    const Pool *pool = disk->pool != NULL ? host_facts_pool(facts_target(&facts), disk->pool) : NULL;
    g_autofree char *why_not = pool != NULL ? disk_why_not_in(&facts, draft->choices, disk, pool) : NULL;

    if (pool != NULL && why_not == NULL && disk_why_fixed(disk) == NULL && !disk_is_shared(&facts, disk))
      g_ptr_array_add(places, disk_choice_new(disk->target, pool->name));
  }
}

static GHashTable *map_of(Draft *draft, const char *target)
{
  GHashTable *map = g_hash_table_lookup(draft->maps, target);

  if (map == NULL) {
    map = map_new();
    g_hash_table_insert(draft->maps, g_strdup(target), map);
  }
  return g_hash_table_ref(map);
}

/* Where the VM's disks go on that host; for a VM that changes hosts, at first to the pools of the same name where they would be
 * left behind otherwise. */
static GPtrArray *places_of(Draft *draft, const char *host)
{
  GPtrArray *places = g_hash_table_lookup(draft->places, host);

  if (places != NULL)
    return g_ptr_array_ref(places);
  places = g_ptr_array_new_with_free_func((GDestroyNotify)disk_choice_free);
  if (draft->choices->type == MOVE_BOTH)
    disks_suggest(draft, places);
  /* While nothing is known of the host there is nothing to suggest: that is done when it is chosen again. */
  if (draft_disks_host(draft) != NULL)
    g_hash_table_insert(draft->places, g_strdup(host), g_ptr_array_ref(places));
  return places;
}

/* The disks' places are those of the host that they go to now. */
static void take_places(Draft *draft)
{
  Choices *choices = draft->choices;
  const char *host = choices->type == MOVE_STORAGE ? draft->source->name : choices->type == MOVE_BOTH ? choices->target : NULL;

  g_ptr_array_unref(choices->disks);
  choices->disks = host != NULL ? places_of(draft, host) : g_ptr_array_new_with_free_func((GDestroyNotify)disk_choice_free);
  draft_update(draft);
}

void draft_take_choices(Draft *draft, Choices *choices)
{
  const char *host = choices->type == MOVE_STORAGE ? draft->source->name : choices->target;

  choices_free(draft->choices);
  draft->choices = choices;
  if (choices->target != NULL)
    g_hash_table_insert(draft->maps, g_strdup(choices->target), g_hash_table_ref(choices->networks));
  if (host != NULL && choices->type != MOVE_HOST)
    g_hash_table_insert(draft->places, g_strdup(host), g_ptr_array_ref(choices->disks));
  draft_update(draft);
}

void draft_choose_type(Draft *draft, MoveType type)
{
  if (type != draft->choices->type)
    g_ptr_array_set_size(draft->choices->overrides, 0);
  draft->choices->type = type;
  take_places(draft);
}

const HostFacts *draft_disks_host(const Draft *draft)
{
  Facts facts;

  draft_facts(draft, draft->choices->target, &facts);
  return disks_host(&facts, draft->choices);
}

void draft_choose_target(Draft *draft, const char *target)
{
  if (g_strcmp0(target, draft->choices->target) != 0)
    g_ptr_array_set_size(draft->choices->overrides, 0);
  g_free(draft->choices->target);
  draft->choices->target = g_strdup(target);
  g_hash_table_unref(draft->choices->networks);
  draft->choices->networks = map_of(draft, target);
  take_places(draft);
}

GPtrArray *draft_findings_for(const Draft *draft, const char *host)
{
  g_autoptr(Choices) choices = choices_copy(draft->choices);

  if (g_strcmp0(host, choices->target) != 0) {
    g_hash_table_remove_all(choices->networks);
    g_ptr_array_set_size(choices->overrides, 0);
  }
  g_free(choices->target);
  choices->target = g_strdup(host);
  return check(draft, choices);
}

/* Was the same said of our own choices already? Then it is not the difference that is to blame. */
static gboolean was_found(const GPtrArray *findings, const Finding *other)
{
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);

    if (finding->rule == other->rule && g_strcmp0(finding->message, other->message) == 0)
      return TRUE;
  }
  return FALSE;
}

char *draft_forbids(const Draft *draft, const Choices *choices, RuleSubject subject, gboolean *may_override)
{
  g_autoptr(GPtrArray) findings = check(draft, choices);

  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);

    if (finding->rule->subject != subject || finding_severity(finding) != SEVERITY_BLOCKS ||
        was_found(draft->findings, finding))
      continue;
    *may_override = finding->rule->may_override;
    return g_strdup(finding->message);
  }
  return NULL;
}

void draft_override(Draft *draft, const Rule *rule, gboolean overridden)
{
  choices_set_override(draft->choices, rule->id, overridden);
  draft_update(draft);
}

gboolean draft_is_blocked(const Draft *draft)
{
  return draft->plan == NULL || findings_count(draft->findings, SEVERITY_BLOCKS) > 0;
}
