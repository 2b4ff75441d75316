/* virt-migrate tasks, watch, log, speed, downtime, recover, resume and cancel. */
#include "cli/cli.h"

#include "cli/report.h"
#include "config/inventory.h"
#include "model/text.h"
#include "plan/disk_choice.h"
#include "plan/options.h"
#include "task/foreign.h"
#include "task/watch.h"
#include "virt/survey.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>

/* A small move is over in a second, and its end is told at once; who follows one for hours does not notice. */
#define POLL_AT_FIRST_MS 4
#define POLL_MS 20
#define POLLS_AT_FIRST 2500

static gboolean json, roll_back, all;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print one JSON object a line"), NULL },
  { NULL },
};

static const GOptionEntry resume_entries[] = {
  { "roll-back", 0, 0, G_OPTION_ARG_NONE, &roll_back, N_("Undo what it has done instead of going on"), NULL },
  { NULL },
};

static const GOptionEntry tasks_entries[] = {
  { "all", 0, 0, G_OPTION_ARG_NONE, &all, N_("Ask all hosts for migrations that others have started, too"), NULL },
  { NULL },
};

/* Commands with a value after the number of the task. */
static const struct {
  const char *command, *usage, *advice;
} valued[] = {
  { "speed", N_("TASK SPEED"), N_("give the number of a task and a speed: virt-migrate speed 7 20Mbit/s") },
  { "downtime", N_("TASK TIME"), N_("give the number of a task and a time: virt-migrate downtime 7 3s") },
};

static gsize valued_row(const char *command)
{
  gsize row = 0;
  while (row + 1 < G_N_ELEMENTS(valued) && strcmp(valued[row].command, command) != 0)
    row++;
  return row;
}

/* Parses ARGV: nothing but options; with ID, the number of a task; with VALUE, one more argument after it, which the caller frees. */
static gboolean parse(int argc, char **argv, gint64 *id, char **value, GError **error)
{
  gsize row = valued_row(argv[0]);
  g_autoptr(GOptionContext) context = g_option_context_new(value != NULL ? _(valued[row].usage) : id != NULL ? _("TASK") : "");
  g_autofree char *program = g_strdup_printf("virt-migrate %s", argv[0]);
  g_option_context_add_main_entries(context, entries, GETTEXT_PACKAGE);
  if (strcmp(argv[0], "resume") == 0)
    g_option_context_add_main_entries(context, resume_entries, GETTEXT_PACKAGE);
  if (strcmp(argv[0], "tasks") == 0)
    g_option_context_add_main_entries(context, tasks_entries, GETTEXT_PACKAGE);
  g_set_prgname(program);
  if (!g_option_context_parse(context, &argc, &argv, error))
    return FALSE;
  if (id == NULL && argc == 1)
    return TRUE;
  if (id != NULL && argc == (value != NULL ? 3 : 2) && g_ascii_string_to_signed(argv[1], 10, 1, G_MAXINT64, id, NULL)) {
    if (value != NULL)
      *value = g_strdup(argv[2]);
    return TRUE;
  }
  if (value != NULL)
    g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, "%s", _(valued[row].advice));
  else
    g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT,
                id != NULL ? _("give the number of a task; virt-migrate tasks lists them") : _("this takes no argument"));
  return FALSE;
}

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
    *result = EXIT_USAGE;
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

static const HostStatus *ask_host(gpointer survey, const char *host)
{
  return survey_wait(survey, host);
}

/* Puts what others have started before TASKS. A host that does not answer is named: what goes on there nobody can tell. */
static gboolean add_foreign(GPtrArray *tasks, const char *inventory_file, GError **error)
{
  g_autoptr(Inventory) inventory = inventory_load(inventory_file, error);
  if (inventory == NULL)
    return FALSE;
  g_autoptr(Survey) survey = survey_new(inventory, NULL, NULL);
  g_autoptr(GPtrArray) foreign = foreign_tasks(inventory, ask_host, survey, tasks);
  while (foreign->len > 0)
    g_ptr_array_insert(tasks, 0, g_ptr_array_steal_index(foreign, foreign->len - 1));
  for (guint i = 0; i < inventory->hosts->len; i++) {
    const InventoryHost *host = g_ptr_array_index(inventory->hosts, i);
    const HostStatus *status = survey_status(survey, host->name);
    g_autofree char *safe = text_safe(status->reason);
    if (status->reach != HOST_UP)
      g_printerr(_("virt-migrate: %s cannot be asked: %s\n"), host->name, safe);
  }
  return TRUE;
}

