/* The table of step kinds: each one knows how to do itself, to undo itself and to tell whether it has been done. */
#pragma once

#include "task/runner.h"

typedef struct StepKind {
  const char *id;
  /* Does the step. FALSE and ERROR when it failed; whatever it has changed by then, undo puts right. */
  gboolean (*run)(Runner *runner, GError **error);
  /* Puts things back as they were before run; harmless when there is nothing to put back. NULL: nothing ever is. */
  gboolean (*undo)(Runner *runner, GError **error);
  /* Is the work of this step, which a runner that is gone has begun, done? Asked of the hosts. NULL: nobody can tell. */
  gboolean (*probe)(Runner *runner);
  /* Run goes on with what a runner that is gone has begun, or does no harm twice; otherwise that is undone first. */
  gboolean goes_on;
} StepKind;

extern const StepKind step_check, step_take_snapshots, step_copy_base_images, step_create_volumes, step_start_mover, step_copy_disks,
    step_migrate, step_switch_disks, step_transfer_definition, step_give_snapshots, step_carry_autostart, step_stop_mover, step_verify,
    step_remove_source, step_delete_old_volumes;

/* The kind with ID; NULL when this version does not know it. */
const StepKind *step_kind(const char *id);
