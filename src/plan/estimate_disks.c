/* How long the disks take. */
#include "plan/estimate_parts.h"

#include "model/units.h"
#include "plan/disks.h"

#include <glib/gi18n.h>
#include <string.h>

/* Where every copied byte is said to be one, holes count too. */
guint64 estimate_bytes_to_copy(const Facts *facts, const Choices *choices, const PlanDisk *disk, gboolean whole)
{
  const Disk *now = vm_details_disk(facts->vm, disk->target);
  gboolean holes_count = choices->type == MOVE_STORAGE && vm_state_is_active(facts->vm->vm.state) && disk->rate_bytes_s > 0 &&
                         !now->unmaps && now->bases->len == 0;
  return whole || holes_count ? disk->copy_bytes : MIN(disk->data_bytes, disk->copy_bytes);
}

/* Zeros that were written out once lie in a qcow2 image as such: they take no room, and are not told from holes, but a limit counts them. */
static gboolean may_count_zeros(const Facts *facts, const Choices *choices, const PlanDisk *disk, guint64 bytes)
{
  return choices->type == MOVE_BOTH && vm_state_is_active(facts->vm->vm.state) && disk->rate_bytes_s > 0 && bytes < disk->copy_bytes &&
         strcmp(disk->format, "qcow2") == 0 && !vm_details_disk(facts->vm, disk->target)->unmaps;
}

EstimateDisks estimate_disks(const Facts *facts, const Choices *choices)
{
  EstimateDisks disks = { .moving = g_ptr_array_new_with_free_func((GDestroyNotify)plan_disk_free) };
  for (guint i = 0; i < facts->vm->disks->len; i++) {
    PlanDisk *disk = plan_disk_build(facts, choices, g_ptr_array_index(facts->vm->disks, i));
    if (!disk->moves) {
      plan_disk_free(disk);
      continue;
    }
    /* Base images need volumes that hold something already: then only what is in the disks is copied. */
    disks.whole = disks.whole || (choices->type == MOVE_BOTH && !plan_disk_copies_content(disk));
    disks.have_bases = disks.have_bases || disk->bases->len > 0;
    g_ptr_array_add(disks.moving, disk);
  }
  return disks;
}

static char *say_limit(guint64 bytes_s)
{
  return bytes_s % units_mbits(1) == 0 ? g_strdup_printf(_("%u Mbit/s"), (guint)(bytes_s / units_mbits(1))) : units_rate(bytes_s);
}

static void say_disk(Estimate *estimate, const PlanDisk *disk, guint64 bytes)
{
  g_autofree char *size = units_bytes(bytes);
  g_autofree char *limit = disk->rate_bytes_s > 0 ? say_limit(disk->rate_bytes_s) : NULL;
  if (limit != NULL)
    estimate_because(estimate, _("%s on %s at %s"), size, disk->target, limit);
  else
    estimate_because(estimate, _("%s on %s"), size, disk->target);
}

double estimate_disks_seconds(Estimate *estimate, const Facts *facts, const Choices *choices, const EstimateDisks *disks,
                              const NetworkSpeed *network)
{
  double seconds = 0, unlimited = 0, all = 0;
  double storage = (double)facts->estimate->history.disks_bytes_s;
  for (guint i = 0; i < disks->moving->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(disks->moving, i);
    guint64 bytes = estimate_bytes_to_copy(facts, choices, disk, disks->whole);
    say_disk(estimate, disk, bytes);
    if (may_count_zeros(facts, choices, disk, bytes)) {
      estimate_because(estimate, _("zeros that were written out on %s count too"), disk->target);
      estimate_not_better_than(estimate, ESTIMATE_AT_LEAST);
    }
    all += (double)bytes;
    if (disk->rate_bytes_s > 0)
      seconds = MAX(seconds, (double)bytes / (double)disk->rate_bytes_s);
    else
      unlimited += (double)bytes;
  }
  if (network != NULL && network->bytes_s > 0)
    seconds = MAX(seconds, all / network->bytes_s);
  if (unlimited > 0 && storage > 0) {
    g_autofree char *rate = units_rate((guint64)storage);
    estimate_because(estimate, _("disks were copied at %s before"), rate);
    seconds = MAX(seconds, unlimited / storage);
  } else if (unlimited > 0) {
    estimate_because(estimate, _("how fast the storage is is not known"));
    estimate_not_better_than(estimate, seconds > 0 ? ESTIMATE_AT_LEAST : ESTIMATE_UNKNOWN);
  }
  if (disks->have_bases) {
    estimate_because(estimate, _("base images that are not there yet come on top"));
    estimate_not_better_than(estimate, ESTIMATE_AT_LEAST);
  }
  return seconds;
}
