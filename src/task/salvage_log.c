#include "task/salvage_log.h"

#include "model/task.h"
#include "task/paths.h"

#include <string.h>

/* Steps that keep nothing in the record: what they have done is to be seen on the hosts. */
static const char *const plain_steps[] = {
  "check", "create-volumes", "start-mover", "copy-disks", "migrate", "switch-disks", "verify", "remove-source", "stop-mover",
  "delete-old-volumes", NULL,
};

/* A VM that the task has suspended is to be resumed by it, and only the record knew. */
#define SUSPENDED "virDomainSuspend"

static int position_of(const Plan *plan, const char *kind)
{
  for (guint i = 0; i < plan->steps->len; i++)
    if (strcmp(((const PlanStep *)g_ptr_array_index(plan->steps, i))->kind, kind) == 0)
      return (int)i;
  return -1;
}

/* Reads "… step     KIND: STATE, detail" into STATES, one for each step of PLAN; what comes last counts. */
static gboolean read_states(const char *text, const Plan *plan, StepState *states)
{
  g_autoptr(GRegex) line = g_regex_new("^\\S+ \\S+  step     ([a-z-]+): ([a-z]+)", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  gboolean found = FALSE;
  for (g_regex_match(line, text, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
    g_autofree char *kind = g_match_info_fetch(match, 1), *state = g_match_info_fetch(match, 2);
    int position = position_of(plan, kind);
    if (position < 0 || !g_strv_contains(plain_steps, kind))
      return FALSE;
    states[position] = step_state_from_id(state);
    found = TRUE;
  }
  return found;
}

static gboolean write_made(sqlite3 *db, gint64 id, const Plan *plan, gboolean is_there)
{
  gboolean ok = TRUE;
  for (guint i = 0; i < plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    ok = ok && (!disk->moves || db_run(db, NULL, "INSERT INTO made (task, pool, volume, is_there) VALUES (?1, ?2, ?3, ?4)", "issi", id,
                                       disk->to_pool, disk->to_volume, (gint64)is_there));
  }
  return ok;
}

static gboolean write_states(sqlite3 *db, gint64 id, const Plan *plan, const StepState *states)
{
  int create = position_of(plan, "create-volumes");
  gboolean ok = create < 0 || states[create] == STEP_WAITING || states[create] == STEP_UNDONE ||
                write_made(db, id, plan, states[create] == STEP_DONE);
  for (guint i = 0; ok && i < plan->steps->len; i++)
    ok = db_run(db, NULL, "UPDATE step SET state = ?3 WHERE task = ?1 AND position = ?2", "iis", id, (gint64)i, step_state_id(states[i]));
  return ok;
}

gboolean salvage_log(sqlite3 *db, const char *folder, gint64 id, const Plan *plan)
{
  g_autofree char *file = paths_log(folder, id);
  g_autofree char *text = NULL;
  g_autofree StepState *states = g_new0(StepState, plan->steps->len);
  if (!g_file_get_contents(file, &text, NULL, NULL) || strstr(text, SUSPENDED) != NULL || !read_states(text, plan, states))
    return FALSE;
  return write_states(db, id, plan, states);
}
