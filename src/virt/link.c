#include "virt/link.h"

#include "virt/handles.h"
#include "virt/xml.h"

#include <glib/gi18n.h>
#include <stdlib.h>

/* Each interface costs a call. A host with more of its own than this is not waited for. */
#define LINKS_LIMIT 24

HostLink *link_read_xml(const char *text, GError **error)
{
  g_autoptr(Xml) xml = xml_parse(text, _("a network interface's description"), error);
  if (xml == NULL)
    return NULL;
  g_autofree char *name = xml_string(xml, NULL, "/device/capability[@type='net']/interface");
  g_autofree char *speed = xml_string(xml, NULL, "/device/capability[@type='net']/link/@speed");
  if (name == NULL)
    return NULL;
  HostLink *link = g_new0(HostLink, 1);
  guint64 mbits = 0;
  link->name = g_steal_pointer(&name);
  link->up = xml_exists(xml, NULL, "/device/capability[@type='net']/link[@state='up']");
  /* Some drivers say -1, as an unsigned number, for what they do not know. */
  if (speed != NULL && g_ascii_string_to_unsigned(speed, 10, 1, 10000000, &mbits, NULL))
    link->mbits = (guint)mbits;
  return link;
}

/* Those that come and go with VMs, by the name of the node device: "net_vnet3_fe_54_00_11_22_33". */
static gboolean is_of_a_vm(const char *name)
{
  static const char *const prefixes[] = { "net_vnet", "net_tap", "net_macvtap", "net_lo_" };
  for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++)
    if (g_str_has_prefix(name, prefixes[i]))
      return TRUE;
  return FALSE;
}

static void add_link(virNodeDevicePtr device, GPtrArray *links)
{
  g_autofree char *xml = virNodeDeviceGetXMLDesc(device, 0);
  HostLink *link = xml != NULL ? link_read_xml(xml, NULL) : NULL;
  if (link != NULL)
    g_ptr_array_add(links, link);
}

void link_list(Connection *connection, GPtrArray *links)
{
  virNodeDevicePtr *devices = NULL;
  int n = virConnectListAllNodeDevices(connection->handle, &devices, VIR_CONNECT_LIST_NODE_DEVICES_CAP_NET);
  for (int i = 0; i < n; i++) {
    if (links->len < LINKS_LIMIT && !is_of_a_vm(virNodeDeviceGetName(devices[i])))
      add_link(devices[i], links);
    virNodeDeviceFree(devices[i]);
  }
  free(devices);
}
