/* Rules about the VM's disks and the storage of both hosts. */
#include "plan/rules/groups.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean stays_on_shared_storage(const Facts *facts, const Choices *choices)
{
  return choices->type == MOVE_HOST && rule_with_target(facts, choices);
}

/* Does the operator say that pools of this name are the same storage everywhere? */
static gboolean declared_shared(const Facts *facts, const char *name)
{
  const InventoryPool *pool = inventory_pool(facts->inventory, facts->source->host_pool);
  for (guint i = 0; pool != NULL && i < pool->shared_storage->len; i++)
    if (strcmp(g_ptr_array_index(pool->shared_storage, i), name) == 0)
      return TRUE;
  return FALSE;
}

static const Pool *pool_of_disk(const Facts *facts, const Disk *disk)
{
  if (disk->pool != NULL)
    return host_facts_pool(facts->source_facts, disk->pool);
  return host_facts_pool_of_path(facts->source_facts, disk->path);
}

/* Why the target cannot open what lies in POOL, as a finding; nothing when it can. */
static void check_pool(const Rule *rule, const Facts *facts, const Disk *disk, const Pool *pool, GPtrArray *findings)
{
  const char *target = facts->target->name;
  const Pool *there = host_facts_pool(facts_target(facts), pool->name);
  gboolean shared = declared_shared(facts, pool->name) || (pool->origin != NULL && there != NULL && g_strcmp0(pool->origin, there->origin) == 0);
  if (pool->origin == NULL && !declared_shared(facts, pool->name))
    finding_add(findings, rule, g_strdup_printf(_("disk %s lies in %s, which only %s has"), disk->target, pool->name, facts->source->name),
                g_strdup(_("choose the type Host and Storage, so that the disk moves along")));
  else if (there == NULL)
    finding_add(findings, rule, g_strdup_printf(_("disk %s lies in pool %s, which is not mounted on %s"), disk->target, pool->name, target),
                g_strdup_printf(_("mount the pool on %s, or choose the type Host and Storage"), target));
  else if (!shared)
    finding_add(findings, rule, g_strdup_printf(_("pool %s of %s is other storage than %s of %s"), pool->name, target, pool->name, facts->source->name),
                g_strdup(_("choose the type Host and Storage, so that the disk moves along")));
  else if (!there->active)
    finding_add(findings, rule, g_strdup_printf(_("pool %s is not active on %s"), pool->name, target),
                g_strdup_printf(_("start it there (virsh pool-start %s)"), pool->name));
  else if (g_strcmp0(pool->path, there->path) != 0)
    finding_add(findings, rule, g_strdup_printf(_("pool %s is mounted at %s on %s, but at %s on %s"), pool->name, pool->path, facts->source->name,
                                                there->path, target),
                g_strdup(_("mount it at the same place on both hosts")));
}

static void check_shared(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  for (guint i = 0; i < facts->vm->disks->len; i++) {
    const Disk *disk = g_ptr_array_index(facts->vm->disks, i);
    /* A network disk is the same from every host; libvirt treats it so too. */
    if (!disk_needs_storage(disk) || disk->source == DISK_SOURCE_NETWORK)
      continue;
    const Pool *pool = pool_of_disk(facts, disk);
    if (pool != NULL)
      check_pool(rule, facts, disk, pool, findings);
    else
      finding_add(findings, rule, g_strdup_printf(_("disk %s (%s) lies in no storage pool of %s, so nobody can tell whether %s has it"), disk->target,
                                                  disk->path, facts->source->name, facts->target->name),
                  g_strdup_printf(_("define a pool over its folder on both hosts (virsh pool-define)")));
  }
}

const Rule rules_storage[] = {
  { "disk-shared", SEVERITY_BLOCKS, RULE_TARGET, N_("every disk lies on storage that the target has too"), stays_on_shared_storage, check_shared },
  { NULL },
};
