#include "ui/pages/marks.h"

#include "config/inventory.h"
#include "ui/widgets/menu.h"
#include "ui/widgets/prompt.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

typedef enum { MARK_RESTART, MARK_STORAGE_NETWORK, MARK_NODE } Mark;

void marks_clear(Marks *marks)
{
  g_clear_pointer(&marks->host, g_free);
  g_clear_pointer(&marks->uuid, g_free);
}

static const char *box(gboolean on)
{
  return on ? "[x]" : "[ ]";
}

/* The checks are made with it from now on. */
static void tell(App *app, gboolean ok, const GError *error)
{
  app_note(app, "%s", ok ? _("Noted.") : error->message);
  app_refresh_pages(app);
  app_redraw(app);
}

static void toggle_restart(App *app, const InventoryHost *host)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *network = g_strdup(host->storage_network);

  tell(app, inventory_mark_host(app->inventory, host->name, !host->restart_pending, network, &error), error);
}

static char *take_network(App *app, gpointer data, const char *text)
{
  const Marks *marks = data;
  const InventoryHost *host = inventory_host(app->inventory, marks->host);
  g_autoptr(GError) error = NULL;
  g_autofree char *network = g_strstrip(g_strdup(text));
  g_autoptr(GInetAddressMask) mask = *network != '\0' ? g_inet_address_mask_new_from_string(network, NULL) : NULL;

  if (*network != '\0' && mask == NULL)
    return g_strdup_printf(_("“%s” is no network: write 10.77.0.0/24, or nothing"), network);
  if (host != NULL &&
      !inventory_mark_host(app->inventory, host->name, host->restart_pending, *network != '\0' ? network : NULL, &error))
    return g_strdup(error->message);
  tell(app, TRUE, NULL);
  return NULL;
}

static void ask_network(App *app, Marks *marks, const InventoryHost *host)
{
  g_autofree char *title = g_strdup_printf(_("Storage network of %s"), host->name);

  app_push(app, prompt_new(title, _("As CIDR (10.77.0.0/24); nothing: the management network."),
                           host->storage_network != NULL ? host->storage_network : "", take_network, marks));
}

static void toggle_node(App *app, const char *uuid)
{
  g_autoptr(GError) error = NULL;

  tell(app, inventory_mark_node(app->inventory, uuid, !inventory_is_node(app->inventory, uuid), &error), error);
}

static void chosen(App *app, gpointer data, int value)
{
  Marks *marks = data;
  const InventoryHost *host = marks->host != NULL ? inventory_host(app->inventory, marks->host) : NULL;

  if (value == MARK_NODE && marks->uuid != NULL)
    toggle_node(app, marks->uuid);
  else if (value == MARK_RESTART && host != NULL)
    toggle_restart(app, host);
  else if (value == MARK_STORAGE_NETWORK && host != NULL)
    ask_network(app, marks, host);
}

void marks_open_host(App *app, Marks *marks, const char *name, int row, int col)
{
  const InventoryHost *host = inventory_host(app->inventory, name);

  if (host == NULL)
    return;
  g_autofree char *title = g_strdup_printf(_("What libvirt does not tell of %s"), name);
  g_autofree char *restart = g_strdup_printf(_("%s upgraded, and not restarted since"), box(host->restart_pending));
  g_autofree char *network = g_strdup_printf(_("    storage network: %s"),
                                             host->storage_network != NULL ? host->storage_network : _("the management network"));
  Menu *menu = menu_new(title, row, col, chosen, marks);

  marks_clear(marks);
  marks->host = g_strdup(name);
  menu_add(menu, restart, MARK_RESTART);
  menu_add(menu, network, MARK_STORAGE_NETWORK);
  app_push(app, menu_page(menu));
}

void marks_open_vm(App *app, Marks *marks, const char *name, const char *uuid, int row, int col)
{
  g_autofree char *title = g_strdup_printf(_("What libvirt does not tell of %s"), name);
  g_autofree char *node = g_strdup_printf(_("%s a node of a Kubernetes cluster"), box(inventory_is_node(app->inventory, uuid)));
  Menu *menu = menu_new(title, row, col, chosen, marks);

  marks_clear(marks);
  marks->uuid = g_strdup(uuid);
  menu_add(menu, node, MARK_NODE);
  app_push(app, menu_page(menu));
}
