/* What stands in the way, what is worth knowing, and what to do about it. */
#include "ui/glyphs.h"
#include "ui/pages/pages.h"
#include "ui/terminal.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/list.h"
#include "ui/widgets/sheet.h"
#include "ui/wizard.h"

#include <glib/gi18n.h>

typedef struct ChecksPage {
  WizardPage base;
  Sheet sheet;
  GArray *shown; /* of Shown, in the order of the page */
  char *focus;   /* id of the check in focus; NULL: the first */
  int nth;       /* … and which of its findings */
  gboolean show_passed;
} ChecksPage;

/* A finding on the sheet: LINES of it from FIRST on. */
typedef struct Shown {
  const Finding *finding;
  guint first, lines;
} Shown;

enum { MARK_COL = 1, ID_COL = 3, MIN_MESSAGE_COL = 24, GAP = 2, COLS = 79 };

/* What to do about it; of one that does not count, that it does not. */
static char *second_line(const Finding *finding)
{
  if (finding->overridden)
    return g_strdup_printf("%s %s", glyph(GLYPH_ARROW), _("overridden; the record of the task will say so"));
  return g_strdup_printf("%s %s", glyph(GLYPH_ARROW), finding->remedy);
}

/* Messages begin after the longest name of a check. */
static int column_after(int column, const Rule *rule)
{
  return MAX(column, ID_COL + 2 + terminal_width(rule->id) + GAP);
}

static int message_col(const GPtrArray *findings)
{
  int column = MIN_MESSAGE_COL;

  for (guint i = 0; i < findings->len; i++)
    column = column_after(column, ((const Finding *)g_ptr_array_index(findings, i))->rule);
  return column;
}

static void add_finding(ChecksPage *page, const Finding *finding, Role role, const char *mark)
{
  Sheet *sheet = &page->sheet;
  guint first = sheet->lines->len;
  int column = message_col(page->base.draft->findings);
  g_autofree char *second = second_line(finding);

  sheet_add_wrapped(sheet, ROLE_TEXT, column, finding->message, COLS);
  sheet_add_wrapped(sheet, ROLE_DIM, column, second, COLS);
  sheet_put_at(sheet, first, role, ID_COL, mark);
  sheet_put_at(sheet, first, ROLE_TEXT, ID_COL + 2, finding->rule->id);

  Shown shown = { finding, first, sheet->lines->len - first };

  g_array_append_val(page->shown, shown);
}

static void add_group(ChecksPage *page, Severity severity, Role role, const char *mark, const char *title)
{
  Sheet *sheet = &page->sheet;
  const GPtrArray *findings = page->base.draft->findings;

  if (findings_count(findings, severity) == 0)
    return;
  sheet_add(sheet, role, MARK_COL, mark);
  sheet_put(sheet, ROLE_TITLE, ID_COL, title);
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);

    if (finding_severity(finding) == severity)
      add_finding(page, finding, role, mark);
  }
  sheet_add(sheet, ROLE_TEXT, 0, "");
}

static void add_groups(ChecksPage *page)
{
  Sheet *sheet = &page->sheet;
  const GPtrArray *findings = page->base.draft->findings;
  guint blocks = findings_count(findings, SEVERITY_BLOCKS), warns = findings_count(findings, SEVERITY_WARNS);
  guint informs = findings_count(findings, SEVERITY_INFORMS);
  g_autofree char *stops = g_strdup_printf(ngettext("%u thing stops this", "%u things stop this", blocks), blocks);
  g_autofree char *warnings = g_strdup_printf(ngettext("%u warning", "%u warnings", warns), warns);
  g_autofree char *notes = g_strdup_printf(ngettext("%u thing to know", "%u things to know", informs), informs);

  if (blocks == 0) {
    sheet_add(sheet, ROLE_GOOD, MARK_COL, glyph(GLYPH_DONE));
    sheet_put(sheet, ROLE_TITLE, ID_COL, _("Nothing stands in the way"));
    sheet_add(sheet, ROLE_TEXT, 0, "");
  }
  add_group(page, SEVERITY_BLOCKS, ROLE_BAD, glyph(GLYPH_BAD), stops);
  add_group(page, SEVERITY_WARNS, ROLE_WARNING, glyph(GLYPH_WARNING), warnings);
  add_group(page, SEVERITY_INFORMS, ROLE_TEXT, glyph(GLYPH_DOT), notes);
}

