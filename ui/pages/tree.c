/* The tree of host pools, clusters, hosts and VMs: where everything starts. */
#include "model/units.h"
#include "ui/glyphs.h"
#include "ui/pages/pages.h"
#include "ui/pages/tree_details.h"
#include "ui/pages/tree_draw.h"
#include "ui/pages/tree_page.h"
#include "ui/task_text.h"
#include "ui/terminal.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/menu.h"
#include "ui/wizard.h"

#include <glib/gi18n.h>

enum { REST_MS = 300, MENU_COL = 20 };

static const TreeRow *row_at(const TreePage *page, int index)
{
  return index >= 0 && index < (int)page->rows->len ? g_ptr_array_index(page->rows, index) : NULL;
}

const TreeRow *tree_focused(const TreePage *page)
{
  return row_at(page, page->list.selected);
}

static const HostStatus *status_of(gpointer data, const char *host)
{
  return survey_status(data, host);
}

static void details_arrived(Page *base, VmDetails *details, const GError *error)
{
  TreePage *page = (TreePage *)base;
  const TreeRow *row = tree_focused(page);

  if (details == NULL || row == NULL || g_strcmp0(row->uuid, details->vm.uuid) != 0) {
    vm_details_free(details);
    return;
  }
  vm_details_free(page->details);
  page->details = details;
  app_redraw(base->app);
}

static gboolean focus_rested(gpointer data)
{
  TreePage *page = data;
  const TreeRow *row = tree_focused(page);

  page->rest_source = 0;
  if (row != NULL && row->kind == TREE_VM)
    app_ask_details(page->page.app, &page->page, row->host->name, row->uuid, details_arrived);
  return G_SOURCE_REMOVE;
}

/* Details cost a call per VM: they are asked for when the focus rests on one. */
static void ask_when_rested(TreePage *page)
{
  if (page->rest_source != 0)
    g_source_remove(page->rest_source);
  page->rest_source = g_timeout_add(REST_MS, focus_rested, page);
}

static void remember_focus(TreePage *page)
{
  const TreeRow *row = tree_focused(page);

  if (row == NULL || g_strcmp0(row->key, page->selected) == 0)
    return;
  g_free(page->selected);
  page->selected = g_strdup(row->key);
  g_clear_pointer(&page->details, vm_details_free);
  page->opening = FALSE;
  ask_when_rested(page);
}

/* A VM whose state has changed has other details, too. */
static void drop_stale_details(TreePage *page)
{
  const TreeRow *row = tree_focused(page);

  if (row == NULL || row->kind != TREE_VM || page->details == NULL || row->state == page->details->vm.state)
    return;
  g_clear_pointer(&page->details, vm_details_free);
  ask_when_rested(page);
}

static void tree_refresh(Page *base)
{
  TreePage *page = (TreePage *)base;
  App *app = base->app;
  TreeInput input = { app->inventory, status_of, app->survey, app->tasks, page->collapsed };
  int index;

  g_clear_pointer(&page->rows, g_ptr_array_unref);
  page->rows = tree_rows(&input);
  page->list.count = (int)page->rows->len;
  page->name_cols = tree_name_cols(page->rows);
  index = tree_find(page->rows, page->selected);
  if (index >= 0)
    page->list.selected = index;
  page->list.selected = CLAMP(page->list.selected, 0, MAX(page->list.count - 1, 0));
  remember_focus(page);
  drop_stale_details(page);
}

static void tree_draw_line(gpointer data, int item, int line, const Rect *area, gboolean selected)
{
  const TreePage *page = data;

  list_draw_marker(area, 0, selected);
  tree_draw_row(row_at(page, item), area, page->name_cols, selected);
}

static const ListSource tree_source = { NULL, tree_draw_line };

/* What has the focus, in a line: where there is no room for more. */
static void draw_brief(const TreePage *page, const Layout *layout)
{
  const TreeRow *row = tree_focused(page);
  g_autofree char *details = NULL;

  if (row != NULL && row->kind == TREE_VM && page->details != NULL) {
    details = tree_describe_vm(page->details);
    page_draw_note(layout, 0, details);
  } else if (row != NULL && row->kind == TREE_HOST) {
    page_draw_notes(layout, row->reason != NULL ? tree_reason(row) : row->host->uri);
  }
}

