#include "plan/plan_file.h"

#include "plan/options.h"

#include <glib/gi18n.h>
#include <stddef.h>
#include <string.h>

/* Raised when an older program could not carry out a newer plan. */
#define FORMAT 1

#define GROUP_PLAN "plan"
#define GROUP_CHOICES "choices"
#define GROUP_STEPS "steps"

static const struct {
  const char *key;
  size_t offset;
} strings[] = {
  { "vm", offsetof(Plan, vm) },
  { "vm-uuid", offsetof(Plan, vm_uuid) },
  { "source", offsetof(Plan, source) },
  { "source-uri", offsetof(Plan, source_uri) },
  { "target", offsetof(Plan, target) },
  { "target-uri", offsetof(Plan, target_uri) },
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

static char **string_at(const Plan *plan, size_t offset)
{
  return (char **)((char *)plan + offset);
}

static void set_list(GKeyFile *file, const char *key, char **list)
{
  g_key_file_set_string_list(file, GROUP_PLAN, key, (const char *const *)list, list != NULL ? g_strv_length(list) : 0);
}

char *plan_to_text(const Plan *plan)
{
  g_autoptr(GKeyFile) file = g_key_file_new();
  g_key_file_set_integer(file, GROUP_PLAN, "format", FORMAT);
  for (gsize i = 0; i < G_N_ELEMENTS(strings); i++)
    if (*string_at(plan, strings[i].offset) != NULL)
      g_key_file_set_string(file, GROUP_PLAN, strings[i].key, *string_at(plan, strings[i].offset));
  g_key_file_set_integer(file, GROUP_PLAN, "vm-state", plan->vm_state);
  g_key_file_set_boolean(file, GROUP_PLAN, "persistent", plan->persistent);
  g_key_file_set_boolean(file, GROUP_PLAN, "autostart", plan->autostart);
  g_key_file_set_uint64(file, GROUP_PLAN, "memory-bytes", plan->memory_bytes);
  g_key_file_set_integer(file, GROUP_PLAN, "snapshots", (int)plan->snapshots);
  set_list(file, "disks", plan->disks);
  set_list(file, "shared-storage", plan->shared_storage);

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

static void read_steps(GKeyFile *file, Plan *plan)
{
  g_auto(GStrv) keys = g_key_file_get_keys(file, GROUP_STEPS, NULL, NULL);
  for (char **key = keys; key != NULL && *key != NULL; key++) {
    char *title = g_key_file_get_string(file, GROUP_STEPS, *key, NULL);
    plan_add_step(plan, strchr(*key, '-') + 1, title);
  }
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
  for (gsize i = 0; i < G_N_ELEMENTS(strings); i++)
    *string_at(plan, strings[i].offset) = g_key_file_get_string(file, GROUP_PLAN, strings[i].key, NULL);
  plan->vm_state = (VmState)g_key_file_get_integer(file, GROUP_PLAN, "vm-state", NULL);
  plan->persistent = g_key_file_get_boolean(file, GROUP_PLAN, "persistent", NULL);
  plan->autostart = g_key_file_get_boolean(file, GROUP_PLAN, "autostart", NULL);
  plan->memory_bytes = g_key_file_get_uint64(file, GROUP_PLAN, "memory-bytes", NULL);
  plan->snapshots = (guint)g_key_file_get_integer(file, GROUP_PLAN, "snapshots", NULL);
  plan->disks = g_key_file_get_string_list(file, GROUP_PLAN, "disks", NULL, NULL);
  plan->shared_storage = g_key_file_get_string_list(file, GROUP_PLAN, "shared-storage", NULL, NULL);
  if (!read_choices(file, plan->choices, error))
    return NULL;
  read_steps(file, plan);
  if (plan->vm_uuid == NULL || plan->source_uri == NULL || plan->steps->len == 0) {
    g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("the saved plan is incomplete"));
    return NULL;
  }
  return g_steal_pointer(&plan);
}
