/* Every key that a page shows does something; every key that does something is shown or in the help; and the cursor rests on what has
 * the focus, for those who hear the screen instead of seeing it. */
#include "places.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ANY_LETTER "any letter"

enum { LAST_ROW = 23, QUIET_MS = 120 };

/* The screen with its cursor; figures are left out, as they change by themselves. */
static char *state_of(Screen *screen)
{
  int row, col;
  g_autofree char *text = g_strdup(screen_text(screen));
  screen_cursor(screen, &row, &col);
  for (char *at = text; *at != '\0'; at++)
    if (g_ascii_isdigit(*at))
      *at = '0';
  return g_strdup_printf("%s\n%d %d", text, row, col);
}

/* The names of the keys in the last row: "Enter", "m", … */
static char **shown_keys(Screen *screen)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new();
  g_auto(GStrv) parts = g_regex_split_simple(" {2,}", g_strstrip((char *)screen_row(screen, LAST_ROW)), 0, 0);
  for (char **part = parts; *part != NULL; part++) {
    g_auto(GStrv) words = g_strsplit(*part, " ", 2);
    if (words[0] != NULL && *words[0] != '\0')
      g_ptr_array_add(keys, g_strdup(words[0]));
  }
  g_ptr_array_add(keys, NULL);
  return (char **)g_ptr_array_free(g_steal_pointer(&keys), FALSE);
}

static void type_named(Screen *screen, const char *name)
{
  g_autofree char *key = name[1] != '\0' ? g_strdup_printf("<%s>", name) : g_strdup(name);
  screen_type(screen, key);
}

/* What a key does is seen in what is shown, in a request to the task's process, or in the end of the program. */
static void expect_effect(Screen *screen, const Place *page, const char *key, const char *before)
{
  for (int tries = 0; tries < 40; tries++) {
    screen_settle(screen, 50);
    g_autofree char *now = state_of(screen);
    if (!g_str_equal(now, before))
      return;
  }
  screen_fail(screen, "on the page “%s” the key %s does nothing", page->name, key);
}

static void test_every_key_that_is_shown_does_something(void **state)
{
  G_GNUC_UNUSED g_autoptr(Record) record = place_record(*state);
  for (gsize i = 0; i < places_count; i++) {
    Screen *screen = place_open(*state, &places[i], NULL);
    g_auto(GStrv) keys = shown_keys(screen);
    if (keys[0] == NULL)
      screen_fail(screen, "the page “%s” shows no key", places[i].name);
    for (char **key = keys; *key != NULL; key++) {
      if (key > keys)
        screen = place_open(*state, &places[i], NULL);
      g_autofree char *before = state_of(screen);
      type_named(screen, *key);
      expect_effect(screen, &places[i], *key, before);
      screen_free(screen);
    }
  }
}

/* The keys in the rows of the help that are on the screen. */
static void take_helped_keys(Screen *screen, GHashTable *keys, gboolean *begun)
{
  for (int row = 1; row < 20; row++) {
    const char *text = screen_row(screen, row);
    *begun = *begun || g_str_has_prefix(text, " Keys of the page");
    if (*begun && strlen(text) > 13 && text[2] == ' ' && text[3] != ' ')
      g_hash_table_add(keys, g_strndup(text + 3, strcspn(text + 3, " ")));
  }
}

/* All keys that the help of this page names, with those it marks as doing nothing now. */
static GHashTable *helped_keys(Screen *screen)
{
  GHashTable *keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  gboolean begun = FALSE;
  screen_type(screen, "?");
  screen_wait_for(screen, "Keys of the page");
  for (int page = 0; page < 3; page++) {
    screen_settle(screen, QUIET_MS);
    take_helped_keys(screen, keys, &begun);
    if (strstr(screen_text(screen), "Any other letter goes") != NULL)
      g_hash_table_add(keys, g_strdup(ANY_LETTER));
    screen_type(screen, "<PgDn>");
  }
  screen_type(screen, "<Esc>");
  screen_wait_gone(screen, " Help     ");
  return keys;
}

