#include "cli/report.h"

#include "model/text.h"
#include "model/units.h"
#include "plan/build.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <unistd.h>

struct Report {
  gboolean json;
  gboolean live;         /* a terminal: progress overwrites its own line */
  gboolean line_open;
  gint64 printed_ms;     /* elapsed time of the progress printed last */
  StepState *steps;      /* as printed last */
  guint n_steps;
};

Report *report_new(gboolean json)
{
  Report *report = g_new0(Report, 1);
  report->json = json;
  report->live = !json && isatty(STDOUT_FILENO);
  report->printed_ms = -1;
  return report;
}

void report_free(Report *report)
{
  if (report == NULL)
    return;
  g_free(report->steps);
  g_free(report);
}

/* ---- JSON ---- */

static JsonBuilder *object(const char *event)
{
  JsonBuilder *builder = json_builder_new();
  json_builder_begin_object(builder);
  json_builder_set_member_name(builder, "event");
  json_builder_add_string_value(builder, event);
  return builder;
}

static void add_string(JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name(builder, name);
  if (value == NULL) {
    json_builder_add_null_value(builder);
    return;
  }
  g_autofree char *safe = text_safe_lines(value);
  json_builder_add_string_value(builder, safe);
}

static void add_int(JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name(builder, name);
  json_builder_add_int_value(builder, value);
}

/* A figure that is negative while it is not known. */
static void add_known(JsonBuilder *builder, const char *name, gint64 value)
{
  if (value >= 0)
    add_int(builder, name, value);
  else
    add_string(builder, name, NULL);
}

static void end_object(JsonBuilder *builder)
{
  json_builder_end_object(builder);
  g_autoptr(JsonNode) root = json_builder_get_root(builder);
  g_autofree char *line = json_to_string(root, FALSE);
  puts(line);
  fflush(stdout);
  g_object_unref(builder);
}

static void json_plan(const Plan *plan)
{
  JsonBuilder *builder = object("plan");
  add_string(builder, "vm", plan->vm);
  add_string(builder, "uuid", plan->vm_uuid);
  add_string(builder, "type", move_type_id(plan->choices->type));
  add_string(builder, "source", plan->source);
  add_string(builder, "target", plan->target);
  add_string(builder, "data_network", plan->data.network);
  add_string(builder, "data_from", plan->data.from);
  add_string(builder, "data_to", plan->data.to);
  add_string(builder, "control", plan->peer_uri != NULL ? "peer-to-peer" : "direct");
  json_builder_set_member_name(builder, "steps");
  json_builder_begin_array(builder);
  for (guint i = 0; i < plan->steps->len; i++)
    json_builder_add_string_value(builder, ((const PlanStep *)g_ptr_array_index(plan->steps, i))->kind);
  json_builder_end_array(builder);
  end_object(builder);
}

static void json_finding(const Finding *finding)
{
  JsonBuilder *builder = object("check");
  add_string(builder, "id", finding->rule->id);
  add_string(builder, "severity", severity_id(finding->rule->severity));
  add_string(builder, "message", finding->message);
  add_string(builder, "remedy", finding->remedy);
  end_object(builder);
}

static void json_step(const Task *task, guint position)
{
  const TaskStep *step = g_ptr_array_index(task->steps, position);
  JsonBuilder *builder = object("step");
  add_int(builder, "task", task->id);
  add_int(builder, "position", position);
  add_string(builder, "kind", step->kind);
  add_string(builder, "state", step_state_id(step->state));
  add_string(builder, "detail", step->detail);
  end_object(builder);
}

static void json_progress(const Task *task)
{
  static const char *const phases[] = { "none", "disks", "memory", "switch-over", "post-copy", "done" };
  const Progress *progress = &task->progress;
  JsonBuilder *builder = object("progress");
  add_int(builder, "task", task->id);
  add_string(builder, "phase", phases[progress->phase]);
  add_int(builder, "elapsed_ms", progress->elapsed_ms);
  add_int(builder, "percent", (gint64)(progress->fraction * 100));
  add_int(builder, "sent_bytes", (gint64)progress->sent_bytes);
  add_int(builder, "remaining_bytes", (gint64)progress->remaining_bytes);
  add_int(builder, "total_bytes", (gint64)progress->total_bytes);
  add_int(builder, "rate_bytes_s", (gint64)progress->rate_bytes_s);
  add_int(builder, "dirty_bytes_s", (gint64)progress->dirty_bytes_s);
  add_int(builder, "iteration", progress->iteration);
  add_int(builder, "throttle_percent", progress->throttle_percent);
  add_known(builder, "left_ms", progress->left_ms);
  end_object(builder);
}

