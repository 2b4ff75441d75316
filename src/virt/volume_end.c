#include "virt/volume_parts.h"

#include "virt/error.h"
#include "virt/handles.h"

#include <glib/gi18n.h>

/* What virStreamRecvFlags() returns where a hole begins. */
#define AT_HOLE (-3)

gboolean volume_end_failed(const VolumeEnd *end, GError **error)
{
  return virt_error_set(error, _("volume %s of pool %s on %s"), end->name, end->pool, end->connection->host);
}

gboolean volume_end_open(VolumeEnd *end, VolumeDirection direction, guint64 length, GError **error)
{
  g_autoptr(virStoragePool) pool = virStoragePoolLookupByName(end->connection->handle, end->pool);
  g_autoptr(virStorageVol) volume = pool != NULL ? virStorageVolLookupByName(pool, end->name) : NULL;
  end->stream = volume != NULL ? virStreamNew(end->connection->handle, 0) : NULL;
  if (end->stream == NULL)
    return volume_end_failed(end, error);
  /* A part of a volume has no holes worth keeping. */
  int result = direction == VOLUME_UPLOAD
                   ? virStorageVolUpload(volume, end->stream, 0, length, length == 0 ? VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM : 0)
                   : virStorageVolDownload(volume, end->stream, 0, length, length == 0 ? VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM : 0);
  if (result == 0)
    return TRUE;
  volume_end_failed(end, error);
  g_clear_pointer(&end->stream, virStreamFree);
  return FALSE;
}

gboolean volume_end_close(VolumeEnd *end, gboolean ok, GError **error)
{
  if (end->stream == NULL)
    return ok;
  if (!ok)
    virStreamAbort(end->stream);
  else if (virStreamFinish(end->stream) < 0)
    ok = volume_end_failed(end, error);
  g_clear_pointer(&end->stream, virStreamFree);
  return ok;
}

gboolean volume_end_read(VolumeEnd *end, char *buffer, gsize size, gsize *n, guint64 *hole, GError **error)
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
    return volume_end_failed(end, error);
  *hole = (guint64)length;
  return TRUE;
}

gboolean volume_end_write(VolumeEnd *end, const char *buffer, gsize n, GError **error)
{
  while (n > 0) {
    int sent = virStreamSend(end->stream, buffer, n);
    if (sent < 0)
      return volume_end_failed(end, error);
    buffer += sent;
    n -= (gsize)sent;
  }
  return TRUE;
}

gboolean volume_cancelled(GError **error)
{
  g_set_error(error, VIRT_ERROR, VIR_ERR_OPERATION_ABORTED, _("cancelled"));
  return FALSE;
}
