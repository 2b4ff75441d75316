/* Reads and extends the inventory file: the only place that knows libconfig. */
#pragma once

#include "model/inventory.h"

typedef enum { INVENTORY_ERROR_FILE, INVENTORY_ERROR_SYNTAX, INVENTORY_ERROR_CONTENT } InventoryError;
#define INVENTORY_ERROR inventory_error_quark()
GQuark inventory_error_quark(void);

/* Reads FILE; errors name the file, the line and what is wrong. With FILE NULL: the user's own file, else the system-wide
 * one, else an inventory of this machine alone (its member `file` is NULL then). */
Inventory *inventory_load(const char *file, GError **error);

/* Where a host added from the wizard would be written: the file INVENTORY came from, or the user's own. Caller frees. */
char *inventory_write_path(const Inventory *inventory);

/* Adds HOST (name, uri and the rest; pool and cluster by its own members) to the file at inventory_write_path(), replacing it
 * as a whole or leaving it as it was. INVENTORY itself is not changed: load it again. */
gboolean inventory_append_host(const Inventory *inventory, const InventoryHost *host, GError **error);
