#include "config/inventory.h"

#include <glib/gi18n.h>
#include <libconfig.h>
#include <string.h>

G_DEFINE_QUARK(inventory-error, inventory_error)

/* What may stand in a group. Anything else is a mistake worth telling. */
typedef struct Key {
  const char *name;
  int type; /* CONFIG_TYPE_…; a list of strings may be an array or a list */
  gboolean required;
} Key;

static const Key root_keys[] = {
  { "host_pools", CONFIG_TYPE_LIST, FALSE }, { "speeds", CONFIG_TYPE_GROUP, FALSE }, { "timers", CONFIG_TYPE_GROUP, FALSE },
  { "marks", CONFIG_TYPE_LIST, FALSE },      { "kubernetes_nodes", CONFIG_TYPE_ARRAY, FALSE }, { NULL },
};
static const Key pool_keys[] = {
  { "name", CONFIG_TYPE_STRING, TRUE },
  { "clusters", CONFIG_TYPE_LIST, FALSE },
  { "hosts", CONFIG_TYPE_LIST, FALSE },
  { "shared_storage", CONFIG_TYPE_ARRAY, FALSE },
  { NULL },
};
static const Key cluster_keys[] = { { "name", CONFIG_TYPE_STRING, TRUE }, { "hosts", CONFIG_TYPE_LIST, TRUE }, { NULL } };
static const Key host_keys[] = {
  { "name", CONFIG_TYPE_STRING, TRUE },
  { "uri", CONFIG_TYPE_STRING, TRUE },
  { "peer_uri", CONFIG_TYPE_STRING, FALSE },
  { "migration_address", CONFIG_TYPE_STRING, FALSE },
  { "migration_interface", CONFIG_TYPE_STRING, FALSE },
  { "storage_network", CONFIG_TYPE_STRING, FALSE },
  { "restart_pending", CONFIG_TYPE_BOOL, FALSE },
  { NULL },
};
static const Key mark_keys[] = {
  { "host", CONFIG_TYPE_STRING, TRUE }, { "restart_pending", CONFIG_TYPE_BOOL, TRUE }, { "storage_network", CONFIG_TYPE_STRING, FALSE }, { NULL },
};
static const Key speed_keys[] = { { "medium_mbits", CONFIG_TYPE_INT, FALSE }, { "fast_mbits", CONFIG_TYPE_INT, FALSE }, { NULL } };
static const Key timer_keys[] = { { "connect_s", CONFIG_TYPE_INT, FALSE }, { "migration_s", CONFIG_TYPE_INT, FALSE }, { NULL } };

static const char *type_name(int type)
{
  switch (type) {
  case CONFIG_TYPE_STRING:
    return _("a text in quotes");
  case CONFIG_TYPE_INT:
    return _("a whole number");
  case CONFIG_TYPE_BOOL:
    return _("true or false");
  case CONFIG_TYPE_LIST:
    return _("a list in ( )");
  case CONFIG_TYPE_ARRAY:
    return _("an array in [ ]");
  default:
    return _("a group in { }");
  }
}

/* Every content error names the place: FILE:LINE. */
static gboolean G_GNUC_PRINTF(3, 4) fail(GError **error, const config_setting_t *at, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_autofree char *what = g_strdup_vprintf(format, args);
  va_end(args);
  const char *file = config_setting_source_file(at);
  g_set_error(error, INVENTORY_ERROR, INVENTORY_ERROR_CONTENT, "%s:%u: %s", file != NULL ? file : "?", config_setting_source_line(at),
              what);
  return FALSE;
}

static char *known_keys(const Key *keys)
{
  GString *text = g_string_new(NULL);
  for (const Key *key = keys; key->name != NULL; key++)
    g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", key->name);
  return g_string_free(text, FALSE);
}

