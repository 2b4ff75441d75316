#include "ui/actions.h"

#include "ui/pages/pages.h"
#include "ui/terminal.h"
#include "ui/widgets/dialog.h"

#include <glib/gi18n.h>

static void quit_confirmed(App *app, gpointer data)
{
  app_leave_now(app);
}

static void quit(App *app)
{
  if (app_would_lose(app))
    app_push(app, dialog_question(_("Quit?"), _("What you have chosen in the wizard is not started yet and would be lost."),
                                  _("Quit"), quit_confirmed, NULL, NULL));
  else
    app_leave_now(app);
}

void actions_act(App *app, Page *page, Action action)
{
  switch (action) {
  case ACTION_BACK:
    app_pop(app, page);
    break;
  case ACTION_TASKS:
    tasks_page_open(app);
    break;
  case ACTION_THEME:
    themes_page_open(app);
    break;
  case ACTION_HELP:
    app_push(app, help_page_new(page_focus(page)));
    break;
  case ACTION_REDRAW:
    terminal_forget();
    break;
  case ACTION_STOP:
    terminal_stop();
    break;
  case ACTION_QUIT:
    quit(app);
    break;
  default:
    break;
  }
}
