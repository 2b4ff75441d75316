#include "tests/unit/unit.h"

#include "config/theme_file.h"
#include "ui/theme.h"

#include <glib/gstdio.h>
#include <string.h>

static char *folder;

static const char *const roles[ROLE_COUNT] = {
  [ROLE_TEXT] = "text",         [ROLE_TITLE] = "title",   [ROLE_DIM] = "dim",         [ROLE_RULE] = "rule",
  [ROLE_HEADING] = "heading",   [ROLE_GROUP] = "group",   [ROLE_SELECTED] = "selected", [ROLE_KEY] = "key",
  [ROLE_CURRENT] = "current",   [ROLE_FIELD] = "field",   [ROLE_GOOD] = "good",       [ROLE_BUSY] = "busy",
  [ROLE_WARNING] = "warning",   [ROLE_BAD] = "bad",       [ROLE_BAR] = "bar",         [ROLE_SENT] = "sent",
  [ROLE_WRITTEN] = "written",
};

static const char *const shipped[] = { "colour-blind", "default", "high-contrast", "light", "mono" };

static char *write_theme(const char *name, const char *text)
{
  g_autofree char *base = g_strconcat(name, ".theme", NULL);
  char *file = g_build_filename(folder, base, NULL);

  assert_true(g_file_set_contents(file, text, -1, NULL));
  return file;
}

static char *shipped_folder(void)
{
  const char *source = g_getenv("VIRT_MIGRATE_SOURCE");

  return g_build_filename(source != NULL ? source : ".", "themes", NULL);
}

static void assert_style(Style style, int foreground, int background, guint attributes)
{
  assert_int_equal(style.foreground, foreground);
  assert_int_equal(style.background, background);
  assert_int_equal(style.attributes, attributes);
}

/* Where the built-in theme is in force, roles look like this. */
static void assert_built_in(void)
{
  assert_style(theme_style(ROLE_BAD, 8), 1, COLOR_OF_TERMINAL, STYLE_BOLD);
  assert_style(theme_style(ROLE_GOOD, 8), 2, COLOR_OF_TERMINAL, 0);
  assert_style(theme_style(ROLE_SELECTED, 8), COLOR_OF_TERMINAL, COLOR_OF_TERMINAL, STYLE_REVERSE);
}

static void before_anything_is_loaded_the_built_in_theme_is_there(void **state)
{
  assert_built_in();
}

static void a_good_file_is_read_whole(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *file = write_theme("good", "styles = (\n"
                                              "  { role = \"bad\"; foreground = \"red\"; background = 17;\n"
                                              "    attributes = [ \"bold\", \"dim\" ]; mono = [ \"underline\" ]; },\n"
                                              "  { role = \"good\"; foreground = 255; mono = ( ); },\n"
                                              "  { role = \"bar\"; foreground = \"default\"; mono = [ ]; }\n"
                                              ");\n");
  g_autoptr(GPtrArray) rows = theme_file_read(file, &error);
  assert_no_error(error);
  assert_int_equal(rows->len, 3);
  const ThemeRow *bad = g_ptr_array_index(rows, 0), *good = g_ptr_array_index(rows, 1);
  assert_string_equal(bad->role, "bad");
  assert_int_equal(bad->foreground, 1);
  assert_int_equal(bad->background, 17);
  assert_int_equal(bad->attributes, STYLE_BOLD | STYLE_DIM);
  assert_int_equal(bad->mono, STYLE_UNDERLINE);
  assert_string_equal(good->role, "good");
  assert_int_equal(good->foreground, 255);
  assert_int_equal(good->background, COLOR_OF_TERMINAL);
  assert_int_equal(good->attributes, 0);
  assert_int_equal(((const ThemeRow *)g_ptr_array_index(rows, 2))->foreground, COLOR_OF_TERMINAL);
}

#define STYLE(members) "styles = (\n  { role = \"bad\"; mono = [ ]; },\n  { " members " } );\n"

