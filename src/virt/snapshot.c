#include "virt/snapshot.h"

#include "virt/error.h"
#include "virt/handles.h"

#include <glib/gi18n.h>
#include <stdlib.h>

void snapshot_free(Snapshot *snapshot)
{
  g_free(snapshot->name);
  g_free(snapshot->xml);
  g_free(snapshot);
}

static virDomainPtr lookup(Connection *connection, const char *uuid, GError **error)
{
  virDomainPtr domain = virDomainLookupByUUIDString(connection->handle, uuid);
  if (domain == NULL)
    virt_error_set(error, _("looking for the VM on %s"), connection->host);
  return domain;
}

typedef gboolean (*Visit)(virDomainSnapshotPtr snapshot, gpointer data);

/* Calls VISIT for each snapshot, parents first; it returns FALSE, with libvirt's error, to end the walk. */
static gboolean for_each(Connection *connection, const char *uuid, Visit visit, gpointer data, const char *doing, GError **error)
{
  g_autoptr(virDomain) domain = lookup(connection, uuid, error);
  if (domain == NULL)
    return FALSE;
  virDomainSnapshotPtr *snapshots = NULL;
  int n = virDomainListAllSnapshots(domain, &snapshots, VIR_DOMAIN_SNAPSHOT_LIST_TOPOLOGICAL);
  /* Some drivers have no snapshots at all. */
  if (n < 0 && virGetLastErrorCode() == VIR_ERR_NO_SUPPORT)
    n = 0;
  gboolean ok = n >= 0;
  for (int i = 0; i < n; i++) {
    ok = ok && visit(snapshots[i], data);
    if (!ok)
      break;
  }
  if (!ok)
    virt_error_set(error, "%s", doing);
  for (int i = 0; i < n; i++)
    virDomainSnapshotFree(snapshots[i]);
  free(snapshots);
  return ok;
}

static gboolean add_name(virDomainSnapshotPtr snapshot, gpointer names)
{
  g_ptr_array_add(names, g_strdup(virDomainSnapshotGetName(snapshot)));
  return TRUE;
}

gboolean snapshot_names(Connection *connection, const char *uuid, GPtrArray *names, GError **error)
{
  return for_each(connection, uuid, add_name, names, _("listing the VM's snapshots"), error);
}

static gboolean add_snapshot(virDomainSnapshotPtr handle, gpointer snapshots)
{
  char *xml = virDomainSnapshotGetXMLDesc(handle, VIR_DOMAIN_SNAPSHOT_XML_SECURE);
  if (xml == NULL)
    return FALSE;
  Snapshot *snapshot = g_new0(Snapshot, 1);
  snapshot->name = g_strdup(virDomainSnapshotGetName(handle));
  snapshot->xml = xml;
  snapshot->current = virDomainSnapshotIsCurrent(handle, 0) == 1;
  g_ptr_array_add(snapshots, snapshot);
  return TRUE;
}

GPtrArray *snapshot_read(Connection *connection, const char *uuid, GError **error)
{
  g_autoptr(GPtrArray) snapshots = g_ptr_array_new_with_free_func((GDestroyNotify)snapshot_free);
  if (!for_each(connection, uuid, add_snapshot, snapshots, _("reading the VM's snapshots"), error))
    return NULL;
  return g_steal_pointer(&snapshots);
}

static gboolean forget(virDomainSnapshotPtr snapshot, gpointer data)
{
  return virDomainSnapshotDelete(snapshot, VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY) == 0;
}

gboolean snapshot_forget(Connection *connection, const char *uuid, GError **error)
{
  return for_each(connection, uuid, forget, NULL, _("taking the snapshots' metadata off the VM"), error);
}

gboolean snapshot_redefine(Connection *connection, const char *uuid, const Snapshot *snapshot, GError **error)
{
  g_autoptr(virDomain) domain = lookup(connection, uuid, error);
  if (domain == NULL)
    return FALSE;
  unsigned int flags = VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE | (snapshot->current ? VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT : 0);
  g_autoptr(virDomainSnapshot) handle = virDomainSnapshotCreateXML(domain, snapshot->xml, flags);
  if (handle == NULL)
    return virt_error_set(error, _("giving the snapshot %s to %s on %s"), snapshot->name, virDomainGetName(domain), connection->host);
  return TRUE;
}