static void json_task(const char *event, const Task *task, int exit_code)
{
  JsonBuilder *builder = object(event);
  add_int(builder, "task", task->id);
  add_string(builder, "vm", task->vm);
  add_string(builder, "uuid", task->vm_uuid);
  add_string(builder, "type", task->type);
  add_string(builder, "source", task->source);
  add_string(builder, "target", task->target);
  add_string(builder, "owner", task->owner);
  add_string(builder, "state", task_state_id(task->state));
  add_string(builder, "reason", task->reason);
  add_int(builder, "percent", (gint64)(task->progress.fraction * 100));
  add_int(builder, "started_ms", task->started_ms);
  add_int(builder, "finished_ms", task->finished_ms);
  add_known(builder, "downtime_ms", task->downtime_ms);
  if (exit_code >= 0)
    add_int(builder, "exit", exit_code);
  end_object(builder);
}

/* ---- text ---- */

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
  say(report, _("  %s over the %s, %s to %s"), what, route->network, route->from != NULL ? route->from : here, route->to != NULL ? route->to : here);
}

static void say_plan(Report *report, const Plan *plan)
{
  gboolean active = vm_state_is_active(plan->vm_state);
  say(report, _("%s, %s, moves from %s to %s"), plan->vm, vm_state_name(plan->vm_state), plan->source, plan->target);
  for (guint i = 0; i < plan->steps->len; i++)
    say(report, "  %u %s", i + 1, ((const PlanStep *)g_ptr_array_index(plan->steps, i))->title);
  if (active)
    say_route(report, _("memory"), &plan->data);
  say_route(report, _("control"), &plan->control);
  say(report, "%s", plan->peer_uri != NULL ? _("  peer to peer: the hosts go on by themselves if this machine is lost")
                                           : _("  direct: through this machine; if it is lost the move is given up and the VM stays"));
  say(report, _("The same by hand:"));
  g_auto(GStrv) lines = plan_virsh(plan);
  for (char **line = lines; *line != NULL; line++)
    say(report, "  %s", *line);
}

static void say_finding(Report *report, const Finding *finding)
{
  static const char *const marks[] = { [SEVERITY_BLOCKS] = "x", [SEVERITY_WARNS] = "!", [SEVERITY_INFORMS] = "-" };
  say(report, "%s %-20s %s", marks[finding->rule->severity], finding->rule->id, finding->message);
  if (finding->remedy != NULL)
    say(report, "  %-20s -> %s", "", finding->remedy);
}

static char *progress_line(const Task *task)
{
  const Progress *progress = &task->progress;
  g_autofree char *rate = units_rate(progress->rate_bytes_s);
  g_autofree char *dirty = units_rate(progress->dirty_bytes_s);
  g_autofree char *left = units_duration(progress->left_ms);
  return g_strdup_printf(_("%3d %%  %s  sent %s  VM writes %s  left %s"), (int)(progress->fraction * 100), progress_phase_name(progress->phase), rate,
                         dirty, left);
}

