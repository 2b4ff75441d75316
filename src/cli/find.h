/* Hosts and VMs by the names that the operator gave. */
#pragma once

#include "virt/survey.h"

/* The host called NAME; NULL and ERROR, which tells those there are. */
const InventoryHost *find_host(const Inventory *inventory, const char *name, GError **error);

/* The VM called NAME on HOST, which SURVEY looks at; NULL and ERROR when the host does not answer or has none. Of the facts of the moment. */
const Vm *find_vm_on(Survey *survey, const InventoryHost *host, const char *name, GError **error);

/* The host that has a VM called NAME, of all those of INVENTORY. Those that do not answer are told of when it is not found elsewhere. */
const InventoryHost *find_host_of_vm(const Inventory *inventory, Survey *survey, const char *name, GError **error);
