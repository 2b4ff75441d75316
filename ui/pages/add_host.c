/* A form for one more host: tried with a connection first, then written into the inventory file. */
#include "config/inventory.h"
#include "ui/glyphs.h"
#include "ui/pages/pages.h"
#include "ui/terminal.h"
#include "ui/text.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/field.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct FormRow {
  const char *label, *help;
  size_t offset; /* of the member in InventoryHost */
  gboolean mandatory;
  const char *preset;
} FormRow;

static const FormRow form[] = {
  { N_("Name"), N_("What the host is called here, a word."), offsetof(InventoryHost, name), TRUE, "" },
  { N_("URI"), N_("How this machine reaches its libvirt: qemu+ssh://root@HOST/system, qemu+tls://HOST/system …"),
    offsetof(InventoryHost, uri), TRUE, "qemu+ssh://root@" },
  { N_("Peer URI"), N_("How the other hosts reach it, so that they can move VMs by themselves; may be empty."),
    offsetof(InventoryHost, peer_uri), FALSE, "" },
  { N_("Migration address"), N_("Its address on the migration network; may be empty."),
    offsetof(InventoryHost, migration_address), FALSE, "" },
  { N_("Host pool"), N_("The host pool it belongs to; a new name makes a new one."), offsetof(InventoryHost, host_pool),
    TRUE, NULL },
  { N_("Cluster"), N_("The cluster of that pool; may be empty."), offsetof(InventoryHost, cluster), FALSE, "" },
};

enum { FIELD_COUNT = G_N_ELEMENTS(form), LABEL_COL = 3, FIELD_COL = 23, FIELD_COLS = 54 };

typedef struct AddHostPage {
  Page page;
  Field fields[FIELD_COUNT];
  int focus;
  gboolean trying;
  struct Trial *trial; /* the connection that is being tried; NULL for none */
} AddHostPage;

/* It may answer after the page has gone. */
typedef struct Trial {
  AddHostPage *page; /* NULL: nobody waits any more */
} Trial;

static const char *text_of(const AddHostPage *page, int index)
{
  return page->fields[index].text->str;
}

static void add_host_draw(Page *base, const Layout *layout)
{
  const AddHostPage *page = (AddHostPage *)base;
  g_autofree char *where = g_strdup_printf(_("It will be written into %s, after a connection has been tried."),
                                           base->app->inventory->added_file);
  const Rect *body = &layout->body;
  g_auto(GStrv) lines = text_wrap(where, body->cols - 2);

  page_draw_header(layout, _("Add a host"), NULL);
  for (int i = 0; i < FIELD_COUNT; i++) {
    int row = 2 + 2 * i;

    terminal_text(body, row, 1, ROLE_TEXT, i == page->focus ? glyph(GLYPH_MARKER) : "");
    terminal_text(body, row, LABEL_COL, i == page->focus ? ROLE_SELECTED : ROLE_TEXT, _(form[i].label));
    field_draw(&page->fields[i], body, row, FIELD_COL, FIELD_COLS, FALSE);
  }
  field_draw(&page->fields[page->focus], body, 2 + 2 * page->focus, FIELD_COL, FIELD_COLS, TRUE);
  for (int i = 0; lines[i] != NULL; i++)
    terminal_text(body, 2 + 2 * FIELD_COUNT + i, 1, ROLE_DIM, lines[i]);
  page_draw_notes(layout, page->trying ? _("Trying the connection.") : _(form[page->focus].help));
}

static InventoryHost *host_from(const AddHostPage *page)
{
  InventoryHost *host = g_new0(InventoryHost, 1);

  for (int i = 0; i < FIELD_COUNT; i++) {
    g_autofree char *text = g_strstrip(g_strdup(text_of(page, i)));

    if (*text != '\0')
      *(char **)((char *)host + form[i].offset) = g_steal_pointer(&text);
  }
  return host;
}

static void host_free(InventoryHost *host)
{
  for (int i = 0; i < FIELD_COUNT; i++)
    g_free(*(char **)((char *)host + form[i].offset));
  g_free(host);
}

static void write_host(AddHostPage *page)
{
  App *app = page->page.app;
  InventoryHost *host = host_from(page);
  g_autoptr(GError) error = NULL;

  if (inventory_append_host(app->inventory, host, &error) && app_reload_inventory(app, &error)) {
    app_pop(app, &page->page);
    app_note(app, _("%s has been added."), host->name);
  } else {
    app_push(app, dialog_message(_("Not added"), error->message));
  }
  host_free(host);
}

