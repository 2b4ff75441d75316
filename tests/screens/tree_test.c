/* The tree of host pool, clusters, hosts and VMs: where everything starts. */
#include "wizard.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_first_screen(void **state)
{
  Screen *screen = wizard_start(*state);
  screen_expect(screen,
      " virt-migrate\n"
      "> ▾ Training\n"
      "    ▾ prod\n"
      "      ▾ alpha       6 VMs    17.8 of 24 GiB free   2 CPUs~~~\n"
      "          cold      shut off\n"
      "          db        running\n"
      "          gate      running\n"
      "          idle      suspended\n"
      "          local     running\n"
      "          web       running\n"
      "      ▾ bravo       1 VM     20.1 of 24 GiB free   2 CPUs~~~\n"
      "          mail      running\n"
      "    ▾ edge\n"
      "        charlie     0 VMs    20.9 of 24 GiB free   2 CPUs~~~\n"
      "\n\n\n\n\n\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      "\n\n"
      " Enter Close   a Actions   / Search   A Add host   q Quit   t Tasks   ? Help");
  screen_free(screen);
}

static void test_first_screen_on_vt100_in_c_locale(void **state)
{
  Screen *screen = wizard_start_on(*state, "vt100", "C");
  screen_expect(screen,
      " virt-migrate\n"
      "> - Training\n"
      "    - prod\n"
      "      - alpha       6 VMs    17.8 of 24 GiB free   2 CPUs~~~\n"
      "          cold      shut off\n"
      "          db        running\n"
      "          gate      running\n"
      "          idle      suspended\n"
      "          local     running\n"
      "          web       running\n"
      "      - bravo       1 VM     20.1 of 24 GiB free   2 CPUs~~~\n"
      "          mail      running\n"
      "    - edge\n"
      "        charlie     0 VMs    20.9 of 24 GiB free   2 CPUs~~~\n"
      "\n\n\n\n\n\n"
      "--------------------------------------------------------------------------------\n"
      "\n\n"
      " Enter Close   a Actions   / Search   A Add host   q Quit   t Tasks   ? Help");
  screen_free(screen);
}

static void test_ascii_is_asked_for(void **state)
{
  Fixture *fixture = *state;
  const char *const argv[] = { "--ascii", "-c", fixture->inventory, NULL };
  Screen *screen = wizard_start_with(fixture, &(ScreenSetup){ .argv = argv });
  screen_wait_for(screen, "web");
  for (guint i = 0; i < screen_output(screen)->len; i++)
    assert_in_range(screen_output(screen)->data[i], 0, 0x7f);
  screen_free(screen);
}

static void test_focus_moves(void **state)
{
  Screen *screen = wizard_start(*state);
  screen_wait_selected(screen, "Training");
  screen_type(screen, "<Down><Down>");
  screen_wait_selected(screen, "alpha");
  screen_type(screen, "<End>");
  screen_wait_selected(screen, "charlie");
  screen_type(screen, "<Home>");
  screen_wait_selected(screen, "Training");
  screen_type(screen, "<PgDn>");
  screen_wait_selected(screen, "charlie");
  screen_type(screen, "<PgUp><Up>");
  screen_wait_selected(screen, "Training");
  screen_free(screen);
}

static void test_close_and_open(void **state)
{
  Screen *screen = wizard_start(*state);
  screen_type(screen, "<Down><Down>");
  screen_wait_selected(screen, "alpha");
  screen_type(screen, "<Left>");
  screen_wait_gone(screen, "web");
  screen_wait_for(screen, "6 VMs"); /* still counted */
  screen_type(screen, "<Right>");
  screen_wait_for(screen, "web");
  screen_type(screen, "<Enter>");
  screen_wait_gone(screen, "web");
  screen_free(screen);
}

static void test_search(void **state)
{
  Screen *screen = wizard_start(*state);
  screen_type(screen, "/");
  screen_wait_for(screen, "Esc");
  screen_type(screen, "mai");
  screen_wait_selected(screen, "mail");
  screen_type(screen, "<Enter>");
  screen_type(screen, "/nothing-has-this-name");
  screen_wait_for(screen, "nothing-has-this-name");
  screen_type(screen, "<Esc>");
  screen_wait_gone(screen, "nothing-has-this-name");
  screen_free(screen);
}

