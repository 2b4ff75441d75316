#include "task/salvage.h"

#include "plan/plan_file.h"
#include "task/lock.h"
#include "task/paths.h"
#include "task/salvage_log.h"
#include "task/schema.h"
#include "task/task_row.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static sqlite3 *open_record(const char *file, GError **error)
{
  static const char *const schemas[SCHEMA_VERSION] = SCHEMA_SQL;
  return db_open(file, schemas, SCHEMA_VERSION, error);
}

/* A name that nothing has yet: what was set aside before is kept too. */
static char *name_aside(const char *file)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local();
  g_autofree char *stamp = g_date_time_format(now, "%Y%m%d-%H%M%S");
  char *name = g_strdup_printf("%s.damaged-%s", file, stamp);
  for (guint i = 2; g_file_test(name, G_FILE_TEST_EXISTS); i++) {
    g_free(name);
    name = g_strdup_printf("%s.damaged-%s-%u", file, stamp, i);
  }
  return name;
}

/* The files of a database belong together: the log beside it may hold what the file itself has not got yet. */
static gboolean set_aside(const char *file, char **aside, GError **error)
{
  static const char *const parts[] = { "", "-wal", "-shm" };
  *aside = name_aside(file);
  for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
    g_autofree char *from = g_strconcat(file, parts[i], NULL);
    g_autofree char *to = g_strconcat(*aside, parts[i], NULL);
    if (g_rename(from, to) == 0 || (i > 0 && errno == ENOENT))
      continue;
    int why = errno;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(why),
                _("the record of tasks (%s) is damaged and cannot be set aside: %s"), file, g_strerror(why));
    return FALSE;
  }
  return TRUE;
}

/* "INSERT … (columns of ROW) VALUES (?1, …)". Columns that are not known here make it fail, and their row is left out. */
static sqlite3_stmt *prepare_copy(sqlite3 *db, sqlite3_stmt *row, const char *table)
{
  g_autoptr(GString) columns = g_string_new(NULL);
  g_autoptr(GString) values = g_string_new(NULL);
  for (int i = 0; i < sqlite3_column_count(row); i++) {
    g_string_append_printf(columns, "%s\"%s\"", i > 0 ? ", " : "", sqlite3_column_name(row, i));
    g_string_append_printf(values, "%s?%d", i > 0 ? ", " : "", i + 1);
  }
  g_autofree char *sql = g_strdup_printf("INSERT OR IGNORE INTO %s (%s) VALUES (%s)", table, columns->str, values->str);
  sqlite3_stmt *copy = NULL;
  return sqlite3_prepare_v2(db, sql, -1, &copy, NULL) == SQLITE_OK ? copy : NULL;
}

static void copy_row(sqlite3 *db, sqlite3_stmt *row, const char *table)
{
  sqlite3_stmt *copy = prepare_copy(db, row, table);
  if (copy == NULL)
    return;
  for (int i = 0; i < sqlite3_column_count(row); i++)
    sqlite3_bind_value(copy, i + 1, sqlite3_column_value(row, i));
  sqlite3_step(copy);
  sqlite3_finalize(copy);
}

static void copy_rows(sqlite3 *db, sqlite3 *damaged, const char *table, const char *order)
{
  g_autofree char *sql = g_strdup_printf("SELECT * FROM %s ORDER BY rowid %s", table, order);
  sqlite3_stmt *row = NULL;
  if (sqlite3_prepare_v2(damaged, sql, -1, &row, NULL) != SQLITE_OK)
    return;
  while (sqlite3_step(row) == SQLITE_ROW)
    copy_row(db, row, table);
  sqlite3_finalize(row);
}

/* From both ends: reading stops at the first page that makes no sense. */
static void copy_readable(sqlite3 *db, const char *aside)
{
  static const char *const tables[] = { "task", "step", "kept", "made", "disk", "phase", "point" };
  sqlite3 *damaged = NULL;
  if (sqlite3_open_v2(aside, &damaged, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK)
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
      copy_rows(db, damaged, tables[i], "ASC");
      copy_rows(db, damaged, tables[i], "DESC");
    }
  sqlite3_close(damaged);
}

static gboolean take_count(sqlite3_stmt *row, gpointer count)
{
  *(int *)count = sqlite3_column_int(row, 0);
  return FALSE;
}

static gboolean is_known(sqlite3 *db, gint64 id)
{
  int count = 0;
  return db_query(db, NULL, take_count, &count, "SELECT count(*) FROM task WHERE id = ?1", "i", id) && count > 0;
}

static gint64 written_ms(const char *file)
{
  GStatBuf status;
  return g_stat(file, &status) == 0 ? (gint64)status.st_mtime * 1000 : g_get_real_time() / 1000;
}

/* A plan that is still there is that of a task that nobody has seen end. What has been done of it its runner knows, if that lives; or else,
 * as a rule, its log: then it is a task that was interrupted. */
