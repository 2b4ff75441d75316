/* The mouse: what clicks, the right button and the wheel do, and on which terminals it is asked for at all. */
#include "config.h"

#include "record.h"
#include "wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define GATE_UUID "5f1d0000-0000-4000-8000-000000000003" /* of the VM in the fixture */
#define WEB_UUID  "5f1d0000-0000-4000-8000-000000000006"

static void click_at(Screen *screen, ScreenButton button, const char *text)
{
  int row, col;
  screen_wait_for(screen, text);
  screen_settle(screen, 50); /* the place is that of the drawn screen */
  assert_true(screen_find(screen, text, &row, &col));
  screen_click(screen, button, row, col);
}

static void click(Screen *screen, const char *text)
{
  click_at(screen, MOUSE_LEFT, text);
}

static void double_click(Screen *screen, const char *text)
{
  int row, col;
  click(screen, text);
  assert_true(screen_find(screen, text, &row, &col));
  screen_click(screen, MOUSE_LEFT, row, col);
}

static gboolean has_written(Screen *screen, const char *bytes)
{
  const GByteArray *output = screen_output(screen);
  return memmem(output->data, output->len, bytes, strlen(bytes)) != NULL;
}

/* --- the tree ----------------------------------------------------------------------------------------------------- */

static void test_click_chooses_a_row(void **state)
{
  Screen *screen = wizard_start(*state);
  click(screen, "gate");
  screen_wait_selected(screen, "gate");
  click(screen, "bravo");
  screen_wait_selected(screen, "bravo");
  assert_int_equal(screen_column(screen, 10, "> "), 0);
  screen_wait_for(screen, "mail");          /* a click opens and closes nothing */
  screen_click(screen, MOUSE_LEFT, 17, 10); /* there is no row */
  screen_click(screen, MOUSE_LEFT, 0, 3);
  screen_click(screen, MOUSE_LEFT, 23, 3);
  screen_click(screen, MOUSE_MIDDLE, 7, 10);
  screen_settle(screen, 50);
  screen_wait_selected(screen, "bravo");
  screen_free(screen);
}

static void test_double_click_on_a_vm_opens_the_wizard(void **state)
{
  Screen *screen = wizard_start(*state);
  double_click(screen, "gate");
  screen_wait_for(screen, "Migrate gate");
  screen_free(screen);
}

static void test_clicks_on_two_rows_are_no_double_click(void **state)
{
  Screen *screen = wizard_start(*state);
  click(screen, "gate");
  click(screen, "web");
  screen_wait_selected(screen, "web");
  screen_wait_for(screen, "vda web.qcow2");
  assert_null(strstr(screen_text(screen), "Migrate web  "));
  screen_wait_for(screen, "Training");
  screen_free(screen);
}

static void test_double_click_closes_and_opens_a_host(void **state)
{
  Screen *screen = wizard_start(*state);
  double_click(screen, "alpha");
  screen_wait_gone(screen, "web");
  screen_wait_selected(screen, "alpha");
  double_click(screen, "alpha");
  screen_wait_for(screen, "web");
  screen_free(screen);
}

static void test_double_click_on_a_moving_vm_opens_its_task(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  gint64 task = record_task(record, "gate", GATE_UUID);
  record_begin(record, task);
  Screen *screen = wizard_start(*state);
  double_click(screen, "gate");
  screen_wait_for(screen, "gate  alpha");
  screen_wait_for(screen, "> move memory");
  screen_free(screen);
}

static void test_wheel_moves_the_focus(void **state)
{
  Screen *screen = wizard_start(*state);
  screen_wait_selected(screen, "Training");
  screen_click(screen, MOUSE_WHEEL_DOWN, 5, 5);
  screen_wait_selected(screen, "prod");
  for (int i = 0; i < 20; i++)
    screen_click(screen, MOUSE_WHEEL_DOWN, 5, 5);
  screen_wait_selected(screen, "charlie");
  screen_click(screen, MOUSE_WHEEL_UP, 5, 5);
  screen_wait_selected(screen, "edge");
  screen_free(screen);
}

