#include "virt/migration.h"

#include "virt/error.h"
#include "virt/handles.h"
#include "virt/job.h"
#include "virt/migration_parts.h"

#include <glib/gi18n.h>

/* The completion event travels apart from the call's reply; it is never far behind. */
#define EVENT_WAIT_US (500 * 1000)

static void take_completion(virConnectPtr conn, virDomainPtr domain, virTypedParameterPtr params, int n, void *data)
{
  Migration *migration = data;
  unsigned long long downtime_ms;
  gboolean known = virTypedParamsGetULLong(params, n, VIR_DOMAIN_JOB_DOWNTIME, &downtime_ms) == 1;
  g_mutex_lock(&migration->mutex);
  migration->completed = TRUE;
  if (known)
    migration->downtime_ms = (gint64)downtime_ms;
  g_cond_broadcast(&migration->event);
  g_mutex_unlock(&migration->mutex);
}

static gboolean call_libvirt(Migration *migration)
{
  unsigned int n = (unsigned int)migration->n_params;
  if (migration->target == NULL)
    return virDomainMigrateToURI3(migration->domain, migration->peer_uri, migration->params, n, migration->flags) == 0;
  g_autoptr(virDomain) moved = virDomainMigrate3(migration->domain, migration->target, migration->params, n, migration->flags);
  return moved != NULL;
}

static gpointer run(gpointer data)
{
  Migration *migration = data;
  gboolean ok = call_libvirt(migration);
  virErrorPtr error = ok ? NULL : virSaveLastError();
  g_mutex_lock(&migration->mutex);
  migration->ok = ok;
  migration->error = error;
  migration->over = TRUE;
  g_cond_broadcast(&migration->event);
  g_mutex_unlock(&migration->mutex);
  return NULL;
}

#define STEERING_CONNECT_S 10

/* Each row is asked for when its condition holds. */
static unsigned int flags_of(const MigrationOrder *order)
{
  const struct {
    gboolean wanted;
    unsigned int flags;
  } rows[] = {
    { TRUE, VIR_MIGRATE_LIVE },
    { order->persistent, VIR_MIGRATE_PERSIST_DEST | VIR_MIGRATE_UNDEFINE_SOURCE },
    { order->peer_uri != NULL, VIR_MIGRATE_PEER2PEER },
    { order->post_copy, VIR_MIGRATE_POSTCOPY },
    { order->resume, VIR_MIGRATE_POSTCOPY_RESUME },
    { order->underclock, VIR_MIGRATE_AUTO_CONVERGE },
    { order->encrypt, VIR_MIGRATE_TLS },
    { order->disks != NULL, order->shallow ? VIR_MIGRATE_NON_SHARED_INC : VIR_MIGRATE_NON_SHARED_DISK },
  };
  unsigned int flags = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
    flags |= rows[i].wanted ? rows[i].flags : 0;
  return flags;
}

static void add_string(Migration *migration, const char *name, const char *value)
{
  if (value != NULL)
    virTypedParamsAddString(&migration->params, &migration->n_params, &migration->max_params, name, value);
}

/* libvirt applies the one bandwidth to every disk, and to memory: migration_sample() lifts it off memory again. */
static void add_bandwidth(Migration *migration, const guint64 *rates_bytes_s)
{
  unsigned long unlimited = 0;
  guint64 mib_s =
      migration->disks != NULL && rates_bytes_s != NULL ? disk_speeds_first_mib_s(rates_bytes_s, g_strv_length(migration->disks)) : 0;
  if (mib_s == 0)
    return;
  virTypedParamsAddULLong(&migration->params, &migration->n_params, &migration->max_params, VIR_MIGRATE_PARAM_BANDWIDTH, mib_s);
  virDomainMigrateGetMaxSpeed(migration->domain, &unlimited, 0);
  migration->memory_mib_s = unlimited;
}

/* Deregistering does not wait for an event that is being delivered, so the last one out clears up. */
static void migration_unref(void *data)
{
  Migration *migration = data;
  if (!g_atomic_ref_count_dec(&migration->references))
    return;
  if (migration->steered != NULL)
    virDomainFree(migration->steered);
  connection_close(migration->steering);
  if (migration->domain != NULL)
    virDomainFree(migration->domain);
  disk_speeds_free(migration->speeds);
  virTypedParamsFree(migration->params, migration->n_params);
  virFreeError(migration->error);
  g_mutex_clear(&migration->mutex);
  g_cond_clear(&migration->event);
  g_free(migration->vm);
  g_free(migration->from);
  g_free(migration->to);
  g_free(migration->peer_uri);
  g_strfreev(migration->disks);
  g_strfreev(migration->labels);
  g_free(migration);
}

static void migration_free(Migration *migration)
{
  if (migration->callback >= 0)
    virConnectDomainEventDeregisterAny(migration->source, migration->callback);
  migration_unref(migration);
}

static void listen_for_completion(Migration *migration)
{
  g_atomic_ref_count_inc(&migration->references);
  migration->callback = virConnectDomainEventRegisterAny(migration->source, migration->domain, VIR_DOMAIN_EVENT_ID_JOB_COMPLETED,
                                                         VIR_DOMAIN_EVENT_CALLBACK(take_completion), migration, migration_unref);
  if (migration->callback < 0)
    migration_unref(migration);
}

