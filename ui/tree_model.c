#include "ui/tree_model.h"

#include "plan/words.h"

#include <string.h>

static void tree_row_free(TreeRow *row)
{
  g_free(row->key);
  g_free(row->name);
  g_free(row->reason);
  g_free(row->uuid);
  g_free(row->moving_from);
  g_free(row->moving_to);
  g_free(row->disks_to);
  if (row->facts != NULL)
    host_facts_unref(row->facts);
  g_free(row);
}

static TreeRow *add_row(GPtrArray *rows, TreeKind kind, int depth, char *key, const char *name)
{
  TreeRow *row = g_new0(TreeRow, 1);

  row->kind = kind;
  row->depth = depth;
  row->key = key;
  row->name = g_strdup(name);
  row->fraction = -1;
  g_ptr_array_add(rows, row);
  return row;
}

static gboolean is_expanded(const TreeInput *input, const char *key)
{
  return input->collapsed == NULL || !g_hash_table_contains(input->collapsed, key);
}

static const Task *task_of(const TreeInput *input, const char *uuid)
{
  for (guint i = 0; input->tasks != NULL && i < input->tasks->len; i++) {
    const Task *task = g_ptr_array_index(input->tasks, i);

    if (!task_state_is_final(task->state) && g_strcmp0(task->vm_uuid, uuid) == 0)
      return task;
  }
  return NULL;
}

/* The VM with UUID as the host NAME tells it now; NULL when it does not. */
static const Vm *vm_on(const TreeInput *input, const char *name, const char *uuid)
{
  const HostStatus *status = inventory_host(input->inventory, name) != NULL ? input->status(input->data, name) : NULL;

  if (status == NULL || status->reach != HOST_UP || status->facts == NULL)
    return NULL;
  return host_facts_vm_by_uuid(status->facts, uuid);
}

static gboolean state_leaves(VmState state)
{
  return state == VM_RUNNING || state == VM_SUSPENDED || state == VM_MOVING_OUT || state == VM_POST_COPY ||
         state == VM_POST_COPY_BROKEN;
}

/* Somebody else's migration: the other host that has this VM in a state of a move, not as a definition at rest. */
static const InventoryHost *find_twin(const TreeInput *input, const InventoryHost *here, const Vm *vm, const Vm **twin)
{
  for (guint i = 0; i < input->inventory->hosts->len; i++) {
    const InventoryHost *host = g_ptr_array_index(input->inventory->hosts, i);

    *twin = host != here ? vm_on(input, host->name, vm->uuid) : NULL;
    if (*twin != NULL && ((*twin)->state == VM_MOVING_IN || state_leaves((*twin)->state)))
      return host;
  }
  *twin = NULL;
  return NULL;
}

static gboolean comes_before(const Inventory *inventory, const InventoryHost *one, const InventoryHost *other)
{
  for (guint i = 0; i < inventory->hosts->len; i++)
    if (g_ptr_array_index(inventory->hosts, i) == one || g_ptr_array_index(inventory->hosts, i) == other)
      return g_ptr_array_index(inventory->hosts, i) == one;
  return FALSE;
}

/* Fills in where VM on HOST goes to. FALSE: it is the second entry of a VM that is shown elsewhere. */
static gboolean place_by_task(const TreeInput *input, const Task *task, const InventoryHost *host, const Vm *vm,
                              TreeRow *row)
{
  gboolean changes_host = g_strcmp0(task->source, task->target) != 0;
  gboolean is_target = changes_host && g_strcmp0(task->target, host->name) == 0;

  if (is_target && vm_on(input, task->source, vm->uuid) != NULL)
    return FALSE;
  row->task = task->id;
  row->moving = TRUE;
  row->moving_from = g_strdup(task->source);
  row->moving_to = changes_host ? g_strdup(task->target) : NULL;
  row->disks_to = changes_host ? NULL : plan_text_pools(task->plan);
  row->fraction = task->progress.fraction;
  return TRUE;
}

static gboolean place_by_twin(const TreeInput *input, const InventoryHost *host, const Vm *vm, TreeRow *row)
{
  const Vm *twin = NULL;
  const InventoryHost *other = find_twin(input, host, vm, &twin);
  gboolean same = twin != NULL && twin->state == vm->state && (vm->state == VM_MOVING_IN || vm->state == VM_POST_COPY);

  /* At the hand-over and in post-copy both ends tell the same; the first one in the inventory stands for both. */
  if (same && comes_before(input->inventory, other, host))
    return FALSE;
  if (vm->state == VM_MOVING_IN && twin != NULL && state_leaves(twin->state))
    return FALSE;
  if (vm->state == VM_POST_COPY && twin != NULL && twin->state == VM_MOVING_OUT)
    return FALSE;
  if (twin != NULL && twin->state == VM_MOVING_IN && state_leaves(vm->state)) {
    row->moving = TRUE;
    row->moving_from = g_strdup(host->name);
    row->moving_to = g_strdup(other->name);
  } else if (vm->state == VM_MOVING_IN || vm->state == VM_MOVING_OUT || vm->state == VM_POST_COPY) {
    row->moving = TRUE;
    row->moving_to = g_strdup(vm->state == VM_MOVING_IN && !same ? host->name : NULL);
  }
  return TRUE;
}

