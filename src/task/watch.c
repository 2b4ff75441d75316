#include "task/watch.h"

#include "plan/plan_file.h"
#include "task/history.h"
#include "task/lock.h"
#include "task/paths.h"
#include "task/store.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

struct Watch {
  Store *store;
  gboolean told_full; /* that the disk is full */
};

/* A task that is younger may not have its runner yet. */
#define START_LIMIT_MS 3000

Watch *watch_open(GError **error)
{
  Store *store = store_open(error);
  if (store == NULL)
    return NULL;
  Watch *watch = g_new0(Watch, 1);
  watch->store = store;
  return watch;
}

void watch_close(Watch *watch)
{
  if (watch == NULL)
    return;
  store_close(watch->store);
  g_free(watch);
}

/* A task whose runner is gone without having finished it. */
static void interrupt(Task *task)
{
  task->state = TASK_INTERRUPTED;
  task->can_cancel = task->can_post_copy = task->can_suspend = task->can_set_speed = task->can_set_downtime = task->can_recover = FALSE;
  g_free(task->reason);
  task->reason = g_strdup_printf(_("its process ended before it was done; resume it or roll it back (virt-migrate resume %" G_GINT64_FORMAT
                                   " [--roll-back])"), task->id);
}

static gboolean is_just_starting(const Task *task)
{
  return task->state == TASK_WAITING && g_get_real_time() / 1000 - task->created_ms < START_LIMIT_MS;
}

/* The store says what a task's runner last wrote; whether that runner still lives, only its lock tells. A runner may write its end
 * and go between our two looks, so a free lock counts only when the task is unfinished after it. Takes TASK, returns it or a
 * newer copy. */
static Task *judge(Watch *watch, Task *task)
{
  if (task_state_is_final(task->state) || is_just_starting(task) || lock_is_held(store_folder(watch->store), task->id))
    return task;
  Task *again = store_task(watch->store, task->id, NULL);
  if (again != NULL) {
    task_free(task);
    task = again;
  }
  if (!task_state_is_final(task->state))
    interrupt(task);
  return task;
}

/* Runs in the new process: away from this terminal, so that nothing that happens to it reaches the task. */
static void detach(gpointer data)
{
  setsid();
}

/* The lock is taken here and handed over open, so there is no moment in which the task has no living owner. */
static gboolean spawn_runner(Watch *watch, gint64 id, const char *mode, const char *vm_uuid, GError **error)
{
  int lock = lock_open(store_folder(watch->store), id);
  /* Whoever looks whether we live holds it for a moment only. */
  if (lock < 0 || flock(lock, LOCK_EX) < 0) {
    g_set_error(error, TASK_ERROR, TASK_ERROR_REFUSED, _("the task's lock cannot be taken: %s"), g_strerror(errno));
    if (lock >= 0)
      close(lock);
    return FALSE;
  }
  g_autofree char *program = paths_runner();
  g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, id);
  const char *const argv[] = { program, number, mode, vm_uuid, NULL };
  const int source_fds[] = { lock }, target_fds[] = { RUNNER_LOCK_FD };
  gboolean ok =
      g_spawn_async_with_pipes_and_fds("/", argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                                       detach, NULL, -1, -1, -1, source_fds, target_fds, 1, NULL, NULL, NULL, NULL, error);
  close(lock);
  return ok;
}

static Task *find_unfinished(Watch *watch, const char *uuid)
{
  g_autoptr(GPtrArray) tasks = watch_list(watch, NULL);
  for (guint i = 0; tasks != NULL && i < tasks->len; i++) {
    const Task *task = g_ptr_array_index(tasks, i);
    if (!task_state_is_final(task->state) && g_strcmp0(task->vm_uuid, uuid) == 0)
      return g_ptr_array_steal_index(tasks, i);
  }
  return NULL;
}