static void test_click_ends_a_search(void **state)
{
  Screen *screen = wizard_start(*state);
  screen_type(screen, "/mai");
  screen_wait_selected(screen, "mail");
  click(screen, "gate");
  screen_wait_selected(screen, "gate");
  screen_wait_gone(screen, "Search: ");
  screen_wait_for(screen, "m Migrate");
  screen_free(screen);
}

/* --- menus -------------------------------------------------------------------------------------------------------- */

static void test_right_button_opens_the_menu(void **state)
{
  Screen *screen = wizard_start(*state);
  click_at(screen, MOUSE_RIGHT, "gate");
  screen_wait_selected(screen, "gate");
  screen_wait_for(screen, "> Migrate");
  screen_wait_for(screen, "  Add host");
  click_at(screen, MOUSE_LEFT, "Migrate ");
  screen_wait_for(screen, "Migrate gate");
  screen_wait_for(screen, "What is to be moved?");
  screen_free(screen);
}

static void test_right_button_on_a_host(void **state)
{
  Screen *screen = wizard_start(*state);
  click_at(screen, MOUSE_RIGHT, "alpha");
  screen_wait_for(screen, "> Add host");
  assert_null(strstr(screen_text(screen), "> Migrate"));
  click(screen, "> Add host");
  screen_wait_for(screen, "URI");
  screen_free(screen);
}

static void test_click_beside_a_menu_closes_it(void **state)
{
  Screen *screen = wizard_start(*state);
  click_at(screen, MOUSE_RIGHT, "gate");
  screen_wait_for(screen, "> Migrate");
  screen_click(screen, MOUSE_LEFT, 18, 70);
  screen_wait_gone(screen, "> Migrate");
  screen_wait_selected(screen, "gate");
  screen_free(screen);
}

static void test_wheel_moves_within_a_menu(void **state)
{
  Screen *screen = wizard_start(*state);
  click_at(screen, MOUSE_RIGHT, "gate");
  screen_wait_for(screen, "> Migrate");
  screen_click(screen, MOUSE_WHEEL_DOWN, 8, 24);
  screen_wait_for(screen, "> Add host");
  screen_click(screen, MOUSE_WHEEL_UP, 8, 24);
  screen_wait_for(screen, "> Migrate");
  screen_free(screen);
}

/* A menu lies over rows of the page below; who clicks twice has not meant those. */
static void test_double_click_on_a_menu_is_for_the_menu(void **state)
{
  Screen *screen = wizard_start(*state);
  click_at(screen, MOUSE_RIGHT, "gate");
  screen_wait_for(screen, "> Migrate");
  double_click(screen, "Migrate ");
  screen_wait_for(screen, "What is to be moved?");
  screen_wait_for(screen, "Migrate gate");
  screen_free(screen);
}

/* --- other pages -------------------------------------------------------------------------------------------------- */

static Screen *migrate(const Fixture *fixture, const char *vm)
{
  Screen *screen = wizard_start(fixture);
  double_click(screen, vm);
  screen_wait_for(screen, "What is to be moved?");
  return screen;
}

static void test_double_click_goes_on(void **state)
{
  Screen *screen = migrate(*state, "web");
  double_click(screen, "(•) Host");
  screen_wait_for(screen, "Host to move to");
  double_click(screen, "charlie");
  screen_wait_for(screen, "charlie cannot take web");
  double_click(screen, "bravo");
  screen_wait_for(screen, "Networks of the VM");
  screen_wait_for(screen, "on bravo then");
  screen_free(screen);
}

