/* virt-migrate: picks the front end. The only file that knows both. */
#include "cli/cli.h"
#include "config/inventory.h"
#include "model/text.h"
#include "ui/ui.h"

#include "config.h"
#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct Settings {
  char *inventory_file;
  gboolean version;
  UiSettings ui;
  char *theme;
} Settings;

static GOptionContext *make_context(Settings *settings)
{
  const GOptionEntry entries[] = {
    { "config", 'c', 0, G_OPTION_ARG_FILENAME, &settings->inventory_file, N_("Read the inventory of hosts from FILE"), N_("FILE") },
    { "ascii", 0, 0, G_OPTION_ARG_NONE, &settings->ui.ascii, N_("Draw with ASCII characters only"), NULL },
    { "no-color", 0, 0, G_OPTION_ARG_NONE, &settings->ui.no_color, N_("Draw without colours"), NULL },
    { "no-mouse", 0, 0, G_OPTION_ARG_NONE, &settings->ui.no_mouse, N_("Leave the mouse to the terminal"), NULL },
    { "theme", 0, 0, G_OPTION_ARG_STRING, &settings->theme, N_("Draw with the theme NAME"), N_("NAME") },
    { "version", 0, 0, G_OPTION_ARG_NONE, &settings->version, N_("Print the version"), NULL },
    { NULL },
  };
  GString *commands = g_string_new(_("Without a command, the wizard opens. Commands:\n"));
  for (const CliCommand *command = cli_commands; command->name != NULL; command++)
    g_string_append_printf(commands, "  %-7s %s\n", command->name, _(command->help));
  g_string_append(commands, _("\n“virt-migrate COMMAND --help” tells more about one."));

  GOptionContext *context = g_option_context_new(_("[COMMAND …] — move virtual machines between hosts"));
  g_option_context_set_strict_posix(context, TRUE);
  g_option_context_add_main_entries(context, entries, GETTEXT_PACKAGE);
  g_option_context_set_description(context, commands->str);
  g_string_free(commands, TRUE);
  return context;
}

/* File names and names of hosts are in it: nothing of them may reach the terminal raw. */
static int complain(const GError *error)
{
  g_autofree char *safe = text_safe_lines(error->message);
  g_printerr("virt-migrate: %s\n", safe);
  return EXIT_USAGE;
}

static int open_wizard(const Settings *settings)
{
  g_autoptr(GError) error = NULL;
  if (!ui_usable(&error)) {
    return complain(error);
  }
  Inventory *inventory = inventory_load(settings->inventory_file, &error);
  if (inventory == NULL) {
    return complain(error);
  }
  return ui_run(inventory, &settings->ui);
}

static int run_command(int argc, char **argv, const Settings *settings)
{
  for (const CliCommand *command = cli_commands; command->name != NULL; command++)
    if (strcmp(command->name, argv[0]) == 0)
      return (int)command->run(argc, argv, settings->inventory_file);
  g_autofree char *safe = text_safe(argv[0]);
  g_printerr(_("virt-migrate: there is no command “%s”; see virt-migrate --help\n"), safe);
  return EXIT_USAGE;
}

static int run_program(int argc, char **argv)
{
  Settings settings = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(GOptionContext) context = make_context(&settings);
  if (!g_option_context_parse(context, &argc, &argv, &error)) {
    return complain(error);
  }
  settings.ui.theme = settings.theme;
  if (settings.version) {
    g_print("virt-migrate %s\n", PACKAGE_VERSION);
    return EXIT_DONE;
  }
  int result = argc > 1 ? run_command(argc - 1, argv + 1, &settings) : open_wizard(&settings);
  g_free(settings.inventory_file);
  g_free(settings.theme);
  return result;
}

int main(int argc, char **argv)
{
  setlocale(LC_ALL, "");
  bindtextdomain(GETTEXT_PACKAGE, LOCALEDIR);
  textdomain(GETTEXT_PACKAGE);
  g_set_prgname("virt-migrate");
  /* An ssh that ends before libvirt has written to it is an error of that host, not the end of us. */
  signal(SIGPIPE, SIG_IGN);

  int result = run_program(argc, argv);
  /* A thread may still hang in a library's connect: it must not meet that library's clean-up. */
  fflush(NULL);
  _exit(result);
}
