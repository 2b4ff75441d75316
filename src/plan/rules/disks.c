/* Rules about the disks themselves: what they are, what they hold, who else has them. */
#include "plan/rules/moving_disks.h"

#include "model/mover_name.h"
#include "model/units.h"
#include "plan/disk_choice.h"
#include "plan/disks.h"

#include <glib/gi18n.h>
#include <string.h>

static void check_rbd_of(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  for (guint i = 0; i < facts->vm->disks->len; i++) {
    const Disk *disk = g_ptr_array_index(facts->vm->disks, i);
    const Pool *pool = disk_pool(facts, disk);
    if (g_strcmp0(disk->protocol, "rbd") == 0 || (pool != NULL && g_strcmp0(pool->type, "rbd") == 0))
      finding_add(
          findings, rule,
          g_strdup_printf(_("disk %s of %s is the RBD image %s, and the VM is not shut off"), disk->target, facts->vm->vm.name, disk->path),
          g_strdup(_("shut the VM down and move it then, or choose the type Host")));
  }
}

static void check_online_encryption_of(const Rule *rule, const Facts *facts, const Choices *choices, const Disk *disk,
                                       const DiskChoice *choice, GPtrArray *findings)
{
  if (disk->secret != NULL)
    finding_add(findings, rule, g_strdup_printf(_("disk %s is encrypted, and would be copied decrypted while the VM runs"), disk->target),
                g_strdup(_("shut the VM down and move it then: the disk stays encrypted")));
}

static void check_online_encryption(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  rule_each_moving(rule, facts, choices, findings, check_online_encryption_of);
}

