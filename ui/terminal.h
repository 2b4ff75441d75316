/* The wall around curses: everything that is drawn or typed passes here, so nobody else knows the library. Text is made
 * safe (no control characters), cut to its area and put into the locale's characters on its way out. */
#pragma once

#include "ui/input.h"
#include "ui/layout.h"
#include "ui/theme.h"

typedef struct TerminalSettings {
  gboolean ascii, no_color, no_mouse;
} TerminalSettings;

/* Is there a terminal that can address its cursor? FALSE and ERROR with what to do instead. */
gboolean terminal_usable(GError **error);

/* Takes the terminal over, and gives it back as it was. */
void terminal_init(const TerminalSettings *settings);
void terminal_finish(gboolean alive /* the line still stands */);

/* The theme is another one now. */
void terminal_theme_changed(void);

/* The next event without waiting; FALSE when there is none. */
gboolean terminal_input(Input *input);

void terminal_size(int *rows, int *cols);
/* The window has another size now. */
void terminal_resized(void);
/* Nothing on the screen is trusted any more: draw all of it next time. */
void terminal_forget(void);
/* Gives the terminal back, stops this job, and takes the terminal again when it goes on. */
void terminal_stop(void);

/* Between these two a whole screen is drawn from nothing; what differs from before is sent. */
void terminal_begin(void);
void terminal_end(void);

/* How long to wait before the next screen is drawn: the line is still busy with the one before. 0: it is free. Shorter when the
 * terminal answers meanwhile, so look again after input. */
int terminal_wait_ms(void);
/* The time between screens on which only figures change. */
int terminal_calm_ms(void);
/* Is the line so slow that pictures are worth drawing now and then only? */
gboolean terminal_is_slow(void);

/* Draws TEXT at ROW and COL of AREA, cut at its right edge. Returns the column after it. */
int terminal_text(const Rect *area, int row, int col, Role role, const char *text);
int terminal_format(const Rect *area, int row, int col, Role role, const char *format, ...) G_GNUC_PRINTF(5, 6);
/* The same within WIDTH columns. */
int terminal_cell(const Rect *area, int row, int col, int width, Role role, const char *text);
/* The same, ending at column END. */
void terminal_right(const Rect *area, int row, int end, Role role, const char *text);

/* A line over a whole row of AREA. */
void terminal_rule(const Rect *area, int row, Role role);
/* A line down a whole column of AREA. */
void terminal_column(const Rect *area, int col, Role role);
/* Empties AREA and draws a frame around it. */
void terminal_frame(const Rect *area, Role role);

/* Columns that TEXT takes on the screen. */
int terminal_width(const char *text);

/* Where the cursor rests when the screen is done. */
void terminal_cursor(const Rect *area, int row, int col);
