#include "ui/layout.h"

static Rect rows_of(int row, int rows, int cols)
{
  return (Rect){ .row = row, .col = 0, .rows = MAX(rows, 0), .cols = MAX(cols, 0) };
}

Layout layout_page(int rows, int cols)
{
  return (Layout){
    .fits = rows >= LAYOUT_MIN_ROWS && cols >= LAYOUT_MIN_COLS,
    .screen = rows_of(0, rows, cols),
    .header = rows_of(0, 1, cols),
    .body = rows_of(1, rows - 5, cols),
    .rule = rows_of(rows - 4, 1, cols),
    .notes = rows_of(rows - 3, 2, cols),
    .keys = rows_of(rows - 1, 1, cols),
  };
}

Layout layout_wizard(const Layout *page, Rect *bar, Rect *rule)
{
  Layout inner = *page;

  *bar = rows_of(page->body.row, 1, page->body.cols);
  *rule = rows_of(page->body.row + 1, 1, page->body.cols);
  inner.body = rect_below(&page->body, 2);
  return inner;
}

gboolean layout_split(const Layout *page, Rect *left, Rect *line, Rect *right)
{
  const Rect *body = &page->body;
  int cols = body->cols * 3 / 5;

  if (body->cols < LAYOUT_WIDE_COLS)
    return FALSE;
  *left = (Rect){ body->row, body->col, body->rows, cols };
  *line = (Rect){ body->row, body->col + cols, body->rows, 1 };
  *right = (Rect){ body->row, body->col + cols + 1, body->rows, body->cols - cols - 1 };
  return TRUE;
}

Rect layout_box(const Layout *page, int rows, int cols)
{
  return layout_box_at(page, page->body.row + (page->body.rows - rows) / 2, (page->body.cols - cols) / 2, rows, cols);
}

Rect layout_box_at(const Layout *page, int row, int col, int rows, int cols)
{
  Rect box = { .rows = MIN(rows, page->screen.rows), .cols = MIN(cols, page->screen.cols) };

  box.row = CLAMP(row, 0, page->screen.rows - box.rows);
  box.col = CLAMP(col, 0, page->screen.cols - box.cols);
  return box;
}

Rect rect_below(const Rect *rect, int rows)
{
  rows = CLAMP(rows, 0, rect->rows);
  return (Rect){ rect->row + rows, rect->col, rect->rows - rows, rect->cols };
}

Rect rect_inside(const Rect *rect, int rows, int cols)
{
  return (Rect){ rect->row + rows, rect->col + cols, MAX(rect->rows - 2 * rows, 0), MAX(rect->cols - 2 * cols, 0) };
}

gboolean rect_holds(const Rect *rect, int row, int col)
{
  return row >= rect->row && row < rect->row + rect->rows && col >= rect->col && col < rect->col + rect->cols;
}
