#include "virt/mover_xml.h"

#include "virt/xml.h"

#include <glib/gi18n.h>

void mover_disk_free(MoverDisk *disk)
{
  g_free(disk->target);
  g_free(disk->carried_as);
  g_free(disk);
}

/* Just enough for QEMU to hold disks: no code of any guest ever runs in it. */
static const char mover_frame[] =
    "<domain><name/><uuid/><title>helper of virt-migrate: carries disks, never runs</title><memory unit='MiB'>16</memory><vcpu>1</vcpu>"
    "<os/><devices><controller type='usb' model='none'/><memballoon model='none'/><video><model type='none'/></video></devices></domain>";

static void carry_disk(const Xml *from, const Xml *to, xmlNodePtr devices, const MoverDisk *carried)
{

  xmlNodePtr original = xml_disk(from, carried->target);
  if (original == NULL)
    return;
  g_autofree char *type = xml_string(from, original, "@type");
  g_autofree char *format = carried->as_container ? g_strdup("raw") : xml_string(from, original, "driver/@type");
  xmlNodePtr disk = xmlNewChild(devices, NULL, BAD_CAST "disk", NULL);
  xmlSetProp(disk, BAD_CAST "type", BAD_CAST type);
  xmlSetProp(disk, BAD_CAST "device", BAD_CAST "disk");
  xmlNodePtr driver = xmlNewChild(disk, NULL, BAD_CAST "driver", NULL);
  xmlSetProp(driver, BAD_CAST "name", BAD_CAST "qemu");
  xmlSetProp(driver, BAD_CAST "type", BAD_CAST(format != NULL ? format : "raw"));
  /* Holes stay holes. */
  xmlSetProp(driver, BAD_CAST "discard", BAD_CAST "unmap");
  xmlNodePtr source = xmlDocCopyNode(xml_child(original, "source"), to->document, 1);
  if (carried->as_container)
    xml_remove_child(source, "encryption");
  xmlAddChild(disk, source);
  xmlNodePtr target = xmlNewChild(disk, NULL, BAD_CAST "target", NULL);
  xmlSetProp(target, BAD_CAST "dev", BAD_CAST carried->carried_as);
  xmlSetProp(target, BAD_CAST "bus", BAD_CAST "virtio");
}

char *mover_xml_new(const char *text, const char *name, const char *uuid, const GPtrArray *disks, GError **error)
{
  g_autoptr(Xml) from = xml_parse(text, "the definition", error);
  g_autoptr(Xml) to = from != NULL ? xml_parse(mover_frame, "the helper's frame", error) : NULL;
  if (to == NULL)
    return NULL;
  xmlNodePtr root = xmlDocGetRootElement(to->document);
  g_autofree char *type = xml_string(from, NULL, "/domain/@type");
  g_autofree char *emulator = xml_string(from, NULL, "/domain/devices/emulator");
  g_autoptr(GPtrArray) machines = xml_nodes(from, NULL, "/domain/os/type");
  if (type == NULL || machines->len == 0) {
    g_set_error(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, _("the definition does not say for which machine it is"));
    return NULL;
  }
  xmlSetProp(root, BAD_CAST "type", BAD_CAST type);
  xmlNodeAddContent(xml_child(root, "name"), BAD_CAST name);
  xmlNodeAddContent(xml_child(root, "uuid"), BAD_CAST uuid);
  xmlAddChild(xml_child(root, "os"), xmlDocCopyNode(g_ptr_array_index(machines, 0), to->document, 1));
  xmlNodePtr devices = xml_child(root, "devices");
  if (emulator != NULL)
    xmlNodeAddContent(xmlNewChild(devices, NULL, BAD_CAST "emulator", NULL), BAD_CAST emulator);
  for (guint i = 0; i < disks->len; i++)
    carry_disk(from, to, devices, g_ptr_array_index(disks, i));
  return xml_to_text(to);
}
