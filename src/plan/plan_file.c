#include "plan/plan_file.h"

#include "plan/options.h"

#include <glib/gi18n.h>
#include <stddef.h>
#include <string.h>

/* Raised when an older program could not carry out a newer plan. */
#define FORMAT 2

#define GROUP_PLAN "plan"
#define GROUP_CHOICES "choices"
#define GROUP_STEPS "steps"
#define DIRTY_KEY "expected-dirty-bytes-s"
/* One group for each disk: "disk 000", and for each of its base images: "disk 000 base 000". */
#define GROUP_DISK "disk %03u"
#define GROUP_BASE "disk %03u base %03u"

/* A member of a struct that is kept under KEY: a string or a number of bytes. */
typedef struct Member {
  const char *key;
  size_t offset;
} Member;

static const Member disk_strings[] = {
  { "target", offsetof(PlanDisk, target) },       { "path", offsetof(PlanDisk, path) },
  { "pool", offsetof(PlanDisk, pool) },           { "volume", offsetof(PlanDisk, volume) },
  { "format", offsetof(PlanDisk, format) },       { "to-pool", offsetof(PlanDisk, to_pool) },
  { "to-volume", offsetof(PlanDisk, to_volume) }, { "to-format", offsetof(PlanDisk, to_format) },
  { "to-pool-type", offsetof(PlanDisk, to_pool_type) },
};

static const Member disk_sizes[] = {
  { "capacity-bytes", offsetof(PlanDisk, capacity_bytes) },
  { "copy-bytes", offsetof(PlanDisk, copy_bytes) },
  { "data-bytes", offsetof(PlanDisk, data_bytes) },
  { "rate-bytes-s", offsetof(PlanDisk, rate_bytes_s) },
};

static const Member base_strings[] = {
  { "path", offsetof(PlanBase, path) },
  { "pool", offsetof(PlanBase, pool) },
  { "volume", offsetof(PlanBase, volume) },
  { "format", offsetof(PlanBase, format) },
};

static const Member strings[] = {
  { "vm", offsetof(Plan, vm) },
  { "vm-uuid", offsetof(Plan, vm_uuid) },
  { "source", offsetof(Plan, source) },
  { "source-uri", offsetof(Plan, source_uri) },
  { "target", offsetof(Plan, target) },
  { "target-uri", offsetof(Plan, target_uri) },
  { "source-cluster", offsetof(Plan, source_cluster) },
  { "target-cluster", offsetof(Plan, target_cluster) },
  { "source-interface", offsetof(Plan, source_interface) },
  { "target-interface", offsetof(Plan, target_interface) },
  { "peer-uri", offsetof(Plan, peer_uri) },
  { "migrate-uri", offsetof(Plan, migrate_uri) },
  { "tls-name", offsetof(Plan, tls_name) },
  { "data-network", offsetof(Plan, data.network) },
  { "data-from", offsetof(Plan, data.from) },
  { "data-to", offsetof(Plan, data.to) },
  { "control-network", offsetof(Plan, control.network) },
  { "control-from", offsetof(Plan, control.from) },
  { "control-to", offsetof(Plan, control.to) },
};

/* What the time left begins with. Older plans have none of it. */
static const Member expected_sizes[] = {
  { "expected-memory-bytes", offsetof(Plan, expected.memory_bytes) },
  { "expected-network-bytes-s", offsetof(Plan, expected.network_bytes_s) },
  { "expected-disks-bytes-s", offsetof(Plan, expected.disks_bytes_s) },
};

static void write_strings(GKeyFile *file, const char *group, const Member *members, gsize n, gconstpointer at)
{
  for (gsize i = 0; i < n; i++) {
    const char *text = *(char *const *)((const char *)at + members[i].offset);
    if (text != NULL)
      g_key_file_set_string(file, group, members[i].key, text);
  }
}

static void read_strings(GKeyFile *file, const char *group, const Member *members, gsize n, gpointer at)
{
  for (gsize i = 0; i < n; i++) {
    char **text = (char **)((char *)at + members[i].offset);
    g_free(*text);
    *text = g_key_file_get_string(file, group, members[i].key, NULL);
  }
}

static void write_base(GKeyFile *file, guint disk, guint position, const PlanBase *base)
{
  g_autofree char *group = g_strdup_printf(GROUP_BASE, disk, position);
  write_strings(file, group, base_strings, G_N_ELEMENTS(base_strings), base);
  g_key_file_set_uint64(file, group, "physical-bytes", base->physical_bytes);
}

