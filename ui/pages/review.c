/* The whole plan before it starts: what happens, step by step, over which network, and how to do the same by hand. */
#include "model/units.h"
#include "plan/build.h"
#include "plan/options.h"
#include "plan/words.h"
#include "ui/glyphs.h"
#include "ui/pages/pages.h"
#include "ui/shell_wrap.h"
#include "ui/terminal.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/sheet.h"
#include "ui/wizard.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct ReviewPage {
  WizardPage base;
  Sheet sheet;
  gboolean starting; /* the VM is being looked at once more */
  gboolean shown;    /* the plan has been drawn since the page was entered */
} ReviewPage;

enum { INDENT = 1, LABEL_COL = 3, VALUE_COL = 18, COLS = 79 };

static void add_row(Sheet *sheet, const char *label, const char *value)
{
  guint first = sheet->lines->len;

  sheet_add_wrapped(sheet, ROLE_TEXT, VALUE_COL, value, COLS);
  sheet_put_at(sheet, first, ROLE_DIM, LABEL_COL, label);
}

static void add_steps(Sheet *sheet, const Plan *plan)
{
  for (guint i = 0; i < plan->steps->len; i++) {
    const PlanStep *step = g_ptr_array_index(plan->steps, i);
    g_autofree char *line = g_strdup_printf("%2u  %s", i + 1, step->title);

    sheet_add(sheet, ROLE_TEXT, LABEL_COL, line);
  }
}

static char *route_text(const Route *route)
{
  if (route->from == NULL || route->to == NULL)
    return g_strdup(route->network);
  if (strcmp(route->from, route->to) == 0)
    return g_strdup_printf(_("%s, %s"), route->network, route->from);
  return g_strdup_printf("%s, %s %s %s", route->network, route->from, glyph(GLYPH_ARROW), route->to);
}

static void add_routes(Sheet *sheet, const Plan *plan)
{
  g_autofree char *data = route_text(&plan->data), *control = route_text(&plan->control);

  if (plan_data_words(plan) != NULL)
    add_row(sheet, plan_data_words(plan), data);
  add_row(sheet, _("Control"), control);
  add_row(sheet, "", plan_control_words(plan));
}

static void add_disks(Sheet *sheet, const Plan *plan)
{
  for (guint i = 0; i < plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    g_autofree char *words = disk->moves ? plan_disk_words(disk, glyph(GLYPH_ARROW)) : NULL;

    if (words != NULL)
      add_row(sheet, _("Disk"), words);
  }
}

/* What is as always needs no words. */
static void add_stall(GString *text, const Plan *plan)
{
  const Choices *choices = plan->choices;
  const Option *option = option_of(offsetof(Choices, at_stall));
  const OptionValue *action = option_value(option, (int)choices->at_stall);
  g_autofree char *ladder = ladder_text(&choices->downtime);

  if (!option->applies(choices, plan->vm_state) || (choices->at_stall == STALL_WAIT && ladder_is_preset(&choices->downtime)))
    return;
  g_string_append_printf(text, _("%sdowntime %s, then %s"), text->len > 0 ? ", " : "", ladder, _(action->label));
}

static void add_options(Sheet *sheet, const Plan *plan)
{
  g_autoptr(GString) text = g_string_new(NULL);
  const Choices *choices = plan->choices;

  for (const Option *option = options_table; option->name != NULL; option++) {
    if (option->kind != OPTION_FLAG || !*option_flag(option, plan->choices) ||
        !option->applies(choices, plan->vm_state))
      continue;
    g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", _(option->label));
  }
  if (plan->vm_state == VM_RUNNING && choices->timeout_s > 0) {
    g_autofree char *time = units_duration_short(choices->timeout_s);
    const OptionValue *action = option_value(option_of(offsetof(Choices, on_timeout)), (int)choices->on_timeout);

    g_string_append_printf(text, _("%safter %s: %s"), text->len > 0 ? ", " : "", time, _(action->label));
  }
  add_stall(text, plan);
  add_row(sheet, _("Options"), text->len > 0 ? text->str : _("none"));
}

