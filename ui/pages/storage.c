/* Where each disk goes: its pool, its format, its speed. */
#include "plan/disk_choice.h"
#include "plan/disks.h"
#include "plan/options.h"
#include "ui/pages/pages.h"
#include "ui/pages/storage_draw.h"
#include "ui/pages/storage_set.h"
#include "ui/terminal.h"
#include "ui/widgets/list.h"
#include "ui/widgets/menu.h"
#include "ui/widgets/prompt.h"
#include "ui/wizard.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct StoragePage {
  WizardPage base;
  List list; /* all disks first, where there is more than one to choose for; then each disk; then what becomes of the old volumes */
} StoragePage;

enum { MENU_COL = 4, STAYS = -1, OTHER_SPEED = -1, KEEP_ROWS = 2 };

static gboolean has_all(const StoragePage *page)
{
  return storage_movable(page->base.draft) > 1;
}

static int count_items(const StoragePage *page)
{
  return (int)page->base.draft->vm->disks->len + (has_all(page) ? 1 : 0) + 1;
}

static gboolean is_keep(const StoragePage *page, int item)
{
  return item == count_items(page) - 1;
}

/* The disk of an item; NULL for those that stand for something else. */
static const Disk *disk_at(const StoragePage *page, int item)
{
  int index = has_all(page) ? item - 1 : item;
  const GPtrArray *disks = page->base.draft->vm->disks;

  return index >= 0 && index < (int)disks->len ? g_ptr_array_index(disks, index) : NULL;
}

static const Disk *focused(const StoragePage *page)
{
  return disk_at(page, page->list.selected);
}

/* --- drawing ---------------------------------------------------------------------------------------------------- */

static int storage_height(gpointer data, int item)
{
  const Disk *disk = disk_at(data, item);

  if (disk != NULL)
    return storage_disk_rows(disk);
  return is_keep(data, item) ? KEEP_ROWS : 1;
}

static void storage_draw_line(gpointer data, int item, int line, const Rect *area, gboolean selected)
{
  const StoragePage *page = data;
  const Disk *disk = disk_at(page, item);

  if (disk != NULL && line == 0)
    storage_draw_disk(page->base.draft, disk, area, selected);
  else if (disk != NULL)
    storage_draw_base(page->base.draft, disk, line - 1, area);
  else if (!is_keep(page, item))
    storage_draw_all(area, selected);
  else if (line == KEEP_ROWS - 1)
    storage_draw_keep(page->base.draft, area, selected);
}

static const ListSource storage_source = { storage_height, storage_draw_line };

static char *foot(const StoragePage *page)
{
  if (is_keep(page, page->list.selected))
    return g_strdup(_(option_of(offsetof(Choices, keep_old))->help));
  return storage_foot(page->base.draft, focused(page));
}

static const char *destination_host(const Draft *draft)
{
  return draft->choices->type == MOVE_STORAGE ? draft->source->name : draft->choices->target;
}

static void storage_draw(Page *base, const Layout *layout)
{
  StoragePage *page = (StoragePage *)base;
  Rect area = rect_below(&layout->body, 3);
  g_autofree char *note = foot(page);

  terminal_format(&layout->body, 0, 1, ROLE_TITLE, _("Disks, and the pools of %s they go to"),
                  destination_host(page->base.draft));
  if (page->base.draft->estimate != NULL && page->base.draft->plan != NULL && plan_moving_disks(page->base.draft->plan) > 0) {
    g_autofree char *duration = estimate_duration(page->base.draft->estimate);
    g_autofree char *text = g_strdup_printf(_("Duration: %s"), duration);

    terminal_right(&layout->body, 1, layout->body.cols - 1, ROLE_TEXT, text);
  }
  storage_draw_headings(&layout->body, 2);
  list_draw(&page->list, &storage_source, page, &area);
  page_draw_notes(layout, note);
}

/* Just below the item in focus. */
static int menu_row(const StoragePage *page)
{
  int row = page->list.area.row - page->list.top + 1;

  for (int i = 0; i < page->list.selected; i++)
    row += storage_height((gpointer)page, i);
  return row;
}

/* --- the pool --------------------------------------------------------------------------------------------------- */

static void pool_was_read(gpointer data)
{
}

/* Another host may have changed what is in a pool: it is read anew, and the checks are made again when that is known. */
static void read_pool(StoragePage *page, const char *pool)
{
  survey_refresh_pool(page->base.page.app->survey, destination_host(page->base.draft), pool, pool_was_read, NULL);
}

