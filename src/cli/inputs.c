#include "cli/inputs.h"

#include "plan/estimate.h"
#include "task/watch.h"

/* A move that takes longer than this may be delayed by a second. */
#define WORTH_A_SECOND_MS 5000

/* Without a record of tasks there is nothing to learn from; whether that is an error, starting a task will tell. */
static void read_history(EstimateInputs *inputs, const Facts *facts, const Choices *choices)
{
  g_autoptr(Watch) watch = watch_open(NULL);
  const InventoryHost *target = choices->type == MOVE_STORAGE ? facts->source : facts->target;
  if (watch != NULL && target != NULL)
    watch_history(watch, facts->source->name, target->name, choices, vm_state_is_active(facts->vm->vm.state), &inputs->history);
}

static gboolean is_worth_a_second(const Facts *facts, const Choices *choices)
{
  g_autoptr(Estimate) estimate = estimate_make(facts, choices);
  return estimate->total_ms < 0 || estimate->total_ms >= WORTH_A_SECOND_MS;
}

void inputs_gather(EstimateInputs *inputs, Survey *survey, const Facts *facts, const Choices *choices, gboolean in_hurry)
{
  Facts so_far = *facts;
  so_far.estimate = inputs;
  estimate_inputs_init(inputs);
  read_history(inputs, facts, choices);
  gboolean measure = !in_hurry || is_worth_a_second(&so_far, choices);
  while (measure && estimate_needs_dirty_rate(&so_far, choices)) {
    gint64 bytes_s = survey_wait_dirty_rate(survey, facts->source->name, facts->vm->vm.uuid);
    estimate_take_dirty_rate(inputs, bytes_s);
    measure = !in_hurry && bytes_s >= 0;
  }
}
