#include "tests/unit/unit.h"

#include "ui/tree_model.h"

#include <string.h>

#define WEB "5e5ec6c5-2b2b-4b6f-8f6e-000000000001"
#define MAIL "5e5ec6c5-2b2b-4b6f-8f6e-000000000002"
#define GIB (1024ull * 1024 * 1024)

enum { HOSTS = 4 };

/* Pool Training: cluster prod with alpha and bravo, then charlie in no cluster; pool Lab: delta. All are up and empty
 * at first. */
typedef struct World {
  Inventory *inventory;
  HostStatus hosts[HOSTS];
  GPtrArray *tasks;
  GHashTable *collapsed;
} World;

static const char *const names[HOSTS] = { "alpha", "bravo", "charlie", "delta" };

static HostStatus *host(World *world, const char *name)
{
  for (int i = 0; i < HOSTS; i++)
    if (strcmp(names[i], name) == 0)
      return &world->hosts[i];
  fail_msg("there is no host “%s”", name);
  return NULL;
}

static const HostStatus *status_of(gpointer data, const char *name)
{
  return host(data, name);
}

static int set_up(void **state)
{
  World *world = g_new0(World, 1);

  world->inventory = inventory_new();
  /* Declared in another order than shown: hosts in no cluster come after the clusters. */
  inventory_add_host(world->inventory, "Training", NULL, "charlie", "qemu+tls://charlie/system");
  inventory_add_host(world->inventory, "Training", "prod", "alpha", "qemu+tls://alpha/system");
  inventory_add_host(world->inventory, "Training", "prod", "bravo", "qemu+tls://bravo/system");
  inventory_add_host(world->inventory, "Lab", NULL, "delta", "qemu+tls://delta/system");
  for (int i = 0; i < HOSTS; i++)
    world->hosts[i] = (HostStatus){ .reach = HOST_UP, .facts = host_facts_new() };
  world->tasks = g_ptr_array_new_with_free_func((GDestroyNotify)task_free);
  world->collapsed = g_hash_table_new(g_str_hash, g_str_equal);
  *state = world;
  return 0;
}

static int tear_down(void **state)
{
  World *world = *state;

  for (int i = 0; i < HOSTS; i++)
    host_facts_unref(world->hosts[i].facts);
  g_ptr_array_unref(world->tasks);
  g_hash_table_unref(world->collapsed);
  inventory_free(world->inventory);
  g_free(world);
  return 0;
}

static Vm *put_vm(World *world, const char *on, const char *name, const char *uuid, VmState state)
{
  Vm *vm = vm_new(name, uuid, state);

  g_ptr_array_add(host(world, on)->facts->vms, vm);
  return vm;
}

static Task *put_task(World *world, const char *uuid, const char *source, const char *target, TaskState state)
{
  Task *task = task_new();

  task->id = (gint64)world->tasks->len + 1;
  task->vm_uuid = g_strdup(uuid);
  task->source = g_strdup(source);
  task->target = g_strdup(target);
  task->state = state;
  g_ptr_array_add(world->tasks, task);
  return task;
}

static GPtrArray *rows_of(World *world)
{
  TreeInput input = { world->inventory, status_of, world, world->tasks, world->collapsed };

  return tree_rows(&input);
}

static const TreeRow *row_at(const GPtrArray *rows, int index)
{
  assert_in_range(index, 0, rows->len - 1);
  return g_ptr_array_index(rows, index);
}

/* "Training [prod [alpha …": every row in its order, two spaces per depth. */
static char *shape_of(const GPtrArray *rows)
{
  GString *text = g_string_new(NULL);

  for (guint i = 0; i < rows->len; i++) {
    const TreeRow *row = g_ptr_array_index(rows, i);

    g_string_append_printf(text, "%*s%s\n", row->depth * 2, "", row->name);
  }
  return g_string_free(text, FALSE);
}

static guint rows_of_vm(const GPtrArray *rows, const char *uuid, const TreeRow **last)
{
  guint count = 0;

  for (guint i = 0; i < rows->len; i++) {
    const TreeRow *row = g_ptr_array_index(rows, i);

    if (g_strcmp0(row->uuid, uuid) != 0)
      continue;
    *last = row;
    count++;
  }
  return count;
}