static GPtrArray *passed_rules(const Draft *draft)
{
  Facts facts;

  draft_facts(draft, draft->choices->target, &facts);
  facts.estimate = &draft->inputs;
  return rules_passed(&facts, draft->choices, draft->findings);
}

static void add_passed(Sheet *sheet, const Draft *draft, gboolean each)
{
  g_autoptr(GPtrArray) passed = passed_rules(draft);
  g_autofree char *title = g_strdup_printf(ngettext("%u check passed", "%u checks passed", passed->len), passed->len);
  int column = MIN_MESSAGE_COL + 2;

  for (guint i = 0; i < passed->len; i++)
    column = column_after(column, g_ptr_array_index(passed, i));
  sheet_add(sheet, ROLE_GOOD, MARK_COL, glyph(GLYPH_DONE));
  sheet_put(sheet, ROLE_TITLE, ID_COL, title);
  for (guint i = 0; each && i < passed->len; i++) {
    const Rule *rule = g_ptr_array_index(passed, i);

    sheet_add(sheet, ROLE_GOOD, ID_COL, glyph(GLYPH_DONE));
    sheet_put(sheet, ROLE_TEXT, ID_COL + 2, rule->id);
    sheet_put(sheet, ROLE_TEXT, column, _(rule->title));
  }
}

static void checks_refresh(Page *base)
{
  ChecksPage *page = (ChecksPage *)base;

  sheet_empty(&page->sheet);
  g_array_set_size(page->shown, 0);
  add_groups(page);
  add_passed(&page->sheet, page->base.draft, page->show_passed);
}

/* The place of the finding in focus among those shown; -1 when there is none. */
static int focused_index(const ChecksPage *page)
{
  int index = page->shown->len > 0 ? 0 : -1;

  for (int i = 0, nth = 0; i < (int)page->shown->len; i++)
    if (g_strcmp0(g_array_index(page->shown, Shown, i).finding->rule->id, page->focus) == 0 && nth++ <= page->nth)
      index = i;
  return index;
}

static void set_focus(ChecksPage *page, int index)
{
  const char *id = g_array_index(page->shown, Shown, index).finding->rule->id;

  page->nth = 0;
  for (int i = 0; i < index; i++)
    page->nth += g_strcmp0(g_array_index(page->shown, Shown, i).finding->rule->id, id) == 0;
  g_free(page->focus);
  page->focus = g_strdup(id);
}

static const Shown *focused(const ChecksPage *page)
{
  int index = focused_index(page);

  return index >= 0 ? &g_array_index(page->shown, Shown, index) : NULL;
}

static void checks_enter(Page *base)
{
  const Draft *draft = ((ChecksPage *)base)->base.draft;

  survey_refresh(base->app->survey, draft->source->name);
  if (draft->choices->target != NULL)
    survey_refresh(base->app->survey, draft->choices->target);
  checks_refresh(base);
}

static void checks_draw(Page *base, const Layout *layout)
{
  ChecksPage *page = (ChecksPage *)base;

  const Shown *shown = focused(page);

  sheet_draw(&page->sheet, &layout->body);
  if (shown != NULL) {
    int row = (int)shown->first - page->sheet.top;
    Rect line = { layout->body.row + row, layout->body.col, 1, layout->body.cols };

    if (row >= 0 && row < layout->body.rows)
      list_draw_marker(&line, MARK_COL, TRUE);
  }
  if (draft_is_blocked(page->base.draft))
    page_draw_notes(layout, _("What stops this must be mended first, or overridden where that is possible; or go back to "
                              "choose otherwise. Hosts are looked at again all the time."));
  else
    page_draw_notes(layout, _("These checks are made again right before the start."));
}

