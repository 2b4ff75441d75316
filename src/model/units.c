#include "model/units.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static const char *const byte_units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB" };

/* The largest unit in which BYTES is at least 1. */
static guint unit_of(double bytes)
{
  guint unit = 0;
  while (bytes >= 1024 && unit + 1 < G_N_ELEMENTS(byte_units)) {
    bytes /= 1024;
    unit++;
  }
  return unit;
}

/* One decimal where it says something: 17.8, but 256 and 24. */
static char *figure(double bytes, guint unit)
{
  double value = bytes / pow(1024, unit);
  double tenths = round(value * 10) / 10;
  if (unit == 0 || value >= 100 || tenths == floor(tenths))
    return g_strdup_printf("%.0f", value);
  return g_strdup_printf("%.1f", tenths);
}

char *units_bytes(guint64 bytes)
{
  guint unit = unit_of((double)bytes);
  g_autofree char *value = figure((double)bytes, unit);
  return g_strdup_printf("%s %s", value, byte_units[unit]);
}

char *units_bytes_of(guint64 part_bytes, guint64 whole_bytes)
{
  guint unit = unit_of((double)MAX(part_bytes, whole_bytes));
  g_autofree char *part = figure((double)part_bytes, unit);
  g_autofree char *whole = figure((double)whole_bytes, unit);
  return g_strdup_printf(_("%s of %s %s"), part, whole, byte_units[unit]);
}

char *units_rate(guint64 bytes_per_second)
{
  g_autofree char *bytes = units_bytes(bytes_per_second);
  return g_strdup_printf("%s/s", bytes);
}

/* The largest of these that divides a rate is the one it is written in. */
static const struct {
  const char *suffix;
  guint64 bytes;
} rate_units[] = {
  { "Gbit", 125000000 }, { "Mbit", 125000 }, { "kbit", 125 },    { "GiB", 1073741824 }, { "MiB", 1048576 },
  { "KiB", 1024 },       { "GB", 1000000000 }, { "MB", 1000000 }, { "kB", 1000 },        { "B", 1 },
};

/* No disk is copied faster than this, and no arithmetic overflows below it. */
#define RATE_LIMIT_BYTES 1e15

gboolean units_parse_rate(const char *text, guint64 *bytes_per_second, GError **error)
{
  g_autofree char *trimmed = g_strstrip(g_strdup(text));
  /* Digits and a point only: strtod() takes more for a number than a person does (0x10, 1e3). */
  char *end = trimmed + strspn(trimmed, "0123456789.");
  g_autofree char *number = g_strndup(trimmed, (gsize)(end - trimmed));
  char *rest;
  double value = g_ascii_isdigit(number[0]) ? g_ascii_strtod(number, &rest) : 0;
  double rate = 0;
  if (value > 0 && *rest == '\0') {
    g_strstrip(end);
    if (g_str_has_suffix(end, "/s"))
      end[strlen(end) - 2] = '\0';
    for (gsize i = 0; i < G_N_ELEMENTS(rate_units); i++)
      if (g_ascii_strcasecmp(end, rate_units[i].suffix) == 0)
        rate = value * (double)rate_units[i].bytes;
  }
  if (!(rate >= 1 && rate <= RATE_LIMIT_BYTES)) {
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                _("“%s” is not a speed: give a number above 0 with its unit (20Mbit/s, 2.5MB/s, 3MiB/s)"), text);
    return FALSE;
  }
  *bytes_per_second = (guint64)rate;
  return TRUE;
}

char *units_rate_short(guint64 bytes_per_second)
{
  gsize unit = 0;
  while (bytes_per_second % rate_units[unit].bytes != 0)
    unit++;
  return g_strdup_printf("%" G_GUINT64_FORMAT "%s/s", bytes_per_second / rate_units[unit].bytes, rate_units[unit].suffix);
}

guint64 units_mbits(guint megabits_per_second)
{
  return (guint64)megabits_per_second * 125000;
}

char *units_duration(gint64 ms)
{
  if (ms < 0)
    return g_strdup(_("unknown"));
  if (ms < 10000)
    return g_strdup_printf(_("%.1f s"), (double)ms / 1000);
  gint64 seconds = (ms + 500) / 1000;
  if (seconds < 60)
    return g_strdup_printf(_("%d s"), (int)seconds);
  if (seconds < 3600)
    return g_strdup_printf(_("%d min %d s"), (int)(seconds / 60), (int)(seconds % 60));
  if (seconds < 48 * 3600)
    return g_strdup_printf(_("%d h %d min"), (int)(seconds / 3600), (int)(seconds % 3600 / 60));
  return g_strdup_printf(_("%d days %d h"), (int)(seconds / 86400), (int)(seconds % 86400 / 3600));
}

static const struct {
  const char *suffix;
  guint seconds;
} duration_units[] = { { "s", 1 }, { "m", 60 }, { "min", 60 }, { "h", 3600 }, { "d", 86400 } };

gboolean units_parse_duration(const char *text, guint *seconds, GError **error)
{
  g_autofree char *trimmed = g_strstrip(g_strdup(text));
  if (g_ascii_strcasecmp(trimmed, "off") == 0) {
    *seconds = 0;
    return TRUE;
  }
  char *end;
  guint64 value = g_ascii_strtoull(trimmed, &end, 10);
  g_strchug(end);
  guint factor = *end == '\0' ? 1 : 0;
  for (gsize i = 0; i < G_N_ELEMENTS(duration_units); i++)
    if (g_ascii_strcasecmp(end, duration_units[i].suffix) == 0)
      factor = duration_units[i].seconds;
  if (!g_ascii_isdigit(trimmed[0]) || factor == 0 || value > G_MAXINT32 / factor) {
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                _("“%s” is not a time: give a number with s, m, h or d (90s, 15m, 24h), or “off”"), text);
    return FALSE;
  }
  *seconds = (guint)value * factor;
  return TRUE;
}

char *units_duration_short(guint seconds)
{
  if (seconds == 0)
    return g_strdup("off");
  if (seconds % 3600 == 0)
    return g_strdup_printf("%uh", seconds / 3600);
  if (seconds % 60 == 0)
    return g_strdup_printf("%um", seconds / 60);
  return g_strdup_printf("%us", seconds);
}

char *units_version(gulong version)
{
  return g_strdup_printf("%lu.%lu.%lu", version / 1000000, version / 1000 % 1000, version % 1000);
}