static void test_network_is_chosen_by_mouse(void **state)
{
  Screen *screen = migrate(*state, "gate");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "Host to move to");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "Networks of the VM");
  click(screen, "52:54:00:00:03:01");
  screen_wait_for(screen, "> 52:54:00:00:03:01");
  click(screen, "52:54:00:00:03:00");
  screen_wait_for(screen, "> 52:54:00:00:03:00");
  double_click(screen, "52:54:00:00:03:01");
  screen_wait_for(screen, "Active networks of bravo");
  double_click(screen, "guests (");
  screen_wait_gone(screen, "Active networks of bravo");
  screen_wait_for(screen, "guests");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "How to move it");
  screen_free(screen);
}

static void test_double_click_switches_an_option(void **state)
{
  Screen *screen = migrate(*state, "web");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "Host to move to");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "Networks of the VM");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "[ ] Post-copy");
  click(screen, "] Post-copy");
  click(screen, "] CPU underclocking");
  screen_wait_for(screen, "> [ ] CPU underclocking");
  screen_wait_for(screen, "[ ] Post-copy");
  double_click(screen, "] Post-copy");
  screen_wait_for(screen, "[x] Post-copy");
  screen_free(screen);
}

static void test_wheel_scrolls_a_text(void **state)
{
  Screen *screen = wizard_start(*state);
  screen_type(screen, "?");
  screen_wait_for(screen, "Keys of the page");
  for (int i = 0; i < 3; i++)
    screen_click(screen, MOUSE_WHEEL_DOWN, 5, 5);
  screen_wait_gone(screen, "Keys of the page");
  for (int i = 0; i < 3; i++)
    screen_click(screen, MOUSE_WHEEL_UP, 5, 5);
  screen_wait_for(screen, "Keys of the page");
  screen_free(screen);
}

static void test_tasks(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  gint64 first = record_task(record, "web", WEB_UUID);
  record_begin(record, first);
  record_end(record, first, TASK_DONE, "web is running on bravo");
  gint64 running = record_task(record, "gate", GATE_UUID);
  record_begin(record, running);
  Screen *screen = wizard_start(*state);
  screen_type(screen, "t");
  screen_wait_for(screen, "from and to");
  click(screen, "web");
  screen_wait_for(screen, "web is running on bravo");
  click_at(screen, MOUSE_RIGHT, "gate");
  screen_wait_for(screen, "> Open");
  click(screen, "  Cancel Migration");
  screen_wait_for(screen, "> No");
  screen_free(screen);
}

static void test_buttons_of_a_question(void **state)
{
  Screen *screen = migrate(*state, "web");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "Host to move to");
  screen_type(screen, "<C-c>");
  screen_wait_for(screen, "> No");
  screen_click(screen, MOUSE_LEFT, 20, 5); /* beside it: it must be answered */
  click(screen, "would be lost");
  click(screen, "> No");
  screen_wait_gone(screen, "Quit?");
  screen_wait_for(screen, "Host to move to");
  screen_type(screen, "<C-c>");
  screen_wait_for(screen, "> No     Quit");
  click(screen, "  Quit");
  assert_int_equal(screen_wait_exit(screen), 0);
  screen_free(screen);
}

/* --- terminals ---------------------------------------------------------------------------------------------------- */

static void test_far_columns_of_a_wide_terminal(void **state)
{
  Screen *screen = wizard_start_with(*state, &(ScreenSetup){ .rows = 60, .cols = 400 });
  int row, col;
  screen_wait_for(screen, "20.9 of 24 GiB");
  screen_wait_for(screen, "gate");
  screen_settle(screen, 100);
  assert_true(screen_find(screen, "gate", &row, &col));
  screen_click(screen, MOUSE_LEFT, row, 235); /* within the tree, which has three fifths */
  screen_wait_for(screen, ">         gate ");
  screen_free(screen);
}

