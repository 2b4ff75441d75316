#include "virt/qcow2.h"

#include <glib/gi18n.h>
#include <string.h>

/* Offsets of the fields in the header, all of them big-endian; see docs/interop/qcow2.txt of QEMU. */
enum {
  AT_MAGIC = 0,
  AT_VERSION = 4,
  AT_NAME_OFFSET = 8,
  AT_NAME_SIZE = 16,
  AT_CLUSTER_BITS = 20,
  AT_INCOMPATIBLE = 72,
  AT_HEADER_SIZE = 100
};

/* A bit of the incompatible features of version 3. */
#define EXTERNAL_DATA_FILE (1u << 2)

/* How long the header is at least: version 2 has no field that tells, version 3 has one. */
enum { HEADER_MIN = 72, HEADER_3_MIN = 104 };

#define MAGIC 0x514649fbu
#define NAME_MAX_BYTES 1023

static guint32 read_32(const guint8 *at)
{
  guint32 value;
  memcpy(&value, at, sizeof value);
  return GUINT32_FROM_BE(value);
}

static guint64 read_64(const guint8 *at)
{
  guint64 value;
  memcpy(&value, at, sizeof value);
  return GUINT64_FROM_BE(value);
}

static gsize header_size(const guint8 *header, gsize length)
{
  if (read_32(header + AT_VERSION) < 3)
    return HEADER_MIN;
  return length >= HEADER_3_MIN ? MAX(read_32(header + AT_HEADER_SIZE), HEADER_3_MIN) : G_MAXSIZE;
}

/* Where the name lies, and how far the room for it goes: to the end of the first cluster, as far as nothing else is there. */
static gboolean find_name(const guint8 *header, gsize length, gsize *offset, gsize *size, gsize *room)
{
  if (length < HEADER_MIN || read_32(header + AT_MAGIC) != MAGIC)
    return FALSE;
  guint32 cluster_bits = read_32(header + AT_CLUSTER_BITS);
  guint64 name_offset = read_64(header + AT_NAME_OFFSET);
  guint32 name_size = read_32(header + AT_NAME_SIZE);
  gsize end = cluster_bits >= 9 && cluster_bits <= 21 ? MIN(length, (gsize)1 << cluster_bits) : 0;
  if (name_offset < header_size(header, length) || name_size == 0 || name_size > NAME_MAX_BYTES || name_offset > end ||
      name_size > end - name_offset)
    return FALSE;
  *offset = (gsize)name_offset;
  *size = name_size;
  gsize free_until = *offset + *size;
  while (free_until < end && header[free_until] == 0)
    free_until++;
  *room = free_until - *offset;
  return TRUE;
}

gboolean qcow2_has_data_file(const guint8 *header, gsize length)
{
  if (length < HEADER_3_MIN || read_32(header + AT_MAGIC) != MAGIC || read_32(header + AT_VERSION) < 3)
    return FALSE;
  return (read_64(header + AT_INCOMPATIBLE) & EXTERNAL_DATA_FILE) != 0;
}

gboolean qcow2_set_backing(guint8 *header, gsize length, const char *path, GError **error)
{
  gsize offset, size, room, wanted = strlen(path);
  if (!find_name(header, length, &offset, &size, &room)) {
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, _("this is not a qcow2 image that builds upon another"));
    return FALSE;
  }
  if (wanted == 0 || wanted > MIN(room, NAME_MAX_BYTES)) {
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NAMETOOLONG, _("the image has no room for the name %s of what it builds upon"), path);
    return FALSE;
  }
  memset(header + offset, 0, size);
  memcpy(header + offset, path, wanted);
  guint32 field = GUINT32_TO_BE((guint32)wanted);
  memcpy(header + AT_NAME_SIZE, &field, sizeof field);
  return TRUE;
}

void qcow2_blank_backing(guint8 *header, gsize length)
{
  gsize offset, size, room;
  if (!find_name(header, length, &offset, &size, &room))
    return;
  memset(header + offset, 0, size);
  memset(header + AT_NAME_SIZE, 0, 4);
}
