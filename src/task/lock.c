#include "task/lock.h"

#include "task/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

int lock_open(const char *folder, gint64 id)
{
  g_autofree char *file = paths_lock(folder, id);
  return open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

gboolean lock_is_held(const char *folder, gint64 id)
{
  g_autofree char *file = paths_lock(folder, id);
  int lock = open(file, O_RDWR | O_CLOEXEC);
  /* What cannot be told must not be taken for dead. */
  if (lock < 0)
    return errno != ENOENT;
  gboolean held = flock(lock, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
  close(lock);
  return held;
}
