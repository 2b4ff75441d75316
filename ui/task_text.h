/* Tasks in words, and what the operator can ask of one: the same on every page. */
#pragma once

#include "ui/app.h"

/* "14:02:10", with the date when that is not today. Caller frees. */
char *task_clock(gint64 wall_ms);

/* Where it goes: "alpha → bravo", or "disks to ssd" for those that stay on their host. Caller frees. */
char *task_way(const Task *task);
/* What moves where: "web  alpha → bravo", "web on alpha: disks to ssd". Caller frees. */
char *task_title(const Task *task);

/* How long it took, or takes by now; NULL for one that was interrupted, as nobody knows when. Caller frees. */
char *task_duration(const Task *task);
/* "done after 48 s". Caller frees. */
char *task_ending(const Task *task);

/* A time that is still running, in whole seconds: tenths would only flicker. Caller frees. */
char *task_running_time(gint64 ms);

/* Asks the operator, then asks the task to cancel. */
void task_ask_cancel(App *app, const Task *task);
void task_ask_post_copy(App *app, const Task *task);
void task_ask_suspend(App *app, const Task *task);
/* Asks how fast task ID (which must outlive the question) may copy disks from now on. */
void task_ask_speed(App *app, const gint64 *id);
/* Asks how long the VM may stand still for its switch-over from now on. ID, which is TASK's, must outlive the question. */
void task_ask_downtime(App *app, const Task *task, const gint64 *id);
void task_ask_recover(App *app, const Task *task);
/* Takes up a task whose process is gone, or undoes what it has done. */
void task_ask_resume(App *app, const Task *task, gboolean roll_back);
