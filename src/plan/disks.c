#include "plan/disks.h"

#include "plan/disk_choice.h"
#include "plan/options.h"

#include <glib/gi18n.h>
#include <string.h>

/* From this libvirt on, a disk's speed can be set on its own while the VM changes hosts. */
#define LIBVIRT_OWN_SPEEDS 11001000

#define MIB (1024 * 1024)
#define SECTOR 512

static gboolean is_empty(const Disk *disk)
{
  return disk->source == DISK_SOURCE_NONE;
}

static gboolean is_removable(const Disk *disk)
{
  return disk->device == DISK_DEVICE_CDROM || disk->device == DISK_DEVICE_FLOPPY;
}

static gboolean is_read_only(const Disk *disk)
{
  return disk->read_only;
}

static gboolean is_shareable(const Disk *disk)
{
  return disk->shareable;
}

static gboolean is_passed_through(const Disk *disk)
{
  return disk->device == DISK_DEVICE_LUN || disk->source == DISK_SOURCE_OTHER;
}

/* The first row that fits says why a disk stays where it is. */
static const struct {
  gboolean (*fits)(const Disk *disk);
  const char *why;
} fixed[] = {
  { is_empty, N_("an empty drive goes along empty") },
  { is_removable, N_("its medium stays where it is") },
  { is_read_only, N_("it is read-only, and stays where it is") },
  { is_shareable, N_("other VMs may use it at the same time, so it stays where it is") },
  { is_passed_through, N_("it is a device of the host, and stays where it is") },
};

const char *disk_why_fixed(const Disk *disk)
{
  for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++)
    if (fixed[i].fits(disk))
      return _(fixed[i].why);
  return NULL;
}

gboolean disks_check_names(const VmDetails *vm, const Choices *choices, GError **error)
{
  for (guint i = 0; i < choices->disks->len; i++) {
    const DiskChoice *choice = g_ptr_array_index(choices->disks, i);
    if (strcmp(choice->target, ALL_DISKS) == 0 || vm_details_disk(vm, choice->target) != NULL)
      continue;
    GString *known = g_string_new(NULL);
    for (guint j = 0; j < vm->disks->len; j++)
      g_string_append_printf(known, "%s%s", j > 0 ? ", " : "", ((const Disk *)g_ptr_array_index(vm->disks, j))->target);
    g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("%s has no disk %s; it has: %s"), vm->vm.name, choice->target, known->str);
    g_string_free(known, TRUE);
    return FALSE;
  }
  return TRUE;
}

/* Who moves all disks of a host to one pool does not mean those that lie there already. */
static gboolean is_meant_by_all(const Choices *choices, const Disk *disk, const DiskChoice *all)
{
  static const char *const formats[] = { [FORMAT_QCOW2] = "qcow2", [FORMAT_RAW] = "raw" };
  gboolean same_format = all->format == FORMAT_SAME || g_strcmp0(disk->format, formats[all->format]) == 0;
  return choices->type != MOVE_STORAGE || g_strcmp0(disk->pool, all->pool) != 0 || !same_format;
}

const DiskChoice *disk_choice_for(const Choices *choices, const Disk *disk)
{
  if (choices->type == MOVE_HOST || disk_why_fixed(disk) != NULL)
    return NULL;
  const DiskChoice *choice = choices_disk(choices, disk->target);
  const DiskChoice *all = choices_disk(choices, ALL_DISKS);
  if (choice != NULL || all == NULL)
    return choice;
  return is_meant_by_all(choices, disk, all) ? all : NULL;
}

const HostFacts *disks_host(const Facts *facts, const Choices *choices)
{
  return choices->type == MOVE_STORAGE ? facts->source_facts : facts_target(facts);
}

const char *disks_host_name(const Facts *facts, const Choices *choices)
{
  const InventoryHost *host = choices->type == MOVE_STORAGE ? facts->source : facts->target;
  return host != NULL ? host->name : NULL;
}

const Pool *disk_destination(const Facts *facts, const Choices *choices, const Disk *disk)
{
  const DiskChoice *choice = disk_choice_for(choices, disk);
  const HostFacts *host = disks_host(facts, choices);
  return choice != NULL && host != NULL ? host_facts_pool(host, choice->pool) : NULL;
}

const Pool *disk_pool(const Facts *facts, const Disk *disk)
{
  if (disk->pool != NULL)
    return host_facts_pool(facts->source_facts, disk->pool);
  return host_facts_pool_of_path(facts->source_facts, disk->path);
}

