/* Any text as a domain's definition, and all that is made of it: what is read of it, and the definitions that are made from it. */
#include "fuzz.h"

#include "virt/domain_edit.h"
#include "virt/domain_xml.h"
#include "virt/mover_xml.h"

static GPtrArray *places_of(const VmDetails *vm)
{
  GPtrArray *places = g_ptr_array_new_with_free_func((GDestroyNotify)disk_place_free);
  for (guint i = 0; i < vm->disks->len; i++) {
    const Disk *disk = g_ptr_array_index(vm->disks, i);
    DiskPlace *place = g_new0(DiskPlace, 1);
    place->target = g_strdup(disk->target);
    place->type = g_strdup("file");
    place->source = g_strdup("<source file='/new/&amp;place'/>");
    place->format = g_strdup("qcow2");
    g_ptr_array_add(places, place);
  }
  return places;
}

static GPtrArray *carried(const VmDetails *vm)
{
  GPtrArray *disks = g_ptr_array_new_with_free_func((GDestroyNotify)mover_disk_free);
  for (guint i = 0; i < vm->disks->len; i++) {
    const Disk *disk = g_ptr_array_index(vm->disks, i);
    MoverDisk *mover = g_new0(MoverDisk, 1);
    mover->target = g_strdup(disk->target);
    mover->carried_as = g_strdup_printf("vd%c", 'a' + (char)(i % 26));
    mover->as_container = i % 2 == 1;
    g_ptr_array_add(disks, mover);
  }
  return disks;
}

/* What is made of a definition is one, too. */
static void check(const char *made)
{
  g_autoptr(VmDetails) vm = vm_details_new("vm", "0fbc0b55-7cd3-4cd6-a42b-1b3ff3b49c86", VM_RUNNING);
  g_assert(made == NULL || domain_xml_read(made, vm, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  g_autofree char *xml = fuzz_text(data, size);
  g_autoptr(VmDetails) vm = vm_details_new("vm", "0fbc0b55-7cd3-4cd6-a42b-1b3ff3b49c86", VM_RUNNING);
  g_free(domain_xml_cpu(xml));
  if (!domain_xml_read(xml, vm, NULL))
    return 0;
  g_autoptr(GHashTable) networks = g_hash_table_new(g_str_hash, g_str_equal);
  g_hash_table_insert(networks, (gpointer)"lan", (gpointer)"other");
  g_autoptr(GPtrArray) places = places_of(vm), disks = carried(vm);
  g_autofree char *mapped = domain_edit_map_networks(xml, networks, NULL);
  g_autofree char *placed = domain_edit_place_disks(xml, places, NULL);
  g_autofree char *mover = mover_xml_new(xml, "mover", "0fbc0b55-7cd3-4cd6-a42b-1b3ff3b49c87", disks, NULL);
  check(mapped);
  check(placed);
  check(mover);
  return 0;
}
