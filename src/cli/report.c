#include "cli/report_style.h"

#include <unistd.h>

Report *report_new(gboolean json)
{
  Report *report = g_new0(Report, 1);
  report->style = json ? &report_json : &report_text;
  report->live = isatty(STDOUT_FILENO);
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

void report_plan(Report *report, const Plan *plan)
{
  report->style->plan(report, plan);
}

void report_estimate(Report *report, const Facts *facts, const Choices *choices)
{
  g_autoptr(Estimate) estimate = estimate_make(facts, choices);
  report->style->estimate(report, estimate);
}

void report_findings(Report *report, const GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    report->style->finding(report, g_ptr_array_index(findings, i));
}

void report_facts(Report *report, const Facts *facts)
{
  report->style->vm(report, facts);
  report->style->host(report, "source", facts->source, facts->source_facts);
  if (facts_target(facts) != NULL)
    report->style->host(report, "target", facts->target, facts_target(facts));
}

void report_passed(Report *report, const Facts *facts, const Choices *choices, const GPtrArray *findings)
{
  g_autoptr(GPtrArray) passed = rules_passed(facts, choices, findings);
  report->style->passed(report, passed);
}

void report_rules(Report *report)
{
  guint n;
  const Rule *const *rules = rules_all(&n);
  for (guint i = 0; i < n; i++)
    report->style->rule(report, rules[i]);
}

void report_verdict(Report *report, const GPtrArray *findings)
{
  guint n;
  rules_all(&n);
  report->style->verdict(report, n, findings_count(findings, SEVERITY_BLOCKS), findings_count(findings, SEVERITY_WARNS));
}

void report_started(Report *report, gint64 task)
{
  report->style->started(report, task);
}

static void forget_steps(Report *report, guint n)
{
  report->n_steps = n;
  report->steps = g_renew(StepState, report->steps, n);
  for (guint i = 0; i < n; i++)
    report->steps[i] = STEP_WAITING;
}

static void report_steps(Report *report, const Task *task)
{
  if (report->n_steps != task->steps->len)
    forget_steps(report, task->steps->len);
  for (guint i = 0; i < report->n_steps; i++) {
    const TaskStep *step = g_ptr_array_index(task->steps, i);
    if (step->state == report->steps[i])
      continue;
    report->steps[i] = step->state;
    report->style->step(report, task, i);
  }
}

void report_task(Report *report, const Task *task)
{
  const Progress *progress = &task->progress;
  gboolean moving = progress->phase != PHASE_NONE && progress->phase != PHASE_DONE;
  report_steps(report, task);
  if (!moving || progress->elapsed_ms < report->printed_ms + report->style->progress_interval_ms(report))
    return;
  report->printed_ms = progress->elapsed_ms;
  report->style->progress(report, task);
}

void report_result(Report *report, const Task *task, int exit_code)
{
  report_steps(report, task);
  report->style->result(report, task, exit_code);
}

void report_tasks(Report *report, const GPtrArray *tasks)
{
  if (tasks->len == 0)
    report->style->no_tasks(report);
  for (guint i = 0; i < tasks->len; i++)
    report->style->task(report, g_ptr_array_index(tasks, i));
}

void report_log(Report *report, const char *text)
{
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0')
      report->style->log_line(report, *line);
}

void report_error(Report *report, const GError *error)
{
  report->style->error(report, error);
}
