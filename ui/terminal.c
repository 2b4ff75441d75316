#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <term.h>
#undef lines
#undef columns

#include "ui/terminal.h"

#include "config/theme_file.h"
#include "model/text.h"
#include "ui/glyphs.h"
#include "ui/text.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { ESCAPE_WAIT_MS = 50, MAX_PAIRS = 64 };
enum { DOUBLE_CLICK_US = 400000, DOUBLE_CLICK_COLS = 2, MAX_MOUSE_EVENTS = 8 /* as many as curses keeps */ };

static const char *charset;
static gboolean use_color, plain_lines;
static attr_t role_attributes[ROLE_COUNT];
static short role_pairs[ROLE_COUNT];
static int cursor_row, cursor_col;
static int own_stderr = -1;                   /* where standard error went before */
static MEVENT mouse_events[MAX_MOUSE_EVENTS]; /* not told yet, newest first */
static int mouse_event_count;

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

static gboolean refuse(GError **error, const char *why)
{
  g_set_error(error, G_IO_CHANNEL_ERROR, G_IO_CHANNEL_ERROR_FAILED,
              _("%s; without a screen, use “virt-migrate run VM --to HOST” (see virt-migrate --help)"), why);
  return FALSE;
}

static gboolean can_address_cursor(const char *term, GError **error)
{
  g_autofree char *unknown = g_strdup_printf(_("the terminal TERM=%s is not known on this machine"), term);
  g_autofree char *unable = g_strdup_printf(_("the terminal TERM=%s cannot show a full screen"), term);
  gboolean able;
  int status;

  if (setupterm(NULL, STDOUT_FILENO, &status) != OK)
    return refuse(error, unknown);
  able = cursor_address != NULL && *cursor_address != '\0';
  del_curterm(set_curterm(NULL));
  return able || refuse(error, unable);
}

gboolean terminal_usable(GError **error)
{
  const char *term = g_getenv("TERM");

  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
    return refuse(error, _("the wizard needs a terminal, and input or output is none"));
  if (term == NULL || *term == '\0')
    return refuse(error, _("the wizard needs to know the terminal, and TERM is not set"));
  return can_address_cursor(term, error);
}

/* Real VT terminals and the Linux console have only some of the characters, whatever the locale says. */
static gboolean terminal_is_plain(void)
{
  const char *term = termname();

  return g_str_has_prefix(term, "vt") || strcmp(term, "linux") == 0 || strcmp(term, "ansi") == 0;
}

static attr_t curses_attributes(guint attributes)
{
  return ((attributes & STYLE_BOLD) ? A_BOLD : 0) | ((attributes & STYLE_REVERSE) ? A_REVERSE : 0) |
         ((attributes & STYLE_UNDERLINE) ? A_UNDERLINE : 0) | ((attributes & STYLE_DIM) ? A_DIM : 0);
}

/* Each role has a pair of its own where it needs colours at all. */
static void init_roles(void)
{
  for (Role role = 0; role < ROLE_COUNT; role++) {
    Style style = theme_style(role, use_color ? COLORS : 0);
    gboolean colored = style.foreground != COLOR_OF_TERMINAL || style.background != COLOR_OF_TERMINAL;

    role_attributes[role] = curses_attributes(style.attributes);
    role_pairs[role] = colored ? (short)(role + 1) : 0;
    if (colored)
      init_pair(role_pairs[role], (short)style.foreground, (short)style.background);
  }
}

/* Interrupt and stop keys reach us as keys; the flow control that serial lines need stays as it was. */
static void take_control_keys(void)
{
  struct termios mode;

  if (tcgetattr(STDIN_FILENO, &mode) != 0)
    return;
  mode.c_lflag &= (tcflag_t)~ISIG;
  tcsetattr(STDIN_FILENO, TCSADRAIN, &mode);
  def_prog_mode();
}

