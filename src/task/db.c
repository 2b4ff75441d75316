#include "task/db.h"

#include <glib/gi18n.h>

/* Front ends and runners share the file; each write is short. */
#define BUSY_TIMEOUT_MS 10000
#define BUSY_INTERVAL_MS 5

G_DEFINE_QUARK(virt-migrate-db-error, db_error)

/* Set by whichever statement meets damage: those that do are often ones whose failure does not matter to their caller. */
static gint damage_seen;

gboolean db_take_damage(void)
{
  return g_atomic_int_exchange(&damage_seen, FALSE);
}

gboolean db_error_is_damage(const GError *error)
{
  return g_error_matches(error, DB_ERROR, SQLITE_CORRUPT) || g_error_matches(error, DB_ERROR, SQLITE_NOTADB);
}

/* SQLite tells of a full disk, and of a file that may not grow, in other words than an operator would. */
static const char *describe(sqlite3 *db, int code)
{
  if (code == SQLITE_FULL)
    return _("the disk is full; make room on it");
  return code == SQLITE_IOERR ? _("it cannot be read or written; is the disk full, or gone?") : sqlite3_errmsg(db);
}

static gboolean fail(sqlite3 *db, GError **error)
{
  int code = sqlite3_errcode(db);
  if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
    g_atomic_int_set(&damage_seen, TRUE);
  g_set_error(error, DB_ERROR, code, _("the record of tasks (%s): %s"), sqlite3_db_filename(db, "main"), describe(db, code));
  return FALSE;
}

static void bind(sqlite3_stmt *statement, const char *types, va_list args)
{
  for (int i = 1; *types != '\0'; types++, i++)
    switch (*types) {
    case 'i':
      sqlite3_bind_int64(statement, i, va_arg(args, gint64));
      break;
    case 'n':
      sqlite3_bind_int(statement, i, va_arg(args, int));
      break;
    case 'd':
      sqlite3_bind_double(statement, i, va_arg(args, double));
      break;
    case 's':
      sqlite3_bind_text(statement, i, va_arg(args, const char *), -1, SQLITE_TRANSIENT);
      break;
    default:
      g_assert_not_reached();
    }
}

static gboolean run(sqlite3 *db, GError **error, DbRow row, gpointer data, const char *sql, const char *types, va_list args)
{
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
    return fail(db, error);
  bind(statement, types, args);
  int result;
  while ((result = sqlite3_step(statement)) == SQLITE_ROW)
    if (row == NULL || !row(statement, data))
      break;
  gboolean ok = result == SQLITE_DONE || result == SQLITE_ROW || fail(db, error);
  sqlite3_finalize(statement);
  return ok;
}

gboolean db_run(sqlite3 *db, GError **error, const char *sql, const char *types, ...)
{
  va_list args;
  va_start(args, types);
  gboolean ok = run(db, error, NULL, NULL, sql, types, args);
  va_end(args);
  return ok;
}

gboolean db_query(sqlite3 *db, GError **error, DbRow row, gpointer data, const char *sql, const char *types, ...)
{
  va_list args;
  va_start(args, types);
  gboolean ok = run(db, error, row, data, sql, types, args);
  va_end(args);
  return ok;
}

char *db_text(sqlite3_stmt *row, int column)
{
  return g_strdup((const char *)sqlite3_column_text(row, column));
}

static gboolean take_int(sqlite3_stmt *row, gpointer data)
{
  *(int *)data = sqlite3_column_int(row, 0);
  return FALSE;
}

static gboolean exec(sqlite3 *db, const char *sql, GError **error)
{
  return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK || fail(db, error);
}

/* Two programs may find an old file at the same time: the second one waits for the first one's lock, and looks only then. */
static gboolean upgrade(sqlite3 *db, const char *const *schemas, int version, GError **error)
{
  int found = 0;
  gboolean ok = exec(db, "BEGIN IMMEDIATE", error) && db_query(db, error, take_int, &found, "PRAGMA user_version", "");
  for (int i = found; ok && i < version; i++)
    ok = exec(db, schemas[i], error);
  g_autofree char *script = g_strdup_printf("PRAGMA user_version = %d; COMMIT;", MAX(version, found));
  return ok && exec(db, script, error);
}