static void groups_come_before_what_is_in_them(void **state)
{
  World *world = *state;

  put_vm(world, "alpha", "mail", MAIL, VM_SHUT_OFF);
  put_vm(world, "alpha", "web", WEB, VM_RUNNING);
  g_autoptr(GPtrArray) rows = rows_of(world);
  g_autofree char *shape = shape_of(rows);
  assert_string_equal(shape, "Training\n"
                             "  prod\n"
                             "    alpha\n"
                             "      mail\n"
                             "      web\n"
                             "    bravo\n"
                             "  charlie\n"
                             "Lab\n"
                             "  delta\n");
  static const TreeKind kinds[] = { TREE_POOL, TREE_CLUSTER, TREE_HOST, TREE_VM,  TREE_VM,
                                    TREE_HOST, TREE_HOST,    TREE_POOL, TREE_HOST };
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
    assert_int_equal(row_at(rows, (int)i)->kind, kinds[i]);
}

static void every_row_has_a_key_of_its_own_that_stays(void **state)
{
  World *world = *state;

  put_vm(world, "alpha", "web", WEB, VM_RUNNING);
  put_vm(world, "delta", "web", MAIL, VM_RUNNING);
  g_autoptr(GPtrArray) rows = rows_of(world);
  g_autoptr(GPtrArray) again = rows_of(world);
  assert_int_equal(rows->len, again->len);
  for (guint i = 0; i < rows->len; i++) {
    const char *key = row_at(rows, (int)i)->key;
    assert_string_equal(row_at(again, (int)i)->key, key);
    assert_int_equal(tree_find(rows, key), i);
  }
}

static void a_vm_row_tells_what_its_host_tells(void **state)
{
  World *world = *state;
  Vm *vm = put_vm(world, "bravo", "web", WEB, VM_SUSPENDED);

  vm->memory_bytes = 2 * GIB;
  vm->vcpus = 3;
  g_autoptr(GPtrArray) rows = rows_of(world);
  const TreeRow *row = NULL;
  assert_int_equal(rows_of_vm(rows, WEB, &row), 1);
  assert_string_equal(row->host->name, "bravo");
  assert_int_equal(row->state, VM_SUSPENDED);
  assert_int_equal(row->memory_bytes, 2 * GIB);
  assert_int_equal(row->vcpus, 3);
  assert_int_equal(row->task, 0);
  assert_false(row->moving);
  assert_true(row->fraction < 0);
}

static void what_is_collapsed_hides_what_is_in_it(void **state)
{
  static const struct {
    const char *key, *shape;
  } cases[] = {
    { "pool/Training", "Training\nLab\n  delta\n" },
    { "cluster/Training/prod", "Training\n  prod\n  charlie\nLab\n  delta\n" },
    { "host/alpha", "Training\n  prod\n    alpha\n    bravo\n  charlie\nLab\n  delta\n" },
    { "pool/Nowhere", "Training\n  prod\n    alpha\n      web\n    bravo\n  charlie\nLab\n  delta\n" },
  };
  World *world = *state;

  put_vm(world, "alpha", "web", WEB, VM_RUNNING);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_hash_table_remove_all(world->collapsed);
    g_hash_table_add(world->collapsed, (gpointer)cases[i].key);
    g_autoptr(GPtrArray) rows = rows_of(world);
    g_autofree char *shape = shape_of(rows);
    assert_string_equal(shape, cases[i].shape);
    for (guint r = 0; r < rows->len; r++) {
      const TreeRow *row = row_at(rows, (int)r);
      if (row->kind != TREE_VM)
        assert_int_equal(row->expanded, strcmp(row->key, cases[i].key) != 0);
    }
  }
}

