/* The terminal of the screen tests, tried on small programs: what it shows must be what a real one would. */
#include "screen.h"
#include "screen_text.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static Screen *run_shell(const char *script, const char *term, const char *lang)
{
  const char *const argv[] = { "sh", "-c", script, NULL };
  return screen_new(&(ScreenSetup){ .argv = argv, .term = term, .lang = lang });
}

static void test_text_and_exit_status(void **state)
{
  (void)state;
  Screen *screen = run_shell("printf 'one  \\n\\nthree\\n'; exit 7", NULL, NULL);
  assert_int_equal(screen_wait_exit(screen), 7);
  screen_expect(screen, "one\n\nthree");
  assert_string_equal(screen_row(screen, 2), "three");
  screen_free(screen);
}

static void test_ended_by_signal(void **state)
{
  (void)state;
  Screen *screen = run_shell("echo up; exec cat", NULL, NULL);
  screen_wait_for(screen, "up");
  screen_kill(screen, SIGTERM);
  assert_int_equal(screen_wait_exit(screen), -SIGTERM);
  screen_free(screen);
}

static void test_environment(void **state)
{
  (void)state;
  const char *const argv[] = { "sh", "-c", "echo $TERM,$LANG,$TZ,${LINES-no},${COLUMNS-no},${LC_ALL-no},$MORE; stty size", NULL };
  const char *const more[] = { "MORE=a=b", NULL };
  g_setenv("LC_ALL", "C", TRUE);
  g_setenv("COLUMNS", "11", TRUE);
  Screen *screen = screen_new(&(ScreenSetup){ .argv = argv, .env = more, .term = "vt100", .lang = "C", .rows = 30, .cols = 100 });
  screen_wait_exit(screen);
  screen_expect(screen, "vt100,C,UTC,no,no,no,a=b\n30 100");
  screen_free(screen);
  g_unsetenv("LC_ALL");
  g_unsetenv("COLUMNS");
}

static void test_wide_and_combining_characters(void **state)
{
  (void)state;
  Screen *screen = run_shell("printf '|虚拟机|e\\314\\201|\\n'; tput cup 1 0; printf 虚; tput cup 1 2; printf x", NULL, NULL);
  screen_wait_exit(screen);
  screen_expect(screen, "|虚拟机|e\u0301|\n虚x");
  int row, col;
  assert_true(screen_find(screen, "x", &row, &col));
  assert_int_equal(row, 1);
  assert_int_equal(col, 2);
  screen_free(screen);
}

static void test_vt100_line_drawing(void **state)
{
  (void)state;
  Screen *screen = run_shell("tput clear; tput enacs; tput smacs; printf 'lqqk\\nx  x\\nmqqj'; tput rmacs; printf ' lq'", "vt100", "C");
  screen_wait_exit(screen);
  screen_expect(screen, "+--+\n|  |\n+--+ lq");
  screen_free(screen);
}

static void test_c_locale_is_an_eight_bit_terminal(void **state)
{
  (void)state;
  /* 0x9b is CSI there, 0xc3 0xa9 two characters. */
  Screen *screen = run_shell("printf 'abc\\n\\2332Cx\\n\\303\\251y'", "xterm-256color", "C");
  screen_wait_exit(screen);
  screen_expect(screen, "abc\n  x\n~~~y");
  assert_int_equal(g_utf8_strlen(screen_row(screen, 2), -1), 3);
  screen_free(screen);
}

static void test_repeated_characters(void **state)
{
  (void)state;
  Screen *screen = run_shell("printf '\\033[1;1H=\\033[78b>\\033[2;1H\\033(0q\\033[79b\\033(B\\033['; printf '3;1Hx\\033[by'", NULL, "C");
  screen_wait_exit(screen);
  assert_int_equal(strlen(screen_row(screen, 0)), 80);
  assert_true(g_str_has_suffix(screen_row(screen, 0), "==>"));
  assert_int_equal(strlen(screen_row(screen, 1)), 80);
  assert_string_equal(screen_row(screen, 2), "xxy");
  screen_free(screen);
}

static void test_named_keys(void **state)
{
  (void)state;
  Screen *screen = run_shell("stty -echo -icanon; printf 'ready\\033[?1h'; for i in 1 2 3 4 5 6; do dd bs=9 count=1 2>&- | od -An -c; done", NULL, NULL);
  screen_wait_for(screen, "ready");
  screen_type(screen, "<Up>");
  screen_wait_for(screen, "033   O   A");
  screen_type(screen, "<PgDn>");
  screen_wait_for(screen, "033   [   6   ~");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "\\n"); /* the line discipline makes it of \r */
  screen_type(screen, "<C-l>");
  screen_wait_for(screen, "\\f");
  screen_type(screen, "<F5>");
  screen_wait_for(screen, "033   [   1   5   ~");
  screen_type(screen, "<lt>é");
  screen_wait_for(screen, "<");
  screen_free(screen);
}

