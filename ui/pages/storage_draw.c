#include "ui/pages/storage_draw.h"

#include "model/units.h"
#include "plan/disk_choice.h"
#include "plan/disks.h"
#include "ui/glyphs.h"
#include "ui/terminal.h"
#include "ui/widgets/list.h"

#include <glib/gi18n.h>

enum { MARKER_COL = 1, NAME_COL = 3, SIZE_END = 16, DATA_END = 26, FORMAT_COL = 28, NOW_COL = 34, TO_COL = 47, TO_FORMAT_COL = 61, SPEED_COL = 68 };

void storage_draw_headings(const Rect *area, int row)
{
  static const struct {
    int col, end;
    const char *text;
  } headings[] = {
    { NAME_COL, 0, N_("disk") },     { 0, SIZE_END, N_("size") },      { 0, DATA_END, N_("data") },
    { FORMAT_COL, 0, N_("now") },    { NOW_COL, 0, N_("in pool") },    { TO_COL, 0, N_("to pool") },
    { TO_FORMAT_COL, 0, N_("as") },  { SPEED_COL, 0, N_("speed") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS(headings); i++)
    if (headings[i].end > 0)
      terminal_right(area, row, headings[i].end, ROLE_HEADING, _(headings[i].text));
    else
      terminal_text(area, row, headings[i].col, ROLE_HEADING, _(headings[i].text));
}

void storage_draw_all(const Rect *area, gboolean selected)
{
  list_draw_marker(area, MARKER_COL, selected);
  terminal_text(area, 0, NAME_COL, selected ? ROLE_SELECTED : ROLE_TEXT, _("all disks that can move: what is chosen here is chosen for each"));
}

int storage_disk_rows(const Disk *disk)
{
  return 1 + (int)disk->bases->len;
}

static void facts_of(const Draft *draft, Facts *facts)
{
  draft_facts(draft, draft->choices->target, facts);
}

char *storage_speed_text(const Draft *draft, const Speed *speed)
{
  guint64 bytes_s = speed_bytes_s(speed, draft->app->inventory);
  g_autofree char *figure = bytes_s > 0 ? units_rate_short(bytes_s) : NULL;

  for (const DiskChoiceValue *preset = disk_speeds; preset->id != NULL; preset++)
    if (preset->value == (int)speed->kind)
      return figure != NULL ? g_strdup_printf("%s, %s", _(preset->label), figure) : g_strdup(_(preset->label));
  return g_steal_pointer(&figure);
}

static void draw_place(const Draft *draft, const Disk *disk, const Rect *area)
{
  Facts facts;

  facts_of(draft, &facts);
  const DiskChoice *choice = disk_choice_for(draft->choices, disk);
  const Pool *pool = disk_destination(&facts, draft->choices, disk);
  const char *fixed = disk_why_fixed(disk);

  if (fixed != NULL) {
    terminal_text(area, 0, TO_COL, ROLE_DIM, fixed);
    return;
  }
  if (choice == NULL) {
    gboolean lost = draft->choices->type == MOVE_BOTH && !disk_is_shared(&facts, disk);

    terminal_text(area, 0, TO_COL, lost ? ROLE_BAD : ROLE_DIM,
                  lost                                    ? _("needs a pool: not found there")
                  : draft->choices->type == MOVE_BOTH ? _("stays: both hosts have it")
                                                          : _("stays"));
    return;
  }
  terminal_cell(area, 0, TO_COL, TO_FORMAT_COL - TO_COL - 1, pool != NULL ? ROLE_TEXT : ROLE_BAD, choice->pool);
  if (pool == NULL)
    return;
  g_autoptr(PlanDisk) planned = plan_disk_build(&facts, draft->choices, disk);
  g_autofree char *speed = planned->rate_bytes_s > 0 ? units_rate_short(planned->rate_bytes_s) : g_strdup(_("unlimited"));

  terminal_cell(area, 0, TO_FORMAT_COL, SPEED_COL - TO_FORMAT_COL - 1, ROLE_TEXT, planned->to_format);
  terminal_text(area, 0, SPEED_COL, ROLE_TEXT, speed);
}

void storage_draw_disk(const Draft *draft, const Disk *disk, const Rect *area, gboolean selected)
{
  g_autofree char *size = disk->capacity_bytes > 0 ? units_bytes(disk->capacity_bytes) : g_strdup("");
  g_autofree char *data = disk->capacity_bytes > 0 ? units_bytes(disk->data_bytes) : g_strdup("");
  gboolean empty = disk->source == DISK_SOURCE_NONE;

  list_draw_marker(area, MARKER_COL, selected);
  terminal_cell(area, 0, NAME_COL, SIZE_END - NAME_COL - 9, selected ? ROLE_SELECTED : ROLE_TEXT, disk->target);
  terminal_right(area, 0, SIZE_END, ROLE_TEXT, size);
  terminal_right(area, 0, DATA_END, ROLE_TEXT, data);
  terminal_cell(area, 0, FORMAT_COL, NOW_COL - FORMAT_COL - 1, ROLE_TEXT, empty ? "" : disk->format != NULL ? disk->format : "raw");
  terminal_cell(area, 0, NOW_COL, TO_COL - NOW_COL - 1, ROLE_TEXT, disk->pool != NULL ? disk->pool : empty ? _("empty") : disk->path);
  draw_place(draft, disk, area);
}

void storage_draw_base(const Draft *draft, const Disk *disk, int index, const Rect *area)
{
  const BaseImage *base = g_ptr_array_index(disk->bases, (guint)index);
  g_autofree char *size = units_bytes(base->physical_bytes);
  const char *name = base->volume != NULL ? base->volume : base->path;
  gboolean moves = disk_choice_for(draft->choices, disk) != NULL;

  terminal_format(area, 0, NAME_COL + 2 + index, ROLE_DIM, "%s %s  %s%s", glyph(GLYPH_CORNER), name, size,
                  moves ? _("   copied along, unless it is there already") : "");
}

char *storage_why_not(const Draft *draft, const Disk *disk, const Pool *pool)
{
  Facts facts;

  facts_of(draft, &facts);
  if (disk == NULL)
    return !pool->active ? g_strdup(_("it is not active")) : pool_takes_disks(pool) ? NULL : g_strdup(_("no volume can be made there"));
  /* What the pool is asked is whether it takes the disk as it is; its format is chosen after. */
  g_autoptr(Choices) choices = choices_copy(draft->choices);

  choices_set_disk(choices, disk_choice_new(disk->target, pool->name));
  g_autofree char *why_not = disk_why_not_in(&facts, choices, disk, pool);
  gboolean only_the_format = why_not != NULL && disk->pool != NULL && g_strcmp0(disk->pool, pool->name) == 0 &&
                             choices->type == MOVE_STORAGE && disk_can_change_format(disk, pool);

  return only_the_format ? NULL : g_steal_pointer(&why_not);
}

char *storage_pool_label(const Draft *draft, const Disk *disk, const Pool *pool)
{
  g_autofree char *why_not = storage_why_not(draft, disk, pool);
  g_autofree char *free = units_bytes(pool->available_bytes);

  if (why_not != NULL)
    return g_strdup_printf("%s %-12s %s", glyph(GLYPH_BAD), pool->name, why_not);
  return g_strdup_printf(_("  %-12s %s, %s free%s%s"), pool->name, pool->type, free, pool->path != NULL ? ", " : "", pool->path != NULL ? pool->path : "");
}

gboolean storage_name_is_taken(const Draft *draft, const Disk *disk)
{
  Facts facts;

  facts_of(draft, &facts);
  const Pool *pool = disk_destination(&facts, draft->choices, disk);

  if (pool == NULL)
    return FALSE;
  g_autoptr(PlanDisk) planned = plan_disk_build(&facts, draft->choices, disk);

  return pool_has_volume(pool, planned->to_volume);
}
