/* Every key that a page shows does something; every key that does something is shown or in the help; and the cursor rests on what has
 * the focus, for those who hear the screen instead of seeing it. */
#include "places.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

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

/* All keys of one character that the help of this page names, with those it marks as doing nothing now. */
static char *helped_keys(Screen *screen)
{
  GString *keys = g_string_new(NULL);
  screen_type(screen, "?");
  screen_wait_for(screen, "Keys of the page");
  for (int page = 0; page < 3; page++) {
    screen_settle(screen, QUIET_MS);
    for (int row = 1; row < 20; row++) {
      const char *text = screen_row(screen, row);
      if (strlen(text) > 5 && text[3] != ' ' && text[4] == ' ')
        g_string_append_c(keys, text[3]);
      if (g_str_has_prefix(text, "   Space") || g_str_has_prefix(text, " - Space"))
        g_string_append_c(keys, ' ');
    }
    screen_type(screen, "<PgDn>");
  }
  screen_type(screen, "<Esc>");
  screen_wait_gone(screen, " Help     ");
  return g_string_free(keys, FALSE);
}

static void test_no_key_does_anything_in_secret(void **state)
{
  G_GNUC_UNUSED g_autoptr(Record) record = place_record(*state);
  for (gsize i = 0; i < places_count; i++) {
    if (places[i].no_help)
      continue;
    Screen *screen = place_open(*state, &places[i], NULL);
    g_autofree char *known = helped_keys(screen);
    screen_settle(screen, QUIET_MS);
    g_autofree char *before = state_of(screen);
    g_autoptr(GString) others = g_string_new(NULL);
    for (char ch = ' '; ch <= '~'; ch++)
      if (strchr(known, ch) == NULL && ch != '<')
        g_string_append_c(others, ch);
    screen_type(screen, others->str);
    screen_settle(screen, QUIET_MS * 2);
    g_autofree char *after = state_of(screen);
    if (!g_str_equal(before, after))
      screen_fail(screen, "on the page “%s” one of these does something and is not in the help: %s\nbefore:\n%s\n", places[i].name,
                  others->str, before);
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
