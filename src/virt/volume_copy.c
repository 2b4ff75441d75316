#include "virt/volume_copy.h"

#include "virt/volume_parts.h"

#include <glib/gi18n.h>

#define NAP_US (50 * 1000)

struct VolumeCopy {
  Connection *source, *target;
  char *from_pool, *from_name, *to_pool, *to_name;
  GThread *thread;

  GMutex mutex; /* guards what follows */
  GCond changed;
  gboolean over, aborted;
  guint64 done_bytes, rate_bytes_s;
  guint64 paced_bytes; /* since the limit was set */
  gint64 paced_since_us;
  GError *error;
};

/* Counts N bytes that have been sent and waits until the limit allows more. FALSE when the copy was aborted. */
static gboolean pace(VolumeCopy *copy, guint64 n, guint64 hole)
{
  g_mutex_lock(&copy->mutex);
  copy->done_bytes += n + hole;
  copy->paced_bytes += n;
  while (!copy->aborted && copy->rate_bytes_s > 0) {
    gint64 due_us = copy->paced_since_us + (gint64)((double)copy->paced_bytes / (double)copy->rate_bytes_s * G_USEC_PER_SEC);
    gint64 now_us = g_get_monotonic_time();
    if (due_us <= now_us)
      break;
    g_cond_wait_until(&copy->changed, &copy->mutex, MIN(due_us, now_us + NAP_US));
  }
  gboolean go_on = !copy->aborted;
  g_mutex_unlock(&copy->mutex);
  return go_on;
}

/* A slow limit in large pieces would come in bursts. */
static gsize piece_bytes(VolumeCopy *copy)
{
  g_mutex_lock(&copy->mutex);
  guint64 rate = copy->rate_bytes_s;
  g_mutex_unlock(&copy->mutex);
  return rate == 0 ? VOLUME_CHUNK_BYTES : (gsize)CLAMP(rate / 10, 4096, VOLUME_CHUNK_BYTES);
}

static gboolean transfer(VolumeCopy *copy, VolumeEnd *from, VolumeEnd *to, GError **error)
{
  g_autofree char *buffer = g_malloc(VOLUME_CHUNK_BYTES);
  gsize n;
  guint64 hole;
  do {
    if (!volume_end_read(from, buffer, piece_bytes(copy), &n, &hole, error) || !volume_end_write(to, buffer, n, error))
      return FALSE;
    if (hole > 0 && virStreamSendHole(to->stream, (long long)hole, 0) < 0)
      return volume_end_failed(to, error);
    if (!pace(copy, n, hole))
      return volume_cancelled(error);
  } while (n > 0 || hole > 0);
  return TRUE;
}

static gpointer run(gpointer data)
{
  VolumeCopy *copy = data;
  VolumeEnd from = { NULL, copy->source, copy->from_pool, copy->from_name };
  VolumeEnd to = { NULL, copy->target, copy->to_pool, copy->to_name };
  GError *error = NULL;
  gboolean ok = volume_end_open(&from, VOLUME_DOWNLOAD, 0, &error) && volume_end_open(&to, VOLUME_UPLOAD, 0, &error) &&
                transfer(copy, &from, &to, &error);
  ok = volume_end_close(&from, ok, &error);
  volume_end_close(&to, ok, &error);
  g_mutex_lock(&copy->mutex);
  copy->error = error;
  copy->over = TRUE;
  g_cond_broadcast(&copy->changed);
  g_mutex_unlock(&copy->mutex);
  return NULL;
}

VolumeCopy *volume_copy_start(Connection *source, const char *from_pool, const char *from_name, Connection *target, const char *to_pool,
                              const char *to_name, guint64 rate_bytes_s)
{
  VolumeCopy *copy = g_new0(VolumeCopy, 1);
  copy->source = source;
  copy->target = target;
  copy->from_pool = g_strdup(from_pool);
  copy->from_name = g_strdup(from_name);
  copy->to_pool = g_strdup(to_pool);
  copy->to_name = g_strdup(to_name);
  copy->rate_bytes_s = rate_bytes_s;
  copy->paced_since_us = g_get_monotonic_time();
  g_mutex_init(&copy->mutex);
  g_cond_init(&copy->changed);
  copy->thread = g_thread_new("volume-copy", run, copy);
  return copy;
}

gboolean volume_copy_wait(VolumeCopy *copy, guint limit_ms)
{
  gint64 until = g_get_monotonic_time() + (gint64)limit_ms * 1000;
  g_mutex_lock(&copy->mutex);
  while (!copy->over && g_cond_wait_until(&copy->changed, &copy->mutex, until))
    ;
  gboolean over = copy->over;
  g_mutex_unlock(&copy->mutex);
  return over;
}

gboolean volume_copy_finish(VolumeCopy *copy, GError **error)
{
  g_thread_join(copy->thread);
  gboolean ok = copy->error == NULL;
  if (!ok)
    g_propagate_prefixed_error(error, copy->error, _("copying the base image: "));
  g_mutex_clear(&copy->mutex);
  g_cond_clear(&copy->changed);
  g_free(copy->from_pool);
  g_free(copy->from_name);
  g_free(copy->to_pool);
  g_free(copy->to_name);
  g_free(copy);
  return ok;
}

guint64 volume_copy_done_bytes(VolumeCopy *copy)
{
  g_mutex_lock(&copy->mutex);
  guint64 done = copy->done_bytes;
  g_mutex_unlock(&copy->mutex);
  return done;
}

void volume_copy_abort(VolumeCopy *copy)
{
  g_mutex_lock(&copy->mutex);
  copy->aborted = TRUE;
  g_cond_broadcast(&copy->changed);
  g_mutex_unlock(&copy->mutex);
}

void volume_copy_set_speed(VolumeCopy *copy, guint64 rate_bytes_s)
{
  g_mutex_lock(&copy->mutex);
  copy->rate_bytes_s = rate_bytes_s;
  copy->paced_bytes = 0;
  copy->paced_since_us = g_get_monotonic_time();
  g_cond_broadcast(&copy->changed);
  g_mutex_unlock(&copy->mutex);
}
