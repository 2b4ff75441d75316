/* Rules about the VM's disks and the storage of both hosts. */
#include "plan/rules/groups.h"

#include "model/units.h"
#include "plan/disk_choice.h"
#include "plan/disks.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean keeps_disks(const Facts *facts, const Choices *choices)
{
  return choices->type == MOVE_HOST && rule_with_target(facts, choices);
}

static gboolean moves_disks(const Facts *facts, const Choices *choices)
{
  return choices->type != MOVE_HOST && disks_host(facts, choices) != NULL;
}

static gboolean moves_only_disks(const Facts *facts, const Choices *choices)
{
  return choices->type == MOVE_STORAGE;
}

static gboolean moves_both(const Facts *facts, const Choices *choices)
{
  return choices->type == MOVE_BOTH && rule_with_target(facts, choices);
}

static gboolean moves_disks_online(const Facts *facts, const Choices *choices)
{
  return moves_disks(facts, choices) && vm_state_is_active(facts->vm->vm.state);
}

/* Calls CHECK for each disk that something was chosen for. */
typedef void (*DiskCheck)(const Rule *rule, const Facts *facts, const Choices *choices, const Disk *disk, const DiskChoice *choice, GPtrArray *findings);

static void each_moving(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings, DiskCheck check)
{
  for (guint i = 0; i < facts->vm->disks->len; i++) {
    const Disk *disk = g_ptr_array_index(facts->vm->disks, i);
    const DiskChoice *choice = disk_choice_for(choices, disk);
    if (choice != NULL)
      check(rule, facts, choices, disk, choice, findings);
  }
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
    const Pool *pool = disk_pool(facts, disk);
    if (pool != NULL)
      check_pool(rule, facts, disk, pool, findings);
    else
      finding_add(findings, rule, g_strdup_printf(_("disk %s (%s) lies in no storage pool of %s, so nobody can tell whether %s has it"), disk->target,
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
    finding_add(findings, rule, g_strdup_printf(_("disk %s (%s) would stay on %s, where %s does not find it"), disk->target,
                                                pool != NULL ? pool->name : disk->path, facts->source->name, facts->target->name),
                removable ? g_strdup_printf(_("take its medium out first (virsh change-media %s %s --eject)"), facts->vm->vm.name, disk->target)
                : fixed   ? g_strdup(_("put it on storage that both hosts share"))
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
    finding_add(findings, rule, g_strdup_printf(_("disk %s: there is no pool %s on %s"), disk->target, choice->pool, disks_host_name(facts, choices)),
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
  each_moving(rule, facts, choices, findings, check_destination_of);
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

static GPtrArray *planned_disks(const Facts *facts, const Choices *choices)
{
  GPtrArray *disks = g_ptr_array_new_with_free_func((GDestroyNotify)plan_disk_free);
  for (guint i = 0; i < facts->vm->disks->len; i++)
    g_ptr_array_add(disks, plan_disk_build(facts, choices, g_ptr_array_index(facts->vm->disks, i)));
  return disks;
}

/* Base images keep their names: two different ones of one name cannot go to one pool. */
static const PlanBase *clashing_base(const GPtrArray *disks, const PlanDisk *disk, const PlanBase *base)
{
  for (guint i = 0; i < disks->len; i++) {
    const PlanDisk *other = g_ptr_array_index(disks, i);
    for (guint j = 0; other->moves && other != disk && j < other->bases->len; j++) {
      const PlanBase *candidate = g_ptr_array_index(other->bases, j);
      if (strcmp(other->to_pool, disk->to_pool) == 0 && g_strcmp0(candidate->volume, base->volume) == 0 && g_strcmp0(candidate->path, base->path) != 0)
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
      finding_add(findings, rule, g_strdup_printf(_("disk %s: its base image %s and %s would have one name in pool %s"), disk->target, base->path, other->path,
                                                  disk->to_pool),
                  g_strdup(_("choose another pool for one of the disks")));
  }
}

static void check_names(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  g_autoptr(GPtrArray) disks = planned_disks(facts, choices);
  for (guint i = 0; i < disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(disks, i);
    if (!disk->moves)
      continue;
    check_base_names(rule, disks, disk, findings);
    const Pool *pool = host_facts_pool(disks_host(facts, choices), disk->to_pool);
    const PlanDisk *twin = same_place(disks, disk);
    if (twin != NULL)
      finding_add(findings, rule, g_strdup_printf(_("disks %s and %s would both become %s in pool %s"), twin->target, disk->target, disk->to_volume,
                                                  disk->to_pool),
                  g_strdup_printf(_("name one of them otherwise (--disk %s:pool=%s,volume=NAME)"), disk->target, disk->to_pool));
    else if (pool_has_volume(pool, disk->to_volume)) {
      g_autofree char *other = disk_free_name(pool, disk->to_volume);
      finding_add(findings, rule, g_strdup_printf(_("disk %s: pool %s has a volume %s already"), disk->target, disk->to_pool, disk->to_volume),
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
  g_autoptr(GPtrArray) disks = planned_disks(facts, choices);
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

static void check_rbd_of(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  for (guint i = 0; i < facts->vm->disks->len; i++) {
    const Disk *disk = g_ptr_array_index(facts->vm->disks, i);
    const Pool *pool = disk_pool(facts, disk);
    if (g_strcmp0(disk->protocol, "rbd") == 0 || (pool != NULL && g_strcmp0(pool->type, "rbd") == 0))
      finding_add(findings, rule, g_strdup_printf(_("disk %s of %s is the RBD image %s, and the VM is not shut off"), disk->target, facts->vm->vm.name,
                                                  disk->path),
                  g_strdup(_("shut the VM down and move it then, or choose the type Host")));
  }
}

static void check_online_encryption_of(const Rule *rule, const Facts *facts, const Choices *choices, const Disk *disk, const DiskChoice *choice,
                                       GPtrArray *findings)
{
  if (disk->secret != NULL)
    finding_add(findings, rule, g_strdup_printf(_("disk %s is encrypted, and would be copied decrypted while the VM runs"), disk->target),
                g_strdup(_("shut the VM down and move it then: the disk stays encrypted")));
}

static void check_online_encryption(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  each_moving(rule, facts, choices, findings, check_online_encryption_of);
}

static void check_secrets(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  for (guint i = 0; i < facts->vm->disks->len; i++) {
    const Disk *disk = g_ptr_array_index(facts->vm->disks, i);
    if (disk->secret != NULL && !host_facts_has_secret(facts_target(facts), disk->secret))
      finding_add(findings, rule, g_strdup_printf(_("disk %s is encrypted, and %s does not know its secret %s"), disk->target, facts->target->name,
                                                  disk->secret),
                  g_strdup_printf(_("define the secret on %s, with its value (virsh secret-define, secret-set-value)"), facts->target->name));
  }
}

/* Snapshots inside a disk live in its qcow2 container: they travel only when that is copied as it is. */
static gboolean keeps_snapshots(const Facts *facts, const Choices *choices, const Disk *disk)
{
  const Pool *pool = disk_destination(facts, choices, disk);
  g_autoptr(PlanDisk) planned = plan_disk_build(facts, choices, disk);
  return pool == NULL || (planned->as_container && pool_is_file_system(pool));
}

static void check_snapshots_of(const Rule *rule, const Facts *facts, const Choices *choices, const Disk *disk, const DiskChoice *choice,
                               GPtrArray *findings)
{
  guint n = facts->vm->snapshots->len;
  gboolean active = vm_state_is_active(facts->vm->vm.state);
  if (n == 0 || keeps_snapshots(facts, choices, disk))
    return;
  finding_add(findings, rule, g_strdup_printf(ngettext("the %u snapshot of %s would be lost in the copy of disk %s",
                                                       "the %u snapshots of %s would be lost in the copy of disk %s", n), n, facts->vm->vm.name, disk->target),
              active ? g_strdup(_("shut the VM down and move it then, or delete the snapshots first"))
                     : g_strdup(_("choose a pool of files and the same format, or delete the snapshots first")));
}

static void check_snapshots(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  each_moving(rule, facts, choices, findings, check_snapshots_of);
}

static void check_one_speed(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  g_autoptr(GPtrArray) disks = planned_disks(facts, choices);
  const PlanDisk *first = NULL;
  for (guint i = 0; i < disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(disks, i);
    if (!disk->moves)
      continue;
    if (first != NULL && first->rate_bytes_s != disk->rate_bytes_s) {
      finding_add(findings, rule, g_strdup_printf(_("disks %s and %s are to be copied at different speeds"), first->target, disk->target),
                  g_strdup(_("give all disks the same speed: the libvirt of these hosts (before 11.1) knows only one when the VM changes hosts")));
      return;
    }
    first = disk;
  }
}

static gboolean same_speed_needed(const Facts *facts, const Choices *choices)
{
  return moves_both(facts, choices) && !disks_have_own_speeds(facts, choices);
}

static void check_size_of(const Rule *rule, const Facts *facts, const Choices *choices, const Disk *disk, const DiskChoice *choice, GPtrArray *findings)
{
  if (disk->capacity_bytes == 0)
    finding_add(findings, rule, g_strdup_printf(_("%s does not tell how large disk %s (%s) is"), facts->source->name, disk->target, disk->path),
                g_strdup(_("see that its volume is there and can be read")));
  else if (disk->capacity_bytes % 512 != 0)
    finding_add(findings, rule, g_strdup_printf(_("disk %s has %" G_GUINT64_FORMAT " bytes, which is no multiple of 512"), disk->target,
                                                disk->capacity_bytes),
                g_strdup(_("make it a little larger first (virsh vol-resize)")));
}

static void check_size(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  each_moving(rule, facts, choices, findings, check_size_of);
}

/* What is deleted at the end must not be somebody else's too. */
static void check_used_of(const Rule *rule, const Facts *facts, const Choices *choices, const Disk *disk, const DiskChoice *choice, GPtrArray *findings)
{
  if (disk->used_by != NULL)
    finding_add(findings, rule, g_strdup_printf(_("disk %s (%s) is also a disk of %s, which would lose it"), disk->target, disk->path, disk->used_by),
                g_strdup_printf(_("take it from %s first, or keep the old volumes"), disk->used_by));
}

static void check_used(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  if (!choices->keep_old)
    each_moving(rule, facts, choices, findings, check_used_of);
}

/* What a shut-off disk builds upon is read from its pool; in none, nobody knows. */
static void check_known_of(const Rule *rule, const Facts *facts, const Choices *choices, const Disk *disk, const DiskChoice *choice, GPtrArray *findings)
{
  if (disk->volume == NULL && g_strcmp0(disk->format, "raw") != 0 && disk->format != NULL)
    finding_add(findings, rule, g_strdup_printf(_("disk %s (%s) lies in no storage pool, so nobody can tell what it builds upon while the VM is shut off"),
                                                disk->target, disk->path),
                g_strdup(_("define a pool over its folder (virsh pool-define-as), or move it while the VM runs")));
}

static void check_known(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  each_moving(rule, facts, choices, findings, check_known_of);
}

static gboolean moves_disks_shut_off(const Facts *facts, const Choices *choices)
{
  return moves_disks(facts, choices) && !vm_state_is_active(facts->vm->vm.state);
}

static void warn_no_pool_of(const Rule *rule, const Facts *facts, const Choices *choices, const Disk *disk, const DiskChoice *choice, GPtrArray *findings)
{
  if (disk->volume == NULL && !choices->keep_old)
    finding_add(findings, rule, g_strdup_printf(_("disk %s (%s) lies in no storage pool of %s, so it cannot be deleted after the move"), disk->target,
                                                disk->path, facts->source->name),
                g_strdup(_("delete it by hand when the move is done")));
}

static void warn_no_pool(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  each_moving(rule, facts, choices, findings, warn_no_pool_of);
}

/* QEMU counts what it writes; without leave to unmap it writes holes as zeros. */
static void warn_slow_holes_of(const Rule *rule, const Facts *facts, const Choices *choices, const Disk *disk, const DiskChoice *choice,
                               GPtrArray *findings)
{
  guint64 holes = disk->capacity_bytes - MIN(disk->data_bytes, disk->capacity_bytes);
  if (disk->unmaps || disk->bases->len > 0 || choice->speed.kind == SPEED_UNLIMITED || holes <= disk->data_bytes)
    return;
  g_autofree char *data = units_bytes_of(disk->data_bytes, disk->capacity_bytes);
  finding_add(findings, rule, g_strdup_printf(_("disk %s holds %s, but with a speed limit its holes take as long as data"), disk->target, data),
              g_strdup(_("choose no limit, or move it while the VM is shut off; a disk with discard='unmap' does not need that")));
}

static void warn_slow_holes(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  each_moving(rule, facts, choices, findings, warn_slow_holes_of);
}

static gboolean copies_online(const Facts *facts, const Choices *choices)
{
  return choices->type == MOVE_STORAGE && moves_disks_online(facts, choices);
}

/* One migration copies all disks in full or all onto what is there: a disk with base images needs the second, a logical volume
 * the first. */
static void check_mix(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  g_autoptr(GPtrArray) disks = planned_disks(facts, choices);
  const PlanDisk *full = NULL, *layered = NULL;
  for (guint i = 0; i < disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(disks, i);
    if (disk->moves && !plan_disk_copies_content(disk))
      full = disk;
    if (disk->moves && disk->bases->len > 0)
      layered = disk;
  }
  if (full != NULL && layered != NULL)
    finding_add(findings, rule, g_strdup_printf(_("disk %s has base images, and disk %s goes to pool %s, which holds no files: they cannot travel together"),
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
  { "disk-fixed", SEVERITY_BLOCKS, RULE_STORAGE, N_("every disk that is to move can"), moves_disks, check_fixed },
  { "disk-left-behind", SEVERITY_BLOCKS, RULE_STORAGE, N_("the target finds every disk that stays"), moves_both, check_left_behind },
  { "disk-pool", SEVERITY_BLOCKS, RULE_STORAGE, N_("the pool is there and can hold the disk"), moves_disks, check_destination },
  { "disk-name", SEVERITY_BLOCKS, RULE_STORAGE, N_("the volume's name is free in the pool"), moves_disks, check_names },
  { "disk-space", SEVERITY_BLOCKS, RULE_STORAGE, N_("the pool has room for the disks"), moves_disks, check_space, TRUE },
  { "disk-size", SEVERITY_BLOCKS, RULE_STORAGE, N_("the disk's size is known and whole"), moves_disks, check_size },
  { "disk-known", SEVERITY_BLOCKS, RULE_STORAGE, N_("it is known what a shut-off disk builds upon"), moves_disks_shut_off, check_known },
  { "disk-used", SEVERITY_BLOCKS, RULE_STORAGE, N_("no other VM has the disk"), moves_disks, check_used },
  { "disk-rbd", SEVERITY_BLOCKS, RULE_STORAGE, N_("disks in RBD pools move while the VM is shut off"), moves_disks_online, check_rbd_of },
  { "disk-encrypted", SEVERITY_BLOCKS, RULE_STORAGE, N_("encrypted disks move while the VM is shut off"), moves_disks_online, check_online_encryption },
  { "disk-secret", SEVERITY_BLOCKS, RULE_STORAGE, N_("the target knows the secrets of encrypted disks"), rule_with_target, check_secrets },
  { "disk-snapshots", SEVERITY_BLOCKS, RULE_STORAGE, N_("the VM's snapshots survive the copy"), moves_disks, check_snapshots },
  { "disk-speed", SEVERITY_BLOCKS, RULE_STORAGE, N_("the disks can have the speeds chosen for them"), same_speed_needed, check_one_speed },
  { "disk-mix", SEVERITY_BLOCKS, RULE_STORAGE, N_("all disks can travel together"), moves_both, check_mix },
  { "disk-holes", SEVERITY_WARNS, RULE_STORAGE, N_("a speed limit does not slow the copying of holes"), copies_online, warn_slow_holes },
  { "disk-no-pool", SEVERITY_WARNS, RULE_STORAGE, N_("the old volumes can be deleted"), moves_disks, warn_no_pool },
  { "storage-online", SEVERITY_WARNS, RULE_STORAGE, N_("copying disks slows a VM that is in use"), moves_disks_online, warn_online },
  { NULL },
};
