/* Hosts added from the wizard go to a file of their own, so that the comments and the order of the operator's file stay. */
#include "config/inventory.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <libconfig.h>
#include <string.h>

static config_setting_t *ensure(config_setting_t *in, const char *name, int type)
{
  config_setting_t *member = config_setting_get_member(in, name);
  return member != NULL ? member : config_setting_add(in, name, type);
}

/* The group called NAME in LIST, made when it is not there. */
static config_setting_t *ensure_named(config_setting_t *list, const char *name)
{
  for (int i = 0; i < config_setting_length(list); i++) {
    config_setting_t *group = config_setting_get_elem(list, (unsigned)i);
    const char *found;
    if (config_setting_lookup_string(group, "name", &found) && strcmp(found, name) == 0)
      return group;
  }
  config_setting_t *group = config_setting_add(list, NULL, CONFIG_TYPE_GROUP);
  config_setting_set_string(config_setting_add(group, "name", CONFIG_TYPE_STRING), name);
  return group;
}

static void add_string(config_setting_t *group, const char *name, const char *value)
{
  if (value != NULL && *value != '\0')
    config_setting_set_string(config_setting_add(group, name, CONFIG_TYPE_STRING), value);
}

static void add_host(config_setting_t *root, const InventoryHost *host)
{
  config_setting_t *in = ensure_named(ensure(root, "host_pools", CONFIG_TYPE_LIST), host->host_pool);
  if (host->cluster != NULL && *host->cluster != '\0')
    in = ensure_named(ensure(in, "clusters", CONFIG_TYPE_LIST), host->cluster);
  config_setting_t *group = config_setting_add(ensure(in, "hosts", CONFIG_TYPE_LIST), NULL, CONFIG_TYPE_GROUP);
  add_string(group, "name", host->name);
  add_string(group, "uri", host->uri);
  add_string(group, "peer_uri", host->peer_uri);
  add_string(group, "migration_address", host->migration_address);
  add_string(group, "migration_interface", host->migration_interface);
  add_string(group, "storage_network", host->storage_network);
}

static gboolean fail(GError **error, const char *file, const char *why)
{
  g_set_error(error, INVENTORY_ERROR, INVENTORY_ERROR_FILE, _("%s cannot be written: %s"), file, why);
  return FALSE;
}

/* Written beside and then renamed: the file is the old one or the new one, never half of either. */
static gboolean replace_file(config_t *config, const char *file, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(file);
  if (g_mkdir_with_parents(folder, 0700) < 0)
    return fail(error, folder, g_strerror(errno));
  g_autofree char *beside = g_strconcat(file, ".new", NULL);
  if (!config_write_file(config, beside)) {
    int why = errno;
    g_unlink(beside);
    return fail(error, beside, g_strerror(why));
  }
  if (g_rename(beside, file) < 0)
    return fail(error, file, g_strerror(errno));
  return TRUE;
}

/* Reads FILE into CONFIG, which is empty when there is no such file yet. */
static gboolean read_added(config_t *config, const char *file, GError **error)
{
  config_init(config);
  return !g_file_test(file, G_FILE_TEST_EXISTS) || config_read_file(config, file) || fail(error, file, config_error_text(config));
}

gboolean inventory_append_host(const Inventory *inventory, const InventoryHost *host, GError **error)
{
  const char *file = inventory->added_file;
  if (inventory_host(inventory, host->name) != NULL) {
    g_set_error(error, INVENTORY_ERROR, INVENTORY_ERROR_CONTENT, _("there is a host “%s” already"), host->name);
    return FALSE;
  }
  config_t config;
  gboolean ok = read_added(&config, file, error);
  if (ok) {
    add_host(config_root_setting(&config), host);
    ok = replace_file(&config, file, error);
  }
  config_destroy(&config);
  return ok;
}

/* The mark of the host NAME, without its members. */
static config_setting_t *new_mark(config_setting_t *root, const char *name)
{
  config_setting_t *marks = ensure(root, "marks", CONFIG_TYPE_LIST);
  for (int i = config_setting_length(marks) - 1; i >= 0; i--) {
    const char *found;
    if (config_setting_lookup_string(config_setting_get_elem(marks, (unsigned)i), "host", &found) && strcmp(found, name) == 0)
      config_setting_remove_elem(marks, (unsigned)i);
  }
  config_setting_t *mark = config_setting_add(marks, NULL, CONFIG_TYPE_GROUP);
  add_string(mark, "host", name);
  return mark;
}

static InventoryHost *host_of(const Inventory *inventory, const char *name)
{
  for (guint i = 0; i < inventory->hosts->len; i++)
    if (strcmp(((InventoryHost *)g_ptr_array_index(inventory->hosts, i))->name, name) == 0)
      return g_ptr_array_index(inventory->hosts, i);
  return NULL;
}

gboolean inventory_mark_host(Inventory *inventory, const char *name, gboolean restart_pending, const char *storage_network, GError **error)
{
  config_t config;
  gboolean ok = read_added(&config, inventory->added_file, error);
  if (ok) {
    config_setting_t *mark = new_mark(config_root_setting(&config), name);
    config_setting_set_bool(config_setting_add(mark, "restart_pending", CONFIG_TYPE_BOOL), restart_pending);
    add_string(mark, "storage_network", storage_network);
    ok = replace_file(&config, inventory->added_file, error);
  }
  config_destroy(&config);
  InventoryHost *host = ok ? host_of(inventory, name) : NULL;
  if (host != NULL) {
    char *network = g_strdup(storage_network);
    g_free(host->storage_network);
    host->storage_network = network;
    host->restart_pending = restart_pending;
  }
  return ok;
}

gboolean inventory_mark_node(Inventory *inventory, const char *uuid, gboolean is_node, GError **error)
{
  config_t config;
  gboolean was_node = inventory_is_node(inventory, uuid), ok = read_added(&config, inventory->added_file, error);
  inventory_set_node(inventory, uuid, is_node);
  if (ok) {
    config_setting_t *root = config_root_setting(&config);
    config_setting_remove(root, "kubernetes_nodes");
    config_setting_t *nodes = config_setting_add(root, "kubernetes_nodes", CONFIG_TYPE_ARRAY);
    for (guint i = 0; i < inventory->kubernetes_nodes->len; i++)
      config_setting_set_string_elem(nodes, -1, g_ptr_array_index(inventory->kubernetes_nodes, i));
    ok = replace_file(&config, inventory->added_file, error);
  }
  config_destroy(&config);
  if (!ok)
    inventory_set_node(inventory, uuid, was_node);
  return ok;
}
