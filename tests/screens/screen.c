#include "screen.h"

#include "line.h"
#include "screen_keys.h"
#include "screen_repeat.h"
#include "screen_text.h"
#include "vt100.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

extern char **environ;

#define LIMIT_MS 10000
#define POLL_MS 20 /* how often a wait looks whether the program still lives when it writes nothing */

struct Screen {
  GPid pid;
  int fd;            /* our end of the pseudo-terminal; -1 when it is closed */
  gboolean exited;
  int status;        /* of waitpid(), once it exited */
  gboolean ascii_lines;
  int rows, cols;
  VTerm *terminal;
  VTermScreen *cells;
  ScreenRepeat repeat;
  Line line;
  gboolean strict;   /* it is a real VT100 */
  Vt100 vt100;
  gboolean cursor_visible;
  GByteArray *output;
  gsize counted;     /* how much of OUTPUT screen_bytes() has told already */
  char *text, *row;  /* last answers of screen_text() and screen_row() */
};

/* Screens that are not freed yet: a failing test jumps out without freeing its own. */
static GPtrArray *living;

/* --- the terminal ------------------------------------------------------------------------------------------------ */

static void send_to_program(const char *bytes, size_t length, void *data)
{
  Screen *screen = data;
  while (length > 0 && screen->fd >= 0) {
    line_send_byte(&screen->line);
    gssize written = write(screen->fd, bytes, screen->line.bytes_per_s > 0 ? 1 : length);
    if (written < 0 && errno != EINTR)
      return;
    if (written > 0) {
      bytes += written;
      length -= (size_t)written;
    }
  }
}

static int terminal_property(VTermProp property, VTermValue *value, void *data)
{
  Screen *screen = data;
  if (property == VTERM_PROP_CURSORVISIBLE)
    screen->cursor_visible = value->boolean != 0;
  return 1;
}

static const VTermScreenCallbacks terminal_callbacks = { .settermprop = terminal_property };

static void terminal_start(Screen *screen, gboolean utf8)
{
  screen->terminal = vterm_new(screen->rows, screen->cols);
  vterm_set_utf8(screen->terminal, utf8);
  vterm_output_set_callback(screen->terminal, send_to_program, screen);
  screen->cells = vterm_obtain_screen(screen->terminal);
  vterm_screen_set_callbacks(screen->cells, &terminal_callbacks, screen);
  vterm_screen_enable_altscreen(screen->cells, 1);
  vterm_screen_reset(screen->cells, 1);
}

/* --- the program -------------------------------------------------------------------------------------------------- */

static const char *const UNSET[] = { "LINES",  "COLUMNS",  "LANGUAGE",        "LC_ALL",        "LC_CTYPE",  "LC_MESSAGES",
                                     "LC_TIME", "LC_NUMERIC", "LC_COLLATE", "NO_COLOR", "COLORTERM", "TERMINFO", "ESCDELAY",
                                     "NCURSES_NO_UTF8_ACS" };

static char **make_environment(const ScreenSetup *setup, const char *term, const char *lang)
{
  char **environment = g_get_environ();
  for (gsize i = 0; i < G_N_ELEMENTS(UNSET); i++)
    environment = g_environ_unsetenv(environment, UNSET[i]);
  environment = g_environ_setenv(environment, "TERM", term, TRUE);
  environment = g_environ_setenv(environment, "LANG", lang, TRUE);
  environment = g_environ_setenv(environment, "TZ", "UTC", TRUE);
  for (const char *const *pair = setup->env; pair != NULL && *pair != NULL; pair++) {
    g_auto(GStrv) parts = g_strsplit(*pair, "=", 2);
    environment = g_environ_setenv(environment, parts[0], parts[1], TRUE);
  }
  return environment;
}

static void run_program(const ScreenSetup *setup, char **environment)
{
  environ = environment;
  /* Whoever runs the tests may ignore a lost line (nohup does); no terminal's user does. */
  signal(SIGHUP, SIG_DFL);
  execvp(setup->argv[0], (char *const *)setup->argv);
  fprintf(stderr, "cannot run %s: %s\n", setup->argv[0], g_strerror(errno));
  _exit(127);
}

