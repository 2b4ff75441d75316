/* Where each disk goes: its pool, its format, its speed. */
#include "plan/disks.h"
#include "plan/options.h"
#include "ui/pages/pages.h"
#include "ui/pages/storage_draw.h"
#include "ui/pages/storage_page.h"
#include "ui/pages/storage_set.h"
#include "ui/terminal.h"

#include <glib/gi18n.h>

static char *foot(const StoragePage *page)
{
  if (storage_is_keep(page, page->list.selected))
    return g_strdup(_(option_of(offsetof(Choices, keep_old))->help));
  return storage_foot(page->base.draft, storage_focused(page));
}

static void storage_draw(Page *base, const Layout *layout)
{
  StoragePage *page = (StoragePage *)base;
  Rect area = rect_below(&layout->body, 3);
  g_autofree char *note = foot(page);

  terminal_format(&layout->body, 0, 1, ROLE_TITLE, _("Disks, and the pools of %s they go to"),
                  storage_destination_host(page->base.draft));
  if (page->base.draft->estimate != NULL && page->base.draft->plan != NULL && plan_moving_disks(page->base.draft->plan) > 0) {
    g_autofree char *duration = estimate_duration(page->base.draft->estimate);
    g_autofree char *text = g_strdup_printf(_("Duration: %s"), duration);

    terminal_right(&layout->body, 1, layout->body.cols - 1, ROLE_TEXT, text);
  }
  storage_draw_headings(&layout->body, 2);
  list_draw(&page->list, &storage_page_list, page, &area);
  page_draw_notes(layout, note);
}

/* --- the page --------------------------------------------------------------------------------------------------- */

static gboolean on_keep(const Page *base)
{
  const StoragePage *page = (const StoragePage *)base;

  return storage_is_keep(page, page->list.selected);
}

static gboolean can_choose(const Page *base)
{
  const Disk *disk = storage_focused((const StoragePage *)base);

  return !on_keep(base) && (disk == NULL || disk_why_fixed(disk) == NULL);
}

static const Option *storage_option(const Page *base)
{
  return option_of(on_keep(base) ? offsetof(Choices, keep_old) : offsetof(Choices, disks));
}

static void toggle_keep(StoragePage *page)
{
  page->base.draft->choices->keep_old = !page->base.draft->choices->keep_old;
  draft_update(page->base.draft);
}

static gboolean storage_act(Page *base, Action action)
{
  StoragePage *page = (StoragePage *)base;

  switch (action) {
  case ACTION_CHANGE:
    storage_choose_pool(page);
    return TRUE;
  case ACTION_TOGGLE:
    toggle_keep(page);
    return TRUE;
  case ACTION_FORMAT:
    storage_choose_format(page);
    return TRUE;
  case ACTION_SPEED:
    storage_choose_speed(page);
    return TRUE;
  case ACTION_NAME:
    storage_take_free_name(page);
    return TRUE;
  default:
    return list_act(&page->list, action);
  }
}

static gboolean storage_type(Page *base, const Input *input)
{
  StoragePage *page = (StoragePage *)base;

  if (!list_mouse(&page->list, &storage_page_list, page, input))
    return FALSE;
  if (input->kind == INPUT_DOUBLE_CLICK && on_keep(base))
    toggle_keep(page);
  else if (input->kind == INPUT_DOUBLE_CLICK && can_choose(base))
    storage_choose_pool(page);
  return TRUE;
}

static gboolean storage_applies(const Draft *draft)
{
  return draft->choices->type != MOVE_HOST && draft->vm->disks->len > 0;
}

static void storage_refresh(Page *base)
{
  StoragePage *page = (StoragePage *)base;

  page->list.count = storage_count_items(page);
}

/* What was chosen before, or suggested, may be out of date. */
static void storage_enter(Page *base)
{
  StoragePage *page = (StoragePage *)base;
  const GPtrArray *choices = page->base.draft->choices->disks;
  g_autoptr(GHashTable) read = g_hash_table_new(g_str_hash, g_str_equal);

  storage_refresh(base);
  for (guint i = 0; i < choices->len; i++) {
    const DiskChoice *choice = g_ptr_array_index(choices, i);

    if (g_hash_table_add(read, choice->pool))
      storage_read_pool(page, choice->pool);
  }
}

static Page *storage_create(App *app, Draft *draft)
{
  StoragePage *page = g_new0(StoragePage, 1);

  page->base = (WizardPage){ { &storage_page_ops, app, NULL }, draft };
  return &page->base.page;
}

static const KeyBinding storage_keys[] = {
  { KEY(' '), ACTION_CHANGE, KEY_SHOWN, N_("Pool"), N_("choose the pool that the disk goes to"), can_choose },
  { KEY(' '), ACTION_TOGGLE, KEY_SHOWN, N_("On or off"), N_("keep the old volumes, or delete them at the end"), on_keep },
  { KEY('f'), ACTION_FORMAT, KEY_SHOWN, N_("Format"), N_("choose what format the disk has there"), can_choose },
  { KEY('s'), ACTION_SPEED, KEY_SHOWN, N_("Speed"), N_("choose how fast the disk is copied"), can_choose },
  { KEY('n'), ACTION_NAME, KEY_SHOWN, N_("Free name"), N_("take a name for the volume that the pool does not have yet"),
    storage_name_is_taken },
  KEY_END,
};

static const KeyBinding *const storage_tables[] = { wizard_keys, storage_keys, keys_movement, keys_everywhere, NULL };

const PageOps storage_page_ops = {
  .title = N_("Storage"),
  .keys = storage_tables,
  .applies = storage_applies,
  .create = storage_create,
  .enter = storage_enter,
  .draw = storage_draw,
  .type = storage_type,
  .option = storage_option,
  .act = storage_act,
  .refresh = storage_refresh,
};
