#include "task/neighbours.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

/* virt-migrate-runner TASK MODE UUID */
#define RUNNER "virt-migrate-runner"
enum { ARG_PROGRAM, ARG_TASK, ARG_MODE, ARG_VM, ARG_COUNT };

/* The command line of process PID; NULL: there is none, or it may not be seen. Free with g_strfreev(). */
static char **arguments_of(const char *pid)
{
  g_autofree char *file = g_build_filename("/proc", pid, "cmdline", NULL);
  g_autofree char *text = NULL;
  gsize length = 0;
  if (!g_file_get_contents(file, &text, &length, NULL) || length == 0)
    return NULL;
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  for (gsize at = 0; at < length; at += strlen(text + at) + 1)
    g_ptr_array_add(arguments, g_strdup(text + at));
  g_ptr_array_add(arguments, NULL);
  return (char **)g_ptr_array_free(g_steal_pointer(&arguments), FALSE);
}

static char *user_of(const char *pid)
{
  g_autofree char *folder = g_build_filename("/proc", pid, NULL);
  GStatBuf status;
  const struct passwd *user = g_stat(folder, &status) == 0 ? getpwuid(status.st_uid) : NULL;
  return g_strdup(user != NULL ? user->pw_name : "?");
}

/* The task that process PID carries out, when it moves that VM; NULL: none. */
static char *task_of(const char *pid, const char *vm_uuid)
{
  g_auto(GStrv) arguments = arguments_of(pid);
  if (arguments == NULL || g_strv_length(arguments) != ARG_COUNT || strcmp(arguments[ARG_VM], vm_uuid) != 0)
    return NULL;
  g_autofree char *program = g_path_get_basename(arguments[ARG_PROGRAM]);
  g_autofree char *user = user_of(pid);
  return strcmp(program, RUNNER) == 0 ? g_strdup_printf(_("task %s of %s on this machine"), arguments[ARG_TASK], user) : NULL;
}

char *neighbours_mover(const char *vm_uuid)
{
  g_autoptr(GDir) processes = g_dir_open("/proc", 0, NULL);
  char *found = NULL;
  for (const char *pid; found == NULL && processes != NULL && (pid = g_dir_read_name(processes)) != NULL;)
    if (g_ascii_isdigit(pid[0]) && g_ascii_strtoll(pid, NULL, 10) != getpid())
      found = task_of(pid, vm_uuid);
  return found;
}
