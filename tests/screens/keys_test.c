/* Every key that a page shows does something; every key that does something is shown or in the help; and the cursor rests on what has
 * the focus, for those who hear the screen instead of seeing it. */
#include "record.h"
#include "wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define DB_UUID "5f1d0000-0000-4000-8000-000000000002" /* of the VM db in the fixture */

enum { LAST_ROW = 23, QUIET_MS = 120 };

/* How to get to a page from the tree (what to type, what to wait for; by turns), and what stands under the cursor
 * there. */
typedef struct PageCase {
  const char *name;
  const char *path[14];
  const char *cursor; /* what begins under the cursor */
  gboolean no_help;   /* an overlay: its keys are all on the screen */
} PageCase;

#define TO_WIZARD "/gate<Enter>", "m Migrate", "m", "TYPE"

static const PageCase PAGES[] = {
  { "tree, a group", { NULL }, "> ▾ Training", FALSE },
  { "tree, a VM", { "/gate<Enter>", "m Migrate", NULL }, ">         gate", FALSE },
  { "tree, a VM that moves", { "/db<Enter>", "c Cancel Migration", NULL }, ">         db", FALSE },
  { "help", { "?", "Keys of the page", NULL }, " Keys of the page", TRUE },
  { "add host", { "A", "Migration address", NULL }, NULL, TRUE },
  { "tasks", { "t", "from and to", NULL }, ">", FALSE },
  { "task", { "t", "from and to", "<Enter>", "move memory", NULL }, NULL, FALSE },
  { "question", { "t", "from and to", "c", "Cancel Migration?", NULL }, "> No", TRUE },
  { "menu", { "/gate<Enter>", "m Migrate", "a", "> Migrate", NULL }, "> Migrate", TRUE },
  { "themes", { "T", "> default", NULL }, "> default", TRUE },
  { "type", { TO_WIZARD, NULL }, "> (•) Host", FALSE },
  { "target", { TO_WIZARD, "<Enter>", "TARGET", NULL }, ">", FALSE },
  { "network", { TO_WIZARD, "<Enter>", "TARGET", "<Enter>", "NETWORK", NULL }, ">", FALSE },
  { "options", { "/web<Enter>", "m Migrate", "m", "TYPE", "<Enter>", "TARGET", "<Enter>", "NETWORK", "<Enter>", "OPTIONS", NULL }, "> [ ]", FALSE },
  { "storage", { "/local<Enter>", "m Migrate", "m", "TYPE", "<Down><Enter>", "OPTIONS", "<Enter>", "STORAGE", NULL }, ">", FALSE },
  { "checks", { "/cold<Enter>", "m Migrate", "m", "TYPE", "<Enter>", "TARGET", "<Enter>", "NETWORK", "<Enter>", "CHECKS", NULL }, NULL, FALSE },
  { "review",
    { "/cold<Enter>", "m Migrate", "m", "TYPE", "<Enter>", "TARGET", "<Enter>", "NETWORK", "<Enter>", "CHECKS", "<Enter>", "REVIEW", NULL },
    NULL, FALSE },
};

static Screen *open_page(const Fixture *fixture, const PageCase *page)
{
  Screen *screen = wizard_start(fixture);
  screen_wait_for(screen, "1 task running");
  for (gsize i = 0; page->path[i] != NULL; i += 2) {
    screen_type(screen, page->path[i]);
    screen_wait_for(screen, page->path[i + 1]);
  }
  screen_settle(screen, QUIET_MS);
  return screen;
}

static Record *record_running_task(const Fixture *fixture)
{
  Record *record = record_open(fixture);
  gint64 task = record_task(record, "db", DB_UUID);
  record_begin(record, task);
  record_sample(record, task, &(RecordSample){ .seconds = 1, .total_mib = 512, .sent_mib = 26, .remaining_mib = 486, .rate_mib = 26, .iteration = 1 });
  return record;
}

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
static void expect_effect(Screen *screen, const PageCase *page, const char *key, const char *before)
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
  g_autoptr(Record) record = record_running_task(*state);
  for (gsize i = 0; i < G_N_ELEMENTS(PAGES); i++) {
    Screen *screen = open_page(*state, &PAGES[i]);
    g_auto(GStrv) keys = shown_keys(screen);
    if (keys[0] == NULL)
      screen_fail(screen, "the page “%s” shows no key", PAGES[i].name);
    for (char **key = keys; *key != NULL; key++) {
      if (key > keys)
        screen = open_page(*state, &PAGES[i]);
      g_autofree char *before = state_of(screen);
      type_named(screen, *key);
      expect_effect(screen, &PAGES[i], *key, before);
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
  g_autoptr(Record) record = record_running_task(*state);
  for (gsize i = 0; i < G_N_ELEMENTS(PAGES); i++) {
    if (PAGES[i].no_help)
      continue;
    Screen *screen = open_page(*state, &PAGES[i]);
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
      screen_fail(screen, "on the page “%s” one of these does something and is not in the help: %s\nbefore:\n%s\n", PAGES[i].name,
                  others->str, before);
    screen_free(screen);
  }
}

static void test_cursor_rests_on_the_focus(void **state)
{
  g_autoptr(Record) record = record_running_task(*state);
  for (gsize i = 0; i < G_N_ELEMENTS(PAGES); i++) {
    Screen *screen = open_page(*state, &PAGES[i]);
    int row, col;
    screen_cursor(screen, &row, &col);
    if (!screen_cursor_visible(screen))
      screen_fail(screen, "on the page “%s” there is no cursor", PAGES[i].name);
    if (PAGES[i].cursor != NULL && screen_column(screen, row, PAGES[i].cursor) != col)
      screen_fail(screen, "on the page “%s” the cursor is at %d, %d and not on “%s”", PAGES[i].name, row, col, PAGES[i].cursor);
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
