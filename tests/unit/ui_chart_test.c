#include "tests/unit/unit.h"

#include "ui/widgets/chart.h"

#define MIB (1024ull * 1024)

static GArray *points_of(const ProgressPoint *points, guint count)
{
  GArray *array = g_array_new(FALSE, FALSE, sizeof(ProgressPoint));

  if (count > 0)
    g_array_append_vals(array, points, count);
  return array;
}

static const ChartColumn *column_at(const GArray *columns, guint index)
{
  assert_true(index < columns->len);
  return &g_array_index(columns, ChartColumn, index);
}

static void a_column_stands_for_a_round_number_of_seconds(void **state)
{
  static const struct {
    gint64 duration_ms;
    int cols;
    guint seconds;
  } cases[] = {
    { 0, 60, 1 },          { 59999, 60, 1 },     { 60000, 60, 2 },       { 119999, 60, 2 },     { 120000, 60, 5 },
    { 300000, 60, 10 },    { 599999, 60, 10 },   { 600000, 60, 20 },     { 1200000, 60, 30 },   { 1800000, 60, 60 },
    { 3600000, 60, 120 },  { 7200000, 60, 300 }, { 18000000, 60, 600 },  { 36000000, 60, 1800 },
    { 108000000, 60, 3600 }, { 216000000, 60, 3601 }, { 5000, 0, 10 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
    assert_int_equal(chart_column_seconds(cases[i].duration_ms, cases[i].cols), cases[i].seconds);
}

static void every_duration_fits_in_its_columns(void **state)
{
  for (int cols = 10; cols <= 180; cols += 10)
    for (gint64 duration_ms = 0; duration_ms < 2000000000; duration_ms = duration_ms * 3 / 2 + 997) {
      guint seconds = chart_column_seconds(duration_ms, cols);
      assert_true(duration_ms / 1000 / seconds < cols);
    }
}

static void points_of_one_column_are_averaged(void **state)
{
  static const ProgressPoint points[] = {
    { 0, 10, 1 }, { 900, 20, 3 }, { 1000, 40, 0 }, { 2999, 7, 8 },
  };
  g_autoptr(GArray) in = points_of(points, G_N_ELEMENTS(points));
  g_autoptr(GArray) columns = chart_columns(in, 1, 5);

  assert_int_equal(columns->len, 5);
  assert_true(column_at(columns, 0)->known);
  assert_int_equal(column_at(columns, 0)->rate_bytes_s, 15);
  assert_int_equal(column_at(columns, 0)->dirty_bytes_s, 2);
  assert_int_equal(column_at(columns, 1)->rate_bytes_s, 40);
  assert_int_equal(column_at(columns, 2)->rate_bytes_s, 7);
  assert_int_equal(column_at(columns, 2)->dirty_bytes_s, 8);
}

static void a_gap_between_two_looks_has_the_figures_of_the_later_one(void **state)
{
  static const ProgressPoint points[] = { { 0, 10, 1 }, { 3000, 40, 4 } };
  static const guint64 rates[] = { 10, 40, 40, 40, 0, 0 };
  g_autoptr(GArray) in = points_of(points, G_N_ELEMENTS(points));
  g_autoptr(GArray) columns = chart_columns(in, 1, G_N_ELEMENTS(rates));

  for (guint i = 0; i < G_N_ELEMENTS(rates); i++) {
    assert_int_equal(column_at(columns, i)->rate_bytes_s, rates[i]);
    assert_int_equal(column_at(columns, i)->known, i <= 3);
  }
}

static void points_outside_of_the_chart_are_left_out(void **state)
{
  static const ProgressPoint points[] = { { -5000, 90, 90 }, { 2000, 10, 1 }, { 4000, 90, 90 }, { 999999999, 90, 90 } };
  g_autoptr(GArray) in = points_of(points, G_N_ELEMENTS(points));
  g_autoptr(GArray) columns = chart_columns(in, 2, 2);

  assert_int_equal(columns->len, 2);
  assert_int_equal(column_at(columns, 1)->rate_bytes_s, 10);
  assert_int_equal(column_at(columns, 1)->dirty_bytes_s, 1);
  assert_int_equal(column_at(columns, 0)->rate_bytes_s, 10);
}

static void without_points_nothing_is_known(void **state)
{
  g_autoptr(GArray) none = points_of(NULL, 0);
  g_autoptr(GArray) columns = chart_columns(none, 1, 3);
  g_autoptr(GArray) no_columns = chart_columns(none, 1, 0);

  assert_int_equal(columns->len, 3);
  for (guint i = 0; i < 3; i++)
    assert_false(column_at(columns, i)->known);
  assert_int_equal(no_columns->len, 0);
  assert_false(chart_has_figures(none));
}

static void the_axis_ends_at_1_2_or_5_times_a_power_of_ten(void **state)
{
  static const struct {
    guint64 max, top;
  } cases[] = {
    { 0, MIB },
    { 1, MIB },
    { MIB, MIB },
    { MIB + 1, 2 * MIB },
    { 2 * MIB, 2 * MIB },
    { 2 * MIB + 1, 5 * MIB },
    { 5 * MIB + 1, 10 * MIB },
    { 11 * MIB, 20 * MIB },
    { 112 * MIB, 200 * MIB },
    { 1100 * MIB, 2000 * MIB },
    { 9999 * MIB, 10000 * MIB },
  };

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
    assert_int_equal(chart_axis_top(cases[i].max), cases[i].top);
}

static void the_axis_is_never_below_its_figures(void **state)
{
  for (guint64 max = 1; max < G_MAXUINT64 / 3; max = max * 2 + 1)
    assert_true(chart_axis_top(max) >= max);
  assert_true(chart_axis_top(G_MAXUINT64) == G_MAXUINT64);
}

static void figures_are_there_once_something_was_sent(void **state)
{
  static const ProgressPoint points[] = { { 0, 0, 0 }, { 1000, 0, 55 }, { 2000, 1, 0 } };
  static const gboolean figures[] = { FALSE, FALSE, TRUE };

  for (guint i = 0; i < G_N_ELEMENTS(points); i++) {
    g_autoptr(GArray) in = points_of(points, i + 1);
    assert_int_equal(chart_has_figures(in), figures[i]);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_column_stands_for_a_round_number_of_seconds),
    cmocka_unit_test(every_duration_fits_in_its_columns),
    cmocka_unit_test(points_of_one_column_are_averaged),
    cmocka_unit_test(a_gap_between_two_looks_has_the_figures_of_the_later_one),
    cmocka_unit_test(points_outside_of_the_chart_are_left_out),
    cmocka_unit_test(without_points_nothing_is_known),
    cmocka_unit_test(the_axis_ends_at_1_2_or_5_times_a_power_of_ten),
    cmocka_unit_test(the_axis_is_never_below_its_figures),
    cmocka_unit_test(figures_are_there_once_something_was_sent),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
