/* A check that stops a move and may be overridden: the question, the mark on the pages that follow, and what the record says. */
#include "wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* bravo has 100 MiB free, which is less than web needs. */
static void leave_little_memory(const Fixture *fixture)
{
  fixture_write(fixture, "bravo.xml.facts", "[host]\nhostname=bravo\nuuid=5f1d0000-0000-4000-8001-000000000002\nfree_bytes=104857600\n");
}

/* The page of the targets, for web. */
static Screen *open_targets(const Fixture *fixture)
{
  leave_little_memory(fixture);
  Screen *screen = wizard_start_with(fixture, &(ScreenSetup){ 0 });
  screen_wait_for(screen, "web");
  screen_wait_for(screen, "0.1 of 24 GiB");
  screen_wait_for(screen, "20.9 of 24 GiB");
  screen_wait_for(screen, "/ Search");
  screen_type(screen, "/web<Enter>");
  screen_wait_selected(screen, "web");
  screen_type(screen, "m");
  screen_wait_for(screen, "TYPE");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "TARGET");
  screen_wait_for(screen, "x bravo");
  return screen;
}

static void choose_bravo_all_the_same(Screen *screen)
{
  screen_wait_for(screen, "bravo has 100 MiB of memory free, web needs 256 MiB");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "Choose it all the same?");
  screen_type(screen, "<Right><Enter>");
  screen_wait_for(screen, "bravo is chosen.");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "NETWORK");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "OPTIONS");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "CHECKS");
}

static void test_override(void **state)
{
  Screen *screen = open_targets(*state);
  choose_bravo_all_the_same(screen);
  screen_expect(screen,
      " Migrate web                                 on alpha, running, 256 MiB, 1 disk\n"
      " Type   Target   Network   Options   CHECKS   Review\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " x 1 thing stops this\n"
      " > x target-memory      bravo has 100 MiB of memory free, web needs 256 MiB\n"
      "                        → free memory on bravo, or choose another host\n"
      "\n"
      " ! 1 warning\n"
      "   ! no-shutdown        do not shut web down while it moves\n"
      "                        → a VM that shuts down on the way stays, shut off, on\n"
      "                        its source host\n"
      "\n"
      " ✓ ~~~ checks passed\n"
      "\n\n\n\n\n\n\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " What stops this must be mended first, or overridden where that is possible; or\n"
      " go back to choose otherwise. Hosts are looked at again all the time.\n"
      " Enter Details  o Override  Space Show all checks  Esc Back  t Tasks  ? Help");
  screen_type(screen, "o");
  screen_wait_for(screen, "Override target-memory?");
  screen_wait_for(screen, "libvirt itself would do it. The record of the task will say");
  screen_type(screen, "<Enter>"); /* no */
  screen_wait_gone(screen, "Override target-memory?");
  screen_wait_for(screen, "1 thing stops this");
  screen_type(screen, "o");
  screen_wait_for(screen, "Override target-memory?");
  screen_type(screen, "y");
  screen_wait_for(screen, "Nothing stands in the way");
  screen_wait_for(screen, "! target-memory      bravo has 100 MiB");
  screen_wait_for(screen, "overridden; the record of the task will say so");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "REVIEW");
  screen_wait_for(screen, "! overridden: bravo has 100 MiB of memory free, web needs 256 MiB");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "task 1, started");
  screen_wait_for(screen, "overridden: target-memory");
  screen_free(screen);
}

static void test_override_is_taken_back(void **state)
{
  Screen *screen = open_targets(*state);
  choose_bravo_all_the_same(screen);
  screen_type(screen, "o");
  screen_wait_for(screen, "Override target-memory?");
  screen_type(screen, "y");
  screen_wait_for(screen, "Nothing stands in the way");
  screen_wait_for(screen, "o Take override back");
  screen_type(screen, "o");
  screen_wait_for(screen, "1 thing stops this");
  screen_free(screen);
}

/* What was said of bravo as it was does not hold for bravo as it will be. */
static void test_override_ends_with_its_reason(void **state)
{
  Screen *screen = open_targets(*state);
  choose_bravo_all_the_same(screen);
  screen_type(screen, "o");
  screen_wait_for(screen, "Override target-memory?");
  screen_type(screen, "y");
  screen_wait_for(screen, "Nothing stands in the way");
  fixture_write(*state, "bravo.xml.facts", "[host]\nhostname=bravo\nuuid=5f1d0000-0000-4000-8001-000000000002\nfree_bytes=1073741824\n");
  screen_wait_gone(screen, "target-memory");
  leave_little_memory(*state);
  screen_wait_for(screen, "1 thing stops this");
  screen_free(screen);
}

