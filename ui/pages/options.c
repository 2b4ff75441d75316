/* Options of the move: every row of the table of options that applies and is not chosen on a page of its own. */
#include "plan/options.h"
#include "ui/glyphs.h"
#include "ui/pages/pages.h"
#include "ui/terminal.h"
#include "ui/text.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/field.h"
#include "ui/widgets/list.h"
#include "ui/wizard.h"

#include <glib/gi18n.h>

/* An option as it stands. */
typedef struct Row {
  const Option *option;
  char *forbidden; /* why it cannot be switched on; NULL when it can */
  gboolean may_override;
  char **help;     /* wrapped */
} Row;

typedef struct OptionsPage {
  WizardPage base;
  List list;
  GPtrArray *rows; /* of Row */
  gboolean editing;
  Field field;
} OptionsPage;

enum { MARK_COL = 3, LABEL_COL = 7, TEXT_COL = 27, FIELD_COLS = 8, HELP_COLS = 51, LONG_HELP_ROWS = 4 };

static void row_free(Row *row)
{
  g_free(row->forbidden);
  g_strfreev(row->help);
  g_free(row);
}

/* Has it a place on another page? */
static gboolean is_elsewhere(const Option *option)
{
  static const size_t elsewhere[] = { offsetof(Choices, type), offsetof(Choices, keep_old) };

  for (gsize i = 0; i < G_N_ELEMENTS(elsewhere); i++)
    if (option->offset == elsewhere[i])
      return TRUE;
  return option->kind != OPTION_FLAG && option->kind != OPTION_DURATION && option->kind != OPTION_CHOICE && option->kind != OPTION_LADDER;
}

/* Has it a value that is typed, beside its label? */
static gboolean is_typed(const Option *option)
{
  return option->kind == OPTION_DURATION || option->kind == OPTION_LADDER;
}

static gboolean is_shown(const Option *option, const Draft *draft)
{
  return !is_elsewhere(option) && option->applies(draft->choices, draft->vm->vm.state);
}

static char *why_forbidden(const Draft *draft, const Option *option, gboolean *may_override)
{
  g_autoptr(Choices) choices = NULL;

  if (option->kind != OPTION_FLAG || *option_flag(option, draft->choices))
    return NULL;
  choices = choices_copy(draft->choices);
  *option_flag(option, choices) = TRUE;
  return draft_forbids(draft, choices, RULE_OPTIONS, may_override);
}

static Row *row_new(const Draft *draft, const Option *option)
{
  Row *row = g_new0(Row, 1);

  row->option = option;
  row->forbidden = why_forbidden(draft, option, &row->may_override);
  row->help = text_wrap(row->forbidden != NULL ? row->forbidden : _(option->help), HELP_COLS);
  return row;
}

/* Behind post-copy, which changes it most. */
static gboolean is_below_estimate(const OptionsPage *page, int item)
{
  int first = page->rows->len > 0 && ((const Row *)g_ptr_array_index(page->rows, 0))->option == option_of(offsetof(Choices, post_copy));

  return page->base.draft->estimate != NULL && item == first;
}

static void options_refresh(Page *base)
{
  OptionsPage *page = (OptionsPage *)base;

  g_ptr_array_set_size(page->rows, 0);
  for (const Option *option = options_table; option->name != NULL; option++)
    if (is_shown(option, page->base.draft))
      g_ptr_array_add(page->rows, row_new(page->base.draft, option));
  page->list.count = (int)page->rows->len;
}

static const Row *row_at(const OptionsPage *page, int index)
{
  return index >= 0 && index < (int)page->rows->len ? g_ptr_array_index(page->rows, index) : NULL;
}

/* A choice has its values in a row of their own below the help. */
static int options_height(gpointer data, int item)
{
  const Row *row = row_at(data, item);

  return (int)g_strv_length(row->help) + (row->option->kind == OPTION_CHOICE) + is_below_estimate(data, item);
}

static void draw_flag(const OptionsPage *page, const Row *row, const Rect *area)
{
  if (row->forbidden != NULL)
    terminal_text(area, 0, MARK_COL, ROLE_BAD, "-x-");
  else
    terminal_text(area, 0, MARK_COL, ROLE_TEXT, *option_flag(row->option, page->base.draft->choices) ? "[x]" : "[ ]");
}