static gboolean prepare(Migration *migration, Connection *source, const MigrationOrder *order, GError **error)
{
  migration->domain = virDomainLookupByUUIDString(source->handle, order->uuid);
  if (migration->domain == NULL)
    return virt_error_set(error, _("looking for %s on %s"), order->vm, source->host);
  migration->flags = flags_of(order);
  add_string(migration, VIR_MIGRATE_PARAM_URI, order->migrate_uri);
  add_string(migration, VIR_MIGRATE_PARAM_TLS_DESTINATION, order->tls_name);
  add_string(migration, VIR_MIGRATE_PARAM_DEST_XML, order->definition);
  add_string(migration, VIR_MIGRATE_PARAM_PERSIST_XML, order->next_boot);
  for (char **disk = order->disks; disk != NULL && *disk != NULL; disk++)
    add_string(migration, VIR_MIGRATE_PARAM_MIGRATE_DISKS, *disk);
  add_bandwidth(migration, order->rates_bytes_s);
  return TRUE;
}

/* Where there is no second connection, the first one has to do. */
static void steer(Migration *migration, const Connection *source, const char *uuid)
{
  migration->steering = connection_open_another(source, STEERING_CONNECT_S, NULL);
  if (migration->steering != NULL)
    migration->steered = virDomainLookupByUUIDString(migration->steering->handle, uuid);
  if (migration->steered == NULL) {
    virDomainRef(migration->domain);
    migration->steered = migration->domain;
  }
}

Migration *migration_start(Connection *source, Connection *target, const MigrationOrder *order, GError **error)
{
  Migration *migration = g_new0(Migration, 1);
  g_atomic_ref_count_init(&migration->references);
  g_mutex_init(&migration->mutex);
  g_cond_init(&migration->event);
  migration->source = source->handle;
  migration->target = order->peer_uri == NULL ? target->handle : NULL;
  migration->peer_uri = g_strdup(order->peer_uri);
  migration->vm = g_strdup(order->vm);
  migration->from = g_strdup(source->host);
  migration->to = g_strdup(target->host);
  migration->disks = g_strdupv(order->disks);
  migration->labels = g_strdupv(order->labels != NULL ? order->labels : order->disks);
  migration->downtime_ms = -1;
  migration->callback = -1;
  if (!prepare(migration, source, order, error)) {
    migration_free(migration);
    return NULL;
  }
  listen_for_completion(migration);
  migration->thread = g_thread_new("migration", run, migration);
  /* Meanwhile the call is under way, so this takes no time from it. */
  steer(migration, source, order->uuid);
  if (migration->disks != NULL && order->rates_bytes_s != NULL && disk_speeds_can_differ(migration->steered))
    migration->speeds = disk_speeds_new(migration->steered, migration->disks, order->rates_bytes_s);
  return migration;
}

Migration *migration_attach(Connection *source, const char *uuid, const char *vm)
{
  g_autoptr(virDomain) domain = virDomainLookupByUUIDString(source->handle, uuid);
  if (domain == NULL || !job_is_migration_out(domain))
    return NULL;
  Migration *migration = g_new0(Migration, 1);
  g_atomic_ref_count_init(&migration->references);
  g_mutex_init(&migration->mutex);
  g_cond_init(&migration->event);
  migration->source = source->handle;
  migration->vm = g_strdup(vm);
  migration->domain = g_steal_pointer(&domain);
  virDomainRef(migration->domain);
  migration->steered = migration->domain;
  migration->downtime_ms = -1;
  migration->callback = -1;
  migration->ok = TRUE;
  return migration;
}

/* Nobody tells when somebody else's call ends. */
static gboolean wait_for_other(Migration *migration, guint limit_ms)
{
  if (!job_is_migration_out(migration->domain))
    return TRUE;
  g_usleep((gulong)limit_ms * 1000);
  return FALSE;
}

gboolean migration_wait(Migration *migration, guint limit_ms)
{
  if (migration->thread == NULL)
    return wait_for_other(migration, limit_ms);
  gint64 until = g_get_monotonic_time() + (gint64)limit_ms * 1000;
  g_mutex_lock(&migration->mutex);
  while (!migration->over && g_cond_wait_until(&migration->event, &migration->mutex, until))
    ;
  gboolean over = migration->over;
  g_mutex_unlock(&migration->mutex);
  return over;
}

static void wait_for_completion(Migration *migration)
{
  gint64 until = g_get_monotonic_time() + EVENT_WAIT_US;
  g_mutex_lock(&migration->mutex);
  while (!migration->completed && g_cond_wait_until(&migration->event, &migration->mutex, until))
    ;
  g_mutex_unlock(&migration->mutex);
}

gboolean migration_finish(Migration *migration, gint64 *downtime_ms, GError **error)
{
  if (migration->thread != NULL)
    g_thread_join(migration->thread);
  gboolean ok = migration->ok;
  if (ok && migration->thread != NULL)
    wait_for_completion(migration);
  *downtime_ms = ok ? migration->downtime_ms : -1;
  if (!ok)
    virt_error_set_from(error, migration->error, _("moving %s from %s to %s"), migration->vm, migration->from, migration->to);
  migration_free(migration);
  return ok;
}
