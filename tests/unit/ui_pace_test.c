/* How fast is drawn on lines of all kinds. */
#include "ui/pace.h"
#include "unit.h"

#define MS ((gint64)1000)
#define S (1000 * MS)

/* Draws at NOW; the answer takes TOOK. */
static gint64 draw(Pace *pace, gint64 now, gint64 took)
{
  assert_true(pace_wants_to_ask(pace));
  pace_asked(pace, now);
  assert_true(pace_wait_us(pace, now + took / 2) > 0);
  pace_answered(pace, now + took);
  assert_int_equal(pace_wait_us(pace, now + took), 0);
  return now + took;
}

static void test_fast_line_is_not_asked_for_long(void **state)
{
  Pace pace;
  gint64 now = S;

  pace_init(&pace, FALSE);
  for (int i = 0; i < 3; i++)
    now = draw(&pace, now, 2 * MS);
  assert_false(pace_wants_to_ask(&pace));
  assert_false(pace_is_slow(&pace));
  assert_int_equal(pace_interval_us(&pace), S);
  assert_int_equal(pace_wait_us(&pace, now), 0);
}

/* 9600 baud: the first screen takes 1.8 s, a refresh 0.1 s. */
static void test_serial_line(void **state)
{
  Pace pace;
  gint64 now = S;

  pace_init(&pace, FALSE);
  now = draw(&pace, now, 1800 * MS);
  assert_true(pace_is_slow(&pace));
  assert_int_equal(pace_interval_us(&pace), 5400 * MS);
  for (int i = 0; i < 20; i++)
    now = draw(&pace, now, i < 10 ? 15 * MS : 100 * MS);
  assert_true(pace_is_slow(&pace));
  assert_int_equal(pace_interval_us(&pace), S);
}

/* A modem of 300 baud: a refresh of 90 bytes takes three seconds, and may have a third of the line. */
static void test_very_slow_line(void **state)
{
  Pace pace;

  pace_init(&pace, TRUE);
  draw(&pace, S, 2900 * MS);
  assert_int_equal(pace_interval_us(&pace), 8700 * MS);
  draw(&pace, 10 * S, 2999 * MS);
  assert_true(pace_interval_us(&pace) <= 10 * S);
}

static void test_line_becomes_fast(void **state)
{
  Pace pace;
  gint64 now = S;

  pace_init(&pace, TRUE);
  for (int i = 0; i < 9; i++)
    now = draw(&pace, now, 2 * MS);
  assert_false(pace_is_slow(&pace));
  assert_false(pace_wants_to_ask(&pace));
}

static void test_terminal_that_does_not_answer(void **state)
{
  Pace pace;

  pace_init(&pace, FALSE);
  pace_asked(&pace, S);
  assert_int_equal(pace_wait_us(&pace, 2 * S), 2 * S);
  assert_int_equal(pace_wait_us(&pace, 4 * S), 0);
  assert_true(pace_wants_to_ask(&pace));
  pace_asked(&pace, 5 * S);
  assert_int_equal(pace_wait_us(&pace, 8 * S), 0);
  assert_false(pace_wants_to_ask(&pace));
  /* It answers after all, late. */
  pace_answered(&pace, 20 * S);
  assert_true(pace_wants_to_ask(&pace));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_fast_line_is_not_asked_for_long),
    cmocka_unit_test(test_serial_line),
    cmocka_unit_test(test_very_slow_line),
    cmocka_unit_test(test_line_becomes_fast),
    cmocka_unit_test(test_terminal_that_does_not_answer),
  };

  return cmocka_run_group_tests_name("ui/pace", tests, NULL, NULL);
}
