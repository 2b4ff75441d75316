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
  [ROLE_BUSY] = { "busy", 6, COLOR_OF_TERMINAL, 0, 0 },
  [ROLE_WARNING] = { "warning", 3, COLOR_OF_TERMINAL, 0, STYLE_BOLD },
  [ROLE_BAD] = { "bad", 1, COLOR_OF_TERMINAL, STYLE_BOLD, STYLE_BOLD },
  [ROLE_BAR] = { "bar", 6, COLOR_OF_TERMINAL, 0, 0 },
  [ROLE_SENT] = { "sent", 6, COLOR_OF_TERMINAL, 0, 0 },
  [ROLE_WRITTEN] = { "written", 3, COLOR_OF_TERMINAL, STYLE_BOLD, 0 },
};

static ThemeEntry theme[ROLE_COUNT];
static gboolean loaded;

static void use_built_in(void)
{
  memcpy(theme, built_in, sizeof theme);
  loaded = TRUE;
}

static ThemeEntry *entry_of(ThemeEntry *entries, const char *role)
{
  for (int i = 0; i < ROLE_COUNT; i++)
    if (strcmp(entries[i].role, role) == 0)
      return &entries[i];
  return NULL;
}

static char *find_file(const char *name)
{
  g_autofree char *base = g_strconcat(name, ".theme", NULL);
  g_autofree char *own = g_build_filename(g_get_user_config_dir(), "virt-migrate", "themes", base, NULL);

  const char *folder = g_getenv("VIRT_MIGRATE_THEMES");

  if (folder != NULL)
    return g_build_filename(folder, base, NULL);
  if (g_file_test(own, G_FILE_TEST_EXISTS))
    return g_steal_pointer(&own);
  return g_build_filename(PKGDATADIR, "themes", base, NULL);
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

gboolean theme_load(const char *name, GError **error)
{
  g_autofree char *file = find_file(name != NULL ? name : "default");
  g_autoptr(GPtrArray) rows = NULL;
  ThemeEntry entries[ROLE_COUNT];

  use_built_in();
  if ((name == NULL || strcmp(name, "default") == 0) && !g_file_test(file, G_FILE_TEST_EXISTS))
    return TRUE;
  rows = theme_file_read(file, error);
  if (rows == NULL)
    return FALSE;
  memcpy(entries, built_in, sizeof entries);
  if (!apply_rows(rows, file, entries, error))
    return FALSE;
  memcpy(theme, entries, sizeof theme);
  return TRUE;
}

Style theme_style(Role role, int colors)
{
  const ThemeEntry *entry;

  if (!loaded)
    use_built_in();
  entry = &theme[role];
  if (colors == 0)
    return (Style){ COLOR_OF_TERMINAL, COLOR_OF_TERMINAL, entry->mono };
  return (Style){
    entry->foreground < colors ? entry->foreground : COLOR_OF_TERMINAL,
    entry->background < colors ? entry->background : COLOR_OF_TERMINAL,
    entry->attributes,
  };
}
