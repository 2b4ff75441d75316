/* How the options page looks. */
#include "ui/pages/options_page.h"

#include "ui/glyphs.h"
#include "ui/terminal.h"
#include "ui/text.h"

#include <glib/gi18n.h>

enum { MARK_COL = 3, LABEL_COL = 7, TEXT_COL = 27, FIELD_COLS = 8, LONG_HELP_ROWS = 4 };

/* Has it a value that is typed, beside its label? */
static gboolean is_typed(const Option *option)
{
  return option->kind == OPTION_DURATION || option->kind == OPTION_LADDER;
}

const OptionRow *options_row_at(const OptionsPage *page, int index)
{
  return index >= 0 && index < (int)page->rows->len ? g_ptr_array_index(page->rows, index) : NULL;
}

/* Behind post-copy, which changes it most. */
static gboolean is_below_estimate(const OptionsPage *page, int item)
{
  int first =
      page->rows->len > 0 && ((const OptionRow *)g_ptr_array_index(page->rows, 0))->option == option_of(offsetof(Choices, post_copy));

  return page->base.draft->estimate != NULL && item == first;
}

/* A choice has its values in a row of their own below the help. */
static int options_height(gpointer data, int item)
{
  const OptionRow *row = options_row_at(data, item);

  return (int)g_strv_length(row->help) + (row->option->kind == OPTION_CHOICE) + is_below_estimate(data, item);
}

static void draw_flag(const OptionsPage *page, const OptionRow *row, const Rect *area)
{
  if (row->forbidden != NULL)
    terminal_text(area, 0, MARK_COL, ROLE_BAD, "-x-");
  else
    terminal_text(area, 0, MARK_COL, ROLE_TEXT, *option_flag(row->option, page->base.draft->choices) ? "[x]" : "[ ]");
}

static void draw_typed(const OptionsPage *page, const OptionRow *row, const Rect *area, gboolean selected)
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

static void draw_values(const OptionsPage *page, const OptionRow *row, const Rect *area)
{
  int chosen = *option_enum(row->option, page->base.draft->choices), col = TEXT_COL;

  for (const OptionValue *value = row->option->values; value->id != NULL; value++) {
    col = terminal_format(area, 0, col, ROLE_TEXT, "(%s) ", value->value == chosen ? glyph(GLYPH_CHOSEN) : " ");
    col = terminal_text(area, 0, col, value->value == chosen ? ROLE_CURRENT : ROLE_TEXT, _(value->label)) + 3;
  }
}

static void draw_first_line(const OptionsPage *page, const OptionRow *row, const Rect *area, gboolean selected)
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
  const OptionRow *row = options_row_at(page, item);
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

const ListSource options_page_list = { options_height, options_draw_line };

/* More about what has the focus, at the foot of the page. */
static void draw_focused_help(const OptionsPage *page, const Rect *area)
{
  const OptionRow *row = options_row_at(page, page->list.selected);
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
  const OptionRow *row = options_row_at(page, page->list.selected);

  if (row != NULL && row->option->kind == OPTION_CHOICE)
    page_draw_notes(layout, _(option_value(row->option, *option_enum(row->option, page->base.draft->choices))->help));
  else
    draw_reasons(page, layout);
}

void options_draw(Page *base, const Layout *layout)
{
  OptionsPage *page = (OptionsPage *)base;
  Rect area = rect_below(&layout->body, 1), help = rect_below(&layout->body, layout->body.rows - LONG_HELP_ROWS + 1);

  area.rows -= LONG_HELP_ROWS;
  terminal_text(&layout->body, 0, 1, ROLE_TITLE, _("How to move it"));
  list_draw(&page->list, &options_page_list, page, &area);
  draw_focused_help(page, &help);
  draw_value_help(page, layout);
}