static void draw_notes(const TreePage *page, const Layout *layout, gboolean brief)
{
  if (page->searching) {
    int col = terminal_text(&layout->notes, 0, 1, ROLE_TEXT, _("Search: "));

    field_draw(&page->search, &layout->notes, 0, col, 40, TRUE);
    return;
  }
  if (brief)
    draw_brief(page, layout);
  if (page->opening)
    page_draw_note(layout, 1, _("Reading the definition of the VM."));
  else if (page->page.app->inventory->file == NULL && page->page.app->inventory->hosts->len == 1)
    page_draw_note(layout, 1, _("There is no inventory file yet: this machine stands alone. A adds a host."));
  else if (page->page.app->watch_problem != NULL)
    page_draw_note(layout, 1, page->page.app->watch_problem);
}

static void tree_draw(Page *base, const Layout *layout)
{
  TreePage *page = (TreePage *)base;
  guint running = app_running_tasks(base->app);
  Rect left, line, right;
  gboolean split = layout_split(layout, &left, &line, &right);
  g_autofree char *tasks = g_strdup_printf(ngettext("%u task running", "%u tasks running", running), running);

  page_draw_header(layout, "virt-migrate", running > 0 ? tasks : NULL);
  list_draw(&page->list, &tree_source, page, split ? &left : &layout->body);
  if (split) {
    terminal_column(&line, 0, ROLE_RULE);
    if (tree_focused(page) != NULL)
      tree_details_draw(tree_focused(page), page->details, &right);
  }
  draw_notes(page, layout, !split);
}

static void set_expanded(TreePage *page, const TreeRow *row, gboolean expanded)
{
  if (expanded)
    g_hash_table_remove(page->collapsed, row->key);
  else
    g_hash_table_add(page->collapsed, g_strdup(row->key));
  tree_refresh(&page->page);
}

static void go_left(TreePage *page)
{
  const TreeRow *row = tree_focused(page);
  int parent = tree_parent(page->rows, page->list.selected);

  if (row != NULL && row->kind != TREE_VM && row->expanded)
    set_expanded(page, row, FALSE);
  else if (parent >= 0)
    page->list.selected = parent;
}

static void go_right(TreePage *page)
{
  const TreeRow *row = tree_focused(page);

  if (row != NULL && row->kind != TREE_VM && !row->expanded)
    set_expanded(page, row, TRUE);
}

static void definition_read(Page *base, VmDetails *details, const GError *error)
{
  TreePage *page = (TreePage *)base;
  const TreeRow *row = tree_focused(page);
  gboolean wanted = page->opening && app_shows(base->app, base) && row != NULL;

  page->opening = FALSE;
  app_redraw(base->app);
  if (details == NULL) {
    if (wanted)
      app_push(base->app, dialog_message(_("Not possible now"), error->message));
  } else if (!wanted || g_strcmp0(row->uuid, details->vm.uuid) != 0) {
    vm_details_free(details);
  } else {
    wizard_open(base->app, row->host, details);
  }
}

static void migrate(TreePage *page)
{
  const TreeRow *row = tree_focused(page);

  page->opening = TRUE;
  app_ask_details(page->page.app, &page->page, row->host->name, row->uuid, definition_read);
}

static void open_menu(TreePage *page)
{
  const TreeRow *row = tree_focused(page);

  if (row != NULL)
    menu_open_actions(&page->page, row->name, page->list.area.row + page->list.selected - page->list.top + 1, MENU_COL);
}

static void open_marks(TreePage *page)
{
  const TreeRow *row = tree_focused(page);
  int at = page->list.area.row + page->list.selected - page->list.top + 1;

  if (row != NULL && row->kind == TREE_HOST)
    marks_open_host(page->page.app, &page->marks, row->name, at, MENU_COL);
  else if (row != NULL && row->kind == TREE_VM)
    marks_open_vm(page->page.app, &page->marks, row->name, row->uuid, at, MENU_COL);
}

static void start_search(TreePage *page)
{
  field_clear(&page->search);
  field_init(&page->search, "");
  page->searching = TRUE;
}

static void find_from(TreePage *page, int from)
{
  int found = *page->search.text->str != '\0' ? tree_search(page->rows, from, page->search.text->str) : -1;

  if (found >= 0)
    page->list.selected = found;
  else if (*page->search.text->str != '\0')
    app_note(page->page.app, _("No name in sight contains “%s”."), page->search.text->str);
}

