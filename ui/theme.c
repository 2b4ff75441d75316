#include "ui/theme.h"

#include "config/theme_file.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct ThemeEntry {
  const char *role;
  int foreground, background;
  guint attributes, mono;
} ThemeEntry;

/* The built-in theme; themes/default.theme says the same. Attributes never carry a meaning alone: words and marks do.
 */
static const ThemeEntry built_in[ROLE_COUNT] = {
  [ROLE_TEXT] = { "text", COLOR_OF_TERMINAL, COLOR_OF_TERMINAL, 0, 0 },
  [ROLE_TITLE] = { "title", COLOR_OF_TERMINAL, COLOR_OF_TERMINAL, STYLE_BOLD, STYLE_BOLD },
  [ROLE_DIM] = { "dim", COLOR_OF_TERMINAL, COLOR_OF_TERMINAL, STYLE_DIM, 0 },
  [ROLE_RULE] = { "rule", COLOR_OF_TERMINAL, COLOR_OF_TERMINAL, STYLE_DIM, 0 },
  [ROLE_HEADING] = { "heading", COLOR_OF_TERMINAL, COLOR_OF_TERMINAL, STYLE_DIM, 0 },
  [ROLE_SELECTED] = { "selected", COLOR_OF_TERMINAL, COLOR_OF_TERMINAL, STYLE_REVERSE, STYLE_REVERSE },
  [ROLE_GROUP] = { "group", 6, COLOR_OF_TERMINAL, 0, 0 },
  [ROLE_KEY] = { "key", COLOR_OF_TERMINAL, COLOR_OF_TERMINAL, STYLE_BOLD, STYLE_BOLD },
  [ROLE_CURRENT] = { "current", COLOR_OF_TERMINAL, COLOR_OF_TERMINAL, STYLE_BOLD, STYLE_BOLD },
  [ROLE_FIELD] = { "field", COLOR_OF_TERMINAL, COLOR_OF_TERMINAL, STYLE_UNDERLINE, STYLE_UNDERLINE },
  [ROLE_GOOD] = { "good", 2, COLOR_OF_TERMINAL, 0, 0 },
  [ROLE_BUSY] = { "busy", 6, COLOR_OF_TERMINAL, STYLE_BOLD, STYLE_BOLD | STYLE_UNDERLINE },
  [ROLE_WARNING] = { "warning", 3, COLOR_OF_TERMINAL, 0, STYLE_UNDERLINE | STYLE_REVERSE },
  [ROLE_BAD] = { "bad", 1, COLOR_OF_TERMINAL, STYLE_BOLD, STYLE_BOLD | STYLE_REVERSE },
  [ROLE_BAR] = { "bar", 6, COLOR_OF_TERMINAL, 0, 0 },
  [ROLE_SENT] = { "sent", 6, COLOR_OF_TERMINAL, 0, 0 },
  [ROLE_WRITTEN] = { "written", 3, COLOR_OF_TERMINAL, STYLE_BOLD, STYLE_BOLD },
};

static ThemeEntry theme[ROLE_COUNT];
static gboolean loaded;
static const char *current; /* name of the theme; NULL: the built-in one */

static void use_built_in(void)
{
  memcpy(theme, built_in, sizeof theme);
  current = NULL;
  loaded = TRUE;
}

static ThemeEntry *entry_of(ThemeEntry *entries, const char *role)
{
  for (int i = 0; i < ROLE_COUNT; i++)
    if (strcmp(entries[i].role, role) == 0)
      return &entries[i];
  return NULL;
}

/* Where themes are looked for, the user's own first. Free with g_strfreev(). */
static char **theme_folders(void)
{
  const char *only = g_getenv("VIRT_MIGRATE_THEMES");
  char **folders = g_new0(char *, 3);

  if (only != NULL) {
    folders[0] = g_strdup(only);
    return folders;
  }
  folders[0] = g_build_filename(g_get_user_config_dir(), "virt-migrate", "themes", NULL);
  folders[1] = g_build_filename(PKGDATADIR, "themes", NULL);
  return folders;
}

/* NULL: there is none. */
static char *find_file(const char *name)
{
  g_autofree char *base = g_strconcat(name, ".theme", NULL);
  g_auto(GStrv) folders = theme_folders();

  for (char **folder = folders; *folder != NULL; folder++) {
    g_autofree char *file = g_build_filename(*folder, base, NULL);
    if (g_file_test(file, G_FILE_TEST_EXISTS))
      return g_steal_pointer(&file);
  }
  return NULL;
}

