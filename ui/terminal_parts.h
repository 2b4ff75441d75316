/* Between the parts of the terminal: what is drawn, what is typed, and the line. */
#pragma once

#include <glib.h>

/* ESC alone is the key Esc when nothing follows for so long. */
enum { TERMINAL_ESCAPE_WAIT_MS = 50 };

/* Tells curses which keys there are. */
void terminal_init_keys(gboolean mouse);

/* Throws away what comes in until the sign of life has been read, at most LIMIT_MS: the next program must not find it. */
void terminal_await_answer(int limit_ms);

/* Finds out what the line is like. */
void terminal_init_line(void);

/* Something was drawn: asks for a sign of life when it is time to. */
void terminal_ask(void);

/* The terminal has given its sign of life, or need not any more. */
void terminal_answered(void);
