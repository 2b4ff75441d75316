/* virt-migrate-runner TASK start|resume|roll-back UUID: carries out one task of the store, detached from any terminal. Front ends start it.
 * The UUID of its VM is for whoever looks at the process (task/neighbours). */
#include "task/paths.h"
#include "task/runner.h"
#include "virt/log.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <unistd.h>

static void on_term(int number)
{
  runner_interrupt();
}

/* No terminal of ours may end the task; a clean stop of the machine cancels it. */
static void set_signals(void)
{
  const struct sigaction ignore = { .sa_handler = SIG_IGN };
  const struct sigaction interrupt = { .sa_handler = on_term, .sa_flags = SA_RESTART };
  sigaction(SIGHUP, &ignore, NULL);
  sigaction(SIGINT, &ignore, NULL);
  sigaction(SIGQUIT, &ignore, NULL);
  sigaction(SIGPIPE, &ignore, NULL);
  sigaction(SIGTERM, &interrupt, NULL);
}

/* The lock that says that we live, handed over open by whoever started us. No child of ours may hold it any longer than we do. */
static void keep_lock(void)
{
  fcntl(RUNNER_LOCK_FD, F_SETFD, FD_CLOEXEC);
}

/* What is called and what came of it goes to a file beside the store, and what libraries have to say about trouble too. */
static void open_log_file(gint64 task)
{
  g_autofree char *state = paths_state(NULL);
  g_autofree char *file = state != NULL ? paths_log(state, task) : NULL;
  int log = file != NULL ? open(file, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
  if (log < 0)
    return;
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  if (log > STDERR_FILENO)
    close(log);
  log_open(STDERR_FILENO);
}

static gboolean read_mode(const char *text, RunnerMode *mode)
{
  static const char *const names[] = { [RUNNER_START] = "start", [RUNNER_RESUME] = "resume", [RUNNER_ROLL_BACK] = "roll-back" };
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
    if (g_strcmp0(text, names[i]) == 0) {
      *mode = (RunnerMode)i;
      return TRUE;
    }
  return FALSE;
}

int main(int argc, char **argv)
{
  setlocale(LC_ALL, "");
  bindtextdomain(GETTEXT_PACKAGE, LOCALEDIR);
  textdomain(GETTEXT_PACKAGE);
  RunnerMode mode;
  gint64 task = argc == 4 ? g_ascii_strtoll(argv[1], NULL, 10) : 0;
  if (task <= 0 || !read_mode(argv[2], &mode)) {
    g_printerr(_("virt-migrate-runner is started by virt-migrate, with the number of a task\n"));
    return 2;
  }
  set_signals();
  keep_lock();
  open_log_file(task);
  g_autoptr(GError) error = NULL;
  if (runner_run(task, mode, &error))
    return 0;
  g_printerr("%s\n", error->message);
  return 1;
}
