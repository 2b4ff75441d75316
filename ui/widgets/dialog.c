#include "ui/widgets/dialog.h"

#include "ui/app.h"
#include "ui/terminal.h"
#include "ui/text.h"

#include <glib/gi18n.h>

typedef struct Dialog {
  Page page;
  char *title, *text, *yes;
  gboolean yes_focused;
  DialogAnswer on_yes; /* NULL: nothing is asked */
  gpointer data;
  GDestroyNotify free_data;
  int top;                /* first line shown of a text that is longer than the screen */
  Rect no_area, yes_area; /* of the buttons, as they were drawn last */
} Dialog;

enum { DIALOG_COLS = 64, BUTTON_ROWS = 4 };

static void dialog_free(Page *page)
{
  Dialog *dialog = (Dialog *)page;

  if (dialog->free_data != NULL)
    dialog->free_data(dialog->data);
  g_free(dialog->title);
  g_free(dialog->text);
  g_free(dialog->yes);
  g_free(dialog);
}

static int draw_button(const Rect *box, int row, int col, const char *label, gboolean focused, Rect *area)
{
  int start = col;

  col = terminal_text(box, row, col, ROLE_TEXT, focused ? "> " : "  ");
  col = terminal_text(box, row, col, focused ? ROLE_SELECTED : ROLE_TEXT, label);
  if (focused)
    terminal_cursor(box, row, start);
  *area = (Rect){ box->row + row, box->col + start, 1, col - start };
  return col + 3;
}

static void draw_buttons(Dialog *dialog, const Rect *box)
{
  int row = box->rows - 2, col = 2;

  if (dialog->on_yes == NULL) {
    draw_button(box, row, col, _("Close"), TRUE, &dialog->no_area);
    return;
  }
  col = draw_button(box, row, col, _("No"), !dialog->yes_focused, &dialog->no_area);
  draw_button(box, row, col, dialog->yes, dialog->yes_focused, &dialog->yes_area);
}

static void dialog_draw(Page *page, const Layout *layout)
{
  Dialog *dialog = (Dialog *)page;
  int cols = MIN(DIALOG_COLS, layout->screen.cols - 4);
  g_auto(GStrv) lines = text_wrap(dialog->text, cols - 4);
  int count = (int)g_strv_length(lines);
  Rect box = layout_box(layout, MIN(count + BUTTON_ROWS, layout->body.rows), cols);
  int shown = box.rows - BUTTON_ROWS;

  dialog->top = CLAMP(dialog->top, 0, MAX(count - shown, 0));
  terminal_frame(&box, ROLE_RULE);
  terminal_format(&box, 0, 2, ROLE_TITLE, " %s ", dialog->title);
  for (int i = 0; i < shown && i + dialog->top < count; i++)
    terminal_cell(&box, 1 + i, 2, cols - 4, ROLE_TEXT, lines[i + dialog->top]);
  draw_buttons(dialog, &box);
}

static void answer(Dialog *dialog, gboolean yes)
{
  App *app = dialog->page.app;

  app_pop(app, &dialog->page);
  if (yes && dialog->on_yes != NULL)
    dialog->on_yes(app, dialog->data);
}

static gboolean dialog_act(Page *page, Action action)
{
  Dialog *dialog = (Dialog *)page;

  switch (action) {
  case ACTION_LEFT:
  case ACTION_RIGHT:
    dialog->yes_focused = !dialog->yes_focused;
    return TRUE;
  case ACTION_UP:
  case ACTION_DOWN:
    dialog->top += action == ACTION_UP ? -1 : 1;
    return TRUE;
  case ACTION_NEXT:
    answer(dialog, dialog->yes_focused);
    return TRUE;
  case ACTION_YES:
    answer(dialog, TRUE);
    return TRUE;
  case ACTION_NO:
    answer(dialog, FALSE);
    return TRUE;
  default:
    return FALSE;
  }
}

/* A click beside the buttons is none of them. */
static gboolean dialog_type(Page *page, const Input *input)
{
  Dialog *dialog = (Dialog *)page;

  if (!input_is_mouse(input))
    return FALSE;
  if (input->kind == INPUT_WHEEL_UP || input->kind == INPUT_WHEEL_DOWN)
    return dialog_act(page, input->kind == INPUT_WHEEL_UP ? ACTION_UP : ACTION_DOWN);
  if (input->kind != INPUT_CLICK)
    return TRUE;
  if (rect_holds(&dialog->no_area, input->row, input->col))
    answer(dialog, FALSE);
  else if (rect_holds(&dialog->yes_area, input->row, input->col))
    answer(dialog, TRUE);
  return TRUE;
}

static gboolean asks(const Page *page)
{
  return ((const Dialog *)page)->on_yes != NULL;
}

static gboolean only_tells(const Page *page)
{
  return !asks(page);
}

static const KeyBinding dialog_keys[] = {
  { KEY('y'), ACTION_YES, KEY_SHOWN, N_("Yes"), N_("do it"), asks },
  { KEY('n'), ACTION_NO, KEY_SHOWN, N_("No"), N_("do nothing"), asks },
  { INPUT_ESCAPE, 0, ACTION_NO, KEY_SHOWN, N_("Back"), N_("do nothing"), asks },
  { INPUT_LEFT, 0, ACTION_LEFT, KEY_QUIET, N_("Other button"), N_("the other button"), asks },
  { INPUT_RIGHT, 0, ACTION_RIGHT, KEY_QUIET, N_("Other button"), N_("the other button"), asks },
  { INPUT_TAB, 0, ACTION_RIGHT, KEY_QUIET, N_("Other button"), N_("the other button"), asks },
  { INPUT_ENTER, 0, ACTION_NEXT, KEY_SHOWN, N_("Choose"), N_("the button with the mark"), asks },
  { INPUT_ENTER, 0, ACTION_NO, KEY_SHOWN, N_("Close"), N_("back to the page"), only_tells },
  { INPUT_ESCAPE, 0, ACTION_NO, KEY_QUIET, N_("Close"), N_("back to the page"), only_tells },
  { INPUT_UP, 0, ACTION_UP, KEY_QUIET, N_("Scroll"), N_("scroll a long text"), NULL },
  { INPUT_DOWN, 0, ACTION_DOWN, KEY_QUIET, N_("Scroll"), N_("scroll a long text"), NULL },
  KEY_END,
};

static const KeyBinding *const dialog_tables[] = { dialog_keys, keys_of_screen, keys_of_box, NULL };

static const PageOps dialog_ops = {
  .title = N_("Question"),
  .overlay = TRUE,
  .keys = dialog_tables,
  .draw = dialog_draw,
  .type = dialog_type,
  .act = dialog_act,
  .free = dialog_free,
};

Page *dialog_question(const char *title, const char *text, const char *yes, DialogAnswer on_yes, gpointer data,
                      GDestroyNotify free_data)
{
  Dialog *dialog = g_new0(Dialog, 1);

  dialog->page.ops = &dialog_ops;
  dialog->title = g_strdup(title);
  dialog->text = g_strdup(text);
  dialog->yes = g_strdup(yes);
  dialog->on_yes = on_yes;
  dialog->data = data;
  dialog->free_data = free_data;
  return &dialog->page;
}

Page *dialog_message(const char *title, const char *text)
{
  return dialog_question(title, text, NULL, NULL, NULL, NULL);
}
