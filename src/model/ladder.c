#include "model/ladder.h"

#include <glib/gi18n.h>
#include <string.h>

#define QEMU_LIMIT_MS 300

static const struct {
  const char *suffix;
  guint ms;
} units[] = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "min", 60000 } };

Ladder ladder_preset(void)
{
  return (Ladder){ .count = 1, .ms = { QEMU_LIMIT_MS } };
}

gboolean ladder_is_preset(const Ladder *ladder)
{
  return ladder->count == 1 && ladder->ms[0] == QEMU_LIMIT_MS;
}

gboolean downtime_parse(const char *text, guint *ms, GError **error)
{
  g_autofree char *trimmed = g_strstrip(g_strdup(text));
  char *end = trimmed;
  double value = g_ascii_isdigit(trimmed[0]) ? g_ascii_strtod(trimmed, &end) : 0, found = 0;
  g_strchug(end);
  for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
    if (g_ascii_strcasecmp(end, units[i].suffix) == 0)
      found = value * units[i].ms;
  if (!(found >= 1 && found <= DOWNTIME_MAX_MS)) {
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                _("“%s” is not a downtime: give a number with ms, s or m (300ms, 1.5s, 2m), at most %us"), text, DOWNTIME_MAX_MS / 1000);
    return FALSE;
  }
  *ms = (guint)(found + 0.5);
  return TRUE;
}

char *downtime_text(guint ms)
{
  if (ms % 60000 == 0)
    return g_strdup_printf("%um", ms / 60000);
  if (ms % 1000 == 0)
    return g_strdup_printf("%us", ms / 1000);
  return g_strdup_printf("%ums", ms);
}

static gboolean add_rung(Ladder *ladder, const char *text, GError **error)
{
  guint ms;
  if (!downtime_parse(text, &ms, error))
    return FALSE;
  if (ladder->count == LADDER_RUNGS) {
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("a ladder of downtimes has at most %d rungs"), LADDER_RUNGS);
    return FALSE;
  }
  if (ladder->count > 0 && ms <= ladder->ms[ladder->count - 1]) {
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                _("“%s” is not more than the downtime before it: each rung must be higher"), text);
    return FALSE;
  }
  ladder->ms[ladder->count++] = ms;
  return TRUE;
}

gboolean ladder_parse(const char *text, Ladder *ladder, GError **error)
{
  Ladder parsed = { 0 };
  g_auto(GStrv) rungs = g_strsplit(text, ",", -1);
  for (char **rung = rungs; *rung != NULL; rung++)
    if (!add_rung(&parsed, *rung, error))
      return FALSE;
  if (parsed.count == 0)
    return add_rung(&parsed, text, error);
  *ladder = parsed;
  return TRUE;
}

char *ladder_text(const Ladder *ladder)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < ladder->count; i++) {
    g_autofree char *rung = downtime_text(ladder->ms[i]);
    g_string_append_printf(text, "%s%s", i > 0 ? "," : "", rung);
  }
  return g_string_free(text, FALSE);
}

guint ladder_next(const Ladder *ladder, gint64 limit_ms)
{
  for (guint i = 0; i < ladder->count; i++)
    if ((gint64)ladder->ms[i] > limit_ms)
      return ladder->ms[i];
  return 0;
}

static guint whole_seconds(gint64 ms)
{
  return (guint)((CLAMP(ms, 0, (gint64)DOWNTIME_MAX_MS) + 999) / 1000 * 1000);
}

guint ladder_offer(const Ladder *ladder, gint64 limit_ms, gint64 needed_ms)
{
  static const Ladder beyond = { 7, { 1000, 3000, 10000, 30000, 120000, 600000, DOWNTIME_MAX_MS } };
  guint next = ladder_next(ladder, limit_ms);
  if (next == 0)
    next = ladder_next(&beyond, limit_ms);
  /* A rung that is known to be too low would only have the operator ask again. */
  return next > 0 && needed_ms > (gint64)next ? whole_seconds(needed_ms) : next;
}
