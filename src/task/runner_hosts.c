/* The connections of a runner to both hosts. */
#include "task/runner.h"

/* Connecting is tried this long before the task is given up. */
#define CONNECT_S 20

typedef struct TargetSide {
  const Plan *plan;
  Connection *connection;
  GError *error;
} TargetSide;

static gpointer connect_target(gpointer data)
{
  TargetSide *target = data;
  target->connection = connection_open(target->plan->target, target->plan->target_uri, CONNECT_S, &target->error);
  return NULL;
}

static void drop_dead(Connection **connection)
{
  if (*connection != NULL && !connection_is_alive(*connection))
    g_clear_pointer(connection, connection_close);
}

/* At the same time: a handshake takes as long as much of a small move. */
gboolean runner_connect(Runner *runner, GError **error)
{
  const Plan *plan = runner->plan;
  TargetSide target = { .plan = plan };
  drop_dead(&runner->source);
  drop_dead(&runner->target);
  GThread *thread = runner->target == NULL ? g_thread_new("connect", connect_target, &target) : NULL;
  if (runner->source == NULL)
    runner->source = connection_open(plan->source, plan->source_uri, CONNECT_S, error);
  if (thread != NULL) {
    g_thread_join(thread);
    runner->target = target.connection;
  }
  if (target.error != NULL && runner->source != NULL)
    g_propagate_error(error, g_steal_pointer(&target.error));
  g_clear_error(&target.error);
  return runner->source != NULL && runner->target != NULL;
}