/* Not all terminals know the newer way to tell of the mouse. */
static void test_older_way_to_tell_of_the_mouse(void **state)
{
  Screen *screen = wizard_start_on(*state, "screen-256color", NULL);
  assert_true(has_written(screen, "\033[?1000h"));
  assert_false(has_written(screen, "1006"));
  click(screen, "gate");
  screen_wait_selected(screen, "gate");
  click_at(screen, MOUSE_RIGHT, "web");
  screen_wait_for(screen, "> Migrate");
  screen_click(screen, MOUSE_WHEEL_DOWN, 5, 5);
  screen_wait_for(screen, "> Add host");
  screen_free(screen);
}

static void test_mouse_is_given_back(void **state)
{
  Screen *screen = wizard_start(*state);
  assert_true(has_written(screen, "\033[?1006;1000h"));
  assert_false(has_written(screen, "\033[?1006;1000l"));
  screen_type(screen, "q");
  assert_int_equal(screen_wait_exit(screen), 0);
  assert_true(has_written(screen, "\033[?1006;1000l"));
  screen_free(screen);
}

static void expect_no_mouse(Screen *screen)
{
  static const char *const SWITCHES[] = { "\033[?9h", "1000h", "1002h", "1003h", "1005h", "1006h", "1015h" };
  screen_settle(screen, 100);
  for (gsize i = 0; i < G_N_ELEMENTS(SWITCHES); i++)
    assert_false(has_written(screen, SWITCHES[i]));
}

static void test_vt100_is_not_asked_for_a_mouse(void **state)
{
  Screen *screen = wizard_start_on(*state, "vt100", "C");
  click(screen, "gate");
  screen_type(screen, "<Down>");
  screen_wait_selected(screen, "prod");
  screen_type(screen, "q");
  assert_int_equal(screen_wait_exit(screen), 0);
  expect_no_mouse(screen);
  screen_free(screen);
}

static void test_no_mouse_when_asked_so(void **state)
{
  Fixture *fixture = *state;
  const char *const argv[] = { "--no-mouse", "-c", fixture->inventory, NULL };
  Screen *screen = wizard_start_with(fixture, &(ScreenSetup){ .argv = argv });
  click(screen, "gate");
  screen_wait_selected(screen, "Training");
  expect_no_mouse(screen);
  screen_free(screen);
}

/* What a terminal may send, too: places that are not there, buttons that do not exist. */
static void test_odd_events_do_nothing(void **state)
{
  Screen *screen = wizard_start(*state);
  screen_send(screen, "\033[<0;900;900M\033[<0;900;900m");
  screen_send(screen, "\033[<0;0;0M\033[<0;0;0m\033[<67;5;5M\033[<129;5;5M\033[<35;5;5M\033[<999;5;5M");
  screen_type(screen, "<Down>");
  screen_wait_selected(screen, "prod");
  screen_wait_for(screen, "Training");
  screen_send(screen, "\033[<0;12;8M\033[<0;12;8m"); /* a good one, written out */
  screen_wait_selected(screen, "idle");
  screen_free(screen);
}

/* A touchpad that is wiped sideways: no button, least of all the right one. */
static void test_sideways_wheel_does_nothing(void **state)
{
  Screen *screen = wizard_start(*state);
  click(screen, "gate");
  screen_wait_selected(screen, "gate");
  for (int i = 0; i < 5; i++)
    screen_send(screen, "\033[<66;12;8M\033[<66;12;8m\033[<67;12;8M\033[<67;12;8m\033[<70;12;8M\033[<83;12;8M");
  screen_type(screen, "<Down>");
  screen_wait_selected(screen, "idle");
  screen_wait_for(screen, "m Migrate");
  assert_null(strstr(screen_text(screen), "> Migrate"));
  screen_free(screen);
}

