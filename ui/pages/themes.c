/* The themes to choose from. What has the focus is shown at once, on this box and the page below it. */
#include "ui/pages/pages.h"
#include "ui/terminal.h"
#include "ui/theme.h"
#include "ui/theme_memory.h"
#include "ui/widgets/list.h"

#include <glib/gi18n.h>

typedef struct ThemesPage {
  Page page;
  GPtrArray *names; /* of char * */
  char *before;     /* the theme that comes back with Esc */
  List list;
} ThemesPage;

enum { NAME_COLS = 22, SAMPLE_COLS = 18, FRAME_ROWS = 2 };

static const struct {
  Role role;
  const char *text;
} samples[] = {
  { ROLE_TITLE, N_("title") },        { ROLE_TEXT, N_("text") },       { ROLE_DIM, N_("in passing") },
  { ROLE_GROUP, N_("group") },        { ROLE_SELECTED, N_("focus") },  { ROLE_FIELD, N_("field") },
  { ROLE_GOOD, N_("good") },          { ROLE_BUSY, N_("busy") },       { ROLE_WARNING, N_("warning") },
  { ROLE_BAD, N_("bad") },
};

static const char *name_at(const ThemesPage *page, int index)
{
  return g_ptr_array_index(page->names, index);
}

static const char *name_of(gpointer data, int item)
{
  return name_at(data, item);
}

static void draw_name(gpointer data, int item, int line, const Rect *area, gboolean selected)
{
  list_draw_marker(area, 0, selected);
  terminal_cell(area, 0, 2, NAME_COLS - 3, selected ? ROLE_SELECTED : ROLE_TEXT, name_at(data, item));
}

static const ListSource themes_source = { .draw = draw_name };

static void themes_draw(Page *base, const Layout *layout)
{
  ThemesPage *page = (ThemesPage *)base;
  int rows = MIN(MAX((int)page->names->len, (int)G_N_ELEMENTS(samples)) + FRAME_ROWS, layout->body.rows);
  Rect box = layout_box(layout, rows, NAME_COLS + SAMPLE_COLS);
  Rect inside = rect_inside(&box, 1, 2), list = inside;

  list.cols = NAME_COLS;
  terminal_frame(&box, ROLE_RULE);
  terminal_format(&box, 0, 2, ROLE_TITLE, " %s ", _("Theme"));
  for (gsize i = 0; i < G_N_ELEMENTS(samples); i++)
    terminal_text(&inside, (int)i, NAME_COLS, samples[i].role, _(samples[i].text));
  list_draw(&page->list, &themes_source, page, &list);
}

static void show_theme(ThemesPage *page, const char *name)
{
  g_autoptr(GError) error = NULL;

  if (!theme_load(name, &error))
    app_note(page->page.app, "%s", error->message);
  terminal_theme_changed();
}

static void show_focused(ThemesPage *page)
{
  show_theme(page, name_at(page, page->list.selected));
}

/* Also for the next time, and for the wizards that are started after this one. */
static void keep(ThemesPage *page)
{
  g_autoptr(GError) error = NULL;

  if (!theme_memory_write(name_at(page, page->list.selected), &error))
    app_note(page->page.app, _("This theme is not remembered for the next start: %s"), error->message);
}

static gboolean themes_act(Page *base, Action action)
{
  ThemesPage *page = (ThemesPage *)base;

  if (list_act(&page->list, action)) {
    show_focused(page);
    return TRUE;
  }
  if (action == ACTION_BACK)
    show_theme(page, page->before);
  if (action == ACTION_NEXT && g_strcmp0(name_at(page, page->list.selected), page->before) != 0)
    keep(page);
  if (action == ACTION_NEXT || action == ACTION_BACK)
    app_pop(base->app, base);
  return action == ACTION_NEXT || action == ACTION_BACK;
}

static gboolean themes_type(Page *base, const Input *input)
{
  ThemesPage *page = (ThemesPage *)base;

  if (list_mouse(&page->list, &themes_source, page, input)) {
    show_focused(page);
    return TRUE;
  }
  return input_is_mouse(input);
}

static void themes_letter(Page *base, const Input *input)
{
  ThemesPage *page = (ThemesPage *)base;

  if (list_letter(&page->list, name_of, page, input))
    show_focused(page);
}

static void themes_free(Page *base)
{
  ThemesPage *page = (ThemesPage *)base;

  g_ptr_array_unref(page->names);
  g_free(page->before);
  g_free(page);
}

static const KeyBinding themes_keys[] = {
  { INPUT_ENTER, 0, ACTION_NEXT, KEY_SHOWN, N_("Choose"), N_("keep this theme, also for the next start"), NULL },
  { INPUT_ESCAPE, 0, ACTION_BACK, KEY_SHOWN, N_("Back"), N_("the theme as it was"), NULL },
  KEY_END,
};

static const KeyBinding *const themes_tables[] = { themes_keys, keys_movement, keys_of_screen, keys_of_box, NULL };

static const PageOps themes_ops = {
  .title = N_("Theme"),
  .overlay = TRUE,
  .keys = themes_tables,
  .draw = themes_draw,
  .type = themes_type,
  .letter = themes_letter,
  .act = themes_act,
  .free = themes_free,
};

void themes_page_open(App *app)
{
  ThemesPage *page = g_new0(ThemesPage, 1);
  guint current = 0;

  page->page.ops = &themes_ops;
  page->names = theme_names();
  page->before = g_strdup(theme_name());
  if (g_ptr_array_find_with_equal_func(page->names, page->before, g_str_equal, &current))
    page->list.selected = (int)current;
  page->list.count = (int)page->names->len;
  app_push(app, &page->page);
}
