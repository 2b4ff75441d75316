/* Any file as a theme: it is read, or refused with an error. */
#include "fuzz.h"

#include "config/theme_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = theme_file_read(fuzz_file(data, size), &error);
  g_assert((rows == NULL) == (error != NULL));
  return 0;
}
