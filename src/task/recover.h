/* Where a runner that is gone has left its task: asked from the hosts, because nothing but the record and they remember. */
#pragma once

#include "task/runner.h"

/* The first step that is not known to be done. */
guint recover_position(const Runner *runner);

/* The last step that has begun: undoing starts there. */
guint recover_last_begun(const Runner *runner);

/* Finds out whether the VM has moved already. FALSE and ERROR when it cannot be told: then nothing must be undone. */
gboolean recover_look(Runner *runner, GError **error);

/* Was the task being undone? Then it can only be undone. */
gboolean recover_was_undoing(const Runner *runner);
