/* Rules about what would get lost on the way, though nobody refuses the move. */
#include "plan/rules/moving_disks.h"

#include "plan/disk_choice.h"
#include "plan/disks.h"

#include <glib/gi18n.h>

/* Copied as it lies there, such an image would go without its data. */
static void check_data_file(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  for (guint i = 0; i < facts->vm->disks->len; i++) {
    const Disk *disk = g_ptr_array_index(facts->vm->disks, i);
    g_autoptr(PlanDisk) planned = plan_disk_build(facts, choices, disk);
    if (disk->has_data_file && planned->as_container)
      finding_add(
          findings, rule,
          g_strdup_printf(_("disk %s (%s) keeps its data in another file, which would not be copied with it"), disk->target, disk->path),
          g_strdup(_("move it while the VM runs, or choose the format raw: then the data are copied")));
  }
}

/* A file that is copied as it lies there keeps the bitmaps of its checkpoints; nothing else does. */
static gboolean loses_bitmaps(const Facts *facts, const Choices *choices)
{
  gboolean loses = FALSE;
  for (guint i = 0; i < facts->vm->disks->len; i++) {
    g_autoptr(PlanDisk) disk = plan_disk_build(facts, choices, g_ptr_array_index(facts->vm->disks, i));
    loses = loses || (disk->moves && !disk->as_container);
  }
  return loses;
}

static gboolean has_checkpoints(const Facts *facts, const Choices *choices)
{
  return facts->vm->checkpoints > 0 && (choices->type == MOVE_STORAGE || rule_for_host_moves(facts, choices));
}

/* libvirt refuses nothing: it forgets them when the VM changes hosts, and keeps them without their bitmaps when its disks are copied. */
static void check_checkpoints(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  guint n = facts->vm->checkpoints;
  if (choices->type == MOVE_STORAGE && !loses_bitmaps(facts, choices))
    return;
  finding_add(
      findings, rule,
      g_strdup_printf(ngettext("%s has %u checkpoint, which would be lost: its next incremental backup would fail",
                               "%s has %u checkpoints, which would be lost: its next incremental backup would fail", n),
                      facts->vm->vm.name, n),
      g_strdup_printf(_("delete them first (virsh checkpoint-delete %s NAME), and make a full backup after the move"), facts->vm->vm.name));
}

/* Only the VM's own host is asked who else has the disk. */
static void tell_elsewhere(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  for (guint i = 0; i < facts->vm->disks->len && !choices->keep_old; i++) {
    const Disk *disk = g_ptr_array_index(facts->vm->disks, i);
    const Pool *pool = disk_choice_for(choices, disk) != NULL ? disk_pool(facts, disk) : NULL;
    if (pool != NULL && pool->origin != NULL)
      finding_add(findings, rule,
                  g_strdup_printf(_("disk %s lies in pool %s, which other hosts may have too: their VMs are not asked whether they use it"),
                                  disk->target, pool->name),
                  g_strdup(_("keep the old volumes if you are not sure: otherwise it is deleted at the end")));
  }
}

static gboolean is_moving_image(const Facts *facts, const Choices *choices, const Disk *disk)
{
  const Pool *pool = disk_choice_for(choices, disk) != NULL ? disk_pool(facts, disk) : NULL;
  return pool != NULL && g_strcmp0(pool->type, "rbd") == 0;
}

static gboolean moves_images(const Facts *facts, const Choices *choices)
{
  gboolean any = FALSE;
  for (guint i = 0; rule_moves_disks(facts, choices) && i < facts->vm->disks->len; i++)
    any = any || is_moving_image(facts, choices, g_ptr_array_index(facts->vm->disks, i));
  return any;
}

/* They are Ceph's own: libvirt makes none, shows none, and deletes no image that has one. */
static void tell_image_snapshots(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  for (guint i = 0; i < facts->vm->disks->len; i++) {
    const Disk *disk = g_ptr_array_index(facts->vm->disks, i);
    if (is_moving_image(facts, choices, disk))
      finding_add(findings, rule,
                  g_strdup_printf(_("snapshots that Ceph may have of disk %s (%s) are not copied; with them its old image stays"),
                                  disk->target, disk->path),
                  g_strdup_printf(_("look whether there are any (rbd snap ls %s)"), disk->path));
  }
}

const Rule rules_loss[] = {
  { "vm-checkpoints", SEVERITY_BLOCKS, RULE_VM, N_("the VM has no checkpoints, of incremental backups, that would be lost"), has_checkpoints,
    check_checkpoints },
  { "disk-data-file", SEVERITY_BLOCKS, RULE_STORAGE, N_("a disk that is copied as it lies there holds all of its data"), rule_moves_disks_shut_off,
    check_data_file },
  { "disk-elsewhere", SEVERITY_INFORMS, RULE_STORAGE, N_("VMs of other hosts are not asked whether they use a disk that is deleted"), rule_moves_disks,
    tell_elsewhere },
  { "disk-rbd-snapshots", SEVERITY_INFORMS, RULE_STORAGE, N_("snapshots that Ceph has of an image stay where they are, with the image"), moves_images,
    tell_image_snapshots },
  { NULL },
};