static gboolean add_vm(GPtrArray *rows, const TreeInput *input, const InventoryHost *host, const Vm *vm, int depth)
{
  const Task *task = task_of(input, vm->uuid);
  TreeRow *row = add_row(rows, TREE_VM, depth, g_strdup_printf("vm/%s/%s", host->name, vm->uuid), vm->name);
  gboolean concerns =
      task != NULL && (g_strcmp0(task->source, host->name) == 0 || g_strcmp0(task->target, host->name) == 0);

  row->host = host;
  row->uuid = g_strdup(vm->uuid);
  row->state = vm->state;
  row->memory_bytes = vm->memory_bytes;
  row->vcpus = vm->vcpus;
  if (concerns ? place_by_task(input, task, host, vm, row) : place_by_twin(input, host, vm, row))
    return TRUE;
  g_ptr_array_remove_index(rows, rows->len - 1);
  return FALSE;
}

/* The VMs of a host that does not answer are not shown: nobody knows how they are. */
static void add_vms(GPtrArray *rows, const TreeInput *input, TreeRow *host_row)
{
  guint before = rows->len;

  for (guint i = 0; i < host_row->facts->vms->len; i++)
    host_row->vms +=
        (guint)add_vm(rows, input, host_row->host, g_ptr_array_index(host_row->facts->vms, i), host_row->depth + 1);
  if (!host_row->expanded)
    g_ptr_array_set_size(rows, (int)before);
}

static void add_host(GPtrArray *rows, const TreeInput *input, const InventoryHost *host, int depth)
{
  const HostStatus *status = input->status(input->data, host->name);
  TreeRow *row = add_row(rows, TREE_HOST, depth, g_strdup_printf("host/%s", host->name), host->name);

  row->host = host;
  row->expanded = is_expanded(input, row->key);
  row->reach = status->reach;
  row->reason = g_strdup(status->reason);
  row->tried_us = status->tried_us;
  row->next_try_us = status->next_try_us;
  if (status->reach != HOST_UP || status->facts == NULL)
    return;
  row->facts = host_facts_ref(status->facts);
  add_vms(rows, input, row);
}

static void add_hosts(GPtrArray *rows, const TreeInput *input, const GPtrArray *hosts, int depth)
{
  for (guint i = 0; i < hosts->len; i++)
    add_host(rows, input, g_ptr_array_index(hosts, i), depth);
}

static void add_pool(GPtrArray *rows, const TreeInput *input, const InventoryPool *pool)
{
  TreeRow *row = add_row(rows, TREE_POOL, 0, g_strdup_printf("pool/%s", pool->name), pool->name);

  row->expanded = is_expanded(input, row->key);
  if (!row->expanded)
    return;
  for (guint i = 0; i < pool->clusters->len; i++) {
    const InventoryCluster *cluster = g_ptr_array_index(pool->clusters, i);
    TreeRow *below =
        add_row(rows, TREE_CLUSTER, 1, g_strdup_printf("cluster/%s/%s", pool->name, cluster->name), cluster->name);

    below->expanded = is_expanded(input, below->key);
    if (below->expanded)
      add_hosts(rows, input, cluster->hosts, 2);
  }
  add_hosts(rows, input, pool->hosts, 1);
}

GPtrArray *tree_rows(const TreeInput *input)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)tree_row_free);

  for (guint i = 0; i < input->inventory->pools->len; i++)
    add_pool(rows, input, g_ptr_array_index(input->inventory->pools, i));
  return rows;
}

int tree_find(const GPtrArray *rows, const char *key)
{
  const char *uuid = key != NULL && g_str_has_prefix(key, "vm/") ? strrchr(key, '/') + 1 : NULL;
  int same_vm = -1;

  for (guint i = 0; i < rows->len; i++) {
    const TreeRow *row = g_ptr_array_index(rows, i);

    if (g_strcmp0(row->key, key) == 0)
      return (int)i;
    if (uuid != NULL && g_strcmp0(row->uuid, uuid) == 0)
      same_vm = (int)i;
  }
  return same_vm;
}

int tree_search(const GPtrArray *rows, int from, const char *text)
{
  g_autofree char *wanted = g_utf8_casefold(text, -1);

  for (guint step = 1; step <= rows->len; step++) {
    guint index = ((guint)(from + (int)rows->len) + step) % rows->len;
    const TreeRow *row = g_ptr_array_index(rows, index);
    g_autofree char *valid = g_utf8_make_valid(row->name, -1);
    g_autofree char *name = g_utf8_casefold(valid, -1);

    if (strstr(name, wanted) != NULL)
      return (int)index;
  }
  return -1;
}

int tree_parent(const GPtrArray *rows, int from)
{
  const TreeRow *row = from >= 0 && from < (int)rows->len ? g_ptr_array_index(rows, from) : NULL;

  for (int i = from - 1; row != NULL && i >= 0; i--)
    if (((const TreeRow *)g_ptr_array_index(rows, i))->depth < row->depth)
      return i;
  return -1;
}
