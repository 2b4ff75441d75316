/* What the parts of the runner share; for src/task/runner*.c only. */
#pragma once

#include "task/runner.h"

/* The step of the plan at POSITION. */
const PlanStep *runner_plan_step(const Runner *runner, guint position);

/* Writes how the step at POSITION stands, to the record and to the log. DETAIL: NULL leaves what was said of it before. */
gboolean runner_write_step(Runner *runner, guint position, StepState state, const char *detail, GError **error);

/* A record that was set aside and begun anew may lack what this runner has written last: writes it again. */
void runner_mend_record(Runner *runner);

/* Writes the end of the task, however long the disk is full. */
void runner_write_end(Runner *runner, TaskState state, const char *reason);

/* Does all steps from `position` on. FALSE and ERROR at the first that fails, or when the task is cancelled. */
gboolean runner_run_steps(Runner *runner, GError **error);

/* Undoes the step at `position` and all before it, last first. What cannot be undone is added to PROBLEMS. */
void runner_undo_steps(Runner *runner, GString *problems);
