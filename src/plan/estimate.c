#include "plan/estimate.h"

#include "plan/estimate_parts.h"

#include <glib/gi18n.h>

/* What a task does beside copying, while no earlier task has told: connections, checks, the hand-over, tidying up. */
#define OVERHEAD_DEFINITION_MS 500
#define OVERHEAD_MEMORY_MS     1000
#define OVERHEAD_DISKS_MS      600
#define OVERHEAD_MOVER_MS      2000

static const EstimateInputs nothing_known = { .dirty_bytes_s = -1, .history = { .overhead_ms = -1 } };

void estimate_inputs_init(EstimateInputs *inputs)
{
  *inputs = nothing_known;
}

void estimate_because(Estimate *estimate, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_ptr_array_add(estimate->reasons, g_strdup_vprintf(format, args));
  va_end(args);
}

void estimate_not_better_than(Estimate *estimate, EstimateKind kind)
{
  estimate->kind = MIN(estimate->kind, kind);
}

gint64 estimate_ms(double seconds)
{
  return seconds < 0 ? -1 : (gint64)(MIN(seconds, 1e12) * 1000 + 0.5);
}

/* What the time left on the way begins with. */
static TimeExpected expected(const Facts *facts, const Choices *choices, const EstimateDisks *disks, const NetworkSpeed *network,
                             double disks_s)
{
  guint64 bytes = 0;
  for (guint i = 0; i < disks->moving->len; i++)
    bytes += estimate_bytes_to_copy(facts, choices, g_ptr_array_index(disks->moving, i), disks->whole);
  return (TimeExpected){
    .memory_bytes = estimate_moves_memory(facts, choices) ? estimate_memory_in_use(facts->vm) : 0,
    .network_bytes_s = (guint64)network->bytes_s,
    .disks_bytes_s = disks_s > 0 ? (guint64)((double)bytes / disks_s) : 0,
    .dirty_bytes_s = facts->vm->vm.state == VM_RUNNING ? facts->estimate->dirty_bytes_s : 0,
  };
}

static gint64 overhead(const Facts *facts, const Choices *choices, const EstimateDisks *disks)
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
  EstimateDisks disks = estimate_disks(&known, choices);
  gboolean between_hosts = choices->type != MOVE_STORAGE && (disks.moving->len > 0 || estimate_moves_memory(&known, choices));
  gboolean can_tell = !between_hosts || facts_target(&known) != NULL;
  NetworkSpeed network = between_hosts && can_tell ? estimate_network_speed(&known, choices) : (NetworkSpeed){ 0 };
  estimate->overhead_ms = overhead(&known, choices, &disks);
  double disks_s = estimate_disks_seconds(estimate, &known, choices, &disks, between_hosts ? &network : NULL);
  estimate->disks_ms = estimate_ms(disks_s);
  if (estimate_moves_memory(&known, choices))
    estimate_take_memory(estimate, &known, choices, &network, disks_s);
  if (between_hosts)
    estimate_take_network(estimate, &network);
  if (estimate->reasons->len == 0)
    estimate_because(estimate, _("only its definition moves"));
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