static void write_disk(GKeyFile *file, guint position, const PlanDisk *disk)
{
  g_autofree char *group = g_strdup_printf(GROUP_DISK, position);
  write_strings(file, group, disk_strings, G_N_ELEMENTS(disk_strings), disk);
  g_key_file_set_boolean(file, group, "moves", disk->moves);
  g_key_file_set_boolean(file, group, "as-container", disk->as_container);
  for (gsize i = 0; i < G_N_ELEMENTS(disk_sizes); i++)
    g_key_file_set_uint64(file, group, disk_sizes[i].key, *(const guint64 *)((const char *)disk + disk_sizes[i].offset));
  for (guint i = 0; i < disk->bases->len; i++)
    write_base(file, position, i, g_ptr_array_index(disk->bases, i));
}

static PlanBase *read_base(GKeyFile *file, guint disk, guint position)
{
  g_autofree char *group = g_strdup_printf(GROUP_BASE, disk, position);
  if (!g_key_file_has_group(file, group))
    return NULL;
  PlanBase *base = plan_base_new(NULL);
  read_strings(file, group, base_strings, G_N_ELEMENTS(base_strings), base);
  base->physical_bytes = g_key_file_get_uint64(file, group, "physical-bytes", NULL);
  return base;
}

static PlanDisk *read_disk(GKeyFile *file, guint position)
{
  g_autofree char *group = g_strdup_printf(GROUP_DISK, position);
  if (!g_key_file_has_group(file, group))
    return NULL;
  PlanDisk *disk = plan_disk_new(NULL);
  read_strings(file, group, disk_strings, G_N_ELEMENTS(disk_strings), disk);
  disk->moves = g_key_file_get_boolean(file, group, "moves", NULL);
  disk->as_container = g_key_file_get_boolean(file, group, "as-container", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(disk_sizes); i++)
    *(guint64 *)(gpointer)((char *)disk + disk_sizes[i].offset) = g_key_file_get_uint64(file, group, disk_sizes[i].key, NULL);
  PlanBase *base;
  while ((base = read_base(file, position, disk->bases->len)) != NULL)
    g_ptr_array_add(disk->bases, base);
  return disk;
}

static void set_list(GKeyFile *file, const char *key, char **list)
{
  g_key_file_set_string_list(file, GROUP_PLAN, key, (const char *const *)list, list != NULL ? g_strv_length(list) : 0);
}

static void write_expected(GKeyFile *file, const Plan *plan)
{
  for (gsize i = 0; i < G_N_ELEMENTS(expected_sizes); i++)
    g_key_file_set_uint64(file, GROUP_PLAN, expected_sizes[i].key, *(const guint64 *)((const char *)plan + expected_sizes[i].offset));
  if (plan->expected.dirty_bytes_s >= 0)
    g_key_file_set_int64(file, GROUP_PLAN, DIRTY_KEY, plan->expected.dirty_bytes_s);
}

static void read_expected(GKeyFile *file, Plan *plan)
{
  for (gsize i = 0; i < G_N_ELEMENTS(expected_sizes); i++)
    *(guint64 *)(gpointer)((char *)plan + expected_sizes[i].offset) = g_key_file_get_uint64(file, GROUP_PLAN, expected_sizes[i].key, NULL);
  if (g_key_file_has_key(file, GROUP_PLAN, DIRTY_KEY, NULL))
    plan->expected.dirty_bytes_s = MAX(g_key_file_get_int64(file, GROUP_PLAN, DIRTY_KEY, NULL), 0);
}

char *plan_to_text(const Plan *plan)
{
  g_autoptr(GKeyFile) file = g_key_file_new();
  g_key_file_set_integer(file, GROUP_PLAN, "format", FORMAT);
  write_strings(file, GROUP_PLAN, strings, G_N_ELEMENTS(strings), plan);
  g_key_file_set_integer(file, GROUP_PLAN, "vm-state", plan->vm_state);
  g_key_file_set_boolean(file, GROUP_PLAN, "persistent", plan->persistent);
  g_key_file_set_boolean(file, GROUP_PLAN, "autostart", plan->autostart);
  g_key_file_set_boolean(file, GROUP_PLAN, "kubernetes", plan->kubernetes);
  g_key_file_set_uint64(file, GROUP_PLAN, "memory-bytes", plan->memory_bytes);
  if (plan->estimate_ms >= 0)
    g_key_file_set_int64(file, GROUP_PLAN, "estimate-ms", plan->estimate_ms);
  write_expected(file, plan);
  g_key_file_set_integer(file, GROUP_PLAN, "snapshots", (int)plan->snapshots);
  set_list(file, "shared-storage", plan->shared_storage);
  set_list(file, "restart-pending", plan->restart_pending);
  set_list(file, "overridden", plan->overridden);
  for (guint i = 0; i < plan->disks->len; i++)
    write_disk(file, i, g_ptr_array_index(plan->disks, i));

  for (const Option *option = options_table; option->name != NULL; option++) {
    g_autofree char *text = option_text(option, plan->choices);
    if (text != NULL)
      g_key_file_set_string(file, GROUP_CHOICES, option->name, text);
  }
  for (guint i = 0; i < plan->steps->len; i++) {
    const PlanStep *step = g_ptr_array_index(plan->steps, i);
    g_autofree char *key = g_strdup_printf("%03u-%s", i, step->kind);
    g_key_file_set_string(file, GROUP_STEPS, key, step->title);
  }
  return g_key_file_to_data(file, NULL, NULL);
}