/* Each mistake is told with its file, its line and a word that helps. */
static const struct {
  const char *text, *place, *what;
} mistakes[] = {
  { "styles = (\n  {\n", "wrong.theme:", "syntax error" },
  { "", "wrong.theme:", "needs its list \"styles\"" },
  { "styles = 5;\n", "wrong.theme:", "needs its list \"styles\"" },
  { STYLE("foreground = \"red\"; mono = [ ];"), "wrong.theme:3:", "needs its \"role\"" },
  { STYLE("role = \"good\";"), "wrong.theme:3:", "needs its \"mono\"" },
  { STYLE("role = \"good\"; mono = \"bold\";"), "wrong.theme:3:", "must be a list" },
  { STYLE("role = \"good\"; mono = [ \"bald\" ];"), "wrong.theme:3:", "no attribute \"bald\"" },
  { STYLE("role = \"good\"; mono = [ ];\n attributes = [ \"blink\" ];"), "wrong.theme:4:", "no attribute \"blink\"" },
  { STYLE("role = \"good\"; mono = ( 5 );"), "wrong.theme:3:", "no attribute" },
  { STYLE("role = \"good\"; foreground = \"pink\"; mono = [ ];"), "wrong.theme:3:", "no colour \"pink\"" },
  { STYLE("role = \"good\"; mono = [ ];\n\n background = 256;"), "wrong.theme:5:", "\"background\" must be a name" },
  { STYLE("role = \"good\"; foreground = -1; mono = [ ];"), "wrong.theme:3:", "\"foreground\" must be a name" },
  { STYLE("role = \"good\"; foreground = 1.5; mono = [ ];"), "wrong.theme:3:", "\"foreground\" must be a name" },
  { STYLE("role = \"good\"; color = \"red\"; mono = [ ];"), "wrong.theme:3:", "a style has no \"color\"" },
  { STYLE("role = \"good\"; mono = [ ]; },\n  \"bad\", { role = \"bar\"; mono = [ ];"), "wrong.theme:4:",
    "must be a group" },
  { STYLE("role = \"wonderful\"; mono = [ ];"), "wrong.theme:3:", "no role \"wonderful\"" },
};

static void every_mistake_is_told_with_its_place_and_changes_nothing(void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS(mistakes); i++) {
    g_autoptr(GError) error = NULL;
    g_autofree char *file = write_theme("wrong", mistakes[i].text);
    assert_false(theme_load("wrong", &error));
    assert_non_null(error);
    if (!g_str_has_prefix(error->message, file) || strstr(error->message, mistakes[i].place) == NULL)
      fail_msg("“%s” does not say “%s”", error->message, mistakes[i].place);
    if (strstr(mistakes[i].text, "role = \"good\"") != NULL && strstr(mistakes[i].what, "group") == NULL)
      assert_non_null(strstr(error->message, "role \"good\": "));
    assert_error_says(error, mistakes[i].what);
    assert_built_in();
  }
}

static void a_theme_that_is_not_there_is_told_with_those_that_are(void **state)
{
  g_autoptr(GError) error = NULL;

  assert_false(theme_load("nowhere", &error));
  assert_error_says(error, "there is no theme \"nowhere\", only these: default");
  assert_built_in();
}

static void a_theme_may_change_one_role_only(void **state)
{
  g_autoptr(GError) error = NULL;
  G_GNUC_UNUSED g_autofree char *file = write_theme("one",
                                       "styles = ( { role = \"good\"; foreground = \"blue\"; mono = [ \"dim\" ]; } );");

  assert_true(theme_load("one", &error));
  assert_no_error(error);
  assert_style(theme_style(ROLE_GOOD, 8), 4, COLOR_OF_TERMINAL, 0);
  assert_style(theme_style(ROLE_GOOD, 0), COLOR_OF_TERMINAL, COLOR_OF_TERMINAL, STYLE_DIM);
  assert_style(theme_style(ROLE_BAD, 8), 1, COLOR_OF_TERMINAL, STYLE_BOLD);

  /* The next one begins with the built-in theme, not with this one. */
  assert_true(theme_load(NULL, &error));
  assert_built_in();
}

/* "default" is built in; only when there is a file of that name it counts. */
static void without_a_file_the_default_is_built_in(void **state)
{
  g_autoptr(GError) error = NULL;

  assert_true(theme_load(NULL, &error));
  assert_no_error(error);
  assert_built_in();
  assert_true(theme_load("default", &error));
  assert_no_error(error);
  assert_built_in();
}

