/* What changes outside of the wizard: hosts, tasks, the inventory. */
#include "ui/app.h"

#include "config/inventory.h"
#include "task/foreign.h"
#include "ui/widgets/dialog.h"

#include <glib/gi18n.h>

static const HostStatus *status_of(gpointer survey, const char *host)
{
  return survey_status(survey, host);
}

static GPtrArray *find_foreign(const App *app)
{
  return foreign_tasks(app->inventory, status_of, app->survey, app->tasks);
}

static gboolean is_own(const Task *task)
{
  return !foreign_is(task->id);
}

/* Migrations that others have started come before our own tasks. TRUE when one has come or gone. */
static gboolean take_foreign(App *app)
{
  g_autoptr(GPtrArray) foreign = NULL;
  guint before = 0, now;

  for (; app->tasks->len > 0 && !is_own(g_ptr_array_index(app->tasks, 0)); before++)
    g_ptr_array_remove_index(app->tasks, 0);
  if (app->survey == NULL)
    return FALSE;
  foreign = find_foreign(app);
  now = foreign->len;
  for (guint i = now; i-- > 0;)
    g_ptr_array_insert(app->tasks, 0, g_ptr_array_steal_index(foreign, i));
  return now != before;
}

Task *app_foreign_task(const App *app, gint64 id)
{
  g_autoptr(GPtrArray) foreign = find_foreign(app);

  for (guint i = 0; i < foreign->len; i++)
    if (((const Task *)g_ptr_array_index(foreign, i))->id == id)
      return g_ptr_array_steal_index(foreign, i);
  return NULL;
}

/* That a host answers now, or does not any more, is seen at once; its figures wait for their turn. */
static void host_changed(const InventoryHost *host, gpointer data)
{
  App *app = data;
  gboolean up = survey_status(app->survey, host->name)->reach == HOST_UP;
  gboolean foreign_news = take_foreign(app);
  gboolean news =
      up ? g_hash_table_add(app->hosts_up, g_strdup(host->name)) : g_hash_table_remove(app->hosts_up, host->name);

  app_refresh_pages(app);
  if (news || !up || foreign_news)
    app_redraw(app);
  else
    app_redraw_calmly(app);
}

static void start_survey(App *app)
{
  app->survey = survey_new(app->inventory, host_changed, app);
}

static void load_tasks(App *app)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *tasks = app->watch != NULL ? watch_list(app->watch, &error) : NULL;

  if (tasks == NULL && app->tasks != NULL)
    return;
  g_clear_pointer(&app->tasks, g_ptr_array_unref);
  app->tasks = tasks != NULL ? tasks : g_ptr_array_new_with_free_func((GDestroyNotify)task_free);
  take_foreign(app);
}

void app_look_around(App *app)
{
  load_tasks(app);
  start_survey(app);
}

/* What matters at once is that a task has come or has got another state; figures can wait for their turn. */
static guint states_of(const GPtrArray *tasks)
{
  guint sum = tasks->len;

  for (guint i = 0; i < tasks->len; i++) {
    const Task *task = g_ptr_array_index(tasks, i);

    sum = sum * 31 + (guint)task->state * 4 + (guint)task->can_cancel * 2 + (guint)task->cancelling;
  }
  return sum;
}

/* A process that was killed writes nothing: while tasks run, they are looked at now and then all the same. */
static gboolean is_time_to_look(App *app)
{
  return app->polls++ % 8 == 0 && app_running_tasks(app) > 0;
}

/* That the record was damaged, or cannot be written, must be read, wherever the operator is. */
static void tell_notices(App *app)
{
  g_autofree char *notices = app->polls % 8 == 0 ? watch_take_notices(app->watch) : NULL;

  if (notices != NULL)
    app_push(app, dialog_message(_("The record of tasks"), notices));
}

void app_poll_tasks(App *app)
{
  guint before = states_of(app->tasks), running = app_running_tasks(app);

  if (app->watch == NULL)
    return;
  tell_notices(app);
  if (!(watch_changed(app->watch) || is_time_to_look(app)))
    return;
  load_tasks(app);
  app_refresh_pages(app);
  if (app_running_tasks(app) < running)
    survey_refresh(app->survey, NULL);
  if (states_of(app->tasks) != before)
    app_redraw(app);
  else
    app_redraw_calmly(app);
}

/* The file that was asked for by name; NULL when the usual places were searched. Hosts added to a named file lie beside
 * it. */
static const char *named_file(const Inventory *inventory)
{
  g_autofree char *beside = g_strconcat(inventory->file != NULL ? inventory->file : "", ".added", NULL);

  return g_strcmp0(beside, inventory->added_file) == 0 ? inventory->file : NULL;
}

gboolean app_reload_inventory(App *app, GError **error)
{
  Inventory *inventory = inventory_load(named_file(app->inventory), error), *before = app->inventory;

  if (inventory == NULL)
    return FALSE;
  app->inventory = inventory;
  survey_free(app->survey);
  start_survey(app);
  app_refresh_pages(app);
  inventory_free(before);
  app_redraw(app);
  return TRUE;
}

const Task *app_task(const App *app, gint64 id)
{
  for (guint i = 0; i < app->tasks->len; i++) {
    const Task *task = g_ptr_array_index(app->tasks, i);

    if (task->id == id)
      return task;
  }
  return NULL;
}

const Task *app_task_of_vm(const App *app, const char *uuid)
{
  for (guint i = 0; i < app->tasks->len; i++) {
    const Task *task = g_ptr_array_index(app->tasks, i);

    if (!task_state_is_final(task->state) && g_strcmp0(task->vm_uuid, uuid) == 0)
      return task;
  }
  return NULL;
}

guint app_running_tasks(const App *app)
{
  guint running = 0;

  for (guint i = 0; i < app->tasks->len; i++)
    running += !task_state_is_final(((const Task *)g_ptr_array_index(app->tasks, i))->state);
  return running;
}

static void details_arrived(VmDetails *details, const GError *error, gpointer data)
{
  AppAsk *ask = data;
  App *app = ask->app;

  if (*ask->page_is_there)
    ask->done(ask->page, details, error);
  else
    vm_details_free(details);
  g_ptr_array_remove_fast(app->asks, ask);
}

void app_ask_details(App *app, Page *page, const char *host, const char *uuid, AppDetails done)
{
  AppAsk *ask = g_new0(AppAsk, 1);

  if (page->is_there == NULL) {
    page->is_there = g_rc_box_new(gboolean);
    *page->is_there = TRUE;
  }
  *ask = (AppAsk){ app, page, g_rc_box_acquire(page->is_there), done };
  g_ptr_array_add(app->asks, ask);
  survey_ask_details(app->survey, host, uuid, details_arrived, ask);
}