CliExit cli_tasks(int argc, char **argv, const char *inventory_file)
{
  g_autoptr(GError) error = NULL;
  gboolean ok = parse(argc, argv, NULL, NULL, &error);
  g_autoptr(Report) report = report_new(json);
  g_autoptr(Watch) watch = ok ? cli_open_watch(&error) : NULL;
  g_autoptr(GPtrArray) tasks = watch != NULL ? watch_list(watch, &error) : NULL;
  if (tasks == NULL || (all && !add_foreign(tasks, inventory_file, &error))) {
    report_error(report, error);
    return ok ? EXIT_FAILED : EXIT_USAGE;
  }
  report_tasks(report, tasks);
  return EXIT_DONE;
}

CliExit cli_watch(int argc, char **argv, const char *inventory_file)
{
  g_autoptr(GError) error = NULL;
  gint64 id;
  gboolean ok = parse(argc, argv, &id, NULL, &error);
  g_autoptr(Watch) watch = ok ? cli_open_watch(&error) : NULL;
  if (watch != NULL)
    return cli_follow(watch, id, json);
  g_autoptr(Report) report = report_new(json);
  report_error(report, error);
  return ok ? EXIT_FAILED : EXIT_USAGE;
}

CliExit cli_log(int argc, char **argv, const char *inventory_file)
{
  g_autoptr(GError) error = NULL;
  gint64 id;
  gboolean ok = parse(argc, argv, &id, NULL, &error);
  g_autoptr(Report) report = report_new(json);
  g_autoptr(Watch) watch = ok ? cli_open_watch(&error) : NULL;
  g_autofree char *text = watch != NULL ? watch_log(watch, id, &error) : NULL;
  if (text == NULL) {
    report_error(report, error);
    return ok ? EXIT_FAILED : EXIT_USAGE;
  }
  report_log(report, text);
  return EXIT_DONE;
}

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
  g_autofree char *text = NULL;
  gint64 id;
  guint64 bytes_s;
  gboolean ok = parse(argc, argv, &id, &text, &error) && read_speed(text, inventory_file, &bytes_s, &error);
  g_autoptr(Watch) watch = ok ? cli_open_watch(&error) : NULL;
  if (watch != NULL && watch_set_speed(watch, id, bytes_s, &error))
    return EXIT_DONE;
  g_autoptr(Report) report = report_new(json);
  report_error(report, error);
  return ok ? EXIT_FAILED : EXIT_USAGE;
}

CliExit cli_downtime(int argc, char **argv, const char *inventory_file)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  gint64 id;
  guint ms;
  gboolean ok = parse(argc, argv, &id, &text, &error) && downtime_parse(text, &ms, &error);
  g_autoptr(Watch) watch = ok ? watch_open(&error) : NULL;
  if (watch != NULL && watch_set_downtime(watch, id, ms, &error))
    return EXIT_DONE;
  g_autoptr(Report) report = report_new(json);
  report_error(report, error);
  return ok ? EXIT_FAILED : EXIT_USAGE;
}

CliExit cli_recover(int argc, char **argv, const char *inventory_file)
{
  g_autoptr(GError) error = NULL;
  gint64 id;
  gboolean ok = parse(argc, argv, &id, NULL, &error);
  g_autoptr(Watch) watch = ok ? watch_open(&error) : NULL;
  if (watch != NULL && watch_request(watch, id, REQUEST_RECOVER, &error))
    return cli_follow(watch, id, json);
  g_autoptr(Report) report = report_new(json);
  report_error(report, error);
  return ok ? EXIT_FAILED : EXIT_USAGE;
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
  gint64 id;
  gboolean ok = parse(argc, argv, &id, NULL, &error);
  g_autoptr(Watch) watch = ok ? cli_open_watch(&error) : NULL;
  if (watch != NULL && watch_resume(watch, id, roll_back, &error)) {
    CliExit end = cli_follow(watch, id, json);
    return roll_back ? exit_of_cancel(end) : end;
  }
  g_autoptr(Report) report = report_new(json);
  report_error(report, error);
  return ok ? EXIT_FAILED : EXIT_USAGE;
}

CliExit cli_cancel(int argc, char **argv, const char *inventory_file)
{
  g_autoptr(GError) error = NULL;
  gint64 id;
  gboolean ok = parse(argc, argv, &id, NULL, &error);
  g_autoptr(Watch) watch = ok ? cli_open_watch(&error) : NULL;
  g_autoptr(Task) task = watch != NULL ? watch_task(watch, id, &error) : NULL;
  if (task != NULL && watch_request(watch, id, REQUEST_CANCEL, &error))
    return exit_of_cancel(cli_follow(watch, id, json));
  g_autoptr(Report) report = report_new(json);
  report_error(report, error);
  return ok && (watch == NULL || task != NULL) ? EXIT_FAILED : EXIT_USAGE;
}
