/* The few characters that are more than letters. Each has an ASCII twin; which set is used is decided once. */
#pragma once

#include <glib.h>

typedef enum {
  GLYPH_MARKER, /* the focused row */
  GLYPH_EXPANDED,
  GLYPH_COLLAPSED,
  GLYPH_DONE,
  GLYPH_BAD,
  GLYPH_WARNING,
  GLYPH_WAITING,
  GLYPH_RUNNING, /* the step at work */
  GLYPH_CHOSEN,  /* the dot of a radio button */
  GLYPH_ARROW,
  GLYPH_DOT,      /* between figures of one line */
  GLYPH_ELLIPSIS, /* text was cut here; one column */
  GLYPH_DOTS,     /* something goes on */
  GLYPH_UP,
  GLYPH_DOWN,
  GLYPH_LEFT,
  GLYPH_RIGHT,
  GLYPH_BAR_FULL,
  GLYPH_BAR_EMPTY,
  GLYPH_LINE, /* the chart's line */
  GLYPH_AXIS,
  GLYPH_CORNER,
  GLYPH_COUNT,
} Glyph;

/* UNICODE: the terminal shows more than ASCII. */
void glyphs_init(gboolean unicode);
gboolean glyphs_unicode(void);

const char *glyph(Glyph id);

/* A bar of the chart that fills EIGHTHS (0 … 8) of one cell from below. ASCII knows full, half and empty. */
const char *glyph_eighths(int eighths);
