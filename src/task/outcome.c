#include "task/outcome.h"

#include "virt/domain.h"

#include <glib/gi18n.h>

/* The hosts may have restarted their daemons meanwhile; a fresh connection tells the truth. */
#define CONNECT_S 10

typedef struct Sight {
  gboolean known;
  VmState state;
  char *error;
} Sight;

static Connection *reconnect(Connection **connection, const char *host, const char *uri, GError **error)
{
  if (*connection != NULL && !connection_is_alive(*connection))
    g_clear_pointer(connection, connection_close);
  if (*connection == NULL)
    *connection = connection_open(host, uri, CONNECT_S, error);
  return *connection;
}

static Sight look(Connection **connection, const char *host, const char *uri, const char *uuid)
{
  Sight sight = { 0 };
  g_autoptr(GError) error = NULL;
  Connection *alive = reconnect(connection, host, uri, &error);
  sight.known = alive != NULL && domain_state(alive, uuid, &sight.state, NULL, &error);
  sight.error = error != NULL ? g_strdup(error->message) : NULL;
  return sight;
}

static char *tell(const Sight *sight, const char *vm, const char *host)
{
  if (!sight->known)
    return g_strdup_printf(_("%s cannot be asked (%s)"), host, sight->error);
  if (sight->state == VM_STATE_UNKNOWN)
    return g_strdup_printf(_("nothing of %s is on %s"), vm, host);
  return g_strdup_printf(_("%s is %s on %s"), vm, vm_state_name(sight->state), host);
}

char *outcome_tell(Runner *runner, gboolean *safe)
{
  const Plan *plan = runner->plan;
  Sight source = look(&runner->source, plan->source, plan->source_uri, plan->vm_uuid);
  Sight target = look(&runner->target, plan->target, plan->target_uri, plan->vm_uuid);
  /* Shut off is as good as it was when the guest did it itself; a crash is not, and neither is a job that is still at work. Of a VM
   * that was shut off all along libvirt may tell a failure too: of somebody's attempt to start it. */
  gboolean shut_off_as_before = source.state == VM_SHUT_OFF && plan->vm_state == VM_SHUT_OFF;
  gboolean at_source = source.known && (shut_off_as_before || ((source.state == plan->vm_state || source.state == VM_SHUT_OFF) &&
                                                               domain_is_at_rest(runner->source, plan->vm_uuid)));
  /* A target that cannot be asked cannot run a VM that is active at the source. */
  gboolean not_at_target = target.known ? target.state == VM_STATE_UNKNOWN : vm_state_is_active(source.state);
  gboolean elsewhere = plan_changes_host(plan) && !not_at_target;
  *safe = !runner->moved && at_source && !elsewhere;
  g_autofree char *here = tell(&source, plan->vm, plan->source);
  g_autofree char *there = tell(&target, plan->vm, plan->target);
  g_free(source.error);
  g_free(target.error);
  return plan_changes_host(plan) ? g_strdup_printf("%s; %s", here, there) : g_steal_pointer(&here);
}
