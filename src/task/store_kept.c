/* What a task keeps so that any runner can take it back: definitions, disks as they were, volumes made. */
#include "task/store_parts.h"

static void kept_free(gpointer data)
{
  Kept *kept = data;
  g_free(kept->name);
  g_free(kept->value);
  g_free(kept);
}

gboolean store_keep(Store *store, gint64 id, guint position, const char *name, const char *value, gboolean current, GError **error)
{
  return db_run(store->db, error, "INSERT OR REPLACE INTO kept (task, position, name, value, current) VALUES (?1, ?2, ?3, ?4, ?5)", "inssn",
                id, (int)position, name, value, current);
}

static gboolean add_kept(sqlite3_stmt *row, gpointer all)
{
  Kept *kept = g_new0(Kept, 1);
  kept->name = db_text(row, 0);
  kept->value = db_text(row, 1);
  kept->current = sqlite3_column_int(row, 2);
  g_ptr_array_add(all, kept);
  return TRUE;
}

GPtrArray *store_kept(Store *store, gint64 id, GError **error)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(kept_free);
  if (!db_query(store->db, error, add_kept, all, "SELECT name, value, current FROM kept WHERE task = ?1 ORDER BY position", "i", id))
    return NULL;
  return g_steal_pointer(&all);
}

static void kept_disk_free(gpointer data)
{
  KeptDisk *disk = data;
  g_free(disk->target);
  g_free(disk->xml);
  g_free(disk);
}

gboolean store_keep_disk(Store *store, gint64 id, const char *target, const char *xml, GError **error)
{
  return db_run(store->db, error, "INSERT OR IGNORE INTO disk (task, target, xml) VALUES (?1, ?2, ?3)", "iss", id, target, xml);
}

static gboolean add_kept_disk(sqlite3_stmt *row, gpointer all)
{
  KeptDisk *disk = g_new0(KeptDisk, 1);
  disk->target = db_text(row, 0);
  disk->xml = db_text(row, 1);
  g_ptr_array_add(all, disk);
  return TRUE;
}

GPtrArray *store_kept_disks(Store *store, gint64 id, GError **error)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(kept_disk_free);
  if (!db_query(store->db, error, add_kept_disk, all, "SELECT target, xml FROM disk WHERE task = ?1 ORDER BY target", "i", id))
    return NULL;
  return g_steal_pointer(&all);
}

gboolean store_add_made(Store *store, gint64 id, const char *pool, const char *volume, GError **error)
{
  return db_run(store->db, error, "INSERT OR REPLACE INTO made (task, pool, volume, is_there) VALUES (?1, ?2, ?3, 0)", "iss", id, pool,
                volume);
}

gboolean store_confirm_made(Store *store, gint64 id, const char *pool, const char *volume, GError **error)
{
  return db_run(store->db, error, "UPDATE made SET is_there = 1 WHERE task = ?1 AND pool = ?2 AND volume = ?3", "iss", id, pool, volume);
}

gboolean store_forget_made(Store *store, gint64 id, const char *pool, const char *volume, GError **error)
{
  return db_run(store->db, error, "DELETE FROM made WHERE task = ?1 AND pool = ?2 AND volume = ?3", "iss", id, pool, volume);
}

static void made_free(gpointer data)
{
  Made *made = data;
  g_free(made->pool);
  g_free(made->volume);
  g_free(made);
}

static gboolean add_made(sqlite3_stmt *row, gpointer all)
{
  Made *made = g_new0(Made, 1);
  made->pool = db_text(row, 0);
  made->volume = db_text(row, 1);
  made->is_there = sqlite3_column_int(row, 2);
  g_ptr_array_add(all, made);
  return TRUE;
}

GPtrArray *store_made(Store *store, gint64 id, GError **error)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(made_free);
  if (!db_query(store->db, error, add_made, all, "SELECT pool, volume, is_there FROM made WHERE task = ?1 ORDER BY rowid", "i", id))
    return NULL;
  return g_steal_pointer(&all);
}

static gboolean take_id(sqlite3_stmt *row, gpointer id)
{
  *(gint64 *)id = sqlite3_column_int64(row, 0);
  return FALSE;
}

gint64 store_maker(Store *store, gint64 id, const char *target, const char *pool, const char *volume)
{
  gint64 maker = 0;
  db_query(store->db, NULL, take_id, &maker,
           "SELECT task.id FROM made JOIN task ON task.id = made.task WHERE task.state IN ('waiting', 'running') AND task.id <> ?1 AND "
           "task.target = ?2"
           " AND made.pool = ?3 AND made.volume = ?4",
           "isss", id, target, pool, volume);
  return maker;
}
