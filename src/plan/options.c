#include "plan/options.h"

#include "model/units.h"
#include "plan/disk_choice.h"
#include "plan/rules.h"

#include <glib/gi18n.h>
#include <string.h>

G_DEFINE_QUARK(plan-error, plan_error)

Choices *choices_preset(const Inventory *inventory)
{
  Choices *choices = choices_new();
  choices->timeout_s = inventory->migration_s;
  return choices;
}

const Option *option_by_name(const char *name)
{
  for (const Option *option = options_table; option->name != NULL; option++)
    if (strcmp(option->name, name) == 0)
      return option;
  return NULL;
}

const Option *option_of(size_t offset)
{
  for (const Option *option = options_table; option->name != NULL; option++)
    if (option->offset == offset)
      return option;
  return NULL;
}

static gpointer member(const Option *option, const Choices *choices)
{
  return (char *)choices + option->offset;
}

gboolean *option_flag(const Option *option, Choices *choices)
{
  g_assert(option->kind == OPTION_FLAG);
  return member(option, choices);
}

guint *option_seconds(const Option *option, Choices *choices)
{
  g_assert(option->kind == OPTION_DURATION);
  return member(option, choices);
}

Ladder *option_ladder(const Option *option, Choices *choices)
{
  g_assert(option->kind == OPTION_LADDER);
  return member(option, choices);
}

int *option_enum(const Option *option, Choices *choices)
{
  g_assert(option->kind == OPTION_CHOICE);
  return member(option, choices);
}

const OptionValue *option_value(const Option *option, int value)
{
  for (const OptionValue *row = option->values; row->id != NULL; row++)
    if (row->value == value)
      return row;
  return NULL;
}

static char *map_text(GHashTable *map)
{
  g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(map), (GCompareFunc)strcmp);
  GString *text = g_string_new(NULL);
  for (GList *key = keys; key != NULL; key = key->next)
    g_string_append_printf(text, "%s%s=%s", text->len > 0 ? "\n" : "", (char *)key->data, (char *)g_hash_table_lookup(map, key->data));
  return text->len > 0 ? g_string_free(text, FALSE) : (g_string_free(text, TRUE), NULL);
}

/* One disk a line. */
static char *disks_text(const GPtrArray *disks)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < disks->len; i++) {
    g_autofree char *one = disk_choice_text(g_ptr_array_index(disks, i));
    g_string_append_printf(text, "%s%s", text->len > 0 ? "\n" : "", one);
  }
  return g_string_free(text, text->len == 0);
}

static char *lines_text(const GPtrArray *lines)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf(text, "%s%s", i > 0 ? "\n" : "", (const char *)g_ptr_array_index(lines, i));
  return g_string_free(text, lines->len == 0);
}

char *option_text(const Option *option, const Choices *choices)
{
  gpointer at = member(option, choices);
  switch (option->kind) {
  case OPTION_FLAG:
    return g_strdup(*(gboolean *)at ? "yes" : "no");
  case OPTION_CHOICE:
    return g_strdup(option_value(option, *(int *)at)->id);
  case OPTION_DURATION:
    return units_duration_short(*(guint *)at);
  case OPTION_LADDER:
    return ladder_text(at);
  case OPTION_NAME:
    return g_strdup(*(char **)at);
  case OPTION_MAP:
    return map_text(*(GHashTable **)at);
  case OPTION_DISKS:
    return disks_text(*(GPtrArray **)at);
  case OPTION_RULES:
    return lines_text(*(GPtrArray **)at);
  }
  return NULL;
}

static gboolean set_flag(gboolean *flag, const char *name, const char *text, GError **error)
{
  gboolean yes = g_strcmp0(text, "yes") == 0;
  if (!yes && g_strcmp0(text, "no") != 0) {
    g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("%s is yes or no, not “%s”"), name, text);
    return FALSE;
  }
  *flag = yes;
  return TRUE;
}

static gboolean set_choice(const Option *option, int *value, const char *text, GError **error)
{
  GString *known = g_string_new(NULL);
  for (const OptionValue *row = option->values; row->id != NULL; row++) {
    if (strcmp(row->id, text) == 0) {
      *value = row->value;
      g_string_free(known, TRUE);
      return TRUE;
    }
    g_string_append_printf(known, "%s%s", known->len > 0 ? ", " : "", row->id);
  }
  g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("%s “%s” is not known; it is one of: %s"), option->name, text, known->str);
  g_string_free(known, TRUE);
  return FALSE;
}