static void add_networks(Sheet *sheet, const Plan *plan)
{
  GHashTableIter iter;
  gpointer from, to;

  g_hash_table_iter_init(&iter, plan->choices->networks);
  while (g_hash_table_iter_next(&iter, &from, &to)) {
    g_autofree char *line = g_strdup_printf(_("NICs of %s are plugged into %s"), (char *)from, (char *)to);

    add_row(sheet, _("Network"), line);
  }
}

static void add_findings(Sheet *sheet, const GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);
    gboolean blocks = finding_severity(finding) == SEVERITY_BLOCKS;
    g_autofree char *text = finding->overridden ? g_strdup_printf(_("overridden: %s"), finding->message) : g_strdup(finding->message);
    guint first = sheet->lines->len;

    if (finding->rule->severity == SEVERITY_INFORMS)
      continue;
    sheet_add_wrapped(sheet, ROLE_TEXT, LABEL_COL, text, COLS);
    sheet_put_at(sheet, first, blocks ? ROLE_BAD : ROLE_WARNING, INDENT, glyph(blocks ? GLYPH_BAD : GLYPH_WARNING));
  }
}

/* A command that needs several rows can be pasted as it is shown. */
static void add_command(Sheet *sheet, const char *command, int cols)
{
  g_auto(GStrv) lines = shell_wrap(command, cols - LABEL_COL - 2);

  for (int i = 0; lines[i] != NULL; i++)
    sheet_add(sheet, ROLE_TEXT, i == 0 || *lines[i] == ' ' ? LABEL_COL : 0, lines[i]);
}

static void add_estimate(Sheet *sheet, const Estimate *estimate)
{
  g_autofree char *duration = estimate_duration(estimate), *reasons = estimate_reasons(estimate), *advice = estimate_advice(estimate);
  g_autofree char *text = g_strdup_printf("%s (%s)", duration, reasons);

  add_row(sheet, _("Duration"), text);
  if (advice != NULL)
    add_row(sheet, "", advice);
}

static void add_plan(Sheet *sheet, const Plan *plan, const Estimate *estimate)
{
  g_autofree char *sentence = plan_sentence(plan), *deleted = plan_deleted_words(plan);

  sheet_add(sheet, ROLE_TITLE, INDENT, sentence);
  add_disks(sheet, plan);
  add_steps(sheet, plan);
  add_routes(sheet, plan);
  if (estimate != NULL)
    add_estimate(sheet, estimate);
  add_options(sheet, plan);
  add_networks(sheet, plan);
  add_row(sheet, _("Deleted"), deleted);
}

static void add_commands(Sheet *sheet, const Plan *plan)
{
  g_auto(GStrv) commands = plan_virsh(plan);

  sheet_add(sheet, ROLE_TEXT, INDENT, _("The same by hand:"));
  for (char **command = commands; *command != NULL; command++)
    add_command(sheet, *command, COLS);
}

static void review_refresh(Page *base)
{
  ReviewPage *page = (ReviewPage *)base;
  const Draft *draft = page->base.draft;

  sheet_empty(&page->sheet);
  if (draft->plan != NULL)
    add_plan(&page->sheet, draft->plan, draft->estimate);
  /* Before the commands, which are long: what speaks against it must be seen. */
  add_findings(&page->sheet, draft->findings);
  if (draft->plan != NULL)
    add_commands(&page->sheet, draft->plan);
}

static void review_enter(Page *base)
{
  ((ReviewPage *)base)->shown = FALSE;
  review_refresh(base);
}

static void review_draw(Page *base, const Layout *layout)
{
  ReviewPage *page = (ReviewPage *)base;

  page->shown = TRUE;
  sheet_draw(&page->sheet, &layout->body);
  if (page->starting)
    page_draw_notes(layout, _("Checking once more."));
  else if (draft_is_blocked(page->base.draft))
    page_draw_notes(layout, _("This cannot start as it is: see what is marked x, and go back to choose otherwise."));
  else
    page_draw_notes(layout, _("Enter starts it. The task goes on when you leave; its page shows how far it is."));
}