static void say_progress(Report *report, const Task *task)
{
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

static void say_step(Report *report, const Task *task, guint position)
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

/* ---- what commands call ---- */

void report_plan(Report *report, const Plan *plan)
{
  if (report->json)
    json_plan(plan);
  else
    say_plan(report, plan);
}

void report_findings(Report *report, const GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    if (report->json)
      json_finding(g_ptr_array_index(findings, i));
    else
      say_finding(report, g_ptr_array_index(findings, i));
}

void report_rules(Report *report)
{
  guint n;
  const Rule *const *rules = rules_all(&n);
  for (guint i = 0; i < n; i++) {
    if (!report->json) {
      say(report, "%-20s %-8s %s", rules[i]->id, severity_id(rules[i]->severity), _(rules[i]->title));
      continue;
    }
    JsonBuilder *builder = object("rule");
    add_string(builder, "id", rules[i]->id);
    add_string(builder, "severity", severity_id(rules[i]->severity));
    add_string(builder, "title", _(rules[i]->title));
    end_object(builder);
  }
}

void report_verdict(Report *report, const GPtrArray *findings)
{
  guint n;
  rules_all(&n);
  guint blocking = findings_count(findings, SEVERITY_BLOCKS), warnings = findings_count(findings, SEVERITY_WARNS);
  if (!report->json) {
    say(report, blocking > 0 ? _("%u of %u checks stop this move, %u warn") : _("Nothing stands in the way (%u of %u checks stop it, %u warn)"), blocking, n,
        warnings);
    return;
  }
  JsonBuilder *builder = object("verdict");
  add_string(builder, "verdict", blocking > 0 ? "blocked" : "clear");
  add_int(builder, "checks", n);
  add_int(builder, "blocking", blocking);
  add_int(builder, "warnings", warnings);
  end_object(builder);
}

void report_started(Report *report, gint64 task)
{
  if (!report->json) {
    say(report, _("Task %" G_GINT64_FORMAT " has started."), task);
    return;
  }
  JsonBuilder *builder = object("started");
  add_int(builder, "task", task);
  end_object(builder);
}

static void report_steps(Report *report, const Task *task)
{
  if (report->n_steps != task->steps->len) {
    report->n_steps = task->steps->len;
    report->steps = g_renew(StepState, report->steps, report->n_steps);
    for (guint i = 0; i < report->n_steps; i++)
      report->steps[i] = STEP_WAITING;
  }
  for (guint i = 0; i < report->n_steps; i++) {
    const TaskStep *step = g_ptr_array_index(task->steps, i);
    if (step->state == report->steps[i])
      continue;
    report->steps[i] = step->state;
    if (report->json)
      json_step(task, i);
    else
      say_step(report, task, i);
  }
}

void report_task(Report *report, const Task *task)
{
  /* A line that stays is only worth printing now and then. */
  gint64 interval_ms = report->json || report->live ? 200 : 5000;
  report_steps(report, task);
  if (task->progress.phase == PHASE_NONE || task->progress.phase == PHASE_DONE || task->progress.elapsed_ms < report->printed_ms + interval_ms)
    return;
  report->printed_ms = task->progress.elapsed_ms;
  if (report->json)
    json_progress(task);
  else
    say_progress(report, task);
}

void report_result(Report *report, const Task *task, int exit_code)
{
  report_steps(report, task);
  if (report->json) {
    json_task("result", task, exit_code);
    return;
  }
  g_autofree char *duration = units_duration(task->finished_ms > 0 ? task->finished_ms - task->started_ms : -1);
  g_autofree char *downtime = units_duration(task->downtime_ms);
  if (task->state == TASK_DONE)
    say(report, _("Done in %s (downtime %s): %s."), duration, downtime, task->reason);
  else
    say(report, _("Task %" G_GINT64_FORMAT " %s: %s."), task->id, task_state_name(task->state), task->reason != NULL ? task->reason : "");
}

void report_tasks(Report *report, const GPtrArray *tasks)
{
  if (tasks->len == 0 && !report->json)
    say(report, _("There are no tasks."));
  for (guint i = 0; i < tasks->len; i++) {
    const Task *task = g_ptr_array_index(tasks, i);
    if (report->json) {
      json_task("task", task, -1);
      continue;
    }
    g_autoptr(GDateTime) created = g_date_time_new_from_unix_local(task->created_ms / 1000);
    g_autofree char *when = g_date_time_format(created, "%Y-%m-%d %H:%M:%S");
    say(report, "%4" G_GINT64_FORMAT "  %s  %-16s %s -> %s  %s %d %%", task->id, when, task->vm, task->source, task->target, task_state_name(task->state),
        (int)(task->progress.fraction * 100));
  }
}

void report_error(Report *report, const GError *error)
{
  if (report->json) {
    JsonBuilder *builder = object("error");
    add_string(builder, "message", error->message);
    end_object(builder);
    return;
  }
  g_autofree char *safe = text_safe_lines(error->message);
  fprintf(stderr, "%svirt-migrate: %s\n", report->line_open ? "\n" : "", safe);
}
