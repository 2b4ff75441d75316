#include "config/theme_file.h"

#include <glib/gi18n.h>
#include <libconfig.h>
#include <string.h>

G_DEFINE_QUARK(virt-migrate-theme-file, theme_file_error)

typedef struct Name {
  const char *name;
  int value;
} Name;

static const Name color_names[] = {
  { "default", COLOR_OF_TERMINAL },
  { "black", 0 },
  { "red", 1 },
  { "green", 2 },
  { "yellow", 3 },
  { "blue", 4 },
  { "magenta", 5 },
  { "cyan", 6 },
  { "white", 7 },
  { NULL, 0 },
};

static const Name attribute_names[] = {
  { "bold", STYLE_BOLD },
  { "reverse", STYLE_REVERSE },
  { "underline", STYLE_UNDERLINE },
  { "dim", STYLE_DIM },
  { NULL, 0 },
};

static void theme_row_free(ThemeRow *row)
{
  g_free(row->role);
  g_free(row);
}

/* The role of the style that AT is in, for errors; NULL when it has none. */
static const char *role_of(const config_setting_t *at)
{
  const char *role = NULL;

  for (; at != NULL && role == NULL; at = config_setting_parent(at))
    if (config_setting_is_group(at))
      config_setting_lookup_string(at, "role", &role);
  return role;
}

static gboolean complain(const config_setting_t *at, const char *file, GError **error, const char *format,
                         const char *what)
{
  g_autofree char *text = g_strdup_printf(format, what);
  const char *role = role_of(at);

  if (role != NULL)
    g_set_error(error, THEME_FILE_ERROR, 0, _("%s:%u: role \"%s\": %s"), file, config_setting_source_line(at), role, text);
  else
    g_set_error(error, THEME_FILE_ERROR, 0, "%s:%u: %s", file, config_setting_source_line(at), text);
  return FALSE;
}

static const Name *find_name(const Name *names, const char *name)
{
  for (; names->name != NULL; names++)
    if (strcmp(names->name, name) == 0)
      return names;
  return NULL;
}

/* A colour is a name or a number up to 255; a member that is missing is the terminal's own. */
static gboolean read_color(const config_setting_t *setting, const char *file, int *color, GError **error)
{
  const Name *name;

  if (setting == NULL)
    return TRUE;
  if (config_setting_type(setting) == CONFIG_TYPE_INT) {
    int number = config_setting_get_int(setting);

    if (number < 0 || number > 255)
      return complain(setting, file, error, _("the colour \"%s\" must be a name or a number from 0 to 255"),
                      setting->name);
    *color = number;
    return TRUE;
  }
  if (config_setting_type(setting) != CONFIG_TYPE_STRING)
    return complain(setting, file, error, _("the colour \"%s\" must be a name or a number from 0 to 255"),
                    setting->name);
  name = find_name(color_names, config_setting_get_string(setting));
  if (name == NULL)
    return complain(setting, file, error, _("there is no colour \"%s\""), config_setting_get_string(setting));
  *color = name->value;
  return TRUE;
}

static gboolean read_attributes(const config_setting_t *setting, const char *file, guint *attributes, GError **error)
{
  if (setting == NULL)
    return TRUE;
  if (!config_setting_is_aggregate(setting))
    return complain(setting, file, error, _("\"%s\" must be a list like [\"bold\", \"underline\"]"), setting->name);
  for (int i = 0; i < config_setting_length(setting); i++) {
    const config_setting_t *element = config_setting_get_elem(setting, (guint)i);
    const char *text = config_setting_get_string(element);
    const Name *name = text != NULL ? find_name(attribute_names, text) : NULL;

    if (name == NULL)
      return complain(element, file, error, _("there is no attribute \"%s\""), text != NULL ? text : "");
    *attributes |= (guint)name->value;
  }
  return TRUE;
}

static gboolean check_members(const config_setting_t *style, const char *file, GError **error)
{
  static const char *const known[] = { "role", "foreground", "background", "attributes", "mono", NULL };

  for (int i = 0; i < config_setting_length(style); i++) {
    const config_setting_t *member = config_setting_get_elem(style, (guint)i);

    if (!g_strv_contains(known, config_setting_name(member)))
      return complain(member, file, error, _("a style has no \"%s\""), config_setting_name(member));
  }
  return TRUE;
}

static gboolean read_row(const config_setting_t *style, const char *file, ThemeRow *row, GError **error)
{
  const char *role;

  if (!config_setting_is_group(style))
    return complain(style, file, error, _("every style must be a group in %s"), "{ }");
  if (!check_members(style, file, error))
    return FALSE;
  if (!config_setting_lookup_string(style, "role", &role))
    return complain(style, file, error, _("a style needs its \"%s\""), "role");
  if (config_setting_get_member(style, "mono") == NULL)
    return complain(style, file, error, _("a style needs its \"%s\": how it looks on a terminal without colours"),
                    "mono");
  row->role = g_strdup(role);
  row->line = config_setting_source_line(style);
  return read_color(config_setting_get_member(style, "foreground"), file, &row->foreground, error) &&
         read_color(config_setting_get_member(style, "background"), file, &row->background, error) &&
         read_attributes(config_setting_get_member(style, "attributes"), file, &row->attributes, error) &&
         read_attributes(config_setting_get_member(style, "mono"), file, &row->mono, error);
}

static GPtrArray *read_styles(const config_t *config, const char *file, GError **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)theme_row_free);
  const config_setting_t *styles = config_lookup(config, "styles");

  if (styles == NULL || !config_setting_is_list(styles)) {
    g_set_error(error, THEME_FILE_ERROR, 0, _("%s: a theme needs its list \"styles\""), file);
    return NULL;
  }
  for (int i = 0; i < config_setting_length(styles); i++) {
    ThemeRow *row = g_new0(ThemeRow, 1);

    row->foreground = row->background = COLOR_OF_TERMINAL;
    g_ptr_array_add(rows, row);
    if (!read_row(config_setting_get_elem(styles, (guint)i), file, row, error))
      return NULL;
  }
  return g_steal_pointer(&rows);
}

GPtrArray *theme_file_read(const char *file, GError **error)
{
  g_autofree char *text = NULL;
  GPtrArray *rows = NULL;
  config_t config;

  if (!g_file_get_contents(file, &text, NULL, error))
    return NULL;
  config_init(&config);
  if (config_read_string(&config, text) == CONFIG_TRUE)
    rows = read_styles(&config, file, error);
  else
    g_set_error(error, THEME_FILE_ERROR, 0, "%s:%d: %s", file, config_error_line(&config), config_error_text(&config));
  config_destroy(&config);
  return rows;
}
