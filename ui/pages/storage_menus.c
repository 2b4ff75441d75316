/* What can be chosen for a disk: its pool, its format, its speed, the name of its volume. */
#include "ui/pages/storage_page.h"

#include "plan/disk_choice.h"
#include "ui/pages/storage_draw.h"
#include "ui/pages/storage_set.h"
#include "ui/widgets/menu.h"
#include "ui/widgets/prompt.h"

#include <glib/gi18n.h>
#include <string.h>

enum { MENU_COL = 4, STAYS = -1, OTHER_SPEED = -1 };

/* --- the pool --------------------------------------------------------------------------------------------------- */

static void pool_was_read(gpointer data)
{
}

void storage_read_pool(StoragePage *page, const char *pool)
{
  survey_refresh_pool(page->base.page.app->survey, storage_destination_host(page->base.draft), pool, pool_was_read, NULL);
}

static void pool_chosen(App *app, gpointer data, int value)
{
  StoragePage *page = data;
  Draft *draft = page->base.draft;
  const HostFacts *host = draft_disks_host(draft);

  if (value == STAYS) {
    storage_set_pool(draft, storage_focused(page), NULL);
    return;
  }
  if (host == NULL || value >= (int)host->pools->len)
    return;
  g_autofree char *name = g_strdup(((const Pool *)g_ptr_array_index(host->pools, value))->name);
  guint taken = storage_set_pool(draft, storage_focused(page), name), movable = storage_movable(draft);

  if (storage_focused(page) == NULL && taken < movable)
    app_note(app, _("%u of %u disks go to %s: the others lie there, or cannot."), taken, movable, name);
  storage_read_pool(page, name);
}

static void add_stays(const StoragePage *page, Menu *menu)
{
  g_autofree char *why_not = storage_why_not_stay(page->base.draft, storage_focused(page));
  g_autofree char *barred = why_not != NULL ? storage_barred_label(_("stays"), why_not) : NULL;

  if (why_not == NULL)
    menu_add(menu, _("  stays where it is"), STAYS);
  else
    menu_add_barred(menu, barred, why_not);
}

static void add_pool(const StoragePage *page, Menu *menu, const Pool *pool, int value)
{
  const Disk *disk = storage_focused(page);
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

/* The value of an entry is the pool's place among the host's. */
static void add_pools(const StoragePage *page, Menu *menu, const HostFacts *host)
{
  for (guint i = 0; i < host->pools->len; i++)
    add_pool(page, menu, g_ptr_array_index(host->pools, i), (int)i);
}

void storage_choose_pool(StoragePage *page)
{
  const Draft *draft = page->base.draft;
  const HostFacts *host = draft_disks_host(draft);
  g_autofree char *title = g_strdup_printf(_("Pools of %s"), storage_destination_host(draft));

  if (host == NULL) {
    app_note(page->base.page.app, _("%s does not answer now."), storage_destination_host(draft));
    return;
  }
  Menu *menu = menu_new(title, storage_menu_row(page), MENU_COL, pool_chosen, page);

  add_stays(page, menu);
  add_pools(page, menu, host);
  app_push(page->base.page.app, menu_page(menu));
}

/* --- format and speed ------------------------------------------------------------------------------------------- */

static void format_chosen(App *app, gpointer data, int value)
{
  StoragePage *page = data;

  if (storage_set_format(page->base.draft, storage_focused(page), (DiskFormat)value) == 0)
    app_note(app, "%s", _("No disk goes to a pool where its format can change."));
}

void storage_choose_format(StoragePage *page)
{
  const Draft *draft = page->base.draft;
  const Disk *disk = storage_focused(page);
  const DiskChoice *now = disk != NULL ? choices_disk(draft->choices, disk->target) : NULL;
  g_autofree char *why_not = disk != NULL ? storage_why_no_format(draft, disk) : NULL;

  if (why_not != NULL) {
    app_note(page->base.page.app, "%s: %s", disk->target, why_not);
    return;
  }
  Menu *menu = menu_new(_("Format"), storage_menu_row(page), MENU_COL, format_chosen, page);

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
  if (storage_set_speed(page->base.draft, storage_focused(page), speed) == 0)
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
  const Disk *disk = storage_focused(page);

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

void storage_choose_speed(StoragePage *page)
{
  const Draft *draft = page->base.draft;
  const Disk *disk = storage_focused(page);

  if (disk != NULL && storage_destination(draft, disk) == NULL) {
    app_note(page->base.page.app, _("%s: choose a pool first"), disk->target);
    return;
  }
  Menu *menu = menu_new(storage_own_speeds(draft) && disk != NULL ? _("Speed") : _("Speed of all disks"), storage_menu_row(page),
                        MENU_COL, speed_chosen, page);

  add_speeds(page, menu);
  app_push(page->base.page.app, menu_page(menu));
}

/* --- the name --------------------------------------------------------------------------------------------------- */

static char *free_name(const StoragePage *page)
{
  return storage_focused(page) != NULL ? storage_free_name(page->base.draft, storage_focused(page)) : NULL;
}

gboolean storage_name_is_taken(const Page *base)
{
  g_autofree char *name = free_name((const StoragePage *)base);

  return name != NULL;
}

void storage_take_free_name(StoragePage *page)
{
  g_autofree char *name = free_name(page);

  if (name != NULL)
    storage_set_name(page->base.draft, storage_focused(page), name);
}
