/* What every key of a page does, and what is in focus there, written from the tables of keys and of options. */
#include "config.h"

#include "plan/options.h"
#include "ui/pages/pages.h"
#include "ui/terminal.h"
#include "ui/widgets/sheet.h"

#include <glib/gi18n.h>

typedef struct HelpPage {
  Page page;
  Sheet sheet;
} HelpPage;

enum { KEY_COL = 3, LABEL_COL = 13, HELP_COL = 32, COLS = 79 };

/* One key may stand in several rows, each for a moment of its own. */
static gboolean is_same_key(const KeyBinding *a, const KeyBinding *b)
{
  return a->kind == b->kind && a->ch == b->ch && a->action == b->action;
}

typedef struct Same {
  const KeyBinding *first; /* of the rows of this key */
  gboolean available;      /* by any of them */
} Same;

static Same look_for_same(const KeyBinding *binding, const Page *page)
{
  Same same = { NULL, FALSE };
  for (const KeyBinding *const *table = page->ops->keys; *table != NULL; table++)
    for (const KeyBinding *other = *table; other->kind != INPUT_NONE; other++)
      if (is_same_key(binding, other)) {
        same.first = same.first != NULL ? same.first : other;
        same.available = same.available || keys_available(other, page);
      }
  return same;
}

static void add_key(Sheet *sheet, const KeyBinding *binding, const Page *page)
{
  Same same = look_for_same(binding, page);
  if (same.first != binding)
    return;
  guint first = sheet->lines->len;

  sheet_add_wrapped(sheet, ROLE_TEXT, HELP_COL, _(binding->help), COLS);
  sheet_put_at(sheet, first, ROLE_KEY, KEY_COL, keys_name(binding));
  sheet_put_at(sheet, first, ROLE_TEXT, LABEL_COL, _(binding->label));
  if (!same.available)
    sheet_put_at(sheet, first, ROLE_DIM, KEY_COL - 2, "-");
}

/* The one-line help of these is written for a command line. */
static gboolean is_for_pages(const Option *option)
{
  return option->kind != OPTION_MAP && option->kind != OPTION_DISKS && option->kind != OPTION_RULES && option->kind != OPTION_NAME;
}

static void add_values(Sheet *sheet, const OptionValue *values)
{
  for (; values != NULL && values->id != NULL; values++) {
    g_autofree char *text = g_strdup_printf(_("%s: %s"), _(values->label), _(values->help));

    sheet_add_wrapped(sheet, ROLE_TEXT, KEY_COL, text, COLS);
  }
}

/* All there is to say of what has the focus. */
static void add_option(Sheet *sheet, const Option *option)
{
  sheet_add(sheet, ROLE_TITLE, 1, _(option->label));
  if (is_for_pages(option))
    sheet_add_wrapped(sheet, ROLE_TEXT, KEY_COL, _(option->help), COLS);
  sheet_add_wrapped(sheet, ROLE_TEXT, KEY_COL, _(option->long_help), COLS);
  add_values(sheet, option->values);
  sheet_add(sheet, ROLE_TEXT, 0, "");
}

static void add_foot(Sheet *sheet, const Page *page)
{
  sheet_add(sheet, ROLE_TEXT, 0, "");
  if (page->ops->letter != NULL)
    sheet_add_wrapped(sheet, ROLE_DIM, 1, _("Any other letter goes to the next entry that begins with it."), COLS);
  sheet_add_wrapped(sheet, ROLE_DIM, 1,
                    _("A key marked - does nothing at this moment. The mouse: click to choose, right button for actions. "
                      "Esc, Enter and q lead back from here."),
                    COLS);
}

static void fill(Sheet *sheet, const Page *page)
{
  const Option *option = page->ops->option != NULL ? page->ops->option(page) : NULL;
  g_autofree char *title = g_strdup_printf(_("Keys of the page “%s”"), _(page->ops->title));

  if (option != NULL)
    add_option(sheet, option);
  sheet_add(sheet, ROLE_TITLE, 1, title);
  for (const KeyBinding *const *table = page->ops->keys; *table != NULL; table++)
    for (const KeyBinding *binding = *table; binding->kind != INPUT_NONE; binding++)
      add_key(sheet, binding, page);
  add_foot(sheet, page);
}

static void help_draw(Page *base, const Layout *layout)
{
  page_draw_header(layout, _("Help"), "virt-migrate " PACKAGE_VERSION);
  sheet_draw(&((HelpPage *)base)->sheet, &layout->body);
  page_draw_notes(
      layout,
      _("A move that has been started goes on by itself: leaving this program or losing the line changes nothing."));
}

static gboolean help_act(Page *base, Action action)
{
  return action == ACTION_HELP || sheet_act(&((HelpPage *)base)->sheet, action);
}

static gboolean help_type(Page *base, const Input *input)
{
  return sheet_mouse(&((HelpPage *)base)->sheet, input);
}

static void help_free(Page *base)
{
  sheet_clear(&((HelpPage *)base)->sheet);
  g_free(base);
}

static const KeyBinding help_keys[] = {
  { INPUT_ESCAPE, 0, ACTION_BACK, KEY_SHOWN, N_("Back"), N_("to the page before"), NULL },
  { KEY('q'), ACTION_BACK, KEY_QUIET, N_("Back"), N_("to the page before"), NULL },
  { INPUT_ENTER, 0, ACTION_BACK, KEY_QUIET, N_("Back"), N_("to the page before"), NULL },
  KEY_END,
};

static const KeyBinding *const help_tables[] = { help_keys, keys_scrolling, keys_of_screen, NULL };

static const PageOps help_ops = {
  .title = N_("Help"),
  .keys = help_tables,
  .draw = help_draw,
  .type = help_type,
  .act = help_act,
  .free = help_free,
};

Page *help_page_new(Page *page)
{
  HelpPage *help = g_new0(HelpPage, 1);

  help->page.ops = &help_ops;
  sheet_init(&help->sheet);
  fill(&help->sheet, page);
  return &help->page;
}
