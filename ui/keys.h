/* Keys: what is pressed, what it does, what it is called, what it is for. The line at the foot of a page, its menu of
 * actions and the help page are all written from these tables, so they are always true. */
#pragma once

#include "ui/input.h"

typedef struct Page Page;

typedef enum {
  ACTION_NONE,
  ACTION_UP,
  ACTION_DOWN,
  ACTION_LEFT,
  ACTION_RIGHT,
  ACTION_PAGE_UP,
  ACTION_PAGE_DOWN,
  ACTION_FIRST,
  ACTION_LAST,
  ACTION_NEXT, /* Enter: go on */
  ACTION_BACK, /* Esc */
  ACTION_MIGRATE,
  ACTION_OPEN_TASK,
  ACTION_CANCEL_TASK,
  ACTION_POST_COPY,
  ACTION_SUSPEND,
  ACTION_MENU,
  ACTION_TASKS,
  ACTION_SEARCH,
  ACTION_SEARCH_AGAIN,
  ACTION_ADD_HOST,
  ACTION_REFRESH,
  ACTION_TOGGLE,
  ACTION_CHANGE,
  ACTION_FORMAT,
  ACTION_SPEED,
  ACTION_NAME,
  ACTION_RESUME,
  ACTION_ROLL_BACK,
  ACTION_LOG,
  ACTION_MOVE_BACK,
  ACTION_DOWNTIME,
  ACTION_RECOVER,
  ACTION_SHOW_ALL,
  ACTION_DETAILS,
  ACTION_MARKS,
  ACTION_OVERRIDE,
  ACTION_YES,
  ACTION_NO,
  ACTION_THEME,
  ACTION_HELP,
  ACTION_REDRAW,
  ACTION_STOP,
  ACTION_QUIT,
} Action;

typedef enum {
  KEY_QUIET,
  KEY_SHOWN,
  KEY_IN_MENU,
  KEY_MENU_ONLY
} KeyPlace; /* help only; and the foot of the page; and its menu of actions; or that menu without the foot */

typedef struct KeyBinding {
  InputKind kind;
  gunichar ch; /* of INPUT_CHAR */
  Action action;
  KeyPlace place;
  const char *label;                       /* "Migrate" */
  const char *help;                        /* one line */
  gboolean (*available)(const Page *page); /* NULL: always. While FALSE the key does nothing and is not shown */
} KeyBinding;

#define KEY(character) INPUT_CHAR, (character)
#define KEY_END                                                                                                        \
  {                                                                                                                    \
    .kind = INPUT_NONE                                                                                                 \
  }

/* Tables that pages share; each ends with KEY_END. */
extern const KeyBinding keys_movement[];
extern const KeyBinding keys_scrolling[];
extern const KeyBinding keys_everywhere[];
extern const KeyBinding keys_of_screen[]; /* where the ones above would be in the way */
extern const KeyBinding keys_of_box[];    /* a dialog, a menu */

/* The binding of INPUT in TABLES (ends with NULL) that is available on PAGE; NULL for none. */
const KeyBinding *keys_find(const KeyBinding *const *tables, const Page *page, const Input *input);

/* "Enter", "m", "Ctrl-L"; static or interned. */
const char *keys_name(const KeyBinding *binding);

gboolean keys_available(const KeyBinding *binding, const Page *page);
