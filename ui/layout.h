/* Where things go on the screen: sizes in, rectangles out. Pure. */
#pragma once

#include <glib.h>

enum { LAYOUT_MIN_ROWS = 24, LAYOUT_MIN_COLS = 80, LAYOUT_WIDE_COLS = 120 };

typedef struct Rect {
  int row, col, rows, cols;
} Rect;

/* Every page has the same frame: what it is about, its own part, and below a line two rows of notes and the keys. */
typedef struct Layout {
  gboolean fits; /* FALSE: the screen is too small for any page */
  Rect screen;
  Rect header; /* one row */
  Rect body;
  Rect rule;  /* one row */
  Rect notes; /* two rows */
  Rect keys;  /* one row */
} Layout;

Layout layout_page(int rows, int cols);

/* A page of the wizard gives up two rows of its body: BAR names the pages, RULE is a line. The rest is PAGE's body. */
Layout layout_wizard(const Layout *page, Rect *bar, Rect *rule);

/* The body of a wide PAGE in two parts with a line of one column between them. FALSE: there is no room for two. */
gboolean layout_split(const Layout *page, Rect *left, Rect *line, Rect *right);

/* A box of that size, at most the whole screen, in the middle of the body. */
Rect layout_box(const Layout *page, int rows, int cols);

/* A box of that size that begins near ROW and COL and lies on the screen as a whole. */
Rect layout_box_at(const Layout *page, int row, int col, int rows, int cols);

/* RECT without the first ROWS rows. */
Rect rect_below(const Rect *rect, int rows);
/* RECT without a margin of that size on each side. */
Rect rect_inside(const Rect *rect, int rows, int cols);
gboolean rect_holds(const Rect *rect, int row, int col);
