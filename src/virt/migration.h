/* libvirt's migration call, run on a thread of its own, so that it can be watched and steered from this one. */
#pragma once

#include "model/progress.h"
#include "virt/connection.h"

typedef struct Migration Migration;

/* What is asked of libvirt. The strings are the caller's, and need to live only until migration_start() returns. */
typedef struct MigrationOrder {
  const char *uuid;          /* of the domain, which runs or is suspended */
  const char *vm;            /* what messages call it */
  gboolean persistent;       /* its definition goes along and leaves the source */
  gboolean post_copy, underclock, encrypt;
  gboolean resume;           /* over a new connection: the rest of a post-copy whose old one is broken */
  const char *peer_uri;      /* NULL: direct, through this machine */
  const char *migrate_uri;   /* NULL: libvirt's own choice */
  const char *tls_name;      /* NULL: that of migrate_uri */
  const char *definition;    /* at the target; NULL: as it is */
  const char *next_boot;     /* and of its next boot there */
  char **disks;              /* targets of the disks that are copied along; NULL: none */
  char **labels;             /* what messages call them, one for each; NULL: the same */
  gboolean shallow;          /* only what they hold: base images are at the target already, and all else reads as zeros there */
  const guint64 *rates_bytes_s; /* of each of them; 0: no limit. Where migration_has_own_speeds() does not hold, they are all the same, in
                                   whole MiB/s. Memory is never limited */
} MigrationOrder;

/* Starts the migration. TARGET is needed for direct migration only; both connections must outlive the migration.
 * NULL and ERROR when the domain is not there; all later errors come from migration_finish(). */
Migration *migration_start(Connection *source, Connection *target, const MigrationOrder *order, GError **error);

/* Takes up a migration of domain UUID (messages call it VM) that is under way already, by whomever it was started; NULL when there is
 * none. Its end tells nothing: look where the domain is. */
Migration *migration_attach(Connection *source, const char *uuid, const char *vm);

/* Waits for the end of the call, at most LIMIT_MS. Has it ended, for good or ill? */
gboolean migration_wait(Migration *migration, guint limit_ms);

/* Waits for the end and frees MIGRATION. FALSE and ERROR when it failed or was aborted. *DOWNTIME_MS is what libvirt
 * measured, -1 when it did not tell. */
gboolean migration_finish(Migration *migration, gint64 *downtime_ms, GError **error);

/* How the job stands. FALSE while there is none yet, and after its end. */
gboolean migration_sample(Migration *migration, JobSample *sample);

/* Requests. FALSE and ERROR when libvirt refuses, as it does before the job has begun and after its end. */
gboolean migration_abort(Migration *migration, GError **error);
gboolean migration_start_post_copy(Migration *migration, GError **error);
/* Ends the connection of a post-copy at the source, so that both hosts notice that it is broken. */
gboolean migration_pause_post_copy(Migration *migration, GError **error);
gboolean migration_suspend(Migration *migration, GError **error);
/* From now on the switch-over may take so long. */
gboolean migration_set_downtime_limit(Migration *migration, guint ms, GError **error);

/* Can the disks that are copied along have speeds of their own, and get others on the way? */
gboolean migration_has_own_speeds(Migration *migration);
/* From now on all of them have this one; 0: no limit. */
void migration_set_speed(Migration *migration, guint64 rate_bytes_s);

/* "vda 45 %, vdb 12 %", of the disks that are copied along; NULL when there are none. Caller frees. */
char *migration_tell_disks(Migration *migration);

/* How long the switch-over may take at most, in ms; -1 when libvirt does not tell. */
gint64 migration_downtime_limit(Migration *migration);