/* Programs between the terminal and us report in the old way, which ends in letters: none of them is a key. */
static void test_sideways_wheel_through_screen_and_tmux(void **state)
{
  static const char *const TERMS[] = { "screen-256color", "tmux-256color" };
  for (gsize i = 0; i < G_N_ELEMENTS(TERMS); i++) {
    Screen *screen = wizard_start_on(*state, TERMS[i], "C.UTF-8");
    screen_type(screen, "/gate<Enter>");
    screen_wait_selected(screen, "gate");
    for (int n = 0; n < 5; n++)
      screen_send(screen, "\033[Mb,(\033[Mc,(");
    screen_type(screen, "<Down>");
    screen_wait_selected(screen, "idle");
    assert_null(strstr(screen_text(screen), "> Migrate"));
    screen_type(screen, "/");
    screen_wait_for(screen, "Search:");
    screen_send(screen, "\033[Mb,(\033[Mc,(");
    screen_type(screen, "ma");
    screen_wait_for(screen, "Search: ma");
    screen_free(screen);
  }
}

/* On a slow line a report comes in pieces. */
static void test_report_in_pieces(void **state)
{
  static const char *const PIECES[] = { "\033[<", "0", ";12", ";", "8", "M", "\033[<0;12;8m" };
  Screen *screen = wizard_start(*state);
  for (gsize i = 0; i < G_N_ELEMENTS(PIECES); i++) {
    screen_send(screen, PIECES[i]);
    screen_settle(screen, 20);
  }
  screen_wait_selected(screen, "idle");
  screen_free(screen);
}

/* People let a button go a while after they have pressed it; what happens meanwhile must be seen. */
static void test_screen_lives_on_after_a_release(void **state)
{
  g_autoptr(Record) record = record_open(*state);
  Screen *screen = wizard_start(*state);
  screen_send(screen, "\033[<0;12;8M");
  screen_wait_selected(screen, "idle");
  screen_settle(screen, 50);
  screen_send(screen, "\033[<0;12;8m");
  screen_settle(screen, 50);
  record_begin(record, record_task(record, "gate", GATE_UUID));
  screen_wait_for(screen, "1 task running");
  screen_free(screen);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    WIZARD_TEST(test_click_chooses_a_row),
    WIZARD_TEST(test_double_click_on_a_vm_opens_the_wizard),
    WIZARD_TEST(test_clicks_on_two_rows_are_no_double_click),
    WIZARD_TEST(test_double_click_closes_and_opens_a_host),
    WIZARD_TEST(test_double_click_on_a_moving_vm_opens_its_task),
    WIZARD_TEST(test_wheel_moves_the_focus),
    WIZARD_TEST(test_click_ends_a_search),
    WIZARD_TEST(test_right_button_opens_the_menu),
    WIZARD_TEST(test_right_button_on_a_host),
    WIZARD_TEST(test_click_beside_a_menu_closes_it),
    WIZARD_TEST(test_wheel_moves_within_a_menu),
    WIZARD_TEST(test_double_click_on_a_menu_is_for_the_menu),
    WIZARD_TEST(test_double_click_goes_on),
    WIZARD_TEST(test_network_is_chosen_by_mouse),
    WIZARD_TEST(test_double_click_switches_an_option),
    WIZARD_TEST(test_wheel_scrolls_a_text),
    WIZARD_TEST(test_tasks),
    WIZARD_TEST(test_buttons_of_a_question),
    WIZARD_TEST(test_far_columns_of_a_wide_terminal),
    WIZARD_TEST(test_older_way_to_tell_of_the_mouse),
    WIZARD_TEST(test_mouse_is_given_back),
    WIZARD_TEST(test_vt100_is_not_asked_for_a_mouse),
    WIZARD_TEST(test_no_mouse_when_asked_so),
    WIZARD_TEST(test_odd_events_do_nothing),
    WIZARD_TEST(test_sideways_wheel_does_nothing),
    WIZARD_TEST(test_sideways_wheel_through_screen_and_tmux),
    WIZARD_TEST(test_report_in_pieces),
    WIZARD_TEST(test_screen_lives_on_after_a_release),
  };
  return cmocka_run_group_tests_name("mouse", tests, NULL, NULL);
}
