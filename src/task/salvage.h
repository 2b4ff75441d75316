/* Opens the record of tasks, whatever has become of it: a damaged one is set aside, never deleted, and a new one begun with what can
 * still be told. */
#pragma once

#include "task/db.h"

/* Opens the record in FOLDER. Of a damaged one, every row that can still be read goes into the new one; a task of which none can, and
 * that has not ended, is rebuilt from its plan, and counts as running when its runner lives. A notice in the new record tells of all
 * that. NULL and ERROR when it cannot be opened, or was made by a newer program. */
sqlite3 *salvage_open(const char *folder, GError **error);
