/* virt-migrate speed, downtime, recover, resume and cancel. */
#include "cli/cli.h"

#include "cli/error.h"
#include "cli/others.h"
#include "cli/task_arguments.h"
#include "config/inventory.h"
#include "plan/disk_choice.h"
#include "plan/options.h"
#include "task/watch.h"

/* A speed as an operator writes it, presets included. */
static gboolean read_speed(const char *text, const char *inventory_file, guint64 *bytes_s, GError **error)
{
  Speed speed;
  if (!speed_parse(text, &speed, error))
    return FALSE;
  g_autoptr(Inventory) inventory = inventory_load(inventory_file, error);
  if (inventory == NULL)
    return FALSE;
  *bytes_s = speed_bytes_s(&speed, inventory);
  return TRUE;
}

CliExit cli_speed(int argc, char **argv, const char *inventory_file)
{
  g_autoptr(GError) error = NULL;
  g_auto(TaskArguments) arguments = { 0 };
  guint64 bytes_s;
  gboolean ok = task_arguments_parse(&arguments, argc, argv, &error) && read_speed(arguments.value, inventory_file, &bytes_s, &error);
  g_autoptr(Watch) watch = ok ? cli_open_watch(&error) : NULL;
  if (watch != NULL && watch_set_speed(watch, arguments.id, bytes_s, &error))
    return EXIT_DONE;
  return cli_refuse(arguments.json, error);
}

CliExit cli_downtime(int argc, char **argv, const char *inventory_file)
{
  g_autoptr(GError) error = NULL;
  g_auto(TaskArguments) arguments = { 0 };
  guint ms;
  gboolean ok = task_arguments_parse(&arguments, argc, argv, &error) && downtime_parse(arguments.value, &ms, &error);
  g_autoptr(Watch) watch = ok ? cli_open_watch(&error) : NULL;
  if (watch != NULL && watch_set_downtime(watch, arguments.id, ms, &error))
    return EXIT_DONE;
  return cli_refuse(arguments.json, error);
}

CliExit cli_recover(int argc, char **argv, const char *inventory_file)
{
  g_autoptr(GError) error = NULL;
  g_auto(TaskArguments) arguments = { 0 };
  gboolean ok = task_arguments_parse(&arguments, argc, argv, &error);
  g_autoptr(Watch) watch = ok ? cli_open_watch(&error) : NULL;
  if (watch != NULL && watch_request(watch, arguments.id, REQUEST_RECOVER, &error))
    return cli_follow(watch, arguments.id, arguments.json);
  return cli_refuse(arguments.json, error);
}

/* The end of the task tells whether it could still be cancelled. */
static CliExit exit_of_cancel(CliExit end)
{
  switch (end) {
  case EXIT_CANCELLED:
    return EXIT_DONE;
  case EXIT_DONE:
    return EXIT_FAILED;
  default:
    return end;
  }
}

CliExit cli_resume(int argc, char **argv, const char *inventory_file)
{
  g_autoptr(GError) error = NULL;
  g_auto(TaskArguments) arguments = { 0 };
  gboolean ok = task_arguments_parse(&arguments, argc, argv, &error);
  g_autoptr(Watch) watch = ok ? cli_open_watch(&error) : NULL;
  if (watch == NULL || !watch_resume(watch, arguments.id, arguments.roll_back, &error))
    return cli_refuse(arguments.json, error);
  CliExit end = cli_follow(watch, arguments.id, arguments.json);
  return arguments.roll_back ? exit_of_cancel(end) : end;
}

CliExit cli_cancel(int argc, char **argv, const char *inventory_file)
{
  g_autoptr(GError) error = NULL;
  g_auto(TaskArguments) arguments = { 0 };
  gboolean ok = task_arguments_parse(&arguments, argc, argv, &error);
  if (ok && arguments.vm != NULL)
    return exit_of_cancel(others_cancel(&arguments, inventory_file));
  g_autoptr(Watch) watch = ok ? cli_open_watch(&error) : NULL;
  if (watch != NULL && watch_request(watch, arguments.id, REQUEST_CANCEL, &error))
    return exit_of_cancel(cli_follow(watch, arguments.id, arguments.json));
  return cli_refuse(arguments.json, error);
}