static void init_keys(gboolean mouse)
{
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  set_escdelay(ESCAPE_WAIT_MS);
  /* A screen is always drawn to its end, keys waiting or not: nobody would finish a half one. */
  typeahead(-1);
  for (gsize i = 0; i < G_N_ELEMENTS(common_sequences); i++)
    if (key_defined(common_sequences[i].sequence) == 0)
      define_key(common_sequences[i].sequence, common_sequences[i].key);
  /* Releases too, though nothing comes of them: after an event that was not asked for, curses waits for another. */
  if (mouse) {
    mousemask(BUTTON1_PRESSED | BUTTON1_RELEASED | BUTTON2_PRESSED | BUTTON2_RELEASED | BUTTON3_PRESSED |
                  BUTTON3_RELEASED | BUTTON4_PRESSED | BUTTON5_PRESSED,
              NULL);
    mouseinterval(0);
  }
}

/* Libraries and the programs they start write warnings to standard error; on our screen they would only be dirt. */
static void divert_stderr(void)
{
  int nowhere = isatty(STDERR_FILENO) ? open("/dev/null", O_WRONLY | O_CLOEXEC) : -1;

  if (nowhere < 0)
    return;
  own_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  dup2(nowhere, STDERR_FILENO);
  close(nowhere);
}

static void restore_stderr(void)
{
  if (own_stderr < 0)
    return;
  dup2(own_stderr, STDERR_FILENO);
  close(own_stderr);
  own_stderr = -1;
}

void terminal_init(const TerminalSettings *settings)
{
  const char *no_color = g_getenv("NO_COLOR");

  divert_stderr();
  initscr();
  cbreak();
  noecho();
  nonl();
  intrflush(stdscr, FALSE);
  take_control_keys();
  init_keys(!settings->no_mouse);
  use_color = has_colors() && !settings->no_color && (no_color == NULL || *no_color == '\0');
  if (use_color) {
    start_color();
    use_default_colors();
  }
  init_roles();
  plain_lines = settings->ascii;
  if (settings->ascii)
    charset = "ASCII";
  else
    g_get_charset(&charset);
  glyphs_init(!settings->ascii && g_get_charset(NULL) && !terminal_is_plain());
}

void terminal_finish(void)
{
  endwin();
  restore_stderr();
}

void terminal_size(int *rows, int *cols)
{
  getmaxyx(stdscr, *rows, *cols);
}

void terminal_resized(void)
{
  struct winsize size;

  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
    return;
  resizeterm(size.ws_row, size.ws_col);
  terminal_forget();
}

void terminal_forget(void)
{
  clearok(curscr, TRUE);
}

void terminal_stop(void)
{
  void (*before)(int) = signal(SIGTSTP, SIG_DFL);

  endwin();
  /* The whole job stops, as it would at the key itself: whoever started us waits for all of it. */
  kill(0, SIGTSTP);
  signal(SIGTSTP, before);
  reset_prog_mode();
  terminal_resized();
  terminal_forget();
}

void terminal_begin(void)
{
  erase();
  cursor_row = cursor_col = 0;
}

void terminal_end(void)
{
  attr_set(A_NORMAL, 0, NULL);
  move(cursor_row, cursor_col);
  refresh();
}

static void use_role(Role role)
{
  attr_set(role_attributes[role], role_pairs[role], NULL);
}

int terminal_cell(const Rect *area, int row, int col, int width, Role role, const char *text)
{
  int room = MIN(width, area->cols - col);

  if (row < 0 || row >= area->rows || room <= 0 || col < 0)
    return col;
  g_autofree char *safe = text_safe(text);
  g_autofree char *cut = text_cut(safe, room, glyph(GLYPH_ELLIPSIS));
  g_autofree char *bytes = text_encode(cut, charset);

  use_role(role);
  mvaddstr(area->row + row, area->col + col, bytes);
  return col + text_width(cut);
}

int terminal_text(const Rect *area, int row, int col, Role role, const char *text)
{
  return terminal_cell(area, row, col, area->cols, role, text);
}

