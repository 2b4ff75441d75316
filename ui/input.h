/* What the operator did, one event at a time, in words of our own: nobody but the terminal knows curses. */
#pragma once

#include <glib.h>

typedef enum {
  INPUT_NONE,
  INPUT_CHAR, /* ch; control characters too: Ctrl-L is 12 */
  INPUT_ENTER,
  INPUT_ESCAPE,
  INPUT_TAB,
  INPUT_BACK_TAB,
  INPUT_BACKSPACE,
  INPUT_DELETE,
  INPUT_UP,
  INPUT_DOWN,
  INPUT_LEFT,
  INPUT_RIGHT,
  INPUT_PAGE_UP,
  INPUT_PAGE_DOWN,
  INPUT_HOME,
  INPUT_END,
  INPUT_CLICK, /* row, col */
  INPUT_DOUBLE_CLICK,
  INPUT_RIGHT_CLICK,
  INPUT_WHEEL_UP,
  INPUT_WHEEL_DOWN,
} InputKind;

typedef struct Input {
  InputKind kind;
  gunichar ch;
  int row, col;
} Input;

enum { CTRL_C = 3, CTRL_L = 12, CTRL_U = 21, CTRL_Z = 26 };

/* A character that goes into a text field. */
static inline gboolean input_is_text(const Input *input)
{
  return input->kind == INPUT_CHAR && input->ch >= ' ' && input->ch != 127;
}

static inline gboolean input_is_mouse(const Input *input)
{
  return input->kind >= INPUT_CLICK;
}
