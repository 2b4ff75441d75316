/* A VM that started with its old host starts with its new one: no migration carries that along. */
#include "task/step.h"

#include "virt/domain.h"

static gboolean run(Runner *runner, GError **error)
{
  return domain_set_autostart(runner->target, runner->plan->vm_uuid, error);
}

const StepKind step_carry_autostart = { .id = "carry-autostart", .run = run };
