/* The line to the terminal: how fast it takes what is drawn, seen by the signs of life that the terminal gives when it is asked. */
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <term.h>
#undef lines
#undef columns

#include "ui/pace.h"
#include "ui/terminal.h"
#include "ui/terminal_parts.h"

#include <string.h>
#include <unistd.h>

enum { SLOW_BAUD = 19200, ANSWER_ESCAPE_WAIT_MS = 200 };

static gboolean answers; /* the terminal gives a sign of life when asked */
static Pace pace;

/* Has the terminal a way to give a sign of life? Those that tell where their cursor is tell also that all is well. */
static gboolean can_answer(void)
{
  const char *question = tigetstr("u7");

  return question != NULL && question != (char *)-1 && strcmp(question, "\033[6n") == 0;
}

void terminal_init_line(void)
{
  answers = can_answer();
  pace_init(&pace, baudrate() > 0 && baudrate() <= SLOW_BAUD);
}

/* ESC alone is the key Esc when nothing follows for so long; longer while a sign of life is on its way, which begins with ESC too. */
static void expect_answer(gboolean expected)
{
  set_escdelay(expected ? ANSWER_ESCAPE_WAIT_MS : TERMINAL_ESCAPE_WAIT_MS);
}

void terminal_ask(void)
{
  static const char question[] = "\033[5n";

  if (!answers || !pace_wants_to_ask(&pace))
    return;
  if (write(STDOUT_FILENO, question, sizeof question - 1) != sizeof question - 1)
    return;
  pace_asked(&pace, g_get_monotonic_time());
  expect_answer(TRUE);
}

void terminal_answered(void)
{
  pace_answered(&pace, g_get_monotonic_time());
  expect_answer(FALSE);
}

int terminal_wait_ms(void)
{
  gint64 wait_us = pace_wait_us(&pace, g_get_monotonic_time());

  if (wait_us == 0)
    expect_answer(FALSE);
  return (int)((wait_us + 999) / 1000);
}

int terminal_calm_ms(void)
{
  return (int)(pace_interval_us(&pace) / 1000);
}

gboolean terminal_is_slow(void)
{
  return pace_is_slow(&pace);
}
