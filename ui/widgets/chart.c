#include "ui/widgets/chart.h"

#include "ui/glyphs.h"
#include "ui/terminal.h"

#include <glib/gi18n.h>

enum { AXIS_COLS = 8, SPAN_COLS = 8, ROUND_COLS = 10, MIB = 1024 * 1024 };

guint chart_column_seconds(gint64 duration_ms, int cols)
{
  static const guint steps[] = { 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600 };

  for (gsize i = 0; i < G_N_ELEMENTS(steps); i++)
    if (duration_ms < (gint64)steps[i] * 1000 * MAX(cols, 1))
      return steps[i];
  return (guint)(duration_ms / 1000 / MAX(cols, 1)) + 1;
}

/* Between two looks that are further apart than a column, the figures are those of the later one. */
static void bridge_gaps(GArray *columns)
{
  const ChartColumn *later = NULL;

  for (guint i = columns->len; i > 0; i--) {
    ChartColumn *column = &g_array_index(columns, ChartColumn, i - 1);

    if (column->known)
      later = column;
    else if (later != NULL)
      *column = *later;
  }
}

GArray *chart_columns(const GArray *points, guint seconds, int cols)
{
  GArray *columns = g_array_new(FALSE, TRUE, sizeof(ChartColumn));
  g_autofree guint *counts = g_new0(guint, MAX(cols, 1));

  g_array_set_size(columns, (guint)MAX(cols, 0));
  for (guint i = 0; i < points->len; i++) {
    const ProgressPoint *point = &g_array_index(points, ProgressPoint, i);
    gint64 index = point->at_ms / 1000 / seconds;

    if (index < 0 || index >= cols)
      continue;
    ChartColumn *column = &g_array_index(columns, ChartColumn, index);

    column->known = TRUE;
    column->rate_bytes_s += point->rate_bytes_s;
    column->dirty_bytes_s += point->dirty_bytes_s;
    counts[index]++;
  }
  for (int i = 0; i < cols; i++) {
    ChartColumn *column = &g_array_index(columns, ChartColumn, i);

    column->rate_bytes_s /= MAX(counts[i], 1);
    column->dirty_bytes_s /= MAX(counts[i], 1);
  }
  bridge_gaps(columns);
  return columns;
}

guint64 chart_axis_top(guint64 max)
{
  for (guint64 power = MIB; power < G_MAXUINT64 / 100; power *= 10) {
    if (max <= power)
      return power;
    if (max <= 2 * power)
      return 2 * power;
    if (max <= 5 * power)
      return 5 * power;
  }
  return max;
}

static guint64 highest(const GArray *columns)
{
  guint64 max = 0;

  for (guint i = 0; i < columns->len; i++) {
    const ChartColumn *column = &g_array_index(columns, ChartColumn, i);

    max = MAX(max, MAX(column->rate_bytes_s, column->dirty_bytes_s));
  }
  return max;
}

/* How many eighths of a cell BYTES reach up in a chart of ROWS. */
static int eighths_of(guint64 bytes, guint64 top, int rows)
{
  return (int)((double)bytes / (double)top * rows * 8 + 0.5);
}

static void draw_column(const Rect *plot, int col, const ChartColumn *column, guint64 top)
{
  int bar = eighths_of(column->rate_bytes_s, top, plot->rows);
  int line = MIN(eighths_of(column->dirty_bytes_s, top, plot->rows), plot->rows * 8 - 1) / 8;

  for (int row = 0; row < plot->rows; row++) {
    int from_below = plot->rows - 1 - row;

    if (column->dirty_bytes_s > 0 && from_below == line)
      terminal_text(plot, row, col, ROLE_WRITTEN, glyph(GLYPH_LINE));
    else if (bar > from_below * 8)
      terminal_text(plot, row, col, ROLE_SENT, glyph_eighths(bar - from_below * 8));
  }
}

static void draw_axis(const Rect *area, int rows, guint64 top)
{
  terminal_right(area, 0, AXIS_COLS - 2, ROLE_DIM, _("MiB/s"));
  for (int i = 0; i < 2; i++) {
    g_autofree char *label = g_strdup_printf("%g", (double)top / MIB / (i + 1));

    terminal_right(area, 1 + i * rows / 2, AXIS_COLS - 2, ROLE_DIM, label);
    terminal_text(area, 1 + i * rows / 2, AXIS_COLS - 1, ROLE_DIM, glyph(GLYPH_AXIS));
  }
  terminal_right(area, rows + 1, AXIS_COLS - 2, ROLE_DIM, "0");
  terminal_text(area, rows + 1, AXIS_COLS - 1, ROLE_DIM, glyph(GLYPH_CORNER));
}

/* What the time axis spans, always a round figure. */
static char *span_text(guint seconds)
{
  if (seconds % 3600 == 0)
    return g_strdup_printf(_("%u h"), seconds / 3600);
  if (seconds % 60 == 0)
    return g_strdup_printf(_("%u min"), seconds / 60);
  return g_strdup_printf(_("%u s"), seconds);
}

/* The time axis: where it starts, where the task is now or has ended, and what it spans. NOW is the column of the last figures. */
static void draw_time(const Rect *area, int cols, guint span_s, int now, gboolean goes_on)
{
  g_autofree char *span = span_text(span_s);
  const char *last = goes_on ? _("now") : _("end");
  Rect line = { area->row + area->rows - 1, area->col + AXIS_COLS, 1, cols };
  int after_start, last_col = MIN(now, cols - 1) - terminal_width(last) + 1;

  terminal_rule(&line, 0, ROLE_RULE);
  after_start = terminal_text(&line, 0, 0, ROLE_DIM, _("start"));
  if (last_col > after_start)
    terminal_text(&line, 0, last_col, ROLE_DIM, last);
  terminal_text(area, area->rows - 1, AXIS_COLS + cols + 1, ROLE_DIM, span);
}

static void draw_legend(const Rect *area)
{
  int col = AXIS_COLS;

  col = terminal_text(area, 0, col, ROLE_SENT, glyph(GLYPH_BAR_FULL));
  col = terminal_text(area, 0, col + 1, ROLE_DIM, _("sent"));
  col = terminal_text(area, 0, col + 3, ROLE_WRITTEN, glyph(GLYPH_LINE));
  terminal_text(area, 0, col + 1, ROLE_DIM, _("written by the VM"));
}

gboolean chart_has_figures(const GArray *points)
{
  for (guint i = 0; i < points->len; i++)
    if (g_array_index(points, ProgressPoint, i).rate_bytes_s > 0)
      return TRUE;
  return FALSE;
}

void chart_draw(const Rect *area, const GArray *points, gboolean goes_on)
{
  int rows = area->rows - 2, cols = (area->cols - AXIS_COLS - SPAN_COLS) / ROUND_COLS * ROUND_COLS;
  Rect plot = { area->row + 1, area->col + AXIS_COLS, rows, cols };
  gint64 duration_ms = points->len > 0 ? g_array_index(points, ProgressPoint, points->len - 1).at_ms : 0;
  guint seconds = chart_column_seconds(duration_ms, cols);
  g_autoptr(GArray) columns = NULL;
  guint64 top;

  if (rows < 2 || cols < 10)
    return;
  columns = chart_columns(points, seconds, cols);
  top = chart_axis_top(highest(columns));
  draw_axis(area, rows, top);
  draw_legend(area);
  draw_time(area, cols, seconds * (guint)cols, (int)(duration_ms / 1000 / seconds), goes_on);
  for (int i = 0; i < cols; i++)
    draw_column(&plot, i, &g_array_index(columns, ChartColumn, i), top);
}