static gboolean check_key(const config_setting_t *member, const Key *keys, const char *what, GError **error)
{
  const char *name = config_setting_name(member);
  for (const Key *key = keys; key->name != NULL; key++)
    if (strcmp(key->name, name) == 0) {
      if (config_setting_type(member) != key->type)
        return fail(error, member, _("“%s” of %s must be %s"), name, what, type_name(key->type));
      if (key->type == CONFIG_TYPE_STRING && *config_setting_get_string(member) == '\0')
        return fail(error, member, _("“%s” of %s is empty"), name, what);
      return TRUE;
    }
  g_autofree char *known = known_keys(keys);
  return fail(error, member, _("%s has no setting “%s”; it may have: %s"), what, name, known);
}

/* Is GROUP a group with only known members of the right type, and with those it must have? */
static gboolean check_group(const config_setting_t *group, const Key *keys, const char *what, GError **error)
{
  if (!config_setting_is_group(group))
    return fail(error, group, _("%s must be %s"), what, type_name(CONFIG_TYPE_GROUP));
  for (int i = 0; i < config_setting_length(group); i++)
    if (!check_key(config_setting_get_elem(group, (unsigned)i), keys, what, error))
      return FALSE;
  for (const Key *key = keys; key->name != NULL; key++)
    if (key->required && config_setting_get_member(group, key->name) == NULL)
      return fail(error, group, _("%s lacks “%s”"), what, key->name);
  return TRUE;
}

static const char *get_string(const config_setting_t *group, const char *name)
{
  const char *value = NULL;
  config_setting_lookup_string(group, name, &value);
  return value;
}

static gboolean check_uri(const config_setting_t *group, const char *key, GError **error)
{
  const char *text = get_string(group, key);
  if (text == NULL)
    return TRUE;
  g_autoptr(GError) cause = NULL;
  g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_NONE, &cause);
  if (uri != NULL)
    return TRUE;
  return fail(error, config_setting_get_member(group, key), _("“%s” is not a libvirt URI (like qemu+tls://host/system): %s"), text,
              cause->message);
}

/* As the kernel takes it: 15 characters, no space, no slash. */
static gboolean check_interface(const config_setting_t *group, GError **error)
{
  const char *name = get_string(group, "migration_interface");
  const config_setting_t *at = config_setting_get_member(group, "migration_interface");
  if (name == NULL)
    return TRUE;
  if (strlen(name) > 15 || strpbrk(name, "/: \t") != NULL)
    return fail(error, at, _("“%s” is not the name of a network interface (like eth1)"), name);
  if (get_string(group, "migration_address") == NULL)
    return fail(error, at, _("“migration_interface” says how “migration_address” is reached, and there is none"));
  return TRUE;
}

static gboolean read_host(Inventory *inventory, const char *pool, const char *cluster, const config_setting_t *group, GError **error)
{
  if (!check_group(group, host_keys, _("a host"), error) || !check_uri(group, "uri", error) || !check_uri(group, "peer_uri", error))
    return FALSE;
  const char *name = get_string(group, "name");
  if (inventory_host(inventory, name) != NULL)
    return fail(error, group, _("a host “%s” is declared already"), name);
  const char *address = get_string(group, "migration_address");
  if (address != NULL && !g_hostname_is_ip_address(address) && strpbrk(address, "/: ") != NULL)
    return fail(error, config_setting_get_member(group, "migration_address"), _("“%s” is neither an IP address nor a host name"), address);
  if (!check_interface(group, error))
    return FALSE;
  InventoryHost *host = inventory_add_host(inventory, pool, cluster, name, get_string(group, "uri"));
  host->peer_uri = g_strdup(get_string(group, "peer_uri"));
  host->migration_address = g_strdup(address);
  host->migration_interface = g_strdup(get_string(group, "migration_interface"));
  host->storage_network = g_strdup(get_string(group, "storage_network"));
  int pending = FALSE;
  config_setting_lookup_bool(group, "restart_pending", &pending);
  host->restart_pending = pending != 0;
  return TRUE;
}

