/* For the files of the tree page only: what it holds, and its keys. */
#pragma once

#include "ui/page.h"
#include "ui/pages/marks.h"
#include "ui/tree_model.h"
#include "ui/widgets/field.h"
#include "ui/widgets/list.h"

typedef struct TreePage {
  Page page;
  GPtrArray *rows; /* of TreeRow */
  List list;
  char *selected;        /* key of the focused row */
  GHashTable *collapsed; /* set of keys */
  int name_cols;         /* of the column with the names */

  VmDetails *details; /* of the focused VM, once it has been asked about */
  guint rest_source;  /* runs out when the focus has rested for a while */
  gboolean opening;   /* the definition is being read, for the wizard */

  Marks marks; /* what its menu of marks is about */

  gboolean searching;
  Field search;
} TreePage;

/* The row with the focus; NULL when there is none. */
const TreeRow *tree_focused(const TreePage *page);

/* The tables of the page's keys; the last one is NULL. */
extern const KeyBinding *const tree_tables[];