static void a_collapsed_host_still_counts_its_vms(void **state)
{
  World *world = *state;

  put_vm(world, "alpha", "mail", MAIL, VM_SHUT_OFF);
  put_vm(world, "alpha", "web", WEB, VM_RUNNING);
  g_hash_table_add(world->collapsed, (gpointer) "host/alpha");
  g_autoptr(GPtrArray) rows = rows_of(world);
  const TreeRow *row = row_at(rows, tree_find(rows, "host/alpha"));
  assert_false(row->expanded);
  assert_int_equal(row->vms, 2);
}

static void without_a_set_of_collapsed_rows_all_are_open(void **state)
{
  World *world = *state;
  TreeInput input = { world->inventory, status_of, world, NULL, NULL };

  put_vm(world, "delta", "web", WEB, VM_RUNNING);
  g_autoptr(GPtrArray) rows = tree_rows(&input);
  assert_int_equal(rows->len, 8);
  assert_string_equal(row_at(rows, 7)->name, "web");
}

static void a_host_that_is_not_up_shows_no_vm_of_its_last_look(void **state)
{
  static const HostReach reaches[] = { HOST_DOWN, HOST_CONNECTING };
  World *world = *state;
  HostStatus *alpha = host(world, "alpha");

  put_vm(world, "alpha", "web", WEB, VM_RUNNING);
  for (gsize i = 0; i < G_N_ELEMENTS(reaches); i++) {
    alpha->reach = reaches[i];
    alpha->reason = reaches[i] == HOST_DOWN ? (char *)"connection refused" : NULL;
    alpha->tried_us = 7000000;
    alpha->next_try_us = 12000000;
    g_autoptr(GPtrArray) rows = rows_of(world);
    const TreeRow *row = row_at(rows, tree_find(rows, "host/alpha"));
    assert_int_equal(row->reach, reaches[i]);
    assert_int_equal(row->vms, 0);
    assert_null(row->facts);
    assert_int_equal(row->tried_us, 7000000);
    assert_int_equal(row->next_try_us, 12000000);
    assert_int_equal(g_strcmp0(row->reason, alpha->reason), 0);
    assert_int_equal(rows_of_vm(rows, WEB, &row), 0);
  }
  alpha->reason = NULL;
}

static void a_host_before_its_first_look_is_a_row_alone(void **state)
{
  World *world = *state;
  HostStatus *alpha = host(world, "alpha");

  g_clear_pointer(&alpha->facts, host_facts_unref);
  alpha->reach = HOST_CONNECTING;
  g_autoptr(GPtrArray) rows = rows_of(world);
  const TreeRow *row = row_at(rows, tree_find(rows, "host/alpha"));
  assert_int_equal(row->reach, HOST_CONNECTING);
  assert_null(row->facts);
  assert_int_equal(row->vms, 0);
}

/* A row keeps what it shows of a host though the survey has looked again meanwhile. */
static void rows_outlive_the_facts_they_were_made_of(void **state)
{
  World *world = *state;
  HostStatus *alpha = host(world, "alpha");

  alpha->facts->cpus = 4;
  g_autoptr(GPtrArray) rows = rows_of(world);
  host_facts_unref(alpha->facts);
  alpha->facts = host_facts_new();
  assert_int_equal(row_at(rows, tree_find(rows, "host/alpha"))->facts->cpus, 4);
}

static void a_vm_with_a_running_task_is_moving(void **state)
{
  World *world = *state;

  put_vm(world, "alpha", "web", WEB, VM_RUNNING);
  put_vm(world, "alpha", "mail", MAIL, VM_RUNNING);
  Task *task = put_task(world, WEB, "alpha", "bravo", TASK_RUNNING);
  task->id = 41;
  task->progress.fraction = 0.42;
  g_autoptr(GPtrArray) rows = rows_of(world);
  const TreeRow *row = NULL;
  assert_int_equal(rows_of_vm(rows, WEB, &row), 1);
  assert_true(row->moving);
  assert_int_equal(row->task, 41);
  assert_string_equal(row->host->name, "alpha");
  assert_string_equal(row->moving_from, "alpha");
  assert_string_equal(row->moving_to, "bravo");
  assert_true(row->fraction == 0.42);
  assert_int_equal(rows_of_vm(rows, MAIL, &row), 1);
  assert_false(row->moving);
  assert_int_equal(row->task, 0);
}

