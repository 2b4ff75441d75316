#include "plan/estimate.h"

#include "model/memory_copy.h"
#include "model/units.h"
#include "plan/disks.h"

#include <glib/gi18n.h>
#include <string.h>

#define MIB (1024ull * 1024)

/* What is left of a link's speed for data: the rest is headers. */
#define LINK_PAYLOAD 0.94

/* What the one stream of a migration carries at most, whatever the link: one thread of QEMU's fills it, and encrypts it. */
#define STREAM_BYTES_S (1536 * MIB)
#define STREAM_ENCRYPTED_BYTES_S (384 * MIB)

/* Of what a VM's process holds, this is QEMU's own and does not travel. */
#define QEMU_OWN_BYTES (72 * MIB)

/* Measurements of what the VM writes: one, and more when it may be more than this part of what the network carries. Of 512 pages that QEMU
 * looks at in a GiB, each stands for 2 MiB, and one more or less is chance. */
#define MEASUREMENTS_MOST 4
#define DIRTY_THAT_MATTERS 0.2
#define DIRTY_BY_CHANCE (2 * MIB)

/* What a task does beside copying, while no earlier task has told: connections, checks, the hand-over, tidying up. */
#define OVERHEAD_DEFINITION_MS 500
#define OVERHEAD_MEMORY_MS 1000
#define OVERHEAD_DISKS_MS 600
#define OVERHEAD_MOVER_MS 2000

/* A speed, and where it comes from. */
typedef struct NetworkSpeed {
  double bytes_s;      /* 0: not known */
  guint mbits;         /* of the link, when that is what limits */
  gboolean upper_bound; /* the link may not be the one that is used */
  gboolean seen;       /* earlier moves have reached this */
} NetworkSpeed;

static void G_GNUC_PRINTF(2, 3) because(Estimate *estimate, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_ptr_array_add(estimate->reasons, g_strdup_vprintf(format, args));
  va_end(args);
}

static void not_better_than(Estimate *estimate, EstimateKind kind)
{
  estimate->kind = MIN(estimate->kind, kind);
}

static gint64 to_ms(double seconds)
{
  return seconds < 0 ? -1 : (gint64)(MIN(seconds, 1e12) * 1000 + 0.5);
}

/* The fastest of HOST's interfaces; 0 when none is known. */
static guint fastest_link(const HostFacts *host)
{
  guint mbits = 0;
  for (guint i = 0; i < host->links->len; i++) {
    const HostLink *link = g_ptr_array_index(host->links, i);
    mbits = link->up ? MAX(mbits, link->mbits) : mbits;
  }
  return mbits;
}

/* How fast HOST reaches the network that the data take; 0 unknown. */
static guint link_of(const InventoryHost *host, const HostFacts *facts, gboolean migration_network, gboolean *exact)
{
  if (migration_network && host->migration_interface != NULL) {
    const HostLink *link = host_facts_link(facts, host->migration_interface);
    return link != NULL && link->up ? link->mbits : 0;
  }
  *exact = FALSE;
  return fastest_link(facts);
}

static NetworkSpeed speed_of_links(const Facts *facts, const Choices *choices)
{
  NetworkSpeed speed = { 0 };
  gboolean migration_network = facts->source->migration_address != NULL && facts->target->migration_address != NULL, exact = TRUE;
  guint source = link_of(facts->source, facts->source_facts, migration_network, &exact);
  guint target = link_of(facts->target, facts_target(facts), migration_network, &exact);
  double most = choices->encrypt ? STREAM_ENCRYPTED_BYTES_S : STREAM_BYTES_S;
  if (source == 0 && target == 0)
    return speed;
  speed.mbits = source == 0 ? target : target == 0 ? source : MIN(source, target);
  speed.upper_bound = !exact || source == 0 || target == 0;
  speed.bytes_s = MIN((double)units_mbits(speed.mbits) * LINK_PAYLOAD, most);
  return speed;
}

guint estimate_network_mbits(const Facts *facts, const Choices *choices)
{
  return speed_of_links(facts, choices).mbits;
}

/* Between two hosts. What earlier moves have reached counts when it is less than what the links promise. */
static NetworkSpeed network_speed(const Facts *facts, const Choices *choices)
{
  guint64 seen = facts->estimate->history.memory_bytes_s;
  NetworkSpeed speed = speed_of_links(facts, choices);
  if (seen > 0 && (speed.bytes_s <= 0 || (double)seen < speed.bytes_s))
    speed = (NetworkSpeed){ .bytes_s = (double)seen, .seen = TRUE };
  return speed;
}

