#include "virt/volume_copy.h"

#include "virt/error.h"
#include "virt/handles.h"
#include "virt/qcow2.h"

#include <glib/gi18n.h>
#include <string.h>

/* Small enough that a slow limit is steady, large enough that a fast line is busy. */
#define CHUNK_BYTES (256 * 1024)
#define NAP_US (50 * 1000)

/* What virStreamRecvFlags() returns where a hole begins. */
#define AT_HOLE (-3)

/* One end of a transfer: a stream that is finished, or else aborted. */
typedef struct End {
  virStreamPtr stream;
  Connection *connection;
  const char *pool, *name;
} End;

struct VolumeCopy {
  Connection *source, *target;
  char *from_pool, *from_name, *to_pool, *to_name;
  GThread *thread;

  GMutex mutex; /* guards what follows */
  GCond changed;
  gboolean over, aborted;
  guint64 done_bytes, rate_bytes_s;
  guint64 paced_bytes;   /* since the limit was set */
  gint64 paced_since_us;
  GError *error;
};

static gboolean end_failed(const End *end, GError **error)
{
  return virt_error_set(error, _("volume %s of pool %s on %s"), end->name, end->pool, end->connection->host);
}

typedef enum { DOWNLOAD, UPLOAD } Direction;

static gboolean end_open(End *end, Direction direction, guint64 length, GError **error)
{
  g_autoptr(virStoragePool) pool = virStoragePoolLookupByName(end->connection->handle, end->pool);
  g_autoptr(virStorageVol) volume = pool != NULL ? virStorageVolLookupByName(pool, end->name) : NULL;
  end->stream = volume != NULL ? virStreamNew(end->connection->handle, 0) : NULL;
  if (end->stream == NULL)
    return end_failed(end, error);
  /* A part of a volume has no holes worth keeping. */
  int result = direction == UPLOAD
                   ? virStorageVolUpload(volume, end->stream, 0, length, length == 0 ? VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM : 0)
                   : virStorageVolDownload(volume, end->stream, 0, length, length == 0 ? VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM : 0);
  if (result == 0)
    return TRUE;
  end_failed(end, error);
  g_clear_pointer(&end->stream, virStreamFree);
  return FALSE;
}

/* Finishes the stream when all went well (OK), which may fail still; aborts it otherwise. */
static gboolean end_close(End *end, gboolean ok, GError **error)
{
  if (end->stream == NULL)
    return ok;
  if (!ok)
    virStreamAbort(end->stream);
  else if (virStreamFinish(end->stream) < 0)
    ok = end_failed(end, error);
  g_clear_pointer(&end->stream, virStreamFree);
  return ok;
}

/* Reads the next piece: *N bytes of data in BUFFER, or a hole of *HOLE bytes; both are 0 at the end. */
static gboolean end_read(End *end, char *buffer, gsize size, gsize *n, guint64 *hole, GError **error)
{
  *n = 0;
  *hole = 0;
  int got = virStreamRecvFlags(end->stream, buffer, size, VIR_STREAM_RECV_STOP_AT_HOLE);
  if (got >= 0) {
    *n = (gsize)got;
    return TRUE;
  }
  long long length;
  if (got != AT_HOLE || virStreamRecvHole(end->stream, &length, 0) < 0)
    return end_failed(end, error);
  *hole = (guint64)length;
  return TRUE;
}

static gboolean end_write(End *end, const char *buffer, gsize n, GError **error)
{
  while (n > 0) {
    int sent = virStreamSend(end->stream, buffer, n);
    if (sent < 0)
      return end_failed(end, error);
    buffer += sent;
    n -= (gsize)sent;
  }
  return TRUE;
}

static gboolean abort_error(GError **error)
{
  g_set_error(error, VIRT_ERROR, VIR_ERR_OPERATION_ABORTED, _("cancelled"));
  return FALSE;
}

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
  return rate == 0 ? CHUNK_BYTES : (gsize)CLAMP(rate / 10, 4096, CHUNK_BYTES);
}

static gboolean transfer(VolumeCopy *copy, End *from, End *to, GError **error)
{
  g_autofree char *buffer = g_malloc(CHUNK_BYTES);
  gsize n;
  guint64 hole;
  do {
    if (!end_read(from, buffer, piece_bytes(copy), &n, &hole, error) || !end_write(to, buffer, n, error))
      return FALSE;
    if (hole > 0 && virStreamSendHole(to->stream, (long long)hole, 0) < 0)
      return end_failed(to, error);
    if (!pace(copy, n, hole))
      return abort_error(error);
  } while (n > 0 || hole > 0);
  return TRUE;
}

