/* The terminals that people have, each with the locales that go with it: the same pages, drawn with what the terminal knows. And the
 * keys of the terminal itself: Ctrl-Z and back, Ctrl-L. */
#include "wizard.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef struct Terminal {
  const char *term, *lang;
  gboolean ascii;
} Terminal;

static const Terminal TERMINALS[] = {
  { "vt100", "C", TRUE },           { "vt100", "C.UTF-8", TRUE },          { "vt220", "C", TRUE },
  { "vt220", "C.UTF-8", TRUE },     { "linux", "C", TRUE },                { "linux", "C.UTF-8", FALSE },
  { "xterm", "C", TRUE },           { "xterm", "C.UTF-8", FALSE },         { "xterm-256color", "C", TRUE },
  { "xterm-256color", "C.UTF-8", FALSE }, { "screen", "C.UTF-8", FALSE },  { "screen-256color", "C", TRUE },
  { "tmux", "C.UTF-8", FALSE },     { "tmux-256color", "C.UTF-8", FALSE },
};

static const struct {
  const char *keys, *shown;
} STEPS[] = {
  { "/web<Enter>", "m Migrate" },  { "m", "What is to be moved?" },       { "<Enter>", "Host to move to" }, { "<Down>", "vda lies in pool" },
  { "<Up><Enter>", "Networks of the VM" }, { "<Enter>", "How to move it" }, { "<Enter>", "checks passed" },
  { "<Enter>", "The same by hand" }, { "?", "Keys of the page" },         { "<Esc>", "The same by hand" },  { "<Esc>", "checks passed" },
};

static void assert_ascii(Screen *screen)
{
  const GByteArray *output = screen_output(screen);
  for (guint i = 0; i < output->len; i++)
    if (output->data[i] >= 0x80)
      screen_fail(screen, "a byte beyond ASCII was sent");
}

static void assert_no_blinking(Screen *screen)
{
  g_autofree char *output = g_strndup((const char *)screen_output(screen)->data, screen_output(screen)->len);
  assert_false(g_regex_match_simple("\\x1b\\[([0-9]+;)*5m", output, G_REGEX_RAW, 0));
}

static void test_every_terminal(void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS(TERMINALS); i++) {
    Screen *screen = wizard_start_on(*state, TERMINALS[i].term, TERMINALS[i].lang);
    for (gsize step = 0; step < G_N_ELEMENTS(STEPS); step++) {
      screen_type(screen, STEPS[step].keys);
      screen_wait_for(screen, STEPS[step].shown);
    }
    if (TERMINALS[i].ascii)
      assert_ascii(screen);
    assert_no_blinking(screen);
    screen_free(screen);
  }
}

static void test_pages_of_all_terminals_say_the_same(void **state)
{
  Screen *screen = wizard_start_on(*state, "vt220", "C");
  screen_settle(screen, 100);
  g_autofree char *expected = g_strdup(screen_text(screen));
  screen_free(screen);
  const char *const others[] = { "vt100", "xterm", "screen", "linux" };
  for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
    screen = wizard_start_on(*state, others[i], "C");
    screen_settle(screen, 100);
    screen_expect(screen, expected);
    screen_free(screen);
  }
}

/* A shell with jobs: Ctrl-Z stops the wizard and gives the terminal back, fg goes on where it was. */
static void test_stopped_and_back(void **state)
{
  Fixture *fixture = *state;
  g_autofree char *script = g_strdup_printf("set -m; '%s' -c '%s'; echo now in the shell; read -r line; fg", wizard_program(), fixture->inventory);
  const char *const argv[] = { "bash", "--norc", "-c", script, NULL };
  Screen *screen = screen_new(&(ScreenSetup){ .argv = argv, .env = (const char *const *)fixture->env });
  screen_wait_for(screen, "web");
  screen_type(screen, "/web<Enter>");
  screen_wait_selected(screen, "web");
  screen_type(screen, "<C-z>");
  screen_wait_for(screen, "now in the shell");
  assert_null(strstr(screen_text(screen), "m Migrate"));
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "m Migrate");
  screen_wait_selected(screen, "web");
  screen_type(screen, "q");
  assert_int_equal(screen_wait_exit(screen), 0);
  screen_free(screen);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    WIZARD_TEST(test_every_terminal),
    WIZARD_TEST(test_pages_of_all_terminals_say_the_same),
    WIZARD_TEST(test_stopped_and_back),
  };
  return cmocka_run_group_tests_name("terminals", tests, NULL, NULL);
}