Screen *screen_new(const ScreenSetup *setup)
{
  Screen *screen = g_new0(Screen, 1);
  const char *term = setup->term != NULL ? setup->term : "xterm-256color";
  const char *lang = setup->lang != NULL ? setup->lang : "C.UTF-8";
  g_autofree char *lower = g_ascii_strdown(lang, -1);
  gboolean utf8 = strstr(lower, "utf-8") != NULL || strstr(lower, "utf8") != NULL;
  screen->rows = setup->rows > 0 ? setup->rows : 24;
  screen->cols = setup->cols > 0 ? setup->cols : 80;
  screen->line.bytes_per_s = setup->bytes_per_s;
  screen->strict = g_str_equal(term, "vt100");
  screen->ascii_lines = !utf8 || !g_str_has_prefix(term, "xterm");
  screen->output = g_byte_array_new();
  screen_repeat_init(&screen->repeat);
  terminal_start(screen, utf8);

  g_auto(GStrv) environment = make_environment(setup, term, lang);
  struct winsize size = { .ws_row = (unsigned short)screen->rows, .ws_col = (unsigned short)screen->cols };
  screen->pid = forkpty(&screen->fd, NULL, NULL, &size);
  if (screen->pid == 0)
    run_program(setup, environment);
  if (screen->pid < 0)
    g_error("no pseudo-terminal: %s", g_strerror(errno));
  fcntl(screen->fd, F_SETFD, FD_CLOEXEC);
  if (living == NULL)
    living = g_ptr_array_new();
  g_ptr_array_add(living, screen);
  return screen;
}

static void notice_exit(Screen *screen, int options)
{
  if (!screen->exited && waitpid(screen->pid, &screen->status, options) == screen->pid)
    screen->exited = TRUE;
}

void screen_free(Screen *screen)
{
  if (screen == NULL)
    return;
  g_ptr_array_remove(living, screen);
  notice_exit(screen, WNOHANG);
  if (!screen->exited)
    kill(screen->pid, SIGKILL);
  notice_exit(screen, 0);
  if (screen->fd >= 0)
    close(screen->fd);
  vterm_free(screen->terminal);
  screen_repeat_clear(&screen->repeat);
  g_byte_array_unref(screen->output);
  g_free(screen->text);
  g_free(screen->row);
  g_free(screen);
}

int screen_free_all(void **state)
{
  (void)state;
  while (living != NULL && living->len > 0)
    screen_free(g_ptr_array_index(living, 0));
  return 0;
}

void screen_kill(Screen *screen, int signal)
{
  kill(screen->pid, signal);
}

void screen_hang_up(Screen *screen)
{
  if (screen->fd >= 0)
    close(screen->fd);
  screen->fd = -1;
}

gboolean screen_is_running(Screen *screen)
{
  notice_exit(screen, WNOHANG);
  return !screen->exited;
}

GPid screen_pid(const Screen *screen)
{
  return screen->pid;
}

void screen_resize(Screen *screen, int rows, int cols)
{
  screen->rows = rows;
  screen->cols = cols;
  vterm_set_size(screen->terminal, rows, cols);
  struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };
  ioctl(screen->fd, TIOCSWINSZ, &size);
}

/* --- keys --------------------------------------------------------------------------------------------------------- */

void screen_type(Screen *screen, const char *text)
{
  while (*text != '\0') {
    if (*text == '<') {
      const char *after = screen_keys_named(screen->terminal, text + 1);
      if (after == NULL)
        screen_fail(screen, "the test types a key that has no name: %s", text);
      text = after;
      continue;
    }
    vterm_keyboard_unichar(screen->terminal, g_utf8_get_char(text), VTERM_MOD_NONE);
    text = g_utf8_next_char(text);
  }
}

void screen_click(Screen *screen, ScreenButton button, int row, int col)
{
  vterm_mouse_move(screen->terminal, row, col, VTERM_MOD_NONE);
  vterm_mouse_button(screen->terminal, (int)button, TRUE, VTERM_MOD_NONE);
  vterm_mouse_button(screen->terminal, (int)button, FALSE, VTERM_MOD_NONE);
}

void screen_send(Screen *screen, const char *bytes)
{
  send_to_program(bytes, strlen(bytes), screen);
}

