/* virt-migrate check: the checks of a move, without moving anything. */
#include "cli/error.h"
#include "cli/prepare.h"
#include "cli/report.h"

#include <glib/gi18n.h>

CliExit cli_check(int argc, char **argv, const char *inventory_file)
{
  g_autoptr(GError) error = NULL;
  Arguments arguments = { 0 };
  Preparation preparation = { 0 };
  CliExit result;
  gboolean ok = prepare_arguments(&preparation, &arguments, inventory_file, argc, argv,
                                  _("Says what stands in the way of a move. Nothing is changed anywhere."), &error);
  g_autoptr(Report) report = report_new(arguments.json);
  if (ok && arguments.rules) {
    report_rules(report);
    result = EXIT_DONE;
  } else if (ok && prepare_move(&preparation, &arguments, &error)) {
    report_facts(report, &preparation.facts);
    report_findings(report, preparation.findings);
    report_passed(report, &preparation.facts, arguments.choices, preparation.findings);
    report_estimate(report, &preparation.facts, arguments.choices);
    report_verdict(report, preparation.findings);
    result = preparation.plan != NULL ? EXIT_DONE : EXIT_BLOCKED;
  } else {
    report_error(report, error);
    result = cli_exit_of(error);
  }
  prepare_clear(&preparation);
  arguments_clear(&arguments);
  return result;
}
