/* Terminals that cannot show the wizard, and starts that must fail: said in one line, on a screen left as it was. */
#include "wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { EXIT_USAGE = 2 };

#define ADVICE "; without a screen, use “virt-migrate run VM --to HOST” (see virt-migrate --help)"

/* Runs the program with SETUP's terminal; it must end by itself and show EXPECTED and nothing else. */
static void expect_refusal(const Fixture *fixture, ScreenSetup setup, const char *expected)
{
  setup.rows = 30;
  setup.cols = 200;
  Screen *screen = wizard_start_with(fixture, &setup);
  assert_int_equal(screen_wait_exit(screen), EXIT_USAGE);
  screen_expect(screen, expected);
  screen_free(screen);
}

static void test_dumb(void **state)
{
  expect_refusal(*state, (ScreenSetup){ .term = "dumb" }, "virt-migrate: the terminal TERM=dumb cannot show a full screen" ADVICE);
}

static void test_unknown(void **state)
{
  expect_refusal(*state, (ScreenSetup){ .term = "no-such-terminal" },
                 "virt-migrate: the terminal TERM=no-such-terminal is not known on this machine" ADVICE);
}

static void test_not_set(void **state)
{
  expect_refusal(*state, (ScreenSetup){ .term = "" }, "virt-migrate: the wizard needs to know the terminal, and TERM is not set" ADVICE);
}

static void expect_no_terminal(Fixture *fixture, const char *redirection)
{
  g_autofree char *script = g_strdup_printf("'%s' -c '%s' %s", wizard_program(), fixture->inventory, redirection);
  const char *const argv[] = { "sh", "-c", script, NULL };
  Screen *screen = screen_new(&(ScreenSetup){ .argv = argv, .env = (const char *const *)fixture->env, .rows = 30, .cols = 200 });
  assert_int_equal(screen_wait_exit(screen), EXIT_USAGE);
  screen_expect(screen, "virt-migrate: the wizard needs a terminal, and input or output is none" ADVICE);
  screen_free(screen);
}

static void test_input_is_no_terminal(void **state)
{
  expect_no_terminal(*state, "</dev/null");
}

static void test_output_is_no_terminal(void **state)
{
  expect_no_terminal(*state, ">/dev/null");
}

static void test_inventory_is_not_there(void **state)
{
  Fixture *fixture = *state;
  g_autofree char *missing = fixture_path(fixture, "missing.conf");
  const char *const argv[] = { "-c", missing, NULL };
  expect_refusal(fixture, (ScreenSetup){ .argv = argv }, "virt-migrate: ~~~missing.conf~~~No such file or directory~~~");
}

static void test_inventory_is_no_file(void **state)
{
  Fixture *fixture = *state;
  const char *const argv[] = { "-c", fixture->dir, NULL };
  expect_refusal(fixture, (ScreenSetup){ .argv = argv }, "virt-migrate: ~~~directory~~~");
}

static void test_inventory_with_a_syntax_error(void **state)
{
  Fixture *fixture = *state;
  fixture_write(fixture, "inventory.conf", "speeds = { medium_mbits = 20; };\n\nhost_pools = ( { name = \"x\"\n");
  expect_refusal(fixture, (ScreenSetup){ 0 }, "virt-migrate: ~~~/inventory.conf:~~~: ~~~syntax error");
}

static void test_inventory_with_an_unknown_key(void **state)
{
  Fixture *fixture = *state;
  fixture_write(fixture, "inventory.conf", "speeds = { medium_mbits = 20; };\n\ntimers = { conect_s = 3; };\n");
  expect_refusal(fixture, (ScreenSetup){ 0 }, "virt-migrate: ~~~/inventory.conf:3: ~~~conect_s~~~");
}

static void test_unknown_option(void **state)
{
  const char *const argv[] = { "--no-such-option", NULL };
  expect_refusal(*state, (ScreenSetup){ .argv = argv }, "~~~--no-such-option~~~\n~~~~");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    WIZARD_TEST(test_dumb),
    WIZARD_TEST(test_unknown),
    WIZARD_TEST(test_not_set),
    WIZARD_TEST(test_input_is_no_terminal),
    WIZARD_TEST(test_output_is_no_terminal),
    WIZARD_TEST(test_inventory_is_not_there),
    WIZARD_TEST(test_inventory_is_no_file),
    WIZARD_TEST(test_inventory_with_a_syntax_error),
    WIZARD_TEST(test_inventory_with_an_unknown_key),
    WIZARD_TEST(test_unknown_option),
  };
  return cmocka_run_group_tests_name("bad terminal", tests, NULL, NULL);
}
