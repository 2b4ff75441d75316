#include "model/host.h"

#include "model/mover_name.h"

#include <string.h>

Pool *pool_new(const char *name)
{
  Pool *pool = g_new0(Pool, 1);
  pool->name = g_strdup(name);
  pool->volumes = g_ptr_array_new_with_free_func(g_free);
  return pool;
}

static gboolean is_one_of(const char *text, const char *const *list)
{
  return text != NULL && g_strv_contains(list, text);
}

gboolean pool_is_file_system(const Pool *pool)
{
  static const char *const types[] = { "dir", "fs", "netfs", "vstorage", NULL };
  return is_one_of(pool->type, types);
}

gboolean pool_takes_disks(const Pool *pool)
{
  static const char *const types[] = { "logical", "rbd", NULL };
  return pool_is_file_system(pool) || is_one_of(pool->type, types);
}

static gboolean has_name(GPtrArray *names, const char *name)
{
  return g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL);
}

gboolean pool_has_volume(const Pool *pool, const char *name)
{
  return has_name(pool->volumes, name);
}

gboolean host_facts_has_secret(const HostFacts *facts, const char *uuid)
{
  return has_name(facts->secrets, uuid);
}

void pool_free(Pool *pool)
{
  g_free(pool->name);
  g_free(pool->type);
  g_free(pool->path);
  g_free(pool->origin);
  g_ptr_array_unref(pool->volumes);
  g_free(pool);
}

void network_free(Network *network)
{
  g_free(network->name);
  g_free(network->kind);
  g_free(network->bridge);
  g_free(network);
}

void host_link_free(HostLink *link)
{
  g_free(link->name);
  g_free(link);
}

GuestKind *guest_kind_new(const char *type, const char *arch)
{
  GuestKind *kind = g_new0(GuestKind, 1);
  kind->type = g_strdup(type);
  kind->arch = g_strdup(arch);
  kind->machines = g_ptr_array_new_with_free_func(g_free);
  return kind;
}

static void guest_kind_free(GuestKind *kind)
{
  g_free(kind->type);
  g_free(kind->arch);
  g_ptr_array_unref(kind->machines);
  g_free(kind);
}

gboolean guest_kind_has_machine(const GuestKind *kind, const char *machine)
{
  return has_name(kind->machines, machine);
}

HostFacts *host_facts_new(void)
{
  HostFacts *facts = g_atomic_rc_box_new0(HostFacts);
  facts->load = -1;
  facts->pools = g_ptr_array_new_with_free_func((GDestroyNotify)pool_free);
  facts->networks = g_ptr_array_new_with_free_func((GDestroyNotify)network_free);
  facts->guest_kinds = g_ptr_array_new_with_free_func((GDestroyNotify)guest_kind_free);
  facts->page_sizes = g_array_new(FALSE, FALSE, sizeof(guint64));
  facts->secrets = g_ptr_array_new_with_free_func(g_free);
  facts->links = g_ptr_array_new_with_free_func((GDestroyNotify)host_link_free);
  facts->vms = g_ptr_array_new_with_free_func((GDestroyNotify)vm_free);
  return facts;
}

HostFacts *host_facts_ref(HostFacts *facts)
{
  return g_atomic_rc_box_acquire(facts);
}

static void clear(gpointer data)
{
  HostFacts *facts = data;
  g_free(facts->uuid);
  g_free(facts->hostname);
  g_free(facts->arch);
  g_ptr_array_unref(facts->pools);
  g_ptr_array_unref(facts->networks);
  g_ptr_array_unref(facts->vms);
  g_array_unref(facts->page_sizes);
  g_ptr_array_unref(facts->guest_kinds);
  g_ptr_array_unref(facts->secrets);
  g_ptr_array_unref(facts->links);
}

void host_facts_unref(HostFacts *facts)
{
  if (facts != NULL)
    g_atomic_rc_box_release_full(facts, clear);
}

const Pool *host_facts_pool(const HostFacts *facts, const char *name)
{
  for (guint i = 0; i < facts->pools->len; i++) {
    const Pool *pool = g_ptr_array_index(facts->pools, i);
    if (g_strcmp0(pool->name, name) == 0)
      return pool;
  }
  return NULL;
}

static gboolean folder_holds(const char *folder, const char *path)
{
  gsize length = folder != NULL ? strlen(folder) : 0;
  while (length > 1 && folder[length - 1] == '/')
    length--;
  return length > 0 && strncmp(folder, path, length) == 0 && path[length] == '/';
}

const Pool *host_facts_pool_of_path(const HostFacts *facts, const char *path)
{
  const Pool *best = NULL;
  for (guint i = 0; path != NULL && i < facts->pools->len; i++) {
    const Pool *pool = g_ptr_array_index(facts->pools, i);
    /* A pool may lie in a folder of another one: the inner one is meant. */
    if (folder_holds(pool->path, path) && (best == NULL || strlen(pool->path) > strlen(best->path)))
      best = pool;
  }
  return best;
}

const Network *host_facts_network(const HostFacts *facts, const char *name)
{
  for (guint i = 0; i < facts->networks->len; i++) {
    const Network *network = g_ptr_array_index(facts->networks, i);
    if (g_strcmp0(network->name, name) == 0)
      return network;
  }
  return NULL;
}

const HostLink *host_facts_link(const HostFacts *facts, const char *name)
{
  for (guint i = 0; i < facts->links->len; i++) {
    const HostLink *link = g_ptr_array_index(facts->links, i);
    if (g_strcmp0(link->name, name) == 0)
      return link;
  }
  return NULL;
}

const Vm *host_facts_vm(const HostFacts *facts, const char *name)
{
  for (guint i = 0; i < facts->vms->len; i++) {
    const Vm *vm = g_ptr_array_index(facts->vms, i);
    if (strcmp(vm->name, name) == 0)
      return vm;
  }
  return NULL;
}

const Vm *host_facts_mover(const HostFacts *facts, const char *vm_uuid)
{
  g_autofree char *uuid = mover_uuid(vm_uuid);
  return host_facts_vm_by_uuid(facts, uuid);
}

const Vm *host_facts_vm_by_uuid(const HostFacts *facts, const char *uuid)
{
  for (guint i = 0; i < facts->vms->len; i++) {
    const Vm *vm = g_ptr_array_index(facts->vms, i);
    if (strcmp(vm->uuid, uuid) == 0)
      return vm;
  }
  return NULL;
}

const GuestKind *host_facts_guest_kind(const HostFacts *facts, const char *type, const char *arch)
{
  for (guint i = 0; i < facts->guest_kinds->len; i++) {
    const GuestKind *kind = g_ptr_array_index(facts->guest_kinds, i);
    if (g_strcmp0(kind->type, type) == 0 && g_strcmp0(kind->arch, arch) == 0)
      return kind;
  }
  return NULL;
}
