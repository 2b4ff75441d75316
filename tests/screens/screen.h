/* A terminal for tests: runs a real program on a pseudo-terminal and reads its screen back.
 *
 * Nothing here sleeps for luck. Functions that wait do so for a state of the screen, and fail the running cmocka test with a
 * dump of the whole screen when that state has not come within the limit (10 s; SCREEN_LIMIT_MS in the environment). */
#pragma once

#include <glib.h>

typedef struct Screen Screen;

typedef struct ScreenSetup {
  const char *const *argv;  /* ends with NULL; argv[0] is looked up in PATH */
  const char *const *env;   /* "NAME=value" on top of the test's own environment, ends with NULL; NULL: nothing */
  const char *term;         /* NULL: xterm-256color */
  const char *lang;         /* NULL: C.UTF-8. With a locale that is not UTF-8 the terminal is an 8-bit one */
  int rows, cols;           /* 0: 24 and 80 */
  guint bytes_per_s;        /* what the line carries, in each direction; 0: everything at once */
} ScreenSetup;

/* Starts the program. On TERM=vt100 whatever a real VT100 does not know fails the test. LINES, COLUMNS and all locale variables are taken away from it, TZ is UTC. Never NULL. */
Screen *screen_new(const ScreenSetup *setup);

/* Ends the program (SIGKILL if it still runs) and frees SCREEN. NULL is fine. */
void screen_free(Screen *screen);

/* Teardown for cmocka: frees every screen that a failed test left behind. */
int screen_free_all(void **state);

/* Types TEXT. Keys without a character are written <Enter> <Esc> <Tab> <S-Tab> <Backspace> <Del> <Ins> <Home> <End> <Up> <Down>
 * <Left> <Right> <PgUp> <PgDn> <F1> … <F12> <Space> <C-c> (control with any letter) and <lt> for the character "<".
 * After <Esc>, wait for what it does before you type on: a terminal cannot tell Esc+key from Alt+key. */
void screen_type(Screen *screen, const char *text);

/* Presses and lets go a button of the mouse there, counted from 0, in the words that the program asked the terminal for. Does
 * nothing unless it asked for the mouse. The wheel counts as buttons. */
typedef enum { MOUSE_LEFT = 1, MOUSE_MIDDLE, MOUSE_RIGHT, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN } ScreenButton;
void screen_click(Screen *screen, ScreenButton button, int row, int col);

/* Sends BYTES as they are. */
void screen_send(Screen *screen, const char *bytes);

/* Wait until TEXT is somewhere on the screen (rows are joined by "\n"), or nowhere any more. */
void screen_wait_for(Screen *screen, const char *text);
void screen_wait_gone(Screen *screen, const char *text);
/* Wait until the row that holds TEXT is shown in reverse at TEXT's first character: it is the selected one. */
void screen_wait_selected(Screen *screen, const char *text);
/* Wait until CONDITION, which sees TEXT too, is true. TEXT also tells what was waited for. */
typedef gboolean (*ScreenCondition)(Screen *screen, const char *text);
void screen_wait_until(Screen *screen, ScreenCondition condition, const char *text);
/* Wait until the program has exited; returns its exit code, or minus the signal that ended it. */
int screen_wait_exit(Screen *screen);

/* Waits until the screen is EXPECTED: all rows, right-trimmed, trailing empty rows left out. "~~~" stands for any text within a
 * row, a row of "~~~" alone for any row, and a row of "~~~~" for any number of rows. Fails with both screens otherwise. */
void screen_expect(Screen *screen, const char *expected);

/* Takes in what the program has written. Returns TRUE when something came within TIMEOUT_MS. For loops of benchmarks. */
gboolean screen_read(Screen *screen, int timeout_ms);

/* Reads until the program has been quiet for QUIET_MS, or a second longer than the limit. */
void screen_settle(Screen *screen, int quiet_ms);

/* What is on the screen now, without reading on. Right-trimmed; valid until the next call of the same function. */
const char *screen_text(Screen *screen);
const char *screen_row(Screen *screen, int row);
/* The column (in cells) of the first TEXT in ROW, -1 when it is not there. */
int screen_column(Screen *screen, int row, const char *text);
/* The row and column of the first place that shows TEXT; FALSE when there is none. */
gboolean screen_find(Screen *screen, const char *text, int *row, int *col);
gboolean screen_reverse_at(Screen *screen, int row, int col);
gboolean screen_cursor_visible(Screen *screen);
void screen_cursor(Screen *screen, int *row, int *col);
/* Bytes that the program has written and the line has not carried yet. */
int screen_backlog(const Screen *screen);

/* Bytes the program has written since the last call (or the start). Settle first. */
gsize screen_bytes(Screen *screen);
/* All it has written, for looking at the bytes themselves. */
const GByteArray *screen_output(Screen *screen);

/* Makes the terminal another size; the program gets its SIGWINCH. */
void screen_resize(Screen *screen, int rows, int cols);

/* Sends SIGNAL to the program alone. */
void screen_kill(Screen *screen, int signal);
/* Closes the terminal as a dropped line does: the program gets SIGHUP, and writes to nowhere. */
void screen_hang_up(Screen *screen);
gboolean screen_is_running(Screen *screen);
/* The program's process id. */
GPid screen_pid(const Screen *screen);

/* Fails the running test with MESSAGE and the screen. */
void screen_fail(Screen *screen, const char *message, ...) G_GNUC_PRINTF(2, 3) G_GNUC_NORETURN;