/* --- reading and waiting ------------------------------------------------------------------------------------------ */

static void check_strictly(Screen *screen, const char *bytes, gsize length)
{
  g_autofree char *unknown = vt100_check(&screen->vt100, bytes, length);
  if (unknown != NULL)
    screen_fail(screen, "%s", unknown);
}

gboolean screen_read(Screen *screen, int timeout_ms)
{
  char buffer[16384];
  struct pollfd wanted = { .fd = screen->fd, .events = POLLIN };
  gint64 end_us = g_get_monotonic_time() + timeout_ms * (gint64)1000;
  if (screen->fd < 0 || poll(&wanted, 1, timeout_ms) <= 0)
    return FALSE;
  gsize most = line_wait(&screen->line, end_us - g_get_monotonic_time(), sizeof buffer);
  gssize length = most > 0 ? read(screen->fd, buffer, most) : -1;
  if (most == 0)
    return TRUE; /* something is there, but still on its way */
  if (length <= 0) {
    if (length < 0 && (errno == EINTR || errno == EAGAIN))
      return FALSE;
    screen_hang_up(screen); /* nobody has the other end open any more */
    return FALSE;
  }
  line_carried(&screen->line, (gsize)length);
  g_byte_array_append(screen->output, (const guint8 *)buffer, (guint)length);
  if (screen->strict)
    check_strictly(screen, buffer, (gsize)length);
  g_autoptr(GString) plain = g_string_sized_new(sizeof buffer);
  screen_repeat_expand(&screen->repeat, buffer, (gsize)length, plain);
  vterm_input_write(screen->terminal, plain->str, plain->len);
  return TRUE;
}

/* For people: what has become of the program. When its end of the terminal is closed, its exit is only a moment away. */
static char *describe_program(Screen *screen)
{
  for (int tries = 0; screen->fd < 0 && !screen->exited && tries < 1000; tries++) {
    notice_exit(screen, WNOHANG);
    g_usleep(1000);
  }
  notice_exit(screen, WNOHANG);
  if (!screen->exited)
    return g_strdup("is running");
  if (WIFSIGNALED(screen->status))
    return g_strdup_printf("was ended by signal %d (%s)", WTERMSIG(screen->status), strsignal(WTERMSIG(screen->status)));
  return g_strdup_printf("has ended with exit code %d", WEXITSTATUS(screen->status));
}

static gint64 limit_us(void)
{
  const char *limit = g_getenv("SCREEN_LIMIT_MS");
  return (limit != NULL ? g_ascii_strtoll(limit, NULL, 10) : LIMIT_MS) * 1000;
}

/* One more turn of a wait that began at START: reads a little; FALSE when there is no use in waiting on. */
static gboolean wait_turn(Screen *screen, gint64 start)
{
  screen_read(screen, POLL_MS);
  return screen->fd >= 0 && g_get_monotonic_time() - start < limit_us();
}

static gboolean wait_until(Screen *screen, ScreenCondition condition, const char *text)
{
  gint64 start = g_get_monotonic_time();
  while (!condition(screen, text))
    if (!wait_turn(screen, start))
      return condition(screen, text);
  return TRUE;
}

void screen_wait_until(Screen *screen, ScreenCondition condition, const char *text)
{
  if (!wait_until(screen, condition, text))
    screen_fail(screen, "waited in vain: %s", text);
}

static gboolean is_shown(Screen *screen, const char *text)
{
  return strstr(screen_text(screen), text) != NULL;
}

static gboolean is_gone(Screen *screen, const char *text)
{
  return !is_shown(screen, text);
}

static gboolean is_selected(Screen *screen, const char *text)
{
  int row, col;
  return screen_find(screen, text, &row, &col) && screen_reverse_at(screen, row, col);
}

static gboolean is_expected(Screen *screen, const char *text)
{
  return screen_text_matches(screen_text(screen), text);
}

void screen_wait_for(Screen *screen, const char *text)
{
  if (!wait_until(screen, is_shown, text))
    screen_fail(screen, "waited in vain for: %s", text);
}

void screen_wait_gone(Screen *screen, const char *text)
{
  if (!wait_until(screen, is_gone, text))
    screen_fail(screen, "did not go away: %s", text);
}

