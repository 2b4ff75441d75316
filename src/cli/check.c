/* virt-migrate check: the checks of a move, without moving anything. */
#include "cli/cli.h"

#include "cli/prepare.h"
#include "cli/report.h"
#include "config/inventory.h"
#include "plan/options.h"

#include <glib/gi18n.h>

CliExit cli_check(int argc, char **argv, const char *inventory_file)
{
  g_autoptr(GError) error = NULL;
  Preparation preparation = { .inventory = inventory_load(inventory_file, &error) };
  Arguments arguments = { .choices = preparation.inventory != NULL ? choices_preset(preparation.inventory) : NULL };
  CliExit result = EXIT_USAGE;
  gboolean ok = preparation.inventory != NULL &&
                arguments_parse(&arguments, argc, argv, _("Says what stands in the way of a move. Nothing is changed anywhere."), &error);
  g_autoptr(Report) report = report_new(arguments.json);
  if (ok && arguments.rules) {
    report_rules(report);
    result = EXIT_DONE;
  } else if (ok && prepare_move(&preparation, &arguments, &error)) {
    report_findings(report, preparation.findings);
    report_verdict(report, preparation.findings);
    result = preparation.plan != NULL ? EXIT_DONE : EXIT_BLOCKED;
  } else {
    result = g_error_matches(error, PREPARE_ERROR, PREPARE_ERROR_HOST) ? EXIT_FAILED : EXIT_USAGE;
    report_error(report, error);
  }
  prepare_clear(&preparation);
  arguments_clear(&arguments);
  return result;
}
