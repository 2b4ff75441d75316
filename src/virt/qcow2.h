/* The header of a qcow2 image, as far as it names the image that it builds upon. Pure: works on the first bytes of the file.
 * A copied chain of images must name its copies, and libvirt has no call for that. */
#pragma once

#include <glib.h>

/* So many bytes from the start of the file are enough: the name lies in the first cluster, and is looked for no further. */
#define QCOW2_HEADER_BYTES 65536

/* Puts PATH in the place of the name in HEADER (LENGTH bytes). FALSE and ERROR, and no change, when HEADER is not that of a
 * qcow2 image that builds upon another, or has no room. */
gboolean qcow2_set_backing(guint8 *header, gsize length, const char *path, GError **error);

/* Blanks the name, so that two headers that differ only in it become equal. Anything else is left alone. */
void qcow2_blank_backing(guint8 *header, gsize length);