/* --- the focus ---------------------------------------------------------------------------------------------------- */

static void show_focused(ChecksPage *page)
{
  const Shown *shown = focused(page);
  int first = (int)shown->first, end = first + (int)shown->lines, rows = page->sheet.area.rows;

  if (end > page->sheet.top + rows)
    page->sheet.top = end - rows;
  if (first < page->sheet.top)
    page->sheet.top = first;
}

/* The focus goes from finding to finding; beyond the first and the last the page scrolls. */
static gboolean move_focus(ChecksPage *page, int direction)
{
  int index = focused_index(page) + direction;

  if (page->shown->len == 0 || index < 0 || index >= (int)page->shown->len)
    return FALSE;
  set_focus(page, index);
  show_focused(page);
  return TRUE;
}

static void show_details(App *app, const Finding *finding)
{
  const Rule *rule = finding->rule;
  const char *override = rule->severity != SEVERITY_BLOCKS ? _("It does not stop the move.")
                         : finding->overridden             ? _("It would stop the move, but is overridden.")
                         : rule->may_override
                             ? _("It stops the move. libvirt itself would do it: if you know better, you can override this.")
                             : _("It stops the move, and cannot be overridden: libvirt would refuse it too, or it would do harm.");
  g_autofree char *text = g_strdup_printf(_("This makes sure of: %s.\n\nFound: %s.\n\nWhat to do: %s.\n\n%s"), _(rule->title),
                                          finding->message, finding->remedy, override);

  app_push(app, dialog_message(rule->id, text));
}

static void override_focused(App *app, gpointer data)
{
  ChecksPage *page = data;
  const Shown *shown = focused(page);

  if (shown == NULL || !shown->finding->rule->may_override)
    return;
  draft_override(page->base.draft, shown->finding->rule, TRUE);
  checks_refresh(&page->base.page);
}

static void ask_override(ChecksPage *page, const Finding *finding)
{
  App *app = page->base.page.app;
  g_autofree char *title = g_strdup_printf(_("Override %s?"), finding->rule->id);
  g_autofree char *text =
      g_strdup_printf(_("%s.\n\nlibvirt itself would do it. The record of the task will say that %s has overridden this check."),
                      finding->message, g_get_user_name());

  app_push(app, dialog_question(title, text, _("Override"), override_focused, page, NULL));
}

static void toggle_override(ChecksPage *page)
{
  const Finding *finding = focused(page)->finding;

  if (!finding->overridden) {
    ask_override(page, finding);
    return;
  }
  draft_override(page->base.draft, finding->rule, FALSE);
  checks_refresh(&page->base.page);
}

static gboolean checks_act(Page *base, Action action)
{
  ChecksPage *page = (ChecksPage *)base;

  if (action == ACTION_SHOW_ALL) {
    page->show_passed = !page->show_passed;
    checks_refresh(base);
    return TRUE;
  }
  if (action == ACTION_DETAILS) {
    show_details(base->app, focused(page)->finding);
    return TRUE;
  }
  if (action == ACTION_OVERRIDE) {
    toggle_override(page);
    return TRUE;
  }
  if ((action == ACTION_UP && move_focus(page, -1)) || (action == ACTION_DOWN && move_focus(page, 1)))
    return TRUE;
  if (action == ACTION_NEXT && draft_is_blocked(page->base.draft)) {
    app_note(base->app, "%s", _("This cannot start as it is."));
    return TRUE;
  }
  return sheet_act(&page->sheet, action);
}

