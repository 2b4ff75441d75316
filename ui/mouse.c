#include "ui/mouse.h"

#include <stdio.h>

enum { DOUBLE_CLICK_US = 400000, DOUBLE_CLICK_COLS = 2, MODIFIERS = 4 | 8 | 16 };

static const struct {
  guint button;
  InputKind kind;
} kinds[] = {
  { 0, INPUT_CLICK },
  { 2, INPUT_RIGHT_CLICK },
  { 64, INPUT_WHEEL_UP },
  { 65, INPUT_WHEEL_DOWN },
};

static InputKind kind_of(guint button)
{
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
    if (kinds[i].button == (button & ~(guint)MODIFIERS))
      return kinds[i].kind;
  return INPUT_NONE;
}

gboolean mouse_press(guint button, int row, int col, gint64 now_us, Input *input)
{
  static gint64 last_us;
  static int last_row = -1, last_col;
  gboolean again = row == last_row && ABS(col - last_col) <= DOUBLE_CLICK_COLS && now_us - last_us < DOUBLE_CLICK_US;
  InputKind kind = kind_of(button);

  if (kind == INPUT_NONE)
    return FALSE;
  *input = (Input){ .kind = kind == INPUT_CLICK && again ? INPUT_DOUBLE_CLICK : kind, .row = row, .col = col };
  last_row = input->kind == INPUT_CLICK ? row : -1;
  last_col = col;
  last_us = now_us;
  return TRUE;
}

gboolean mouse_read_report(const char *report, gint64 now_us, Input *input)
{
  guint button;
  int row, col;
  char end;

  if (sscanf(report, "%9u;%9d;%9d%c", &button, &col, &row, &end) != 4 || end != 'M' || row < 1 || col < 1)
    return FALSE;
  return mouse_press(button, row - 1, col - 1, now_us, input);
}
