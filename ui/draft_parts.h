/* Between the files of the draft. */
#pragma once

#include "ui/draft.h"

void draft_estimate_init(Draft *draft);
void draft_estimate_clear(Draft *draft);
/* Makes the estimate for CHOICES, those in effect, anew; asks for what it needs and is not known yet. */
void draft_estimate_update(Draft *draft, const Facts *facts, const Choices *choices);
