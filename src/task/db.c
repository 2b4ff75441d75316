#include "task/db.h"

#include <glib/gi18n.h>

/* Front ends and runners share the file; each write is short. */
#define BUSY_TIMEOUT_MS 10000
#define BUSY_INTERVAL_MS 5

G_DEFINE_QUARK(virt-migrate-db-error, db_error)

static gboolean fail(sqlite3 *db, GError **error)
{
  g_set_error(error, DB_ERROR, sqlite3_errcode(db), _("the record of tasks (%s): %s"), sqlite3_db_filename(db, "main"), sqlite3_errmsg(db));
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

static gboolean ensure_schema(sqlite3 *db, const char *const *schemas, int version, GError **error)
{
  int found = 0;
  if (!db_query(db, error, take_int, &found, "PRAGMA user_version", ""))
    return FALSE;
  if (found > version) {
    g_set_error(error, DB_ERROR, SQLITE_ERROR, _("the record of tasks (%s) was made by a newer virt-migrate (format %d, this one knows %d)"),
                sqlite3_db_filename(db, "main"), found, version);
    return FALSE;
  }
  if (found == version)
    return TRUE;
  if (upgrade(db, schemas, version, error))
    return TRUE;
  sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
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

sqlite3 *db_open(const char *file, const char *const *schemas, int version, GError **error)
{
  sqlite3 *db = NULL;
  if (sqlite3_open(file, &db) != SQLITE_OK) {
    g_set_error(error, DB_ERROR, sqlite3_errcode(db), _("the record of tasks (%s) cannot be opened: %s"), file, sqlite3_errmsg(db));
    sqlite3_close(db);
    return NULL;
  }
  sqlite3_busy_timeout(db, BUSY_TIMEOUT_MS);
  if (!set_write_ahead(db, error) || !exec(db, "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;", error) ||
      !ensure_schema(db, schemas, version, error)) {
    sqlite3_close(db);
    return NULL;
  }
  return db;
}
