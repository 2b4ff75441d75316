/* What stands in the way, what is worth knowing, and what to do about it. */
#include "ui/glyphs.h"
#include "ui/pages/pages.h"
#include "ui/terminal.h"
#include "ui/widgets/sheet.h"
#include "ui/wizard.h"

#include <glib/gi18n.h>

typedef struct ChecksPage {
  WizardPage base;
  Sheet sheet;
  gboolean show_passed;
} ChecksPage;

enum { MARK_COL = 1, ID_COL = 3, MESSAGE_COL = 21, COLS = 79 };

static gboolean has_finding(const GPtrArray *findings, const Rule *rule)
{
  for (guint i = 0; i < findings->len; i++)
    if (((const Finding *)g_ptr_array_index(findings, i))->rule == rule)
      return TRUE;
  return FALSE;
}

static void add_finding(Sheet *sheet, const Finding *finding, Role role, const char *mark)
{
  guint first = sheet->lines->len;

  sheet_add_wrapped(sheet, ROLE_TEXT, MESSAGE_COL, finding->message, COLS);
  if (finding->remedy != NULL) {
    g_autofree char *remedy = g_strdup_printf("%s %s", glyph(GLYPH_ARROW), finding->remedy);

    sheet_add_wrapped(sheet, ROLE_DIM, MESSAGE_COL, remedy, COLS);
  }
  sheet_put_at(sheet, first, role, ID_COL, mark);
  sheet_put_at(sheet, first, ROLE_TEXT, ID_COL + 2, finding->rule->id);
}

static void add_group(Sheet *sheet, const GPtrArray *findings, Severity severity, Role role, const char *mark,
                      const char *title)
{
  if (findings_count(findings, severity) == 0)
    return;
  sheet_add(sheet, role, MARK_COL, mark);
  sheet_put(sheet, ROLE_TITLE, ID_COL, title);
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);

    if (finding->rule->severity == severity)
      add_finding(sheet, finding, role, mark);
  }
  sheet_add(sheet, ROLE_TEXT, 0, "");
}

static void add_groups(Sheet *sheet, const GPtrArray *findings)
{
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
  add_group(sheet, findings, SEVERITY_BLOCKS, ROLE_BAD, glyph(GLYPH_BAD), stops);
  add_group(sheet, findings, SEVERITY_WARNS, ROLE_WARNING, glyph(GLYPH_WARNING), warnings);
  add_group(sheet, findings, SEVERITY_INFORMS, ROLE_TEXT, glyph(GLYPH_DOT), notes);
}

/* Rules that applied and found nothing. */
static GPtrArray *passed_rules(const Draft *draft)
{
  GPtrArray *passed = g_ptr_array_new();
  Facts facts;
  guint count;
  const Rule *const *rules = rules_all(&count);

  draft_facts(draft, draft->choices->target, &facts);
  for (guint i = 0; i < count; i++)
    if (rules[i]->applies(&facts, draft->choices) && !has_finding(draft->findings, rules[i]))
      g_ptr_array_add(passed, (gpointer)rules[i]);
  return passed;
}

static void add_passed(Sheet *sheet, const Draft *draft, gboolean each)
{
  g_autoptr(GPtrArray) passed = passed_rules(draft);
  g_autofree char *title = g_strdup_printf(ngettext("%u check passed", "%u checks passed", passed->len), passed->len);

  sheet_add(sheet, ROLE_GOOD, MARK_COL, glyph(GLYPH_DONE));
  sheet_put(sheet, ROLE_TITLE, ID_COL, title);
  for (guint i = 0; each && i < passed->len; i++) {
    const Rule *rule = g_ptr_array_index(passed, i);

    sheet_add(sheet, ROLE_GOOD, ID_COL, glyph(GLYPH_DONE));
    sheet_put(sheet, ROLE_TEXT, ID_COL + 2, rule->id);
    sheet_put(sheet, ROLE_TEXT, MESSAGE_COL + 2, _(rule->title));
  }
}

static void checks_refresh(Page *base)
{
  ChecksPage *page = (ChecksPage *)base;

  sheet_empty(&page->sheet);
  add_groups(&page->sheet, page->base.draft->findings);
  add_passed(&page->sheet, page->base.draft, page->show_passed);
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

  sheet_draw(&page->sheet, &layout->body);
  if (draft_is_blocked(page->base.draft))
    page_draw_notes(layout, _("What stops this must be mended first; go back to choose otherwise. Hosts are looked at "
                              "again all the time."));
  else
    page_draw_notes(layout, _("These checks are made again right before the start."));
}

static gboolean checks_act(Page *base, Action action)
{
  ChecksPage *page = (ChecksPage *)base;

  if (action == ACTION_SHOW_ALL) {
    page->show_passed = !page->show_passed;
    checks_refresh(base);
    return TRUE;
  }
  if (action == ACTION_NEXT && draft_is_blocked(page->base.draft)) {
    app_note(base->app, "%s", _("This cannot start as it is."));
    return TRUE;
  }
  return sheet_act(&page->sheet, action);
}

static gboolean checks_type(Page *base, const Input *input)
{
  return sheet_mouse(&((ChecksPage *)base)->sheet, input);
}

static Page *checks_create(App *app, Draft *draft)
{
  ChecksPage *page = g_new0(ChecksPage, 1);

  page->base = (WizardPage){ { &checks_page_ops, app, NULL }, draft };
  sheet_init(&page->sheet);
  return &page->base.page;
}

static void checks_free(Page *base)
{
  sheet_clear(&((ChecksPage *)base)->sheet);
  g_free(base);
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

static const KeyBinding checks_keys[] = {
  { INPUT_ENTER, 0, ACTION_NEXT, KEY_SHOWN, N_("Next"), N_("to the next page"), can_go_on },
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
  .act = checks_act,
  .refresh = checks_refresh,
  .free = checks_free,
};
