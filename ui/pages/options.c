/* Options of the move: every row of the table of options that applies and is not chosen on a page of its own. */
#include "ui/pages/options_page.h"
#include "ui/pages/pages.h"
#include "ui/text.h"
#include "ui/widgets/dialog.h"

#include <glib/gi18n.h>

static void row_free(OptionRow *row)
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

static OptionRow *row_new(const Draft *draft, const Option *option)
{
  OptionRow *row = g_new0(OptionRow, 1);

  row->option = option;
  row->forbidden = why_forbidden(draft, option, &row->may_override);
  row->help = text_wrap(row->forbidden != NULL ? row->forbidden : _(option->help), OPTIONS_HELP_COLS);
  return row;
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

static void changed(OptionsPage *page)
{
  draft_update(page->base.draft);
  options_refresh(&page->base.page);
}

/* The word that it shall not count is given on the page of the checks. */
static void switch_on_forbidden(App *app, gpointer data)
{
  OptionsPage *page = data;
  const OptionRow *row = options_row_at(page, page->list.selected);

  if (row == NULL || row->option->kind != OPTION_FLAG)
    return;
  *option_flag(row->option, page->base.draft->choices) = TRUE;
  changed(page);
}

static void ask_forbidden(OptionsPage *page, const OptionRow *row)
{
  g_autofree char *text =
      g_strdup_printf(_("%s. Switch it on all the same? You will have to override that on the page Checks."), row->forbidden);

  app_push(page->base.page.app, dialog_question(_(row->option->label), text, _("Switch it on"), switch_on_forbidden, page, NULL));
}

static void toggle_flag(OptionsPage *page, const OptionRow *row)
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

static void start_editing(OptionsPage *page, const OptionRow *row, const char *text)
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
  const OptionRow *row = options_row_at(page, page->list.selected);
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
  const OptionRow *row = options_row_at(page, page->list.selected);

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
  const OptionRow *row = options_row_at(page, page->list.selected);

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
  start_editing(page, options_row_at(page, page->list.selected), digit);
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
  if (list_mouse(&page->list, &options_page_list, page, input)) {
    if (input->kind == INPUT_DOUBLE_CLICK)
      change_focused(page, 1);
    return TRUE;
  }
  return type_into_value(page, input);
}

static const Option *options_option(const Page *base)
{
  const OptionsPage *page = (const OptionsPage *)base;
  const OptionRow *row = options_row_at(page, page->list.selected);

  return row != NULL ? row->option : NULL;
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
  { KEY('q'), ACTION_BACK, KEY_QUIET, N_("Back"), N_("to the page before; what you have chosen stays"), not_editing },
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
  .option = options_option,
  .typing = is_editing,
  .act = options_act,
  .refresh = options_refresh,
  .free = options_free,
};
