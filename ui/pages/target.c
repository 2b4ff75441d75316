/* Where the VM goes to: every other host, with what speaks for and against it. */
#include "model/units.h"
#include "plan/build.h"
#include "plan/options.h"
#include "ui/glyphs.h"
#include "ui/pages/pages.h"
#include "ui/terminal.h"
#include "ui/text.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/list.h"
#include "ui/wizard.h"

#include <glib/gi18n.h>

/* A host as a candidate. */
typedef struct Candidate {
  const InventoryHost *host;
  HostReach reach;
  gboolean suitable;
  gboolean may_override; /* it is not suitable, but only as far as the operator may know better */
  char *memory, *cpus, *load, *network; /* NULL where not known */
  GPtrArray *notes;                     /* of char *: why not, and what else to know */
} Candidate;

typedef struct TargetPage {
  WizardPage base;
  List list;
  GPtrArray *candidates;
} TargetPage;

enum { MEMORY_END = 31, CPUS_END = 38, LOAD_END = 45, NETWORK_COL = 48, NAME_COL = 5, NOTE_COL = 7 };

static void candidate_free(Candidate *candidate)
{
  g_free(candidate->memory);
  g_free(candidate->cpus);
  g_free(candidate->load);
  g_free(candidate->network);
  g_ptr_array_unref(candidate->notes);
  g_free(candidate);
}

static void take_facts(Candidate *candidate, const HostFacts *facts)
{
  candidate->memory = units_bytes(facts->memory_free_bytes);
  candidate->cpus = g_strdup_printf("%u", facts->cpus);
  if (facts->load >= 0)
    candidate->load = g_strdup_printf("%.1f", facts->load);
}

static void take_findings(Candidate *candidate, const Draft *draft)
{
  g_autoptr(GPtrArray) findings = draft_findings_for(draft, candidate->host->name);

  candidate->suitable = candidate->may_override = TRUE;
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);
    gboolean blocks = finding_severity(finding) == SEVERITY_BLOCKS;

    if (finding->rule->subject == RULE_TARGET) {
      candidate->suitable = candidate->suitable && !blocks;
      candidate->may_override = candidate->may_override && (!blocks || finding->rule->may_override);
      g_ptr_array_add(candidate->notes, g_strdup(finding->message));
    } else if (finding->rule->subject == RULE_NETWORK && blocks) {
      g_ptr_array_add(candidate->notes, g_strdup_printf(_("%s: can be mapped on the next page"), finding->message));
    }
  }
}

static Candidate *candidate_new(const Draft *draft, const InventoryHost *host)
{
  const HostStatus *status = survey_status(draft->app->survey, host->name);
  Candidate *candidate = g_new0(Candidate, 1);
  Route route = { NULL, NULL, NULL };

  candidate->host = host;
  candidate->reach = status->reach;
  candidate->notes = g_ptr_array_new_with_free_func(g_free);
  plan_route(draft->source, host, &route);
  candidate->network = g_strdup(route.network);
  route_clear(&route);
  if (status->reach == HOST_DOWN)
    g_ptr_array_add(candidate->notes, g_strdup(status->reason));
  if (status->reach != HOST_UP || status->facts == NULL)
    return candidate;
  take_facts(candidate, status->facts);
  take_findings(candidate, draft);
  return candidate;
}

static const Candidate *candidate_at(const TargetPage *page, int index)
{
  return index >= 0 && index < (int)page->candidates->len ? g_ptr_array_index(page->candidates, index) : NULL;
}

static void target_refresh(Page *base)
{
  TargetPage *page = (TargetPage *)base;
  const Draft *draft = page->base.draft;
  const GPtrArray *hosts = base->app->inventory->hosts;

  g_ptr_array_set_size(page->candidates, 0);
  for (guint i = 0; i < hosts->len; i++)
    if (g_ptr_array_index(hosts, i) != draft->source)
      g_ptr_array_add(page->candidates, candidate_new(draft, g_ptr_array_index(hosts, i)));
  page->list.count = (int)page->candidates->len;
}