static void pool_chosen(App *app, gpointer data, int value)
{
  StoragePage *page = data;
  Draft *draft = page->base.draft;
  const HostFacts *host = draft_disks_host(draft);

  if (value == STAYS) {
    storage_set_pool(draft, focused(page), NULL);
    return;
  }
  if (host == NULL || value >= (int)host->pools->len)
    return;
  g_autofree char *name = g_strdup(((const Pool *)g_ptr_array_index(host->pools, value))->name);
  guint taken = storage_set_pool(draft, focused(page), name), movable = storage_movable(draft);

  if (focused(page) == NULL && taken < movable)
    app_note(app, _("%u of %u disks go to %s: the others lie there, or cannot."), taken, movable, name);
  read_pool(page, name);
}

static void add_stays(const StoragePage *page, Menu *menu)
{
  g_autofree char *why_not = storage_why_not_stay(page->base.draft, focused(page));
  g_autofree char *barred = why_not != NULL ? storage_barred_label(_("stays"), why_not) : NULL;

  if (why_not == NULL)
    menu_add(menu, _("  stays where it is"), STAYS);
  else
    menu_add_barred(menu, barred, why_not);
}

static void add_pool(const StoragePage *page, Menu *menu, const Pool *pool, int value)
{
  const Disk *disk = focused(page);
  const DiskChoice *now = disk != NULL ? choices_disk(page->base.draft->choices, disk->target) : NULL;
  g_autofree char *why_not = storage_why_not_in(page->base.draft, disk, pool);
  g_autofree char *label = why_not != NULL ? storage_barred_label(pool->name, why_not) : storage_pool_label(pool);
  g_autofree char *note = g_strdup_printf(_("%s cannot be chosen: %s"), pool->name, why_not != NULL ? why_not : "");

  if (why_not != NULL)
    menu_add_barred(menu, label, note);
  else if (now != NULL && g_strcmp0(now->pool, pool->name) == 0)
    menu_add_selected(menu, label, value);
  else
    menu_add(menu, label, value);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
  return strcmp((*(const Pool *const *)a)->name, (*(const Pool *const *)b)->name);
}

/* By name; the value of an entry is the pool's place among the host's. */
static void add_pools(const StoragePage *page, Menu *menu, const HostFacts *host)
{
  g_autoptr(GPtrArray) sorted = g_ptr_array_copy(host->pools, NULL, NULL);
  guint place = 0;

  g_ptr_array_set_free_func(sorted, NULL);
  g_ptr_array_sort(sorted, by_name);
  for (guint i = 0; i < sorted->len; i++)
    if (g_ptr_array_find(host->pools, g_ptr_array_index(sorted, i), &place))
      add_pool(page, menu, g_ptr_array_index(sorted, i), (int)place);
}

static void choose_pool(StoragePage *page)
{
  const Draft *draft = page->base.draft;
  const HostFacts *host = draft_disks_host(draft);
  g_autofree char *title = g_strdup_printf(_("Pools of %s"), destination_host(draft));

  if (host == NULL) {
    app_note(page->base.page.app, _("%s does not answer now."), destination_host(draft));
    return;
  }
  Menu *menu = menu_new(title, menu_row(page), MENU_COL, pool_chosen, page);

  add_stays(page, menu);
  add_pools(page, menu, host);
  app_push(page->base.page.app, menu_page(menu));
}

/* --- format and speed ------------------------------------------------------------------------------------------- */

static void format_chosen(App *app, gpointer data, int value)
{
  StoragePage *page = data;

  if (storage_set_format(page->base.draft, focused(page), (DiskFormat)value) == 0)
    app_note(app, "%s", _("No disk goes to a pool where its format can change."));
}

static void choose_format(StoragePage *page)
{
  const Draft *draft = page->base.draft;
  const Disk *disk = focused(page);
  const DiskChoice *now = disk != NULL ? choices_disk(draft->choices, disk->target) : NULL;
  g_autofree char *why_not = disk != NULL ? storage_why_no_format(draft, disk) : NULL;

  if (why_not != NULL) {
    app_note(page->base.page.app, "%s: %s", disk->target, why_not);
    return;
  }
  Menu *menu = menu_new(_("Format"), menu_row(page), MENU_COL, format_chosen, page);

  for (const DiskChoiceValue *format = disk_formats; format->id != NULL; format++) {
    g_autofree char *label = g_strdup_printf("%s: %s", _(format->label), _(format->help));

    if (now != NULL && (int)now->format == format->value)
      menu_add_selected(menu, label, format->value);
    else
      menu_add(menu, label, format->value);
  }
  app_push(page->base.page.app, menu_page(menu));
}

static void take_speed(App *app, StoragePage *page, const Speed *speed)
{
  if (storage_set_speed(page->base.draft, focused(page), speed) == 0)
    app_note(app, "%s", _("No disk goes to a pool yet: choose one first."));
}

