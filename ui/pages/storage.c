/* Where each disk goes: its pool, its format, its speed. */
#include "model/units.h"
#include "plan/disk_choice.h"
#include "plan/disks.h"
#include "ui/glyphs.h"
#include "ui/pages/pages.h"
#include "ui/pages/storage_draw.h"
#include "ui/terminal.h"
#include "ui/widgets/list.h"
#include "ui/widgets/menu.h"
#include "ui/widgets/prompt.h"
#include "ui/wizard.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct StoragePage {
  WizardPage base;
  List list; /* all disks first, where there is more than one to choose for; then each disk */
} StoragePage;

enum { MENU_COL = 4, STAYS = -1, OTHER_SPEED = -1 };

static gboolean has_all(const StoragePage *page)
{
  const GPtrArray *disks = page->base.draft->vm->disks;
  guint n = 0;

  for (guint i = 0; i < disks->len; i++)
    n += disk_why_fixed(g_ptr_array_index(disks, i)) == NULL;
  return n > 1;
}

/* The disk of an item; NULL for the one that stands for all. */
static const Disk *disk_at(const StoragePage *page, int item)
{
  int index = has_all(page) ? item - 1 : item;
  const GPtrArray *disks = page->base.draft->vm->disks;

  return index >= 0 && index < (int)disks->len ? g_ptr_array_index(disks, index) : NULL;
}

static gboolean is_all(const StoragePage *page)
{
  return has_all(page) && page->list.selected == 0;
}

static const Disk *focused(const StoragePage *page)
{
  return disk_at(page, page->list.selected);
}

/* --- drawing ---------------------------------------------------------------------------------------------------- */

static int storage_height(gpointer data, int item)
{
  const StoragePage *page = data;
  const Disk *disk = disk_at(page, item);

  return disk != NULL ? storage_disk_rows(disk) : 1;
}

static void storage_draw_line(gpointer data, int item, int line, const Rect *area, gboolean selected)
{
  const StoragePage *page = data;
  const Disk *disk = disk_at(page, item);

  if (disk == NULL)
    storage_draw_all(area, selected);
  else if (line == 0)
    storage_draw_disk(page->base.draft, disk, area, selected);
  else
    storage_draw_base(page->base.draft, disk, line - 1, area);
}

static const ListSource storage_source = { storage_height, storage_draw_line };

/* What a check has to say about the disk in focus, or else what the page is for. */
static char *foot(const StoragePage *page)
{
  const Draft *draft = page->base.draft;
  const Disk *disk = focused(page);
  Facts facts;

  for (guint i = 0; disk != NULL && i < draft->findings->len; i++) {
    const Finding *finding = g_ptr_array_index(draft->findings, i);
    g_autofree char *about = g_strdup_printf("disk %s ", disk->target);
    g_autofree char *about_it = g_strdup_printf("disk %s:", disk->target);

    if (finding->rule->subject == RULE_STORAGE &&
        (strstr(finding->message, about) != NULL || strstr(finding->message, about_it) != NULL))
      return g_strdup_printf("%s %s %s", finding->message, glyph(GLYPH_ARROW), finding->remedy);
  }
  draft_facts(draft, draft->choices->target, &facts);
  if (!disks_have_own_speeds(&facts, draft->choices))
    return g_strdup(_("The libvirt of these hosts copies all disks at one speed, in whole MiB/s. Memory is never slowed by it."));
  return g_strdup(_("A disk without a pool stays where it is. The speed limits the copying of a disk, never the memory of the VM."));
}

static void storage_draw(Page *base, const Layout *layout)
{
  StoragePage *page = (StoragePage *)base;
  Rect area = rect_below(&layout->body, 3);
  g_autofree char *note = foot(page);

  page->list.count = (int)page->base.draft->vm->disks->len + (has_all(page) ? 1 : 0);
  terminal_format(&layout->body, 0, 1, ROLE_TITLE, _("Disks, and the pools of %s they go to"),
                  page->base.draft->choices->type == MOVE_STORAGE ? page->base.draft->source->name
                                                                  : page->base.draft->choices->target);
  storage_draw_headings(&layout->body, 2);
  list_draw(&page->list, &storage_source, page, &area);
  page_draw_notes(layout, note);
}

/* --- choosing --------------------------------------------------------------------------------------------------- */

/* The choice for DISK as it is, or a new one for POOL. The caller owns it. */
static DiskChoice *choice_of(const Draft *draft, const Disk *disk, const char *pool)
{
  const DiskChoice *now = choices_disk(draft->choices, disk->target);

  return now != NULL ? disk_choice_copy(now) : disk_choice_new(disk->target, pool);
}

/* Calls CHANGE with each disk that is meant: the focused one, or all that can move. */
typedef void (*DiskChange)(Draft *draft, const Disk *disk, gconstpointer value);

