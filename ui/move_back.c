#include "ui/move_back.h"

#include "plan/back.h"
#include "plan/options.h"
#include "ui/widgets/dialog.h"
#include "ui/wizard.h"

#include <glib/gi18n.h>

/* The task whose VM's definition is being read; there is one screen, and one question at a time. */
static gint64 wanted;

static void open_wizard(App *app, const Plan *plan, VmDetails *details)
{
  g_autoptr(Choices) presets = choices_preset(app->inventory);

  wizard_open_with(app, inventory_host(app->inventory, plan->target), details, plan_back(plan, presets));
}

static void definition_read(Page *page, VmDetails *details, const GError *error)
{
  g_autoptr(GError) cause = NULL;
  g_autoptr(Plan) plan = details != NULL ? watch_plan_done(page->app->watch, wanted, &cause) : NULL;

  if (plan != NULL && app_shows(page->app, page)) {
    open_wizard(page->app, plan, details);
    return;
  }
  vm_details_free(details);
  if (cause != NULL || error != NULL)
    app_push(page->app, dialog_message(_("Not possible now"), cause != NULL ? cause->message : error->message));
}

void move_back(Page *page, const Task *task)
{
  App *app = page->app;
  const char *absent = inventory_host(app->inventory, task->target) == NULL   ? task->target
                       : inventory_host(app->inventory, task->source) == NULL ? task->source
                                                                              : NULL;

  if (absent != NULL) {
    app_note(app, _("%s is not in the inventory any more."), absent);
    return;
  }
  wanted = task->id;
  app_ask_details(app, page, task->target, task->vm_uuid, definition_read);
}