/* One or more lines of SRC=DST. */
static gboolean add_to_map(GHashTable *map, const char *text, GError **error)
{
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    char *equals = strchr(*line, '=');
    if (equals == NULL || equals == *line || equals[1] == '\0') {
      g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("“%s” is not a pair of networks: write SRC=DST"), *line);
      return FALSE;
    }
  }
  for (char **line = lines; *line != NULL; line++) {
    char *equals = strchr(*line, '=');
    g_autofree char *from = g_strndup(*line, (gsize)(equals - *line));
    const char *other = g_hash_table_lookup(map, from);
    if (other != NULL && strcmp(other, equals + 1) != 0) {
      g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("network %s is to become %s, and also %s: name one"), from, other, equals + 1);
      return FALSE;
    }
    g_hash_table_insert(map, g_strndup(*line, (gsize)(equals - *line)), g_strdup(equals + 1));
  }
  return TRUE;
}

static gboolean is_for_same_disk(gconstpointer a, gconstpointer b)
{
  return strcmp(((const DiskChoice *)a)->target, ((const DiskChoice *)b)->target) == 0;
}

/* One or more lines. */
static gboolean add_disks(Choices *choices, const char *text, GError **error)
{
  g_autoptr(GPtrArray) parsed = g_ptr_array_new_with_free_func((GDestroyNotify)disk_choice_free);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    DiskChoice *choice = disk_choice_parse(*line, error);
    if (choice == NULL)
      return FALSE;
    gboolean said_before = choices_disk(choices, choice->target) != NULL ||
                           g_ptr_array_find_with_equal_func(parsed, choice, is_for_same_disk, NULL);
    g_ptr_array_add(parsed, choice);
    if (said_before) {
      g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("disk %s is chosen for twice: say once where it goes"), choice->target);
      return FALSE;
    }
  }
  while (parsed->len > 0)
    choices_set_disk(choices, g_ptr_array_steal_index(parsed, 0));
  return TRUE;
}

static gboolean check_may_override(const char *id, GError **error)
{
  const Rule *rule = rule_by_id(id);
  if (rule != NULL && rule->may_override)
    return TRUE;
  if (rule == NULL)
    g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("there is no check “%s”; virt-migrate check --rules lists them"), id);
  else if (rule->severity != SEVERITY_BLOCKS)
    g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("the check %s stops no move, so there is nothing to override"), id);
  else
    g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT,
                _("the check %s cannot be overridden: what it refuses libvirt would refuse too, or do harm"), id);
  return FALSE;
}

/* One or more lines. */
static gboolean add_overrides(Choices *choices, const char *text, GError **error)
{
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (!check_may_override(*line, error))
      return FALSE;
  for (char **line = lines; *line != NULL; line++)
    choices_set_override(choices, *line, TRUE);
  return TRUE;
}

gboolean option_set_text(const Option *option, Choices *choices, const char *text, GError **error)
{
  gpointer at = member(option, choices);
  if (*text == '\0') {
    g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("--%s needs a value"), option->name);
    return FALSE;
  }
  switch (option->kind) {
  case OPTION_FLAG:
    return set_flag(at, option->name, text, error);
  case OPTION_CHOICE:
    return set_choice(option, at, text, error);
  case OPTION_DURATION:
    return units_parse_duration(text, at, error);
  case OPTION_LADDER:
    return ladder_parse(text, at, error);
  case OPTION_NAME:
    g_free(*(char **)at);
    *(char **)at = g_strdup(text);
    return TRUE;
  case OPTION_MAP:
    return add_to_map(*(GHashTable **)at, text, error);
  case OPTION_DISKS:
    return add_disks(choices, text, error);
  case OPTION_RULES:
    return add_overrides(choices, text, error);
  }
  return FALSE;
}

/* Was anything said about OPTION? A choice, a duration and overridden rules always have a value that does no harm where they do not apply. */
static gboolean is_said(const Option *option, const Choices *choices)
{
  gpointer at = member(option, choices);
  switch (option->kind) {
  case OPTION_FLAG:
    return *(gboolean *)at;
  case OPTION_LADDER:
    return !ladder_is_preset(at);
  case OPTION_NAME:
    return *(char **)at != NULL;
  case OPTION_DISKS:
    return (*(GPtrArray **)at)->len > 0;
  case OPTION_MAP:
    return g_hash_table_size(*(GHashTable **)at) > 0;
  case OPTION_CHOICE:
  case OPTION_DURATION:
  case OPTION_RULES:
    break;
  }
  return FALSE;
}

gboolean options_check(const Choices *choices, VmState state, GError **error)
{
  for (const Option *option = options_table; option->name != NULL; option++) {
    if (!is_said(option, choices) || option->applies(choices, state))
      continue;
    g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("--%s cannot be used here: %s (the VM is %s)"), option->name, _(option->why_not),
                vm_state_name(state));
    return FALSE;
  }
  return TRUE;
}
