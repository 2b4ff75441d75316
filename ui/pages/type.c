/* What moves: the first page of the wizard. */
#include "plan/options.h"
#include "ui/glyphs.h"
#include "ui/pages/pages.h"
#include "ui/terminal.h"
#include "ui/text.h"
#include "ui/widgets/list.h"
#include "ui/wizard.h"

#include <glib/gi18n.h>

typedef struct TypePage {
  WizardPage base;
  List list;
} TypePage;

enum { ITEM_ROWS = 4, LABEL_COL = 9 };

static const OptionValue *values(void)
{
  return option_of(offsetof(Choices, type))->values;
}

static const char *type_name(gpointer data, int item)
{
  return _(values()[item].label);
}

static int type_height(gpointer data, int item)
{
  return ITEM_ROWS;
}

static void draw_help_line(const OptionValue *value, int index, const Rect *area)
{
  g_auto(GStrv) lines = text_wrap(_(value->help), area->cols - LABEL_COL - 2);

  if (index < (int)g_strv_length(lines))
    terminal_text(area, 0, LABEL_COL, ROLE_TEXT, lines[index]);
}

static void type_draw_line(gpointer data, int item, int line, const Rect *area, gboolean selected)
{
  const TypePage *page = data;
  const OptionValue *value = &values()[item];
  gboolean chosen = value->value == (int)page->base.draft->choices->type;

  if (line > 0) {
    draw_help_line(value, line - 1, area);
    return;
  }
  list_draw_marker(area, 3, selected);
  terminal_format(area, 0, 5, ROLE_TEXT, "(%s)", chosen ? glyph(GLYPH_CHOSEN) : " ");
  terminal_text(area, 0, LABEL_COL, selected ? ROLE_SELECTED : ROLE_TEXT, _(value->label));
}

static const ListSource type_source = { type_height, type_draw_line };

static void type_draw(Page *base, const Layout *layout)
{
  TypePage *page = (TypePage *)base;
  Rect area = rect_below(&layout->body, 2);

  terminal_text(&layout->body, 0, 1, ROLE_TITLE, _("What is to be moved?"));
  list_draw(&page->list, &type_source, page, &area);
  page_draw_notes(layout, _(option_of(offsetof(Choices, type))->long_help));
}

/* Going on with what has the focus is choosing it. */
static void choose(TypePage *page)
{
  draft_choose_type(page->base.draft, (MoveType)values()[page->list.selected].value);
}

static gboolean type_act(Page *base, Action action)
{
  TypePage *page = (TypePage *)base;

  if (action == ACTION_NEXT || action == ACTION_TOGGLE)
    choose(page);
  return action == ACTION_TOGGLE || list_act(&page->list, action);
}

static gboolean type_type(Page *base, const Input *input)
{
  TypePage *page = (TypePage *)base;

  if (!list_mouse(&page->list, &type_source, page, input))
    return FALSE;
  if (input->kind == INPUT_DOUBLE_CLICK)
    app_enter(base->app);
  return TRUE;
}

static void type_letter(Page *base, const Input *input)
{
  TypePage *page = (TypePage *)base;

  list_letter(&page->list, type_name, page, input);
}

static const Option *type_option(const Page *base)
{
  return option_of(offsetof(Choices, type));
}

static Page *type_create(App *app, Draft *draft)
{
  TypePage *page = g_new0(TypePage, 1);

  page->base = (WizardPage){ { &type_page_ops, app, NULL }, draft };
  for (const OptionValue *value = values(); value->id != NULL; value++) {
    if (value->value == (int)draft->choices->type)
      page->list.selected = page->list.count;
    page->list.count++;
  }
  return &page->base.page;
}

static const KeyBinding type_keys[] = {
  { KEY(' '), ACTION_TOGGLE, KEY_QUIET, N_("Choose"), N_("choose the type with the mark"), NULL },
  KEY_END,
};

static const KeyBinding *const type_tables[] = { wizard_keys, type_keys, keys_movement, keys_everywhere, NULL };

const PageOps type_page_ops = {
  .title = N_("Type"),
  .keys = type_tables,
  .create = type_create,
  .draw = type_draw,
  .type = type_type,
  .letter = type_letter,
  .option = type_option,
  .act = type_act,
};
