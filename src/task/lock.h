/* Locks of the folder of tasks: held by whoever has the file open, gone with the process, however it ends. */
#pragma once

#include <glib.h>

/* The lock of task ID in FOLDER, open and not taken; 0 is the turn to start one. -1 when it cannot be opened. */
int lock_open(const char *folder, gint64 id);

/* Does the task's runner live? */
gboolean lock_is_held(const char *folder, gint64 id);
