#include "ui/pages/storage_draw.h"

#include "model/units.h"
#include "plan/disk_choice.h"
#include "plan/disks.h"
#include "plan/options.h"
#include "ui/glyphs.h"
#include "ui/pages/storage_set.h"
#include "ui/terminal.h"
#include "ui/text.h"
#include "ui/widgets/list.h"

#include <glib/gi18n.h>
#include <string.h>

enum {
  MARKER_COL = 1,
  NAME_COL = 3,
  SIZE_END = 16,
  DATA_END = 26,
  FORMAT_COL = 28,
  NOW_COL = 34,
  TO_COL = 47,
  TO_FORMAT_COL = 61,
  SPEED_COL = 68
};

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
  terminal_text(area, 0, NAME_COL, selected ? ROLE_SELECTED : ROLE_TEXT,
                _("all disks that can move: what is chosen here is chosen for each"));
}

int storage_disk_rows(const Disk *disk)
{
  return 1 + (int)disk->bases->len;
}

/* What is planned for DISK; NULL when it stays, or goes to a pool that is not there. */
static const PlanDisk *storage_planned(const Draft *draft, const Disk *disk)
{
  const PlanDisk *planned = draft->plan != NULL ? plan_disk(draft->plan, disk->target) : NULL;

  return planned != NULL && planned->moves ? planned : NULL;
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

/* A disk that stays says so in a word; the foot of the page tells why at length. */
static void draw_stays(const Draft *draft, const Disk *disk, const Rect *area)
{
  g_autofree char *lost = storage_why_not_stay(draft, disk);
  const char *fixed = disk_why_fixed(disk);

  if (fixed != NULL && lost != NULL)
    terminal_text(area, 0, TO_COL, ROLE_BAD, _("stays: not found there"));
  else if (fixed != NULL)
    terminal_cell(area, 0, TO_COL, area->cols - TO_COL - 1, ROLE_DIM, fixed);
  else if (lost != NULL)
    terminal_text(area, 0, TO_COL, ROLE_BAD, _("needs a pool: not found there"));
  else
    terminal_text(area, 0, TO_COL, ROLE_DIM,
                  draft->choices->type == MOVE_BOTH ? _("stays: both hosts have it") : _("stays"));
}

static void draw_place(const Draft *draft, const Disk *disk, const Rect *area)
{
  const DiskChoice *choice = disk_choice_for(draft->choices, disk);
  const PlanDisk *planned = storage_planned(draft, disk);

  if (choice == NULL) {
    draw_stays(draft, disk, area);
    return;
  }
  terminal_cell(area, 0, TO_COL, TO_FORMAT_COL - TO_COL - 1, planned != NULL ? ROLE_TEXT : ROLE_BAD, choice->pool);
  if (planned == NULL)
    return;
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

void storage_draw_keep(const Draft *draft, const Rect *area, gboolean selected)
{
  const Option *option = option_of(offsetof(Choices, keep_old));

  list_draw_marker(area, MARKER_COL, selected);
  terminal_text(area, 0, NAME_COL, ROLE_TEXT, draft->choices->keep_old ? "[x]" : "[ ]");
  terminal_text(area, 0, NAME_COL + 4, selected ? ROLE_SELECTED : ROLE_TEXT, _(option->label));
}

char *storage_pool_label(const Pool *pool)
{
  g_autofree char *free = units_bytes(pool->available_bytes);

  return g_strdup_printf(_("  %-12s %s, %s free%s%s"), pool->name, pool->type, free, pool->path != NULL ? ", " : "",
                         pool->path != NULL ? pool->path : "");
}

char *storage_barred_label(const char *name, const char *why_not)
{
  return g_strdup_printf("%s %-12s %s", glyph(GLYPH_BAD), name, why_not);
}

/* --- the foot --------------------------------------------------------------------------------------------------- */

enum { FOOT_ROWS = 2, FOOT_COLS = 78 };

/* Is WORD in TEXT, as a word of its own? */
static gboolean mentions(const char *text, const char *word)
{
  gsize length = strlen(word);

  for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word))
    if ((at == text || at[-1] == ' ') && strchr(" :,", at[length]) != NULL)
      return TRUE;
  return FALSE;
}