static gint64 start(Watch *watch, const Plan *plan, GError **error)
{
  g_autoptr(Task) other = find_unfinished(watch, plan->vm_uuid);
  if (other != NULL) {
    g_set_error(error, TASK_ERROR, TASK_ERROR_REFUSED, _("%s is moving already: task %" G_GINT64_FORMAT ", started by %s"), plan->vm, other->id,
                other->owner);
    return 0;
  }
  gint64 id = store_add_task(watch->store, plan, error);
  if (id == 0)
    return 0;
  g_autoptr(GError) cause = NULL;
  if (spawn_runner(watch, id, "start", plan->vm_uuid, &cause))
    return id;
  g_autofree char *reason = g_strdup_printf(_("it could not be started: %s"), cause->message);
  store_end_task(watch->store, id, TASK_FAILED, reason, NULL);
  g_propagate_prefixed_error(error, g_steal_pointer(&cause), _("starting the task's process: "));
  return 0;
}

/* One start at a time, so that a VM cannot get two tasks. */
gint64 watch_start(Watch *watch, const Plan *plan, GError **error)
{
  int turn = lock_open(store_folder(watch->store), 0);
  if (turn < 0 || flock(turn, LOCK_EX) < 0) {
    g_set_error(error, TASK_ERROR, TASK_ERROR_REFUSED, _("the folder for tasks cannot be locked: %s"), g_strerror(errno));
    if (turn >= 0)
      close(turn);
    return 0;
  }
  gint64 id = start(watch, plan, error);
  close(turn);
  return id;
}

static gboolean can_resume(Watch *watch, const Task *task, GError **error)
{
  g_autoptr(Task) other = find_unfinished(watch, task->vm_uuid);
  if (other != NULL && other->id != task->id) {
    g_set_error(error, TASK_ERROR, TASK_ERROR_REFUSED, _("%s is moving in task %" G_GINT64_FORMAT " now"), task->vm, other->id);
    return FALSE;
  }
  if (task->state == TASK_INTERRUPTED || task->state == TASK_ATTENTION)
    return TRUE;
  g_set_error(error, TASK_ERROR, TASK_ERROR_REFUSED, _("task %" G_GINT64_FORMAT " is not to be resumed: it is %s"), task->id, task_state_name(task->state));
  return FALSE;
}

gboolean watch_resume(Watch *watch, gint64 id, gboolean roll_back, GError **error)
{
  int turn = lock_open(store_folder(watch->store), 0);
  gboolean ok = turn >= 0 && flock(turn, LOCK_EX) == 0;
  if (!ok)
    g_set_error(error, TASK_ERROR, TASK_ERROR_REFUSED, _("the folder for tasks cannot be locked: %s"), g_strerror(errno));
  g_autoptr(Task) task = ok ? watch_task(watch, id, error) : NULL;
  ok = task != NULL && can_resume(watch, task, error) && store_resume_task(watch->store, id, error) &&
       spawn_runner(watch, id, roll_back ? "roll-back" : "resume", task->vm_uuid, error);
  if (turn >= 0)
    close(turn);
  return ok;
}

gboolean watch_changed(Watch *watch)
{
  return store_changed(watch->store);
}

/* With less room than this on its disk, the record cannot be written. */
#define LEAST_ROOM_BYTES (128 * 1024)

static gboolean disk_is_full(const char *folder)
{
  struct statvfs room;
  return statvfs(folder, &room) == 0 && room.f_blocks > 0 && (guint64)room.f_bavail * room.f_frsize < LEAST_ROOM_BYTES;
}

char *watch_take_notices(Watch *watch)
{
  g_autofree char *kept = store_take_notices(watch->store);
  const char *folder = store_folder(watch->store);
  gboolean full = disk_is_full(folder), news = full && !watch->told_full;
  watch->told_full = full;
  if (!news)
    return g_steal_pointer(&kept);
  return g_strdup_printf(_("%s%sThe disk with %s is full: tasks go on, but what is shown of them is old until there is room again."),
                         kept != NULL ? kept : "", kept != NULL ? "\n" : "", folder);
}

GPtrArray *watch_list(Watch *watch, GError **error)
{
  GPtrArray *tasks = store_tasks(watch->store, error);
  for (guint i = 0; tasks != NULL && i < tasks->len; i++)
    tasks->pdata[i] = judge(watch, g_ptr_array_index(tasks, i));
  return tasks;
}

