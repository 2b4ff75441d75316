#include "task/history.h"

#include "model/plan.h"
#include "model/task.h"
#include "plan/plan_file.h"

/* So many of the most recent moves that are alike say something; and no more than so many tasks are looked at. */
#define MOVES_USED 5
#define TASKS_READ 200

/* In less than this, starting and ending are most of what is measured. */
#define LEAST_COPYING_MS 500

/* What one task has shown; 0 and -1 for what it has not. */
typedef struct Shown {
  guint64 memory_bytes_s, disks_bytes_s;
  gint64 overhead_ms;
} Shown;

static gboolean is_same_pair(const Task *task, const char *source, const char *target)
{
  gboolean there = g_strcmp0(task->source, source) == 0 && g_strcmp0(task->target, target) == 0;
  gboolean back = g_strcmp0(task->source, target) == 0 && g_strcmp0(task->target, source) == 0;
  return there || back;
}

static gboolean goes_to_pool(const Choices *choices, const char *pool)
{
  for (guint i = 0; i < choices->disks->len; i++)
    if (g_strcmp0(((const DiskChoice *)g_ptr_array_index(choices->disks, i))->pool, pool) == 0)
      return TRUE;
  return FALSE;
}

/* The bytes of the disks that moved; 0 when one of them was held back by a limit, or went elsewhere. */
static guint64 freely_copied(const Plan *plan, const Choices *choices)
{
  guint64 bytes = 0;
  for (guint i = 0; i < plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    if (!disk->moves)
      continue;
    if (disk->rate_bytes_s > 0 || !goes_to_pool(choices, disk->to_pool))
      return 0;
    bytes += disk->data_bytes;
  }
  return bytes;
}

/* A move of memory alone shows what the network carries. A VM's memory goes on after its disks, and only the end of that would be seen. */
static void take_memory(const Task *task, gint64 whole_ms, Shown *shown)
{
  const Progress *progress = &task->progress;
  if (progress->rate_bytes_s == 0 || progress->sent_bytes == 0)
    return;
  gint64 copying_ms = (gint64)((double)progress->sent_bytes / (double)progress->rate_bytes_s * 1000);
  shown->memory_bytes_s = progress->rate_bytes_s;
  shown->overhead_ms = MAX(whole_ms - copying_ms, 0);
}

static void take_disks(const Task *task, const Plan *plan, const Choices *choices, gint64 whole_ms, Shown *shown)
{
  guint64 bytes = freely_copied(plan, choices);
  gint64 copying_ms = task->progress.elapsed_ms;
  if (copying_ms > 0)
    shown->overhead_ms = MAX(whole_ms - copying_ms, 0);
  if (bytes > 0 && copying_ms >= LEAST_COPYING_MS)
    shown->disks_bytes_s = MAX(bytes, task->progress.sent_bytes) * 1000 / (guint64)copying_ms;
}

/* FALSE: it is no move like that. Whether it was taken up on the way, and stood still between, the record does not tell: a task that took
 * ten times what it copied for says nothing about what is to be expected. */
static gboolean read_task(const Task *task, const Choices *choices, gboolean active, Shown *shown)
{
  g_autoptr(Plan) plan = plan_from_text(task->plan, NULL);
  gint64 whole_ms = task->finished_ms - task->started_ms;
  if (plan == NULL || plan->choices->encrypt != choices->encrypt || vm_state_is_active(plan->vm_state) != active || whole_ms <= 0)
    return FALSE;
  gboolean disks = plan_moving_disks(plan) > 0;
  *shown = (Shown){ .overhead_ms = -1 };
  if (disks)
    take_disks(task, plan, choices, whole_ms, shown);
  else if (active && plan->choices->type != MOVE_STORAGE)
    take_memory(task, whole_ms, shown);
  else
    shown->overhead_ms = whole_ms;
  return TRUE;
}

typedef struct Weighed {
  gint64 value;
  guint weight;
} Weighed;

static int by_value(gconstpointer a, gconstpointer b)
{
  gint64 left = ((const Weighed *)a)->value, right = ((const Weighed *)b)->value;
  return left < right ? -1 : left > right;
}

/* The median, so that one odd move does not count; the newest value weighs most. */
static gint64 weighed_median(GArray *values, gint64 when_empty)
{
  guint total = 0, below = 0;
  for (guint i = 0; i < values->len; i++) {
    g_array_index(values, Weighed, i).weight = values->len - i;
    total += values->len - i;
  }
  g_array_sort(values, by_value);
  for (guint i = 0; i < values->len; i++) {
    below += g_array_index(values, Weighed, i).weight;
    if (below * 2 >= total)
      return g_array_index(values, Weighed, i).value;
  }
  return when_empty;
}

static void add_value(GArray *values, gint64 value, gint64 unknown)
{
  Weighed weighed = { value, 0 };
  if (value != unknown && values->len < MOVES_USED)
    g_array_append_val(values, weighed);
}

void history_read(const GPtrArray *tasks, const char *source, const char *target, const Choices *choices, gboolean active,
                  MoveHistory *history)
{
  g_autoptr(GArray) memory = g_array_new(FALSE, FALSE, sizeof(Weighed));
  g_autoptr(GArray) disks = g_array_new(FALSE, FALSE, sizeof(Weighed));
  g_autoptr(GArray) overheads = g_array_new(FALSE, FALSE, sizeof(Weighed));
  *history = (MoveHistory){ .overhead_ms = -1 };
  for (guint i = 0; tasks != NULL && i < MIN(tasks->len, TASKS_READ); i++) {
    const Task *task = g_ptr_array_index(tasks, i);
    Shown shown;
    if (task->state != TASK_DONE || !is_same_pair(task, source, target) || !read_task(task, choices, active, &shown))
      continue;
    history->moves++;
    add_value(memory, (gint64)shown.memory_bytes_s, 0);
    add_value(disks, (gint64)shown.disks_bytes_s, 0);
    if (g_strcmp0(task->type, move_type_id(choices->type)) == 0)
      add_value(overheads, shown.overhead_ms, -1);
  }
  history->memory_bytes_s = (guint64)weighed_median(memory, 0);
  history->disks_bytes_s = (guint64)weighed_median(disks, 0);
  history->overhead_ms = weighed_median(overheads, -1);
}