static gboolean checks_type(Page *base, const Input *input)
{
  ChecksPage *page = (ChecksPage *)base;
  const Rect *area = &page->sheet.area;
  int line = input->row - area->row + page->sheet.top;

  for (guint i = 0; input->kind == INPUT_CLICK && i < page->shown->len && input->row >= area->row && input->row < area->row + area->rows;
       i++) {
    const Shown *shown = &g_array_index(page->shown, Shown, i);

    if (line < (int)shown->first || line >= (int)(shown->first + shown->lines))
      continue;
    set_focus(page, (int)i);
    return TRUE;
  }
  return sheet_mouse(&page->sheet, input);
}

static Page *checks_create(App *app, Draft *draft)
{
  ChecksPage *page = g_new0(ChecksPage, 1);

  page->base = (WizardPage){ { &checks_page_ops, app, NULL }, draft };
  sheet_init(&page->sheet);
  page->shown = g_array_new(FALSE, FALSE, sizeof(Shown));
  return &page->base.page;
}

static void checks_free(Page *base)
{
  ChecksPage *page = (ChecksPage *)base;

  sheet_clear(&page->sheet);
  g_array_unref(page->shown);
  g_free(page->focus);
  g_free(page);
}

static gboolean can_go_on(const Page *base)
{
  return !draft_is_blocked(((const ChecksPage *)base)->base.draft);
}

static gboolean passed_hidden(const Page *base)
{
  return !((const ChecksPage *)base)->show_passed;
}

static gboolean passed_shown(const Page *base)
{
  return !passed_hidden(base);
}

static gboolean is_blocked_here(const Page *base)
{
  return !can_go_on(base) && focused((const ChecksPage *)base) != NULL;
}

static gboolean has_focus(const Page *base)
{
  return focused((const ChecksPage *)base) != NULL;
}

static gboolean can_override(const Page *base)
{
  const Shown *shown = focused((const ChecksPage *)base);

  return shown != NULL && shown->finding->rule->may_override && !shown->finding->overridden;
}

static gboolean is_overridden(const Page *base)
{
  const Shown *shown = focused((const ChecksPage *)base);

  return shown != NULL && shown->finding->overridden;
}

static const Option *checks_option(const Page *base)
{
  return can_override(base) || is_overridden(base) ? option_of(offsetof(Choices, overrides)) : NULL;
}

static const KeyBinding checks_keys[] = {
  { INPUT_ENTER, 0, ACTION_NEXT, KEY_SHOWN, N_("Next"), N_("to the next page"), can_go_on },
  { INPUT_ENTER, 0, ACTION_DETAILS, KEY_SHOWN, N_("Details"), N_("all about the check in focus"), is_blocked_here },
  { KEY('o'), ACTION_OVERRIDE, KEY_SHOWN, N_("Override"), N_("start although this check stops the move; the task's record says so"), can_override },
  { KEY('o'), ACTION_OVERRIDE, KEY_SHOWN, N_("Take override back"), N_("let the check count again"), is_overridden },
  { KEY('d'), ACTION_DETAILS, KEY_QUIET, N_("Details"), N_("all about the check in focus"), has_focus },
  { KEY(' '), ACTION_SHOW_ALL, KEY_SHOWN, N_("Show all checks"), N_("list the checks that passed, too"),
    passed_hidden },
  { KEY(' '), ACTION_SHOW_ALL, KEY_SHOWN, N_("Hide passed checks"), N_("count the checks that passed only"),
    passed_shown },
  KEY_END,
};

static const KeyBinding *const checks_tables[] = { checks_keys, wizard_back_keys, keys_scrolling, keys_everywhere,
                                                   NULL };

const PageOps checks_page_ops = {
  .title = N_("Checks"),
  .keys = checks_tables,
  .create = checks_create,
  .enter = checks_enter,
  .draw = checks_draw,
  .type = checks_type,
  .option = checks_option,
  .act = checks_act,
  .refresh = checks_refresh,
  .free = checks_free,
};
