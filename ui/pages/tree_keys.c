/* The keys of the tree: which of them do something depends on the row with the focus. */
#include "ui/app.h"
#include "ui/pages/tree_page.h"

#include <glib/gi18n.h>

static gboolean is_calm(const Page *base)
{
  return !((const TreePage *)base)->searching;
}

static gboolean is_searching(const Page *base)
{
  return !is_calm(base);
}

static gboolean has_searched(const Page *base)
{
  const TreePage *page = (const TreePage *)base;

  return is_calm(base) && page->search.text != NULL && page->search.text->len > 0;
}

static gboolean on_still_vm(const Page *base)
{
  const TreeRow *row = tree_focused((const TreePage *)base);

  return is_calm(base) && row != NULL && row->kind == TREE_VM && row->task == 0;
}

static gboolean on_moving_vm(const Page *base)
{
  const TreeRow *row = tree_focused((const TreePage *)base);

  return is_calm(base) && row != NULL && row->kind == TREE_VM && row->task != 0;
}

static gboolean can_cancel(const Page *base)
{
  const TreeRow *row = tree_focused((const TreePage *)base);
  const Task *task = on_moving_vm(base) ? app_task(base->app, row->task) : NULL;

  return task != NULL && task->can_cancel && !task->cancelling;
}

static gboolean on_group(const Page *base, gboolean expanded)
{
  const TreeRow *row = tree_focused((const TreePage *)base);

  if (!is_calm(base) || row == NULL || row->kind == TREE_VM || row->expanded != expanded)
    return FALSE;
  return row->kind != TREE_HOST || row->vms > 0;
}

static gboolean on_closed_group(const Page *base)
{
  return on_group(base, FALSE);
}

static gboolean on_open_group(const Page *base)
{
  return on_group(base, TRUE);
}

static gboolean on_bare_host(const Page *base)
{
  const TreeRow *row = tree_focused((const TreePage *)base);

  return is_calm(base) && row != NULL && row->kind == TREE_HOST && row->vms == 0;
}

static gboolean off_bare_host(const Page *base)
{
  return is_calm(base) && !on_bare_host(base);
}

static gboolean on_host_or_vm(const Page *base)
{
  const TreeRow *row = tree_focused((const TreePage *)base);

  return is_calm(base) && row != NULL && (row->kind == TREE_HOST || row->kind == TREE_VM);
}

static const KeyBinding tree_keys[] = {
  { INPUT_ENTER, 0, ACTION_YES, KEY_SHOWN, N_("Keep"), N_("end the search here"), is_searching },
  { INPUT_ESCAPE, 0, ACTION_NO, KEY_SHOWN, N_("End search"), N_("end the search"), is_searching },
  { INPUT_ENTER, 0, ACTION_MIGRATE, KEY_QUIET, N_("Migrate"), N_("move the VM to another host"), on_still_vm },
  { INPUT_ENTER, 0, ACTION_OPEN_TASK, KEY_SHOWN, N_("Watch"), N_("the page of the task that moves the VM"),
    on_moving_vm },
  { KEY('m'), ACTION_MIGRATE, KEY_IN_MENU, N_("Migrate"), N_("move the VM to another host"), on_still_vm },
  { KEY('m'), ACTION_OPEN_TASK, KEY_QUIET, N_("Watch"), N_("the page of the task that moves the VM"), on_moving_vm },
  { KEY('w'), ACTION_OPEN_TASK, KEY_IN_MENU, N_("Watch task"), N_("the page of the task that moves the VM"),
    on_moving_vm },
  { KEY('c'), ACTION_CANCEL_TASK, KEY_IN_MENU, N_("Cancel Migration"), N_("stop the task; the VM stays as it was"),
    can_cancel },
  { INPUT_ENTER, 0, ACTION_TOGGLE, KEY_SHOWN, N_("Open"), N_("show what is in it"), on_closed_group },
  { INPUT_ENTER, 0, ACTION_TOGGLE, KEY_SHOWN, N_("Close"), N_("hide what is in it"), on_open_group },
  { KEY('r'), ACTION_REFRESH, KEY_SHOWN, N_("Refresh"), N_("ask all hosts again now"), on_bare_host },
  { KEY('a'), ACTION_MENU, KEY_SHOWN, N_("Actions"), N_("what can be done here; the right mouse button as well"),
    is_calm },
  { KEY('/'), ACTION_SEARCH, KEY_SHOWN, N_("Search"), N_("search a name among what is shown"), is_calm },
  { KEY('n'), ACTION_SEARCH_AGAIN, KEY_QUIET, N_("Search again"), N_("the next match"), has_searched },
  { KEY('A'), ACTION_ADD_HOST, KEY_IN_MENU, N_("Add host"), N_("add a host to the inventory"), is_calm },
  { KEY('e'), ACTION_MARKS, KEY_MENU_ONLY, N_("Edit marks"),
    N_("of a host: upgraded but not restarted, storage network; of a VM: Kubernetes node"), on_host_or_vm },
  { KEY('i'), ACTION_ADD_HOST, KEY_QUIET, N_("Add host"), N_("add a host to the inventory"), is_calm },
  { KEY('r'), ACTION_REFRESH, KEY_QUIET, N_("Refresh"), N_("ask all hosts again now"), off_bare_host },
  { INPUT_ESCAPE, 0, ACTION_BACK, KEY_QUIET, N_("Stay"), N_("give up what is being opened"), is_calm },
  { INPUT_LEFT, 0, ACTION_LEFT, KEY_QUIET, N_("Close"), N_("hide what is in it, or go up to what this is in"),
    is_calm },
  { INPUT_RIGHT, 0, ACTION_RIGHT, KEY_QUIET, N_("Open"), N_("show what is in it"), is_calm },
  { KEY('q'), ACTION_QUIT, KEY_SHOWN, N_("Quit"), N_("leave virt-migrate; running tasks go on"), is_calm },
  KEY_END,
};

const KeyBinding *const tree_tables[] = { tree_keys, keys_movement, keys_everywhere, NULL };
