/* The chart of a migration: what goes over the network as bars, what the VM writes as a line over them. */
#pragma once

#include "model/progress.h"
#include "ui/layout.h"

/* POINTS: of ProgressPoint, oldest first. GOES_ON: the last of them is now, else the end. */
void chart_draw(const Rect *area, const GArray *points, gboolean goes_on);
/* Is there anything to draw? */
gboolean chart_has_figures(const GArray *points);

/* The arithmetic of it, pure. One column of the chart. */
typedef struct ChartColumn {
  gboolean known;
  guint64 rate_bytes_s, dirty_bytes_s; /* averages */
} ChartColumn;

/* How many seconds one of COLS columns stands for, so that DURATION_MS fits: a round number. */
guint chart_column_seconds(gint64 duration_ms, int cols);
/* POINTS put into columns of that many seconds each. Of ChartColumn. */
GArray *chart_columns(const GArray *points, guint seconds, int cols);
/* The top of an axis for figures up to MAX: 1, 2 or 5 times a power of ten, in MiB/s, as bytes per second. */
guint64 chart_axis_top(guint64 max);