/* What there is besides characters: its name for screen_type() and in the help. */
static const struct {
  const char *typed, *helped;
} NAMED[] = {
  { "<Enter>", "Enter" },  { "<Esc>", "Esc" },   { "<Tab>", "Tab" },     { "<S-Tab>", "Shift-Tab" }, { "<Up>", "Up" },
  { "<Down>", "Down" },    { "<Left>", "Left" }, { "<Right>", "Right" }, { "<PgUp>", "PgUp" },       { "<PgDn>", "PgDn" },
  { "<Home>", "Home" },    { "<End>", "End" },   { "<Backspace>", "" },  { "<Del>", "" },            { "<Ins>", "" },
  { "<Space>", "Space" },  { "<F1>", "" },       { "<F5>", "" },         { "<F10>", "" },            { "<F12>", "" },
  { "<C-a>", "" },         { "<C-b>", "" },      { "<C-c>", "Ctrl-C" },  { "<C-d>", "" },            { "<C-g>", "" },
  { "<C-l>", "Ctrl-L" },   { "<C-n>", "" },      { "<C-p>", "" },        { "<C-u>", "" },            { "<C-x>", "" },
  { "<C-z>", "Ctrl-Z" },
};

/* All keys that the help does not name, to be typed. */
static char *other_keys(GHashTable *known)
{
  GString *others = g_string_new(NULL);
  gboolean letters = g_hash_table_contains(known, ANY_LETTER);
  for (char ch = '!'; ch <= '~'; ch++) {
    const char name[] = { ch, '\0' };
    if (!g_hash_table_contains(known, name) && !(letters && g_ascii_isalnum(ch)))
      g_string_append(others, ch == '<' ? "<lt>" : name);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(NAMED); i++)
    if (!g_hash_table_contains(known, NAMED[i].helped))
      g_string_append(others, NAMED[i].typed);
  return g_string_free(others, FALSE);
}

static void test_no_key_does_anything_in_secret(void **state)
{
  G_GNUC_UNUSED g_autoptr(Record) record = place_record(*state);
  for (gsize i = 0; i < places_count; i++) {
    if (places[i].no_help)
      continue;
    Screen *screen = place_open(*state, &places[i], NULL);
    g_autoptr(GHashTable) known = helped_keys(screen);
    g_autofree char *others = other_keys(known);
    screen_settle(screen, QUIET_MS);
    g_autofree char *before = state_of(screen);
    print_message("%s: %s\n", places[i].name, others);
    screen_type(screen, others);
    screen_settle(screen, QUIET_MS * 2);
    g_autofree char *after = state_of(screen);
    if (!g_str_equal(before, after))
      screen_fail(screen, "on the page “%s” one of these does something and is not in the help: %s\nbefore:\n%s\n", places[i].name,
                  others, before);
    screen_free(screen);
  }
}

static void test_cursor_rests_on_the_focus(void **state)
{
  G_GNUC_UNUSED g_autoptr(Record) record = place_record(*state);
  for (gsize i = 0; i < places_count; i++) {
    Screen *screen = place_open(*state, &places[i], NULL);
    int row, col;
    screen_cursor(screen, &row, &col);
    if (!screen_cursor_visible(screen))
      screen_fail(screen, "on the page “%s” there is no cursor", places[i].name);
    if (places[i].cursor != NULL && screen_column(screen, row, places[i].cursor) != col)
      screen_fail(screen, "on the page “%s” the cursor is at %d, %d and not on “%s”", places[i].name, row, col, places[i].cursor);
    screen_free(screen);
  }
}

/* In a field the cursor stands behind what was typed. */
static void test_cursor_in_fields(void **state)
{
  int row, col;
  Screen *screen = wizard_start(*state);
  screen_type(screen, "/mai");
  screen_wait_for(screen, "Search: mai");
  screen_settle(screen, QUIET_MS);
  screen_cursor(screen, &row, &col);
  assert_int_equal(row, 21);
  assert_int_equal(col, screen_column(screen, 21, "mai") + 3);
  screen_type(screen, "<Enter>A");
  screen_wait_for(screen, "Migration address");
  screen_type(screen, "delta");
  screen_wait_for(screen, "delta");
  screen_settle(screen, QUIET_MS);
  screen_cursor(screen, &row, &col);
  assert_int_equal(col, screen_column(screen, row, "delta") + 5);
  screen_free(screen);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    WIZARD_TEST(test_every_key_that_is_shown_does_something), WIZARD_TEST(test_no_key_does_anything_in_secret),
    WIZARD_TEST(test_cursor_rests_on_the_focus),              WIZARD_TEST(test_cursor_in_fields),
  };
  return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
