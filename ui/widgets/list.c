#include "ui/widgets/list.h"

#include "ui/glyphs.h"
#include "ui/terminal.h"

static int height_of(const ListSource *source, gpointer data, int item)
{
  return source->height != NULL ? source->height(data, item) : 1;
}

/* The first row of ITEM; with ITEM the count, all rows. */
static int row_of(const ListSource *source, gpointer data, int item)
{
  int row = 0;

  for (int i = 0; i < item; i++)
    row += height_of(source, data, i);
  return row;
}

/* The item that has ROW, -1 for none; *LINE is which of its rows. */
static int item_at(const List *list, const ListSource *source, gpointer data, int row, int *line)
{
  for (int item = 0; item < list->count; item++) {
    int height = height_of(source, data, item);

    if (row < height) {
      *line = row;
      return item;
    }
    row -= height;
  }
  return -1;
}

static void scroll_to_selected(List *list, const ListSource *source, gpointer data, int rows)
{
  int first = row_of(source, data, list->selected), end = first + height_of(source, data, list->selected);
  int all = row_of(source, data, list->count);

  list->top = CLAMP(list->top, end - rows, first);
  list->top = CLAMP(list->top, 0, MAX(all - rows, 0));
}

/* Marks at the right edge that there is more. */
static void draw_more(const List *list, const Rect *area, int all)
{
  if (list->top > 0)
    terminal_text(area, 0, area->cols - 2, ROLE_DIM, glyph(GLYPH_UP));
  if (list->top + area->rows < all)
    terminal_text(area, area->rows - 1, area->cols - 2, ROLE_DIM, glyph(GLYPH_DOWN));
}

void list_draw(List *list, const ListSource *source, gpointer data, const Rect *area)
{
  list->area = *area;
  if (list->count == 0)
    return;
  list->selected = CLAMP(list->selected, 0, list->count - 1);
  scroll_to_selected(list, source, data, area->rows);
  for (int row = 0; row < area->rows; row++) {
    Rect one = { area->row + row, area->col, 1, area->cols };
    int line, item = item_at(list, source, data, list->top + row, &line);

    if (item < 0)
      break;
    source->draw(data, item, line, &one, item == list->selected);
  }
  draw_more(list, area, row_of(source, data, list->count));
}

gboolean list_act(List *list, Action action)
{
  int page = MAX(list->area.rows - 1, 1);

  switch (action) {
  case ACTION_UP:
    list->selected--;
    break;
  case ACTION_DOWN:
    list->selected++;
    break;
  case ACTION_PAGE_UP:
    list->selected -= page;
    break;
  case ACTION_PAGE_DOWN:
    list->selected += page;
    break;
  case ACTION_FIRST:
    list->selected = 0;
    break;
  case ACTION_LAST:
    list->selected = list->count - 1;
    break;
  default:
    return FALSE;
  }
  list->selected = CLAMP(list->selected, 0, MAX(list->count - 1, 0));
  return TRUE;
}

gboolean list_mouse(List *list, const ListSource *source, gpointer data, const Input *input)
{
  int line, item;

  if (input->kind == INPUT_WHEEL_UP || input->kind == INPUT_WHEEL_DOWN)
    return list_act(list, input->kind == INPUT_WHEEL_UP ? ACTION_UP : ACTION_DOWN);
  if (!input_is_mouse(input) || !rect_holds(&list->area, input->row, input->col))
    return FALSE;
  item = item_at(list, source, data, list->top + input->row - list->area.row, &line);
  if (item < 0)
    return FALSE;
  list->selected = item;
  return TRUE;
}

/* Entries may be set in from the edge. */
static gboolean begins_with(const char *name, gunichar letter)
{
  g_autofree char *valid = g_strchug(g_utf8_make_valid(name, -1));

  return g_unichar_tolower(g_utf8_get_char(valid)) == g_unichar_tolower(letter);
}

gboolean list_letter(List *list, const char *(*name)(gpointer data, int item), gpointer data, const Input *input)
{
  if (!input_is_text(input) || input->ch == ' ')
    return FALSE;
  for (int step = 1; step <= list->count; step++) {
    int item = (list->selected + step) % list->count;

    if (!begins_with(name(data, item), input->ch))
      continue;
    list->selected = item;
    return TRUE;
  }
  return FALSE;
}

void list_draw_marker(const Rect *area, int col, gboolean selected)
{
  if (!selected)
    return;
  terminal_text(area, 0, col, ROLE_TEXT, glyph(GLYPH_MARKER));
  terminal_cursor(area, 0, col);
}