static char *say_network(const NetworkSpeed *speed)
{
  if (speed->seen) {
    g_autofree char *rate = units_rate((guint64)speed->bytes_s);
    return g_strdup_printf(_("at %s as in earlier moves"), rate);
  }
  const char *format = speed->upper_bound ? _("over at most %g %s") : _("over %g %s");
  return speed->mbits >= 1000 ? g_strdup_printf(format, speed->mbits / 1000.0, "Gbit/s")
                              : g_strdup_printf(format, (double)speed->mbits, "Mbit/s");
}

static void take_network(Estimate *estimate, const NetworkSpeed *speed)
{
  if (speed->bytes_s <= 0) {
    because(estimate, _("the network's speed is not known"));
    not_better_than(estimate, ESTIMATE_UNKNOWN);
  } else if (speed->upper_bound) {
    because(estimate, _("which interface carries the data is not known"));
    not_better_than(estimate, ESTIMATE_AT_LEAST);
  }
}

/* Disks. */

/* Where every copied byte is said to be one, holes count too. */
static guint64 bytes_to_copy(const Facts *facts, const Choices *choices, const PlanDisk *disk, gboolean whole)
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

typedef struct Disks {
  GPtrArray *moving; /* of PlanDisk */
  gboolean whole;    /* they are copied with their holes */
  gboolean have_bases;
} Disks;

static Disks moving_disks(const Facts *facts, const Choices *choices)
{
  Disks disks = { .moving = g_ptr_array_new_with_free_func((GDestroyNotify)plan_disk_free) };
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
    because(estimate, _("%s on %s at %s"), size, disk->target, limit);
  else
    because(estimate, _("%s on %s"), size, disk->target);
}