static gboolean read_choices(GKeyFile *file, Choices *choices, GError **error)
{
  for (const Option *option = options_table; option->name != NULL; option++) {
    g_autofree char *text = g_key_file_get_string(file, GROUP_CHOICES, option->name, NULL);
    if (text != NULL && !option_set_text(option, choices, text, error))
      return FALSE;
  }
  return TRUE;
}

/* FALSE when one of them is damaged. */
static gboolean read_steps(GKeyFile *file, Plan *plan)
{
  g_auto(GStrv) keys = g_key_file_get_keys(file, GROUP_STEPS, NULL, NULL);
  for (char **key = keys; key != NULL && *key != NULL; key++) {
    const char *dash = strchr(*key, '-');
    char *title = g_key_file_get_string(file, GROUP_STEPS, *key, NULL);
    if (dash == NULL || title == NULL) {
      g_free(title);
      return FALSE;
    }
    plan_add_step(plan, dash + 1, title);
  }
  return TRUE;
}

/* It came with a later version of this program: older plans have none. */
static gint64 read_estimate(GKeyFile *file)
{
  return g_key_file_has_key(file, GROUP_PLAN, "estimate-ms", NULL) ? g_key_file_get_int64(file, GROUP_PLAN, "estimate-ms", NULL) : -1;
}

gint64 plan_text_estimate_ms(const char *text)
{
  g_autoptr(GKeyFile) file = g_key_file_new();
  if (text == NULL || !g_key_file_load_from_data(file, text, (gsize)-1, G_KEY_FILE_NONE, NULL))
    return -1;
  return read_estimate(file);
}

Plan *plan_from_text(const char *text, GError **error)
{
  g_autoptr(GKeyFile) file = g_key_file_new();
  if (!g_key_file_load_from_data(file, text, (gsize)-1, G_KEY_FILE_NONE, error))
    return NULL;
  int format = g_key_file_get_integer(file, GROUP_PLAN, "format", NULL);
  if (format != FORMAT) {
    g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("the saved plan has format %d; this program reads format %d"), format, FORMAT);
    return NULL;
  }
  g_autoptr(Plan) plan = plan_new();
  plan->choices = choices_new();
  read_strings(file, GROUP_PLAN, strings, G_N_ELEMENTS(strings), plan);
  plan->vm_state = (VmState)g_key_file_get_integer(file, GROUP_PLAN, "vm-state", NULL);
  plan->persistent = g_key_file_get_boolean(file, GROUP_PLAN, "persistent", NULL);
  plan->autostart = g_key_file_get_boolean(file, GROUP_PLAN, "autostart", NULL);
  plan->kubernetes = g_key_file_get_boolean(file, GROUP_PLAN, "kubernetes", NULL);
  plan->memory_bytes = g_key_file_get_uint64(file, GROUP_PLAN, "memory-bytes", NULL);
  plan->estimate_ms = read_estimate(file);
  read_expected(file, plan);
  plan->snapshots = (guint)g_key_file_get_integer(file, GROUP_PLAN, "snapshots", NULL);
  plan->restart_pending = g_key_file_get_string_list(file, GROUP_PLAN, "restart-pending", NULL, NULL);
  plan->shared_storage = g_key_file_get_string_list(file, GROUP_PLAN, "shared-storage", NULL, NULL);
  plan->overridden = g_key_file_get_string_list(file, GROUP_PLAN, "overridden", NULL, NULL);
  if (!read_choices(file, plan->choices, error))
    return NULL;
  gboolean whole = read_steps(file, plan);
  PlanDisk *disk;
  while ((disk = read_disk(file, plan->disks->len)) != NULL)
    g_ptr_array_add(plan->disks, disk);
  if (!whole || plan->vm_uuid == NULL || plan->source_uri == NULL || plan->steps->len == 0) {
    g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("the saved plan is incomplete"));
    return NULL;
  }
  return g_steal_pointer(&plan);
}