static void change(StoragePage *page, DiskChange change_disk, gconstpointer value)
{
  Draft *draft = page->base.draft;

  for (guint i = 0; i < draft->vm->disks->len; i++) {
    const Disk *disk = g_ptr_array_index(draft->vm->disks, i);

    if ((is_all(page) || disk == focused(page)) && disk_why_fixed(disk) == NULL)
      change_disk(draft, disk, value);
  }
  draft_update(draft);
  app_redraw(page->base.page.app);
}

static const Pool *destination(const Draft *draft, const Disk *disk)
{
  Facts facts;

  draft_facts(draft, draft->choices->target, &facts);
  return disk_destination(&facts, draft->choices, disk);
}

static void set_pool(Draft *draft, const Disk *disk, gconstpointer value)
{
  const Pool *pool = value;

  if (pool == NULL) {
    choices_drop_disk(draft->choices, disk->target);
    return;
  }
  DiskChoice *choice = choice_of(draft, disk, pool->name);

  g_free(choice->pool);
  choice->pool = g_strdup(pool->name);
  g_clear_pointer(&choice->volume, g_free);
  if (!disk_can_change_format(disk, pool))
    choice->format = FORMAT_SAME;
  choices_set_disk(draft->choices, choice);
}

static void set_format(Draft *draft, const Disk *disk, gconstpointer value)
{
  const Pool *pool = destination(draft, disk);

  if (pool == NULL || !disk_can_change_format(disk, pool))
    return;
  DiskChoice *choice = choice_of(draft, disk, pool->name);

  choice->format = *(const DiskFormat *)value;
  g_clear_pointer(&choice->volume, g_free);
  choices_set_disk(draft->choices, choice);
}

static void set_speed(Draft *draft, const Disk *disk, gconstpointer value)
{
  const Pool *pool = destination(draft, disk);

  if (pool == NULL)
    return;
  DiskChoice *choice = choice_of(draft, disk, pool->name);

  choice->speed = *(const Speed *)value;
  choices_set_disk(draft->choices, choice);
}

/* Where libvirt knows one speed only, setting it for one disk sets it for all. */
static void take_speed(StoragePage *page, const Speed *speed)
{
  Draft *draft = page->base.draft;
  Facts facts;

  draft_facts(draft, draft->choices->target, &facts);
  if (disks_have_own_speeds(&facts, draft->choices)) {
    change(page, set_speed, speed);
    return;
  }
  for (guint i = 0; i < draft->vm->disks->len; i++)
    set_speed(draft, g_ptr_array_index(draft->vm->disks, i), speed);
  draft_update(draft);
}

static void pool_was_read(gpointer data)
{
}

static void pool_chosen(App *app, gpointer data, int value)
{
  StoragePage *page = data;
  Draft *draft = page->base.draft;
  const HostFacts *host = draft_disks_host(draft);
  const char *name = draft->choices->type == MOVE_STORAGE ? draft->source->name : draft->choices->target;

  if (value == STAYS) {
    change(page, set_pool, NULL);
    return;
  }
  if (host == NULL || value >= (int)host->pools->len)
    return;
  const Pool *pool = g_ptr_array_index(host->pools, value);
  g_autofree char *why_not = storage_why_not(draft, focused(page), pool);

  if (why_not != NULL) {
    app_note(app, _("%s cannot be chosen: %s"), pool->name, why_not);
    return;
  }
  /* Another host may have changed what is in it: it is read anew, and the checks are made again when that is known. */
  survey_refresh_pool(app->survey, name, pool->name, pool_was_read, NULL);
  change(page, set_pool, pool);
}

static int menu_row(const StoragePage *page)
{
  return page->list.area.row + page->list.selected + 1;
}

static void choose_pool(StoragePage *page)
{
  const Draft *draft = page->base.draft;
  const HostFacts *host = draft_disks_host(draft);
  const Disk *disk = focused(page);
  Facts facts;

  if (host == NULL) {
    app_note(page->base.page.app, "%s", _("The host does not answer now."));
    return;
  }
  draft_facts(draft, draft->choices->target, &facts);
  Menu *menu = menu_new(_("Pool"), menu_row(page), MENU_COL, pool_chosen, page);
  const DiskChoice *now = disk != NULL ? choices_disk(draft->choices, disk->target) : NULL;

  menu_add(menu, _("stays where it is"), STAYS);
  for (guint i = 0; i < host->pools->len; i++) {
    const Pool *pool = g_ptr_array_index(host->pools, i);
    g_autofree char *label = storage_pool_label(draft, disk, pool);

    if (now != NULL && g_strcmp0(now->pool, pool->name) == 0)
      menu_add_selected(menu, label, (int)i);
    else
      menu_add(menu, label, (int)i);
  }
  app_push(page->base.page.app, menu_page(menu));
}

