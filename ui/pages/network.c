/* Which network of the target each NIC is plugged into. */
#include "plan/build.h"
#include "ui/glyphs.h"
#include "ui/pages/pages.h"
#include "ui/terminal.h"
#include "ui/widgets/list.h"
#include "ui/widgets/menu.h"
#include "ui/wizard.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct NetworkPage {
  WizardPage base;
  List list;
} NetworkPage;

enum { MAC_COL = 3, NOW_COL = 22, THERE_COL = 50 };

static const Nic *nic_at(const NetworkPage *page, int index)
{
  const GPtrArray *nics = page->base.draft->vm->nics;

  return index >= 0 && index < (int)nics->len ? g_ptr_array_index(nics, index) : NULL;
}

/* Only NICs of a libvirt network can be plugged elsewhere; others take what their definition names. */
static gboolean can_be_mapped(const Nic *nic)
{
  return nic != NULL && nic->source != NULL && strcmp(nic->kind, "network") == 0;
}

static const Network *network_there(const NetworkPage *page, const Nic *nic)
{
  const Draft *draft = page->base.draft;
  Facts facts;

  draft_facts(draft, draft->choices->target, &facts);
  return plan_network_for(&facts, draft->choices, nic);
}

static gboolean is_missing(const NetworkPage *page, const Nic *nic)
{
  const Network *network = can_be_mapped(nic) ? network_there(page, nic) : NULL;

  return can_be_mapped(nic) && (network == NULL || !network->active);
}

static char *describe_now(const NetworkPage *page, const Nic *nic)
{
  const Network *network = can_be_mapped(nic) ? host_facts_network(page->base.draft->source_facts, nic->source) : NULL;

  if (nic->source == NULL)
    return g_strdup(nic->kind);
  return g_strdup_printf("%s (%s)", nic->source, network != NULL ? network->kind : nic->kind);
}

static char *describe_there(const NetworkPage *page, const Nic *nic)
{
  const Network *network = can_be_mapped(nic) ? network_there(page, nic) : NULL;

  if (!can_be_mapped(nic))
    return g_strdup(_("the same, as the VM's definition says"));
  if (network == NULL)
    return g_strdup(_("missing: Enter chooses another"));
  if (!network->active)
    return g_strdup_printf(_("%s is not active there"), network->name);
  return g_strdup_printf("%s (%s)", network->name, network->kind);
}

static void network_draw_line(gpointer data, int item, int line, const Rect *area, gboolean selected)
{
  const NetworkPage *page = data;
  const Nic *nic = nic_at(page, item);
  gboolean missing = is_missing(page, nic);
  g_autofree char *now = describe_now(page, nic);
  g_autofree char *there = describe_there(page, nic);

  list_draw_marker(area, 1, selected);
  terminal_cell(area, 0, MAC_COL, NOW_COL - MAC_COL - 1, selected ? ROLE_SELECTED : ROLE_TEXT,
                nic->mac != NULL ? nic->mac : _("no address"));
  terminal_cell(area, 0, NOW_COL, THERE_COL - NOW_COL - 3, ROLE_TEXT, now);
  terminal_text(area, 0, THERE_COL - 2, missing ? ROLE_BAD : ROLE_GOOD, missing ? glyph(GLYPH_BAD) : glyph(GLYPH_DONE));
  terminal_text(area, 0, THERE_COL, missing ? ROLE_BAD : ROLE_TEXT, there);
}

static const ListSource network_source = { NULL, network_draw_line };

static void network_draw(Page *base, const Layout *layout)
{
  NetworkPage *page = (NetworkPage *)base;
  const Draft *draft = page->base.draft;
  Rect area = rect_below(&layout->body, 3);

  terminal_text(&layout->body, 0, 1, ROLE_TITLE, _("Networks of the VM"));
  terminal_text(&layout->body, 2, MAC_COL, ROLE_HEADING, _("NIC"));
  terminal_format(&layout->body, 2, NOW_COL, ROLE_HEADING, _("on %s now"), draft->source->name);
  terminal_format(&layout->body, 2, THERE_COL, ROLE_HEADING, _("on %s then"), draft->choices->target);
  list_draw(&page->list, &network_source, page, &area);
  page_draw_notes(
      layout,
      _("A NIC keeps its address and type; its link stays up for the guest. All NICs of one network move together."));
}

static void network_chosen(App *app, gpointer data, int value)
{
  NetworkPage *page = data;
  Draft *draft = page->base.draft;
  const Nic *nic = nic_at(page, page->list.selected);
  Facts facts;

  draft_facts(draft, draft->choices->target, &facts);
  if (facts_target(&facts) == NULL || value >= (int)facts_target(&facts)->networks->len || nic == NULL)
    return;
  const Network *network = g_ptr_array_index(facts_target(&facts)->networks, value);

  g_hash_table_insert(draft->choices->networks, g_strdup(nic->source), g_strdup(network->name));
  draft_update(draft);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
  return strcmp((*(const Network *const *)a)->name, (*(const Network *const *)b)->name);
}

