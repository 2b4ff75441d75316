/* Reads and extends the inventory: the only place, with theme_file, that knows libconfig. */
#pragma once

#include "model/inventory.h"

typedef enum { INVENTORY_ERROR_FILE, INVENTORY_ERROR_SYNTAX, INVENTORY_ERROR_CONTENT } InventoryError;
#define INVENTORY_ERROR inventory_error_quark()
GQuark inventory_error_quark(void);

/* Reads FILE; errors name the file, the line and what is wrong. With FILE NULL: the user's own file
 * ($XDG_CONFIG_HOME/virt-migrate/inventory.conf), else the system-wide one, else an inventory of this machine alone (its
 * member `file` is NULL then). Hosts that were added from the wizard are read from a second file: FILE.added when FILE was
 * given, else added-hosts.conf in the user's folder. */
Inventory *inventory_load(const char *file, GError **error);

/* Adds HOST (name, uri, host_pool and what else is set) to INVENTORY's added_file, which is replaced as a whole or left as it
 * was. The operator's own file is never touched. INVENTORY itself is not changed: load it again. */
gboolean inventory_append_host(const Inventory *inventory, const InventoryHost *host, GError **error);

/* What libvirt cannot tell of a host: keeps it in the added_file, over what the operator's own file says, and in INVENTORY itself.
 * STORAGE_NETWORK: a CIDR; NULL for the management network. FALSE and ERROR, and no change, when it cannot be written. */
gboolean inventory_mark_host(Inventory *inventory, const char *name, gboolean restart_pending, const char *storage_network, GError **error);
/* The same of a VM: whether it is a node of a Kubernetes cluster. */
gboolean inventory_mark_node(Inventory *inventory, const char *uuid, gboolean is_node, GError **error);