static char *speed_typed(App *app, gpointer data, const char *text)
{
  g_autoptr(GError) error = NULL;
  Speed speed;

  if (!speed_parse(text, &speed, &error))
    return g_strdup(error->message);
  take_speed(app, data, &speed);
  return NULL;
}

static const DiskChoice *choice_now(const StoragePage *page)
{
  const Disk *disk = focused(page);

  return disk != NULL ? choices_disk(page->base.draft->choices, disk->target) : NULL;
}

static void ask_speed(App *app, StoragePage *page)
{
  const DiskChoice *now = choice_now(page);
  g_autofree char *text = now != NULL && now->speed.kind == SPEED_CUSTOM ? speed_text(&now->speed) : g_strdup("");

  app_push(app, prompt_new(_("Speed"), _("A figure with its unit: 20Mbit/s, 2.5MB/s, 3MiB/s"), text, speed_typed, page));
}

static void speed_chosen(App *app, gpointer data, int value)
{
  const Speed speed = { (SpeedKind)value, 0 };

  if (value == OTHER_SPEED)
    ask_speed(app, data);
  else
    take_speed(app, data, &speed);
}

static void add_speeds(const StoragePage *page, Menu *menu)
{
  const DiskChoice *now = choice_now(page);

  for (const DiskChoiceValue *speed = disk_speeds; speed->id != NULL; speed++) {
    const Speed preset = { (SpeedKind)speed->value, 0 };
    g_autofree char *figure = storage_speed_text(page->base.draft, &preset);

    if (now != NULL && (int)now->speed.kind == speed->value)
      menu_add_selected(menu, figure, speed->value);
    else
      menu_add(menu, figure, speed->value);
  }
  if (now != NULL && now->speed.kind == SPEED_CUSTOM)
    menu_add_selected(menu, _("another figure"), OTHER_SPEED);
  else
    menu_add(menu, _("another figure"), OTHER_SPEED);
}

static void choose_speed(StoragePage *page)
{
  const Draft *draft = page->base.draft;
  const Disk *disk = focused(page);

  if (disk != NULL && storage_destination(draft, disk) == NULL) {
    app_note(page->base.page.app, _("%s: choose a pool first"), disk->target);
    return;
  }
  Menu *menu = menu_new(storage_own_speeds(draft) && disk != NULL ? _("Speed") : _("Speed of all disks"), menu_row(page),
                        MENU_COL, speed_chosen, page);

  add_speeds(page, menu);
  app_push(page->base.page.app, menu_page(menu));
}

/* --- the name --------------------------------------------------------------------------------------------------- */

static char *free_name(const StoragePage *page)
{
  return focused(page) != NULL ? storage_free_name(page->base.draft, focused(page)) : NULL;
}

static gboolean name_is_taken(const Page *base)
{
  g_autofree char *name = free_name((const StoragePage *)base);

  return name != NULL;
}

static void take_free_name(StoragePage *page)
{
  g_autofree char *name = free_name(page);

  if (name != NULL)
    storage_set_name(page->base.draft, focused(page), name);
}

/* --- the page --------------------------------------------------------------------------------------------------- */

static gboolean on_keep(const Page *base)
{
  const StoragePage *page = (const StoragePage *)base;

  return is_keep(page, page->list.selected);
}

static gboolean can_choose(const Page *base)
{
  const Disk *disk = focused((const StoragePage *)base);

  return !on_keep(base) && (disk == NULL || disk_why_fixed(disk) == NULL);
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
    choose_pool(page);
    return TRUE;
  case ACTION_TOGGLE:
    toggle_keep(page);
    return TRUE;
  case ACTION_FORMAT:
    choose_format(page);
    return TRUE;
  case ACTION_SPEED:
    choose_speed(page);
    return TRUE;
  case ACTION_NAME:
    take_free_name(page);
    return TRUE;
  default:
    return list_act(&page->list, action);
  }
}

static gboolean storage_type(Page *base, const Input *input)
{
  StoragePage *page = (StoragePage *)base;

  if (!list_mouse(&page->list, &storage_source, page, input))
    return FALSE;
  if (input->kind == INPUT_DOUBLE_CLICK && on_keep(base))
    toggle_keep(page);
  else if (input->kind == INPUT_DOUBLE_CLICK && can_choose(base))
    choose_pool(page);
  return TRUE;
}

static gboolean storage_applies(const Draft *draft)
{
  return draft->choices->type != MOVE_HOST && draft->vm->disks->len > 0;
}

static void storage_refresh(Page *base)
{
  StoragePage *page = (StoragePage *)base;

  page->list.count = count_items(page);
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
      read_pool(page, choice->pool);
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
    name_is_taken },
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
  .act = storage_act,
  .refresh = storage_refresh,
};
