#include "cli/task_arguments.h"

#include "cli/error.h"

#include <glib/gi18n.h>
#include <string.h>

typedef enum { NOTHING, TASK, TASK_OR_VM, TASK_AND_VALUE } Takes;

/* What each command takes, and what is said when it gets something else. The last row is for all others. */
static const struct {
  const char *command;
  Takes takes;
  const char *usage, *advice;
} rows[] = {
  { "tasks", NOTHING, "", N_("this takes no argument") },
  { "cancel", TASK_OR_VM, N_("TASK|HOST/VM"),
    N_("give the number of a task, or HOST/VM for a migration that somebody else has started; virt-migrate tasks --all lists both") },
  { "speed", TASK_AND_VALUE, N_("TASK SPEED"), N_("give the number of a task and a speed: virt-migrate speed 7 20Mbit/s") },
  { "downtime", TASK_AND_VALUE, N_("TASK TIME"), N_("give the number of a task and a time: virt-migrate downtime 7 3s") },
  { NULL, TASK, N_("TASK"), N_("give the number of a task; virt-migrate tasks lists them") },
};

static gsize row_of(const char *command)
{
  gsize row = 0;
  while (rows[row].command != NULL && strcmp(rows[row].command, command) != 0)
    row++;
  return row;
}

/* The options of COMMAND; a row without a command is for all. */
static void add_entries(GOptionContext *context, TaskArguments *arguments, const char *command)
{
  const struct {
    const char *command;
    GOptionEntry entry;
  } options[] = {
    { "tasks", { "all", 0, 0, G_OPTION_ARG_NONE, &arguments->all, N_("Ask all hosts for migrations that others have started, too"), NULL } },
    { "resume", { "roll-back", 0, 0, G_OPTION_ARG_NONE, &arguments->roll_back, N_("Undo what it has done instead of going on"), NULL } },
    { "cancel", { "yes", 'y', 0, G_OPTION_ARG_NONE, &arguments->yes, N_("Do not ask whether to cancel what others have started"), NULL } },
    { NULL, { "json", 0, 0, G_OPTION_ARG_NONE, &arguments->json, N_("Print one JSON object a line"), NULL } },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(options); i++) {
    const GOptionEntry entries[] = { options[i].entry, { NULL } };
    if (options[i].command == NULL || strcmp(options[i].command, command) == 0)
      g_option_context_add_main_entries(context, entries, GETTEXT_PACKAGE);
  }
}

static gboolean take_task(TaskArguments *arguments, const char *text)
{
  return g_ascii_string_to_signed(text, 10, 1, G_MAXINT64, &arguments->id, NULL);
}

static gboolean take_vm(TaskArguments *arguments, const char *text)
{
  const char *slash = strchr(text, '/');
  if (slash == NULL || slash == text || slash[1] == '\0')
    return FALSE;
  arguments->host = g_strndup(text, (gsize)(slash - text));
  arguments->vm = g_strdup(slash + 1);
  return TRUE;
}

static gboolean take_words(TaskArguments *arguments, Takes takes, int n, char **words)
{
  static const int counts[] = { [NOTHING] = 0, [TASK] = 1, [TASK_OR_VM] = 1, [TASK_AND_VALUE] = 2 };
  if (n != counts[takes])
    return FALSE;
  if (takes == TASK_AND_VALUE)
    arguments->value = g_strdup(words[1]);
  return takes == NOTHING || take_task(arguments, words[0]) || (takes == TASK_OR_VM && take_vm(arguments, words[0]));
}

gboolean task_arguments_parse(TaskArguments *arguments, int argc, char **argv, GError **error)
{
  gsize row = row_of(argv[0]);
  g_autoptr(GOptionContext) context = g_option_context_new(_(rows[row].usage));
  g_autofree char *program = g_strdup_printf("virt-migrate %s", argv[0]);
  add_entries(context, arguments, argv[0]);
  g_set_prgname(program);
  if (!g_option_context_parse(context, &argc, &argv, error))
    return FALSE;
  return take_words(arguments, rows[row].takes, argc - 1, argv + 1) || cli_fail(error, CLI_ERROR_INPUT, "%s", _(rows[row].advice));
}

void task_arguments_clear(TaskArguments *arguments)
{
  g_free(arguments->host);
  g_free(arguments->vm);
  g_free(arguments->value);
}
