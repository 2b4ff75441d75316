#include "tests/unit/unit.h"

#include "model/units.h"

#include <string.h>

#define MIB (1024.0 * 1024)
#define GIB (1024 * MIB)

static void bytes_read_well(void **state)
{
  static const struct {
    double bytes;
    const char *text;
  } cases[] = {
    { 0, "0 B" },          { 1023, "1023 B" },          { 1024, "1 KiB" },           { 1536, "1.5 KiB" },
    { 256 * MIB, "256 MiB" }, { 17.84 * GIB, "17.8 GiB" }, { 24 * GIB, "24 GiB" },      { 1023.96 * MIB, "1024 MiB" },
    { 5000 * GIB, "4.9 TiB" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *text = units_bytes((guint64)cases[i].bytes);
    assert_string_equal(text, cases[i].text);
  }
}

static void a_part_has_the_unit_of_the_whole(void **state)
{
  g_autofree char *text = units_bytes_of((guint64)(0.5 * GIB), (guint64)(24 * GIB));
  assert_string_equal(text, "0.5 of 24 GiB");
  g_autofree char *rate = units_rate((guint64)(11.9 * MIB));
  assert_string_equal(rate, "11.9 MiB/s");
}

static void durations_read_well(void **state)
{
  static const struct {
    gint64 ms;
    const char *text;
  } cases[] = {
    { -1, "unknown" },      { 0, "0.0 s" },          { 240, "0.2 s" },          { 9999, "10.0 s" },        { 48000, "48 s" },
    { 59600, "1 min 0 s" }, { 72000, "1 min 12 s" }, { 11520000, "3 h 12 min" }, { 180000000, "2 days 2 h" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *text = units_duration(cases[i].ms);
    assert_string_equal(text, cases[i].text);
  }
}

static void durations_are_parsed(void **state)
{
  static const struct {
    const char *text;
    guint seconds;
  } cases[] = { { "90", 90 }, { "90s", 90 }, { "15m", 900 }, { "24h", 86400 }, { "2 d", 172800 }, { "off", 0 }, { "0", 0 }, { " 5 min ", 300 } };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    guint seconds = 1;
    assert_true(units_parse_duration(cases[i].text, &seconds, &error));
    assert_int_equal(seconds, cases[i].seconds);
  }
}

static void bad_durations_are_refused_and_change_nothing(void **state)
{
  static const char *const bad[] = { "", "x", "-5", "5 parsecs", "h", "99999999999h", "1.5h", "5 5", "4294967296" };
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(GError) error = NULL;
    guint seconds = 77;
    assert_false(units_parse_duration(bad[i], &seconds, &error));
    assert_int_equal(seconds, 77);
    assert_error_says(error, bad[i]);
  }
}

static void short_durations_are_read_back(void **state)
{
  static const guint cases[] = { 0, 1, 59, 60, 90, 3600, 5400, 86400 };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *text = units_duration_short(cases[i]);
    guint seconds = 1;
    assert_true(units_parse_duration(text, &seconds, NULL));
    assert_int_equal(seconds, cases[i]);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(bytes_read_well),
    cmocka_unit_test(a_part_has_the_unit_of_the_whole),
    cmocka_unit_test(durations_read_well),
    cmocka_unit_test(durations_are_parsed),
    cmocka_unit_test(bad_durations_are_refused_and_change_nothing),
    cmocka_unit_test(short_durations_are_read_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
