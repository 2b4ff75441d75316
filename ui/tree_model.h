/* The rows of the tree: what the inventory declares, what the hosts tell and what the tasks do, in one list. Pure. */
#pragma once

#include "model/host.h"
#include "model/inventory.h"
#include "model/task.h"

typedef enum { TREE_POOL, TREE_CLUSTER, TREE_HOST, TREE_VM } TreeKind;

typedef struct TreeRow {
  TreeKind kind;
  int depth;
  char *key; /* the same for the same thing every time */
  char *name;
  gboolean expanded; /* groups and hosts */

  const InventoryHost *host; /* hosts and VMs; the inventory's */

  /* Hosts. */
  HostReach reach;
  char *reason; /* why it is down */
  gint64 tried_us, next_try_us;
  HostFacts *facts; /* when it is up; a reference of our own */
  guint vms;        /* how many are shown below it */

  /* VMs. */
  char *uuid;
  VmState state;
  guint64 memory_bytes;
  guint vcpus;
  gint64 task;                   /* the unfinished task that moves it, 0 for none */
  gboolean moving;               /* by a task or by someone else */
  char *moving_from, *moving_to; /* names of hosts; NULL: not known */
  char *disks_to;                /* pools that its disks go to while it stays where it is; NULL: none, or not known */
  double fraction;               /* of the task; negative: not known */
} TreeRow;

typedef struct TreeInput {
  const Inventory *inventory;
  const HostStatus *(*status)(gpointer data, const char *host);
  gpointer data;
  const GPtrArray *tasks; /* of Task */
  GHashTable *collapsed;  /* set of keys */
} TreeInput;

/* All rows that are to be seen, from top to bottom. A VM that moves has one row: on its source while that still has it,
 * else on its target. */
GPtrArray *tree_rows(const TreeInput *input);

/* The index of the row with KEY; when it is gone, of the same VM elsewhere; else -1. */
int tree_find(const GPtrArray *rows, const char *key);

/* The next row after FROM, around the end, whose name contains TEXT; -1 for none. */
int tree_search(const GPtrArray *rows, int from, const char *text);

/* The row that FROM lies in, -1 for none. */
int tree_parent(const GPtrArray *rows, int from);
