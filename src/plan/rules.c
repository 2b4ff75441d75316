#include "plan/rules/groups.h"

#include "plan/options.h"

#include <glib/gi18n.h>
#include <string.h>

static const Rule *const groups[] = {
  rules_vm, rules_host, rules_storage, rules_disks, rules_loss, rules_network, rules_devices, rules_post_copy, rules_estimate,
};

const Rule *const *rules_all(guint *n)
{
  static GPtrArray *all;
  if (all == NULL) {
    all = g_ptr_array_new();
    for (gsize group = 0; group < G_N_ELEMENTS(groups); group++)
      for (const Rule *rule = groups[group]; rule->id != NULL; rule++)
        g_ptr_array_add(all, (gpointer)rule);
  }
  *n = all->len;
  return (const Rule *const *)all->pdata;
}

const Rule *rule_by_id(const char *id)
{
  guint n;
  const Rule *const *rules = rules_all(&n);
  for (guint i = 0; i < n; i++)
    if (strcmp(rules[i]->id, id) == 0)
      return rules[i];
  return NULL;
}

static void finding_free(gpointer data)
{
  Finding *finding = data;
  g_free(finding->message);
  g_free(finding->remedy);
  g_free(finding);
}

void finding_add(GPtrArray *findings, const Rule *rule, char *message, char *remedy)
{
  Finding *finding = g_new0(Finding, 1);
  finding->rule = rule;
  finding->message = message;
  finding->remedy = remedy;
  g_ptr_array_add(findings, finding);
}

static void note_overrides(GPtrArray *findings, const Choices *choices)
{
  for (guint i = 0; i < findings->len; i++) {
    Finding *finding = g_ptr_array_index(findings, i);
    finding->overridden = finding->rule->may_override && choices_overrides(choices, finding->rule->id);
  }
}

GPtrArray *rules_check(const Facts *facts, const Choices *choices)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func(finding_free);
  guint n;
  const Rule *const *rules = rules_all(&n);
  for (int severity = SEVERITY_BLOCKS; severity <= SEVERITY_INFORMS; severity++)
    for (guint i = 0; i < n; i++)
      if ((int)rules[i]->severity == severity && rules[i]->applies(facts, choices))
        rules[i]->check(rules[i], facts, choices, findings);
  note_overrides(findings, choices);
  return findings;
}

Severity finding_severity(const Finding *finding)
{
  return finding->overridden ? SEVERITY_WARNS : finding->rule->severity;
}

static gboolean has_finding(const GPtrArray *findings, const char *id)
{
  for (guint i = 0; i < findings->len; i++)
    if (strcmp(((const Finding *)g_ptr_array_index(findings, i))->rule->id, id) == 0)
      return TRUE;
  return FALSE;
}

GPtrArray *rules_passed(const Facts *facts, const Choices *choices, const GPtrArray *findings)
{
  GPtrArray *passed = g_ptr_array_new();
  guint n;
  const Rule *const *rules = rules_all(&n);
  for (guint i = 0; i < n; i++)
    if (rules[i]->applies(facts, choices) && !has_finding(findings, rules[i]->id))
      g_ptr_array_add(passed, (gpointer)rules[i]);
  return passed;
}

gboolean rules_check_overrides(const Choices *choices, const GPtrArray *findings, GError **error)
{
  for (guint i = 0; i < choices->overrides->len; i++) {
    const char *id = g_ptr_array_index(choices->overrides, i);
    if (has_finding(findings, id))
      continue;
    g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("--override %s: that check does not stop this move; leave it out"), id);
    return FALSE;
  }
  return TRUE;
}

void rules_drop_idle_overrides(Choices *choices, const GPtrArray *findings)
{
  for (guint i = choices->overrides->len; i > 0; i--)
    if (!has_finding(findings, g_ptr_array_index(choices->overrides, i - 1)))
      g_ptr_array_remove_index(choices->overrides, i - 1);
}

const Finding *findings_first(const GPtrArray *findings, RuleSubject subject, Severity severity)
{
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);
    if (finding->rule->subject == subject && finding_severity(finding) == severity)
      return finding;
  }
  return NULL;
}

guint findings_count(const GPtrArray *findings, Severity severity)
{
  guint count = 0;
  for (guint i = 0; i < findings->len; i++)
    count += finding_severity(g_ptr_array_index(findings, i)) == severity;
  return count;
}

const char *severity_id(Severity severity)
{
  static const char *const ids[] = { [SEVERITY_BLOCKS] = "blocks", [SEVERITY_WARNS] = "warns", [SEVERITY_INFORMS] = "informs" };
  return ids[severity];
}

gboolean rule_always(const Facts *facts, const Choices *choices)
{
  return TRUE;
}

gboolean rule_for_host_moves(const Facts *facts, const Choices *choices)
{
  return choices->type != MOVE_STORAGE && facts->target != NULL;
}

gboolean rule_with_target(const Facts *facts, const Choices *choices)
{
  return rule_for_host_moves(facts, choices) && facts_target(facts) != NULL;
}

gboolean rule_for_online_moves(const Facts *facts, const Choices *choices)
{
  return rule_with_target(facts, choices) && vm_state_is_active(facts->vm->vm.state);
}
