#include "ui/pages/storage_set.h"

#include "plan/disks.h"

#include <glib/gi18n.h>
#include <string.h>

/* Takes VALUE for one disk; FALSE when that disk cannot have it. */
typedef gboolean (*DiskChange)(Draft *draft, const Disk *disk, gconstpointer value);

static guint change(Draft *draft, const Disk *meant, DiskChange change_disk, gconstpointer value)
{
  guint n = 0;

  for (guint i = 0; i < draft->vm->disks->len; i++) {
    const Disk *disk = g_ptr_array_index(draft->vm->disks, i);

    if ((meant == NULL || meant == disk) && disk_why_fixed(disk) == NULL)
      n += change_disk(draft, disk, value) ? 1 : 0;
  }
  draft_update(draft);
  return n;
}

guint storage_movable(const Draft *draft)
{
  guint n = 0;

  for (guint i = 0; i < draft->vm->disks->len; i++)
    n += disk_why_fixed(g_ptr_array_index(draft->vm->disks, i)) == NULL ? 1 : 0;
  return n;
}

static void facts_of(const Draft *draft, Facts *facts)
{
  draft_facts(draft, draft->choices->target, facts);
}

const Pool *storage_destination(const Draft *draft, const Disk *disk)
{
  Facts facts;

  facts_of(draft, &facts);
  return disk_destination(&facts, draft->choices, disk);
}

gboolean storage_own_speeds(const Draft *draft)
{
  Facts facts;

  facts_of(draft, &facts);
  return disks_have_own_speeds(&facts, draft->choices);
}

/* --- the pool --------------------------------------------------------------------------------------------------- */

/* Whether there is room is a question of all disks together, and is left to the checks. So is the format in the pool that the disk
 * lies in already: moving it there is changing its format, which is chosen after the pool. */
static char *why_not_disk(const Draft *draft, const Disk *disk, const Pool *pool, gboolean *format_only)
{
  g_autoptr(Choices) choices = choices_copy(draft->choices);
  Facts facts;

  facts_of(draft, &facts);
  choices_set_disk(choices, disk_choice_new(disk->target, pool->name));
  g_autofree char *why_not = disk_why_not_in(&facts, choices, disk, pool);

  *format_only = why_not != NULL && g_strcmp0(disk->pool, pool->name) == 0 && choices->type == MOVE_STORAGE &&
                 pool->active && pool_takes_disks(pool) && disk_can_change_format(disk, pool);
  return g_steal_pointer(&why_not);
}

char *storage_why_not_in(const Draft *draft, const Disk *disk, const Pool *pool)
{
  gboolean format_only;

  if (disk == NULL && !pool->active)
    return g_strdup(_("it is not active"));
  if (disk == NULL)
    return pool_takes_disks(pool) ? NULL : g_strdup_printf(_("no volume can be made in a pool of type %s"), pool->type);
  g_autofree char *why_not = why_not_disk(draft, disk, pool, &format_only);

  return format_only ? NULL : g_steal_pointer(&why_not);
}

char *storage_why_not_stay(const Draft *draft, const Disk *disk)
{
  Facts facts;

  facts_of(draft, &facts);
  if (disk == NULL || draft->choices->type != MOVE_BOTH || disk_is_shared(&facts, disk))
    return NULL;
  return g_strdup_printf(_("%s does not find it there"), draft->choices->target);
}

/* The choice for DISK as it is, or a new one for POOL. The caller owns it. */
static DiskChoice *choice_of(const Draft *draft, const Disk *disk, const char *pool)
{
  const DiskChoice *now = choices_disk(draft->choices, disk->target);
  DiskChoice *choice;

  if (now != NULL)
    return disk_choice_copy(now);
  choice = disk_choice_new(disk->target, pool);
  /* Where there is one speed only, a disk that comes in late has the speed of the others. */
  if (!storage_own_speeds(draft) && draft->choices->disks->len > 0)
    choice->speed = ((const DiskChoice *)g_ptr_array_index(draft->choices->disks, 0))->speed;
  return choice;
}

static gboolean take_pool(Draft *draft, const Disk *disk, gconstpointer name)
{
  const HostFacts *host = draft_disks_host(draft);
  const Pool *pool = host != NULL ? host_facts_pool(host, name) : NULL;
  g_autofree char *why_not = pool != NULL ? storage_why_not_in(draft, disk, pool) : NULL;

  if (pool == NULL || why_not != NULL)
    return FALSE;
  DiskChoice *choice = choice_of(draft, disk, name);

  g_free(choice->pool);
  choice->pool = g_strdup(name);
  g_clear_pointer(&choice->volume, g_free);
  if (!disk_can_change_format(disk, pool))
    choice->format = FORMAT_SAME;
  choices_set_disk(draft->choices, choice);
  return TRUE;
}

