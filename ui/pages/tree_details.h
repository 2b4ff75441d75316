/* Beside the tree, where the terminal is wide enough: all that is known about what has the focus. */
#pragma once

#include "ui/layout.h"
#include "ui/tree_model.h"

/* DETAILS of the VM of ROW; NULL while they have not been read. */
void tree_details_draw(const TreeRow *row, const VmDetails *details, const Rect *area);
