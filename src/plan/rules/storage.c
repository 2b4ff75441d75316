/* Rules about the places of disks: the storage of both hosts, and the pools that disks go to. */
#include "plan/rules/moving_disks.h"

#include "model/units.h"
#include "plan/disk_choice.h"
#include "plan/disks.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean keeps_disks(const Facts *facts, const Choices *choices)
{
  return choices->type == MOVE_HOST && rule_with_target(facts, choices);
}

static gboolean moves_only_disks(const Facts *facts, const Choices *choices)
{
  return choices->type == MOVE_STORAGE;
}

/* Why the target cannot open what lies in POOL, as a finding; nothing when it can. */
static void check_pool(const Rule *rule, const Facts *facts, const Disk *disk, const Pool *pool, GPtrArray *findings)
{
  const char *target = facts->target->name;
  const Pool *there = host_facts_pool(facts_target(facts), pool->name);
  if (pool->origin == NULL && !pool_is_same_storage(facts, pool, there))
    finding_add(findings, rule, g_strdup_printf(_("disk %s lies in %s, which only %s has"), disk->target, pool->name, facts->source->name),
                g_strdup(_("choose the type Host and Storage, so that the disk moves along")));
  else if (there == NULL)
    finding_add(findings, rule, g_strdup_printf(_("disk %s lies in pool %s, which is not mounted on %s"), disk->target, pool->name, target),
                g_strdup_printf(_("mount the pool on %s, or choose the type Host and Storage"), target));
  else if (!pool_is_same_storage(facts, pool, there))
    finding_add(findings, rule,
                g_strdup_printf(_("pool %s of %s is other storage than %s of %s"), pool->name, target, pool->name, facts->source->name),
                g_strdup(_("choose the type Host and Storage, so that the disk moves along")));
  else if (!there->active)
    finding_add(findings, rule, g_strdup_printf(_("pool %s is not active on %s"), pool->name, target),
                g_strdup_printf(_("start it there (virsh pool-start %s)"), pool->name));
  else if (g_strcmp0(pool->path, there->path) != 0)
    finding_add(findings, rule,
                g_strdup_printf(_("pool %s is mounted at %s on %s, but at %s on %s"), pool->name, pool->path, facts->source->name,
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
    const Pool *pool = disk_pool(facts, disk);
    if (pool != NULL)
      check_pool(rule, facts, disk, pool, findings);
    else
      finding_add(findings, rule,
                  g_strdup_printf(_("disk %s (%s) lies in no storage pool of %s, so nobody can tell whether %s has it"), disk->target,
                                  disk->path, facts->source->name, facts->target->name),
                  g_strdup_printf(_("define a pool over its folder on both hosts (virsh pool-define)")));
  }
}

static void check_chosen(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  for (guint i = 0; i < facts->vm->disks->len; i++)
    if (disk_choice_for(choices, g_ptr_array_index(facts->vm->disks, i)) != NULL)
      return;
  finding_add(findings, rule, g_strdup_printf(_("no disk of %s is to move"), facts->vm->vm.name),
              g_strdup(_("choose a pool for a disk (--disk vda:pool=POOL), or for all of them (--disk all:pool=POOL)")));
}

static void check_fixed(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  for (guint i = 0; i < facts->vm->disks->len; i++) {
    const Disk *disk = g_ptr_array_index(facts->vm->disks, i);
    const char *why = disk_why_fixed(disk);
    if (why != NULL && choices_disk(choices, disk->target) != NULL)
      finding_add(findings, rule, g_strdup_printf(_("disk %s cannot move: %s"), disk->target, why), g_strdup(_("choose no pool for it")));
  }
}

/* A disk that stays behind while the VM changes hosts must be on storage of both. */
static void check_left_behind(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  for (guint i = 0; i < facts->vm->disks->len; i++) {
    const Disk *disk = g_ptr_array_index(facts->vm->disks, i);
    if (disk_choice_for(choices, disk) != NULL || disk_is_shared(facts, disk))
      continue;
    const Pool *pool = disk_pool(facts, disk);
    gboolean removable = disk->device == DISK_DEVICE_CDROM || disk->device == DISK_DEVICE_FLOPPY;
    gboolean fixed = disk_why_fixed(disk) != NULL;
    finding_add(findings, rule,
                g_strdup_printf(_("disk %s (%s) would stay on %s, where %s does not find it"), disk->target,
                                pool != NULL ? pool->name : disk->path, facts->source->name, facts->target->name),
                removable
                    ? g_strdup_printf(_("take its medium out first (virsh change-media %s %s --eject)"), facts->vm->vm.name, disk->target)
                : fixed ? g_strdup(_("put it on storage that both hosts share"))
                        : g_strdup_printf(_("choose a pool of %s for it (--disk %s:pool=POOL)"), facts->target->name, disk->target));
  }
}

static char *pool_names(const HostFacts *host)
{
  GString *names = g_string_new(NULL);
  for (guint i = 0; i < host->pools->len; i++)
    g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", ((const Pool *)g_ptr_array_index(host->pools, i))->name);
  return g_string_free(names, FALSE);
}

static void check_destination_of(const Rule *rule, const Facts *facts, const Choices *choices, const Disk *disk, const DiskChoice *choice,
                                 GPtrArray *findings)
{
  const HostFacts *host = disks_host(facts, choices);
  const Pool *pool = host_facts_pool(host, choice->pool);
  if (pool == NULL) {
    g_autofree char *names = pool_names(host);
    finding_add(findings, rule,
                g_strdup_printf(_("disk %s: there is no pool %s on %s"), disk->target, choice->pool, disks_host_name(facts, choices)),
                g_strdup_printf(_("choose one of: %s"), names));
    return;
  }
  g_autofree char *why = disk_why_not_in(facts, choices, disk, pool);
  if (why != NULL)
    finding_add(findings, rule, g_strdup_printf(_("disk %s cannot go to pool %s: %s"), disk->target, pool->name, why),
                g_strdup(pool->active ? _("choose another pool or format") : _("start the pool, or choose another one")));
}

static void check_destination(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  rule_each_moving(rule, facts, choices, findings, check_destination_of);
}

/* Two disks of one VM may have volumes of one name, in two pools; in one pool they may not. */
static const PlanDisk *same_place(const GPtrArray *disks, const PlanDisk *disk)
{
  for (guint i = 0; i < disks->len; i++) {
    const PlanDisk *other = g_ptr_array_index(disks, i);
    if (other == disk)
      return NULL;
    if (other->moves && disk->moves && strcmp(other->to_pool, disk->to_pool) == 0 && strcmp(other->to_volume, disk->to_volume) == 0)
      return other;
  }
  return NULL;
}

/* Base images keep their names: two different ones of one name cannot go to one pool. */
static const PlanBase *clashing_base(const GPtrArray *disks, const PlanDisk *disk, const PlanBase *base)
{
  for (guint i = 0; i < disks->len; i++) {
    const PlanDisk *other = g_ptr_array_index(disks, i);
    for (guint j = 0; other->moves && other != disk && j < other->bases->len; j++) {
      const PlanBase *candidate = g_ptr_array_index(other->bases, j);
      if (strcmp(other->to_pool, disk->to_pool) == 0 && g_strcmp0(candidate->volume, base->volume) == 0 &&
          g_strcmp0(candidate->path, base->path) != 0)
        return candidate;
    }
  }
  return NULL;
}

static void check_base_names(const Rule *rule, const GPtrArray *disks, const PlanDisk *disk, GPtrArray *findings)
{
  for (guint i = 0; i < disk->bases->len; i++) {
    const PlanBase *base = g_ptr_array_index(disk->bases, i);
    const PlanBase *other = clashing_base(disks, disk, base);
    if (other != NULL)
      finding_add(findings, rule,
                  g_strdup_printf(_("disk %s: its base image %s and %s would have one name in pool %s"), disk->target, base->path,
                                  other->path, disk->to_pool),
                  g_strdup(_("choose another pool for one of the disks")));
  }
}

static void check_names(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  g_autoptr(GPtrArray) disks = rule_planned_disks(facts, choices);
  for (guint i = 0; i < disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(disks, i);
    if (!disk->moves)
      continue;
    check_base_names(rule, disks, disk, findings);
    const Pool *pool = host_facts_pool(disks_host(facts, choices), disk->to_pool);
    const PlanDisk *twin = same_place(disks, disk);
    if (twin != NULL)
      finding_add(
          findings, rule,
          g_strdup_printf(_("disks %s and %s would both become %s in pool %s"), twin->target, disk->target, disk->to_volume, disk->to_pool),
          g_strdup_printf(_("name one of them otherwise (--disk %s:pool=%s,volume=NAME)"), disk->target, disk->to_pool));
    else if (pool_has_volume(pool, disk->to_volume)) {
      g_autofree char *other = disk_free_name(pool, disk->to_volume);
      finding_add(findings, rule,
                  g_strdup_printf(_("disk %s: pool %s has a volume %s already"), disk->target, disk->to_pool, disk->to_volume),
                  g_strdup_printf(_("name it otherwise (--disk %s:pool=%s,volume=%s)"), disk->target, disk->to_pool, other));
    }
  }
}

/* What the pool must have free for DISK: more than its size, and twice that when its format changes. */
static guint64 room_for(const PlanDisk *disk)
{
  return strcmp(disk->format, disk->to_format) == 0 ? disk->copy_bytes : 2 * disk->copy_bytes;
}

/* Base images that are not there yet come along. */
static guint64 room_for_bases(const PlanDisk *disk, const Pool *pool)
{
  guint64 bytes = 0;
  for (guint i = 0; i < disk->bases->len; i++) {
    const PlanBase *base = g_ptr_array_index(disk->bases, i);
    if (base->volume != NULL && !pool_has_volume(pool, base->volume))
      bytes += base->physical_bytes;
  }
  return bytes;
}

static void check_space(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  g_autoptr(GPtrArray) disks = rule_planned_disks(facts, choices);
  const HostFacts *host = disks_host(facts, choices);
  for (guint p = 0; p < host->pools->len; p++) {
    const Pool *pool = g_ptr_array_index(host->pools, p);
    guint64 need = 0;
    for (guint i = 0; i < disks->len; i++) {
      const PlanDisk *disk = g_ptr_array_index(disks, i);
      if (disk->moves && strcmp(disk->to_pool, pool->name) == 0)
        need += room_for(disk) + room_for_bases(disk, pool);
    }
    if (need == 0 || pool->available_bytes > need)
      continue;
    g_autofree char *need_text = units_bytes(need);
    g_autofree char *free_text = units_bytes(pool->available_bytes);
    finding_add(findings, rule, g_strdup_printf(_("pool %s of %s has %s free, the disks that go there need more than %s"), pool->name,
                                                disks_host_name(facts, choices), free_text, need_text),
                g_strdup(_("make room in it, or choose another pool (a disk whose format changes needs twice its size)")));
  }
}

/* One migration copies all disks in full or all onto what is there: a disk with base images needs the second, a logical volume
 * the first. */
static void check_mix(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  g_autoptr(GPtrArray) disks = rule_planned_disks(facts, choices);
  const PlanDisk *full = NULL, *layered = NULL;
  for (guint i = 0; i < disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(disks, i);
    if (disk->moves && !plan_disk_copies_content(disk))
      full = disk;
    if (disk->moves && disk->bases->len > 0)
      layered = disk;
  }
  if (full != NULL && layered != NULL)
    finding_add(
        findings, rule,
        g_strdup_printf(_("disk %s has base images, and disk %s goes to pool %s, which holds no files: they cannot travel together"),
                        layered->target, full->target, full->to_pool),
        g_strdup_printf(_("choose a pool of files for disk %s"), full->target));
}

static void warn_online(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  finding_add(findings, rule, g_strdup_printf(_("copying the disks of %s while it is in use slows it"), facts->vm->vm.name),
              g_strdup(_("do it when it is idle, or limit the speed")));
}

const Rule rules_storage[] = {
  { "disk-shared", SEVERITY_BLOCKS, RULE_TARGET, N_("every disk lies on storage that the target has too"), keeps_disks, check_shared },
  { "disk-chosen", SEVERITY_BLOCKS, RULE_STORAGE, N_("a disk is to move"), moves_only_disks, check_chosen },
  { "disk-fixed", SEVERITY_BLOCKS, RULE_STORAGE, N_("every disk that is to move can"), rule_moves_disks, check_fixed },
  { "disk-left-behind", SEVERITY_BLOCKS, RULE_STORAGE, N_("the target finds every disk that stays"), rule_moves_both, check_left_behind },
  { "disk-pool", SEVERITY_BLOCKS, RULE_STORAGE, N_("the pool is there and can hold the disk"), rule_moves_disks, check_destination },
  { "disk-name", SEVERITY_BLOCKS, RULE_STORAGE, N_("the volume's name is free in the pool"), rule_moves_disks, check_names },
  { "disk-space", SEVERITY_BLOCKS, RULE_STORAGE, N_("the pool has room for the disks"), rule_moves_disks, check_space, TRUE },
  { "disk-mix", SEVERITY_BLOCKS, RULE_STORAGE, N_("all disks can travel together"), rule_moves_both, check_mix },
  { "storage-online", SEVERITY_WARNS, RULE_STORAGE, N_("copying disks slows a VM that is in use"), rule_moves_disks_online, warn_online },
  { NULL },
};