static void a_task_counts_until_it_is_over(void **state)
{
  static const struct {
    TaskState state;
    gboolean moving;
  } cases[] = {
    { TASK_WAITING, TRUE },    { TASK_RUNNING, TRUE },    { TASK_DONE, FALSE },        { TASK_FAILED, FALSE },
    { TASK_CANCELLED, FALSE }, { TASK_ATTENTION, FALSE }, { TASK_INTERRUPTED, FALSE },
  };
  World *world = *state;
  Task *task = put_task(world, WEB, "alpha", "bravo", TASK_WAITING);

  put_vm(world, "alpha", "web", WEB, VM_RUNNING);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    task->state = cases[i].state;
    g_autoptr(GPtrArray) rows = rows_of(world);
    const TreeRow *row = NULL;
    assert_int_equal(rows_of_vm(rows, WEB, &row), 1);
    assert_int_equal(row->moving, cases[i].moving);
    assert_int_equal(row->task, cases[i].moving ? task->id : 0);
  }
}

/* An old task of the same VM does not hide the one at work. */
static void the_task_that_is_not_over_is_the_one_shown(void **state)
{
  World *world = *state;

  put_vm(world, "alpha", "web", WEB, VM_RUNNING);
  put_task(world, WEB, "bravo", "alpha", TASK_DONE);
  Task *now = put_task(world, WEB, "alpha", "charlie", TASK_RUNNING);
  g_autoptr(GPtrArray) rows = rows_of(world);
  const TreeRow *row = NULL;
  assert_int_equal(rows_of_vm(rows, WEB, &row), 1);
  assert_int_equal(row->task, now->id);
  assert_string_equal(row->moving_to, "charlie");
}

/* alpha and bravo both list the VM; whatever they tell, the operator sees one VM. */
static void a_moving_vm_has_one_row_whatever_both_hosts_tell(void **state)
{
  static const struct {
    VmState alpha, bravo;
    gboolean task; /* ours, from alpha to bravo */
    const char *on, *from, *to;
  } cases[] = {
    { VM_RUNNING, VM_MOVING_IN, TRUE, "alpha", "alpha", "bravo" },
    { VM_SUSPENDED, VM_MOVING_IN, TRUE, "alpha", "alpha", "bravo" },
    { VM_MOVING_IN, VM_MOVING_IN, TRUE, "alpha", "alpha", "bravo" },
    { VM_POST_COPY, VM_POST_COPY, TRUE, "alpha", "alpha", "bravo" },
    { VM_SHUT_OFF, VM_RUNNING, TRUE, "alpha", "alpha", "bravo" },
    { VM_SHUT_OFF, VM_SHUT_OFF, TRUE, "alpha", "alpha", "bravo" },
    { VM_RUNNING, VM_MOVING_IN, FALSE, "alpha", "alpha", "bravo" },
    { VM_SUSPENDED, VM_MOVING_IN, FALSE, "alpha", "alpha", "bravo" },
    { VM_MOVING_OUT, VM_MOVING_IN, FALSE, "alpha", "alpha", "bravo" },
    { VM_POST_COPY, VM_MOVING_IN, FALSE, "alpha", "alpha", "bravo" },
    { VM_MOVING_IN, VM_RUNNING, FALSE, "bravo", "bravo", "alpha" },
    { VM_MOVING_OUT, VM_POST_COPY, FALSE, "alpha", NULL, NULL },
    { VM_POST_COPY, VM_MOVING_OUT, FALSE, "bravo", NULL, NULL },
    /* During the hand-over and in post-copy both tell the same, and nobody knows which way it goes. */
    { VM_MOVING_IN, VM_MOVING_IN, FALSE, "alpha", NULL, NULL },
    { VM_POST_COPY, VM_POST_COPY, FALSE, "alpha", NULL, NULL },
  };
  World *world = *state;
  Vm *here = put_vm(world, "alpha", "web", WEB, VM_RUNNING);
  Vm *there = put_vm(world, "bravo", "web", WEB, VM_RUNNING);

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    here->state = cases[i].alpha;
    there->state = cases[i].bravo;
    g_ptr_array_set_size(world->tasks, 0);
    if (cases[i].task)
      put_task(world, WEB, "alpha", "bravo", TASK_RUNNING);
    g_autoptr(GPtrArray) rows = rows_of(world);
    const TreeRow *row = NULL;
    guint count = rows_of_vm(rows, WEB, &row);
    if (count != 1)
      fail_msg("case %u: %u rows of one VM", (guint)i, count);
    assert_true(row->moving);
    assert_string_equal(row->host->name, cases[i].on);
    if (g_strcmp0(row->moving_from, cases[i].from) != 0 || g_strcmp0(row->moving_to, cases[i].to) != 0)
      fail_msg("case %u: from %s to %s", (guint)i, row->moving_from, row->moving_to);
    assert_int_equal(row->task != 0, cases[i].task);
    assert_int_equal(row_at(rows, tree_find(rows, "host/alpha"))->vms, strcmp(cases[i].on, "alpha") == 0);
    assert_int_equal(row_at(rows, tree_find(rows, "host/bravo"))->vms, strcmp(cases[i].on, "bravo") == 0);
  }
}

