#include "plan/back.h"

#include <string.h>

static void map_back(GHashTable *networks, GHashTable *back)
{
  GHashTableIter iter;
  gpointer from, to;
  g_hash_table_iter_init(&iter, networks);
  /* Two networks that became one cannot be told apart any more: the operator is asked. */
  while (g_hash_table_iter_next(&iter, &from, &to))
    if (g_hash_table_contains(back, to))
      g_hash_table_remove(back, to);
    else
      g_hash_table_insert(back, g_strdup(to), g_strdup(from));
}

static DiskFormat format_back(const PlanDisk *disk)
{
  if (g_strcmp0(disk->format, disk->to_format) == 0)
    return FORMAT_SAME;
  return g_strcmp0(disk->format, "raw") == 0 ? FORMAT_RAW : FORMAT_QCOW2;
}

static DiskChoice *disk_back(const Plan *plan, const PlanDisk *disk)
{
  DiskChoice *back = disk_choice_new(disk->target, disk->pool);
  const DiskChoice *there = choices_disk(plan->choices, disk->target);
  if (there == NULL)
    there = choices_disk(plan->choices, ALL_DISKS);
  back->format = format_back(disk);
  if (there != NULL) {
    back->speed = there->speed;
    /* A name of its own was chosen there: the old one is its own choice here. */
    back->volume = there->volume != NULL ? g_strdup(disk->volume) : NULL;
  }
  return back;
}

Choices *plan_back(const Plan *plan, const Choices *presets)
{
  Choices *back = choices_copy(presets);
  const Choices *there = plan->choices;
  back->type = there->type;
  back->post_copy = there->post_copy;
  back->underclock = there->underclock;
  back->encrypt = there->encrypt;
  back->timeout_s = there->timeout_s;
  back->on_timeout = there->on_timeout;
  if (there->type != MOVE_STORAGE) {
    g_free(back->target);
    back->target = g_strdup(plan->source);
  }
  map_back(there->networks, back->networks);
  for (guint i = 0; i < plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    if (disk->moves && disk->pool != NULL)
      choices_set_disk(back, disk_back(plan, disk));
  }
  return back;
}
