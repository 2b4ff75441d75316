/* Ten thousand VMs on one host: moving about and searching must not be felt. Prints its figures. */
#include "wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { VMS = 10000, INSTANTLY_MS = 500 /* on a busy machine; 100 and less is usual */ };

/* libvirt's test driver takes seconds to read so many. */
static const char INVENTORY[] = "host_pools = ( { name = \"Training\"; hosts = (\n"
                                "  { name = \"alpha\"; uri = \"test://@DIR@/alpha.xml\"; },\n"
                                "  { name = \"bravo\"; uri = \"test://@DIR@/bravo.xml\"; } ); } );\n"
                                "timers = { connect_s = 60; };\n";

static char **make_names(void)
{
  char **names = g_new0(char *, VMS + 1);
  for (guint i = 0; i < VMS; i++)
    names[i] = g_strdup_printf("guest-%05u", i);
  return names;
}

static void type_and_time(Screen *screen, const char *keys, const char *selected, const char *name)
{
  gint64 start = g_get_monotonic_time();
  screen_type(screen, keys);
  screen_wait_selected(screen, selected);
  double took_ms = (double)(g_get_monotonic_time() - start) / 1000;
  print_message("figure %s %.0f ms\n", name, took_ms);
  if (took_ms > INSTANTLY_MS)
    screen_fail(screen, "%s took %.0f ms", keys, took_ms);
}

static void test_ten_thousand(void **state)
{
  g_auto(GStrv) names = make_names();
  fixture_name_vms(*state, (const char *const *)names);
  fixture_write(*state, "inventory.conf", INVENTORY);
  Screen *screen = wizard_start_with(*state, &(ScreenSetup){ 0 });
  screen_wait_for(screen, "10000 VMs");
  screen_wait_for(screen, "guest-00000");
  screen_settle(screen, 200);
  type_and_time(screen, "/guest-09876", "guest-09876", "search_first");
  type_and_time(screen, "<C-u>guest-05432", "guest-05432", "search_next");
  screen_type(screen, "<Enter>");
  type_and_time(screen, "<Down>", "guest-05433", "down");
  type_and_time(screen, "<End>", "mail", "end");
  type_and_time(screen, "<Home>", "Training", "home");
  screen_free(screen);
}

int main(void)
{
  g_setenv("SCREEN_LIMIT_MS", "60000", FALSE);
  const struct CMUnitTest tests[] = { WIZARD_TEST(test_ten_thousand) };
  return cmocka_run_group_tests_name("many VMs", tests, NULL, NULL);
}