static void add_themes_of(GPtrArray *names, const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);

  for (const char *file; dir != NULL && (file = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *name = g_str_has_suffix(file, ".theme") ? g_strndup(file, strlen(file) - strlen(".theme")) : NULL;

    if (name != NULL && *name != '\0' && !g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
      g_ptr_array_add(names, g_steal_pointer(&name));
  }
}

static int by_name(gconstpointer a, gconstpointer b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *theme_names(void)
{
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  g_auto(GStrv) folders = theme_folders();

  g_ptr_array_add(names, g_strdup("default"));
  for (char **folder = folders; *folder != NULL; folder++)
    add_themes_of(names, *folder);
  g_ptr_array_sort(names, by_name);
  return names;
}

static gboolean apply_rows(const GPtrArray *rows, const char *file, ThemeEntry *entries, GError **error)
{
  for (guint i = 0; i < rows->len; i++) {
    const ThemeRow *row = g_ptr_array_index(rows, i);
    ThemeEntry *entry = entry_of(entries, row->role);

    if (entry == NULL) {
      g_set_error(error, THEME_FILE_ERROR, 0, _("%s:%u: there is no role \"%s\""), file, row->line, row->role);
      return FALSE;
    }
    *entry = (ThemeEntry){ entry->role, row->foreground, row->background, row->attributes, row->mono };
  }
  return TRUE;
}

const char *theme_name(void)
{
  return current != NULL ? current : "default";
}

static gboolean no_theme(const char *name, GError **error)
{
  g_autoptr(GPtrArray) names = theme_names();
  g_autoptr(GString) list = g_string_new(NULL);

  for (guint i = 0; i < names->len; i++)
    g_string_append_printf(list, "%s%s", i > 0 ? ", " : "", (const char *)g_ptr_array_index(names, i));
  g_set_error(error, THEME_FILE_ERROR, 0, _("there is no theme \"%s\", only these: %s"), name, list->str);
  return FALSE;
}

gboolean theme_load(const char *name, GError **error)
{
  g_autofree char *file = find_file(name != NULL ? name : "default");
  g_autoptr(GPtrArray) rows = NULL;
  ThemeEntry entries[ROLE_COUNT];

  use_built_in();
  if (file == NULL)
    return name == NULL || strcmp(name, "default") == 0 ? TRUE : no_theme(name, error);
  rows = theme_file_read(file, error);
  if (rows == NULL)
    return FALSE;
  memcpy(entries, built_in, sizeof entries);
  if (!apply_rows(rows, file, entries, error))
    return FALSE;
  memcpy(theme, entries, sizeof theme);
  current = g_intern_string(name);
  return TRUE;
}

/* The parts (0 … 255) of the colours from 16 on: a cube of 6x6x6, then greys. */
static void color_parts(int color, int parts[3])
{
  int cube = color - 16, divisors[] = { 36, 6, 1 };

  for (int i = 0; i < 3; i++) {
    int level = cube / divisors[i] % 6;

    parts[i] = color >= 232 ? 8 + 10 * (color - 232) : level > 0 ? 55 + 40 * level : 0;
  }
}

/* The one of the eight that has the same hue: what is more than three fifths as strong as the strongest part counts. */
static int basic_color(int color)
{
  int parts[3], strongest, basic = 0;

  if (color < 16)
    return color % 8;
  color_parts(color, parts);
  strongest = MAX(parts[0], MAX(parts[1], parts[2]));
  for (int i = 0; i < 3; i++)
    if (parts[i] * 5 > strongest * 3 && strongest > 90)
      basic |= 1 << i;
  return basic;
}

int theme_color(int color, int colors)
{
  return color < colors || color == COLOR_OF_TERMINAL ? color : basic_color(color);
}

Style theme_style(Role role, int colors)
{
  const ThemeEntry *entry;

  if (!loaded)
    use_built_in();
  entry = &theme[role];
  if (colors == 0)
    return (Style){ COLOR_OF_TERMINAL, COLOR_OF_TERMINAL, entry->mono };
  return (Style){ theme_color(entry->foreground, colors), theme_color(entry->background, colors), entry->attributes };
}