static gboolean read_version(sqlite3 *db, int version, int *found, GError **error)
{
  if (!db_query(db, error, take_int, found, "PRAGMA user_version", ""))
    return FALSE;
  if (*found <= version)
    return TRUE;
  g_set_error(
      error, DB_ERROR, SQLITE_ERROR,
      _("the record of tasks (%s) was made by a newer virt-migrate (format %d; this one knows %d) and is left as it is; use the newer "
        "virt-migrate, or give this one a folder of its own with XDG_STATE_HOME"),
      sqlite3_db_filename(db, "main"), *found, version);
  return FALSE;
}

static gboolean ensure_schema(sqlite3 *db, const char *const *schemas, int version, GError **error)
{
  int found = 0;
  if (!read_version(db, version, &found, error))
    return FALSE;
  if (found == version || upgrade(db, schemas, version, error))
    return TRUE;
  sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

static gboolean take_verdict(sqlite3_stmt *row, gpointer sound)
{
  *(gboolean *)sound = g_strcmp0((const char *)sqlite3_column_text(row, 0), "ok") == 0;
  return FALSE;
}

/* SQLite finds damage only where it looks; what it does not look at now, it would trip over in the middle of a move. */
static gboolean check_whole(sqlite3 *db, GError **error)
{
  gboolean sound = FALSE;
  if (!db_query(db, error, take_verdict, &sound, "PRAGMA quick_check(1)", ""))
    return FALSE;
  if (!sound)
    g_set_error(error, DB_ERROR, SQLITE_CORRUPT, _("the record of tasks (%s): it is damaged"), sqlite3_db_filename(db, "main"));
  return sound;
}

/* For this change of mode SQLite does not wait for a lock as it does elsewhere: programs that make a new file together would fail. */
static gboolean set_write_ahead(sqlite3 *db, GError **error)
{
  for (int waited_ms = 0; sqlite3_exec(db, "PRAGMA journal_mode = WAL;", NULL, NULL, NULL) != SQLITE_OK; waited_ms += BUSY_INTERVAL_MS) {
    if (sqlite3_errcode(db) != SQLITE_BUSY || waited_ms >= BUSY_TIMEOUT_MS)
      return fail(db, error);
    g_usleep(BUSY_INTERVAL_MS * 1000);
  }
  return TRUE;
}

/* Write-ahead: a process that is killed at any instant leaves whole transactions or none, and readers never wait for writers. Every
 * commit is brought to the disk (FULL): what a task intends must be there even when the machine loses its power right after. */
static gboolean set_up(sqlite3 *db, GError **error)
{
  return set_write_ahead(db, error) && exec(db, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;", error);
}

/* Before anything is written it is known that the file is ours to write, and whole. */
static gboolean prepare(sqlite3 *db, const char *const *schemas, int version, GError **error)
{
  int found = 0;
  return read_version(db, version, &found, error) && check_whole(db, error) && set_up(db, error) &&
         ensure_schema(db, schemas, version, error);
}

sqlite3 *db_open(const char *file, const char *const *schemas, int version, GError **error)
{
  sqlite3 *db = NULL;
  if (sqlite3_open(file, &db) != SQLITE_OK) {
    g_set_error(error, DB_ERROR, sqlite3_errcode(db), _("the record of tasks (%s) cannot be opened: %s"), file, sqlite3_errmsg(db));
    sqlite3_close(db);
    return NULL;
  }
  sqlite3_busy_timeout(db, BUSY_TIMEOUT_MS);
  if (prepare(db, schemas, version, error))
    return db;
  sqlite3_close(db);
  return NULL;
}

void db_set_lasting(sqlite3 *db, gboolean lasting)
{
  sqlite3_exec(db, lasting ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", NULL, NULL, NULL);
}

gboolean db_is_replaced(sqlite3 *db)
{
  int moved = FALSE;
  return sqlite3_file_control(db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved;
}
