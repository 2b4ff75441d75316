/* A plan as text and back, for the store. */
#pragma once

#include "model/plan.h"

char *plan_to_text(const Plan *plan);
/* NULL and ERROR when TEXT is not a plan this version understands. */
Plan *plan_from_text(const char *text, GError **error);
/* The estimate that such a text holds; -1 for none. */
gint64 plan_text_estimate_ms(const char *text);