/* Actions about what has the focus. */
static gboolean act_on_row(TreePage *page, Action action)
{
  const TreeRow *row = tree_focused(page);
  const Task *task = row != NULL && row->task != 0 ? app_task(page->page.app, row->task) : NULL;

  switch (action) {
  case ACTION_MIGRATE:
    migrate(page);
    return TRUE;
  case ACTION_OPEN_TASK:
    task_page_open(page->page.app, row->task);
    return TRUE;
  case ACTION_CANCEL_TASK:
    if (task != NULL)
      task_ask_cancel(page->page.app, task);
    return TRUE;
  case ACTION_MENU:
    open_menu(page);
    return TRUE;
  case ACTION_MARKS:
    open_marks(page);
    return TRUE;
  case ACTION_LEFT:
    go_left(page);
    return TRUE;
  case ACTION_RIGHT:
    go_right(page);
    return TRUE;
  case ACTION_TOGGLE:
    set_expanded(page, row, !row->expanded);
    return TRUE;
  default:
    return FALSE;
  }
}

static gboolean act_on_page(TreePage *page, Action action)
{
  App *app = page->page.app;

  switch (action) {
  case ACTION_SEARCH:
    start_search(page);
    return TRUE;
  case ACTION_SEARCH_AGAIN:
    find_from(page, page->list.selected);
    return TRUE;
  case ACTION_YES:
  case ACTION_NO:
    page->searching = FALSE;
    return TRUE;
  case ACTION_ADD_HOST:
    app_push(app, add_host_page_new(app));
    return TRUE;
  case ACTION_REFRESH:
    survey_refresh(app->survey, NULL);
    app_note(app, "%s", _("Asking all hosts again."));
    return TRUE;
  case ACTION_BACK:
    page->opening = FALSE;
    return TRUE;
  default:
    return FALSE;
  }
}

static gboolean tree_act(Page *base, Action action)
{
  TreePage *page = (TreePage *)base;
  gboolean done = act_on_row(page, action) || act_on_page(page, action) || list_act(&page->list, action);

  remember_focus(page);
  return done;
}

static gboolean type_search(TreePage *page, const Input *input)
{
  if (input->kind == INPUT_CHAR && !input_is_text(input) && input->ch != CTRL_U)
    return FALSE;
  if (!field_input(&page->search, input))
    return FALSE;
  find_from(page, page->list.selected - 1);
  remember_focus(page);
  return TRUE;
}

static gboolean tree_type(Page *base, const Input *input)
{
  TreePage *page = (TreePage *)base;

  if (page->searching && !input_is_mouse(input))
    return type_search(page, input);
  if (!list_mouse(&page->list, &tree_source, page, input))
    return FALSE;
  page->searching = FALSE;
  remember_focus(page);
  if (input->kind == INPUT_DOUBLE_CLICK)
    app_enter(base->app);
  else if (input->kind == INPUT_RIGHT_CLICK)
    open_menu(page);
  return TRUE;
}

static gboolean tree_is_searching(const Page *base)
{
  return ((const TreePage *)base)->searching;
}

/* Seconds since and until a try are counted on the screen. */
static gboolean tree_tick(Page *base)
{
  const TreePage *page = (TreePage *)base;

  for (guint i = 0; i < page->rows->len; i++) {
    const TreeRow *row = row_at(page, (int)i);

    if (row->kind == TREE_HOST && row->reach == HOST_DOWN)
      return TRUE;
  }
  return FALSE;
}

static void tree_enter(Page *base)
{
  tree_refresh(base);
}

static void tree_free(Page *base)
{
  TreePage *page = (TreePage *)base;

  if (page->rest_source != 0)
    g_source_remove(page->rest_source);
  marks_clear(&page->marks);
  g_ptr_array_unref(page->rows);
  g_hash_table_unref(page->collapsed);
  vm_details_free(page->details);
  field_clear(&page->search);
  g_free(page->selected);
  g_free(page);
}

static const PageOps tree_ops = {
  .title = N_("Hosts and VMs"),
  .keys = tree_tables,
  .enter = tree_enter,
  .draw = tree_draw,
  .type = tree_type,
  .typing = tree_is_searching,
  .act = tree_act,
  .refresh = tree_refresh,
  .tick = tree_tick,
  .free = tree_free,
};

Page *tree_page_new(App *app)
{
  TreePage *page = g_new0(TreePage, 1);

  page->page.ops = &tree_ops;
  page->page.app = app;
  page->collapsed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  tree_refresh(&page->page);
  return &page->page;
}
