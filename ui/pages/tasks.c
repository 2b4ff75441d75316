/* All tasks, newest first. */
#include "ui/glyphs.h"
#include "ui/move_back.h"
#include "ui/pages/pages.h"
#include "ui/task_text.h"
#include "ui/terminal.h"
#include "ui/text.h"
#include "ui/widgets/list.h"
#include "ui/widgets/menu.h"

#include <glib/gi18n.h>

typedef struct TasksPage {
  Page page;
  List list;
  gint64 selected; /* id, so that the focus stays on a task while others are added */
} TasksPage;

enum { ID_END = 6, VM_COL = 8, WAY_COL = 23, STATE_COL = 40, STARTED_COL = 56, TOOK_COLS = 12, MENU_COL = 20 };

static const Task *task_at(const TasksPage *page, int index)
{
  const GPtrArray *tasks = page->page.app->tasks;

  return index >= 0 && index < (int)tasks->len ? g_ptr_array_index(tasks, index) : NULL;
}

static const Task *focused(const TasksPage *page)
{
  return task_at(page, page->list.selected);
}

static void remember(TasksPage *page)
{
  const Task *task = focused(page);

  page->selected = task != NULL ? task->id : 0;
}

static void tasks_refresh(Page *base)
{
  TasksPage *page = (TasksPage *)base;

  page->list.count = (int)base->app->tasks->len;
  for (int i = 0; i < page->list.count; i++)
    if (task_at(page, i)->id == page->selected)
      page->list.selected = i;
  page->list.selected = CLAMP(page->list.selected, 0, MAX(page->list.count - 1, 0));
  remember(page);
}

static Role state_role(const Task *task)
{
  if (task->progress.broken && !task_state_is_final(task->state))
    return ROLE_BAD;
  switch (task->state) {
  case TASK_DONE:
    return ROLE_GOOD;
  case TASK_FAILED:
  case TASK_ATTENTION:
  case TASK_INTERRUPTED:
    return ROLE_BAD;
  case TASK_CANCELLED:
    return ROLE_WARNING;
  default:
    return ROLE_BUSY;
  }
}

static char *describe_state(const Task *task)
{
  if (task_state_is_final(task->state))
    return g_strdup(task_state_name(task->state));
  if (task->cancelling)
    return g_strdup(_("cancelling"));
  if (task->progress.broken)
    return g_strdup(_("broken"));
  return g_strdup_printf("%s %3d %%", task_state_name(task->state), (int)(task->progress.fraction * 100));
}

static void tasks_draw_line(gpointer data, int item, int line, const Rect *area, gboolean selected)
{
  const Task *task = task_at(data, item);
  g_autofree char *id = task->foreign ? g_strdup(_("other")) : g_strdup_printf("%" G_GINT64_FORMAT, task->id);
  g_autofree char *way = task_way(task);
  g_autofree char *state = describe_state(task);
  g_autofree char *started = task_clock(task->started_ms != 0 ? task->started_ms : task->created_ms);

  g_autofree char *took = task_state_is_final(task->state) ? task_duration(task) : NULL;

  list_draw_marker(area, 1, selected);
  terminal_right(area, 0, ID_END, ROLE_DIM, id);
  terminal_cell(area, 0, VM_COL, WAY_COL - VM_COL - 1, selected ? ROLE_SELECTED : ROLE_TEXT, task->vm);
  terminal_cell(area, 0, WAY_COL, STATE_COL - WAY_COL - 1, ROLE_TEXT, way);
  terminal_cell(area, 0, STATE_COL, STARTED_COL - STATE_COL - 1, state_role(task), state);
  terminal_cell(area, 0, STARTED_COL, area->cols - TOOK_COLS - STARTED_COL, ROLE_TEXT, started);
  if (took != NULL)
    terminal_right(area, 0, area->cols - 1, ROLE_TEXT, took);
}

static const ListSource tasks_source = { NULL, tasks_draw_line };

static void draw_details(const TasksPage *page, const Layout *layout)
{
  const Task *task = focused(page);
  g_autofree char *ending = task != NULL ? task_ending(task) : NULL;
  g_autofree char *text = NULL, *trouble = task != NULL ? task_trouble(task) : NULL;

  if (task == NULL)
    return;
  if (task->foreign)
    text = g_strdup_printf(_("%s is moving, started by %s; Enter shows how far it is, c asks %s to end it."), task->vm, task->owner,
                           task->source);
  else if (trouble != NULL)
    text = g_strdup_printf("%s: %s", task->vm, trouble);
  else if (!task_state_is_final(task->state) && g_strcmp0(task->source, task->target) == 0)
    text = g_strdup_printf(_("Disks of %s are moving on %s; Enter shows how far they are."), task->vm, task->source);
  else if (!task_state_is_final(task->state))
    text = g_strdup_printf(_("%s is moving; Enter shows how far it is."), task->vm);
  else if (task->reason != NULL && *task->reason != '\0')
    text = g_strdup_printf("%s: %s", ending, task->reason);
  else
    text = g_strdup_printf(_("%s, started by %s"), ending, task->owner != NULL ? task->owner : "?");
  page_draw_notes(layout, text);
}

static void draw_problem(const Rect *body, const char *text)
{
  g_auto(GStrv) lines = text_wrap(text, body->cols - 2);

  for (int i = 0; lines[i] != NULL; i++)
    terminal_text(body, 1 + i, 1, ROLE_BAD, lines[i]);
}