static void a_colour_the_terminal_lacks_keeps_its_hue(void **state)
{
  static const struct {
    int colors, foreground, background;
  } cases[] = {
    { 256, 200, 17 }, { 88, 5, 17 }, { 18, 5, 17 }, { 17, 5, 4 }, { 8, 5, 4 },
  };
  g_autoptr(GError) error = NULL;
  G_GNUC_UNUSED g_autofree char *file = write_theme("deep", "styles = ( { role = \"bad\"; foreground = 200; background = 17;"
                                              " attributes = [ \"underline\" ]; mono = [ \"bold\" ]; } );");

  assert_true(theme_load("deep", &error));
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
    assert_style(theme_style(ROLE_BAD, cases[i].colors), cases[i].foreground, cases[i].background, STYLE_UNDERLINE);
  assert_style(theme_style(ROLE_BAD, 0), COLOR_OF_TERMINAL, COLOR_OF_TERMINAL, STYLE_BOLD);
  assert_true(theme_load(NULL, &error));
}

static void colours_fall_back_to_the_eight(void **state)
{
  static const struct {
    int color, basic;
  } cases[] = {
    { 9, 1 }, { 15, 7 }, { 16, 0 }, { 25, 4 }, { 28, 2 }, { 31, 6 }, { 33, 4 }, { 124, 1 }, { 136, 3 }, { 202, 1 },
    { 220, 3 }, { 231, 7 }, { 234, 0 }, { 250, 7 }, { COLOR_OF_TERMINAL, COLOR_OF_TERMINAL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    assert_int_equal(theme_color(cases[i].color, 8), cases[i].basic);
    assert_int_equal(theme_color(cases[i].color, 256), cases[i].color);
  }
}

static gboolean look_the_same(Role a, Role b, int colors)
{
  Style one = theme_style(a, colors), other = theme_style(b, colors);
  return one.foreground == other.foreground && one.background == other.background && one.attributes == other.attributes;
}

/* Roles of one kind say the same; those of two kinds never look the same, with colours or without. Bars and lines are a picture of their
 * own, and text in it is plain. */
static void different_meanings_look_different(void **state)
{
  static const int colors[] = { 0, 8, 256 };
  static const int kinds[ROLE_COUNT] = {
    [ROLE_TEXT] = 0,  [ROLE_DIM] = 0,   [ROLE_RULE] = 0,    [ROLE_HEADING] = 0,  [ROLE_GROUP] = 0, [ROLE_GOOD] = 0,
    [ROLE_TITLE] = 1, [ROLE_KEY] = 1,   [ROLE_CURRENT] = 1, [ROLE_SELECTED] = 2, [ROLE_FIELD] = 3, [ROLE_BUSY] = 4,
    [ROLE_WARNING] = 5, [ROLE_BAD] = 6, [ROLE_BAR] = 10,    [ROLE_SENT] = 10,    [ROLE_WRITTEN] = 11,
  };
  g_autofree char *themes = shipped_folder();

  g_setenv("VIRT_MIGRATE_THEMES", themes, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS(shipped); i++) {
    assert_true(theme_load(shipped[i], NULL));
    assert_string_equal(theme_name(), shipped[i]);
    for (int a = 0; a < ROLE_COUNT; a++)
      for (int b = 0; b < a; b++)
        for (gsize c = 0; c < G_N_ELEMENTS(colors); c++)
          if ((kinds[a] < 10) == (kinds[b] < 10) && kinds[a] != kinds[b] && look_the_same((Role)a, (Role)b, colors[c]))
            fail_msg("in %s, “%s” and “%s” look the same with %d colours", shipped[i], roles[a], roles[b], colors[c]);
  }
  g_setenv("VIRT_MIGRATE_THEMES", folder, TRUE);
  assert_true(theme_load(NULL, NULL));
}

/* Whatever the number of colours: none is written on itself. */
static void every_role_can_be_seen(void **state)
{
  static const int colors[] = { 8, 16, 88, 256 };
  g_autofree char *themes = shipped_folder();

  g_setenv("VIRT_MIGRATE_THEMES", themes, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS(shipped); i++) {
    assert_true(theme_load(shipped[i], NULL));
    for (int role = 0; role < ROLE_COUNT; role++)
      for (gsize c = 0; c < G_N_ELEMENTS(colors); c++) {
        Style style = theme_style((Role)role, colors[c]);
        if (style.foreground == style.background && style.foreground != COLOR_OF_TERMINAL)
          fail_msg("in %s, “%s” cannot be seen with %d colours", shipped[i], roles[role], colors[c]);
      }
  }
  g_setenv("VIRT_MIGRATE_THEMES", folder, TRUE);
  assert_true(theme_load(NULL, NULL));
}

static void all_themes_are_found(void **state)
{
  g_autofree char *themes = shipped_folder();

  g_setenv("VIRT_MIGRATE_THEMES", themes, TRUE);
  g_autoptr(GPtrArray) names = theme_names();
  assert_int_equal(names->len, G_N_ELEMENTS(shipped));
  for (guint i = 0; i < names->len; i++)
    assert_string_equal(g_ptr_array_index(names, i), shipped[i]);
  g_setenv("VIRT_MIGRATE_THEMES", folder, TRUE);
}

/* Without colours only plain attributes are left; those roles that must stand out have one. */
static void every_built_in_role_has_its_look_without_colours(void **state)
{
  static const struct {
    Role role;
    guint mono;
  } marked[] = {
    { ROLE_TITLE, STYLE_BOLD },      { ROLE_SELECTED, STYLE_REVERSE }, { ROLE_KEY, STYLE_BOLD },
    { ROLE_CURRENT, STYLE_BOLD },
    { ROLE_FIELD, STYLE_UNDERLINE },
    { ROLE_BUSY, STYLE_BOLD | STYLE_UNDERLINE }, { ROLE_WARNING, STYLE_UNDERLINE | STYLE_REVERSE },
    { ROLE_BAD, STYLE_BOLD | STYLE_REVERSE },
  };

  for (int role = 0; role < ROLE_COUNT; role++) {
    Style style = theme_style((Role)role, 0);
    assert_int_equal(style.foreground, COLOR_OF_TERMINAL);
    assert_int_equal(style.background, COLOR_OF_TERMINAL);
    assert_int_equal(style.attributes & ~(guint)(STYLE_BOLD | STYLE_REVERSE | STYLE_UNDERLINE | STYLE_DIM), 0);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(marked); i++)
    assert_int_equal(theme_style(marked[i].role, 0).attributes, marked[i].mono);
}

/* Every role once, each with its look without colours (a row without one is an error). */
static void every_shipped_theme_has_every_role_once(void **state)
{
  g_autofree char *themes = shipped_folder();

  for (gsize i = 0; i < G_N_ELEMENTS(shipped); i++) {
    g_autoptr(GError) error = NULL;
    g_autofree char *file = g_strdup_printf("%s/%s.theme", themes, shipped[i]);
    g_autoptr(GPtrArray) rows = theme_file_read(file, &error);
    assert_no_error(error);
    assert_int_equal(rows->len, ROLE_COUNT);
    for (int role = 0; role < ROLE_COUNT; role++) {
      guint count = 0;
      for (guint r = 0; r < rows->len; r++)
        count += strcmp(((const ThemeRow *)g_ptr_array_index(rows, r))->role, roles[role]) == 0;
      if (count != 1)
        fail_msg("%s has the role “%s” %u times", shipped[i], roles[role], count);
    }
  }
}

static void every_shipped_theme_is_tested(void **state)
{
  g_autofree char *themes = shipped_folder();
  g_autoptr(GDir) dir = g_dir_open(themes, 0, NULL);
  guint count = 0;

  assert_non_null(dir);
  for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir)) {
    g_autofree char *base = g_str_has_suffix(name, ".theme") ? g_strndup(name, strlen(name) - 6) : NULL;
    gboolean known = FALSE;
    for (gsize i = 0; base != NULL && i < G_N_ELEMENTS(shipped); i++)
      known |= strcmp(shipped[i], base) == 0;
    if (base != NULL && !known)
      fail_msg("%s is in no test", name);
    count += known;
  }
  assert_int_equal(count, G_N_ELEMENTS(shipped));
}

