/* The estimate in words. */
#include "plan/estimate.h"

#include <glib/gi18n.h>
#include <string.h>

#define SECOND_MS 1000
#define MINUTE_S  60
#define HOUR_S    3600
#define DAY_S     86400

/* As exact as an estimate is: seconds up to a minute and a half, then minutes, then hours and minutes, then days. */
static char *rough(gint64 ms)
{
  gint64 seconds = MAX((ms + SECOND_MS / 2) / SECOND_MS, 1);
  gint64 minutes = (seconds + MINUTE_S / 2) / MINUTE_S;
  gint64 hours = (seconds + HOUR_S / 2) / HOUR_S;
  if (seconds < 90)
    return g_strdup_printf(_("%d s"), (int)seconds);
  if (minutes < 90)
    return g_strdup_printf(_("%d min"), (int)minutes);
  if (hours < 48)
    return g_strdup_printf(_("%d h %d min"), (int)(minutes / 60), (int)(minutes % 60));
  return g_strdup_printf(_("%d days %d h"), (int)(hours / 24), (int)(hours % 24));
}

char *estimate_duration(const Estimate *estimate)
{
  if (estimate->kind == ESTIMATE_UNKNOWN)
    return g_strdup(_("not known"));
  if (estimate->cancelled_by_timer)
    return g_strdup(_("not done before the timer cancels it"));
  if (estimate->total_ms < 0)
    return g_strdup(_("does not finish by itself"));
  g_autofree char *time = rough(estimate->total_ms);
  if (!estimate->converges)
    return g_strdup_printf(_("does not finish by itself; with the timer about %s"), time);
  return g_strdup_printf(estimate->kind == ESTIMATE_AT_LEAST ? _("at least %s") : _("about %s"), time);
}

char *estimate_reasons(const Estimate *estimate)
{
  GString *line = g_string_new(NULL);
  for (guint i = 0; i < estimate->reasons->len; i++)
    g_string_append_printf(line, "%s%s", i > 0 ? "; " : "", (const char *)g_ptr_array_index(estimate->reasons, i));
  return g_string_free(line, FALSE);
}

static char *say_alternative(const EstimateAlternative *alternative)
{
  static const struct {
    const char *id, *format;
  } formats[] = {
    { "underclock", N_("with underclocking about %s") },
    { "post-copy", N_("with post-copy about %s") },
    { "timer", N_("with the timer about %s") },
  };
  g_autofree char *time = rough(alternative->total_ms);
  for (gsize i = 0; i < G_N_ELEMENTS(formats); i++)
    if (strcmp(formats[i].id, alternative->id) == 0)
      return g_strdup_printf(_(formats[i].format), time);
  return NULL;
}

/* What the timer would do is in the first line already. */
char *estimate_advice(const Estimate *estimate)
{
  GString *line = g_string_new(NULL);
  for (guint i = 0; i < estimate->alternatives->len; i++) {
    const EstimateAlternative *alternative = &g_array_index(estimate->alternatives, EstimateAlternative, i);
    g_autofree char *text = strcmp(alternative->id, "timer") != 0 ? say_alternative(alternative) : NULL;
    if (text != NULL)
      g_string_append_printf(line, "%s%s", line->len > 0 ? ", " : "", text);
  }
  if (line->len == 0) {
    g_string_free(line, TRUE);
    return NULL;
  }
  line->str[0] = g_ascii_toupper(line->str[0]);
  g_string_append_c(line, '.');
  return g_string_free(line, FALSE);
}

char **estimate_lines(const Estimate *estimate)
{
  g_autofree char *duration = estimate_duration(estimate);
  g_autofree char *reasons = estimate_reasons(estimate);
  char **lines = g_new0(char *, 3);
  lines[0] = g_strdup_printf(_("Estimated duration: %s (%s)"), duration, reasons);
  lines[1] = estimate_advice(estimate);
  return lines;
}
