/* A sheet of text lines that scrolls: for pages that are read. */
#pragma once

#include "ui/page.h"
#include "ui/theme.h"

typedef struct Sheet {
  GPtrArray *lines; /* of SheetLine */
  int top;
  Rect area; /* where it was drawn last */
} Sheet;

void sheet_init(Sheet *sheet);
void sheet_clear(Sheet *sheet);
/* Without lines again; the place stays. */
void sheet_empty(Sheet *sheet);

/* One line at column INDENT. */
void sheet_add(Sheet *sheet, Role role, int indent, const char *text);
/* As many lines as TEXT needs in COLS columns, all at column INDENT. */
void sheet_add_wrapped(Sheet *sheet, Role role, int indent, const char *text, int cols);
/* Writes into the last line as well, at column COL: for tables and marks. */
void sheet_put(Sheet *sheet, Role role, int col, const char *text);
/* The same into line INDEX. */
void sheet_put_at(Sheet *sheet, guint index, Role role, int col, const char *text);

void sheet_draw(Sheet *sheet, const Rect *area);
gboolean sheet_act(Sheet *sheet, Action action);
gboolean sheet_mouse(Sheet *sheet, const Input *input);
