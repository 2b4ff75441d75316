#include "virt/domain_edit.h"

#include "virt/xml.h"

#include <glib/gi18n.h>

char *domain_edit_map_networks(const char *text, GHashTable *networks, GError **error)
{
  g_autoptr(Xml) xml = xml_parse(text, "the definition", error);
  if (xml == NULL)
    return NULL;
  g_autoptr(GPtrArray) sources = xml_nodes(xml, NULL, "/domain/devices/interface/source[@network]");
  for (guint i = 0; i < sources->len; i++) {
    xmlNodePtr source = g_ptr_array_index(sources, i);
    g_autofree char *name = xml_string(xml, source, "@network");
    const char *other = name != NULL ? g_hash_table_lookup(networks, name) : NULL;
    if (other == NULL)
      continue;
    xmlSetProp(source, BAD_CAST "network", BAD_CAST other);
    /* These belong to the port on the old network; the target makes its own. */
    xmlUnsetProp(source, BAD_CAST "portid");
    xmlUnsetProp(source, BAD_CAST "bridge");
  }
  return xml_to_text(xml);
}

void disk_place_free(DiskPlace *place)
{
  g_free(place->target);
  g_free(place->type);
  g_free(place->source);
  g_free(place->format);
  g_free(place);
}

/* What belongs to the disk although it is written inside its source. */
static void carry_source_parts(const Xml *xml, xmlNodePtr from, xmlNodePtr to)
{
  static const char *const parts[] = { "encryption", "seclabel" };
  g_autofree char *policy = xml_string(xml, from, "@startupPolicy");
  /* Network disks have no such policy. */
  if (policy != NULL && xmlHasProp(to, BAD_CAST "protocol") == NULL)
    xmlSetProp(to, BAD_CAST "startupPolicy", BAD_CAST policy);
  for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
    for (xmlNodePtr part; (part = xml_child(from, parts[i])) != NULL;) {
      xmlUnlinkNode(part);
      xmlAddChild(to, part);
    }
}

static gboolean replace_source(const Xml *xml, xmlNodePtr disk, const char *text, GError **error)
{
  g_autoptr(Xml) fragment = xml_parse(text, "a volume's source", error);
  if (fragment == NULL)
    return FALSE;
  xmlNodePtr source = xmlDocCopyNode(xmlDocGetRootElement(fragment->document), xml->document, 1);
  xmlNodePtr old = xml_child(disk, "source");
  if (old != NULL) {
    carry_source_parts(xml, old, source);
    xmlReplaceNode(old, source);
    xmlFreeNode(old);
  } else {
    xmlAddChild(disk, source);
  }
  return TRUE;
}

static gboolean place_disk(const Xml *xml, xmlNodePtr disk, const DiskPlace *place, GError **error)
{
  if (!replace_source(xml, disk, place->source, error))
    return FALSE;
  xmlSetProp(disk, BAD_CAST "type", BAD_CAST place->type);
  xmlSetProp(xml_ensure_child(disk, "driver"), BAD_CAST "type", BAD_CAST place->format);
  /* What it builds upon is read from the new image. */
  xml_remove_child(disk, "backingStore");
  xml_remove_child(disk, "mirror");
  return TRUE;
}

char *domain_edit_put_disk(const char *text, const char *target, const char *disk, GError **error)
{
  g_autoptr(Xml) xml = xml_parse(text, "the definition", error);
  g_autoptr(Xml) fragment = xml != NULL ? xml_parse(disk, "a disk of the definition", error) : NULL;
  if (fragment == NULL)
    return NULL;
  xmlNodePtr old = xml_disk(xml, target);
  if (old == NULL) {
    g_set_error(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, _("the definition has no disk %s any more"), target);
    return NULL;
  }
  xmlReplaceNode(old, xmlDocCopyNode(xmlDocGetRootElement(fragment->document), xml->document, 1));
  xmlFreeNode(old);
  return xml_to_text(xml);
}

static const DiskPlace *place_of(const GPtrArray *places, const char *target)
{
  for (guint i = 0; i < places->len; i++) {
    const DiskPlace *place = g_ptr_array_index(places, i);
    if (g_strcmp0(place->target, target) == 0)
      return place;
  }
  return NULL;
}

char *domain_edit_place_disks(const char *text, const GPtrArray *places, GError **error)
{
  g_autoptr(Xml) xml = xml_parse(text, "the definition", error);
  if (xml == NULL)
    return NULL;
  /* A snapshot holds whole definitions of its domain. */
  g_autoptr(GPtrArray) disks = xml_nodes(xml, NULL, "//devices/disk");
  for (guint i = 0; i < disks->len; i++) {
    xmlNodePtr disk = g_ptr_array_index(disks, i);
    g_autofree char *target = xml_string(xml, disk, "target/@dev");
    const DiskPlace *place = place_of(places, target);
    if (place != NULL && !place_disk(xml, disk, place, error))
      return NULL;
  }
  return xml_to_text(xml);
}