static void every_shipped_theme_loads(void **state)
{
  g_autofree char *themes = shipped_folder();

  g_setenv("VIRT_MIGRATE_THEMES", themes, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS(shipped); i++) {
    g_autoptr(GError) error = NULL;
    assert_true(theme_load(shipped[i], &error));
    assert_no_error(error);
    assert_true(theme_style(ROLE_SELECTED, 0).attributes & STYLE_REVERSE);
    assert_true(theme_style(ROLE_BAD, 0).attributes & STYLE_BOLD);
    assert_true(theme_style(ROLE_FIELD, 0).attributes & STYLE_UNDERLINE);
  }
  g_setenv("VIRT_MIGRATE_THEMES", folder, TRUE);
  assert_true(theme_load(NULL, NULL));
}

/* To copy from: the file says what is built in, for every role. */
static void the_default_file_says_what_is_built_in(void **state)
{
  static const int colors[] = { 0, 8, 256 };
  Style built_in[ROLE_COUNT][G_N_ELEMENTS(colors)];
  g_autofree char *themes = shipped_folder();
  g_autoptr(GError) error = NULL;

  assert_true(theme_load(NULL, &error));
  for (int role = 0; role < ROLE_COUNT; role++)
    for (gsize c = 0; c < G_N_ELEMENTS(colors); c++)
      built_in[role][c] = theme_style((Role)role, colors[c]);
  g_setenv("VIRT_MIGRATE_THEMES", themes, TRUE);
  assert_true(theme_load("default", &error));
  for (int role = 0; role < ROLE_COUNT; role++)
    for (gsize c = 0; c < G_N_ELEMENTS(colors); c++)
      assert_style(theme_style((Role)role, colors[c]), built_in[role][c].foreground, built_in[role][c].background,
                   built_in[role][c].attributes);
  g_setenv("VIRT_MIGRATE_THEMES", folder, TRUE);
  assert_true(theme_load(NULL, &error));
}