static int target_height(gpointer data, int item)
{
  return 1 + (int)candidate_at(data, item)->notes->len;
}

static void draw_figures(const Candidate *candidate, const Rect *area)
{
  if (candidate->reach == HOST_CONNECTING) {
    terminal_format(area, 0, MEMORY_END - 8, ROLE_BUSY, "%s%s", _("connecting"), glyph(GLYPH_DOTS));
    return;
  }
  if (candidate->reach == HOST_DOWN) {
    terminal_text(area, 0, MEMORY_END - 8, ROLE_BAD, _("does not answer"));
    return;
  }
  terminal_right(area, 0, MEMORY_END, ROLE_TEXT, candidate->memory != NULL ? candidate->memory : "");
  terminal_right(area, 0, CPUS_END, ROLE_TEXT, candidate->cpus != NULL ? candidate->cpus : "");
  terminal_right(area, 0, LOAD_END, ROLE_TEXT, candidate->load != NULL ? candidate->load : "");
  terminal_text(area, 0, NETWORK_COL, ROLE_TEXT, candidate->network);
}

static void target_draw_line(gpointer data, int item, int line, const Rect *area, gboolean selected)
{
  const Candidate *candidate = candidate_at(data, item);

  if (line > 0) {
    terminal_text(area, 0, NOTE_COL, ROLE_TEXT, g_ptr_array_index(candidate->notes, line - 1));
    return;
  }
  list_draw_marker(area, 1, selected);
  if (!candidate->suitable && candidate->reach != HOST_CONNECTING)
    terminal_text(area, 0, 3, ROLE_BAD, glyph(GLYPH_BAD));
  terminal_cell(area, 0, NAME_COL, MEMORY_END - 9 - NAME_COL, selected ? ROLE_SELECTED : ROLE_TEXT,
                candidate->host->name);
  draw_figures(candidate, area);
}

static const ListSource target_source = { target_height, target_draw_line };

static void draw_headings(const Rect *body)
{
  terminal_text(body, 2, NAME_COL, ROLE_HEADING, _("host"));
  terminal_right(body, 2, MEMORY_END, ROLE_HEADING, _("free memory"));
  terminal_right(body, 2, CPUS_END, ROLE_HEADING, _("CPUs"));
  terminal_right(body, 2, LOAD_END, ROLE_HEADING, _("load"));
  terminal_text(body, 2, NETWORK_COL, ROLE_HEADING, _("data goes over"));
}

static void target_draw(Page *base, const Layout *layout)
{
  TargetPage *page = (TargetPage *)base;
  Rect area = rect_below(&layout->body, 3);

  terminal_text(&layout->body, 0, 1, ROLE_TITLE, _("Host to move to"));
  if (page->list.count == 0) {
    terminal_text(&layout->body, 2, 1, ROLE_TEXT, _("There is no other host. Press A in the tree to add one."));
    return;
  }
  draw_headings(&layout->body);
  list_draw(&page->list, &target_source, page, &area);
  page_draw_notes(layout,
                  _("Load is how many CPUs were busy. A host marked x cannot take this VM, for the reasons below it."));
}

/* The word that it shall not count is given on the page of the checks, for each check by itself. */
static void take_unsuitable(App *app, gpointer data)
{
  TargetPage *page = data;
  const Candidate *candidate = candidate_at(page, page->list.selected);

  if (candidate == NULL)
    return;
  draft_choose_target(page->base.draft, candidate->host->name);
  app_note(app, _("%s is chosen. What speaks against it is to be overridden on the page Checks."), candidate->host->name);
}

static void ask_unsuitable(TargetPage *page, const Candidate *candidate)
{
  g_autofree char *text = g_strdup_printf(_("%s. Choose %s all the same? You will have to override that on the page Checks."),
                                          (const char *)g_ptr_array_index(candidate->notes, 0), candidate->host->name);

  app_push(page->base.page.app, dialog_question(_("Choose it all the same?"), text, _("Choose it"), take_unsuitable, page, NULL));
}