int terminal_format(const Rect *area, int row, int col, Role role, const char *format, ...)
{
  va_list args;

  va_start(args, format);
  g_autofree char *text = g_strdup_vprintf(format, args);
  va_end(args);
  return terminal_text(area, row, col, role, text);
}

void terminal_right(const Rect *area, int row, int end, Role role, const char *text)
{
  terminal_text(area, row, MAX(end - terminal_width(text), 0), role, text);
}

static void horizontal(int row, int col, int cols)
{
  mvhline(row, col, plain_lines ? '-' : ACS_HLINE, cols);
}

void terminal_rule(const Rect *area, int row, Role role)
{
  use_role(role);
  horizontal(area->row + row, area->col, area->cols);
}

void terminal_frame(const Rect *area, Role role)
{
  int bottom = area->row + area->rows - 1, right = area->col + area->cols - 1;

  attr_set(A_NORMAL, 0, NULL);
  for (int row = area->row; row <= bottom; row++)
    mvhline(row, area->col, ' ', area->cols);
  use_role(role);
  horizontal(area->row, area->col, area->cols);
  horizontal(bottom, area->col, area->cols);
  mvvline(area->row, area->col, plain_lines ? '|' : ACS_VLINE, area->rows);
  mvvline(area->row, right, plain_lines ? '|' : ACS_VLINE, area->rows);
  mvaddch(area->row, area->col, plain_lines ? '+' : ACS_ULCORNER);
  mvaddch(area->row, right, plain_lines ? '+' : ACS_URCORNER);
  mvaddch(bottom, area->col, plain_lines ? '+' : ACS_LLCORNER);
  mvaddch(bottom, right, plain_lines ? '+' : ACS_LRCORNER);
}

int terminal_width(const char *text)
{
  g_autofree char *safe = text_safe(text);

  return text_width(safe);
}

void terminal_cursor(const Rect *area, int row, int col)
{
  if (row < 0 || row >= area->rows)
    return;
  cursor_row = area->row + row;
  cursor_col = area->col + CLAMP(col, 0, area->cols - 1);
}

/* On a slow line several events come at once; curses tells the newest first, and of the others only when asked on. */
static void take_mouse(void)
{
  while (mouse_event_count < MAX_MOUSE_EVENTS && getmouse(&mouse_events[mouse_event_count]) == OK)
    mouse_event_count++;
}

static gboolean read_mouse(const MEVENT *event, Input *input)
{
  static gint64 last_us;
  static int last_row = -1, last_col;
  gint64 now_us = g_get_monotonic_time();
  gboolean again =
      event->y == last_row && ABS(event->x - last_col) <= DOUBLE_CLICK_COLS && now_us - last_us < DOUBLE_CLICK_US;

  *input = (Input){ .kind = INPUT_NONE, .row = event->y, .col = event->x };
  if (event->bstate & BUTTON4_PRESSED)
    input->kind = INPUT_WHEEL_UP;
  else if (event->bstate & BUTTON5_PRESSED)
    input->kind = INPUT_WHEEL_DOWN;
  else if (event->bstate & BUTTON3_PRESSED)
    input->kind = INPUT_RIGHT_CLICK;
  else if (event->bstate & BUTTON1_PRESSED)
    input->kind = again ? INPUT_DOUBLE_CLICK : INPUT_CLICK;
  else
    return FALSE;
  last_row = input->kind == INPUT_CLICK ? event->y : -1;
  last_col = event->x;
  last_us = now_us;
  return TRUE;
}

static gboolean next_mouse(Input *input)
{
  while (mouse_event_count > 0)
    if (read_mouse(&mouse_events[--mouse_event_count], input))
      return TRUE;
  return FALSE;
}

static gboolean take_function_key(int key, Input *input)
{
  if (key == KEY_MOUSE)
    take_mouse();
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
    if (result == OK)
      take_char(ch, input);
    if (result == OK || take_function_key((int)ch, input))
      return TRUE;
  }
  return TRUE;
}
