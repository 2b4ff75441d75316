/* Where tasks live: $XDG_STATE_HOME/virt-migrate (by default ~/.local/state/virt-migrate). Callers free what they get. */
#pragma once

#include <glib.h>

/* The folder, made when it is not there. NULL and ERROR, naming it, when it cannot be used. */
char *paths_state(GError **error);

char *paths_store(const char *state);
/* The runner finds its lock open under this number. */
enum { RUNNER_LOCK_FD = 3 };

/* Locked by the task's runner for as long as it lives. */
char *paths_lock(const char *state, gint64 task);
/* What the task has done, and what came of it. */
char *paths_log(const char *state, gint64 task);
/* Its plan, as long as it has not ended: should the record be lost, this is left. */
char *paths_plan(const char *state, gint64 task);
/* Whoever replaces a damaged record holds this lock. */
char *paths_store_lock(const char *state);

/* The runner's program: $VIRT_MIGRATE_RUNNER, else the one beside this program, else the installed one. */
char *paths_runner(void);