static void one_row_is_left_when_the_hosts_are_in_other_groups(void **state)
{
  static const char *const pairs[][2] = { { "delta", "alpha" }, { "charlie", "bravo" }, { "alpha", "charlie" } };

  for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
    World *world = *state;
    put_vm(world, pairs[i][0], "web", WEB, VM_RUNNING);
    put_vm(world, pairs[i][1], "web", WEB, VM_MOVING_IN);
    g_autoptr(GPtrArray) rows = rows_of(world);
    const TreeRow *row = NULL;
    assert_int_equal(rows_of_vm(rows, WEB, &row), 1);
    assert_string_equal(row->host->name, pairs[i][0]);
    assert_string_equal(row->moving_to, pairs[i][1]);
    for (int h = 0; h < HOSTS; h++)
      g_ptr_array_set_size(world->hosts[h].facts->vms, 0);
  }
}

/* A definition left behind on a third host is no end of the move. */
static void a_definition_on_a_third_host_does_not_hide_the_move(void **state)
{
  static const gboolean with_task[] = { FALSE, TRUE };
  World *world = *state;

  put_vm(world, "charlie", "web", WEB, VM_SHUT_OFF);
  put_vm(world, "alpha", "web", WEB, VM_RUNNING);
  put_vm(world, "bravo", "web", WEB, VM_MOVING_IN);
  for (gsize i = 0; i < G_N_ELEMENTS(with_task); i++) {
    if (with_task[i])
      put_task(world, WEB, "alpha", "bravo", TASK_RUNNING);
    g_autoptr(GPtrArray) rows = rows_of(world);
    g_autofree char *shape = shape_of(rows);
    assert_string_equal(shape, "Training\n"
                               "  prod\n"
                               "    alpha\n"
                               "      web\n"
                               "    bravo\n"
                               "  charlie\n"
                               "    web\n"
                               "Lab\n"
                               "  delta\n");
    assert_true(row_at(rows, 3)->moving);
    assert_string_equal(row_at(rows, 3)->moving_to, "bravo");
    assert_false(row_at(rows, 6)->moving);
    assert_int_equal(row_at(rows, 6)->task, 0);
  }
}

static void a_task_shows_its_vm_on_the_target_when_the_source_has_it_no_more(void **state)
{
  World *world = *state;
  Task *task = put_task(world, WEB, "alpha", "bravo", TASK_RUNNING);

  task->progress.fraction = 1;
  put_vm(world, "bravo", "web", WEB, VM_RUNNING);
  g_autoptr(GPtrArray) gone = rows_of(world);
  const TreeRow *row = NULL;
  assert_int_equal(rows_of_vm(gone, WEB, &row), 1);
  assert_string_equal(row->host->name, "bravo");
  assert_string_equal(row->moving_to, "bravo");
  assert_int_equal(row->task, task->id);

  /* Neither does a source that does not answer tell of it. */
  put_vm(world, "alpha", "web", WEB, VM_RUNNING);
  host(world, "alpha")->reach = HOST_DOWN;
  g_autoptr(GPtrArray) silent = rows_of(world);
  assert_int_equal(rows_of_vm(silent, WEB, &row), 1);
  assert_string_equal(row->host->name, "bravo");
}

