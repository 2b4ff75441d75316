/* The rule about how long a move takes. */
#include "plan/rules/groups.h"

#include "plan/estimate.h"

#include <glib/gi18n.h>

static gboolean somebody_asks(const Facts *facts, const Choices *choices)
{
  return facts->estimate != NULL && (choices->type == MOVE_STORAGE || rule_with_target(facts, choices));
}

/* What can be chosen to make it end, or end sooner. */
static char *remedy(const Estimate *estimate, const Facts *facts, const Choices *choices)
{
  gboolean memory_decides =
      estimate->memory_ms < 0 || !estimate->converges || estimate->memory_ms + estimate->switch_over_ms > estimate->disks_ms;
  g_autofree char *advice = estimate_advice(estimate);
  if (!memory_decides)
    return g_strdup(_("choose a higher speed for the disks, or none"));
  if (choices->post_copy && facts->vm->vm.state == VM_RUNNING)
    return g_strdup(_("switch to post-copy from the task page when the move makes no progress, or let the timer do it"));
  if (choices->type == MOVE_HOST && facts->vm->vm.state == VM_RUNNING)
    return g_strdup_printf(_("allow post-copy memory. %s"), advice != NULL ? advice : "");
  if (facts->vm->vm.state == VM_RUNNING && !choices->underclock)
    return g_strdup_printf(_("choose CPU underclocking, or move the VM when it has less to do. %s"), advice != NULL ? advice : "");
  return g_strdup(_("move the VM when it has less to do, or over a faster network"));
}

static void check_duration(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  g_autoptr(Estimate) estimate = estimate_make(facts, choices);
  if (!estimate_is_bad(estimate))
    return;
  g_autofree char *duration = estimate_duration(estimate);
  g_autofree char *reasons = estimate_reasons(estimate);
  char *what = g_strchomp(remedy(estimate, facts, choices));
  finding_add(findings, rule, g_strdup_printf(_("the move takes too long: %s (%s)"), duration, reasons), what);
}

const Rule rules_estimate[] = {
  { "duration", SEVERITY_WARNS, RULE_OPTIONS, N_("the move ends by itself within 24 hours"), somebody_asks, check_duration },
  { NULL },
};
