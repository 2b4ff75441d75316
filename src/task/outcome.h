/* What state things are in after a task did not go as planned: asked from both hosts, said in plain words. */
#pragma once

#include "task/runner.h"

/* Looks where the VM is. *SAFE: it is on the source, and only there, in the state it had. Returns the words, which the caller
 * frees. */
char *outcome_tell(Runner *runner, gboolean *safe);
