/* Taking a move back: the wizard with everything filled in, for the operator to look at and start. */
#pragma once

#include "ui/app.h"

/* Opens it for TASK; PAGE is where it was asked for. What stands in the way is said. */
void move_back(Page *page, const Task *task);
