/* The page of help tells of what has the focus: every option of the table, one by one, in all of its words. */
#include "plan/options.h"
#include "wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TO_OPTIONS "m", "TYPE", "<Enter>", "TARGET", "<Enter>", "NETWORK", "<Enter>", "OPTIONS"
#define TO_STORAGE "m", "TYPE", "<Down><Enter>", "OPTIONS", "<Enter>", "STORAGE"

/* Where the focus is on the option: what to type and what to wait for, by turns. On the options page <Down> follows until it is. */
static const struct {
  const char *option;
  const char *path[14];
} ROUTES[] = {
  { "type", { "m", "TYPE" } },
  { "to", { "m", "TYPE", "<Enter>", "TARGET" } },
  { "network", { "m", "TYPE", "<Enter>", "TARGET", "<Enter>", "NETWORK" } },
  { "post-copy", { TO_OPTIONS } },
  { "underclock", { TO_OPTIONS } },
  { "encrypt", { TO_OPTIONS } },
  { "timeout", { TO_OPTIONS } },
  { "on-timeout", { TO_OPTIONS } },
  { "downtime", { TO_OPTIONS } },
  { "at-stall", { TO_OPTIONS } },
  { "disk", { TO_STORAGE } },
  { "keep-old-volumes", { TO_STORAGE, "<End>", "> [ ] Keep" } },
  { "override", { "m", "TYPE", "<Enter>", "TARGET", "<Enter>", "Choose it all the same?", "<Right><Enter>", "is chosen", "<Enter>", "NETWORK", "<Enter><Enter>", "o Override" } },
};

static const char *const *route_to(const char *option)
{
  for (gsize i = 0; i < G_N_ELEMENTS(ROUTES); i++)
    if (g_str_equal(ROUTES[i].option, option))
      return ROUTES[i].path;
  fail_msg("this test knows no way to the option %s: on which page is its help?", option);
  return NULL;
}

static Screen *open_route(Fixture *fixture, const Option *option)
{
  const char *const *path = route_to(option->name);
  if (g_str_equal(option->name, "override"))
    fixture_write(fixture, "bravo.xml.facts", "[host]\nhostname=bravo\nuuid=5f1d0000-0000-4000-8001-000000000002\nfree_bytes=104857600\n");
  Screen *screen = wizard_start_with(fixture, &(ScreenSetup){ 0 });
  screen_wait_for(screen, "20.9 of 24 GiB");
  screen_wait_gone(screen, "connecting");
  screen_type(screen, "/web<Enter>");
  screen_wait_for(screen, "m Migrate");
  for (gsize i = 0; path[i] != NULL; i += 2) {
    screen_type(screen, path[i]);
    screen_wait_for(screen, path[i + 1]);
  }
  return screen;
}

/* All rows in one line, for texts that are wrapped. */
static char *joined(const char *text)
{
  g_auto(GStrv) words = g_strsplit_set(text, " \n", -1);
  GString *line = g_string_new(NULL);
  for (char **word = words; *word != NULL; word++)
    if (**word != '\0')
      g_string_append_printf(line, "%s ", *word);
  return g_string_free(line, FALSE);
}

static gboolean says(Screen *screen, const char *text)
{
  g_autofree char *line = joined(screen_text(screen)), *wanted = joined(text);
  return strstr(line, wanted) != NULL;
}

/* On the options page the focus goes down until the help that opens is that of OPTION. */
static void open_help(Screen *screen, const Option *option)
{
  g_autofree char *title = g_strdup_printf("\n %s\n", option->label);
  for (int row = 0; row < 10; row++) {
    screen_type(screen, "?");
    screen_wait_for(screen, "Keys of the page");
    if (strstr(screen_text(screen), title) != NULL)
      return;
    screen_type(screen, "<Esc>");
    screen_wait_gone(screen, "Keys of the page");
    screen_type(screen, "<Down>");
  }
  screen_fail(screen, "no help has the title %s", option->label);
}

static void test_every_option(void **state)
{
  for (const Option *option = options_table; option->name != NULL; option++) {
    Screen *screen = open_route(*state, option);
    open_help(screen, option);
    screen_wait_until(screen, says, option->long_help);
    for (const OptionValue *value = option->values; value != NULL && value->id != NULL; value++) {
      g_autofree char *text = g_strdup_printf("%s: %s", value->label, value->help);
      screen_wait_until(screen, says, text);
    }
    screen_free(screen);
  }
}

/* A box has its keys in a help of its own, and is there again afterwards. */
static void test_boxes(void **state)
{
  Screen *screen = wizard_start(*state);
  screen_type(screen, "T");
  screen_wait_for(screen, "> default");
  screen_type(screen, "?");
  screen_wait_for(screen, "Keys of the page “Theme”");
  screen_wait_for(screen, "Any other letter goes to the next entry that begins with it.");
  screen_type(screen, "q");
  screen_wait_for(screen, "> default");
  screen_free(screen);
}

int main(void)
{
  const struct CMUnitTest tests[] = { WIZARD_TEST(test_every_option), WIZARD_TEST(test_boxes) };
  return cmocka_run_group_tests_name("help", tests, NULL, NULL);
}
