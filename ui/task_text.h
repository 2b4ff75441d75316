/* Tasks in words, and what the operator can ask of one: the same on every page. */
#pragma once

#include "ui/app.h"

/* "14:02:10", with the date when that is not today. Caller frees. */
char *task_clock(gint64 wall_ms);

/* How long it took, or takes by now. Caller frees. */
char *task_duration(const Task *task);

/* A time that is still running, in whole seconds: tenths would only flicker. Caller frees. */
char *task_running_time(gint64 ms);

/* Asks the operator, then asks the task to cancel. */
void task_ask_cancel(App *app, const Task *task);
void task_ask_post_copy(App *app, const Task *task);
void task_ask_suspend(App *app, const Task *task);
