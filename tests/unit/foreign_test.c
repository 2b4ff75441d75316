/* Migrations that others have started: which ones they are, and what is told of them. */
#include "tests/unit/unit.h"

#include "task/foreign.h"
#include "model/mover_name.h"

#include <string.h>

#define UUID "5f1d0000-0000-4000-8000-000000000002"

static Inventory *inventory;
static HostStatus alpha, bravo;
static GPtrArray *ours;

static const HostStatus *status_of(gpointer data, const char *host)
{
  return strcmp(host, "alpha") == 0 ? &alpha : strcmp(host, "bravo") == 0 ? &bravo : NULL;
}

static void add_host(const char *name)
{
  InventoryHost *host = g_new0(InventoryHost, 1);
  host->name = g_strdup(name);
  g_ptr_array_add(inventory->hosts, host);
}

static Vm *add_vm(HostStatus *status, const char *name, const char *uuid, VmState state)
{
  Vm *vm = vm_new(name, uuid, state);
  g_ptr_array_add(status->facts->vms, vm);
  return vm;
}

static Vm *add_leaving(const char *name, const char *uuid)
{
  Vm *vm = add_vm(&alpha, name, uuid, VM_RUNNING);
  vm->leaving = g_new0(JobSample, 1);
  *vm->leaving = (JobSample){ .elapsed_ms = 5000, .total_bytes = 400, .processed_bytes = 100, .remaining_bytes = 300, .rate_bytes_s = 20,
                              .iteration = 1, .downtime_ms = -1 };
  return vm;
}

static int set_up(void **state)
{
  inventory = inventory_new();
  add_host("alpha");
  add_host("bravo");
  add_host("silent");
  alpha = (HostStatus){ .reach = HOST_UP, .facts = host_facts_new() };
  bravo = (HostStatus){ .reach = HOST_UP, .facts = host_facts_new() };
  ours = g_ptr_array_new_with_free_func((GDestroyNotify)task_free);
  return 0;
}

static int tear_down(void **state)
{
  inventory_free(inventory);
  host_facts_unref(alpha.facts);
  host_facts_unref(bravo.facts);
  g_ptr_array_unref(ours);
  return 0;
}

static Task *add_own(TaskState task_state)
{
  Task *task = task_new();
  task->id = 1;
  task->vm_uuid = g_strdup(UUID);
  task->state = task_state;
  g_ptr_array_add(ours, task);
  return task;
}

static GPtrArray *find(void)
{
  return foreign_tasks(inventory, status_of, NULL, ours);
}

static guint count(void)
{
  g_autoptr(GPtrArray) tasks = find();
  return tasks->len;
}

static void one_is_told_with_its_ends_and_figures(void **state)
{
  add_leaving("db", UUID);
  add_vm(&bravo, "db", UUID, VM_MOVING_IN);
  g_autoptr(GPtrArray) tasks = find();
  assert_int_equal(tasks->len, 1);
  const Task *task = g_ptr_array_index(tasks, 0);
  assert_true(task->foreign && foreign_is(task->id) && task->id < 0);
  assert_string_equal(task->vm, "db");
  assert_string_equal(task->source, "alpha");
  assert_string_equal(task->target, "bravo");
  assert_int_equal(task->state, TASK_RUNNING);
  assert_true(task->can_cancel);
  assert_int_equal(task->progress.phase, PHASE_MEMORY);
  assert_int_equal(task->progress.sent_bytes, 100);
  assert_true(task->progress.fraction > 0.2 && task->progress.fraction < 0.3);
  assert_int_equal(task->steps->len, 1);
}

static void where_it_goes_may_be_unknown(void **state)
{
  add_leaving("db", UUID);
  /* A definition at rest is not its arrival. */
  add_vm(&bravo, "db", UUID, VM_SHUT_OFF);
  g_autoptr(GPtrArray) tasks = find();
  assert_string_equal(((const Task *)g_ptr_array_index(tasks, 0))->target, "elsewhere");
}