static void start(ReviewPage *page)
{
  App *app = page->base.page.app;
  g_autoptr(GError) error = NULL;
  gint64 id;

  if (app->watch == NULL) {
    app_push(app, dialog_message(_("Not started"), app->watch_problem));
    return;
  }
  id = watch_start(app->watch, page->base.draft->plan, &error);
  if (id == 0) {
    app_push(app, dialog_message(_("Not started"), error->message));
    return;
  }
  wizard_close(&page->base);
  task_page_open(app, id);
}

/* The VM as it is at this moment; with it the last checks are made. */
static void details_arrived(Page *base, VmDetails *details, const GError *error)
{
  ReviewPage *page = (ReviewPage *)base;

  if (!page->starting) {
    vm_details_free(details);
    return;
  }
  page->starting = FALSE;
  if (details == NULL) {
    app_push(base->app, dialog_message(_("Not started"), error->message));
    return;
  }
  gboolean changed = details->vm.state != page->base.draft->vm->vm.state;

  draft_take_details(page->base.draft, details);
  review_refresh(base);
  if (draft_is_blocked(page->base.draft))
    app_note(base->app, "%s", _("Not started: something stands in the way now."));
  else if (changed)
    app_note(base->app, _("Not started: %s is %s now. Look at the plan again."), details->vm.name,
             vm_state_name(details->vm.state));
  else if (app_shows(base->app, base))
    start(page);
  app_redraw(base->app);
}

static void ask_then_start(ReviewPage *page)
{
  const Draft *draft = page->base.draft;

  if (page->starting || draft_is_blocked(draft))
    return;
  page->starting = TRUE;
  app_ask_details(page->base.page.app, &page->base.page, draft->source->name, draft->vm->vm.uuid, details_arrived);
}

static gboolean review_act(Page *base, Action action)
{
  ReviewPage *page = (ReviewPage *)base;

  /* Keys typed ahead have brought the operator here; what nobody has seen they do not start. */
  if (action == ACTION_NEXT && page->shown)
    ask_then_start(page);
  else if (action == ACTION_NEXT)
    app_note(base->app, "%s", _("Look at the plan first: Enter once more starts it."));
  if (action == ACTION_BACK)
    page->starting = FALSE;
  return action == ACTION_NEXT || sheet_act(&page->sheet, action);
}

static gboolean review_type(Page *base, const Input *input)
{
  return sheet_mouse(&((ReviewPage *)base)->sheet, input);
}

static Page *review_create(App *app, Draft *draft)
{
  ReviewPage *page = g_new0(ReviewPage, 1);

  page->base = (WizardPage){ { &review_page_ops, app, NULL }, draft };
  sheet_init(&page->sheet);
  return &page->base.page;
}

static void review_free(Page *base)
{
  sheet_clear(&((ReviewPage *)base)->sheet);
  g_free(base);
}

static gboolean can_start(const Page *base)
{
  const ReviewPage *page = (const ReviewPage *)base;

  return !page->starting && !draft_is_blocked(page->base.draft);
}

static const KeyBinding review_keys[] = {
  { INPUT_ENTER, 0, ACTION_NEXT, KEY_SHOWN, N_("Start"), N_("check once more, then start the migration"), can_start },
  KEY_END,
};

static const KeyBinding *const review_tables[] = { review_keys, wizard_back_keys, keys_scrolling, keys_everywhere,
                                                   NULL };

const PageOps review_page_ops = {
  .title = N_("Review"),
  .keys = review_tables,
  .create = review_create,
  .enter = review_enter,
  .draw = review_draw,
  .type = review_type,
  .act = review_act,
  .refresh = review_refresh,
  .free = review_free,
};
