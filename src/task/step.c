#include "task/step.h"

#include <string.h>

static const StepKind *const kinds[] = {
  &step_check,
  &step_take_snapshots,
  &step_copy_base_images,
  &step_create_volumes,
  &step_start_mover,
  &step_copy_disks,
  &step_migrate,
  &step_switch_disks,
  &step_transfer_definition,
  &step_give_snapshots,
  &step_carry_autostart,
  &step_stop_mover,
  &step_verify,
  &step_remove_source,
  &step_delete_old_volumes,
};

const StepKind *step_kind(const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
    if (strcmp(kinds[i]->id, id) == 0)
      return kinds[i];
  return NULL;
}