static void it_keeps_its_number(void **state)
{
  add_leaving("db", UUID);
  g_autoptr(GPtrArray) one = find();
  g_autoptr(GPtrArray) two = find();
  assert_int_equal(((const Task *)g_ptr_array_index(one, 0))->id, ((const Task *)g_ptr_array_index(two, 0))->id);
}

static void our_own_are_none(void **state)
{
  static const struct {
    TaskState state;
    guint expected;
  } cases[] = {
    { TASK_WAITING, 0 }, { TASK_RUNNING, 0 }, { TASK_INTERRUPTED, 0 }, { TASK_DONE, 1 }, { TASK_FAILED, 1 }, { TASK_CANCELLED, 1 },
  };
  add_leaving("db", UUID);
  Task *own = add_own(TASK_RUNNING);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    own->state = cases[i].state;
    assert_int_equal(count(), cases[i].expected);
  }
}

static void our_helper_domain_is_none(void **state)
{
  g_autofree char *mover = mover_uuid(UUID);
  add_leaving("virt-migrate-x", mover);
  assert_int_equal(count(), 1);
  add_own(TASK_RUNNING);
  assert_int_equal(count(), 0);
}

static void the_helper_domain_of_another_user_tells_whose_it_is(void **state)
{
  add_leaving("virt-migrate-5f1d0000-0000-4000-8000-000000000002-task-7-bob@jump", "5f1d0000-0000-4000-8000-000000000009");
  g_autoptr(GPtrArray) tasks = find();
  assert_string_equal(((const Task *)g_ptr_array_index(tasks, 0))->owner, "task-7-bob@jump");
}

/* The VM is meant, not what carries its disks; and once that is gone nobody but its user knows what came of it. */
static void the_disks_of_a_shut_off_vm_are_told_as_that_vm(void **state)
{
  g_autofree char *mover = mover_uuid(UUID), *name = mover_name(UUID, "task-7-bob@jump");
  add_vm(&alpha, "db", UUID, VM_SHUT_OFF);
  Vm *helper = add_leaving(name, mover);
  g_autoptr(GPtrArray) tasks = find();
  assert_int_equal(tasks->len, 1);
  Task *task = g_ptr_array_index(tasks, 0);
  assert_string_equal(task->vm, "db");
  assert_string_equal(task->vm_uuid, mover);
  assert_string_equal(task->owner, "task-7-bob@jump");
  assert_string_equal(task->vm_state, "shut off");
  g_ptr_array_remove(alpha.facts->vms, helper);
  foreign_end(task, alpha.facts);
  assert_int_equal(task->state, TASK_CANCELLED);
  assert_string_equal(task->reason, "its disks are no longer being copied, and db is shut off on alpha; whoever began that knows more");
}

static void in_post_copy_it_cannot_be_cancelled(void **state)
{
  add_leaving("db", UUID)->state = VM_POST_COPY;
  g_autoptr(GPtrArray) tasks = find();
  const Task *task = g_ptr_array_index(tasks, 0);
  assert_false(task->can_cancel);
  assert_int_equal(task->progress.phase, PHASE_POST_COPY);
}

static void of_a_host_that_is_down_nothing_is_told(void **state)
{
  add_leaving("db", UUID);
  alpha.reach = HOST_DOWN;
  assert_int_equal(count(), 0);
}

#define test(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    test(one_is_told_with_its_ends_and_figures),
    test(where_it_goes_may_be_unknown),
    test(it_keeps_its_number),
    test(our_own_are_none),
    test(our_helper_domain_is_none),
    test(the_helper_domain_of_another_user_tells_whose_it_is),
    test(the_disks_of_a_shut_off_vm_are_told_as_that_vm),
    test(in_post_copy_it_cannot_be_cancelled),
    test(of_a_host_that_is_down_nothing_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
