/* The wizard as the tests start it: the program under test on the hosts of a fixture. */
#pragma once

#include "fixture.h"
#include "screen.h"

/* Setup and teardown for cmocka: *STATE is a new Fixture. The teardown also ends what a failed test left running. */
int wizard_setup(void **state);
int wizard_teardown(void **state);

/* The program under test: VIRT_MIGRATE from the environment. */
const char *wizard_program(void);

/* A row of cmocka's table of tests. */
#define WIZARD_TEST(function) cmocka_unit_test_setup_teardown(function, wizard_setup, wizard_teardown)

/* Starts the wizard on FIXTURE's inventory. Members of SETUP that are not set have the usual values; its argv, when set, is what
 * follows the program's name. */
Screen *wizard_start_with(const Fixture *fixture, const ScreenSetup *setup);

/* The same with nothing unusual, waiting until all three hosts have answered. */
Screen *wizard_start(const Fixture *fixture);
/* On a terminal of that kind and locale. */
Screen *wizard_start_on(const Fixture *fixture, const char *term, const char *lang);

/* Runs the program with ARGUMENTS (ends with NULL) until it ends; returns its exit code and, in OUTPUT, what was on the screen
 * (caller frees). */
int wizard_run(const Fixture *fixture, const char *const *arguments, char **output);
