#include "ui/pages/tree_draw.h"

#include "model/units.h"
#include "ui/glyphs.h"
#include "ui/terminal.h"

#include <glib/gi18n.h>
#include <string.h>

enum {
  INDENT_COLS = 2,
  FIRST_COL = 2,
  MIN_NAME_END = 18,
  MAX_NAME_END = 34,
  GAP = 2,
  STATE_COLS = 12,
  MEMORY_COLS = 10,
  CPU_COLS = 8
};

static int name_col(const TreeRow *row)
{
  return FIRST_COL + row->depth * INDENT_COLS + 2;
}

int tree_name_cols(const GPtrArray *rows)
{
  int end = MIN_NAME_END;

  for (guint i = 0; i < rows->len; i++) {
    const TreeRow *row = g_ptr_array_index(rows, i);

    if (row->kind == TREE_VM || row->kind == TREE_HOST)
      end = MAX(end, name_col(row) + terminal_width(row->name));
  }
  return MIN(end, MAX_NAME_END);
}

const char *tree_reason(const TreeRow *row)
{
  g_autofree char *subject = g_strconcat(row->name, ": ", NULL);
  const char *found = row->reason != NULL ? strstr(row->reason, subject) : NULL;

  if (row->reason == NULL)
    return _("does not answer");
  return found != NULL ? found + strlen(subject) : row->reason;
}

static void draw_down(const TreeRow *row, const Rect *area, int col)
{
  gint64 now_us = g_get_monotonic_time();
  int since = (int)(MAX(now_us - row->tried_us, 0) / G_USEC_PER_SEC),
      until = (int)(MAX(row->next_try_us - now_us, 0) / G_USEC_PER_SEC);
  g_autofree char *when = g_strdup_printf(_("; tried %d s ago, again in %d s"), since, until);
  int room = area->cols - col - terminal_width(when) - 1;

  col = terminal_cell(area, 0, col, MAX(room, 20), ROLE_BAD, tree_reason(row));
  terminal_text(area, 0, col, ROLE_DIM, when);
}

static void draw_host(const TreeRow *row, const Rect *area, int col)
{
  g_autofree char *memory = NULL;
  g_autofree char *vms = g_strdup_printf(ngettext("%u VM", "%u VMs", row->vms), row->vms);

  if (row->facts == NULL) {
    if (row->reach == HOST_DOWN)
      draw_down(row, area, col);
    else
      terminal_format(area, 0, col, ROLE_BUSY, "%s%s", _("connecting"), glyph(GLYPH_DOTS));
    return;
  }
  memory = units_bytes_of(row->facts->memory_free_bytes, row->facts->memory_total_bytes);
  terminal_text(area, 0, col, ROLE_TEXT, vms);
  col = terminal_format(area, 0, col + 9, ROLE_TEXT, _("%s free"), memory);
  col = terminal_format(area, 0, col + 3, ROLE_TEXT, ngettext("%u CPU", "%u CPUs", row->facts->cpus), row->facts->cpus);
  if (row->facts->load >= 0)
    terminal_format(area, 0, col + 3, ROLE_TEXT, _("load %.1f"), row->facts->load);
}

static Role state_role(const TreeRow *row)
{
  if (row->moving)
    return ROLE_BUSY;
  switch (row->state) {
  case VM_RUNNING:
    return ROLE_GOOD;
  case VM_SUSPENDED:
    return ROLE_WARNING;
  case VM_CRASHED:
  case VM_POST_COPY_BROKEN:
    return ROLE_BAD;
  default:
    return ROLE_DIM;
  }
}

