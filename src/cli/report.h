/* What the commands print: text for people, or one JSON object a line. Nothing from outside is printed raw. */
#pragma once

#include "model/task.h"
#include "plan/estimate.h"
#include "plan/rules.h"

typedef struct Report Report;

Report *report_new(gboolean json);
void report_free(Report *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Report, report_free)

void report_plan(Report *report, const Plan *plan);
/* How long the move will take, as things stand. */
void report_estimate(Report *report, const Facts *facts, const Choices *choices);
void report_findings(Report *report, const GPtrArray *findings);
/* What the checks were made with, and those that found nothing: the rest of a whole report. */
void report_facts(Report *report, const Facts *facts);
void report_passed(Report *report, const Facts *facts, const Choices *choices, const GPtrArray *findings);
void report_rules(Report *report);
/* The verdict of `check`: how many checks of the table found something, and whether the move may start. */
void report_verdict(Report *report, const GPtrArray *findings);
void report_started(Report *report, gint64 task);
/* A task on its way: prints what is new since the last call. */
void report_task(Report *report, const Task *task);
/* A task at its end. */
void report_result(Report *report, const Task *task, int exit_code);
void report_tasks(Report *report, const GPtrArray *tasks);
/* The log of a task. */
void report_log(Report *report, const char *text);
/* As text to stderr, or as an object with event "error" to stdout like all others. */
void report_error(Report *report, const GError *error);
