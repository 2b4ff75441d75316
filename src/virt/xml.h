/* For files of this room only: XPath over libvirt's XML. Nothing is fetched and no entity is expanded. */
#pragma once

#include <glib.h>
#include <libxml/tree.h>
#include <libxml/xpath.h>

typedef struct Xml {
  xmlDocPtr document;
  xmlXPathContextPtr context;
} Xml;

/* NULL and ERROR when TEXT is not well-formed; WHAT names it in the message. */
Xml *xml_parse(const char *text, const char *what, GError **error);
void xml_free(Xml *xml);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Xml, xml_free)

/* The text of the first node that PATH finds, below NODE (NULL: the document). NULL when there is none. Caller frees. */
char *xml_string(const Xml *xml, xmlNodePtr node, const char *path);
/* What the XPath expression EXPRESSION, of any kind, makes of NODE, as text. Caller frees. */
char *xml_evaluate(const Xml *xml, xmlNodePtr node, const char *expression);
gboolean xml_exists(const Xml *xml, xmlNodePtr node, const char *path);
/* All nodes that PATH finds. The array is the caller's, the nodes are the document's. */
GPtrArray *xml_nodes(const Xml *xml, xmlNodePtr node, const char *path);
/* The document as text. Caller frees. */
char *xml_to_text(const Xml *xml);
/* One element of it. Caller frees. */
char *xml_node_to_text(const Xml *xml, xmlNodePtr node);

/* The child NAME of NODE; NULL for none. */
xmlNodePtr xml_child(xmlNodePtr node, const char *name);
void xml_remove_child(xmlNodePtr node, const char *name);
/* The same, made when there is none. */
xmlNodePtr xml_ensure_child(xmlNodePtr node, const char *name);
/* The disk TARGET of a domain's definition; NULL for none. */
xmlNodePtr xml_disk(const Xml *xml, const char *target);
