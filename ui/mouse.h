/* What a mouse tells, as terminals send it (the numbers of XTerm's protocol), made into input. */
#pragma once

#include "ui/input.h"

/* One press of BUTTON (with its modifiers) at ROW and COL, counted from 0, at the time NOW_US. FALSE: nothing comes of it, as of
 * moves, buttons that have no meaning here and a wheel that is turned sideways. A second press of the first button in the same
 * place soon after the first is a double click: what was pressed last is remembered here. */
gboolean mouse_press(guint button, int row, int col, gint64 now_us, Input *input);

/* The rest of a report "ESC [ <", from the button on: "0;12;8M". FALSE: a release, or no report at all. */
gboolean mouse_read_report(const char *report, gint64 now_us, Input *input);