static void tasks_draw(Page *base, const Layout *layout)
{
  TasksPage *page = (TasksPage *)base;
  guint running = app_running_tasks(base->app);
  g_autofree char *right = g_strdup_printf(ngettext("%u task running", "%u tasks running", running), running);
  Rect area = rect_below(&layout->body, 2);

  page_draw_header(layout, _("Tasks"), right);
  if (base->app->watch_problem != NULL) {
    draw_problem(&layout->body, base->app->watch_problem);
    return;
  }
  if (page->list.count == 0) {
    terminal_text(&layout->body, 1, 1, ROLE_TEXT, _("No VM has been moved yet. Choose one in the tree and press m."));
    return;
  }
  terminal_right(&layout->body, 1, ID_END, ROLE_HEADING, _("task"));
  terminal_text(&layout->body, 1, VM_COL, ROLE_HEADING, _("VM"));
  terminal_text(&layout->body, 1, WAY_COL, ROLE_HEADING, _("from and to"));
  terminal_text(&layout->body, 1, STATE_COL, ROLE_HEADING, _("state"));
  terminal_text(&layout->body, 1, STARTED_COL, ROLE_HEADING, _("started"));
  terminal_right(&layout->body, 1, layout->body.cols - 1, ROLE_HEADING, _("took"));
  list_draw(&page->list, &tasks_source, page, &area);
  draw_details(page, layout);
}

static void open_menu(TasksPage *page)
{
  const Task *task = focused(page);

  if (task != NULL)
    menu_open_actions(&page->page, task->vm, page->list.area.row + page->list.selected - page->list.top + 1, MENU_COL);
}

static gboolean tasks_act(Page *base, Action action)
{
  TasksPage *page = (TasksPage *)base;
  const Task *task = focused(page);

  switch (action) {
  case ACTION_OPEN_TASK:
    task_page_open(base->app, task->id);
    return TRUE;
  case ACTION_CANCEL_TASK:
    task_ask_cancel(base->app, task);
    return TRUE;
  case ACTION_MOVE_BACK:
    move_back(base, task);
    return TRUE;
  case ACTION_MENU:
    open_menu(page);
    return TRUE;
  case ACTION_TASKS:
    return TRUE;
  default:
    if (!list_act(&page->list, action))
      return FALSE;
    remember(page);
    return TRUE;
  }
}

static gboolean tasks_type(Page *base, const Input *input)
{
  TasksPage *page = (TasksPage *)base;

  if (!list_mouse(&page->list, &tasks_source, page, input))
    return FALSE;
  remember(page);
  if (input->kind == INPUT_DOUBLE_CLICK)
    tasks_act(base, ACTION_OPEN_TASK);
  else if (input->kind == INPUT_RIGHT_CLICK)
    open_menu(page);
  return TRUE;
}

static const char *vm_name(gpointer data, int item)
{
  return task_at(data, item)->vm;
}

static void tasks_letter(Page *base, const Input *input)
{
  TasksPage *page = (TasksPage *)base;

  if (list_letter(&page->list, vm_name, page, input))
    remember(page);
}

static gboolean has_task(const Page *base)
{
  return focused((const TasksPage *)base) != NULL;
}

static gboolean can_cancel(const Page *base)
{
  const Task *task = focused((const TasksPage *)base);

  return task != NULL && !task_state_is_final(task->state) && task->can_cancel && !task->cancelling;
}

static gboolean is_done(const Page *base)
{
  const Task *task = focused((const TasksPage *)base);

  return task != NULL && task->state == TASK_DONE && !task->foreign;
}

static const KeyBinding tasks_keys[] = {
  { INPUT_ENTER, 0, ACTION_OPEN_TASK, KEY_IN_MENU, N_("Open"), N_("the page of the task"), has_task },
  { KEY('c'), ACTION_CANCEL_TASK, KEY_IN_MENU, N_("Cancel Migration"), N_("stop it; the VM stays as it was"),
    can_cancel },
  { KEY('m'), ACTION_MOVE_BACK, KEY_IN_MENU, N_("Migrate back"), N_("the wizard, filled in for the way back; nothing starts by itself"),
    is_done },
  { KEY('a'), ACTION_MENU, KEY_SHOWN, N_("Actions"),
    N_("what can be done with the task; the right mouse button as well"), has_task },
  { INPUT_ESCAPE, 0, ACTION_BACK, KEY_SHOWN, N_("Back"), N_("to the page before"), NULL },
  { KEY('q'), ACTION_BACK, KEY_QUIET, N_("Back"), N_("to the page before"), NULL },
  { KEY('?'), ACTION_HELP, KEY_SHOWN, N_("Help"), N_("this page: what every key does"), NULL },
  { KEY(CTRL_C), ACTION_QUIT, KEY_QUIET, N_("Quit"), N_("leave virt-migrate; running tasks go on"), NULL },
  KEY_END,
};

static const KeyBinding *const tasks_tables[] = { tasks_keys, keys_movement, keys_of_screen, NULL };

static const PageOps tasks_ops = {
  .title = N_("Tasks"),
  .keys = tasks_tables,
  .enter = tasks_refresh,
  .draw = tasks_draw,
  .type = tasks_type,
  .letter = tasks_letter,
  .act = tasks_act,
  .refresh = tasks_refresh,
};

void tasks_page_open(App *app)
{
  TasksPage *page;

  for (guint i = 0; i < app->pages->len; i++) {
    Page *open = g_ptr_array_index(app->pages, i);

    if (open->ops == &tasks_ops) {
      app_pop(app, open);
      break;
    }
  }
  page = g_new0(TasksPage, 1);
  page->page.ops = &tasks_ops;
  app_push(app, &page->page);
}