/* The active networks by name; the value of an entry is the network's place among the host's. */
static void add_networks(Menu *menu, const HostFacts *facts, const Network *now)
{
  g_autoptr(GPtrArray) sorted = g_ptr_array_copy(facts->networks, NULL, NULL);
  guint place = 0;

  g_ptr_array_set_free_func(sorted, NULL);
  g_ptr_array_sort(sorted, by_name);
  for (guint i = 0; i < sorted->len; i++) {
    const Network *network = g_ptr_array_index(sorted, i);
    g_autofree char *label = g_strdup_printf("%s (%s)", network->name, network->kind);

    if (!network->active || !g_ptr_array_find(facts->networks, network, &place))
      continue;
    if (now != NULL && strcmp(now->name, network->name) == 0)
      menu_add_selected(menu, label, (int)place);
    else
      menu_add(menu, label, (int)place);
  }
}

static void open_picker(NetworkPage *page, const Nic *nic)
{
  const Draft *draft = page->base.draft;
  g_autofree char *title = g_strdup_printf(_("Active networks of %s"), draft->choices->target);
  Facts facts;
  Menu *menu;

  draft_facts(draft, draft->choices->target, &facts);
  if (facts_target(&facts) == NULL) {
    app_note(page->base.page.app, _("%s does not answer now."), draft->choices->target);
    return;
  }
  menu = menu_new(title, page->list.area.row + page->list.selected + 1, THERE_COL - 2, network_chosen, page);
  add_networks(menu, facts_target(&facts), network_there(page, nic));
  if (menu_is_empty(menu)) {
    page_free(menu_page(menu));
    app_note(page->base.page.app, _("%s has no active network."), draft->choices->target);
    return;
  }
  app_push(page->base.page.app, menu_page(menu));
}

static gboolean focus_missing(const Page *base)
{
  const NetworkPage *page = (const NetworkPage *)base;

  return is_missing(page, nic_at(page, page->list.selected));
}

static gboolean focus_fine(const Page *base)
{
  return !focus_missing(base);
}

static gboolean focus_can_change(const Page *base)
{
  const NetworkPage *page = (const NetworkPage *)base;

  return can_be_mapped(nic_at(page, page->list.selected));
}

/* Going on with a network missing would only be stopped later. */
static gboolean stays(NetworkPage *page)
{
  for (int i = 0; i < (int)page->base.draft->vm->nics->len; i++)
    if (is_missing(page, nic_at(page, i))) {
      page->list.selected = i;
      app_note(page->base.page.app, "%s", _("This NIC has no network at the target yet."));
      return TRUE;
    }
  return FALSE;
}

static gboolean network_act(Page *base, Action action)
{
  NetworkPage *page = (NetworkPage *)base;

  if (action == ACTION_NEXT)
    return stays(page);
  if (action == ACTION_CHANGE) {
    open_picker(page, nic_at(page, page->list.selected));
    return TRUE;
  }
  return list_act(&page->list, action);
}

static gboolean network_type(Page *base, const Input *input)
{
  NetworkPage *page = (NetworkPage *)base;

  if (!list_mouse(&page->list, &network_source, page, input))
    return FALSE;
  if (input->kind == INPUT_DOUBLE_CLICK && focus_can_change(base))
    open_picker(page, nic_at(page, page->list.selected));
  return TRUE;
}

static gboolean network_applies(const Draft *draft)
{
  return draft->choices->type != MOVE_STORAGE && draft->vm->nics->len > 0;
}

static Page *network_create(App *app, Draft *draft)
{
  NetworkPage *page = g_new0(NetworkPage, 1);

  page->base = (WizardPage){ { &network_page_ops, app, NULL }, draft };
  return &page->base.page;
}

static void network_refresh(Page *base)
{
  NetworkPage *page = (NetworkPage *)base;

  page->list.count = (int)page->base.draft->vm->nics->len;
}

static const Option *network_option(const Page *base)
{
  return option_of(offsetof(Choices, networks));
}

static const KeyBinding network_keys[] = {
  { INPUT_ENTER, 0, ACTION_CHANGE, KEY_SHOWN, N_("Choose network"), N_("choose a network of the target for this NIC"),
    focus_missing },
  { INPUT_ENTER, 0, ACTION_NEXT, KEY_SHOWN, N_("Next"), N_("to the next page"), focus_fine },
  { KEY(' '), ACTION_CHANGE, KEY_SHOWN, N_("Change network"), N_("choose a network of the target for this NIC"),
    focus_can_change },
  KEY_END,
};

static const KeyBinding *const network_tables[] = { network_keys, wizard_back_keys, keys_movement, keys_everywhere,
                                                    NULL };

const PageOps network_page_ops = {
  .title = N_("Network"),
  .keys = network_tables,
  .applies = network_applies,
  .create = network_create,
  .enter = network_refresh,
  .refresh = network_refresh,
  .draw = network_draw,
  .type = network_type,
  .option = network_option,
  .act = network_act,
};