/* Does the operator say that pools of this name are the same storage everywhere? */
static gboolean declared_shared(const Facts *facts, const char *name)
{
  const InventoryPool *pool = inventory_pool(facts->inventory, facts->source->host_pool);
  return pool != NULL && g_ptr_array_find_with_equal_func(pool->shared_storage, name, g_str_equal, NULL);
}

gboolean pool_is_same_storage(const Facts *facts, const Pool *pool, const Pool *there)
{
  return declared_shared(facts, pool->name) || (pool->origin != NULL && there != NULL && g_strcmp0(pool->origin, there->origin) == 0);
}

gboolean pool_is_shared(const Facts *facts, const Pool *pool)
{
  const HostFacts *target = facts_target(facts);
  const Pool *there = target != NULL ? host_facts_pool(target, pool->name) : NULL;
  return there != NULL && there->active && pool_is_same_storage(facts, pool, there) && g_strcmp0(pool->path, there->path) == 0;
}

gboolean disk_is_shared(const Facts *facts, const Disk *disk)
{
  /* A network disk is the same from every host; libvirt treats it so too. */
  if (is_empty(disk) || disk->source == DISK_SOURCE_NETWORK)
    return TRUE;
  const Pool *pool = disk_pool(facts, disk);
  return pool != NULL && pool_is_shared(facts, pool);
}

gboolean disk_can_change_format(const Disk *disk, const Pool *pool)
{
  return pool_is_file_system(pool) && disk->bases->len == 0 && disk->secret == NULL;
}

static const char *format_now(const Disk *disk)
{
  return disk->format != NULL ? disk->format : "raw";
}

static const char *format_then(const Disk *disk, const DiskChoice *choice, const Pool *pool)
{
  static const char *const chosen[] = { [FORMAT_QCOW2] = "qcow2", [FORMAT_RAW] = "raw" };
  if (!pool_is_file_system(pool))
    return "raw";
  return choice->format == FORMAT_SAME ? format_now(disk) : chosen[choice->format];
}

static gboolean stays_the_same(const Facts *facts, const Choices *choices, const Disk *disk, const DiskChoice *choice, const Pool *pool)
{
  const Pool *now = disk_pool(facts, disk);
  gboolean same_pool = now != NULL && strcmp(now->name, pool->name) == 0 && (choices->type == MOVE_STORAGE || pool_is_shared(facts, now));
  return same_pool && strcmp(format_now(disk), format_then(disk, choice, pool)) == 0;
}

static const BaseImage *base_without_pool(const Disk *disk)
{
  for (guint i = 0; i < disk->bases->len; i++) {
    const BaseImage *base = g_ptr_array_index(disk->bases, i);
    if (base->volume == NULL)
      return base;
  }
  return NULL;
}

char *disk_why_not_in(const Facts *facts, const Choices *choices, const Disk *disk, const Pool *pool)
{
  const DiskChoice *chosen = disk_choice_for(choices, disk);
  g_autoptr(DiskChoice) any = disk_choice_new(disk->target, pool->name);
  const DiskChoice *choice = chosen != NULL ? chosen : any;
  const BaseImage *lost = base_without_pool(disk);
  if (!pool->active)
    return g_strdup_printf(_("it is not active on %s"), disks_host_name(facts, choices));
  if (!pool_takes_disks(pool))
    return g_strdup_printf(_("no volume can be made in a pool of type %s"), pool->type);
  if (disk->bases->len > 0 && !pool_is_file_system(pool))
    return g_strdup(_("a disk with base images needs a pool of files"));
  if (disk->secret != NULL && !pool_is_file_system(pool))
    return g_strdup(_("an encrypted disk needs a pool of files"));
  /* One is copied only as it is, the other only as what it holds. */
  if (disk->secret != NULL && disk->bases->len > 0)
    return g_strdup(_("an encrypted disk with base images would be copied decrypted"));
  if (lost != NULL)
    return g_strdup_printf(_("its base image %s lies in no storage pool"), lost->path != NULL ? lost->path : _("(without a path)"));
  if (choice->format != FORMAT_SAME && !pool_is_file_system(pool))
    return g_strdup_printf(_("a pool of type %s has no formats"), pool->type);
  if (strcmp(format_now(disk), format_then(disk, choice, pool)) != 0 && !disk_can_change_format(disk, pool) &&
      choice->format != FORMAT_SAME)
    return g_strdup(disk->secret != NULL ? _("an encrypted disk keeps its format") : _("a disk with base images keeps its format"));
  if (stays_the_same(facts, choices, disk, choice, pool))
    return g_strdup(_("it lies there already"));
  return NULL;
}

