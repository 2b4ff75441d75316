#include "plan/disk_choice.h"

#include "model/units.h"
#include "plan/options.h"

#include <glib/gi18n.h>
#include <string.h>

const DiskChoiceValue disk_formats[] = {
  { "same", N_("Same Format"), N_("The data keeps its format, and with it snapshots and base images."), FORMAT_SAME },
  { "qcow2", N_("Intelligent"), N_("qcow2: takes up only what is written, and can have snapshots."), FORMAT_QCOW2 },
  { "raw", N_("High-Speed"), N_("raw: the fastest to read and write, without snapshots."), FORMAT_RAW },
  { NULL },
};

const DiskChoiceValue disk_speeds[] = {
  { "unlimited", N_("Unlimited"), N_("As fast as disks and network go; others who use them notice it."), SPEED_UNLIMITED },
  { "medium", N_("Medium"), N_("Slow and steady, for busy hours."), SPEED_MEDIUM },
  { "fast", N_("Fast"), N_("Half as fast again as Medium."), SPEED_FAST },
  { NULL },
};

static const DiskChoiceValue *by_id(const DiskChoiceValue *values, const char *id)
{
  for (; values->id != NULL; values++)
    if (strcmp(values->id, id) == 0)
      return values;
  return NULL;
}

static const DiskChoiceValue *by_value(const DiskChoiceValue *values, int value)
{
  for (; values->id != NULL; values++)
    if (values->value == value)
      return values;
  return NULL;
}

gboolean speed_parse(const char *text, Speed *speed, GError **error)
{
  const DiskChoiceValue *preset = by_id(disk_speeds, text);
  if (preset != NULL) {
    *speed = (Speed){ (SpeedKind)preset->value, 0 };
    return TRUE;
  }
  guint64 bytes_s;
  if (!units_parse_rate(text, &bytes_s, error)) {
    g_prefix_error(error, _("a speed is medium, fast, unlimited or a figure: "));
    return FALSE;
  }
  *speed = (Speed){ SPEED_CUSTOM, bytes_s };
  return TRUE;
}

char *speed_text(const Speed *speed)
{
  const DiskChoiceValue *preset = by_value(disk_speeds, (int)speed->kind);
  return preset != NULL ? g_strdup(preset->id) : units_rate_short(speed->bytes_s);
}

guint64 speed_bytes_s(const Speed *speed, const Inventory *inventory)
{
  switch (speed->kind) {
  case SPEED_MEDIUM:
    return units_mbits(inventory->medium_mbits);
  case SPEED_FAST:
    return units_mbits(inventory->fast_mbits);
  case SPEED_CUSTOM:
    return speed->bytes_s;
  case SPEED_UNLIMITED:
    break;
  }
  return 0;
}

static gboolean set_format(DiskChoice *choice, const char *text, GError **error)
{
  const DiskChoiceValue *format = by_id(disk_formats, text);
  if (format == NULL) {
    g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("the format “%s” is not known; it is one of: same, qcow2, raw"), text);
    return FALSE;
  }
  choice->format = (DiskFormat)format->value;
  return TRUE;
}

static gboolean set_name(char **name, const char *key, const char *text, GError **error)
{
  if (*text == '\0' || strchr(text, '/') != NULL || strcmp(text, ".") == 0 || strcmp(text, "..") == 0) {
    g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("“%s” is no name for a %s"), text, key);
    return FALSE;
  }
  g_free(*name);
  *name = g_strdup(text);
  return TRUE;
}

/* PART, one of "key=value", whose key none of those BEFORE it may have. */
static gboolean set_part(DiskChoice *choice, char **before, const char *part, GError **error)
{
  const char *equals = strchr(part, '=');
  g_autofree char *key = equals != NULL ? g_strndup(part, (gsize)(equals - part)) : g_strdup(part);
  const char *value = equals != NULL ? equals + 1 : "";
  for (; equals != NULL && *before != part; before++)
    if (strncmp(*before, part, (gsize)(equals - part) + 1) == 0) {
      g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("%s= is given twice"), key);
      return FALSE;
    }
  if (strcmp(key, "pool") == 0)
    return set_name(&choice->pool, key, value, error);
  if (strcmp(key, "volume") == 0)
    return set_name(&choice->volume, key, value, error);
  if (strcmp(key, "format") == 0)
    return set_format(choice, value, error);
  if (strcmp(key, "speed") == 0)
    return speed_parse(value, &choice->speed, error);
  g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("“%s” is not known; a disk has pool=, format=, speed= and volume="), part);
  return FALSE;
}

/* The parts between commas. In a name, "\," and "\\" stand for a comma and a backslash. */
static char **split_parts(const char *text)
{
  GPtrArray *parts = g_ptr_array_new();
  GString *part = g_string_new(NULL);
  for (const char *at = text; *at != '\0'; at++) {
    if (*at == ',') {
      g_ptr_array_add(parts, g_string_free(part, FALSE));
      part = g_string_new(NULL);
      continue;
    }
    if (*at == '\\' && (at[1] == ',' || at[1] == '\\'))
      at++;
    g_string_append_c(part, *at);
  }
  if (*text != '\0')
    g_ptr_array_add(parts, g_strdup(part->str));
  g_string_free(part, TRUE);
  g_ptr_array_add(parts, NULL);
  return (char **)g_ptr_array_free(parts, FALSE);
}

static void append_name(GString *text, const char *key, const char *name)
{
  g_string_append(text, key);
  for (; *name != '\0'; name++) {
    if (*name == ',' || *name == '\\')
      g_string_append_c(text, '\\');
    g_string_append_c(text, *name);
  }
}

DiskChoice *disk_choice_parse(const char *text, GError **error)
{
  const char *colon = strchr(text, ':');
  if (colon == NULL || colon == text) {
    g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("“%s” does not say which disk: write vda:pool=POOL, or all:pool=POOL"), text);
    return NULL;
  }
  g_autofree char *target = g_strndup(text, (gsize)(colon - text));
  g_autoptr(DiskChoice) choice = disk_choice_new(target, NULL);
  g_auto(GStrv) parts = split_parts(colon + 1);
  for (char **part = parts; *part != NULL; part++)
    if (!set_part(choice, parts, *part, error)) {
      g_prefix_error(error, "%s: ", target);
      return NULL;
    }
  if (choice->pool == NULL) {
    g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("%s: which pool? Write %s:pool=POOL"), target, target);
    return NULL;
  }
  if (choice->volume != NULL && strcmp(target, ALL_DISKS) == 0) {
    g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("%s: volumes are named disk by disk"), target);
    return NULL;
  }
  return g_steal_pointer(&choice);
}

char *disk_choice_text(const DiskChoice *choice)
{
  GString *text = g_string_new(choice->target);
  append_name(text, ":pool=", choice->pool);
  if (choice->volume != NULL)
    append_name(text, ",volume=", choice->volume);
  if (choice->format != FORMAT_SAME)
    g_string_append_printf(text, ",format=%s", by_value(disk_formats, (int)choice->format)->id);
  if (choice->speed.kind != SPEED_UNLIMITED) {
    g_autofree char *speed = speed_text(&choice->speed);
    g_string_append_printf(text, ",speed=%s", speed);
  }
  return g_string_free(text, FALSE);
}