static void the_mono_theme_has_no_colour(void **state)
{
  g_autofree char *themes = shipped_folder();
  g_autofree char *file = g_build_filename(themes, "mono.theme", NULL);
  g_autoptr(GPtrArray) rows = theme_file_read(file, NULL);

  assert_non_null(rows);
  for (guint i = 0; i < rows->len; i++) {
    const ThemeRow *row = g_ptr_array_index(rows, i);
    assert_int_equal(row->foreground, COLOR_OF_TERMINAL);
    assert_int_equal(row->background, COLOR_OF_TERMINAL);
    assert_int_equal(row->attributes, row->mono);
  }
}

static int set_up(void **state)
{
  folder = g_dir_make_tmp("theme-XXXXXX", NULL);
  g_setenv("VIRT_MIGRATE_THEMES", folder, TRUE);
  return folder == NULL;
}

static int tear_down(void **state)
{
  static const char *const written[] = { "good", "wrong", "one", "deep" };

  for (gsize i = 0; i < G_N_ELEMENTS(written); i++) {
    g_autofree char *file = g_strdup_printf("%s/%s.theme", folder, written[i]);
    g_remove(file);
  }
  g_rmdir(folder);
  g_clear_pointer(&folder, g_free);
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(before_anything_is_loaded_the_built_in_theme_is_there),
    cmocka_unit_test(a_good_file_is_read_whole),
    cmocka_unit_test(every_mistake_is_told_with_its_place_and_changes_nothing),
    cmocka_unit_test(a_theme_that_is_not_there_is_told_with_those_that_are),
    cmocka_unit_test(a_theme_may_change_one_role_only),
    cmocka_unit_test(without_a_file_the_default_is_built_in),
    cmocka_unit_test(colours_fall_back_to_the_eight),
    cmocka_unit_test(different_meanings_look_different),
    cmocka_unit_test(every_role_can_be_seen),
    cmocka_unit_test(all_themes_are_found),
    cmocka_unit_test(a_colour_the_terminal_lacks_keeps_its_hue),
    cmocka_unit_test(every_built_in_role_has_its_look_without_colours),
    cmocka_unit_test(every_shipped_theme_has_every_role_once),
    cmocka_unit_test(every_shipped_theme_is_tested),
    cmocka_unit_test(every_shipped_theme_loads),
    cmocka_unit_test(the_default_file_says_what_is_built_in),
    cmocka_unit_test(the_mono_theme_has_no_colour),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
