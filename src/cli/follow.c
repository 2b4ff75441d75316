/* virt-migrate watch, and what follows the start of a task. */
#include "cli/cli.h"

#include "cli/error.h"
#include "cli/report.h"
#include "cli/task_arguments.h"
#include "model/text.h"
#include "task/watch.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>

/* A small move is over in a second, and its end is told at once; who follows one for hours does not notice. */
#define POLL_AT_FIRST_MS 4
#define POLL_MS 20
#define POLLS_AT_FIRST 2500

Watch *cli_open_watch(GError **error)
{
  Watch *watch = watch_open(error);
  g_autofree char *notices = watch != NULL ? watch_take_notices(watch) : NULL;
  g_autofree char *safe = text_safe_lines(notices);
  if (notices != NULL)
    g_printerr("virt-migrate: %s\n", safe);
  return watch;
}

static CliExit exit_of(const Task *task)
{
  switch (task->state) {
  case TASK_DONE:
    return EXIT_DONE;
  case TASK_FAILED:
    return EXIT_FAILED;
  case TASK_CANCELLED:
    return EXIT_CANCELLED;
  default:
    return EXIT_ATTENTION;
  }
}

static gboolean on_interrupt(gpointer interrupted)
{
  *(gboolean *)interrupted = TRUE;
  return G_SOURCE_CONTINUE;
}

static gboolean on_rested(gpointer rested)
{
  *(gboolean *)rested = TRUE;
  return G_SOURCE_REMOVE;
}

static void rest(guint ms)
{
  gboolean rested = FALSE;
  g_timeout_add(ms, on_rested, &rested);
  while (!rested)
    g_main_context_iteration(NULL, TRUE);
}

/* Prints TASK as it stands. TRUE when it has ended; then *RESULT says how. */
static gboolean follow_once(Report *report, Watch *watch, gint64 id, CliExit *result)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Task) task = watch_task(watch, id, &error);
  if (task == NULL) {
    report_error(report, error);
    *result = cli_exit_of(error);
    return TRUE;
  }
  if (!task_state_is_final(task->state)) {
    report_task(report, task);
    return FALSE;
  }
  *result = exit_of(task);
  report_result(report, task, (int)*result);
  return TRUE;
}

/* A runner that died writes nothing: now and then the task is looked at even though the store has not changed. */
#define LOOK_ANYWAY 50

CliExit cli_follow(Watch *watch, gint64 id, gboolean as_json)
{
  g_autoptr(Report) report = report_new(as_json);
  gboolean interrupted = FALSE;
  CliExit result = EXIT_ATTENTION;
  guint sigint = g_unix_signal_add(SIGINT, on_interrupt, &interrupted);
  for (guint i = 0; !interrupted; i++) {
    if ((watch_changed(watch) || i % LOOK_ANYWAY == 0) && follow_once(report, watch, id, &result))
      break;
    rest(i < POLLS_AT_FIRST ? POLL_AT_FIRST_MS : POLL_MS);
  }
  g_source_remove(sigint);
  if (interrupted)
    g_printerr(_("\nTask %" G_GINT64_FORMAT " goes on; “virt-migrate watch %" G_GINT64_FORMAT
                 "” follows it, “virt-migrate cancel %" G_GINT64_FORMAT "” cancels it.\n"),
               id, id, id);
  return result;
}

CliExit cli_watch(int argc, char **argv, const char *inventory_file)
{
  g_autoptr(GError) error = NULL;
  g_auto(TaskArguments) arguments = { 0 };
  gboolean ok = task_arguments_parse(&arguments, argc, argv, &error);
  g_autoptr(Watch) watch = ok ? cli_open_watch(&error) : NULL;
  if (watch != NULL)
    return cli_follow(watch, arguments.id, arguments.json);
  return cli_refuse(arguments.json, error);
}
