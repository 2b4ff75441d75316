/* The volumes that a task has made at its target: what must be deleted when it is undone. */
#pragma once

#include "task/runner.h"

/* Deletes them: the new volumes of disks, or (BASES) the copies of base images that nobody else has come to build upon. */
gboolean made_delete(Runner *runner, gboolean bases, GError **error);
