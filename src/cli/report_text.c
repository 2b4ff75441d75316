/* Text for people. */
#include "cli/report_style.h"

#include "model/text.h"
#include "model/units.h"
#include "plan/build.h"
#include "plan/plan_file.h"
#include "plan/words.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

static void say(Report *report, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void say(Report *report, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_autofree char *line = g_strdup_vprintf(format, args);
  va_end(args);
  g_autofree char *safe = text_safe_lines(line);
  printf("%s%s\n", report->line_open ? "\n" : "", safe);
  report->line_open = FALSE;
  fflush(stdout);
}

static void say_route(Report *report, const char *what, const Route *route)
{
  const char *here = _("this machine");
  if (route->from != NULL && g_strcmp0(route->from, route->to) == 0) {
    say(report, _("  %s over the %s, %s"), what, route->network, route->from);
    return;
  }
  say(report, _("  %s over the %s, %s to %s"), what, route->network, route->from != NULL ? route->from : here,
      route->to != NULL ? route->to : here);
}

static void print_plan(Report *report, const Plan *plan)
{
  g_autofree char *sentence = plan_sentence(plan);
  g_autofree char *deleted = plan_deleted_words(plan);
  say(report, "%s", sentence);
  for (guint i = 0; i < plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    g_autofree char *words = disk->moves ? plan_disk_words(disk, "->") : NULL;
    if (words != NULL)
      say(report, "  %s", words);
  }
  for (guint i = 0; i < plan->steps->len; i++)
    say(report, "  %u %s", i + 1, ((const PlanStep *)g_ptr_array_index(plan->steps, i))->title);
  if (plan_data_words(plan) != NULL)
    say_route(report, plan_data_words(plan), &plan->data);
  say_route(report, _("Control"), &plan->control);
  say(report, "  %s", plan_control_words(plan));
  say(report, _("  Deleted at the end: %s"), deleted);
  for (char **check = plan->overridden; check != NULL && *check != NULL; check++)
    say(report, _("  Overridden: %s"), *check);
  say(report, _("The same by hand:"));
  g_auto(GStrv) lines = plan_virsh(plan);
  for (char **line = lines; *line != NULL; line++)
    say(report, "  %s", *line);
}

static void print_estimate(Report *report, const Estimate *estimate)
{
  g_auto(GStrv) lines = estimate_lines(estimate);
  for (char **line = lines; *line != NULL; line++)
    say(report, "%s", *line);
}

static void print_finding(Report *report, const Finding *finding)
{
  static const char *const marks[] = { [SEVERITY_BLOCKS] = "x", [SEVERITY_WARNS] = "!", [SEVERITY_INFORMS] = "-" };
  say(report, "%s %-20s %s", marks[finding_severity(finding)], finding->rule->id, finding->message);
  if (finding->remedy != NULL)
    say(report, "  %-20s -> %s", "", finding->remedy);
  if (finding->overridden)
    say(report, _("  %-20s overridden: it does not stop this move"), "");
  else if (finding->rule->may_override)
    say(report, _("  %-20s or start all the same, if you know better: --override %s"), "", finding->rule->id);
}

static void print_vm(Report *report, const Facts *facts)
{
  const VmDetails *vm = facts->vm;
  g_autofree char *memory = units_bytes(vm->vm.memory_bytes);
  say(report, _("VM %s, %s: %s, %s, %u CPUs, %u disks, %u NICs, %u snapshots"), vm->vm.name, vm->vm.uuid, vm_state_name(vm->vm.state),
      memory, vm->vm.vcpus, vm->disks->len, vm->nics->len, vm->snapshots->len);
}

static char *pool_text(gconstpointer item)
{
  const Pool *pool = item;
  g_autofree char *free = units_bytes(pool->available_bytes);
  return pool->active ? g_strdup_printf(_("%s (%s, %s free)"), pool->name, pool->type, free)
                      : g_strdup_printf(_("%s (%s, not active)"), pool->name, pool->type);
}

static char *network_text(gconstpointer item)
{
  const Network *network = item;
  return network->active ? g_strdup(network->name) : g_strdup_printf(_("%s (not active)"), network->name);
}

static char *link_text(gconstpointer item)
{
  const HostLink *link = item;
  return link->up ? g_strdup_printf(_("%s (%u Mbit/s)"), link->name, link->mbits) : g_strdup_printf(_("%s (down)"), link->name);
}

static void print_all(Report *report, const char *what, const GPtrArray *items, char *(*text)(gconstpointer item))
{
  g_autoptr(GString) line = g_string_new(NULL);
  for (guint i = 0; i < items->len; i++) {
    g_autofree char *one = text(g_ptr_array_index(items, i));
    g_string_append_printf(line, "%s%s", i > 0 ? ", " : "", one);
  }
  say(report, "  %s: %s", what, items->len > 0 ? line->str : _("none"));
}

static void print_host(Report *report, const char *role, const InventoryHost *host, const HostFacts *facts)
{
  g_autofree char *libvirt = units_version(facts->libvirt_version);
  g_autofree char *hypervisor = units_version(facts->hypervisor_version);
  g_autofree char *memory = units_bytes_of(facts->memory_free_bytes, facts->memory_total_bytes);
  say(report, _("%s %s, %s: libvirt %s, hypervisor %s, %s, %u CPUs, memory free %s"),
      strcmp(role, "source") == 0 ? _("Source") : _("Target"), host->name, facts->uuid != NULL ? facts->uuid : _("no UUID"), libvirt,
      hypervisor, facts->arch != NULL ? facts->arch : _("architecture not told"), facts->cpus, memory);
  print_all(report, _("pools"), facts->pools, pool_text);
  print_all(report, _("networks"), facts->networks, network_text);
  print_all(report, _("interfaces"), facts->links, link_text);
}

static void print_passed(Report *report, const GPtrArray *rules)
{
  g_autoptr(GString) ids = g_string_new(NULL);
  for (guint i = 0; i < rules->len; i++)
    g_string_append_printf(ids, "%s%s", i > 0 ? ", " : "", ((const Rule *)g_ptr_array_index(rules, i))->id);
  say(report, _("Passed: %s"), ids->str);
}

static char *progress_line(const Task *task)
{
  const Progress *progress = &task->progress;
  g_autofree char *rate = units_rate(progress->rate_bytes_s);
  g_autofree char *dirty = units_rate(progress->dirty_bytes_s);
  g_autofree char *left = units_duration(progress->left_ms);
  return g_strdup_printf(_("%3d %%  %s  sent %s  VM writes %s  left %s"), (int)(progress->fraction * 100),
                         progress_phase_name(progress->phase), rate, dirty, left);
}

/* Said once: it stays true for as long as nobody does anything about it. */
static void print_trouble(Report *report, const Task *task)
{
  const Progress *progress = &task->progress;
  gboolean news = (progress->broken && !report->broken) || (progress->stalled && !report->stalled);
  g_autofree char *trouble = news ? task_trouble(task) : NULL;
  if (trouble != NULL)
    say(report, "! %s", trouble);
  if (trouble != NULL && progress->broken)
    say(report, _("  It goes on when the network is back; “virt-migrate recover %" G_GINT64_FORMAT "” sees to it then."), task->id);
  report->broken = progress->broken;
  report->stalled = progress->stalled;
}

static void print_progress(Report *report, const Task *task)
{
  print_trouble(report, task);
  g_autofree char *line = progress_line(task);
  if (!report->live) {
    say(report, "%s", line);
    return;
  }
  g_autofree char *safe = text_safe(line);
  printf("\r%-78.78s", safe);
  fflush(stdout);
  report->line_open = TRUE;
}

static void print_step(Report *report, const Task *task, guint position)
{
  const TaskStep *step = g_ptr_array_index(task->steps, position);
  if (step->state == STEP_WAITING)
    return;
  static const char *const marks[] = {
    [STEP_RUNNING] = ">", [STEP_DONE] = "*", [STEP_FAILED] = "x", [STEP_UNDOING] = "<", [STEP_UNDONE] = "<", [STEP_SKIPPED] = "-",
  };
  gboolean with_detail = step->detail != NULL && step->state != STEP_RUNNING;
  say(report, "%s %s%s%s", marks[step->state], step->title, with_detail ? ": " : "", with_detail ? step->detail : "");
}

static void print_rule(Report *report, const Rule *rule)
{
  say(report, "%-20s %-8s %s%s", rule->id, severity_id(rule->severity), _(rule->title),
      rule->may_override ? _(" (may be overridden)") : "");
}

static void print_verdict(Report *report, guint checks, guint blocking, guint warnings)
{
  if (blocking > 0)
    say(report, _("%u of %u checks stop this move, %u warn"), blocking, checks, warnings);
  else
    say(report, _("Nothing stands in the way: %u checks, %u warn"), checks, warnings);
}

static void print_started(Report *report, gint64 task)
{
  say(report, _("Task %" G_GINT64_FORMAT " has started."), task);
}

/* "Done in 48 s, estimated 40 s (downtime 0.2 s)": each figure only where it is known. A move of disks on one host has no downtime. */
static char *done_words(const Task *task)
{
  GString *text = g_string_new(NULL);
  g_autofree char *duration = units_duration(task->finished_ms > 0 ? task->finished_ms - task->started_ms : -1);
  g_autofree char *downtime = units_duration(task->downtime_ms);
  gint64 estimate_ms = plan_text_estimate_ms(task->plan);
  g_autofree char *estimated = units_duration(estimate_ms);
  g_string_append_printf(text, _("Done in %s"), duration);
  if (estimate_ms >= 0)
    g_string_append_printf(text, _(", estimated %s"), estimated);
  if (task->downtime_ms >= 0)
    g_string_append_printf(text, _(" (downtime %s)"), downtime);
  return g_string_free(text, FALSE);
}

static void print_figures(Report *report, const Task *task)
{
  g_autofree char *figures = task_figures_words(task, FALSE);
  g_auto(GStrv) overridden = plan_text_overridden(task->plan);
  if (figures != NULL)
    say(report, _("In detail: %s"), figures);
  for (char **check = overridden; check != NULL && *check != NULL; check++)
    say(report, _("Overridden: %s"), *check);
}

static void print_result(Report *report, const Task *task, int exit_code)
{
  print_figures(report, task);
  g_autofree char *done = done_words(task);
  g_autofree char *name = task_name(task);
  if (task->foreign)
    say(report, "%s: %s.", name, task->reason);
  else if (task->state == TASK_DONE)
    say(report, "%s: %s.", done, task->reason);
  else
    say(report, _("Task %" G_GINT64_FORMAT " %s: %s."), task->id, task_state_name(task->state), task->reason != NULL ? task->reason : "");
}

/* A move of disks alone has no other host. */
static char *task_way(const Task *task)
{
  g_autofree char *pools = plan_text_pools(task->plan);
  if (g_strcmp0(task->type, move_type_id(MOVE_STORAGE)) != 0)
    return g_strdup_printf("%s -> %s", task->source, task->target);
  return pools != NULL ? g_strdup_printf(_("on %s, disks to %s"), task->source, pools)
                       : g_strdup_printf(_("on %s, its disks"), task->source);
}

static void print_task(Report *report, const Task *task)
{
  g_autoptr(GDateTime) created = g_date_time_new_from_unix_local(task->created_ms / 1000);
  g_autofree char *when = g_date_time_format(created, "%Y-%m-%d %H:%M:%S");
  g_autofree char *way = task_way(task);
  g_autofree char *id = task->foreign ? g_strdup("-") : g_strdup_printf("%" G_GINT64_FORMAT, task->id);
  say(report, "%4s  %s  %-16s %s  %s %d %%%s%s", id, when, task->vm, way, task_state_name(task->state),
      (int)(task->progress.fraction * 100), task->foreign ? _(", not started here: ") : "", task->foreign ? task->owner : "");
  g_autofree char *name = task_name(task);
  if (task->foreign && task->can_cancel)
    say(report, _("      “virt-migrate cancel %s” ends it"), name);
  g_auto(GStrv) overridden = plan_text_overridden(task->plan);
  for (char **check = overridden; check != NULL && *check != NULL; check++)
    say(report, _("      overridden: %s"), *check);
  g_autofree char *trouble = task_trouble(task);
  if (trouble != NULL)
    say(report, "      ! %s", trouble);
}

static void print_log_line(Report *report, const char *line)
{
  say(report, "%s", line);
}

static void print_no_tasks(Report *report)
{
  say(report, _("There are no tasks."));
}

static void print_error(Report *report, const GError *error)
{
  g_autofree char *safe = text_safe_lines(error->message);
  fprintf(stderr, "%svirt-migrate: %s\n", report->line_open ? "\n" : "", safe);
  report->line_open = FALSE;
}

/* A line that stays is only worth printing now and then. */
static gint64 progress_interval_ms(const Report *report)
{
  return report->live ? 200 : 5000;
}

const ReportStyle report_text = {
  .plan = print_plan,
  .estimate = print_estimate,
  .finding = print_finding,
  .host = print_host,
  .vm = print_vm,
  .passed = print_passed,
  .rule = print_rule,
  .verdict = print_verdict,
  .started = print_started,
  .step = print_step,
  .progress = print_progress,
  .result = print_result,
  .task = print_task,
  .log_line = print_log_line,
  .no_tasks = print_no_tasks,
  .error = print_error,
  .progress_interval_ms = progress_interval_ms,
};