static void format_chosen(App *app, gpointer data, int value)
{
  const DiskFormat format = (DiskFormat)value;

  change(data, set_format, &format);
}

static void choose_format(StoragePage *page)
{
  const Disk *disk = focused(page);
  const Pool *pool = disk != NULL ? destination(page->base.draft, disk) : NULL;

  if (disk != NULL && (pool == NULL || !disk_can_change_format(disk, pool))) {
    app_note(page->base.page.app, "%s",
             pool == NULL ? _("Choose a pool first.") : _("Here the disk keeps its format: base images and encryption need it, and some pools have none."));
    return;
  }
  Menu *menu = menu_new(_("Format"), menu_row(page), MENU_COL, format_chosen, page);

  for (const DiskChoiceValue *format = disk_formats; format->id != NULL; format++) {
    g_autofree char *label = g_strdup_printf("%s: %s", _(format->label), _(format->help));

    menu_add(menu, label, format->value);
  }
  app_push(page->base.page.app, menu_page(menu));
}

static char *speed_typed(App *app, gpointer data, const char *text)
{
  g_autoptr(GError) error = NULL;
  Speed speed;

  if (!speed_parse(text, &speed, &error))
    return g_strdup(error->message);
  take_speed(data, &speed);
  return NULL;
}

static void speed_chosen(App *app, gpointer data, int value)
{
  const Speed speed = { (SpeedKind)value, 0 };

  if (value == OTHER_SPEED)
    app_push(app, prompt_new(_("Speed"), _("A figure with its unit: 20Mbit/s, 2.5MB/s, 3MiB/s"), "", speed_typed, data));
  else
    take_speed(data, &speed);
}

static void choose_speed(StoragePage *page)
{
  const Disk *disk = focused(page);

  if (disk != NULL && destination(page->base.draft, disk) == NULL) {
    app_note(page->base.page.app, "%s", _("Choose a pool first."));
    return;
  }
  Menu *menu = menu_new(_("Speed"), menu_row(page), MENU_COL, speed_chosen, page);

  for (const DiskChoiceValue *speed = disk_speeds; speed->id != NULL; speed++) {
    const Speed preset = { (SpeedKind)speed->value, 0 };
    g_autofree char *figure = storage_speed_text(page->base.draft, &preset);
    g_autofree char *label = g_strdup_printf("%-18s %s", figure, _(speed->help));

    menu_add(menu, label, speed->value);
  }
  menu_add(menu, _("another figure"), OTHER_SPEED);
  app_push(page->base.page.app, menu_page(menu));
}

/* A volume of that name is there: take the name that is offered. */
static gboolean name_is_taken(const Page *base)
{
  const StoragePage *page = (const StoragePage *)base;
  const Disk *disk = focused(page);

  return disk != NULL && storage_name_is_taken(page->base.draft, disk);
}

static void take_free_name(StoragePage *page)
{
  Draft *draft = page->base.draft;
  const Disk *disk = focused(page);
  const Pool *pool = disk != NULL ? destination(draft, disk) : NULL;
  Facts facts;

  if (pool == NULL)
    return;
  draft_facts(draft, draft->choices->target, &facts);
  g_autoptr(PlanDisk) planned = plan_disk_build(&facts, draft->choices, disk);
  DiskChoice *choice = choice_of(draft, disk, pool->name);

  g_free(choice->volume);
  choice->volume = disk_free_name(pool, planned->to_volume);
  choices_set_disk(draft->choices, choice);
  draft_update(draft);
}

/* --- the page --------------------------------------------------------------------------------------------------- */

static gboolean can_choose(const Page *base)
{
  const StoragePage *page = (const StoragePage *)base;

  return is_all(page) || (focused(page) != NULL && disk_why_fixed(focused(page)) == NULL);
}

static gboolean storage_act(Page *base, Action action)
{
  StoragePage *page = (StoragePage *)base;

  switch (action) {
  case ACTION_CHANGE:
    choose_pool(page);
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
  if (input->kind == INPUT_DOUBLE_CLICK && can_choose(base))
    choose_pool(page);
  return TRUE;
}

static gboolean storage_applies(const Draft *draft)
{
  return draft->choices->type != MOVE_HOST && draft->vm->disks->len > 0;
}

static Page *storage_create(App *app, Draft *draft)
{
  StoragePage *page = g_new0(StoragePage, 1);

  page->base = (WizardPage){ { &storage_page_ops, app, NULL }, draft };
  return &page->base.page;
}

static const KeyBinding storage_keys[] = {
  { KEY(' '), ACTION_CHANGE, KEY_SHOWN, N_("Pool"), N_("choose the pool that the disk goes to"), can_choose },
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
  .draw = storage_draw,
  .type = storage_type,
  .act = storage_act,
};
