#include "model/inventory.h"

#include <string.h>

static void host_free(gpointer data)
{
  InventoryHost *host = data;
  g_free(host->name);
  g_free(host->uri);
  g_free(host->peer_uri);
  g_free(host->migration_address);
  g_free(host->migration_interface);
  g_free(host->storage_network);
  g_free(host->cluster);
  g_free(host->host_pool);
  g_free(host);
}

static void cluster_free(gpointer data)
{
  InventoryCluster *cluster = data;
  g_free(cluster->name);
  g_ptr_array_unref(cluster->hosts);
  g_free(cluster);
}

static void pool_free(gpointer data)
{
  InventoryPool *pool = data;
  g_free(pool->name);
  g_ptr_array_unref(pool->clusters);
  g_ptr_array_unref(pool->hosts);
  g_ptr_array_unref(pool->shared_storage);
  g_free(pool);
}

Inventory *inventory_new(void)
{
  Inventory *inventory = g_new0(Inventory, 1);
  inventory->pools = g_ptr_array_new_with_free_func(pool_free);
  inventory->hosts = g_ptr_array_new_with_free_func(host_free);
  inventory->kubernetes_nodes = g_ptr_array_new_with_free_func(g_free);
  inventory->medium_mbits = 20;
  inventory->fast_mbits = 30;
  inventory->connect_s = 10;
  inventory->migration_s = 24 * 3600;
  return inventory;
}

void inventory_free(Inventory *inventory)
{
  if (inventory == NULL)
    return;
  g_free(inventory->file);
  g_free(inventory->added_file);
  g_ptr_array_unref(inventory->pools);
  g_ptr_array_unref(inventory->hosts);
  g_ptr_array_unref(inventory->kubernetes_nodes);
  g_free(inventory);
}

gboolean inventory_is_node(const Inventory *inventory, const char *uuid)
{
  return g_ptr_array_find_with_equal_func(inventory->kubernetes_nodes, uuid, g_str_equal, NULL);
}

void inventory_set_node(Inventory *inventory, const char *uuid, gboolean is_node)
{
  guint index;
  gboolean was_node = g_ptr_array_find_with_equal_func(inventory->kubernetes_nodes, uuid, g_str_equal, &index);
  if (is_node && !was_node)
    g_ptr_array_add(inventory->kubernetes_nodes, g_strdup(uuid));
  else if (!is_node && was_node)
    g_ptr_array_remove_index(inventory->kubernetes_nodes, index);
}

const InventoryHost *inventory_host(const Inventory *inventory, const char *name)
{
  for (guint i = 0; i < inventory->hosts->len; i++) {
    const InventoryHost *host = g_ptr_array_index(inventory->hosts, i);
    if (g_strcmp0(host->name, name) == 0)
      return host;
  }
  return NULL;
}

static InventoryPool *find_pool(const Inventory *inventory, const char *name)
{
  for (guint i = 0; i < inventory->pools->len; i++) {
    InventoryPool *pool = g_ptr_array_index(inventory->pools, i);
    if (g_strcmp0(pool->name, name) == 0)
      return pool;
  }
  return NULL;
}

const InventoryPool *inventory_pool(const Inventory *inventory, const char *name)
{
  return find_pool(inventory, name);
}

char *inventory_host_address(const InventoryHost *host)
{
  g_autoptr(GUri) uri = g_uri_parse(host->uri, G_URI_FLAGS_NONE, NULL);
  const char *address = uri != NULL ? g_uri_get_host(uri) : NULL;
  return address != NULL && *address != '\0' ? g_strdup(address) : NULL;
}

static InventoryPool *ensure_pool(Inventory *inventory, const char *name)
{
  InventoryPool *pool = find_pool(inventory, name);
  if (pool == NULL) {
    pool = g_new0(InventoryPool, 1);
    pool->name = g_strdup(name);
    pool->clusters = g_ptr_array_new_with_free_func(cluster_free);
    pool->hosts = g_ptr_array_new();
    pool->shared_storage = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(inventory->pools, pool);
  }
  return pool;
}

static InventoryCluster *ensure_cluster(InventoryPool *pool, const char *name)
{
  for (guint i = 0; i < pool->clusters->len; i++) {
    InventoryCluster *cluster = g_ptr_array_index(pool->clusters, i);
    if (strcmp(cluster->name, name) == 0)
      return cluster;
  }
  InventoryCluster *cluster = g_new0(InventoryCluster, 1);
  cluster->name = g_strdup(name);
  cluster->hosts = g_ptr_array_new();
  g_ptr_array_add(pool->clusters, cluster);
  return cluster;
}

InventoryHost *inventory_add_host(Inventory *inventory, const char *pool, const char *cluster, const char *name, const char *uri)
{
  InventoryHost *host = g_new0(InventoryHost, 1);
  host->name = g_strdup(name);
  host->uri = g_strdup(uri);
  host->host_pool = g_strdup(pool);
  host->cluster = g_strdup(cluster);
  g_ptr_array_add(inventory->hosts, host);

  InventoryPool *in = ensure_pool(inventory, pool);
  g_ptr_array_add(cluster != NULL ? ensure_cluster(in, cluster)->hosts : in->hosts, host);
  return host;
}
