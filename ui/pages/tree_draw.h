/* How a row of the tree looks. */
#pragma once

#include "ui/layout.h"
#include "ui/tree_model.h"

/* The column after the longest name, within reason. */
int tree_name_cols(const GPtrArray *rows);

void tree_draw_row(const TreeRow *row, const Rect *area, int name_cols, gboolean selected);

/* Why a host is down, without saying again which one it is. */
const char *tree_reason(const TreeRow *row);

/* All about one VM in a line. Caller frees. */
char *tree_describe_vm(const VmDetails *details);