static void test_details(void **state)
{
  Screen *screen = open_targets(*state);
  choose_bravo_all_the_same(screen);
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "This makes sure of: the target has memory for the VM.");
  screen_wait_for(screen, "better, you can override this.");
  screen_type(screen, "<Enter>");
  screen_wait_gone(screen, "This makes sure of");
  screen_type(screen, "<Down>");
  screen_wait_for(screen, "> ! no-shutdown");
  screen_type(screen, "d");
  screen_wait_for(screen, "It does not stop the move.");
  screen_type(screen, "<Enter>");
  screen_wait_gone(screen, "It does not stop the move.");
  assert_null(strstr(screen_text(screen), "o Override"));
  screen_free(screen);
}

static void expect_run(const Fixture *fixture, const char *const *arguments, int code, const char *const *says)
{
  g_autofree char *output = NULL;
  int status = wizard_run(fixture, arguments, &output);
  for (; *says != NULL; says++)
    if (strstr(output, *says) == NULL)
      fail_msg("“%s” is not said:\n%s", *says, output);
  if (code >= 0 && status != code)
    fail_msg("exit code %d:\n%s", status, output);
}

#define SAYS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define RUN(fixture, ...) ((const char *const[]){ "-c", (fixture)->inventory, __VA_ARGS__, NULL })

static void test_override_without_a_screen(void **state)
{
  const Fixture *fixture = *state;
  leave_little_memory(fixture);
  expect_run(fixture, RUN(fixture, "check", "alpha/web", "--to", "bravo"), 3, SAYS("x target-memory", "--override target-memory"));
  expect_run(fixture, RUN(fixture, "check", "alpha/web", "--to", "bravo", "--override", "target-memory"), 0,
             SAYS("! target-memory", "overridden: it does not stop this move", "Nothing stands in the way"));
  expect_run(fixture, RUN(fixture, "check", "alpha/web", "--to", "bravo", "--override", "target-memory", "--json"), 0,
             SAYS("\"id\":\"target-memory\",\"severity\":\"blocks\",\"may_override\":true,\"overridden\":true"));
  expect_run(fixture, RUN(fixture, "check", "alpha/web", "--to", "bravo", "--override", "disk-space"), 2,
             SAYS("--override disk-space: that check does not stop this move"));
  expect_run(fixture, RUN(fixture, "run", "alpha/web", "--to", "bravo", "--yes", "--override", "target-cpu"), 2,
             SAYS("the check target-cpu cannot be overridden"));
  expect_run(fixture, RUN(fixture, "run", "alpha/web", "--to", "bravo", "--yes", "--override", "no-such"), 2, SAYS("there is no check “no-such”"));
}

/* The hosts of these tests cannot migrate, but they get as far as that; how it ends is not the point here. */
/* A report to attach to a change request: what was looked at, and every verdict. */
static void test_check_is_a_whole_report(void **state)
{
  const Fixture *fixture = *state;
  expect_run(fixture, RUN(fixture, "check", "alpha/web", "--to", "bravo"), 0,
             SAYS("VM web, ", "running, 256 MiB, 1 CPUs, 1 disks, 1 NICs, 0 snapshots", "Source alpha, 5f1d0000-0000-4000-8001-000000000001: libvirt ",
                  "Target bravo, ", "  networks: dmz, lan", "  networks: guests, lan", "Passed: vm-state, vm-job, ", "! no-shutdown"));
  expect_run(fixture, RUN(fixture, "check", "alpha/web", "--to", "bravo", "--json"), 0,
             SAYS("{\"event\":\"vm\",\"vm\":\"web\"", "{\"event\":\"host\",\"role\":\"source\",\"host\":\"alpha\"", "\"role\":\"target\",\"host\":\"bravo\"",
                  "{\"event\":\"passed\",\"ids\":[\"vm-state\"", "\"verdict\":\"clear\""));
}

static void test_the_record_tells_of_it(void **state)
{
  const Fixture *fixture = *state;
  leave_little_memory(fixture);
  expect_run(fixture, RUN(fixture, "run", "alpha/web", "--to", "bravo", "--yes", "--override", "target-memory"), -1,
             SAYS("Overridden: target-memory: bravo has 100 MiB", "* check again: overridden: target-memory", "p2p migration is not"));
  expect_run(fixture, RUN(fixture, "tasks"), 0, SAYS("overridden: target-memory: bravo has 100 MiB of memory free, web needs 256 MiB"));
  expect_run(fixture, RUN(fixture, "tasks", "--json"), 0, SAYS("\"overridden\":[\"target-memory: bravo has 100 MiB"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    WIZARD_TEST(test_override),
    WIZARD_TEST(test_override_is_taken_back),
    WIZARD_TEST(test_override_ends_with_its_reason),
    WIZARD_TEST(test_details),
    WIZARD_TEST(test_override_without_a_screen),
    WIZARD_TEST(test_check_is_a_whole_report),
    WIZARD_TEST(test_the_record_tells_of_it),
  };
  return cmocka_run_group_tests_name("overriding checks", tests, NULL, NULL);
}