static void test_enter_on_a_vm_opens_the_wizard(void **state)
{
  Screen *screen = wizard_start(*state);
  screen_type(screen, "/web<Enter>");
  screen_wait_selected(screen, "web");
  screen_wait_for(screen, "vda web.qcow2");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "Migrate web");
  screen_free(screen);
}

static void test_menu(void **state)
{
  Screen *screen = wizard_start(*state);
  screen_type(screen, "/web<Enter>");
  screen_wait_selected(screen, "web");
  screen_type(screen, "a");
  screen_wait_for(screen, "> Migrate");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "Migrate web");
  screen_free(screen);
}

static void test_help_names_every_key(void **state)
{
  Screen *screen = wizard_start(*state);
  screen_type(screen, "?");
  screen_wait_for(screen, "Keys of the page");
  screen_wait_for(screen, "move the VM to another host");
  screen_type(screen, "<Esc>");
  screen_wait_gone(screen, "Keys of the page");
  screen_free(screen);
}

/* Whatever has scribbled on the terminal: one key draws it all again. */
static void test_redraw(void **state)
{
  Screen *screen = wizard_start(*state);
  screen_settle(screen, 100);
  screen_bytes(screen);
  screen_type(screen, "<C-l>");
  screen_wait_for(screen, "web");
  screen_settle(screen, 100);
  assert_true(screen_bytes(screen) > 500);
  screen_free(screen);
}

static void test_terminal_is_left_as_it_was(void **state)
{
  Fixture *fixture = *state;
  g_autofree char *script = g_strdup_printf("echo before; stty -a >'%s/1'; '%s' -c '%s'; stty -a >'%s/2'; cmp '%s/1' '%s/2' && echo after", fixture->dir,
                                            wizard_program(), fixture->inventory, fixture->dir, fixture->dir, fixture->dir);
  const char *const argv[] = { "sh", "-c", script, NULL };
  Screen *screen = screen_new(&(ScreenSetup){ .argv = argv, .env = (const char *const *)fixture->env });
  screen_wait_for(screen, "web");
  screen_type(screen, "q");
  assert_int_equal(screen_wait_exit(screen), 0);
  screen_expect(screen, "before\nafter");
  assert_true(screen_cursor_visible(screen));
  screen_free(screen);
}

static void test_signals_leave_in_order(void **state)
{
  static const int SIGNALS[] = { SIGTERM, SIGINT, SIGHUP };
  for (guint i = 0; i < G_N_ELEMENTS(SIGNALS); i++) {
    Screen *screen = wizard_start(*state);
    screen_kill(screen, SIGNALS[i]);
    assert_int_equal(screen_wait_exit(screen), 0);
    assert_string_equal(screen_text(screen), ""); /* the alternate screen is gone */
    screen_free(screen);
  }
}

/* What a slow line pays for. */
static void test_byte_budget(void **state)
{
  Screen *screen = wizard_start_on(*state, "vt100", "C");
  screen_settle(screen, 300);
  assert_in_range(screen_bytes(screen), 1, 2000);
  screen_type(screen, "<Down>");
  screen_wait_selected(screen, "prod");
  screen_settle(screen, 300);
  assert_in_range(screen_bytes(screen), 1, 200);
  screen_free(screen);
}

static void test_no_inventory(void **state)
{
  const char *const argv[] = { "--ascii", NULL };
  Screen *screen = wizard_start_with(*state, &(ScreenSetup){ .argv = argv });
  screen_wait_for(screen, "Add host");
  screen_type(screen, "q");
  assert_int_equal(screen_wait_exit(screen), 0);
  screen_free(screen);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    WIZARD_TEST(test_first_screen),
    WIZARD_TEST(test_first_screen_on_vt100_in_c_locale),
    WIZARD_TEST(test_ascii_is_asked_for),
    WIZARD_TEST(test_focus_moves),
    WIZARD_TEST(test_close_and_open),
    WIZARD_TEST(test_search),
    WIZARD_TEST(test_enter_on_a_vm_opens_the_wizard),
    WIZARD_TEST(test_menu),
    WIZARD_TEST(test_help_names_every_key),
    WIZARD_TEST(test_redraw),
    WIZARD_TEST(test_terminal_is_left_as_it_was),
    WIZARD_TEST(test_signals_leave_in_order),
    WIZARD_TEST(test_byte_budget),
    WIZARD_TEST(test_no_inventory),
  };
  return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
