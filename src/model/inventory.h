/* The operator's hosts, as declared: host pool > cluster > host. Plain data; config/inventory reads and writes it. */
#pragma once

#include <glib.h>

typedef struct InventoryHost {
  char *name;
  char *uri;               /* how this program reaches its libvirt */
  char *peer_uri;          /* how the other hosts reach it, for peer-to-peer migration; NULL: they cannot */
  char *migration_address; /* its address on the migration network; NULL: it has none */
  char *migration_interface; /* the interface that it reaches that network by; NULL: not told */
  char *storage_network;   /* the network its storage is reached over, as CIDR; NULL: the management network */
  gboolean restart_pending; /* it was upgraded and not restarted since */
  char *cluster;           /* NULL: in no cluster */
  char *host_pool;
} InventoryHost;

typedef struct InventoryCluster {
  char *name;
  GPtrArray *hosts;        /* of InventoryHost, owned by the inventory */
} InventoryCluster;

typedef struct InventoryPool {
  char *name;
  GPtrArray *clusters;     /* of InventoryCluster */
  GPtrArray *hosts;        /* of InventoryHost that are in no cluster, owned by the inventory */
  GPtrArray *shared_storage; /* of char *: directory pools that are the same storage on every host that has them */
} InventoryPool;

typedef struct Inventory {
  char *file;              /* where it came from; NULL when there is none and this machine stands for it */
  char *added_file;        /* where hosts added from the wizard are kept, read in addition to FILE */
  GPtrArray *pools;        /* of InventoryPool */
  GPtrArray *hosts;        /* of InventoryHost: all of them, in file order; owns them */
  GPtrArray *kubernetes_nodes; /* of char *: UUIDs of VMs that were marked as nodes of a Kubernetes cluster */
  guint medium_mbits, fast_mbits; /* storage speed presets, Mbit/s */
  guint connect_s;         /* give up connecting to a host after so long */
  guint migration_s;       /* the migration timer's preset; 0 is off */
} Inventory;

Inventory *inventory_new(void);
void inventory_free(Inventory *inventory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Inventory, inventory_free)

const InventoryHost *inventory_host(const Inventory *inventory, const char *name);
const InventoryPool *inventory_pool(const Inventory *inventory, const char *name);

/* Was the VM with UUID marked as a node of a Kubernetes cluster? */
gboolean inventory_is_node(const Inventory *inventory, const char *uuid);
void inventory_set_node(Inventory *inventory, const char *uuid, gboolean is_node);

/* The address of HOST on the management network: the host part of its URI. NULL for this machine itself. Caller frees. */
char *inventory_host_address(const InventoryHost *host);

/* Adds a host that is declared in CLUSTER (NULL: none) of the host pool POOL, making both when they are new. Returns it;
 * the inventory owns it. Its other members are for the caller to fill in. */
InventoryHost *inventory_add_host(Inventory *inventory, const char *pool, const char *cluster, const char *name, const char *uri);