gboolean disks_have_own_speeds(const Facts *facts, const Choices *choices)
{
  const HostFacts *target = facts_target(facts);
  if (choices->type != MOVE_BOTH || target == NULL)
    return TRUE;
  return MIN(facts->source_facts->libvirt_version, target->libvirt_version) >= LIBVIRT_OWN_SPEEDS;
}

char *disk_free_name(const Pool *pool, const char *wanted)
{
  const char *dot = strrchr(wanted, '.');
  g_autofree char *stem = dot != NULL && dot != wanted ? g_strndup(wanted, (gsize)(dot - wanted)) : g_strdup(wanted);
  const char *extension = dot != NULL && dot != wanted ? dot : "";
  char *name = g_strdup(wanted);
  for (guint i = 1; pool_has_volume(pool, name); i++) {
    g_free(name);
    name = g_strdup_printf("%s-%u%s", stem, i, extension);
  }
  return name;
}

/* The name it has now; one that tells its format tells the new one. */
static char *default_name(const Disk *disk, const char *format)
{
  g_autofree char *now = disk->volume != NULL ? g_strdup(disk->volume) : g_path_get_basename(disk->path);
  g_autofree char *old_ending = g_strdup_printf(".%s", format_now(disk));
  if (strcmp(format_now(disk), format) == 0 || !g_str_has_suffix(now, old_ending))
    return g_steal_pointer(&now);
  now[strlen(now) - strlen(old_ending)] = '\0';
  return g_strdup_printf("%s.%s", now, format);
}

static guint64 rate(const Facts *facts, const Choices *choices, const DiskChoice *choice)
{
  guint64 bytes_s = speed_bytes_s(&choice->speed, facts->inventory);
  if (bytes_s == 0 || disks_have_own_speeds(facts, choices))
    return bytes_s;
  /* libvirt takes whole MiB/s here; what is said is what will be. */
  return MAX(bytes_s / MIB, 1) * MIB;
}

static void add_bases(PlanDisk *planned, const Disk *disk)
{
  for (guint i = 0; i < disk->bases->len; i++) {
    const BaseImage *image = g_ptr_array_index(disk->bases, i);
    PlanBase *base = plan_base_new(image->path);
    base->pool = g_strdup(image->pool);
    base->volume = g_strdup(image->volume);
    base->format = g_strdup(image->format);
    base->physical_bytes = image->physical_bytes;
    g_ptr_array_add(planned->bases, base);
  }
}

static guint64 whole_sectors(guint64 bytes)
{
  return (bytes + SECTOR - 1) / SECTOR * SECTOR;
}

PlanDisk *plan_disk_build(const Facts *facts, const Choices *choices, const Disk *disk)
{
  const DiskChoice *choice = disk_choice_for(choices, disk);
  const Pool *pool = disk_destination(facts, choices, disk);
  PlanDisk *planned = plan_disk_new(disk->target);
  planned->path = g_strdup(disk->path);
  planned->pool = g_strdup(disk->pool);
  planned->volume = g_strdup(disk->volume);
  planned->format = g_strdup(format_now(disk));
  if (pool == NULL)
    return planned;
  planned->moves = TRUE;
  planned->to_pool = g_strdup(pool->name);
  planned->to_format = g_strdup(format_then(disk, choice, pool));
  planned->to_volume = choice->volume != NULL ? g_strdup(choice->volume) : default_name(disk, planned->to_format);
  planned->to_pool_type = g_strdup(pool->type);
  /* A container names what it builds upon, so a disk with base images is copied as what it holds, onto the copies of those. */
  planned->as_container =
      !vm_state_is_active(facts->vm->vm.state) && strcmp(planned->format, planned->to_format) == 0 && disk->bases->len == 0;
  planned->capacity_bytes = disk->capacity_bytes;
  planned->copy_bytes = planned->as_container ? whole_sectors(disk->physical_bytes) : disk->capacity_bytes;
  planned->data_bytes = disk->data_bytes;
  planned->rate_bytes_s = rate(facts, choices, choice);
  add_bases(planned, disk);
  return planned;
}
