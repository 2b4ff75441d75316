#include "plan/words.h"

#include "model/units.h"
#include "plan/plan_file.h"

#include <glib/gi18n.h>

static char *change_hosts(const Plan *plan)
{
  switch (plan->vm_state) {
  case VM_RUNNING:
    return g_strdup_printf(_("%s moves from %s to %s and goes on running."), plan->vm, plan->source, plan->target);
  case VM_SUSPENDED:
    return g_strdup_printf(_("%s moves from %s to %s and stays suspended."), plan->vm, plan->source, plan->target);
  default:
    return g_strdup_printf(_("%s, shut off, moves from %s to %s."), plan->vm, plan->source, plan->target);
  }
}

static char *stay(const Plan *plan)
{
  switch (plan->vm_state) {
  case VM_RUNNING:
    return g_strdup_printf(_("Disks of %s move on %s; it goes on running there."), plan->vm, plan->source);
  case VM_SUSPENDED:
    return g_strdup_printf(_("Disks of %s move on %s; it stays suspended there."), plan->vm, plan->source);
  default:
    return g_strdup_printf(_("Disks of %s, which is shut off, move on %s."), plan->vm, plan->source);
  }
}

char *plan_sentence(const Plan *plan)
{
  return plan_changes_host(plan) ? change_hosts(plan) : stay(plan);
}

char *plan_disk_words(const PlanDisk *disk, const char *arrow)
{
  GString *text = g_string_new(NULL);
  g_string_append_printf(text, "%s  %s %s %s/%s", disk->target, disk->pool != NULL ? disk->pool : disk->path, arrow, disk->to_pool,
                         disk->to_volume);
  if (g_strcmp0(disk->format, disk->to_format) != 0)
    g_string_append_printf(text, _(", as %s"), disk->to_format);
  if (disk->bases->len > 0)
    g_string_append_printf(text, ngettext(", with %u base image", ", with %u base images", disk->bases->len), disk->bases->len);
  if (disk->rate_bytes_s > 0) {
    g_autofree char *rate = units_rate_short(disk->rate_bytes_s);
    g_string_append_printf(text, _(", at most %s"), rate);
  }
  return g_string_free(text, FALSE);
}

static gboolean goes_there_too(const Plan *plan, guint end, const char *pool)
{
  for (guint i = 0; i < end; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    if (disk->moves && g_strcmp0(disk->to_pool, pool) == 0)
      return TRUE;
  }
  return FALSE;
}

char *plan_pools(const Plan *plan)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    if (disk->moves && !goes_there_too(plan, i, disk->to_pool))
      g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", disk->to_pool);
  }
  return g_string_free(text, FALSE);
}

char *plan_text_pools(const char *text)
{
  g_autoptr(Plan) plan = text != NULL ? plan_from_text(text, NULL) : NULL;
  g_autofree char *pools = plan != NULL ? plan_pools(plan) : NULL;
  return pools != NULL && *pools != '\0' ? g_steal_pointer(&pools) : NULL;
}

static void add_part(GString *text, const char *between, const char *part)
{
  g_string_append_printf(text, "%s%s", text->len > 0 ? between : "", part);
}

static char *phases_words(const Task *task)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < task->phases->len; i++) {
    gint64 ms = task_phase_ms(task, i);
    g_autofree char *time = units_duration(ms);
    g_autofree char *part = g_strdup_printf("%s %s", progress_phase_name(g_array_index(task->phases, TaskPhase, i).phase), time);
    if (ms >= 0)
      add_part(text, ", ", part);
  }
  return g_string_free(text, FALSE);
}

char *task_figures_words(const Task *task, gboolean with_estimate)
{
  GString *text = g_string_new(NULL);
  gint64 estimate_ms = with_estimate ? plan_text_estimate_ms(task->plan) : -1;
  g_autofree char *estimate = units_duration(estimate_ms);
  g_autofree char *estimated = g_strdup_printf(_("estimated %s"), estimate);
  g_autofree char *phases = phases_words(task);
  g_autofree char *sent = units_bytes(task->progress.sent_bytes);
  g_autofree char *moved = g_strdup_printf(_("moved %s"), sent);
  if (estimate_ms >= 0)
    add_part(text, "; ", estimated);
  if (*phases != '\0')
    add_part(text, "; ", phases);
  if (task->progress.sent_bytes > 0)
    add_part(text, "; ", moved);
  return g_string_free(text, text->len == 0);
}

char *plan_overridden_ids(const Plan *plan)
{
  const GPtrArray *ids = plan->choices->overrides;
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", (const char *)g_ptr_array_index(ids, i));
  return g_string_free(text, text->len == 0);
}

char **plan_text_overridden(const char *text)
{
  g_autoptr(Plan) plan = text != NULL ? plan_from_text(text, NULL) : NULL;
  gboolean any = plan != NULL && plan->overridden != NULL && plan->overridden[0] != NULL;
  return any ? g_steal_pointer(&plan->overridden) : NULL;
}

char *plan_deleted_words(const Plan *plan)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < plan->disks->len && !plan->choices->keep_old; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    if (disk->moves && disk->volume != NULL)
      g_string_append_printf(text, _("%s%s of pool %s"), text->len > 0 ? ", " : "", disk->volume, disk->pool);
  }
  if (text->len == 0)
    g_string_append(text,
                    plan_moving_disks(plan) > 0 ? _("nothing: the old volumes are kept") : _("nothing: the disks stay where they are"));
  else
    g_string_append_printf(text, _(", on %s, after it is seen to use the new ones"), plan->source);
  return g_string_free(text, FALSE);
}

const char *plan_data_words(const Plan *plan)
{
  gboolean memory = plan_changes_host(plan) && vm_state_is_active(plan->vm_state);
  gboolean disks = plan_moving_disks(plan) > 0;
  return memory && disks ? _("Memory, disks") : memory ? _("Memory") : disks ? _("Disks") : NULL;
}

const char *plan_control_words(const Plan *plan)
{
  if (!plan_changes_host(plan))
    return _("The host copies by itself; what is begun goes on without this machine, and is taken up by it again");
  if (plan->peer_uri != NULL)
    return _("Peer to peer: the hosts talk to each other, so it survives this machine and terminal");
  return _("Direct: steered from this machine; it goes on when this terminal closes, but needs this machine");
}
