#include "cli/find.h"

#include "cli/error.h"

#include <glib/gi18n.h>

static char *host_names(const Inventory *inventory)
{
  GString *names = g_string_new(NULL);
  for (guint i = 0; i < inventory->hosts->len; i++)
    g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", ((const InventoryHost *)g_ptr_array_index(inventory->hosts, i))->name);
  return g_string_free(names, FALSE);
}

const InventoryHost *find_host(const Inventory *inventory, const char *name, GError **error)
{
  const InventoryHost *host = inventory_host(inventory, name);
  g_autofree char *known = host == NULL ? host_names(inventory) : NULL;
  if (host == NULL)
    cli_fail(error, CLI_ERROR_INPUT, _("there is no host “%s” in the inventory; there are: %s"), name, known);
  return host;
}

const Vm *find_vm_on(Survey *survey, const InventoryHost *host, const char *name, GError **error)
{
  const HostStatus *status = survey_wait(survey, host->name);
  if (status->reach != HOST_UP) {
    cli_fail(error, CLI_ERROR_HOST, _("%s cannot be asked: %s"), host->name, status->reason);
    return NULL;
  }
  const Vm *vm = host_facts_vm(status->facts, name);
  if (vm == NULL)
    cli_fail(error, CLI_ERROR_INPUT, _("there is no VM “%s” on %s"), name, host->name);
  return vm;
}

const InventoryHost *find_host_of_vm(const Inventory *inventory, Survey *survey, const char *name, GError **error)
{
  const InventoryHost *found = NULL;
  GString *silent = g_string_new(NULL);
  for (guint i = 0; i < inventory->hosts->len; i++) {
    const InventoryHost *host = g_ptr_array_index(inventory->hosts, i);
    const HostStatus *status = survey_wait(survey, host->name);
    const Vm *vm = status->reach == HOST_UP ? host_facts_vm(status->facts, name) : NULL;
    if (status->reach != HOST_UP)
      g_string_append_printf(silent, _("; %s does not answer"), host->name);
    if (vm == NULL || vm->state == VM_MOVING_IN)
      continue;
    if (found != NULL) {
      cli_fail(error, CLI_ERROR_INPUT, _("there is a VM “%s” on %s and on %s: write %s/%s or %s/%s"), name, found->name, host->name,
           found->name, name, host->name, name);
      g_string_free(silent, TRUE);
      return NULL;
    }
    found = host;
  }
  if (found == NULL)
    cli_fail(error, CLI_ERROR_INPUT, _("there is no VM “%s” on any host of the inventory%s"), name, silent->str);
  g_string_free(silent, TRUE);
  return found;
}
