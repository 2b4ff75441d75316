/* Migrations that are no tasks of ours. */
#pragma once

#include "cli/cli.h"
#include "cli/task_arguments.h"

/* Puts those on all hosts of the inventory before TASKS (of Task). A host that does not answer is named on stderr: what goes on there nobody
 * can tell. */
gboolean others_add(GPtrArray *tasks, const char *inventory_file, GError **error);

/* Cancels the one that takes VM of ARGUMENTS away from its HOST, once the operator has agreed, and waits for its end. */
CliExit others_cancel(const TaskArguments *arguments, const char *inventory_file);
