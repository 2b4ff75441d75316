/* Any file as the inventory: it is read, or refused with an error. */
#include "fuzz.h"

#include "config/inventory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Inventory) inventory = inventory_load(fuzz_file(data, size), &error);
  g_assert((inventory == NULL) == (error != NULL));
  return 0;
}
