/* A ladder of downtime limits: how long a VM may stand still for its switch-over, and how much longer when that is not enough. */
#pragma once

#include <glib.h>

#define LADDER_RUNGS 8

/* libvirt takes no more. */
#define DOWNTIME_MAX_MS 2000000u

typedef struct Ladder {
  guint count;
  guint ms[LADDER_RUNGS]; /* each more than the one before; 1 … DOWNTIME_MAX_MS */
} Ladder;

/* The one that says nothing of its own: QEMU's limit, and no more. */
Ladder ladder_preset(void);
gboolean ladder_is_preset(const Ladder *ladder);

/* "300ms,1s,3s". FALSE and ERROR, without a change, when TEXT is no ladder. */
gboolean ladder_parse(const char *text, Ladder *ladder, GError **error);
/* As ladder_parse() reads it; the caller frees. */
char *ladder_text(const Ladder *ladder);

/* The first rung above LIMIT_MS; 0 when there is none. */
guint ladder_next(const Ladder *ladder, gint64 limit_ms);

/* What to offer an operator who wants more than LIMIT_MS: the next rung, or beyond the last one a longer time; where the VM would need
 * more than that (NEEDED_MS; -1: not known), what it needs in whole seconds. 0: there is no more. */
guint ladder_offer(const Ladder *ladder, gint64 limit_ms, gint64 needed_ms);

/* One rung: "300ms", "1.5s", "2m". FALSE and ERROR when TEXT is none, or no downtime that libvirt takes. */
gboolean downtime_parse(const char *text, guint *ms, GError **error);
/* The opposite, exactly; the caller frees. */
char *downtime_text(guint ms);
