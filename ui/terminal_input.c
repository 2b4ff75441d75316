/* Keys, mouse and signs of life, out of what the terminal sends. */
#define NCURSES_WIDECHAR 1
#include <curses.h>
#undef lines
#undef columns

#include "ui/mouse.h"
#include "ui/terminal.h"
#include "ui/terminal_parts.h"

#include <poll.h>
#include <unistd.h>

enum { AWAIT_STEP_MS = 20 };
enum { MAX_MOUSE_EVENTS = 8 /* as many as curses keeps */, MAX_REPORT = 24 };
enum { KEY_ANSWER = KEY_MAX + 1, KEY_REPORT };

static MEVENT mouse_events[MAX_MOUSE_EVENTS]; /* not told yet, newest first */
static int mouse_event_count;
static char report[MAX_REPORT + 1]; /* of the mouse, as far as it has been read */
static gsize report_length;
static gboolean in_report;

/* Terminals send these even where their description does not know them; unread, their first byte would count as Esc. */
static const struct {
  const char *sequence;
  int key;
} common_sequences[] = {
  { "\033[A", KEY_UP },     { "\033[B", KEY_DOWN },   { "\033[C", KEY_RIGHT }, { "\033[D", KEY_LEFT },
  { "\033OA", KEY_UP },     { "\033OB", KEY_DOWN },   { "\033OC", KEY_RIGHT }, { "\033OD", KEY_LEFT },
  { "\033[H", KEY_HOME },   { "\033[F", KEY_END },    { "\033OH", KEY_HOME },  { "\033OF", KEY_END },
  { "\033[1~", KEY_HOME },  { "\033[4~", KEY_END },   { "\033[7~", KEY_HOME }, { "\033[8~", KEY_END },
  { "\033[5~", KEY_PPAGE }, { "\033[6~", KEY_NPAGE }, { "\033[3~", KEY_DC },   { "\033[Z", KEY_BTAB },
};

static const struct {
  int key;
  InputKind kind;
} function_keys[] = {
  { KEY_ENTER, INPUT_ENTER },     { KEY_BACKSPACE, INPUT_BACKSPACE },
  { KEY_DC, INPUT_DELETE },       { KEY_UP, INPUT_UP },
  { KEY_DOWN, INPUT_DOWN },       { KEY_LEFT, INPUT_LEFT },
  { KEY_RIGHT, INPUT_RIGHT },     { KEY_PPAGE, INPUT_PAGE_UP },
  { KEY_NPAGE, INPUT_PAGE_DOWN }, { KEY_HOME, INPUT_HOME },
  { KEY_END, INPUT_END },         { KEY_BTAB, INPUT_BACK_TAB },
  { KEY_FIND, INPUT_HOME },       { KEY_SELECT, INPUT_END },
};

static void define_common_keys(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(common_sequences); i++)
    if (key_defined(common_sequences[i].sequence) == 0)
      define_key(common_sequences[i].sequence, common_sequences[i].key);
  define_key("\033[0n", KEY_ANSWER);
}

/* Releases too, though nothing comes of them: after an event that was not asked for, curses waits for another. Reports of the newer
 * kind are read here, as curses takes a wheel that is turned sideways for the right button. */
static void init_mouse(void)
{
  mousemask(BUTTON1_PRESSED | BUTTON1_RELEASED | BUTTON2_PRESSED | BUTTON2_RELEASED | BUTTON3_PRESSED | BUTTON3_RELEASED |
                BUTTON4_PRESSED | BUTTON5_PRESSED,
            NULL);
  mouseinterval(0);
  define_key("\033[<", KEY_REPORT);
}

void terminal_init_keys(gboolean mouse)
{
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  set_escdelay(TERMINAL_ESCAPE_WAIT_MS);
  /* A screen is always drawn to its end, keys waiting or not: nobody would finish a half one. */
  typeahead(-1);
  define_common_keys();
  if (mouse)
    init_mouse();
}

/* On a slow line several events come at once; curses tells the newest first, and of the others only when asked on. */
static void take_mouse(void)
{
  while (mouse_event_count < MAX_MOUSE_EVENTS && getmouse(&mouse_events[mouse_event_count]) == OK)
    mouse_event_count++;
}

static gboolean read_mouse(const MEVENT *event, Input *input)
{
  static const struct {
    mmask_t state;
    guint button;
  } buttons[] = { { BUTTON4_PRESSED, 64 }, { BUTTON5_PRESSED, 65 }, { BUTTON3_PRESSED, 2 }, { BUTTON1_PRESSED, 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS(buttons); i++)
    if (event->bstate & buttons[i].state)
      return mouse_press(buttons[i].button, event->y, event->x, g_get_monotonic_time(), input);
  return FALSE;
}

static gboolean next_mouse(Input *input)
{
  while (mouse_event_count > 0)
    if (read_mouse(&mouse_events[--mouse_event_count], input))
      return TRUE;
  return FALSE;
}

/* The next character of a report. TRUE: it is complete, and says something. */
static gboolean take_report(wint_t ch, Input *input)
{
  gboolean goes_on = ch == ';' || (ch >= '0' && ch <= '9');

  report[report_length++] = ch < 128 ? (char)ch : '?';
  report[report_length] = '\0';
  in_report = goes_on && report_length < MAX_REPORT;
  return !goes_on && mouse_read_report(report, g_get_monotonic_time(), input);
}

static gboolean take_function_key(int key, Input *input)
{
  in_report = key == KEY_REPORT;
  report_length = 0;
  if (key == KEY_MOUSE)
    take_mouse();
  else if (key == KEY_ANSWER)
    terminal_answered();
  for (gsize i = 0; i < G_N_ELEMENTS(function_keys); i++)
    if (function_keys[i].key == key)
      input->kind = function_keys[i].kind;
  return input->kind != INPUT_NONE;
}

static void take_char(wint_t ch, Input *input)
{
  input->kind = ch == '\r' || ch == '\n' ? INPUT_ENTER
                : ch == 27               ? INPUT_ESCAPE
                : ch == '\t'             ? INPUT_TAB
                : ch == 8 || ch == 127   ? INPUT_BACKSPACE
                                         : INPUT_CHAR;
  input->ch = (gunichar)ch;
}

gboolean terminal_input(Input *input)
{
  wint_t ch;

  while (!next_mouse(input)) {
    int result = get_wch(&ch);

    if (result == ERR)
      return FALSE;
    *input = (Input){ .kind = INPUT_NONE };
    if (result == OK && in_report) {
      if (take_report(ch, input))
        return TRUE;
      continue;
    }
    if (result == OK)
      take_char(ch, input);
    if (result == OK || take_function_key((int)ch, input))
      return TRUE;
  }
  return TRUE;
}

void terminal_await_answer(int limit_ms)
{
  gint64 end_us = g_get_monotonic_time() + limit_ms * (gint64)1000;
  struct pollfd line = { .fd = STDIN_FILENO, .events = POLLIN };
  gboolean answered = FALSE;
  wint_t ch;

  while (!answered && g_get_monotonic_time() < end_us && poll(&line, 1, AWAIT_STEP_MS) >= 0 && (line.revents & (POLLHUP | POLLERR)) == 0)
    answered = get_wch(&ch) == KEY_CODE_YES && ch == KEY_ANSWER;
}