/* All at once: the slowest disk decides, or what all of them share. NETWORK: NULL on one host. */
static double disks_seconds(Estimate *estimate, const Facts *facts, const Choices *choices, const Disks *disks, const NetworkSpeed *network)
{
  double seconds = 0, unlimited = 0, all = 0;
  double storage = (double)facts->estimate->history.disks_bytes_s;
  for (guint i = 0; i < disks->moving->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(disks->moving, i);
    guint64 bytes = bytes_to_copy(facts, choices, disk, disks->whole);
    say_disk(estimate, disk, bytes);
    if (may_count_zeros(facts, choices, disk, bytes)) {
      because(estimate, _("zeros that were written out on %s count too"), disk->target);
      not_better_than(estimate, ESTIMATE_AT_LEAST);
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
    because(estimate, _("disks were copied at %s before"), rate);
    seconds = MAX(seconds, unlimited / storage);
  } else if (unlimited > 0) {
    because(estimate, _("how fast the storage is is not known"));
    not_better_than(estimate, seconds > 0 ? ESTIMATE_AT_LEAST : ESTIMATE_UNKNOWN);
  }
  if (disks->have_bases) {
    because(estimate, _("base images that are not there yet come on top"));
    not_better_than(estimate, ESTIMATE_AT_LEAST);
  }
  return seconds;
}

/* Memory. */

static const EstimateInputs nothing_known = { .dirty_bytes_s = -1, .history = { .overhead_ms = -1 } };

void estimate_inputs_init(EstimateInputs *inputs)
{
  *inputs = nothing_known;
}

gboolean estimate_needs_dirty_rate(const Facts *facts, const Choices *choices)
{
  const EstimateInputs *inputs = facts->estimate;
  if (choices->type == MOVE_STORAGE || facts_target(facts) == NULL || facts->vm->vm.state != VM_RUNNING)
    return FALSE;
  if (inputs == NULL || inputs->measurements == 0)
    return TRUE;
  double network = network_speed(facts, choices).bytes_s;
  return inputs->dirty_bytes_s >= 0 && inputs->measurements < MEASUREMENTS_MOST && network > 0 &&
         (double)inputs->dirty_bytes_s + DIRTY_BY_CHANCE > network * DIRTY_THAT_MATTERS;
}

void estimate_take_dirty_rate(EstimateInputs *inputs, gint64 bytes_s)
{
  guint before = inputs->dirty_bytes_s >= 0 ? inputs->measurements : 0;
  inputs->measurements++;
  if (bytes_s >= 0)
    inputs->dirty_bytes_s = (MAX(inputs->dirty_bytes_s, 0) * before + bytes_s) / (before + 1);
}

static gboolean moves_memory(const Facts *facts, const Choices *choices)
{
  return choices->type != MOVE_STORAGE && vm_state_is_active(facts->vm->vm.state);
}

/* Huge pages are no part of what the process is said to hold. */
static guint64 memory_in_use(const VmDetails *vm)
{
  if (vm->huge_pages)
    return vm->vm.memory_bytes;
  guint64 used = vm->memory_used_bytes > QEMU_OWN_BYTES ? vm->memory_used_bytes - QEMU_OWN_BYTES : vm->memory_used_bytes;
  return used > 0 ? MIN(used, vm->vm.memory_bytes) : vm->vm.memory_bytes;
}

/* Whole MiB are measured: 0 is anything below one. */
static char *say_dirty_rate(gint64 bytes_s)
{
  return bytes_s > 0 ? units_rate((guint64)bytes_s) : g_strdup(_("less than 1 MiB/s"));
}

static void say_memory(Estimate *estimate, const Facts *facts, const NetworkSpeed *network, gboolean dirty_needed)
{
  g_autofree char *used = units_bytes(memory_in_use(facts->vm));
  g_autofree char *way = network->bytes_s > 0 ? say_network(network) : g_strdup("");
  g_autofree char *dirty = say_dirty_rate(facts->estimate->dirty_bytes_s);
  const char *gap = network->bytes_s > 0 ? " " : "";
  if (dirty_needed && facts->estimate->dirty_bytes_s >= 0)
    because(estimate, _("%s in use%s%s, VM writes %s"), used, gap, way, dirty);
  else
    because(estimate, _("%s in use%s%s"), used, gap, way);
}

static MemoryCopy memory_of(const Facts *facts, const Choices *choices, const NetworkSpeed *network, double disks_s)
{
  gboolean runs = facts->vm->vm.state == VM_RUNNING;
  gboolean timer = runs && choices->timeout_s > 0 && (choices->on_timeout != TIMEOUT_POST_COPY || choices->post_copy);
  return (MemoryCopy){
    .bytes = (double)memory_in_use(facts->vm),
    .rate_bytes_s = network->bytes_s,
    .dirty_bytes_s = runs ? (double)MAX(facts->estimate->dirty_bytes_s, 0) : 0,
    .underclock = choices->underclock,
    .timer_s = timer ? MAX(choices->timeout_s - disks_s, 0) : -1,
    .on_timer = choices->on_timeout,
  };
}

static void add_alternative(Estimate *estimate, const char *id, double seconds)
{
  EstimateAlternative alternative = { id, to_ms(seconds) };
  g_array_append_val(estimate->alternatives, alternative);
}

/* What would make it end, where it does not or takes too long. BEFORE_S is what comes on top of memory. */
static void find_alternatives(Estimate *estimate, const Facts *facts, const Choices *choices, const MemoryCopy *memory, double before_s)
{
  double copying_s, standing_s;
  MemoryCopy slower = *memory;
  slower.underclock = TRUE;
  slower.timer_s = -1;
  if (facts->vm->vm.state != VM_RUNNING)
    return;
  if (!choices->underclock && memory_copy(&slower, &copying_s, &standing_s) == MEMORY_ENDS)
    add_alternative(estimate, "underclock", before_s + copying_s + standing_s);
  if (choices->type == MOVE_HOST)
    add_alternative(estimate, "post-copy", before_s + memory_copy_with_post_copy(memory));
  if (estimate->ends_by_timer)
    add_alternative(estimate, "timer", before_s + (double)(estimate->memory_ms + estimate->switch_over_ms) / 1000);
}

/* What the time left on the way begins with. */
static TimeExpected expected(const Facts *facts, const Choices *choices, const Disks *disks, const NetworkSpeed *network, double disks_s)
{
  guint64 bytes = 0;
  for (guint i = 0; i < disks->moving->len; i++)
    bytes += bytes_to_copy(facts, choices, g_ptr_array_index(disks->moving, i), disks->whole);
  return (TimeExpected){
    .memory_bytes = moves_memory(facts, choices) ? memory_in_use(facts->vm) : 0,
    .network_bytes_s = (guint64)network->bytes_s,
    .disks_bytes_s = disks_s > 0 ? (guint64)((double)bytes / disks_s) : 0,
    .dirty_bytes_s = facts->vm->vm.state == VM_RUNNING ? facts->estimate->dirty_bytes_s : 0,
  };
}

static void take_memory(Estimate *estimate, const Facts *facts, const Choices *choices, const NetworkSpeed *network, double disks_s)
{
  double copying_s, standing_s;
  gboolean runs = facts->vm->vm.state == VM_RUNNING;
  say_memory(estimate, facts, network, runs);
  if (runs && facts->estimate->dirty_bytes_s < 0) {
    because(estimate, _("how fast the VM writes is not known"));
    not_better_than(estimate, ESTIMATE_AT_LEAST);
  }
  if (network->bytes_s <= 0)
    return;
  MemoryCopy memory = memory_of(facts, choices, network, disks_s), alone = memory;
  alone.timer_s = -1;
  estimate->converges = memory_copy(&alone, &copying_s, &standing_s) == MEMORY_ENDS;
  MemoryEnd end = memory_copy(&memory, &copying_s, &standing_s);
  estimate->ends_by_timer = end == MEMORY_ENDED_BY_TIMER;
  estimate->cancelled_by_timer = end == MEMORY_CANCELLED_BY_TIMER;
  estimate->memory_ms = to_ms(copying_s);
  estimate->switch_over_ms = to_ms(standing_s);
  double before_s = disks_s + (double)estimate->overhead_ms / 1000;
  gboolean long_one = before_s + copying_s + standing_s > ESTIMATE_LONG_MS / 1000.0;
  if (!estimate->converges || long_one)
    find_alternatives(estimate, facts, choices, &memory, before_s);
}

static gint64 overhead(const Facts *facts, const Choices *choices, const Disks *disks)
{
  gboolean active = vm_state_is_active(facts->vm->vm.state), changes_host = choices->type != MOVE_STORAGE;
  gint64 seen = facts->estimate->history.overhead_ms;
  if (facts->estimate->history.moves > 0 && seen >= 0)
    return seen;
  return (active && changes_host ? OVERHEAD_MEMORY_MS : OVERHEAD_DEFINITION_MS) + (disks->moving->len > 0 ? OVERHEAD_DISKS_MS : 0) +
         (disks->moving->len > 0 && !active ? OVERHEAD_MOVER_MS : 0);
}

/* A timer may end a move that consists of disks only, too. */
static void add_up(Estimate *estimate)
{
  gboolean endless = estimate->memory_ms < 0 || estimate->cancelled_by_timer || estimate->kind == ESTIMATE_UNKNOWN;
  estimate->total_ms = endless ? -1 : estimate->overhead_ms + estimate->disks_ms + estimate->memory_ms + estimate->switch_over_ms;
}

static Estimate *estimate_new(void)
{
  Estimate *estimate = g_new0(Estimate, 1);
  estimate->kind = ESTIMATE_ABOUT;
  estimate->converges = TRUE;
  estimate->reasons = g_ptr_array_new_with_free_func(g_free);
  estimate->alternatives = g_array_new(FALSE, FALSE, sizeof(EstimateAlternative));
  return estimate;
}

Estimate *estimate_make(const Facts *facts, const Choices *choices)
{
  Facts known = *facts;
  known.estimate = facts->estimate != NULL ? facts->estimate : &nothing_known;
  Estimate *estimate = estimate_new();
  Disks disks = moving_disks(&known, choices);
  gboolean between_hosts = choices->type != MOVE_STORAGE && (disks.moving->len > 0 || moves_memory(&known, choices));
  gboolean can_tell = !between_hosts || facts_target(&known) != NULL;
  NetworkSpeed network = between_hosts && can_tell ? network_speed(&known, choices) : (NetworkSpeed){ 0 };
  estimate->overhead_ms = overhead(&known, choices, &disks);
  double disks_s = disks_seconds(estimate, &known, choices, &disks, between_hosts ? &network : NULL);
  estimate->disks_ms = to_ms(disks_s);
  if (moves_memory(&known, choices))
    take_memory(estimate, &known, choices, &network, disks_s);
  if (between_hosts)
    take_network(estimate, &network);
  if (estimate->reasons->len == 0)
    because(estimate, _("only its definition moves"));
  add_up(estimate);
  estimate->expected = expected(&known, choices, &disks, &network, disks_s);
  g_ptr_array_unref(disks.moving);
  return estimate;
}

void estimate_free(Estimate *estimate)
{
  if (estimate == NULL)
    return;
  g_ptr_array_unref(estimate->reasons);
  g_array_unref(estimate->alternatives);
  g_free(estimate);
}

gboolean estimate_is_bad(const Estimate *estimate)
{
  if (estimate->kind == ESTIMATE_UNKNOWN)
    return FALSE;
  return estimate->total_ms < 0 || estimate->total_ms > ESTIMATE_LONG_MS;
}
