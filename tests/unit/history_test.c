/* What finished tasks tell about moves to come. */
#include "tests/unit/unit.h"

#include "model/task.h"
#include "plan/build.h"
#include "plan/plan_file.h"
#include "task/history.h"
#include "tests/unit/sample.h"

#define MIB (1024ull * 1024)

static Sample sample;
static GPtrArray *tasks;

/* A task as sample's plan makes it, that took WHOLE_MS. Tasks are added newest first. */
static Task *add_task(gint64 whole_ms)
{
  g_autoptr(Plan) plan = plan_build(&sample.facts, sample.choices);
  Task *task = task_new();
  task->source = g_strdup(plan->source);
  task->target = g_strdup(plan->target);
  task->type = g_strdup(move_type_id(plan->choices->type));
  task->plan = plan_to_text(plan);
  task->state = TASK_DONE;
  task->started_ms = 1000;
  task->finished_ms = 1000 + whole_ms;
  g_ptr_array_add(tasks, task);
  return task;
}

/* One that sent SENT MiB at RATE MiB/s, and needed OVERHEAD_MS beside. */
static Task *add_memory(guint64 sent, guint64 rate, gint64 overhead_ms)
{
  Task *task = add_task((gint64)(sent * 1000 / rate) + overhead_ms);
  task->progress.sent_bytes = sent * MIB;
  task->progress.rate_bytes_s = rate * MIB;
  return task;
}

static MoveHistory read_history(void)
{
  MoveHistory history;
  history_read(tasks, "alpha", "bravo", sample.choices, vm_state_is_active(sample.vm->vm.state), &history);
  return history;
}

static int set_up(void **state)
{
  sample_init(&sample);
  tasks = g_ptr_array_new_with_free_func((GDestroyNotify)task_free);
  return 0;
}

static int tear_down(void **state)
{
  g_ptr_array_unref(tasks);
  sample_clear(&sample);
  return 0;
}

static void without_tasks_nothing_is_known(void **state)
{
  MoveHistory history = read_history();
  assert_int_equal(history.moves, 0);
  assert_int_equal(history.memory_bytes_s, 0);
  assert_int_equal(history.overhead_ms, -1);
  history_read(NULL, "alpha", "bravo", sample.choices, TRUE, &history);
  assert_int_equal(history.moves, 0);
}

static void one_move_is_taken_as_it_was(void **state)
{
  add_memory(100, 10, 1200);
  MoveHistory history = read_history();
  assert_int_equal(history.moves, 1);
  assert_int_equal(history.memory_bytes_s, 10 * MIB);
  assert_int_equal(history.overhead_ms, 1200);
  assert_int_equal(history.disks_bytes_s, 0);
}

static void recent_moves_weigh_more(void **state)
{
  add_memory(100, 10, 1000);
  add_memory(100, 12, 1000);
  add_memory(100, 50, 1000);
  add_memory(100, 60, 1000);
  assert_int_equal(read_history().memory_bytes_s, 12 * MIB);
}

static void one_odd_move_does_not_count(void **state)
{
  add_memory(100, 1, 90000);
  add_memory(100, 49, 1000);
  add_memory(100, 50, 1100);
  add_memory(100, 51, 1200);
  assert_int_equal(read_history().memory_bytes_s, 49 * MIB);
  assert_true(read_history().overhead_ms < 2000);
}

static void what_is_not_alike_does_not_count(void **state)
{
  add_memory(100, 10, 1000)->state = TASK_CANCELLED;
  g_free(add_memory(100, 11, 1000)->target);
  ((Task *)g_ptr_array_index(tasks, 1))->target = g_strdup("charlie");
  sample.choices->encrypt = TRUE;
  add_memory(100, 12, 1000);
  sample.choices->encrypt = FALSE;
  sample.vm->vm.state = VM_SHUT_OFF;
  add_memory(100, 13, 1000);
  sample.vm->vm.state = VM_RUNNING;
  assert_int_equal(read_history().moves, 0);
}

static void the_way_back_counts_too(void **state)
{
  Task *task = add_memory(100, 10, 1000);
  g_free(task->source);
  g_free(task->target);
  task->source = g_strdup("bravo");
  task->target = g_strdup("alpha");
  assert_int_equal(read_history().memory_bytes_s, 10 * MIB);
}

static void a_damaged_plan_is_passed_over(void **state)
{
  Task *task = add_memory(100, 10, 1000);
  g_free(task->plan);
  task->plan = g_strdup("[plan]\nformat=99\n");
  assert_int_equal(read_history().moves, 0);
}

static void disks_without_a_limit_show_how_fast_storage_is(void **state)
{
  sample_move_disks(&sample, MOVE_BOTH, VM_RUNNING);
  add_task(12000)->progress.elapsed_ms = 10000;
  MoveHistory history = read_history();
  assert_int_equal(history.disks_bytes_s, 30 * MIB);
  assert_int_equal(history.memory_bytes_s, 0);
  assert_int_equal(history.overhead_ms, 2000);
}

static void disks_with_a_limit_or_elsewhere_do_not(void **state)
{
  sample_move_disks(&sample, MOVE_BOTH, VM_RUNNING);
  choices_disk(sample.choices, "vda")->speed = (Speed){ SPEED_CUSTOM, 1000000 };
  add_task(12000)->progress.elapsed_ms = 10000;
  sample_choose(&sample, "vda", "vg");
  add_task(12000)->progress.elapsed_ms = 10000;
  sample_choose(&sample, "vda", "ssd");
  add_task(400)->progress.elapsed_ms = 300;
  assert_int_equal(read_history().disks_bytes_s, 0);
}

static void the_estimate_is_kept_in_the_plan(void **state)
{
  g_autoptr(Plan) plan = plan_build(&sample.facts, sample.choices);
  assert_int_equal(plan->estimate_ms, -1);
  g_autofree char *without = plan_to_text(plan);
  assert_int_equal(plan_text_estimate_ms(without), -1);
  plan->estimate_ms = 12345;
  plan->expected = (TimeExpected){ .memory_bytes = 1, .network_bytes_s = 2, .disks_bytes_s = 3, .dirty_bytes_s = 0 };
  g_autofree char *with = plan_to_text(plan);
  g_autoptr(Plan) again = plan_from_text(with, NULL);
  assert_int_equal(again->estimate_ms, 12345);
  assert_memory_equal(&again->expected, &plan->expected, sizeof plan->expected);
  assert_int_equal(plan_text_estimate_ms(with), 12345);
  assert_int_equal(plan_text_estimate_ms(NULL), -1);
  assert_int_equal(plan_text_estimate_ms("no plan"), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(without_tasks_nothing_is_known), TEST(one_move_is_taken_as_it_was),     TEST(recent_moves_weigh_more),
    TEST(one_odd_move_does_not_count),    TEST(what_is_not_alike_does_not_count), TEST(the_way_back_counts_too),
    TEST(a_damaged_plan_is_passed_over),  TEST(disks_without_a_limit_show_how_fast_storage_is),
    TEST(disks_with_a_limit_or_elsewhere_do_not), TEST(the_estimate_is_kept_in_the_plan),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
