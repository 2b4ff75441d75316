/* Any bytes as the beginning of an image. Nothing outside them is touched, and a name that was put in can be taken out. */
#include "fuzz.h"

#include "virt/qcow2.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  g_autofree guint8 *header = g_memdup2(data, size);
  g_autofree guint8 *other = g_memdup2(data, size);
  if (!qcow2_set_backing(header, size, "/pool/base.qcow2", NULL))
    return 0;
  if (!qcow2_set_backing(other, size, "/other/b", NULL))
    return 0;
  qcow2_blank_backing(header, size);
  qcow2_blank_backing(other, size);
  return 0;
}
