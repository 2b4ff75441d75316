/* What an estimate needs to know, gathered without a screen. */
#pragma once

#include "model/choices.h"
#include "plan/facts.h"
#include "virt/survey.h"

/* Fills INPUTS for a move whose facts are there. Measuring how fast the VM writes takes a second: with IN_HURRY, where nobody is there to
 * read the estimate, that is only done when the move takes so long that a second does not count. */
void inputs_gather(EstimateInputs *inputs, Survey *survey, const Facts *facts, const Choices *choices, gboolean in_hurry);
