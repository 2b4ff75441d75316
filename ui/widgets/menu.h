/* A small list over the page to choose one entry from: actions, networks, whatever. */
#pragma once

#include "ui/page.h"

typedef struct MenuEntry {
  char *label;
  int value;
  char *why_not; /* it cannot be chosen, for this reason; NULL: it can */
} MenuEntry;

typedef struct Menu Menu;
typedef void (*MenuChosen)(App *app, gpointer data, int value);

/* An empty menu. ROW and COL: the place on the screen it is about; negative: in the middle. DATA must outlive the menu.
 */
Menu *menu_new(const char *title, int row, int col, MenuChosen chosen, gpointer data);
void menu_add(Menu *menu, const char *label, int value);
/* The same with the focus on it. */
void menu_add_selected(Menu *menu, const char *label, int value);
/* One that is only there to tell why it cannot be chosen. */
void menu_add_barred(Menu *menu, const char *label, const char *why_not);
gboolean menu_is_empty(const Menu *menu);
Page *menu_page(Menu *menu);

/* Opens a menu of what can be done on PAGE now, from its key tables; what is chosen goes to PAGE as if its key was
 * pressed. */
void menu_open_actions(Page *page, const char *title, int row, int col);