/* The gravest that the checks have to say about what is called NAME. */
static const Finding *finding_about(const Draft *draft, const char *name)
{
  for (guint i = 0; i < draft->findings->len; i++) {
    const Finding *finding = g_ptr_array_index(draft->findings, i);

    if (finding->rule->subject == RULE_STORAGE && finding->rule->severity != SEVERITY_INFORMS && mentions(finding->message, name))
      return finding;
  }
  return NULL;
}

/* What is wrong, and what helps if there is room for that too. */
static char *finding_text(const Finding *finding, const char *remedy)
{
  g_autofree char *both = g_strdup_printf("%s %s %s", finding->message, glyph(GLYPH_ARROW), remedy);
  g_auto(GStrv) lines = text_wrap(both, FOOT_COLS);

  return g_strv_length(lines) <= FOOT_ROWS ? g_steal_pointer(&both) : g_strdup(finding->message);
}

static char *finding_foot(const Draft *draft, const Disk *disk)
{
  const DiskChoice *choice = disk_choice_for(draft->choices, disk);
  const Finding *finding = finding_about(draft, disk->target);
  g_autofree char *name = storage_free_name(draft, disk);
  g_autofree char *renamed = name != NULL ? g_strdup_printf(_("n names it %s"), name) : NULL;

  if (finding == NULL && choice != NULL)
    finding = finding_about(draft, choice->pool);
  return finding != NULL ? finding_text(finding, renamed != NULL ? renamed : finding->remedy) : NULL;
}

static char *one_speed_foot(void)
{
  return g_strdup(_("The libvirt of these hosts copies all disks at one speed, in whole MiB/s. Memory is never slowed by it."));
}

static char *disk_foot(const Draft *draft, const Disk *disk)
{
  const PlanDisk *planned = storage_planned(draft, disk);
  char *finding = finding_foot(draft, disk);

  if (finding != NULL)
    return finding;
  if (disk_why_fixed(disk) != NULL)
    return g_strdup_printf("%s: %s.", disk->target, disk_why_fixed(disk));
  if (planned == NULL)
    return g_strdup_printf(_("%s stays where it is: press Space to choose a pool for it."), disk->target);
  if (!storage_own_speeds(draft) && storage_movable(draft) > 1)
    return one_speed_foot();
  return g_strdup_printf(_("%s becomes the volume %s in pool %s."), disk->target, planned->to_volume, planned->to_pool);
}

/* The first disk that cannot move as it was chosen: who chooses for all must not have to look at each. NULL: all can. */
static char *first_hindrance(const Draft *draft)
{
  for (guint i = 0; i < draft->findings->len; i++) {
    const Finding *finding = g_ptr_array_index(draft->findings, i);

    for (guint j = 0; finding_severity(finding) == SEVERITY_BLOCKS && j < draft->choices->disks->len; j++) {
      const DiskChoice *choice = g_ptr_array_index(draft->choices->disks, j);

      if (finding->rule->subject == RULE_STORAGE &&
          (mentions(finding->message, choice->target) || mentions(finding->message, choice->pool)))
        return g_strdup(finding->message);
    }
  }
  return NULL;
}

char *storage_foot(const Draft *draft, const Disk *disk)
{
  char *hindrance = disk == NULL ? first_hindrance(draft) : NULL;

  if (disk != NULL)
    return disk_foot(draft, disk);
  if (hindrance != NULL)
    return hindrance;
  if (!storage_own_speeds(draft))
    return one_speed_foot();
  return g_strdup(_("A disk without a pool stays where it is. The speed limits the copying of a disk, never the memory of the VM."));
}
