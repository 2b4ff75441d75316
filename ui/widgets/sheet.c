#include "ui/widgets/sheet.h"

#include "ui/glyphs.h"
#include "ui/terminal.h"
#include "ui/text.h"

typedef struct Piece {
  Role role;
  int col;
  char *text;
} Piece;

static void piece_clear(gpointer piece)
{
  g_free(((Piece *)piece)->text);
}

void sheet_init(Sheet *sheet)
{
  sheet->lines = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
}

void sheet_clear(Sheet *sheet)
{
  g_clear_pointer(&sheet->lines, g_ptr_array_unref);
}

void sheet_empty(Sheet *sheet)
{
  g_ptr_array_set_size(sheet->lines, 0);
}

void sheet_put_at(Sheet *sheet, guint index, Role role, int col, const char *text)
{
  Piece piece = { role, col, g_strdup(text) };

  g_array_append_val(g_ptr_array_index(sheet->lines, index), piece);
}

void sheet_put(Sheet *sheet, Role role, int col, const char *text)
{
  sheet_put_at(sheet, sheet->lines->len - 1, role, col, text);
}

void sheet_add(Sheet *sheet, Role role, int indent, const char *text)
{
  GArray *line = g_array_new(FALSE, FALSE, sizeof(Piece));

  g_array_set_clear_func(line, piece_clear);
  g_ptr_array_add(sheet->lines, line);
  if (*text != '\0')
    sheet_put(sheet, role, indent, text);
}

void sheet_add_wrapped(Sheet *sheet, Role role, int indent, const char *text, int cols)
{
  g_auto(GStrv) lines = text_wrap(text, MAX(cols - indent, 10));

  for (char **line = lines; *line != NULL; line++)
    sheet_add(sheet, role, indent, *line);
}

static void draw_line(const Sheet *sheet, int index, const Rect *area, int row)
{
  const GArray *line = g_ptr_array_index(sheet->lines, index);

  for (guint i = 0; i < line->len; i++) {
    const Piece *piece = &g_array_index(line, Piece, i);

    terminal_cell(area, row, piece->col, area->cols - piece->col - 1, piece->role, piece->text);
  }
}

void sheet_draw(Sheet *sheet, const Rect *area)
{
  int count = (int)sheet->lines->len;

  sheet->area = *area;
  sheet->top = CLAMP(sheet->top, 0, MAX(count - area->rows, 0));
  for (int row = 0; row < area->rows && sheet->top + row < count; row++)
    draw_line(sheet, sheet->top + row, area, row);
  if (sheet->top > 0)
    terminal_text(area, 0, area->cols - 1, ROLE_DIM, glyph(GLYPH_UP));
  if (sheet->top + area->rows < count)
    terminal_text(area, area->rows - 1, area->cols - 1, ROLE_DIM, glyph(GLYPH_DOWN));
  terminal_cursor(area, 0, 0);
}

gboolean sheet_act(Sheet *sheet, Action action)
{
  int page = MAX(sheet->area.rows - 1, 1);

  switch (action) {
  case ACTION_UP:
    sheet->top--;
    break;
  case ACTION_DOWN:
    sheet->top++;
    break;
  case ACTION_PAGE_UP:
    sheet->top -= page;
    break;
  case ACTION_PAGE_DOWN:
    sheet->top += page;
    break;
  case ACTION_FIRST:
    sheet->top = 0;
    break;
  case ACTION_LAST:
    sheet->top = (int)sheet->lines->len;
    break;
  default:
    return FALSE;
  }
  sheet->top = CLAMP(sheet->top, 0, MAX((int)sheet->lines->len - sheet->area.rows, 0));
  return TRUE;
}

gboolean sheet_mouse(Sheet *sheet, const Input *input)
{
  if (input->kind != INPUT_WHEEL_UP && input->kind != INPUT_WHEEL_DOWN)
    return FALSE;
  return sheet_act(sheet, input->kind == INPUT_WHEEL_UP ? ACTION_UP : ACTION_DOWN);
}
