#include "virt/qcow2.h"
#include "virt/volume_copy.h"
#include "virt/volume_parts.h"

#include <string.h>

#define NAP_US (50 * 1000)

/* A digest that is made on a thread of its own, so that both volumes are read at the same time. */
typedef struct Digest {
  VolumeEnd end;
  gint stop; /* atomic */
  GThread *thread;
  GChecksum *sum;
  GError *error;
} Digest;

static void add_zeros(GChecksum *sum, guint64 n)
{
  static const guint8 zeros[VOLUME_CHUNK_BYTES];
  for (; n > 0; n -= MIN(n, VOLUME_CHUNK_BYTES))
    g_checksum_update(sum, zeros, (gssize)MIN(n, VOLUME_CHUNK_BYTES));
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
  g_autofree char *buffer = g_malloc(VOLUME_CHUNK_BYTES);
  g_autofree Head *head = g_new0(Head, 1);
  gboolean ok = volume_end_open(&digest->end, VOLUME_DOWNLOAD, 0, &digest->error);
  gsize n = 1;
  guint64 hole = 0;
  while (ok && (n > 0 || hole > 0)) {
    ok = volume_end_read(&digest->end, buffer, VOLUME_CHUNK_BYTES, &n, &hole, &digest->error);
    if (ok && n > 0)
      add_data(head, digest->sum, buffer, n);
    if (ok && hole > 0) {
      end_head(head, digest->sum);
      add_zeros(digest->sum, hole);
    }
    if (ok && g_atomic_int_get(&digest->stop))
      ok = volume_cancelled(&digest->error);
  }
  end_head(head, digest->sum);
  volume_end_close(&digest->end, ok, &digest->error);
  g_atomic_int_set(&digest->stop, 1);
  return NULL;
}

static void digest_start(Digest *digest, Connection *connection, const char *pool, const char *name)
{
  digest->end = (VolumeEnd){ NULL, connection, pool, name };
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