void screen_wait_selected(Screen *screen, const char *text)
{
  if (!wait_until(screen, is_selected, text))
    screen_fail(screen, "was not selected: %s", text);
}

void screen_expect(Screen *screen, const char *expected)
{
  if (wait_until(screen, is_expected, expected))
    return;
  g_autofree char *difference = screen_text_difference(screen_text(screen), expected);
  g_autofree char *program = describe_program(screen);
  fprintf(stderr, "not the expected screen (~~~ is any text); the program %s\n%s", program, difference); /* print_error() would cut it */
  fail();
}

int screen_wait_exit(Screen *screen)
{
  gint64 start = g_get_monotonic_time();
  for (;;) {
    notice_exit(screen, WNOHANG);
    if (screen->exited)
      break;
    if (g_get_monotonic_time() - start > limit_us())
      screen_fail(screen, "the program did not end");
    if (!screen_read(screen, POLL_MS) && screen->fd < 0)
      g_usleep(1000);
  }
  while (screen_read(screen, 0))
    continue;
  return WIFSIGNALED(screen->status) ? -WTERMSIG(screen->status) : WEXITSTATUS(screen->status);
}

void screen_settle(Screen *screen, int quiet_ms)
{
  gint64 start = g_get_monotonic_time();
  while (screen_read(screen, quiet_ms) && g_get_monotonic_time() - start < limit_us() + G_USEC_PER_SEC)
    continue;
}

/* --- what is there ------------------------------------------------------------------------------------------------ */

const char *screen_text(Screen *screen)
{
  g_free(screen->text);
  screen->text = screen_text_all(screen->cells, screen->rows, screen->cols, screen->ascii_lines);
  return screen->text;
}

const char *screen_row(Screen *screen, int row)
{
  GString *text = g_string_new(NULL);
  screen_text_row(screen->cells, row, screen->cols, screen->ascii_lines, text);
  g_free(screen->row);
  screen->row = g_string_free(text, FALSE);
  return screen->row;
}

int screen_column(Screen *screen, int row, const char *text)
{
  const char *line = screen_row(screen, row);
  const char *place = strstr(line, text);
  return place != NULL ? screen_text_column(screen->cells, row, screen->cols, screen->ascii_lines, (gsize)(place - line)) : -1;
}

gboolean screen_find(Screen *screen, const char *text, int *row, int *col)
{
  for (*row = 0; *row < screen->rows; ++*row) {
    *col = screen_column(screen, *row, text);
    if (*col >= 0)
      return TRUE;
  }
  return FALSE;
}

gboolean screen_reverse_at(Screen *screen, int row, int col)
{
  VTermScreenCell cell;
  vterm_screen_get_cell(screen->cells, (VTermPos){ .row = row, .col = col }, &cell);
  return cell.attrs.reverse;
}

gboolean screen_cursor_visible(Screen *screen)
{
  return screen->cursor_visible;
}

void screen_cursor(Screen *screen, int *row, int *col)
{
  VTermPos place;
  vterm_state_get_cursorpos(vterm_obtain_state(screen->terminal), &place);
  *row = place.row;
  *col = place.col;
}

int screen_backlog(const Screen *screen)
{
  int bytes = 0;
  ioctl(screen->fd, FIONREAD, &bytes);
  return bytes;
}

gsize screen_bytes(Screen *screen)
{
  gsize bytes = screen->output->len - screen->counted;
  screen->counted = screen->output->len;
  return bytes;
}

const GByteArray *screen_output(Screen *screen)
{
  return screen->output;
}

void screen_fail(Screen *screen, const char *message, ...)
{
  va_list arguments;
  va_start(arguments, message);
  g_autofree char *text = g_strdup_vprintf(message, arguments);
  va_end(arguments);
  g_autofree char *program = describe_program(screen);
  fprintf(stderr, "%s\nthe program %s; on the screen:\n", text, program);
  g_auto(GStrv) rows = g_strsplit(screen_text(screen), "\n", -1);
  for (guint i = 0; rows[i] != NULL; i++)
    fprintf(stderr, "%2u|%s\n", i, rows[i]);
  fail();
  abort();
}