static void draw_typed(const OptionsPage *page, const Row *row, const Rect *area, gboolean selected)
{
  int col = LABEL_COL + terminal_width(_(row->option->label)) + 1;
  g_autofree char *value = option_text(row->option, page->base.draft->choices);

  if (selected && page->editing) {
    terminal_text(area, 0, col, ROLE_TEXT, "[");
    terminal_text(area, 0, col + 1 + FIELD_COLS, ROLE_TEXT, "]");
    field_draw(&page->field, area, 0, col + 1, FIELD_COLS, TRUE);
  } else {
    terminal_text(area, 0, col, ROLE_TEXT, "[");
    terminal_cell(area, 0, col + 1, FIELD_COLS, ROLE_TEXT, value);
    terminal_text(area, 0, col + 1 + FIELD_COLS, ROLE_TEXT, "]");
  }
}

static void draw_values(const OptionsPage *page, const Row *row, const Rect *area)
{
  int chosen = *option_enum(row->option, page->base.draft->choices), col = TEXT_COL;

  for (const OptionValue *value = row->option->values; value->id != NULL; value++) {
    col = terminal_format(area, 0, col, ROLE_TEXT, "(%s) ", value->value == chosen ? glyph(GLYPH_CHOSEN) : " ");
    col = terminal_text(area, 0, col, value->value == chosen ? ROLE_CURRENT : ROLE_TEXT, _(value->label)) + 3;
  }
}

static void draw_first_line(const OptionsPage *page, const Row *row, const Rect *area, gboolean selected)
{
  list_draw_marker(area, 1, selected);
  terminal_cell(area, 0, LABEL_COL, TEXT_COL - LABEL_COL - 1, selected ? ROLE_SELECTED : ROLE_TEXT,
                _(row->option->label));
  if (row->option->kind == OPTION_FLAG)
    draw_flag(page, row, area);
  else if (is_typed(row->option))
    draw_typed(page, row, area, selected);
}

static void draw_estimate(const Draft *draft, const Rect *area)
{
  g_autofree char *duration = estimate_duration(draft->estimate);

  terminal_text(area, 0, LABEL_COL, ROLE_TEXT, _("Estimated duration"));
  terminal_text(area, 0, TEXT_COL, estimate_is_bad(draft->estimate) ? ROLE_WARNING : ROLE_TITLE, duration);
}

static void options_draw_line(gpointer data, int item, int line, const Rect *area, gboolean selected)
{
  const OptionsPage *page = data;
  const Row *row = row_at(page, item);
  int help = (int)g_strv_length(row->help);

  if (is_below_estimate(page, item) && line-- == 0) {
    draw_estimate(page->base.draft, area);
    return;
  }
  if (line < help)
    terminal_text(area, 0, TEXT_COL, row->forbidden != NULL ? ROLE_WARNING : ROLE_TEXT, row->help[line]);
  else if (line == help && row->option->kind == OPTION_CHOICE)
    draw_values(page, row, area);
  if (line == 0)
    draw_first_line(page, row, area, selected);
}

static const ListSource options_source = { options_height, options_draw_line };

/* More about what has the focus, at the foot of the page. */
static void draw_focused_help(const OptionsPage *page, const Rect *area)
{
  const Row *row = row_at(page, page->list.selected);
  g_auto(GStrv) lines = row != NULL ? text_wrap(_(row->option->long_help), area->cols - 2) : NULL;

  for (int i = 0; lines != NULL && lines[i] != NULL && i < area->rows; i++)
    terminal_text(area, i, 1, ROLE_TEXT, lines[i]);
}

/* What the estimate follows from, and what would make the move end sooner. */
static void draw_reasons(const OptionsPage *page, const Layout *layout)
{
  const Draft *draft = page->base.draft;

  if (draft->estimate == NULL)
    return;
  g_autofree char *reasons = estimate_reasons(draft->estimate), *advice = estimate_advice(draft->estimate);
  g_autofree char *text = advice != NULL ? g_strdup_printf("%s %s", advice, reasons) : g_strdup_printf(_("The estimate: %s."), reasons);

  page_draw_notes(layout, text);
}

static void draw_value_help(const OptionsPage *page, const Layout *layout)
{
  const Row *row = row_at(page, page->list.selected);

  if (row != NULL && row->option->kind == OPTION_CHOICE)
    page_draw_notes(layout, _(option_value(row->option, *option_enum(row->option, page->base.draft->choices))->help));
  else
    draw_reasons(page, layout);
}

