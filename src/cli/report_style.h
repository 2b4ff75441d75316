/* For the files of report only: the two ways to print, as one table each. */
#pragma once

#include "cli/report.h"

typedef struct ReportStyle {
  void (*plan)(Report *report, const Plan *plan);
  void (*estimate)(Report *report, const Estimate *estimate);
  void (*finding)(Report *report, const Finding *finding);
  void (*host)(Report *report, const char *role, const InventoryHost *host, const HostFacts *facts); /* "source", "target" */
  void (*vm)(Report *report, const Facts *facts);
  void (*passed)(Report *report, const GPtrArray *rules);
  void (*rule)(Report *report, const Rule *rule);
  void (*verdict)(Report *report, guint checks, guint blocking, guint warnings);
  void (*started)(Report *report, gint64 task);
  void (*step)(Report *report, const Task *task, guint position);
  void (*progress)(Report *report, const Task *task);
  void (*result)(Report *report, const Task *task, int exit_code);
  void (*task)(Report *report, const Task *task); /* one of a list */
  void (*log_line)(Report *report, const char *line);
  void (*no_tasks)(Report *report);
  void (*error)(Report *report, const GError *error);
  gint64 (*progress_interval_ms)(const Report *report);
} ReportStyle;

extern const ReportStyle report_text, report_json;

struct Report {
  const ReportStyle *style;
  gboolean live;      /* a terminal: progress overwrites its own line */
  gboolean line_open; /* such a line has no end yet */
  gint64 printed_ms;  /* elapsed time of the progress printed last; -1: none */
  gboolean broken, stalled; /* as said last */
  StepState *steps;   /* as printed last */
  guint n_steps;
};
