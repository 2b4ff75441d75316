/* Figures as people read them. Every function returns a new string that the caller frees. */
#pragma once

#include <glib.h>

/* "256 MiB", "17.8 GiB", "0 B". */
char *units_bytes(guint64 bytes);

/* "17.8 of 24 GiB": both figures in the unit of the larger one. */
char *units_bytes_of(guint64 part_bytes, guint64 whole_bytes);

/* Bytes per second as "11.9 MiB/s". */
char *units_rate(guint64 bytes_per_second);

/* The opposite: "20Mbit/s", "2.5MB/s", "3MiB", "500 KiB/s"; the unit is needed, the "/s" is not. FALSE and ERROR when TEXT is
 * none of these, or 0. */
gboolean units_parse_rate(const char *text, guint64 *bytes_per_second, GError **error);

/* Bytes per second as units_parse_rate() reads them, exactly: "20Mbit/s", "2500001B/s". */
char *units_rate_short(guint64 bytes_per_second);

/* Megabits per second, as the inventory has them. */
guint64 units_mbits(guint megabits_per_second);

/* "0.2 s", "48 s", "1 min 12 s", "3 h 12 min". Negative is "unknown". */
char *units_duration(gint64 ms);

/* The opposite: "90", "90s", "15m", "24h", "0" or "off" (both 0), as seconds. FALSE and ERROR when TEXT is none of these. */
gboolean units_parse_duration(const char *text, guint *seconds, GError **error);

/* Seconds as units_parse_duration() reads them: "24h", "90s", "off". */
char *units_duration_short(guint seconds);

/* "7.2.22" for 7002022, which is how libvirt tells versions. */
char *units_version(gulong version);
