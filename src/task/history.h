/* What finished tasks tell about moves to come. */
#pragma once

#include "model/choices.h"
#include "plan/facts.h"

/* Fills HISTORY from TASKS (of Task, newest first; NULL: none). See watch_history(). */
void history_read(const GPtrArray *tasks, const char *source, const char *target, const Choices *choices, gboolean active,
                  MoveHistory *history);
