#include "virt/qcow2.h"
#include "virt/volume_copy.h"
#include "virt/volume_parts.h"

#include <glib/gi18n.h>

/* Reads up to SIZE bytes from the start of the volume; *N tells how many there were. */
static gboolean read_head(Connection *connection, const char *pool, const char *name, char *buffer, gsize size, gsize *n, GError **error)
{
  VolumeEnd end = { NULL, connection, pool, name };
  gboolean ok = volume_end_open(&end, VOLUME_DOWNLOAD, size, error);
  int got = 1;
  for (*n = 0; ok && got > 0 && *n < size; *n += (gsize)got) {
    got = virStreamRecv(end.stream, buffer + *n, size - *n);
    if (got < 0)
      ok = volume_end_failed(&end, error);
    got = MAX(got, 0);
  }
  return volume_end_close(&end, ok, error);
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
  VolumeEnd end = { NULL, connection, pool, name };
  gboolean ok = volume_end_open(&end, VOLUME_UPLOAD, n, error) && volume_end_write(&end, header, n, error);
  return volume_end_close(&end, ok, error);
}

gboolean volume_has_data_file(Connection *connection, const char *pool, const char *name)
{
  char header[QCOW2_START_BYTES];
  gsize n;
  return read_head(connection, pool, name, header, sizeof header, &n, NULL) && qcow2_has_data_file((const guint8 *)header, n);
}
