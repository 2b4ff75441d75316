/* The volumes that a task has made at its target: what must be deleted when it is undone. */
#pragma once

#include "task/runner.h"
#include "virt/volume.h"

/* Makes the volume ORDER at the target, and writes that down, before and after: whatever happens in between, it is known what is the
 * task's. */
gboolean made_create(Runner *runner, const Volume *order, GError **error);

/* Deletes them: the new volumes of disks, or (BASES) the copies of base images that nobody else has come to build upon. */
gboolean made_delete(Runner *runner, gboolean bases, GError **error);
