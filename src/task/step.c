#include "task/step.h"

#include <string.h>

static const StepKind *const kinds[] = {
  &step_check,          &step_take_snapshots,  &step_migrate, &step_transfer_definition,
  &step_give_snapshots, &step_carry_autostart, &step_verify,  &step_remove_source,
};

const StepKind *step_kind(const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
    if (strcmp(kinds[i]->id, id) == 0)
      return kinds[i];
  return NULL;
}