static void trial_answered(const GError *error, gpointer data)
{
  Trial *trial = data;
  AddHostPage *page = trial->page;

  g_free(trial);
  if (page == NULL)
    return;
  page->trial = NULL;
  page->trying = FALSE;
  if (error == NULL)
    write_host(page);
  else
    app_push(page->page.app, dialog_message(_("Not added: no connection"), error->message));
  app_redraw(page->page.app);
}

/* What can be seen to be wrong without asking anyone; FALSE with the focus on it. */
static gboolean is_complete(AddHostPage *page)
{
  for (int i = 0; i < FIELD_COUNT; i++)
    if (form[i].mandatory && *text_of(page, i) == '\0') {
      page->focus = i;
      app_note(page->page.app, _("%s must be filled in."), _(form[i].label));
      return FALSE;
    }
  if (inventory_host(page->page.app->inventory, text_of(page, 0)) != NULL) {
    page->focus = 0;
    app_note(page->page.app, _("There is a host %s already."), text_of(page, 0));
    return FALSE;
  }
  return TRUE;
}

static void try_connection(AddHostPage *page)
{
  App *app = page->page.app;
  g_autofree char *uri = g_strstrip(g_strdup(text_of(page, 1)));

  if (page->trying || !is_complete(page))
    return;
  page->trying = TRUE;
  page->trial = g_new0(Trial, 1);
  page->trial->page = page;
  survey_try_uri(uri, app->inventory->connect_s, trial_answered, page->trial);
}

static gboolean add_host_act(Page *base, Action action)
{
  AddHostPage *page = (AddHostPage *)base;

  switch (action) {
  case ACTION_UP:
    page->focus = (page->focus + FIELD_COUNT - 1) % FIELD_COUNT;
    return TRUE;
  case ACTION_DOWN:
    page->focus = (page->focus + 1) % FIELD_COUNT;
    return TRUE;
  case ACTION_NEXT:
    try_connection(page);
    return TRUE;
  default:
    return FALSE;
  }
}

static gboolean add_host_type(Page *base, const Input *input)
{
  AddHostPage *page = (AddHostPage *)base;

  if (input->kind == INPUT_CHAR && !input_is_text(input) && input->ch != CTRL_U)
    return FALSE;
  return !page->trying && field_input(&page->fields[page->focus], input);
}

static void add_host_free(Page *base)
{
  AddHostPage *page = (AddHostPage *)base;

  if (page->trial != NULL)
    page->trial->page = NULL;
  for (int i = 0; i < FIELD_COUNT; i++)
    field_clear(&page->fields[i]);
  g_free(page);
}

static gboolean not_trying(const Page *base)
{
  return !((const AddHostPage *)base)->trying;
}

static const KeyBinding add_host_keys[] = {
  { INPUT_ENTER, 0, ACTION_NEXT, KEY_SHOWN, N_("Try and add"),
    N_("try the connection; when it works, write the host down"), not_trying },
  { INPUT_ESCAPE, 0, ACTION_BACK, KEY_SHOWN, N_("Back"), N_("without adding a host"), NULL },
  { INPUT_TAB, 0, ACTION_DOWN, KEY_SHOWN, N_("Next field"), N_("to the next field"), NULL },
  { INPUT_DOWN, 0, ACTION_DOWN, KEY_QUIET, N_("Next field"), N_("to the next field"), NULL },
  { INPUT_BACK_TAB, 0, ACTION_UP, KEY_QUIET, N_("Field before"), N_("to the field before"), NULL },
  { INPUT_UP, 0, ACTION_UP, KEY_QUIET, N_("Field before"), N_("to the field before"), NULL },
  { KEY(CTRL_C), ACTION_BACK, KEY_QUIET, N_("Back"), N_("without adding a host"), NULL },
  KEY_END,
};

static const KeyBinding *const add_host_tables[] = { add_host_keys, keys_of_screen, NULL };

static const PageOps add_host_ops = {
  .title = N_("Add a host"),
  .keys = add_host_tables,
  .draw = add_host_draw,
  .type = add_host_type,
  .act = add_host_act,
  .free = add_host_free,
};

Page *add_host_page_new(App *app)
{
  AddHostPage *page = g_new0(AddHostPage, 1);
  const GPtrArray *pools = app->inventory->pools;
  const char *pool = app->inventory->file != NULL && pools->len > 0
                         ? ((const InventoryPool *)g_ptr_array_index(pools, 0))->name
                         : _("Hosts");

  page->page.ops = &add_host_ops;
  for (int i = 0; i < FIELD_COUNT; i++)
    field_init(&page->fields[i], form[i].preset != NULL ? form[i].preset : pool);
  return &page->page;
}