Task *watch_task(Watch *watch, gint64 id, GError **error)
{
  Task *task = store_task(watch->store, id, error);
  return task != NULL ? judge(watch, task) : NULL;
}

GArray *watch_points(Watch *watch, gint64 id)
{
  return store_points(watch->store, id);
}

Plan *watch_plan_done(Watch *watch, gint64 id, GError **error)
{
  g_autoptr(Task) task = watch_task(watch, id, error);
  if (task == NULL)
    return NULL;
  if (task->state == TASK_DONE)
    return plan_from_text(task->plan, error);
  g_set_error(error, TASK_ERROR, TASK_ERROR_REFUSED, _("task %" G_GINT64_FORMAT " has moved nothing that could be moved back: it is %s"), id,
              task_state_name(task->state));
  return NULL;
}

char *watch_log(Watch *watch, gint64 id, GError **error)
{
  g_autoptr(Task) task = store_task(watch->store, id, error);
  g_autofree char *file = paths_log(store_folder(watch->store), id);
  char *text = NULL;
  g_autoptr(GError) cause = NULL;
  if (task == NULL || g_file_get_contents(file, &text, NULL, &cause))
    return text;
  if (g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_set_error(error, TASK_ERROR, TASK_ERROR_REFUSED, _("task %" G_GINT64_FORMAT " has no log (%s)"), id, file);
  else
    g_propagate_error(error, g_steal_pointer(&cause));
  return NULL;
}

Task *watch_task_of_vm(Watch *watch, const char *uuid)
{
  return find_unfinished(watch, uuid);
}

static gboolean takes(const Task *task, TaskRequest request)
{
  switch (request) {
  case REQUEST_CANCEL:
    return task->can_cancel;
  case REQUEST_POST_COPY:
    return task->can_post_copy;
  case REQUEST_SUSPEND:
    return task->can_suspend;
  case REQUEST_SPEED:
    return task->can_set_speed;
  case REQUEST_DOWNTIME:
    return task->can_set_downtime;
  case REQUEST_RECOVER:
    return task->can_recover;
  case REQUEST_NONE:
    break;
  }
  return FALSE;
}

static gboolean ask(Watch *watch, gint64 id, TaskRequest request, guint64 value, GError **error)
{
  g_autoptr(Task) task = watch_task(watch, id, error);
  if (task == NULL)
    return FALSE;
  if (task_state_is_final(task->state)) {
    g_set_error(error, TASK_ERROR, TASK_ERROR_REFUSED, _("task %" G_GINT64_FORMAT " has ended already: %s"), id, task_state_name(task->state));
    return FALSE;
  }
  if (!takes(task, request)) {
    const char *why = request == REQUEST_CANCEL && task->progress.phase == PHASE_POST_COPY
                          ? _("in post-copy the VM's memory is on both hosts, and cancelling would lose it")
                          : _("not at this moment");
    g_set_error(error, TASK_ERROR, TASK_ERROR_REFUSED, _("task %" G_GINT64_FORMAT " does not take that request: %s"), id, why);
    return FALSE;
  }
  return store_add_request(watch->store, id, request, value, error);
}

gboolean watch_request(Watch *watch, gint64 id, TaskRequest request, GError **error)
{
  return ask(watch, id, request, 0, error);
}

gboolean watch_set_speed(Watch *watch, gint64 id, guint64 bytes_s, GError **error)
{
  return ask(watch, id, REQUEST_SPEED, bytes_s, error);
}

gboolean watch_set_downtime(Watch *watch, gint64 id, guint ms, GError **error)
{
  return ask(watch, id, REQUEST_DOWNTIME, ms, error);
}

void watch_history(Watch *watch, const char *source, const char *target, const Choices *choices, gboolean active, MoveHistory *history)
{
  g_autoptr(GPtrArray) tasks = store_tasks(watch->store, NULL);
  history_read(tasks, source, target, choices, active, history);
}