static void check_secrets(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  for (guint i = 0; i < facts->vm->disks->len; i++) {
    const Disk *disk = g_ptr_array_index(facts->vm->disks, i);
    if (disk->secret != NULL && !host_facts_has_secret(facts_target(facts), disk->secret))
      finding_add(
          findings, rule,
          g_strdup_printf(_("disk %s is encrypted, and %s does not know its secret %s"), disk->target, facts->target->name, disk->secret),
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
  finding_add(findings, rule,
              g_strdup_printf(ngettext("the %u snapshot of %s would be lost in the copy of disk %s",
                                       "the %u snapshots of %s would be lost in the copy of disk %s", n),
                              n, facts->vm->vm.name, disk->target),
              active ? g_strdup(_("shut the VM down and move it then, or delete the snapshots first"))
                     : g_strdup(_("choose a pool of files and the same format, or delete the snapshots first")));
}

static void check_snapshots(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  rule_each_moving(rule, facts, choices, findings, check_snapshots_of);
}

static void check_one_speed(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  g_autoptr(GPtrArray) disks = rule_planned_disks(facts, choices);
  const PlanDisk *first = NULL;
  for (guint i = 0; i < disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(disks, i);
    if (!disk->moves)
      continue;
    if (first != NULL && first->rate_bytes_s != disk->rate_bytes_s) {
      finding_add(
          findings, rule, g_strdup_printf(_("disks %s and %s are to be copied at different speeds"), first->target, disk->target),
          g_strdup(_("give all disks the same speed: the libvirt of these hosts (before 11.1) knows only one when the VM changes hosts")));
      return;
    }
    first = disk;
  }
}

static gboolean same_speed_needed(const Facts *facts, const Choices *choices)
{
  return rule_moves_both(facts, choices) && !disks_have_own_speeds(facts, choices);
}

static void check_size_of(const Rule *rule, const Facts *facts, const Choices *choices, const Disk *disk, const DiskChoice *choice,
                          GPtrArray *findings)
{
  if (disk->capacity_bytes == 0)
    finding_add(findings, rule,
                g_strdup_printf(_("%s does not tell how large disk %s (%s) is"), facts->source->name, disk->target, disk->path),
                g_strdup(_("see that its volume is there and can be read")));
  else if (disk->capacity_bytes % 512 != 0)
    finding_add(findings, rule, g_strdup_printf(_("disk %s has %" G_GUINT64_FORMAT " bytes, which is no multiple of 512"), disk->target,
                                                disk->capacity_bytes),
                g_strdup(_("make it a little larger first (virsh vol-resize)")));
}

static void check_size(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  rule_each_moving(rule, facts, choices, findings, check_size_of);
}

/* What is deleted at the end must not be somebody else's too. (Of a move that is under way already, check_job() tells.) */
static void check_used_of(const Rule *rule, const Facts *facts, const Choices *choices, const Disk *disk, const DiskChoice *choice,
                          GPtrArray *findings)
{
  if (disk->used_by != NULL && !mover_carries(disk->used_by, facts->vm->vm.uuid))
    finding_add(findings, rule,
                g_strdup_printf(_("disk %s (%s) is also a disk of %s, which would lose it"), disk->target, disk->path, disk->used_by),
                g_strdup_printf(_("take it from %s first, or keep the old volumes"), disk->used_by));
}

static void check_used(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  if (!choices->keep_old)
    rule_each_moving(rule, facts, choices, findings, check_used_of);
}

/* What a shut-off disk builds upon is read from its pool; in none, nobody knows. */
static void check_known_of(const Rule *rule, const Facts *facts, const Choices *choices, const Disk *disk, const DiskChoice *choice,
                           GPtrArray *findings)
{
  if (disk->volume == NULL && g_strcmp0(disk->format, "raw") != 0 && disk->format != NULL)
    finding_add(findings, rule,
                g_strdup_printf(_("disk %s (%s) lies in no storage pool, so nobody can tell what it builds upon while the VM is shut off"),
                                disk->target, disk->path),
                g_strdup(_("define a pool over its folder (virsh pool-define-as), or move it while the VM runs")));
}

static void check_known(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  rule_each_moving(rule, facts, choices, findings, check_known_of);
}

static void warn_no_pool_of(const Rule *rule, const Facts *facts, const Choices *choices, const Disk *disk, const DiskChoice *choice,
                            GPtrArray *findings)
{
  if (disk->volume == NULL && !choices->keep_old)
    finding_add(findings, rule,
                g_strdup_printf(_("disk %s (%s) lies in no storage pool of %s, so it cannot be deleted after the move"), disk->target,
                                disk->path, facts->source->name),
                g_strdup(_("delete it by hand when the move is done")));
}

static void warn_no_pool(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  rule_each_moving(rule, facts, choices, findings, warn_no_pool_of);
}

/* QEMU counts what it writes; without leave to unmap it writes holes as zeros. */
static void warn_slow_holes_of(const Rule *rule, const Facts *facts, const Choices *choices, const Disk *disk, const DiskChoice *choice,
                               GPtrArray *findings)
{
  guint64 holes = disk->capacity_bytes - MIN(disk->data_bytes, disk->capacity_bytes);
  if (disk->unmaps || disk->bases->len > 0 || choice->speed.kind == SPEED_UNLIMITED || holes <= disk->data_bytes)
    return;
  g_autofree char *data = units_bytes_of(disk->data_bytes, disk->capacity_bytes);
  finding_add(findings, rule,
              g_strdup_printf(_("disk %s holds %s, but with a speed limit its holes take as long as data"), disk->target, data),
              g_strdup(_("choose no limit, or move it while the VM is shut off; a disk with discard='unmap' does not need that")));
}

static void warn_slow_holes(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  rule_each_moving(rule, facts, choices, findings, warn_slow_holes_of);
}

static gboolean copies_online(const Facts *facts, const Choices *choices)
{
  return choices->type == MOVE_STORAGE && rule_moves_disks_online(facts, choices);
}

const Rule rules_disks[] = {
  { "disk-size", SEVERITY_BLOCKS, RULE_STORAGE, N_("the disk's size is known and whole"), rule_moves_disks, check_size },
  { "disk-known", SEVERITY_BLOCKS, RULE_STORAGE, N_("it is known what a shut-off disk builds upon"), rule_moves_disks_shut_off, check_known },
  { "disk-used", SEVERITY_BLOCKS, RULE_STORAGE, N_("no other VM has the disk"), rule_moves_disks, check_used },
  { "disk-rbd", SEVERITY_BLOCKS, RULE_STORAGE, N_("disks in RBD pools move while the VM is shut off"), rule_moves_disks_online, check_rbd_of, TRUE },
  { "disk-encrypted", SEVERITY_BLOCKS, RULE_STORAGE, N_("encrypted disks move while the VM is shut off"), rule_moves_disks_online, check_online_encryption },
  { "disk-secret", SEVERITY_BLOCKS, RULE_STORAGE, N_("the target knows the secrets of encrypted disks"), rule_with_target, check_secrets },
  { "disk-snapshots", SEVERITY_BLOCKS, RULE_STORAGE, N_("the VM's snapshots survive the copy"), rule_moves_disks, check_snapshots },
  { "disk-speed", SEVERITY_BLOCKS, RULE_STORAGE, N_("the disks can have the speeds chosen for them"), same_speed_needed, check_one_speed },
  { "disk-holes", SEVERITY_WARNS, RULE_STORAGE, N_("a speed limit does not slow the copying of holes"), copies_online, warn_slow_holes },
  { "disk-no-pool", SEVERITY_WARNS, RULE_STORAGE, N_("the old volumes can be deleted"), rule_moves_disks, warn_no_pool },
  { NULL },
};
