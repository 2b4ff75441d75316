#include "ui/widgets/menu.h"

#include "ui/app.h"
#include "ui/glyphs.h"
#include "ui/terminal.h"
#include "ui/widgets/list.h"

#include <glib/gi18n.h>
#include <string.h>

struct Menu {
  Page page;
  char *title;
  int row, col;
  GArray *entries; /* of MenuEntry */
  List list;
  MenuChosen chosen;
  gpointer data;
};

static void entry_clear(gpointer entry)
{
  g_free(((MenuEntry *)entry)->label);
  g_free(((MenuEntry *)entry)->why_not);
}

static void menu_free(Page *page)
{
  Menu *menu = (Menu *)page;

  g_array_unref(menu->entries);
  g_free(menu->title);
  g_free(menu);
}

static void draw_entry(gpointer data, int item, int line, const Rect *area, gboolean selected)
{
  const Menu *menu = data;
  const MenuEntry *entry = &g_array_index(menu->entries, MenuEntry, item);

  list_draw_marker(area, 0, selected);
  terminal_text(area, 0, 2, selected ? ROLE_SELECTED : entry->why_not != NULL ? ROLE_DIM : ROLE_TEXT, entry->label);
}

static const ListSource menu_source = { .draw = draw_entry };

static int menu_cols(const Menu *menu)
{
  int cols = terminal_width(menu->title) + 6;

  for (guint i = 0; i < menu->entries->len; i++)
    cols = MAX(cols, terminal_width(g_array_index(menu->entries, MenuEntry, i).label) + 7);
  return cols;
}

static void menu_draw(Page *page, const Layout *layout)
{
  Menu *menu = (Menu *)page;
  int rows = MIN((int)menu->entries->len + 2, layout->body.rows), cols = menu_cols(menu);
  Rect box = menu->row < 0 ? layout_box(layout, rows, cols) : layout_box_at(layout, menu->row, menu->col, rows, cols);
  Rect inside = rect_inside(&box, 1, 2);

  terminal_frame(&box, ROLE_RULE);
  terminal_format(&box, 0, 2, ROLE_TITLE, " %s ", menu->title);
  list_draw(&menu->list, &menu_source, menu, &inside);
}

static void choose(Menu *menu)
{
  App *app = menu->page.app;
  const MenuEntry *entry;
  int value;

  if (menu->entries->len == 0)
    return;
  entry = &g_array_index(menu->entries, MenuEntry, menu->list.selected);
  if (entry->why_not != NULL) {
    app_note(app, "%s", entry->why_not);
    return;
  }
  value = entry->value;
  app_pop(app, &menu->page);
  menu->chosen(app, menu->data, value);
}

static gboolean menu_act(Page *page, Action action)
{
  Menu *menu = (Menu *)page;

  if (action == ACTION_NEXT)
    choose(menu);
  return action == ACTION_NEXT || list_act(&menu->list, action);
}

/* Without the mark of one that cannot be chosen. */
static const char *entry_name(gpointer data, int item)
{
  const MenuEntry *entry = &g_array_index(((Menu *)data)->entries, MenuEntry, item);
  const char *mark = glyph(GLYPH_BAD);

  return entry->why_not != NULL && g_str_has_prefix(entry->label, mark) ? entry->label + strlen(mark) : entry->label;
}

static void menu_letter(Page *page, const Input *input)
{
  Menu *menu = (Menu *)page;

  list_letter(&menu->list, entry_name, menu, input);
}

static gboolean menu_type(Page *page, const Input *input)
{
  Menu *menu = (Menu *)page;

  if (!input_is_mouse(input))
    return FALSE;
  if (list_mouse(&menu->list, &menu_source, menu, input)) {
    if (input->kind == INPUT_CLICK || input->kind == INPUT_DOUBLE_CLICK)
      choose(menu);
  } else {
    app_pop(page->app, page);
  }
  return TRUE;
}

static const KeyBinding menu_keys[] = {
  { INPUT_ENTER, 0, ACTION_NEXT, KEY_SHOWN, N_("Choose"), N_("take the entry with the mark"), NULL },
  { INPUT_ESCAPE, 0, ACTION_BACK, KEY_SHOWN, N_("Back"), N_("close the menu"), NULL },
  KEY_END,
};

static const KeyBinding *const menu_tables[] = { menu_keys, keys_movement, keys_of_screen, keys_of_box, NULL };

static const PageOps menu_ops = {
  .title = N_("Menu"),
  .overlay = TRUE,
  .keys = menu_tables,
  .draw = menu_draw,
  .type = menu_type,
  .letter = menu_letter,
  .act = menu_act,
  .free = menu_free,
};

Menu *menu_new(const char *title, int row, int col, MenuChosen chosen, gpointer data)
{
  Menu *menu = g_new0(Menu, 1);

  menu->page.ops = &menu_ops;
  menu->title = g_strdup(title);
  menu->row = row;
  menu->col = col;
  menu->chosen = chosen;
  menu->data = data;
  menu->entries = g_array_new(FALSE, FALSE, sizeof(MenuEntry));
  g_array_set_clear_func(menu->entries, entry_clear);
  return menu;
}

/* What was typed ahead finds the entries there before they are drawn. */
static void append(Menu *menu, const MenuEntry *entry)
{
  g_array_append_vals(menu->entries, entry, 1);
  menu->list.count = (int)menu->entries->len;
}

void menu_add(Menu *menu, const char *label, int value)
{
  append(menu, &(MenuEntry){ g_strdup(label), value, NULL });
}

void menu_add_barred(Menu *menu, const char *label, const char *why_not)
{
  append(menu, &(MenuEntry){ g_strdup(label), 0, g_strdup(why_not) });
}

void menu_add_selected(Menu *menu, const char *label, int value)
{
  menu->list.selected = (int)menu->entries->len;
  menu_add(menu, label, value);
}

gboolean menu_is_empty(const Menu *menu)
{
  return menu->entries->len == 0;
}

Page *menu_page(Menu *menu)
{
  return &menu->page;
}

static void action_chosen(App *app, gpointer data, int value)
{
  Page *page = data;

  page->ops->act(page, (Action)value);
}

void menu_open_actions(Page *page, const char *title, int row, int col)
{
  Menu *menu = menu_new(title, row, col, action_chosen, page);

  for (const KeyBinding *const *table = page->ops->keys; *table != NULL; table++)
    for (const KeyBinding *binding = *table; binding->kind != INPUT_NONE; binding++)
      if ((binding->place == KEY_IN_MENU || binding->place == KEY_MENU_ONLY) && keys_available(binding, page))
        menu_add(menu, _(binding->label), (int)binding->action);
  if (menu_is_empty(menu)) {
    page_free(&menu->page);
    return;
  }
  app_push(page->app, menu_page(menu));
}