/* Who sends all disks to a pool does not mean those that lie there already. */
static gboolean take_pool_of_all(Draft *draft, const Disk *disk, gconstpointer name)
{
  if (draft->choices->type == MOVE_STORAGE && g_strcmp0(disk->pool, name) == 0)
    return FALSE;
  return take_pool(draft, disk, name);
}

static gboolean stay(Draft *draft, const Disk *disk, gconstpointer value)
{
  choices_drop_disk(draft->choices, disk->target);
  return TRUE;
}

guint storage_set_pool(Draft *draft, const Disk *disk, const char *pool)
{
  return change(draft, disk, pool == NULL ? stay : disk == NULL ? take_pool_of_all : take_pool, pool);
}

/* --- format and speed ------------------------------------------------------------------------------------------- */

char *storage_why_no_format(const Draft *draft, const Disk *disk)
{
  const Pool *pool = storage_destination(draft, disk);

  if (pool == NULL)
    return g_strdup(_("choose a pool first"));
  if (!pool_is_file_system(pool))
    return g_strdup_printf(_("a pool of type %s has no formats"), pool->type);
  if (disk->bases->len > 0)
    return g_strdup(_("it keeps its format, as it builds upon a base image"));
  if (disk->secret != NULL)
    return g_strdup(_("it keeps its format, as it is encrypted"));
  return NULL;
}

static gboolean take_format(Draft *draft, const Disk *disk, gconstpointer value)
{
  g_autofree char *why_not = storage_why_no_format(draft, disk);

  if (why_not != NULL)
    return FALSE;
  DiskChoice *choice = choice_of(draft, disk, NULL);

  choice->format = *(const DiskFormat *)value;
  g_clear_pointer(&choice->volume, g_free);
  choices_set_disk(draft->choices, choice);
  return TRUE;
}

guint storage_set_format(Draft *draft, const Disk *disk, DiskFormat format)
{
  return change(draft, disk, take_format, &format);
}

static gboolean take_speed(Draft *draft, const Disk *disk, gconstpointer value)
{
  if (storage_destination(draft, disk) == NULL)
    return FALSE;
  DiskChoice *choice = choice_of(draft, disk, NULL);

  choice->speed = *(const Speed *)value;
  choices_set_disk(draft->choices, choice);
  return TRUE;
}

guint storage_set_speed(Draft *draft, const Disk *disk, const Speed *speed)
{
  return change(draft, storage_own_speeds(draft) ? disk : NULL, take_speed, speed);
}

/* --- the name --------------------------------------------------------------------------------------------------- */

/* POOL as it will be when all other disks have come. */
static GPtrArray *volumes_then(const Draft *draft, const Disk *disk, const Pool *pool)
{
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

  for (guint i = 0; i < pool->volumes->len; i++)
    g_ptr_array_add(names, g_strdup(g_ptr_array_index(pool->volumes, i)));
  for (guint i = 0; i < draft->plan->disks->len; i++) {
    const PlanDisk *other = g_ptr_array_index(draft->plan->disks, i);

    if (other->moves && strcmp(other->target, disk->target) != 0 && g_strcmp0(other->to_pool, pool->name) == 0)
      g_ptr_array_add(names, g_strdup(other->to_volume));
  }
  return names;
}

char *storage_free_name(const Draft *draft, const Disk *disk)
{
  const Pool *pool = storage_destination(draft, disk);
  const PlanDisk *planned = draft->plan != NULL ? plan_disk(draft->plan, disk->target) : NULL;

  if (pool == NULL || planned == NULL || !planned->moves)
    return NULL;
  g_autoptr(GPtrArray) names = volumes_then(draft, disk, pool);
  Pool then = *pool;

  then.volumes = names;
  return pool_has_volume(&then, planned->to_volume) ? disk_free_name(&then, planned->to_volume) : NULL;
}

void storage_set_name(Draft *draft, const Disk *disk, const char *volume)
{
  DiskChoice *choice = choice_of(draft, disk, NULL);

  g_free(choice->volume);
  choice->volume = g_strdup(volume);
  choices_set_disk(draft->choices, choice);
  draft_update(draft);
}
