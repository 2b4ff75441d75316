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

static void versions_are_written_with_dots(void **state)
{
  g_autofree char *full = units_version(7002022);
  g_autofree char *short_one = units_version(10005000);
  assert_string_equal(full, "7.2.22");
  assert_string_equal(short_one, "10.5.0");
}

static void rates_are_parsed(void **state)
{
  static const struct {
    const char *text;
    guint64 bytes_s;
  } cases[] = {
    { "20Mbit/s", 2500000 },     { "2.5MB/s", 2500000 },      { "3MiB", 3145728 },           { "500 KiB/s", 512000 },
    { "1kbit/s", 125 },          { "1kB/s", 1000 },           { "1GB/s", 1000000000 },       { "1GiB/s", 1073741824 },
    { "1Gbit/s", 125000000 },    { "7B/s", 7 },               { "  4 MiB/s ", 4194304 },     { "20mbit/s", 2500000 },
    { "3MIB", 3145728 },         { "3mib/s", 3145728 },       { "2mb", 2000000 },            { "1B", 1 },
    { "0.5MiB/s", 524288 },      { "1000000GB", 1000000000000000 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    guint64 bytes_s = 77;
    assert_true(units_parse_rate(cases[i].text, &bytes_s, &error));
    assert_int_equal(bytes_s, cases[i].bytes_s);
  }
}

static void bad_rates_are_refused_and_change_nothing(void **state)
{
  static const char *const bad[] = {
    "",        " ",         "x",        "20",       "20/s",      "MB/s",    "/s",         "0MB/s",      "0.0MiB",    "-5MB/s",
    "+5MB/s",  "nan",       "nanMB/s",  "inf",      "infMB/s",   "1e30MB",  "1e400MB/s",  "1000001GB",  "0.9B/s",    "1e-9MB/s",
    "0x10MB/s", "0x10",     "1e3MB/s",  "1.2.3MB/s",
    "5 parsecs", "5MB/s/s", "5MB/sx",   "5MB 5",    "5MB/min",   "2,5MB/s", ".5MB/s",     "5Mbits/s",   "5 M B/s",   "5TB/s",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(GError) error = NULL;
    guint64 bytes_s = 77;
    if (units_parse_rate(bad[i], &bytes_s, &error))
      fail_msg("“%s” is taken for %" G_GUINT64_FORMAT " bytes a second", bad[i], bytes_s);
    assert_int_equal(bytes_s, 77);
    assert_error_says(error, "is not a speed");
  }
}

static void short_rates_are_read_back_to_the_byte(void **state)
{
  static const struct {
    guint64 bytes_s;
    const char *text;
  } cases[] = {
    { 2500000, "20Mbit/s" },      { 2500001, "2500001B/s" },     { 3145728, "3MiB/s" },    { 125, "1kbit/s" },
    { 1, "1B/s" },                { 1000, "8kbit/s" },           { 125000000, "1Gbit/s" }, { 1024, "1KiB/s" },
    { 1073741824, "1GiB/s" },     { 999999999999999, "999999999999999B/s" },               { 1000000000000000, "8000000Gbit/s" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    g_autofree char *text = units_rate_short(cases[i].bytes_s);
    guint64 bytes_s = 0;
    assert_string_equal(text, cases[i].text);
    assert_true(units_parse_rate(text, &bytes_s, &error));
    assert_int_equal(bytes_s, cases[i].bytes_s);
  }
}

static void megabits_are_bytes(void **state)
{
  assert_int_equal(units_mbits(0), 0);
  assert_int_equal(units_mbits(8), 1000000);
  assert_true(units_mbits(G_MAXUINT) == 125000ull * G_MAXUINT);
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
    cmocka_unit_test(versions_are_written_with_dots),
    cmocka_unit_test(rates_are_parsed),
    cmocka_unit_test(bad_rates_are_refused_and_change_nothing),
    cmocka_unit_test(short_rates_are_read_back_to_the_byte),
    cmocka_unit_test(megabits_are_bytes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
