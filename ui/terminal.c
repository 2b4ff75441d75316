#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <term.h>
#undef lines
#undef columns

#include "ui/terminal.h"

#include "config/theme_file.h"
#include "model/text.h"
#include "ui/glyphs.h"
#include "ui/terminal_parts.h"
#include "ui/text.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static const char *charset;
static gboolean use_color, plain_lines;
static attr_t role_attributes[ROLE_COUNT];
static short role_pairs[ROLE_COUNT];
static int cursor_row, cursor_col;
static int own_stderr = -1;                   /* where standard error went before */

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

/* Terminals of DEC know nothing beyond ASCII and their line drawing, whatever the locale says. */
static gboolean terminal_is_vt(void)
{
  return g_str_has_prefix(termname(), "vt");
}

/* These and the Linux console have only some of the signs that pages are drawn with. */
static gboolean terminal_is_plain(void)
{
  return terminal_is_vt() || strcmp(termname(), "linux") == 0 || strcmp(termname(), "ansi") == 0;
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

void terminal_theme_changed(void)
{
  init_roles();
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
  terminal_init_keys(!settings->no_mouse);
  use_color = has_colors() && !settings->no_color && (no_color == NULL || *no_color == '\0');
  if (use_color) {
    start_color();
    use_default_colors();
  }
  init_roles();
  terminal_init_line();
  plain_lines = settings->ascii;
  if (settings->ascii || terminal_is_vt())
    charset = "ASCII";
  else
    g_get_charset(&charset);
  glyphs_init(!settings->ascii && g_get_charset(NULL) && !terminal_is_plain());
}

/* An answer that is still on its way would be typed into the next program. */
static void give_back(void)
{
  int wait_ms = terminal_wait_ms();

  if (wait_ms > 0)
    terminal_await_answer(wait_ms);
  terminal_answered();
  endwin();
}

void terminal_finish(gboolean alive)
{
  if (alive)
    give_back();
  else
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

  give_back();
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
  terminal_ask();
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

void terminal_column(const Rect *area, int col, Role role)
{
  use_role(role);
  mvvline(area->row, area->col + col, plain_lines ? '|' : ACS_VLINE, area->rows);
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
