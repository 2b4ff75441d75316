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

static int key_width(const KeyBinding *binding)
{
  return terminal_width(keys_name(binding)) + 1 + terminal_width(_(binding->label)) + 3;
}

static int draw_key(const Layout *layout, int col, const KeyBinding *binding)
{
  col = terminal_text(&layout->keys, 0, col, ROLE_KEY, keys_name(binding));
  return terminal_text(&layout->keys, 0, col + 1, ROLE_TEXT, _(binding->label)) + 3;
}

void page_draw_keys(const Page *page, const Layout *layout)
{
  const KeyBinding *help = NULL;
  int col = 1, room = layout->keys.cols - 1;

  for (const KeyBinding *const *table = page->ops->keys; *table != NULL; table++)
    for (const KeyBinding *binding = *table; binding->kind != INPUT_NONE; binding++)
      if (binding->action == ACTION_HELP)
        help = binding;
  if (help != NULL)
    room -= key_width(help);
  for (const KeyBinding *const *table = page->ops->keys; *table != NULL; table++)
    for (const KeyBinding *binding = *table; binding->kind != INPUT_NONE; binding++)
      if (binding->place != KEY_QUIET && binding != help && keys_available(binding, page) && col + key_width(binding) - 3 <= room)
        col = draw_key(layout, col, binding);
  if (help != NULL)
    draw_key(layout, col, help);
}