static gboolean rebuild(sqlite3 *db, const char *folder, gint64 id)
{
  g_autofree char *file = paths_plan(folder, id);
  g_autofree char *text = NULL;
  g_autoptr(Plan) plan = g_file_get_contents(file, &text, NULL, NULL) ? plan_from_text(text, NULL) : NULL;
  gint64 created_ms = written_ms(file);
  if (plan == NULL || task_row_insert(db, id, plan, created_ms, NULL) == 0)
    return FALSE;
  if (lock_is_held(folder, id) || salvage_log(db, folder, id, plan))
    return db_run(db, NULL, "UPDATE task SET state = 'running', started_ms = ?2 WHERE id = ?1", "ii", id, created_ms);
  return db_run(
      db, NULL, "UPDATE task SET state = 'attention', started_ms = ?2, reason = ?3 WHERE id = ?1", "iis", id, created_ms,
      _("what this task has done is lost with the record of tasks; look at the VM on both hosts, and for volumes that nobody uses"));
}

static guint rebuild_missing(sqlite3 *db, const char *folder)
{
  guint rebuilt = 0;
  const char *name;
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    gint64 id = g_str_has_prefix(name, "task-") && g_str_has_suffix(name, ".plan") ? g_ascii_strtoll(name + strlen("task-"), NULL, 10) : 0;
    if (id > 0 && !is_known(db, id) && rebuild(db, folder, id))
      rebuilt++;
  }
  return rebuilt;
}

static void leave_notice(sqlite3 *db, const char *text)
{
  g_info("%s", text);
  db_run(db, NULL, "INSERT INTO notice (at_ms, text) VALUES (?1, ?2)", "is", g_get_real_time() / 1000, text);
}

static void tell_of_damage(sqlite3 *db, const char *aside, guint rebuilt)
{
  int tasks = 0;
  db_query(db, NULL, take_count, &tasks, "SELECT count(*) FROM task", "");
  guint known = (guint)tasks - rebuilt;
  g_autofree char *read = g_strdup_printf(ngettext("%u task could be read from it.", "%u tasks could be read from it.", known), known);
  g_autofree char *more = g_strdup_printf(ngettext(" %u was rebuilt from its plan.", " %u were rebuilt from their plans.", rebuilt),
                                          rebuilt);
  g_autofree char *text = g_strdup_printf(_("The record of tasks was damaged. It is kept as %s, and a new one has begun. %s%s"), aside,
                                          read, rebuilt > 0 ? more : "");
  leave_notice(db, text);
}

static sqlite3 *begin_anew(const char *folder, const char *file, GError **error)
{
  g_autofree char *aside = NULL;
  sqlite3 *db = set_aside(file, &aside, error) ? open_record(file, error) : NULL;
  if (db == NULL)
    return NULL;
  /* One task half read is better than none: rows are taken one by one, and in one transaction only because that is faster. */
  db_run(db, NULL, "BEGIN IMMEDIATE", "");
  copy_readable(db, aside);
  tell_of_damage(db, aside, rebuild_missing(db, folder));
  if (db_run(db, error, "COMMIT", ""))
    return db;
  sqlite3_close(db);
  return NULL;
}

/* Two programs may find the same damage: the second one finds the new record. */
static sqlite3 *replace(const char *folder, const char *file, GError **error)
{
  g_autoptr(GError) cause = NULL;
  g_autofree char *lock_file = paths_store_lock(folder);
  int lock = open(lock_file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock >= 0)
    flock(lock, LOCK_EX);
  sqlite3 *db = open_record(file, &cause);
  if (db == NULL && db_error_is_damage(cause))
    db = begin_anew(folder, file, error);
  else if (db == NULL)
    g_propagate_error(error, g_steal_pointer(&cause));
  if (lock >= 0)
    close(lock);
  return db;
}

/* A record that is gone (deleted, or cut to nothing) is as empty as a new one; what goes on nevertheless is in its plans. */
static void look_for_lost(sqlite3 *db, const char *folder)
{
  int tasks = 0;
  if (!db_query(db, NULL, take_count, &tasks, "SELECT count(*) FROM task", "") || tasks > 0)
    return;
  guint rebuilt = rebuild_missing(db, folder);
  g_autofree char *text =
      g_strdup_printf(ngettext("The record of tasks was gone. %u task that had not ended was rebuilt from its plan.",
                               "The record of tasks was gone. %u tasks that had not ended were rebuilt from their plans.", rebuilt),
                      rebuilt);
  if (rebuilt > 0)
    leave_notice(db, text);
}

sqlite3 *salvage_open(const char *folder, GError **error)
{
  g_autoptr(GError) cause = NULL;
  g_autofree char *file = paths_store(folder);
  sqlite3 *db = open_record(file, &cause);
  if (db == NULL && db_error_is_damage(cause))
    db = replace(folder, file, error);
  else if (db == NULL)
    g_propagate_error(error, g_steal_pointer(&cause));
  db_take_damage();
  if (db != NULL)
    look_for_lost(db, folder);
  return db;
}
