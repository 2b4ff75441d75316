/* A list of items, each of one or more rows, with one focused; scrolls, and answers keys and mouse. */
#pragma once

#include "ui/page.h"
#include "ui/theme.h"

typedef struct List {
  int count;
  int selected;
  int top;   /* first row shown, counted over the rows of all items */
  Rect area; /* where it was drawn last */
} List;

typedef struct ListSource {
  /* Rows of ITEM; NULL: one each. */
  int (*height)(gpointer data, int item);
  /* Draws row LINE of ITEM into the one row AREA. */
  void (*draw)(gpointer data, int item, int line, const Rect *area, gboolean selected);
} ListSource;

void list_draw(List *list, const ListSource *source, gpointer data, const Rect *area);

/* Moves the focus; FALSE when ACTION is not about that. */
gboolean list_act(List *list, Action action);

/* A click moves the focus, the wheel too. TRUE when the mouse was over an item, or at the wheel. */
gboolean list_mouse(List *list, const ListSource *source, gpointer data, const Input *input);

/* A letter moves the focus to the next item that begins with it, in any case. TRUE: there is one. NAME tells what an item begins
 * with. */
gboolean list_letter(List *list, const char *(*name)(gpointer data, int item), gpointer data, const Input *input);

/* The marker that shows the focus where attributes cannot, at COL of a one-row AREA; the cursor rests on it. */
void list_draw_marker(const Rect *area, int col, gboolean selected);