static void draw_way(const TreeRow *row, const Rect *area, int col)
{
  if (row->moving_to != NULL)
    col = terminal_format(area, 0, col, ROLE_BUSY, "%s %s", glyph(GLYPH_ARROW), row->moving_to);
  else if (row->disks_to != NULL)
    col = terminal_format(area, 0, col, ROLE_BUSY, _("disks %s %s"), glyph(GLYPH_ARROW), row->disks_to);
  else if (row->moving && row->fraction >= 0)
    col = terminal_text(area, 0, col, ROLE_BUSY, _("its disks"));
  else
    return;
  if (row->fraction >= 0)
    terminal_format(area, 0, col, ROLE_BUSY, " %3d %%", (int)(row->fraction * 100));
}

static void draw_vm(const TreeRow *row, const Rect *area, int col)
{
  g_autofree char *memory = units_bytes(row->memory_bytes);

  terminal_cell(area, 0, col, STATE_COLS - 1, state_role(row), row->moving ? _("moving") : vm_state_name(row->state));
  col += STATE_COLS;
  if (row->memory_bytes > 0)
    terminal_text(area, 0, col, ROLE_TEXT, memory);
  col += MEMORY_COLS;
  if (row->vcpus > 0)
    terminal_format(area, 0, col, ROLE_TEXT, ngettext("%u CPU", "%u CPUs", row->vcpus), row->vcpus);
  if (row->moving)
    draw_way(row, area, col + CPU_COLS);
}

static void draw_mark(const TreeRow *row, const Rect *area, int col)
{
  if (row->kind == TREE_HOST && row->reach == HOST_DOWN)
    terminal_text(area, 0, col, ROLE_BAD, glyph(GLYPH_BAD));
  else if (row->kind != TREE_HOST || row->vms > 0)
    terminal_text(area, 0, col, ROLE_DIM, glyph(row->expanded ? GLYPH_EXPANDED : GLYPH_COLLAPSED));
}

void tree_draw_row(const TreeRow *row, const Rect *area, int name_cols, gboolean selected)
{
  int col = name_col(row);
  Role role = selected ? ROLE_SELECTED : row->kind == TREE_VM ? ROLE_TEXT : ROLE_GROUP;

  if (row->kind == TREE_POOL || row->kind == TREE_CLUSTER) {
    draw_mark(row, area, col - 2);
    terminal_text(area, 0, col, role, row->name);
    return;
  }
  terminal_cell(area, 0, col, name_cols - col, role, row->name);
  if (row->kind == TREE_VM) {
    draw_vm(row, area, name_cols + GAP);
    return;
  }
  draw_mark(row, area, col - 2);
  draw_host(row, area, name_cols + GAP);
}

static void append_disks(GString *text, const VmDetails *details)
{
  const char *base;

  for (guint i = 0; i < details->disks->len; i++) {
    const Disk *disk = g_ptr_array_index(details->disks, i);

    if (!disk_needs_storage(disk))
      continue;
    base = disk->path != NULL ? strrchr(disk->path, '/') : NULL;
    g_string_append_printf(text, " %s %s", glyph(GLYPH_DOT), disk->target);
    if (disk->path != NULL)
      g_string_append_printf(text, " %s", base != NULL ? base + 1 : disk->path);
  }
}

char *tree_describe_vm(const VmDetails *details)
{
  GString *text = g_string_new(details->vm.name);

  if (details->running_ms >= 0) {
    g_autofree char *running = units_duration(details->running_ms);

    g_string_append_printf(text, _(" %s runs for %s"), glyph(GLYPH_DOT), running);
  }
  append_disks(text, details);
  for (guint i = 0; i < details->nics->len; i++) {
    const Nic *nic = g_ptr_array_index(details->nics, i);

    g_string_append_printf(text, _(" %s NIC on %s"), glyph(GLYPH_DOT), nic->source != NULL ? nic->source : nic->kind);
  }
  if (details->snapshots->len > 0)
    g_string_append_printf(text, ngettext(" %s %u snapshot", " %s %u snapshots", details->snapshots->len),
                           glyph(GLYPH_DOT), details->snapshots->len);
  if (details->job != NULL)
    g_string_append_printf(text, " %s %s", glyph(GLYPH_DOT), details->job);
  return g_string_free(text, FALSE);
}
