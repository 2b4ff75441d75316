/* What front ends do with tasks: start one, follow it, ask something of it. A task itself runs in a process of its own. */
#pragma once

#include "model/plan.h"
#include "model/task.h"
#include "plan/facts.h"

typedef struct Watch Watch;

/* Opens the store of tasks, making it when there is none. ERROR names the folder when it cannot be used. */
Watch *watch_open(GError **error);
void watch_close(Watch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Watch, watch_close)

/* Writes PLAN down as a task and starts its runner, detached from this terminal. Returns its id, 0 and ERROR on failure. */
gint64 watch_start(Watch *watch, const Plan *plan, GError **error);

/* Takes up task ID, which was interrupted or needs attention: goes on with it, or undoes what it has done. FALSE and ERROR when it is
 * not such a task. */
gboolean watch_resume(Watch *watch, gint64 id, gboolean roll_back, GError **error);

/* Has anything in the store changed since the last call? Cheap enough to ask ten times a second. */
gboolean watch_changed(Watch *watch);

/* What the operator must know about the record itself (it was damaged and set aside, its disk is full), in whole sentences; NULL for
 * nothing. Each is told once. Caller frees. */
char *watch_take_notices(Watch *watch);

/* All tasks, newest first, of Task; without their steps. NULL and ERROR on failure. */
GPtrArray *watch_list(Watch *watch, GError **error);
/* One task with its steps; NULL and ERROR when there is none of that id. */
Task *watch_task(Watch *watch, gint64 id, GError **error);
/* The chart of one task: ProgressPoint, oldest first. */
GArray *watch_points(Watch *watch, gint64 id);
/* The plan of task ID, which is done and can be taken back. NULL and ERROR when it is not, or there is no such task. */
Plan *watch_plan_done(Watch *watch, gint64 id, GError **error);
/* What task ID has called of libvirt and what came of it, for people; lines are not safe for a terminal yet. NULL and ERROR when there is
 * no such task, or no log of it. Caller frees. */
char *watch_log(Watch *watch, gint64 id, GError **error);
/* The unfinished task of the VM with UUID, NULL for none. */
Task *watch_task_of_vm(Watch *watch, const char *uuid);

/* What earlier moves from SOURCE to TARGET (or back) like CHOICES, of a VM that was ACTIVE, have shown. A move of disks on one host has
 * its host as both; of disks that move, only those into the same pools count. */
void watch_history(Watch *watch, const char *source, const char *target, const Choices *choices, gboolean active, MoveHistory *history);

/* Puts a request to the runner of task ID. FALSE and ERROR when the task does not take it now. */
gboolean watch_request(Watch *watch, gint64 id, TaskRequest request, GError **error);
/* The same for REQUEST_SPEED: from now on each disk is copied at most so fast; 0 lifts the limit. */
gboolean watch_set_speed(Watch *watch, gint64 id, guint64 bytes_s, GError **error);
/* The same for REQUEST_DOWNTIME: the VM may stand still so long for its switch-over. */
gboolean watch_set_downtime(Watch *watch, gint64 id, guint ms, GError **error);
