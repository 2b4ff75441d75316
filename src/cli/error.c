#include "cli/error.h"

#include "cli/report.h"
#include "config/inventory.h"
#include "model/task.h"
#include "plan/options.h"

G_DEFINE_QUARK(virt-migrate-cli-error, cli_error)

gboolean cli_fail(GError **error, CliError code, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  if (error != NULL)
    *error = g_error_new_valist(CLI_ERROR, (int)code, format, args);
  va_end(args);
  return FALSE;
}

CliExit cli_exit_of(const GError *error)
{
  gboolean input = g_error_matches(error, CLI_ERROR, CLI_ERROR_INPUT) || g_error_matches(error, TASK_ERROR, TASK_ERROR_UNKNOWN) ||
                   error->domain == PLAN_ERROR || error->domain == G_OPTION_ERROR || error->domain == INVENTORY_ERROR;
  return input ? EXIT_USAGE : EXIT_FAILED;
}

CliExit cli_refuse(gboolean json, const GError *error)
{
  g_autoptr(Report) report = report_new(json);
  report_error(report, error);
  return cli_exit_of(error);
}
