/* virt-migrate tasks and log. */
#include "cli/cli.h"

#include "cli/error.h"
#include "cli/others.h"
#include "cli/report.h"
#include "cli/task_arguments.h"
#include "task/watch.h"

CliExit cli_tasks(int argc, char **argv, const char *inventory_file)
{
  g_autoptr(GError) error = NULL;
  g_auto(TaskArguments) arguments = { 0 };
  gboolean ok = task_arguments_parse(&arguments, argc, argv, &error);
  g_autoptr(Watch) watch = ok ? cli_open_watch(&error) : NULL;
  g_autoptr(GPtrArray) tasks = watch != NULL ? watch_list(watch, &error) : NULL;
  if (tasks == NULL || (arguments.all && !others_add(tasks, inventory_file, &error)))
    return cli_refuse(arguments.json, error);
  g_autoptr(Report) report = report_new(arguments.json);
  report_tasks(report, tasks);
  return EXIT_DONE;
}

CliExit cli_log(int argc, char **argv, const char *inventory_file)
{
  g_autoptr(GError) error = NULL;
  g_auto(TaskArguments) arguments = { 0 };
  gboolean ok = task_arguments_parse(&arguments, argc, argv, &error);
  g_autoptr(Watch) watch = ok ? cli_open_watch(&error) : NULL;
  g_autofree char *text = watch != NULL ? watch_log(watch, arguments.id, &error) : NULL;
  if (text == NULL)
    return cli_refuse(arguments.json, error);
  g_autoptr(Report) report = report_new(arguments.json);
  report_log(report, text);
  return EXIT_DONE;
}
