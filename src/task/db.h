/* A thin layer over SQLite: statements with bound values, rows to a callback, errors as GErrors. */
#pragma once

#include <glib.h>
#include <sqlite3.h>

#define DB_ERROR db_error_quark()
GQuark db_error_quark(void);

/* Opens FILE in write-ahead mode and brings its schema to VERSION: SCHEMAS[i] makes version i + 1 of version i (0: a new file),
 * all of it or nothing. ERROR when it cannot be used, is damaged, or was made by a newer program; then nothing was written. */
sqlite3 *db_open(const char *file, const char *const *schemas, int version, GError **error);

/* Does ERROR say that the file is damaged, or no database at all? */
gboolean db_error_is_damage(const GError *error);
/* Has any statement of this process met damage since the last call? */
gboolean db_take_damage(void);
/* Is the file that DB has open no longer the one of that name? */
gboolean db_is_replaced(sqlite3 *db);
/* Must what is written from now on outlast a loss of power (the default)? Figures that are old in a second need not wait for the disk. */
void db_set_lasting(sqlite3 *db, gboolean lasting);

/* Runs SQL with values bound to ?1, ?2 … as TYPES says: i gint64, n int, d double, s const char * (NULL allowed). */
gboolean db_run(sqlite3 *db, GError **error, const char *sql, const char *types, ...);

/* The same for a query: ROW sees every row of the result; it returns FALSE to stop. */
typedef gboolean (*DbRow)(sqlite3_stmt *row, gpointer data);
gboolean db_query(sqlite3 *db, GError **error, DbRow row, gpointer data, const char *sql, const char *types, ...);

/* Column COLUMN of ROW as a new string; NULL stays NULL. */
char *db_text(sqlite3_stmt *row, int column);
