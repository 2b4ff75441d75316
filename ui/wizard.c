#include "ui/wizard.h"

#include "model/units.h"
#include "ui/pages/pages.h"
#include "ui/terminal.h"
#include "ui/widgets/dialog.h"

#include <glib/gi18n.h>

static const PageOps *const wizard_pages[] = {
  &type_page_ops, &target_page_ops, &network_page_ops, &options_page_ops, &storage_page_ops, &checks_page_ops,
  &review_page_ops,
};

enum { PAGE_COUNT = G_N_ELEMENTS(wizard_pages) };

typedef struct Wizard {
  Page page;
  Draft *draft;
  Page *pages[PAGE_COUNT]; /* made when first shown, kept until the end: going back loses nothing */
  int current;
  gboolean has_gone_on; /* past the first page: there is something to lose */
  gboolean asking; /* the VM's definition is being read again */
} Wizard;

static gboolean applies(const Wizard *wizard, int index)
{
  return wizard_pages[index]->applies == NULL || wizard_pages[index]->applies(wizard->draft);
}

static void show(Wizard *wizard, int index)
{
  Page **page = &wizard->pages[index];

  wizard->current = index;
  if (*page == NULL) {
    *page = wizard_pages[index]->create(wizard->page.app, wizard->draft);
    (*page)->app = wizard->page.app;
  }
  wizard->page.inner = *page;
  if ((*page)->ops->enter != NULL)
    (*page)->ops->enter(*page);
}

static void go_next(Wizard *wizard)
{
  for (int i = wizard->current + 1; i < PAGE_COUNT; i++)
    if (applies(wizard, i)) {
      wizard->has_gone_on = TRUE;
      show(wizard, i);
      return;
    }
}

static void leave(App *app, gpointer data)
{
  Wizard *wizard = data;

  app_pop(app, &wizard->page);
}

static void go_back(Wizard *wizard)
{
  for (int i = wizard->current - 1; i >= 0; i--)
    if (applies(wizard, i)) {
      show(wizard, i);
      return;
    }
  if (wizard->has_gone_on)
    app_push(wizard->page.app,
             dialog_question(_("Leave the wizard?"), _("What you have chosen for this move is not started yet and would be lost."),
                             _("Leave"), leave, wizard, NULL));
  else
    app_pop(wizard->page.app, &wizard->page);
}

static gboolean wizard_act(Page *page, Action action)
{
  Wizard *wizard = (Wizard *)page;
  Page *inner = page->inner;

  if (inner->ops->act != NULL && inner->ops->act(inner, action))
    return TRUE;
  if (action == ACTION_NEXT)
    go_next(wizard);
  else if (action == ACTION_BACK)
    go_back(wizard);
  return action == ACTION_NEXT || action == ACTION_BACK;
}

static char *describe_vm(const Draft *draft)
{
  const VmDetails *vm = draft->vm;
  g_autofree char *memory = units_bytes(vm->vm.memory_bytes);
  g_autofree char *disks = g_strdup_printf(ngettext("%u disk", "%u disks", vm->disks->len), vm->disks->len);

  return g_strdup_printf(_("on %s, %s, %s, %s"), draft->source->name, vm_state_name(vm->vm.state), memory, disks);
}

static void draw_bar(const Wizard *wizard, const Rect *bar)
{
  int col = 1;

  for (int i = 0; i < PAGE_COUNT; i++) {
    const char *title = _(wizard_pages[i]->title);
    g_autofree char *upper = g_utf8_strup(title, -1);

    if (applies(wizard, i))
      col = terminal_text(bar, 0, col, i == wizard->current ? ROLE_CURRENT : ROLE_DIM,
                          i == wizard->current ? upper : title) +
            3;
  }
}

static void wizard_draw(Page *page, const Layout *layout)
{
  const Wizard *wizard = (Wizard *)page;
  g_autofree char *title = g_strdup_printf(_("Migrate %s"), wizard->draft->vm->vm.name);
  g_autofree char *about = describe_vm(wizard->draft);
  Rect bar, rule;
  Layout inner = layout_wizard(layout, &bar, &rule);

  page_draw_header(layout, title, about);
  draw_bar(wizard, &bar);
  terminal_rule(&rule, 0, ROLE_RULE);
  page->inner->ops->draw(page->inner, &inner);
}