static gpointer run(gpointer data)
{
  VolumeCopy *copy = data;
  End from = { NULL, copy->source, copy->from_pool, copy->from_name };
  End to = { NULL, copy->target, copy->to_pool, copy->to_name };
  GError *error = NULL;
  gboolean ok = end_open(&from, DOWNLOAD, 0, &error) && end_open(&to, UPLOAD, 0, &error) && transfer(copy, &from, &to, &error);
  ok = end_close(&from, ok, &error);
  end_close(&to, ok, &error);
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

/* Reads up to SIZE bytes from the start of the volume; *N tells how many there were. */
static gboolean read_head(Connection *connection, const char *pool, const char *name, char *buffer, gsize size, gsize *n, GError **error)
{
  End end = { NULL, connection, pool, name };
  gboolean ok = end_open(&end, DOWNLOAD, size, error);
  int got = 1;
  for (*n = 0; ok && got > 0 && *n < size; *n += (gsize)got) {
    got = virStreamRecv(end.stream, buffer + *n, size - *n);
    if (got < 0)
      ok = end_failed(&end, error);
    got = MAX(got, 0);
  }
  return end_close(&end, ok, error);
}

gboolean volume_set_backing(Connection *connection, const char *pool, const char *name, const char *path, GError **error)
{
  g_autofree char *header = g_malloc(QCOW2_HEADER_BYTES);
  gsize n;
  if (!read_head(connection, pool, name, header, QCOW2_HEADER_BYTES, &n, error))
    return FALSE;
  if (!qcow2_set_backing((guint8 *)header, n, path, error)) {
    g_prefix_error(error, _("volume %s of pool %s: "), name, pool);
    return FALSE;
  }
  End end = { NULL, connection, pool, name };
  gboolean ok = end_open(&end, UPLOAD, n, error) && end_write(&end, header, n, error);
  return end_close(&end, ok, error);
}

gboolean volume_has_data_file(Connection *connection, const char *pool, const char *name)
{
  char header[QCOW2_START_BYTES];
  gsize n;
  return read_head(connection, pool, name, header, sizeof header, &n, NULL) && qcow2_has_data_file((const guint8 *)header, n);
}

/* A digest that is made on a thread of its own, so that both volumes are read at the same time. */
typedef struct Digest {
  End end;
  gint stop; /* atomic */
  GThread *thread;
  GChecksum *sum;
  GError *error;
} Digest;

static void add_zeros(GChecksum *sum, guint64 n)
{
  static const guint8 zeros[CHUNK_BYTES];
  for (; n > 0; n -= MIN(n, CHUNK_BYTES))
    g_checksum_update(sum, zeros, (gssize)MIN(n, CHUNK_BYTES));
}

/* The header comes first and is looked at as a whole, however it arrives. */
typedef struct Head {
  guint8 bytes[QCOW2_HEADER_BYTES];
  gsize n;
  gboolean done;
} Head;

static void end_head(Head *head, GChecksum *sum)
{
  if (head->done)
    return;
  qcow2_blank_backing(head->bytes, head->n);
  g_checksum_update(sum, head->bytes, (gssize)head->n);
  head->done = TRUE;
}

static void add_data(Head *head, GChecksum *sum, const char *data, gsize n)
{
  gsize take = head->done ? 0 : MIN(n, QCOW2_HEADER_BYTES - head->n);
  memcpy(head->bytes + head->n, data, take);
  head->n += take;
  if (head->n == QCOW2_HEADER_BYTES)
    end_head(head, sum);
  if (n > take)
    g_checksum_update(sum, (const guint8 *)data + take, (gssize)(n - take));
}

static gpointer run_digest(gpointer data)
{
  Digest *digest = data;
  g_autofree char *buffer = g_malloc(CHUNK_BYTES);
  g_autofree Head *head = g_new0(Head, 1);
  gboolean ok = end_open(&digest->end, DOWNLOAD, 0, &digest->error);
  gsize n = 1;
  guint64 hole = 0;
  while (ok && (n > 0 || hole > 0)) {
    ok = end_read(&digest->end, buffer, CHUNK_BYTES, &n, &hole, &digest->error);
    if (ok && n > 0)
      add_data(head, digest->sum, buffer, n);
    if (ok && hole > 0) {
      end_head(head, digest->sum);
      add_zeros(digest->sum, hole);
    }
    if (ok && g_atomic_int_get(&digest->stop))
      ok = abort_error(&digest->error);
  }
  end_head(head, digest->sum);
  end_close(&digest->end, ok, &digest->error);
  g_atomic_int_set(&digest->stop, 1);
  return NULL;
}

static void digest_start(Digest *digest, Connection *connection, const char *pool, const char *name)
{
  digest->end = (End){ NULL, connection, pool, name };
  digest->sum = g_checksum_new(G_CHECKSUM_SHA256);
  digest->thread = g_thread_new("digest", run_digest, digest);
}

static void wait_for_both(Digest *digests, gboolean (*cancelled)(gpointer data), gpointer data)
{
  while (!g_atomic_int_get(&digests[0].stop) || !g_atomic_int_get(&digests[1].stop)) {
    g_usleep(NAP_US);
    if (cancelled(data)) {
      g_atomic_int_set(&digests[0].stop, 1);
      g_atomic_int_set(&digests[1].stop, 1);
    }
  }
}

gboolean volume_equal(Connection *one, const char *one_pool, const char *one_name, Connection *other, const char *other_pool,
                      const char *other_name, gboolean (*cancelled)(gpointer data), gpointer data, gboolean *equal, GError **error)
{
  Digest digests[2] = { 0 };
  digest_start(&digests[0], one, one_pool, one_name);
  digest_start(&digests[1], other, other_pool, other_name);
  wait_for_both(digests, cancelled, data);
  gboolean ok = TRUE;
  for (int i = 0; i < 2; i++) {
    g_thread_join(digests[i].thread);
    if (digests[i].error == NULL)
      continue;
    if (ok)
      g_propagate_error(error, digests[i].error);
    else
      g_error_free(digests[i].error);
    ok = FALSE;
  }
  if (ok)
    *equal = strcmp(g_checksum_get_string(digests[0].sum), g_checksum_get_string(digests[1].sum)) == 0;
  g_checksum_free(digests[0].sum);
  g_checksum_free(digests[1].sum);
  return ok;
}