static void options_draw(Page *base, const Layout *layout)
{
  OptionsPage *page = (OptionsPage *)base;
  Rect area = rect_below(&layout->body, 1), help = rect_below(&layout->body, layout->body.rows - LONG_HELP_ROWS + 1);

  area.rows -= LONG_HELP_ROWS;
  terminal_text(&layout->body, 0, 1, ROLE_TITLE, _("How to move it"));
  list_draw(&page->list, &options_source, page, &area);
  draw_focused_help(page, &help);
  draw_value_help(page, layout);
}

static void changed(OptionsPage *page)
{
  draft_update(page->base.draft);
  options_refresh(&page->base.page);
}

/* The word that it shall not count is given on the page of the checks. */
static void switch_on_forbidden(App *app, gpointer data)
{
  OptionsPage *page = data;
  const Row *row = row_at(page, page->list.selected);

  if (row == NULL || row->option->kind != OPTION_FLAG)
    return;
  *option_flag(row->option, page->base.draft->choices) = TRUE;
  changed(page);
}

static void ask_forbidden(OptionsPage *page, const Row *row)
{
  g_autofree char *text = g_strdup_printf(_("%s. Switch it on all the same? You will have to override that on the page Checks."), row->forbidden);

  app_push(page->base.page.app, dialog_question(_(row->option->label), text, _("Switch it on"), switch_on_forbidden, page, NULL));
}

static void toggle_flag(OptionsPage *page, const Row *row)
{
  gboolean *flag = option_flag(row->option, page->base.draft->choices);

  if (row->forbidden != NULL && row->may_override) {
    ask_forbidden(page, row);
    return;
  }
  if (row->forbidden != NULL) {
    app_note(page->base.page.app, _("%s is not possible: %s"), _(row->option->label), row->forbidden);
    return;
  }
  *flag = !*flag;
  changed(page);
}

/* Can VALUE be chosen as things stand? Says why not. */
static gboolean value_allowed(OptionsPage *page, const Option *option, const OptionValue *value)
{
  g_autoptr(Choices) choices = choices_copy(page->base.draft->choices);
  g_autofree char *why = NULL;
  gboolean may_override;

  *option_enum(option, choices) = value->value;
  why = draft_forbids(page->base.draft, choices, RULE_OPTIONS, &may_override);
  if (why != NULL)
    app_note(page->base.page.app, "%s: %s", _(value->label), why);
  return why == NULL;
}

/* The next value in that direction that can be chosen. */
static void step_choice(OptionsPage *page, const Option *option, int direction)
{
  int *chosen = option_enum(option, page->base.draft->choices), count = 0, index = 0;

  for (; option->values[count].id != NULL; count++)
    if (option->values[count].value == *chosen)
      index = count;
  for (int step = 1; step < count; step++) {
    const OptionValue *value = &option->values[(index + step * direction + step * count) % count];

    if (value_allowed(page, option, value)) {
      *chosen = value->value;
      changed(page);
      return;
    }
  }
}

static void start_editing(OptionsPage *page, const Row *row, const char *text)
{
  g_autofree char *value = option_text(row->option, page->base.draft->choices);

  page->editing = TRUE;
  field_init(&page->field, text != NULL ? text : value);
}

static void stop_editing(OptionsPage *page)
{
  page->editing = FALSE;
  field_clear(&page->field);
}

static void accept_edit(OptionsPage *page)
{
  const Row *row = row_at(page, page->list.selected);
  g_autoptr(GError) error = NULL;

  if (!option_set_text(row->option, page->base.draft->choices, page->field.text->str, &error)) {
    app_note(page->base.page.app, "%s", error->message);
    return;
  }
  stop_editing(page);
  changed(page);
}

static void change_focused(OptionsPage *page, int direction)
{
  const Row *row = row_at(page, page->list.selected);

  if (row == NULL)
    return;
  if (row->option->kind == OPTION_FLAG)
    toggle_flag(page, row);
  else if (row->option->kind == OPTION_CHOICE)
    step_choice(page, row->option, direction);
  else
    start_editing(page, row, NULL);
}

static gboolean options_act(Page *base, Action action)
{
  OptionsPage *page = (OptionsPage *)base;

  switch (action) {
  case ACTION_TOGGLE:
  case ACTION_CHANGE:
  case ACTION_RIGHT:
    change_focused(page, 1);
    return TRUE;
  case ACTION_LEFT:
    change_focused(page, -1);
    return TRUE;
  case ACTION_YES:
    accept_edit(page);
    return TRUE;
  case ACTION_NO:
    stop_editing(page);
    return TRUE;
  default:
    return list_act(&page->list, action);
  }
}

