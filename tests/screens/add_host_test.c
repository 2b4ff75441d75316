/* Adding a host from the wizard: it is tried before it is written, and the operator's own file is never touched. */
#include "wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static Screen *open_form(const Fixture *fixture)
{
  Screen *screen = wizard_start(fixture);
  screen_type(screen, "A");
  screen_wait_for(screen, "Migration address");
  return screen;
}

/* Fills in name and URI; the form's own beginning of the URI goes first. */
static void fill(Screen *screen, const char *name, const char *uri)
{
  g_autofree char *shown = g_strdup_printf("Name                %s", name);
  screen_type(screen, name);
  screen_wait_for(screen, shown);
  screen_type(screen, "<Tab>");
  screen_wait_for(screen, "> URI");
  for (gsize i = 0; i < strlen("qemu+ssh://root@"); i++)
    screen_type(screen, "<Backspace>");
  screen_wait_gone(screen, "qemu+ssh://root@ ");
  screen_type(screen, uri);
  screen_wait_for(screen, uri);
}

static char *contents(const Fixture *fixture, const char *name)
{
  g_autofree char *path = fixture_path(fixture, name);
  char *text = NULL;
  return g_file_get_contents(path, &text, NULL, NULL) ? text : g_strdup("");
}

static void test_form(void **state)
{
  Screen *screen = open_form(*state);
  screen_expect(screen,
      " Add a host\n"
      "\n\n"
      " > Name\n"
      "\n"
      "   URI                 qemu+ssh://root@\n"
      "\n"
      "   Peer URI\n"
      "\n"
      "   Migration address\n"
      "\n"
      "   Host pool           Training\n"
      "\n"
      "   Cluster\n"
      "\n"
      " It will be written into ~~~/inventory.conf.added, after a\n"
      " connection has been tried.\n"
      "\n\n\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " What the host is called here, a word.\n"
      "\n"
      " Enter Try and add   Esc Back   Tab Next field");
  screen_type(screen, "<Esc>");
  screen_wait_for(screen, "web");
  screen_free(screen);
}

static void test_added(void **state)
{
  Fixture *fixture = *state;
  g_autofree char *before = contents(fixture, "inventory.conf");
  g_autofree char *uri = g_strdup_printf("test://%s/delta.xml", fixture->dir);
  fixture_write(fixture, "delta.xml", "<node><memory>4194304</memory></node>");
  Screen *screen = open_form(fixture);
  fill(screen, "delta", uri);
  screen_type(screen, "<Enter>");
  screen_wait_gone(screen, "Migration address");
  screen_wait_for(screen, "delta ");
  screen_wait_for(screen, "web");
  screen_free(screen);

  g_autofree char *after = contents(fixture, "inventory.conf");
  g_autofree char *added = contents(fixture, "inventory.conf.added");
  assert_string_equal(after, before);
  assert_non_null(strstr(added, uri));

  screen = wizard_start(fixture); /* and it is there the next time */
  screen_wait_for(screen, "delta ");
  screen_free(screen);
}

static void test_refused_host_is_not_written(void **state)
{
  Screen *screen = open_form(*state);
  fill(screen, "delta", "qemu+tcp://127.0.0.1:1/system");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "Connection refused");
  screen_free(screen);
  g_autofree char *added = contents(*state, "inventory.conf.added");
  assert_string_equal(added, "");
}

static void test_name_that_is_there_already(void **state)
{
  Fixture *fixture = *state;
  g_autofree char *uri = g_strdup_printf("test://%s/bravo.xml", fixture->dir);
  Screen *screen = open_form(fixture);
  fill(screen, "bravo", uri);
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "already");
  screen_free(screen);
}

static void test_nothing_filled_in(void **state)
{
  Screen *screen = open_form(*state);
  screen_type(screen, "<Enter>");
  screen_settle(screen, 200);
  screen_wait_for(screen, "Migration address");
  screen_free(screen);
  g_autofree char *added = contents(*state, "inventory.conf.added");
  assert_string_equal(added, "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    WIZARD_TEST(test_form),
    WIZARD_TEST(test_added),
    WIZARD_TEST(test_refused_host_is_not_written),
    WIZARD_TEST(test_name_that_is_there_already),
    WIZARD_TEST(test_nothing_filled_in),
  };
  return cmocka_run_group_tests_name("add host", tests, NULL, NULL);
}
