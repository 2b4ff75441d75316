#include "virt/xml.h"

#include <glib/gi18n.h>
#include <libxml/parser.h>
#include <string.h>

Xml *xml_parse(const char *text, const char *what, GError **error)
{
  xmlDocPtr document = xmlReadMemory(text, (int)strlen(text), NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  if (document == NULL) {
    g_set_error(error, G_MARKUP_ERROR, G_MARKUP_ERROR_PARSE, _("%s is not well-formed XML"), what);
    return NULL;
  }
  Xml *xml = g_new0(Xml, 1);
  xml->document = document;
  xml->context = xmlXPathNewContext(document);
  return xml;
}

void xml_free(Xml *xml)
{
  if (xml == NULL)
    return;
  xmlXPathFreeContext(xml->context);
  xmlFreeDoc(xml->document);
  g_free(xml);
}

GPtrArray *xml_nodes(const Xml *xml, xmlNodePtr node, const char *path)
{
  GPtrArray *nodes = g_ptr_array_new();
  xml->context->node = node != NULL ? node : (xmlNodePtr)xml->document;
  xmlXPathObjectPtr found = xmlXPathEvalExpression(BAD_CAST path, xml->context);
  for (int i = 0; found != NULL && found->nodesetval != NULL && i < found->nodesetval->nodeNr; i++)
    g_ptr_array_add(nodes, found->nodesetval->nodeTab[i]);
  xmlXPathFreeObject(found);
  return nodes;
}

char *xml_string(const Xml *xml, xmlNodePtr node, const char *path)
{
  g_autoptr(GPtrArray) nodes = xml_nodes(xml, node, path);
  if (nodes->len == 0)
    return NULL;
  xmlChar *content = xmlNodeGetContent(g_ptr_array_index(nodes, 0));
  char *copy = g_strdup((char *)content);
  xmlFree(content);
  return copy;
}

char *xml_evaluate(const Xml *xml, xmlNodePtr node, const char *expression)
{
  xml->context->node = node != NULL ? node : (xmlNodePtr)xml->document;
  xmlXPathObjectPtr found = xmlXPathEvalExpression(BAD_CAST expression, xml->context);
  xmlChar *text = found != NULL ? xmlXPathCastToString(found) : NULL;
  char *copy = g_strdup(text != NULL ? (char *)text : "");
  xmlFree(text);
  xmlXPathFreeObject(found);
  return copy;
}

gboolean xml_exists(const Xml *xml, xmlNodePtr node, const char *path)
{
  g_autoptr(GPtrArray) nodes = xml_nodes(xml, node, path);
  return nodes->len > 0;
}

char *xml_node_to_text(const Xml *xml, xmlNodePtr node)
{
  xmlBufferPtr buffer = xmlBufferCreate();
  xmlNodeDump(buffer, xml->document, node, 0, 0);
  char *copy = g_strdup((const char *)xmlBufferContent(buffer));
  xmlBufferFree(buffer);
  return copy;
}

char *xml_to_text(const Xml *xml)
{
  xmlChar *text = NULL;
  int length;
  xmlDocDumpMemory(xml->document, &text, &length);
  char *copy = g_strndup((char *)text, (gsize)length);
  xmlFree(text);
  return copy;
}

xmlNodePtr xml_child(xmlNodePtr node, const char *name)
{
  for (xmlNodePtr at = node->children; at != NULL; at = at->next)
    if (at->type == XML_ELEMENT_NODE && strcmp((const char *)at->name, name) == 0)
      return at;
  return NULL;
}

void xml_remove_child(xmlNodePtr node, const char *name)
{
  xmlNodePtr found = xml_child(node, name);
  if (found == NULL)
    return;
  xmlUnlinkNode(found);
  xmlFreeNode(found);
}

xmlNodePtr xml_ensure_child(xmlNodePtr node, const char *name)
{
  xmlNodePtr found = xml_child(node, name);
  return found != NULL ? found : xmlNewChild(node, NULL, BAD_CAST name, NULL);
}

xmlNodePtr xml_disk(const Xml *xml, const char *target)
{
  g_autoptr(GPtrArray) disks = xml_nodes(xml, NULL, "/domain/devices/disk");
  for (guint i = 0; i < disks->len; i++) {
    g_autofree char *name = xml_string(xml, g_ptr_array_index(disks, i), "target/@dev");
    if (g_strcmp0(name, target) == 0)
      return g_ptr_array_index(disks, i);
  }
  return NULL;
}
