/* What the rooms that read and write the contents of volumes share. */
#pragma once

#include "virt/connection.h"

#include <libvirt/libvirt.h>

/* Small enough that a slow limit is steady, large enough that a fast line is busy. */
#define VOLUME_CHUNK_BYTES (256 * 1024)

/* One end of a transfer: a stream that is finished, or else aborted. */
typedef struct VolumeEnd {
  virStreamPtr stream;
  Connection *connection;
  const char *pool, *name;
} VolumeEnd;

typedef enum { VOLUME_DOWNLOAD, VOLUME_UPLOAD } VolumeDirection;

/* LENGTH bytes from the volume's beginning, holes read as zeros; 0: all of it, holes left as holes. */
gboolean volume_end_open(VolumeEnd *end, VolumeDirection direction, guint64 length, GError **error);
/* Finishes the stream when all went well (OK), which may fail still; aborts it otherwise. */
gboolean volume_end_close(VolumeEnd *end, gboolean ok, GError **error);
/* Reads the next piece: *N bytes of data in BUFFER, or a hole of *HOLE bytes; both are 0 at the end. */
gboolean volume_end_read(VolumeEnd *end, char *buffer, gsize size, gsize *n, guint64 *hole, GError **error);
gboolean volume_end_write(VolumeEnd *end, const char *buffer, gsize n, GError **error);

/* ERROR from libvirt's last one, with the volume named; from a cancel. Both return FALSE. */
gboolean volume_end_failed(const VolumeEnd *end, GError **error);
gboolean volume_cancelled(GError **error);