static gboolean focus_is(const Page *base, OptionKind kind)
{
  const OptionsPage *page = (const OptionsPage *)base;
  const Row *row = row_at(page, page->list.selected);

  return row != NULL && row->option->kind == kind && !page->editing;
}

static gboolean on_flag(const Page *base)
{
  return focus_is(base, OPTION_FLAG);
}

static gboolean on_choice(const Page *base)
{
  return focus_is(base, OPTION_CHOICE);
}

static gboolean on_typed(const Page *base)
{
  return focus_is(base, OPTION_DURATION) || focus_is(base, OPTION_LADDER);
}

static gboolean is_editing(const Page *base)
{
  return ((const OptionsPage *)base)->editing;
}

static gboolean not_editing(const Page *base)
{
  return !is_editing(base);
}

/* A digit on what is typed begins a new one. */
static gboolean type_into_value(OptionsPage *page, const Input *input)
{
  char digit[2] = { (char)input->ch, '\0' };

  if (input->kind != INPUT_CHAR || input->ch < '0' || input->ch > '9' || !on_typed(&page->base.page))
    return FALSE;
  start_editing(page, row_at(page, page->list.selected), digit);
  return TRUE;
}

static gboolean options_type(Page *base, const Input *input)
{
  OptionsPage *page = (OptionsPage *)base;

  if (page->editing && input->kind != INPUT_ENTER && input->kind != INPUT_ESCAPE)
    return (input->kind != INPUT_CHAR || input_is_text(input) || input->ch == CTRL_U)
               ? field_input(&page->field, input) || TRUE
               : FALSE;
  if (page->editing)
    return FALSE;
  if (list_mouse(&page->list, &options_source, page, input)) {
    if (input->kind == INPUT_DOUBLE_CLICK)
      change_focused(page, 1);
    return TRUE;
  }
  return type_into_value(page, input);
}

static gboolean options_applies(const Draft *draft)
{
  for (const Option *option = options_table; option->name != NULL; option++)
    if (is_shown(option, draft))
      return TRUE;
  return FALSE;
}

static Page *options_create(App *app, Draft *draft)
{
  OptionsPage *page = g_new0(OptionsPage, 1);

  page->base = (WizardPage){ { &options_page_ops, app, NULL }, draft };
  page->rows = g_ptr_array_new_with_free_func((GDestroyNotify)row_free);
  return &page->base.page;
}

static void options_free(Page *base)
{
  OptionsPage *page = (OptionsPage *)base;

  g_ptr_array_unref(page->rows);
  field_clear(&page->field);
  g_free(page);
}

static const KeyBinding options_keys[] = {
  { INPUT_ENTER, 0, ACTION_YES, KEY_SHOWN, N_("Accept"), N_("take what was typed"), is_editing },
  { INPUT_ESCAPE, 0, ACTION_NO, KEY_SHOWN, N_("Discard"), N_("leave the value as it was"), is_editing },
  { INPUT_ENTER, 0, ACTION_NEXT, KEY_SHOWN, N_("Next"), N_("to the next page"), not_editing },
  { INPUT_ESCAPE, 0, ACTION_BACK, KEY_SHOWN, N_("Back"), N_("to the page before; what you have chosen stays"),
    not_editing },
  { KEY(' '), ACTION_TOGGLE, KEY_SHOWN, N_("On or off"), N_("switch the option on or off"), on_flag },
  { KEY(' '), ACTION_CHANGE, KEY_SHOWN, N_("Other value"), N_("the next value"), on_choice },
  { INPUT_LEFT, 0, ACTION_LEFT, KEY_QUIET, N_("Value before"), N_("the value before"), on_choice },
  { INPUT_RIGHT, 0, ACTION_RIGHT, KEY_QUIET, N_("Next value"), N_("the next value"), on_choice },
  { KEY(' '), ACTION_CHANGE, KEY_SHOWN, N_("Edit"), N_("type another value; a digit begins a new one"), on_typed },
  KEY_END,
};

static const KeyBinding *const options_tables[] = { options_keys, keys_movement, keys_everywhere, NULL };

const PageOps options_page_ops = {
  .title = N_("Options"),
  .keys = options_tables,
  .applies = options_applies,
  .create = options_create,
  .enter = options_refresh,
  .draw = options_draw,
  .type = options_type,
  .typing = is_editing,
  .act = options_act,
  .refresh = options_refresh,
  .free = options_free,
};
