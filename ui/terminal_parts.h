/* Between the two halves of the terminal: what is drawn and what is typed. */
#pragma once

#include <glib.h>

/* Tells curses which keys there are. */
void terminal_init_keys(gboolean mouse);

/* The terminal has given its sign of life. */
void terminal_answered(void);

/* ESC alone is the key Esc when nothing follows for so long; longer while a sign of life is on its way, which begins with ESC too. */
void terminal_expect_answer(gboolean expected);

/* Throws away what comes in until the sign of life has been read, at most LIMIT_MS: the next program must not find it. */
void terminal_await_answer(int limit_ms);
