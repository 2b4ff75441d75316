/* The header of a qcow2 image, as far as it names the image that it builds upon. Pure: works on the first bytes of the file.
 * A copied chain of images must name its copies, and libvirt has no call for that. */
#pragma once

#include <glib.h>

/* So many bytes from the start of the file are enough: the name lies in the first cluster, and is looked for no further. */
#define QCOW2_HEADER_BYTES 65536
/* The fields before the name lie in these. */
#define QCOW2_START_BYTES 512

/* Puts PATH in the place of the name in HEADER (LENGTH bytes). FALSE and ERROR, and no change, when HEADER is not that of a
 * qcow2 image that builds upon another, or has no room. */
gboolean qcow2_set_backing(guint8 *header, gsize length, const char *path, GError **error);

/* Does the image keep its data in a file of their own, so that this one is not all of it? */
gboolean qcow2_has_data_file(const guint8 *header, gsize length);

/* Blanks the name, so that two headers that differ only in it become equal. Anything else is left alone. */
void qcow2_blank_backing(guint8 *header, gsize length);