static void a_task_from_or_to_a_host_of_no_inventory_does_no_harm(void **state)
{
  World *world = *state;

  put_vm(world, "alpha", "web", WEB, VM_RUNNING);
  put_vm(world, "bravo", "mail", MAIL, VM_RUNNING);
  put_task(world, WEB, "alpha", "zulu", TASK_RUNNING);
  put_task(world, MAIL, "zulu", "bravo", TASK_RUNNING);
  g_autoptr(GPtrArray) rows = rows_of(world);
  const TreeRow *row = NULL;
  assert_int_equal(rows_of_vm(rows, WEB, &row), 1);
  assert_string_equal(row->moving_to, "zulu");
  assert_int_equal(rows_of_vm(rows, MAIL, &row), 1);
  assert_string_equal(row->moving_from, "zulu");
}

static void the_end_of_a_move_that_is_seen_alone_is_shown(void **state)
{
  static const struct {
    VmState state;
    const char *to;
  } cases[] = { { VM_MOVING_IN, "bravo" }, { VM_MOVING_OUT, NULL }, { VM_POST_COPY, NULL } };
  World *world = *state;
  Vm *vm = put_vm(world, "bravo", "web", WEB, VM_RUNNING);

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    vm->state = cases[i].state;
    g_autoptr(GPtrArray) rows = rows_of(world);
    const TreeRow *row = NULL;
    assert_int_equal(rows_of_vm(rows, WEB, &row), 1);
    assert_true(row->moving);
    assert_int_equal(g_strcmp0(row->moving_to, cases[i].to), 0);
    assert_true(row->fraction < 0);
  }
}

/* Two definitions of one VM with no move between them are two things to know of. */
static void a_vm_that_two_hosts_have_at_rest_has_two_rows(void **state)
{
  static const VmState states[][2] = { { VM_RUNNING, VM_SHUT_OFF }, { VM_SHUT_OFF, VM_SHUT_OFF } };
  World *world = *state;
  Vm *here = put_vm(world, "alpha", "web", WEB, VM_RUNNING);
  Vm *there = put_vm(world, "bravo", "web", WEB, VM_RUNNING);

  for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
    here->state = states[i][0];
    there->state = states[i][1];
    g_autoptr(GPtrArray) rows = rows_of(world);
    const TreeRow *row = NULL;
    assert_int_equal(rows_of_vm(rows, WEB, &row), 2);
    assert_false(row->moving);
  }
}

static void a_key_finds_its_row_or_the_same_vm_elsewhere(void **state)
{
  World *world = *state;

  put_vm(world, "bravo", "web", WEB, VM_RUNNING);
  g_autoptr(GPtrArray) rows = rows_of(world);
  assert_int_equal(tree_find(rows, "vm/bravo/" WEB), 4);
  assert_int_equal(tree_find(rows, "vm/alpha/" WEB), 4);
  assert_int_equal(tree_find(rows, "vm/alpha/" MAIL), -1);
  assert_int_equal(tree_find(rows, "host/charlie"), 5);
  assert_int_equal(tree_find(rows, "host/nowhere"), -1);
  assert_int_equal(tree_find(rows, NULL), -1);
}

