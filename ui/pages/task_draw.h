/* The parts of a task's page: each draws into AREA from ROW on. */
#pragma once

#include "model/task.h"
#include "ui/layout.h"

/* The steps, at most ROWS of them: those around the one at work. Returns the row after them. */
int task_draw_steps(const Task *task, const Rect *area, int row, int rows);

/* How far it is and how long it still takes. */
void task_draw_bar(const Task *task, const Rect *area, int row);

/* One line of figures. */
void task_draw_figures(const Task *task, const Rect *area, int row);

/* How it ended. Returns the row after it. */
int task_draw_result(const Task *task, const Rect *area, int row);
