#include "virt/mover.h"

#include "model/mover_name.h"
#include "virt/domain.h"
#include "virt/error.h"
#include "virt/handles.h"
#include "virt/mover_xml.h"

#include <glib/gi18n.h>
#include <string.h>

char *mover_target(guint n)
{
  /* vda … vdz, vdaa …: as disks are counted. */
  GString *name = g_string_new(NULL);
  for (guint rest = n + 1; rest > 0; rest = (rest - 1) / 26)
    g_string_prepend_c(name, (char)('a' + (rest - 1) % 26));
  g_string_prepend(name, "vd");
  return g_string_free(name, FALSE);
}

/* The mover of that VM, when there is one and it is OWNER's; *FOUND: there is one, whosever it is. */
static virDomainPtr find_own(Connection *connection, const char *vm_uuid, const char *owner, gboolean *found)
{
  g_autofree char *uuid = mover_uuid(vm_uuid);
  g_autofree char *name = mover_name(vm_uuid, owner);
  g_autoptr(virDomain) mover = virDomainLookupByUUIDString(connection->handle, uuid);
  *found = mover != NULL;
  return mover != NULL && strcmp(virDomainGetName(mover), name) == 0 ? g_steal_pointer(&mover) : NULL;
}

gboolean mover_start(Connection *connection, const Plan *plan, const char *owner, GError **error)
{
  g_autofree char *definition = domain_definition(connection, plan->vm_uuid, TRUE, error);
  g_autofree char *uuid = mover_uuid(plan->vm_uuid);
  g_autofree char *name = mover_name(plan->vm_uuid, owner);
  g_autoptr(GPtrArray) disks = g_ptr_array_new_with_free_func((GDestroyNotify)mover_disk_free);
  for (guint i = 0; i < plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    if (!disk->moves)
      continue;
    MoverDisk *carried = g_new0(MoverDisk, 1);
    carried->target = g_strdup(disk->target);
    carried->carried_as = mover_target(disks->len);
    carried->as_container = disk->as_container;
    g_ptr_array_add(disks, carried);
  }
  g_autofree char *xml = definition != NULL ? mover_xml_new(definition, name, uuid, disks, error) : NULL;
  if (xml == NULL)
    return FALSE;
  g_autoptr(virDomain) mover = virDomainCreateXML(connection->handle, xml, VIR_DOMAIN_START_PAUSED);
  return mover != NULL || virt_error_set(error, _("locking the disks of %s on %s"), plan->vm, connection->host);
}

gboolean mover_is_there(Connection *connection, const char *vm_uuid, const char *owner)
{
  gboolean found;
  g_autoptr(virDomain) mover = find_own(connection, vm_uuid, owner, &found);
  return mover != NULL;
}

gboolean mover_stop(Connection *connection, const char *vm_uuid, const char *owner, GError **error)
{
  gboolean found;
  g_autoptr(virDomain) mover = find_own(connection, vm_uuid, owner, &found);
  if (mover == NULL)
    return found || virGetLastErrorCode() == VIR_ERR_NO_DOMAIN ||
           virt_error_set(error, _("looking for the helper domain on %s"), connection->host);
  /* A QEMU that is asked, not killed, writes down everything it holds. */
  if (virDomainDestroyFlags(mover, VIR_DOMAIN_DESTROY_GRACEFUL) < 0 && virGetLastErrorCode() != VIR_ERR_NO_DOMAIN &&
      virDomainIsActive(mover) == 1)
    return virt_error_set(error, _("ending the helper domain %s on %s"), virDomainGetName(mover), connection->host);
  return TRUE;
}