static gboolean read_hosts(Inventory *inventory, const char *pool, const char *cluster, const config_setting_t *in, GError **error)
{
  const config_setting_t *hosts = config_setting_get_member(in, "hosts");
  for (int i = 0; hosts != NULL && i < config_setting_length(hosts); i++)
    if (!read_host(inventory, pool, cluster, config_setting_get_elem(hosts, (unsigned)i), error))
      return FALSE;
  return TRUE;
}

static gboolean read_clusters(Inventory *inventory, const char *pool, const config_setting_t *in, GError **error)
{
  const config_setting_t *clusters = config_setting_get_member(in, "clusters");
  for (int i = 0; clusters != NULL && i < config_setting_length(clusters); i++) {
    const config_setting_t *cluster = config_setting_get_elem(clusters, (unsigned)i);
    if (!check_group(cluster, cluster_keys, _("a cluster"), error) ||
        !read_hosts(inventory, pool, get_string(cluster, "name"), cluster, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean read_shared_storage(Inventory *inventory, const config_setting_t *in, GError **error)
{
  const config_setting_t *names = config_setting_get_member(in, "shared_storage");
  const InventoryPool *pool = inventory_pool(inventory, get_string(in, "name"));
  for (int i = 0; names != NULL && i < config_setting_length(names); i++) {
    const char *name = config_setting_get_string_elem(names, i);
    if (name == NULL)
      return fail(error, names, _("“shared_storage” lists names of storage pools, in quotes"));
    if (pool != NULL)
      g_ptr_array_add(pool->shared_storage, g_strdup(name));
  }
  return TRUE;
}

static gboolean read_pools(Inventory *inventory, const config_setting_t *root, GError **error)
{
  const config_setting_t *pools = config_setting_get_member(root, "host_pools");
  for (int i = 0; pools != NULL && i < config_setting_length(pools); i++) {
    const config_setting_t *pool = config_setting_get_elem(pools, (unsigned)i);
    if (!check_group(pool, pool_keys, _("a host pool"), error))
      return FALSE;
    const char *name = get_string(pool, "name");
    if (!read_clusters(inventory, name, pool, error) || !read_hosts(inventory, name, NULL, pool, error) ||
        !read_shared_storage(inventory, pool, error))
      return FALSE;
  }
  return TRUE;
}

/* A number of GROUP into VALUE, which keeps its preset when it is not given. */
static gboolean read_number(const config_setting_t *group, const char *name, int least, guint *value, GError **error)
{
  int number;
  if (!config_setting_lookup_int(group, name, &number))
    return TRUE;
  if (number < least)
    return fail(error, config_setting_get_member(group, name), _("“%s” must be at least %d, not %d"), name, least, number);
  *value = (guint)number;
  return TRUE;
}

static gboolean read_numbers(Inventory *inventory, const config_setting_t *root, GError **error)
{
  const config_setting_t *speeds = config_setting_get_member(root, "speeds");
  if (speeds != NULL &&
      (!check_group(speeds, speed_keys, "speeds", error) || !read_number(speeds, "medium_mbits", 1, &inventory->medium_mbits, error) ||
       !read_number(speeds, "fast_mbits", 1, &inventory->fast_mbits, error)))
    return FALSE;
  const config_setting_t *timers = config_setting_get_member(root, "timers");
  return timers == NULL ||
         (check_group(timers, timer_keys, "timers", error) && read_number(timers, "connect_s", 1, &inventory->connect_s, error) &&
          read_number(timers, "migration_s", 0, &inventory->migration_s, error));
}

/* What the wizard has noted of hosts, over what is declared of them. One that is not declared any more needs none. */
static gboolean read_marks(Inventory *inventory, const config_setting_t *root, GError **error)
{
  const config_setting_t *marks = config_setting_get_member(root, "marks");
  for (int i = 0; marks != NULL && i < config_setting_length(marks); i++) {
    const config_setting_t *mark = config_setting_get_elem(marks, (unsigned)i);
    if (!check_group(mark, mark_keys, _("a mark"), error))
      return FALSE;
    InventoryHost *host = (InventoryHost *)inventory_host(inventory, get_string(mark, "host"));
    const char *network = get_string(mark, "storage_network");
    int pending = FALSE;
    config_setting_lookup_bool(mark, "restart_pending", &pending);
    if (host == NULL)
      continue;
    g_free(host->storage_network);
    host->storage_network = g_strdup(network);
    host->restart_pending = pending != 0;
  }
  return TRUE;
}

static gboolean read_nodes(Inventory *inventory, const config_setting_t *root, GError **error)
{
  const config_setting_t *nodes = config_setting_get_member(root, "kubernetes_nodes");
  for (int i = 0; nodes != NULL && i < config_setting_length(nodes); i++) {
    const char *uuid = config_setting_get_string_elem(nodes, i);
    if (uuid == NULL)
      return fail(error, nodes, _("“kubernetes_nodes” lists UUIDs of VMs, in quotes"));
    inventory_set_node(inventory, uuid, TRUE);
  }
  return TRUE;
}

static gboolean parse(config_t *config, const char *file, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) cause = NULL;
  /* Read by GLib first: it says why a file cannot be read; libconfig only says that it cannot. */
  if (!g_file_get_contents(file, &text, NULL, &cause)) {
    g_set_error(error, INVENTORY_ERROR, INVENTORY_ERROR_FILE, _("the inventory cannot be read: %s"), cause->message);
    return FALSE;
  }
  if (config_read_file(config, file))
    return TRUE;
  const char *at = config_error_file(config);
  g_set_error(error, INVENTORY_ERROR, INVENTORY_ERROR_SYNTAX, "%s:%d: %s", at != NULL ? at : file, config_error_line(config),
              config_error_text(config));
  return FALSE;
}

static gboolean read_file(Inventory *inventory, const char *file, GError **error)
{
  config_t config;
  config_init(&config);
  gboolean ok = parse(&config, file, error);
  if (ok) {
    const config_setting_t *root = config_root_setting(&config);
    ok = check_group(root, root_keys, _("the inventory"), error) && read_pools(inventory, root, error) &&
         read_numbers(inventory, root, error) && read_marks(inventory, root, error) && read_nodes(inventory, root, error);
  }
  config_destroy(&config);
  return ok;
}

static char *user_file(const char *name)
{
  return g_build_filename(g_get_user_config_dir(), "virt-migrate", name, NULL);
}

/* The file to read when none was named; NULL when there is none. */
static char *find_file(void)
{
  g_autofree char *own = user_file("inventory.conf");
  if (g_file_test(own, G_FILE_TEST_EXISTS))
    return g_steal_pointer(&own);
  g_autofree char *shared = g_build_filename(SYSCONFDIR, "virt-migrate", "inventory.conf", NULL);
  return g_file_test(shared, G_FILE_TEST_EXISTS) ? g_steal_pointer(&shared) : NULL;
}

Inventory *inventory_load(const char *file, GError **error)
{
  g_autoptr(Inventory) inventory = inventory_new();
  inventory->file = file != NULL ? g_strdup(file) : find_file();
  inventory->added_file = file != NULL ? g_strconcat(file, ".added", NULL) : user_file("added-hosts.conf");
  if (inventory->file != NULL && !read_file(inventory, inventory->file, error))
    return NULL;
  if (g_file_test(inventory->added_file, G_FILE_TEST_EXISTS) && !read_file(inventory, inventory->added_file, error))
    return NULL;
  if (inventory->file == NULL)
    inventory_add_host(inventory, _("This machine"), NULL, g_get_host_name(), "qemu:///system");
  if (inventory->hosts->len == 0) {
    g_set_error(error, INVENTORY_ERROR, INVENTORY_ERROR_CONTENT, _("%s declares no host"), inventory->file);
    return NULL;
  }
  return g_steal_pointer(&inventory);
}
