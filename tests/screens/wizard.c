#include "wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

int wizard_setup(void **state)
{
  *state = fixture_new();
  return 0;
}

int wizard_teardown(void **state)
{
  screen_free_all(state);
  fixture_free(*state);
  return 0;
}

const char *wizard_program(void)
{
  const char *program = g_getenv("VIRT_MIGRATE");
  return program != NULL ? program : "./virt-migrate";
}

static Screen *start(const Fixture *fixture, const ScreenSetup *setup, const char *const *arguments)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new();
  g_ptr_array_add(argv, (gpointer)wizard_program());
  for (const char *const *argument = arguments; *argument != NULL; argument++)
    g_ptr_array_add(argv, (gpointer)*argument);
  g_ptr_array_add(argv, NULL);

  g_autoptr(GPtrArray) env = g_ptr_array_new();
  for (char **pair = fixture->env; *pair != NULL; pair++)
    g_ptr_array_add(env, *pair);
  for (const char *const *pair = setup->env; pair != NULL && *pair != NULL; pair++)
    g_ptr_array_add(env, (gpointer)*pair);
  g_ptr_array_add(env, NULL);

  ScreenSetup complete = *setup;
  complete.argv = (const char *const *)argv->pdata;
  complete.env = (const char *const *)env->pdata;
  return screen_new(&complete);
}

Screen *wizard_start_with(const Fixture *fixture, const ScreenSetup *setup)
{
  const char *const usual[] = { "-c", fixture->inventory, NULL };
  return start(fixture, setup, setup->argv != NULL ? setup->argv : usual);
}

Screen *wizard_start_on(const Fixture *fixture, const char *term, const char *lang)
{
  Screen *screen = wizard_start_with(fixture, &(ScreenSetup){ .term = term, .lang = lang });
  screen_wait_for(screen, "web");
  screen_wait_for(screen, "20.1 of 24 GiB");
  screen_wait_for(screen, "20.9 of 24 GiB");
  return screen;
}

Screen *wizard_start(const Fixture *fixture)
{
  return wizard_start_on(fixture, NULL, NULL);
}

int wizard_run(const Fixture *fixture, const char *const *arguments, char **output)
{
  Screen *screen = start(fixture, &(ScreenSetup){ .rows = 100, .cols = 200 }, arguments);
  int status = screen_wait_exit(screen);
  *output = g_strdup(screen_text(screen));
  screen_free(screen);
  return status;
}