static void test_reverse_and_selection(void **state)
{
  (void)state;
  Screen *screen = run_shell("echo plain; tput rev; printf chosen; tput sgr0; printf ' rest'; exec cat", "vt100", NULL);
  screen_wait_selected(screen, "chosen");
  assert_false(screen_reverse_at(screen, 0, 0));
  assert_true(screen_reverse_at(screen, 1, 5));
  assert_false(screen_reverse_at(screen, 1, 7));
  screen_free(screen);
}

static void test_bytes_are_counted(void **state)
{
  (void)state;
  Screen *screen = run_shell("stty -echo; printf 12345; read x; printf 123; exec cat", NULL, NULL);
  screen_wait_for(screen, "12345");
  screen_settle(screen, 100);
  assert_int_equal(screen_bytes(screen), 5);
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "12345123");
  screen_settle(screen, 100);
  assert_int_equal(screen_bytes(screen), 3);
  assert_int_equal(screen_output(screen)->len, 8);
  screen_free(screen);
}

static void test_resize_reaches_the_program(void **state)
{
  (void)state;
  Screen *screen = run_shell("trap 'stty size' WINCH; echo ready; while :; do read x; done", NULL, NULL);
  screen_wait_for(screen, "ready");
  screen_resize(screen, 10, 33);
  screen_wait_for(screen, "10 33");
  screen_free(screen);
}

static void test_alternate_screen_comes_and_goes(void **state)
{
  (void)state;
  Screen *screen = run_shell("echo before; tput smcup; tput civis; tput clear; echo inside; read x; tput cnorm; tput rmcup; echo after", NULL, NULL);
  screen_expect(screen, "inside");
  assert_false(screen_cursor_visible(screen));
  screen_type(screen, "<Enter>");
  screen_wait_exit(screen);
  screen_expect(screen, "before\nafter");
  assert_true(screen_cursor_visible(screen));
  screen_free(screen);
}

static void test_hang_up(void **state)
{
  (void)state;
  Screen *screen = run_shell("trap 'exit 42' HUP; echo ready; while :; do read x || :; done", NULL, NULL);
  screen_wait_for(screen, "ready");
  screen_hang_up(screen);
  assert_int_equal(screen_wait_exit(screen), 42);
  screen_free(screen);
}

static void test_program_that_is_not_there(void **state)
{
  (void)state;
  const char *const argv[] = { "/nonexistent/program", NULL };
  Screen *screen = screen_new(&(ScreenSetup){ .argv = argv });
  assert_int_equal(screen_wait_exit(screen), 127);
  screen_expect(screen, "cannot run /nonexistent/program: No such file or directory");
  screen_free(screen);
}

static void test_wildcards(void **state)
{
  (void)state;
  assert_true(screen_text_matches("a 12 b\nc", "a ~~~ b\nc"));
  assert_true(screen_text_matches("a 12 b 3 b\nc", "a ~~~ b\nc"));
  assert_true(screen_text_matches("load 0.3", "load ~~~"));
  assert_true(screen_text_matches("one\nany\nthree", "one\n~~~\nthree"));
  assert_true(screen_text_matches("one\n2\n3\n4\nfive", "one\n~~~~\nfive"));
  assert_true(screen_text_matches("one\nfive", "one\n~~~~\nfive"));
  assert_false(screen_text_matches("a 12 c\nc", "a ~~~ b\nc"));
  assert_false(screen_text_matches("one", "one\ntwo"));
  assert_false(screen_text_matches("one\ntwo", "one"));
  assert_false(screen_text_matches("one\n2\nsix", "one\n~~~~\nfive"));
}

static void test_difference_marks_rows(void **state)
{
  (void)state;
  g_autofree char *text = screen_text_difference("same\nis so\nmore", "same\nshould be");
  assert_string_equal(text, "expected:\n  0|same\n! 1|should be\non the screen:\n  0|same\n! 1|is so\n! 2|more\n");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_teardown(test_text_and_exit_status, screen_free_all),
    cmocka_unit_test_teardown(test_ended_by_signal, screen_free_all),
    cmocka_unit_test_teardown(test_environment, screen_free_all),
    cmocka_unit_test_teardown(test_wide_and_combining_characters, screen_free_all),
    cmocka_unit_test_teardown(test_vt100_line_drawing, screen_free_all),
    cmocka_unit_test_teardown(test_c_locale_is_an_eight_bit_terminal, screen_free_all),
    cmocka_unit_test_teardown(test_repeated_characters, screen_free_all),
    cmocka_unit_test_teardown(test_named_keys, screen_free_all),
    cmocka_unit_test_teardown(test_reverse_and_selection, screen_free_all),
    cmocka_unit_test_teardown(test_bytes_are_counted, screen_free_all),
    cmocka_unit_test_teardown(test_resize_reaches_the_program, screen_free_all),
    cmocka_unit_test_teardown(test_alternate_screen_comes_and_goes, screen_free_all),
    cmocka_unit_test_teardown(test_hang_up, screen_free_all),
    cmocka_unit_test_teardown(test_program_that_is_not_there, screen_free_all),
    cmocka_unit_test(test_wildcards),
    cmocka_unit_test(test_difference_marks_rows),
  };
  return cmocka_run_group_tests_name("screen", tests, NULL, NULL);
}
