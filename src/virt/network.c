#include "virt/network.h"

#include "virt/error.h"
#include "virt/handles.h"
#include "virt/xml.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

/* The first row whose path is found tells the kind of switch behind the network. */
static const struct {
  const char *path, *kind;
} kinds[] = {
  { "/network/virtualport[@type='openvswitch']", N_("Open vSwitch") },
  { "/network/forward[@mode='hostdev']", N_("SR-IOV") },
  { "/network/forward[@mode='nat']", N_("NAT") },
  { "/network/forward[@mode='route']", N_("routed") },
  { "/network/forward[@mode='open']", N_("open") },
  { "/network/forward[@mode='bridge' and ../bridge/@name]", N_("Linux bridge") },
  { "/network/forward[@mode='bridge' or @mode='private' or @mode='vepa' or @mode='passthrough']", N_("macvtap") },
  { "/network[not(forward)]", N_("isolated") },
};

static const char *read_kind(const Xml *xml)
{
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
    if (xml_exists(xml, NULL, kinds[i].path))
      return kinds[i].kind;
  return N_("other");
}

Network *network_read_xml(const char *text, GError **error)
{
  g_autoptr(Xml) xml = xml_parse(text, _("a network's definition"), error);
  if (xml == NULL)
    return NULL;
  Network *network = g_new0(Network, 1);
  network->name = xml_string(xml, NULL, "/network/name");
  network->kind = g_strdup(_(read_kind(xml)));
  network->bridge = xml_string(xml, NULL, "/network/bridge/@name");
  return network;
}

static gboolean add_network(virNetworkPtr handle, GPtrArray *networks, GError **error)
{
  g_autofree char *xml = virNetworkGetXMLDesc(handle, 0);
  /* A network may be undefined between the list and this call: then it is not there. */
  if (xml == NULL)
    return TRUE;
  Network *network = network_read_xml(xml, error);
  if (network == NULL)
    return FALSE;
  network->active = virNetworkIsActive(handle) == 1;
  g_ptr_array_add(networks, network);
  return TRUE;
}

gboolean network_list(Connection *connection, GPtrArray *networks, GError **error)
{
  virNetworkPtr *handles = NULL;
  int n = virConnectListAllNetworks(connection->handle, &handles, 0);
  if (n < 0)
    return virt_error_set(error, _("listing the networks of %s"), connection->host);
  gboolean ok = TRUE;
  for (int i = 0; i < n; i++) {
    ok = ok && add_network(handles[i], networks, error);
    virNetworkFree(handles[i]);
  }
  free(handles);
  return ok;
}
