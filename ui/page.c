#include "ui/page.h"

#include "ui/terminal.h"
#include "ui/text.h"

#include <glib/gi18n.h>

Page *page_focus(Page *page)
{
  while (page->inner != NULL)
    page = page->inner;
  return page;
}

void page_draw_header(const Layout *layout, const char *title, const char *right)
{
  int end = terminal_cell(&layout->header, 0, 1, layout->header.cols - 2, ROLE_TITLE, title);

  if (right == NULL || end + 2 + terminal_width(right) >= layout->header.cols)
    return;
  terminal_right(&layout->header, 0, layout->header.cols - 1, ROLE_TEXT, right);
}

void page_draw_note(const Layout *layout, int row, const char *text)
{
  terminal_cell(&layout->notes, row, 1, layout->notes.cols - 2, ROLE_TEXT, text);
}

void page_draw_notes(const Layout *layout, const char *text)
{
  g_auto(GStrv) lines = text_wrap(text, layout->notes.cols - 2);

  for (int i = 0; i < layout->notes.rows && lines[i] != NULL; i++)
    page_draw_note(layout, i, lines[i]);
}

/* The first key changes most with the focus; in a place of its own it does not push the others about. */
enum { FIRST_KEY_COLS = 12 };

static int key_width(const KeyBinding *binding)
{
  return terminal_width(keys_name(binding)) + 1 + terminal_width(_(binding->label));
}

static int draw_key(const Layout *layout, int col, const KeyBinding *binding)
{
  col = terminal_text(&layout->keys, 0, col, ROLE_KEY, keys_name(binding));
  return terminal_text(&layout->keys, 0, col + 1, ROLE_TEXT, _(binding->label));
}

/* The bindings that are worth a place now. */
static GPtrArray *shown_keys(const Page *page)
{
  GPtrArray *shown = g_ptr_array_new();

  for (const KeyBinding *const *table = page->ops->keys; *table != NULL; table++)
    for (const KeyBinding *binding = *table; binding->kind != INPUT_NONE; binding++)
      if ((binding->place == KEY_SHOWN || binding->place == KEY_IN_MENU) && keys_available(binding, page))
        g_ptr_array_add(shown, (gpointer)binding);
  return shown;
}

static int all_widths(const GPtrArray *bindings, int gap)
{
  int width = 0;

  for (guint i = 0; i < bindings->len; i++)
    width += key_width(g_ptr_array_index(bindings, i)) + gap;
  return width;
}

void page_draw_keys(const Page *page, const Layout *layout)
{
  g_autoptr(GPtrArray) shown = shown_keys(page);
  int col = 1, room = layout->keys.cols - 1, gap = all_widths(shown, 3) <= room ? 3 : 2;

  if (shown->len == 0)
    return;
  /* The last one is Help, or what leads back: where there are too many, others give way. */
  const KeyBinding *last = g_ptr_array_index(shown, shown->len - 1);

  for (guint i = 0; i + 1 < shown->len; i++) {
    const KeyBinding *binding = g_ptr_array_index(shown, i);

    if (col + key_width(binding) + gap + key_width(last) <= room)
      col = MAX(draw_key(layout, col, binding), page->ops->overlay ? 0 : FIRST_KEY_COLS) + gap;
  }
  draw_key(layout, col, last);
}