static void details_arrived(Page *page, VmDetails *details, const GError *error)
{
  Wizard *wizard = (Wizard *)page;

  wizard->asking = FALSE;
  if (details == NULL) {
    app_note(page->app, "%s", error->message);
    return;
  }
  draft_take_details(wizard->draft, details);
  if (page->inner->ops->refresh != NULL)
    page->inner->ops->refresh(page->inner);
  app_redraw(page->app);
}

/* The VM may start, stop or go while its move is being planned. */
static void follow_vm(Wizard *wizard)
{
  Draft *draft = wizard->draft;
  const HostStatus *status = survey_status(wizard->page.app->survey, draft->source->name);
  const Vm *vm = status->reach == HOST_UP && status->facts != NULL
                     ? host_facts_vm_by_uuid(status->facts, draft->vm->vm.uuid)
                     : NULL;

  if (vm == NULL || vm->state == draft->vm->vm.state || wizard->asking)
    return;
  wizard->asking = TRUE;
  app_ask_details(wizard->page.app, &wizard->page, draft->source->name, draft->vm->vm.uuid, details_arrived);
}

static void wizard_refresh(Page *page)
{
  Wizard *wizard = (Wizard *)page;

  follow_vm(wizard);
  draft_update(wizard->draft);
  if (page->inner->ops->refresh != NULL)
    page->inner->ops->refresh(page->inner);
}

static gboolean wizard_tick(Page *page)
{
  return page->inner->ops->tick != NULL && page->inner->ops->tick(page->inner);
}

static gboolean wizard_would_lose(const Page *page)
{
  return ((const Wizard *)page)->has_gone_on;
}

static void wizard_free(Page *page)
{
  Wizard *wizard = (Wizard *)page;

  for (int i = 0; i < PAGE_COUNT; i++)
    page_free(wizard->pages[i]);
  draft_free(wizard->draft);
  g_free(wizard);
}

const KeyBinding wizard_keys[] = {
  { INPUT_ENTER, 0, ACTION_NEXT, KEY_SHOWN, N_("Next"), N_("to the next page"), NULL },
  { INPUT_ESCAPE, 0, ACTION_BACK, KEY_SHOWN, N_("Back"), N_("to the page before; what you have chosen stays"), NULL },
  { KEY('q'), ACTION_BACK, KEY_QUIET, N_("Back"), N_("to the page before; what you have chosen stays"), NULL },
  KEY_END,
};

const KeyBinding wizard_back_keys[] = {
  { INPUT_ESCAPE, 0, ACTION_BACK, KEY_SHOWN, N_("Back"), N_("to the page before; what you have chosen stays"), NULL },
  { KEY('q'), ACTION_BACK, KEY_QUIET, N_("Back"), N_("to the page before; what you have chosen stays"), NULL },
  KEY_END,
};

static const KeyBinding *const no_tables[] = { NULL };

static const PageOps wizard_ops = {
  .title = N_("Wizard"),
  .keys = no_tables,
  .draw = wizard_draw,
  .act = wizard_act,
  .refresh = wizard_refresh,
  .tick = wizard_tick,
  .would_lose = wizard_would_lose,
  .free = wizard_free,
};

void wizard_open(App *app, const InventoryHost *source, VmDetails *details)
{
  wizard_open_with(app, source, details, NULL);
}

void wizard_open_with(App *app, const InventoryHost *source, VmDetails *details, Choices *choices)
{
  Wizard *wizard = g_new0(Wizard, 1);

  wizard->page.ops = &wizard_ops;
  wizard->page.app = app;
  wizard->draft = draft_new(app, source, details);
  if (choices != NULL)
    draft_take_choices(wizard->draft, choices);
  show(wizard, 0);
  app_push(app, &wizard->page);
}

void wizard_close(WizardPage *page)
{
  App *app = page->page.app;

  for (guint i = 0; i < app->pages->len; i++) {
    Page *candidate = g_ptr_array_index(app->pages, i);

    if (candidate->inner == &page->page) {
      app_pop(app, candidate);
      return;
    }
  }
}
