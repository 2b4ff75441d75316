/* How long the memory takes, and whether it ends at all. */
#include "plan/estimate_parts.h"

#include "model/memory_copy.h"
#include "model/units.h"

#include <glib/gi18n.h>

#define MIB (1024ull * 1024)

/* Of what a VM's process holds, this is QEMU's own and does not travel. */
#define QEMU_OWN_BYTES (72 * MIB)

/* Measurements of what the VM writes: one, and more when it may be more than this part of what the network carries. Of 512 pages that QEMU
 * looks at in a GiB, each stands for 2 MiB, and one more or less is chance. */
#define MEASUREMENTS_MOST  4
#define DIRTY_THAT_MATTERS 0.2
#define DIRTY_BY_CHANCE    (2 * MIB)

gboolean estimate_needs_dirty_rate(const Facts *facts, const Choices *choices)
{
  const EstimateInputs *inputs = facts->estimate;
  if (choices->type == MOVE_STORAGE || facts_target(facts) == NULL || facts->vm->vm.state != VM_RUNNING)
    return FALSE;
  if (inputs == NULL || inputs->measurements == 0)
    return TRUE;
  double network = estimate_network_speed(facts, choices).bytes_s;
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

gboolean estimate_moves_memory(const Facts *facts, const Choices *choices)
{
  return choices->type != MOVE_STORAGE && vm_state_is_active(facts->vm->vm.state);
}

/* Huge pages are no part of what the process is said to hold. */
guint64 estimate_memory_in_use(const VmDetails *vm)
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
  g_autofree char *used = units_bytes(estimate_memory_in_use(facts->vm));
  g_autofree char *way = network->bytes_s > 0 ? estimate_say_network(network) : g_strdup("");
  g_autofree char *dirty = say_dirty_rate(facts->estimate->dirty_bytes_s);
  const char *gap = network->bytes_s > 0 ? " " : "";
  if (dirty_needed && facts->estimate->dirty_bytes_s >= 0)
    estimate_because(estimate, _("%s in use%s%s, VM writes %s"), used, gap, way, dirty);
  else
    estimate_because(estimate, _("%s in use%s%s"), used, gap, way);
}

static MemoryCopy memory_of(const Facts *facts, const Choices *choices, const NetworkSpeed *network, double disks_s)
{
  gboolean runs = facts->vm->vm.state == VM_RUNNING;
  gboolean timer = runs && choices->timeout_s > 0 && (choices->on_timeout != TIMEOUT_POST_COPY || choices->post_copy);
  return (MemoryCopy){
    .bytes = (double)estimate_memory_in_use(facts->vm),
    .rate_bytes_s = network->bytes_s,
    .dirty_bytes_s = runs ? (double)MAX(facts->estimate->dirty_bytes_s, 0) : 0,
    .underclock = choices->underclock,
    .timer_s = timer ? MAX(choices->timeout_s - disks_s, 0) : -1,
    .on_timer = choices->on_timeout,
  };
}

static void add_alternative(Estimate *estimate, const char *id, double seconds)
{
  EstimateAlternative alternative = { id, estimate_ms(seconds) };
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

void estimate_take_memory(Estimate *estimate, const Facts *facts, const Choices *choices, const NetworkSpeed *network, double disks_s)
{
  double copying_s, standing_s;
  gboolean runs = facts->vm->vm.state == VM_RUNNING;
  say_memory(estimate, facts, network, runs);
  if (runs && facts->estimate->dirty_bytes_s < 0) {
    estimate_because(estimate, _("how fast the VM writes is not known"));
    estimate_not_better_than(estimate, ESTIMATE_AT_LEAST);
  }
  if (network->bytes_s <= 0)
    return;
  MemoryCopy memory = memory_of(facts, choices, network, disks_s), alone = memory;
  alone.timer_s = -1;
  estimate->converges = memory_copy(&alone, &copying_s, &standing_s) == MEMORY_ENDS;
  MemoryEnd end = memory_copy(&memory, &copying_s, &standing_s);
  estimate->ends_by_timer = end == MEMORY_ENDED_BY_TIMER;
  estimate->cancelled_by_timer = end == MEMORY_CANCELLED_BY_TIMER;
  estimate->memory_ms = estimate_ms(copying_s);
  estimate->switch_over_ms = estimate_ms(standing_s);
  double before_s = disks_s + (double)estimate->overhead_ms / 1000;
  gboolean long_one = before_s + copying_s + standing_s > ESTIMATE_LONG_MS / 1000.0;
  if (!estimate->converges || long_one)
    find_alternatives(estimate, facts, choices, &memory, before_s);
}