/* 0 Training, 1 prod, 2 alpha, 3 mail, 4 Web-Über, 5 bravo, 6 charlie, 7 Lab, 8 delta. */
static void a_search_goes_on_from_here_and_around_the_end(void **state)
{
  static const struct {
    int from;
    const char *text;
    int found;
  } cases[] = {
    { 0, "alpha", 2 },  { -1, "train", 0 }, { 0, "train", 0 }, { 2, "alpha", 2 }, { 8, "AL", 2 },
    { 0, "a", 2 },      { 2, "a", 3 },      { 3, "a", 5 },     { 8, "a", 0 },     { 0, "über", 4 },
    { 0, "ÜBER", 4 },   { 5, "web", 4 },    { 0, "zulu", -1 }, { 0, "lpha", 2 },  { 0, "DELTA", 8 },
  };
  World *world = *state;

  put_vm(world, "alpha", "mail", MAIL, VM_RUNNING);
  put_vm(world, "alpha", "Web-Über", WEB, VM_RUNNING);
  g_autoptr(GPtrArray) rows = rows_of(world);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    int found = tree_search(rows, cases[i].from, cases[i].text);
    if (found != cases[i].found)
      fail_msg("“%s” from %d: %d, not %d", cases[i].text, cases[i].from, found, cases[i].found);
  }
}

static void a_search_is_not_upset_by_a_name_that_is_no_utf8(void **state)
{
  World *world = *state;

  put_vm(world, "alpha", "bad\xff"
                         "name",
         WEB, VM_RUNNING);
  g_autoptr(GPtrArray) rows = rows_of(world);
  assert_int_equal(tree_search(rows, 0, "name"), 3);
}

static void nothing_is_found_where_there_is_nothing(void **state)
{
  g_autoptr(Inventory) inventory = inventory_new();
  TreeInput input = { inventory, status_of, *state, NULL, NULL };
  g_autoptr(GPtrArray) rows = tree_rows(&input);

  assert_int_equal(rows->len, 0);
  assert_int_equal(tree_search(rows, 0, "a"), -1);
  assert_int_equal(tree_find(rows, "host/alpha"), -1);
  assert_int_equal(tree_parent(rows, 0), -1);
}

static void a_parent_is_what_a_row_lies_in(void **state)
{
  static const int parents[] = { -1, 0, 1, 2, 2, 1, 0, -1, 7 };
  World *world = *state;

  put_vm(world, "alpha", "mail", MAIL, VM_RUNNING);
  put_vm(world, "alpha", "web", WEB, VM_RUNNING);
  g_autoptr(GPtrArray) rows = rows_of(world);
  assert_int_equal(rows->len, G_N_ELEMENTS(parents));
  for (gsize i = 0; i < G_N_ELEMENTS(parents); i++)
    assert_int_equal(tree_parent(rows, (int)i), parents[i]);
  assert_int_equal(tree_parent(rows, -1), -1);
  assert_int_equal(tree_parent(rows, (int)rows->len), -1);
}

#define test(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    test(groups_come_before_what_is_in_them),
    test(every_row_has_a_key_of_its_own_that_stays),
    test(a_vm_row_tells_what_its_host_tells),
    test(what_is_collapsed_hides_what_is_in_it),
    test(a_collapsed_host_still_counts_its_vms),
    test(without_a_set_of_collapsed_rows_all_are_open),
    test(a_host_that_is_not_up_shows_no_vm_of_its_last_look),
    test(a_host_before_its_first_look_is_a_row_alone),
    test(rows_outlive_the_facts_they_were_made_of),
    test(a_vm_with_a_running_task_is_moving),
    test(a_task_counts_until_it_is_over),
    test(the_task_that_is_not_over_is_the_one_shown),
    test(a_moving_vm_has_one_row_whatever_both_hosts_tell),
    test(one_row_is_left_when_the_hosts_are_in_other_groups),
    test(a_definition_on_a_third_host_does_not_hide_the_move),
    test(a_task_shows_its_vm_on_the_target_when_the_source_has_it_no_more),
    test(a_task_from_or_to_a_host_of_no_inventory_does_no_harm),
    test(the_end_of_a_move_that_is_seen_alone_is_shown),
    test(a_vm_that_two_hosts_have_at_rest_has_two_rows),
    test(a_key_finds_its_row_or_the_same_vm_elsewhere),
    test(a_search_goes_on_from_here_and_around_the_end),
    test(a_search_is_not_upset_by_a_name_that_is_no_utf8),
    test(nothing_is_found_where_there_is_nothing),
    test(a_parent_is_what_a_row_lies_in),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
