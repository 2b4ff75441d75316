#include "cli/arguments.h"

#include "plan/options.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean take_option(const char *name, const char *value, gpointer data, GError **error)
{
  Arguments *arguments = data;
  const Option *option = option_by_name(name + strspn(name, "-"));
  return option_set_text(option, arguments->choices, value != NULL ? value : "yes", error);
}

/* "IDs" of a choice for the usage text: host|storage|both. */
static char *choice_ids(const Option *option)
{
  GString *ids = g_string_new(NULL);
  for (const OptionValue *value = option->values; value->id != NULL; value++)
    g_string_append_printf(ids, "%s%s", ids->len > 0 ? "|" : "", value->id);
  return g_string_free(ids, FALSE);
}

/* What is no choice about the move, and which command takes it (NULL: both). */
static void add_others(GArray *entries, Arguments *arguments, const char *command)
{
  const struct {
    const char *command;
    GOptionEntry entry;
  } others[] = {
    { "run", { "detach", 0, 0, G_OPTION_ARG_NONE, &arguments->detach, N_("Start the task, print its number and leave"), NULL } },
    { "run", { "yes", 'y', 0, G_OPTION_ARG_NONE, &arguments->yes, N_("Start without asking"), NULL } },
    { "run", { "back", 0, 0, G_OPTION_ARG_INT64, &arguments->back, N_("Move back what the task has moved, to where it came from"), N_("TASK") } },
    { "check", { "rules", 0, 0, G_OPTION_ARG_NONE, &arguments->rules, N_("List all checks"), NULL } },
    { NULL, { "json", 0, 0, G_OPTION_ARG_NONE, &arguments->json, N_("Print one JSON object a line"), NULL } },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
    if (others[i].command == NULL || strcmp(others[i].command, command) == 0)
      g_array_append_val(entries, others[i].entry);
}

static GArray *make_entries(Arguments *arguments, const char *command, GPtrArray *owned)
{
  GArray *entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
  for (const Option *option = options_table; option->name != NULL; option++) {
    GOptionEntry entry = { option->name, 0, 0, G_OPTION_ARG_CALLBACK, (gpointer)take_option, option->help, option->argument };
    if (option->kind == OPTION_FLAG)
      entry.flags = G_OPTION_FLAG_NO_ARG;
    if (option->kind == OPTION_CHOICE) {
      char *ids = choice_ids(option);
      g_ptr_array_add(owned, ids);
      entry.arg_description = ids;
    }
    g_array_append_val(entries, entry);
  }
  add_others(entries, arguments, command);
  return entries;
}

static gboolean split_vm(Arguments *arguments, const char *text)
{
  const char *slash = strchr(text, '/');
  arguments->host = slash != NULL ? g_strndup(text, (gsize)(slash - text)) : NULL;
  arguments->vm = g_strdup(slash != NULL ? slash + 1 : text);
  return arguments->vm[0] != '\0' && (arguments->host == NULL || arguments->host[0] != '\0');
}

gint64 arguments_back(int argc, char **argv)
{
  gint64 back = 0;
  const GOptionEntry entries[] = { { "back", 0, 0, G_OPTION_ARG_INT64, &back, NULL, NULL }, { NULL } };
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);
  g_auto(GStrv) copy = g_new0(char *, argc + 1);
  for (int i = 0; i < argc; i++)
    copy[i] = g_strdup(argv[i]);
  g_option_context_set_ignore_unknown_options(context, TRUE);
  g_option_context_set_help_enabled(context, FALSE);
  g_option_context_add_main_entries(context, entries, GETTEXT_PACKAGE);
  g_option_context_parse_strv(context, &copy, NULL);
  return MAX(back, 0);
}

gboolean arguments_parse(Arguments *arguments, int argc, char **argv, const char *summary, GError **error)
{
  g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GArray) entries = make_entries(arguments, argv[0], owned);
  g_autoptr(GOptionContext) context = g_option_context_new(_("[HOST/]VM"));
  GOptionGroup *group = g_option_group_new(NULL, NULL, NULL, arguments, NULL);
  g_option_group_add_entries(group, (const GOptionEntry *)(gpointer)entries->data);
  g_option_context_set_main_group(context, group);
  g_option_context_set_summary(context, summary);
  g_autofree char *program = g_strdup_printf("virt-migrate %s", argv[0]);
  g_set_prgname(program);
  arguments->back = ARGUMENTS_NO_BACK;
  if (!g_option_context_parse(context, &argc, &argv, error))
    return FALSE;
  if (arguments->rules)
    return TRUE;
  if (arguments->back > 0 && argc == 1)
    return TRUE;
  if (arguments->back != ARGUMENTS_NO_BACK) {
    g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("--back takes the number of a task, which names the VM: virt-migrate run --back 7"));
    return FALSE;
  }
  if (argc != 2 || !split_vm(arguments, argv[1])) {
    g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT,
                argc < 2 ? _("which VM? Give its name, or HOST/VM") : _("give one VM, as VM or HOST/VM"));
    return FALSE;
  }
  return TRUE;
}

void arguments_clear(Arguments *arguments)
{
  g_free(arguments->host);
  g_free(arguments->vm);
  choices_free(arguments->choices);
}
