#include "task/paths.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

char *paths_state(GError **error)
{
  const char *base = g_getenv("XDG_STATE_HOME");
  g_autofree char *state = base != NULL && *base == '/' ? g_build_filename(base, "virt-migrate", NULL)
                                                        : g_build_filename(g_get_home_dir(), ".local", "state", "virt-migrate", NULL);
  if (g_mkdir_with_parents(state, 0700) == 0 && g_access(state, R_OK | W_OK | X_OK) == 0)
    return g_steal_pointer(&state);
  int why = errno;
  g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(why),
              _("the folder for tasks, %s, cannot be used: %s; make it writable, or name another with XDG_STATE_HOME"), state,
              g_strerror(why));
  return NULL;
}

char *paths_store(const char *state)
{
  return g_build_filename(state, "tasks.db", NULL);
}

char *paths_lock(const char *state, gint64 task)
{
  return g_strdup_printf("%s/task-%" G_GINT64_FORMAT ".lock", state, task);
}

char *paths_log(const char *state, gint64 task)
{
  return g_strdup_printf("%s/task-%" G_GINT64_FORMAT ".log", state, task);
}

char *paths_plan(const char *state, gint64 task)
{
  return g_strdup_printf("%s/task-%" G_GINT64_FORMAT ".plan", state, task);
}

char *paths_store_lock(const char *state)
{
  return g_build_filename(state, "tasks.lock", NULL);
}

char *paths_runner(void)
{
  const char *named = g_getenv("VIRT_MIGRATE_RUNNER");
  if (named != NULL && *named != '\0')
    return g_strdup(named);
  g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
  if (program != NULL) {
    g_autofree char *folder = g_path_get_dirname(program);
    g_autofree char *beside = g_build_filename(folder, "virt-migrate-runner", NULL);
    if (g_file_test(beside, G_FILE_TEST_IS_EXECUTABLE))
      return g_steal_pointer(&beside);
  }
  return g_build_filename(LIBEXECDIR, "virt-migrate-runner", NULL);
}
