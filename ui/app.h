/* What all pages share: the hosts, the live view of them, the tasks, and the stack of pages. One main loop drives it;
 * nothing here waits for anything. */
#pragma once

#include "model/inventory.h"
#include "model/task.h"
#include "task/watch.h"
#include "ui/page.h"
#include "ui/theme.h"
#include "virt/survey.h"

/* Does what a key does on every page, when PAGE has not done it itself. */
typedef void (*AppAct)(App *app, Page *page, Action action);

struct App {
  AppAct act_anywhere;
  Inventory *inventory;
  Survey *survey;
  Watch *watch; /* NULL: tasks can be neither kept nor started; watch_problem says why */
  char *watch_problem;
  GHashTable *hosts_up; /* set of the names of hosts that answered at their last look */
  GPtrArray *tasks;     /* of Task, newest first, without their steps */
  GPtrArray *pages;     /* of Page: the stack, the shown one last */
  char *note;           /* one line for the operator, for a while; NULL for none */

  GPtrArray *gone; /* pages that have left the stack; freed when nobody is inside them any more */
  GPtrArray *asks; /* of AppAsk: questions to hosts that are not answered yet */
  GMainLoop *loop;
  guint draw_source, note_source, poll_source, tick_source, input_source;
  gint64 drawn_us;
  gboolean draw_waits; /* for the line, which is busy */
  gboolean clicked; /* on the page that is shown now: a double click may follow */
  guint polls; /* of the tasks */
};

/* It knows of no task and no host until it has looked around. */
App *app_new(Inventory *inventory /* taken */, AppAct act_anywhere);
void app_free(App *app);

/* The stack of pages. Both are safe to call from inside the page in question. */
void app_push(App *app, Page *page /* taken */);
void app_pop(App *app, Page *page);
Page *app_top(const App *app);
/* Does PAGE have the keys now: nothing lies over it? */
gboolean app_shows(const App *app, const Page *page);

/* One event of the operator goes to the page that has the keys. */
void app_input(App *app, const Input *input);

/* Does what Enter does on the page that has the keys: for a double click. */
void app_enter(App *app);

/* Draws as soon as the main loop comes to it. */
void app_redraw(App *app);
/* Draws too, but at most once a second, and less often over lines that are slow: for figures that change all the time. */
void app_redraw_calmly(App *app);
void app_draw(App *app);
/* Input was read: with it the terminal may have told that the line is free. */
void app_line_is_free(App *app);

/* One line for the operator, until the next key or for some seconds. */
void app_note(App *app, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* It is not true any more. */
void app_drop_note(App *app);

void app_leave_now(App *app);
/* Would leaving lose something that was chosen and is not started? */
gboolean app_would_lose(const App *app);

/* Reads the tasks, and begins to look at the hosts. */
void app_look_around(App *app);

/* The inventory file has changed: reads it again and looks at all its hosts. FALSE and ERROR: all stays as it was. */
gboolean app_reload_inventory(App *app, GError **error);

/* The newest unfinished task of the VM with that UUID, NULL for none. Valid until the main loop runs again. */
const Task *app_task_of_vm(const App *app, const char *uuid);
const Task *app_task(const App *app, gint64 id);
guint app_running_tasks(const App *app);

/* Like survey_ask_details(), but DONE is not called when PAGE has been freed meanwhile. DETAILS is its to keep. */
typedef void (*AppDetails)(Page *page, VmDetails *details, const GError *error);
void app_ask_details(App *app, Page *page, const char *host, const char *uuid, AppDetails done);

/* A migration that others have started, as its host tells it now; NULL when it is over. The caller's. */
Task *app_foreign_task(const App *app, gint64 id);

/* Looks whether tasks have changed; cheap. */
void app_poll_tasks(App *app);

/* A host or a task has changed: every page takes that in. */
void app_refresh_pages(App *app);

/* A question to a host that is under way. It may outlive the page that asked. */
typedef struct AppAsk {
  App *app;
  Page *page;
  gboolean *page_is_there;
  AppDetails done;
} AppAsk;
void app_ask_free(AppAsk *ask);

/* For pages, in the hands of the app. */
void page_free(Page *page);