static gboolean choose(TargetPage *page)
{
  const Candidate *candidate = candidate_at(page, page->list.selected);
  App *app = page->base.page.app;

  if (candidate == NULL)
    return FALSE;
  if (candidate->reach == HOST_CONNECTING) {
    app_note(app, _("%s has not answered yet."), candidate->host->name);
    return FALSE;
  }
  if (!candidate->suitable && g_strcmp0(page->base.draft->choices->target, candidate->host->name) == 0 && candidate->may_override)
    return TRUE;
  if (!candidate->suitable && candidate->may_override && candidate->notes->len > 0) {
    ask_unsuitable(page, candidate);
    return FALSE;
  }
  if (!candidate->suitable) {
    app_note(app, _("%s cannot take %s: %s"), candidate->host->name, page->base.draft->vm->vm.name,
             candidate->notes->len > 0 ? (const char *)g_ptr_array_index(candidate->notes, 0)
                                       : _("it does not answer"));
    return FALSE;
  }
  draft_choose_target(page->base.draft, candidate->host->name);
  return TRUE;
}

static gboolean target_act(Page *base, Action action)
{
  TargetPage *page = (TargetPage *)base;

  if (action == ACTION_NEXT)
    return !choose(page);
  if (action == ACTION_REFRESH) {
    survey_refresh(base->app->survey, NULL);
    app_note(base->app, "%s", _("Asking all hosts again."));
  }
  return action == ACTION_REFRESH || list_act(&page->list, action);
}

static gboolean target_type(Page *base, const Input *input)
{
  TargetPage *page = (TargetPage *)base;

  if (!list_mouse(&page->list, &target_source, page, input))
    return FALSE;
  if (input->kind == INPUT_DOUBLE_CLICK)
    app_enter(base->app);
  return TRUE;
}

static const char *host_name(gpointer data, int item)
{
  return candidate_at(data, item)->host->name;
}

static void target_letter(Page *base, const Input *input)
{
  TargetPage *page = (TargetPage *)base;

  list_letter(&page->list, host_name, page, input);
}

static const Option *target_option(const Page *base)
{
  return option_of(offsetof(Choices, target));
}

/* The first suitable host has the focus, or what was chosen before. */
static void focus_best(TargetPage *page)
{
  const char *target = page->base.draft->choices->target;

  for (guint i = page->candidates->len; i > 0; i--) {
    const Candidate *candidate = candidate_at(page, (int)i - 1);

    if (target != NULL ? g_strcmp0(candidate->host->name, target) == 0 : candidate->suitable)
      page->list.selected = (int)i - 1;
  }
}

static Page *target_create(App *app, Draft *draft)
{
  TargetPage *page = g_new0(TargetPage, 1);

  page->base = (WizardPage){ { &target_page_ops, app, NULL }, draft };
  page->candidates = g_ptr_array_new_with_free_func((GDestroyNotify)candidate_free);
  target_refresh(&page->base.page);
  focus_best(page);
  return &page->base.page;
}

static void target_free(Page *base)
{
  TargetPage *page = (TargetPage *)base;

  g_ptr_array_unref(page->candidates);
  g_free(page);
}

static gboolean target_applies(const Draft *draft)
{
  return draft->choices->type != MOVE_STORAGE;
}

static const KeyBinding target_keys[] = {
  { KEY('r'), ACTION_REFRESH, KEY_SHOWN, N_("Refresh"), N_("ask all hosts again now"), NULL },
  KEY_END,
};

static const KeyBinding *const target_tables[] = { wizard_keys, target_keys, keys_movement, keys_everywhere, NULL };

const PageOps target_page_ops = {
  .title = N_("Target"),
  .keys = target_tables,
  .applies = target_applies,
  .create = target_create,
  .enter = target_refresh,
  .draw = target_draw,
  .type = target_type,
  .letter = target_letter,
  .option = target_option,
  .act = target_act,
  .refresh = target_refresh,
  .free = target_free,
};
