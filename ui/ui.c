#include "ui/ui.h"

#include "ui/actions.h"
#include "ui/app.h"
#include "ui/pages/pages.h"
#include "model/text.h"
#include "ui/task_text.h"
#include "ui/terminal.h"
#include "ui/theme_memory.h"
#include "ui/widgets/dialog.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <unistd.h>

enum { POLL_MS = 250, TICK_MS = 1000 };

gboolean ui_usable(GError **error)
{
  return terminal_usable(error);
}

static gboolean take_input(gint fd, GIOCondition condition, gpointer data)
{
  App *app = data;
  Input input;

  while (terminal_input(&input))
    app_input(app, &input);
  app_line_is_free(app);
  if ((condition & (G_IO_HUP | G_IO_ERR | G_IO_NVAL)) == 0)
    return G_SOURCE_CONTINUE;
  /* The line has dropped; tasks go on by themselves. */
  app->input_source = 0;
  app_leave_now(app);
  return G_SOURCE_REMOVE;
}

static gboolean resized(gpointer data)
{
  terminal_resized();
  app_redraw(data);
  return G_SOURCE_CONTINUE;
}

static gboolean told_to_leave(gpointer data)
{
  app_leave_now(data);
  return G_SOURCE_CONTINUE;
}

static gboolean poll_tasks(gpointer data)
{
  app_poll_tasks(data);
  return G_SOURCE_CONTINUE;
}

static gboolean tick(gpointer data)
{
  App *app = data;
  Page *page = app_top(app);

  if (page != NULL && page->ops->tick != NULL && page->ops->tick(page))
    app_redraw_calmly(app);
  return G_SOURCE_CONTINUE;
}

static void run_loop(App *app)
{
  const int leave_signals[] = { SIGHUP, SIGTERM, SIGINT };
  guint signals[G_N_ELEMENTS(leave_signals)], winch = g_unix_signal_add(SIGWINCH, resized, app);

  for (gsize i = 0; i < G_N_ELEMENTS(leave_signals); i++)
    signals[i] = g_unix_signal_add(leave_signals[i], told_to_leave, app);
  app->input_source = g_unix_fd_add(STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, take_input, app);
  app->poll_source = g_timeout_add(POLL_MS, poll_tasks, app);
  app->tick_source = g_timeout_add(TICK_MS, tick, app);
  g_main_loop_run(app->loop);
  if (app->input_source != 0)
    g_source_remove(app->input_source);
  g_source_remove(app->poll_source);
  g_source_remove(app->tick_source);
  g_source_remove(winch);
  for (gsize i = 0; i < G_N_ELEMENTS(leave_signals); i++)
    g_source_remove(signals[i]);
  if (app->draw_source != 0)
    g_source_remove(app->draw_source);
}

/* On the terminal as it was before: what goes on without us. */
static void tell_running_tasks(const App *app)
{
  for (guint i = 0; i < app->tasks->len; i++) {
    const Task *task = g_ptr_array_index(app->tasks, i);
    g_autofree char *vm = text_safe(task->vm);
    g_autofree char *raw = task_way(task);
    g_autofree char *way = text_safe(raw);
    if (!task->foreign && !task_state_is_final(task->state))
      g_print(_("Task %" G_GINT64_FORMAT " (%s, %s) goes on; start virt-migrate again to see it.\n"), task->id, vm, way);
  }
}

static void tell_bad_theme(App *app, const GError *error)
{
  g_autofree char *text = g_strdup_printf(_("%s\n\nThe built-in theme is used. T chooses another one."), error->message);

  app_push(app, dialog_message(_("This theme cannot be used"), text));
}

int ui_run(Inventory *inventory, const UiSettings *settings)
{
  const TerminalSettings terminal = { settings->ascii, settings->no_color, settings->no_mouse };
  g_autoptr(GError) error = NULL;
  g_autofree char *remembered = theme_memory_read();
  App *app;

  theme_load(settings->theme != NULL ? settings->theme : remembered, &error);
  terminal_init(&terminal);
  app = app_new(inventory, actions_act);
  app_look_around(app);
  app_push(app, tree_page_new(app));
  if (error != NULL)
    tell_bad_theme(app, error);
  app_draw(app);
  run_loop(app);
  terminal_finish(app->input_source != 0);
  tell_running_tasks(app);
  app_free(app);
  return 0;
}
