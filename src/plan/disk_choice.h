/* The choice for one disk as text: "vda:pool=ssd,format=qcow2,speed=fast,volume=web.qcow2". */
#pragma once

#include "model/choices.h"
#include "model/inventory.h"

/* Reads TEXT; only the pool must be given. NULL and ERROR when it is not valid. */
DiskChoice *disk_choice_parse(const char *text, GError **error);
/* The opposite. Caller frees. */
char *disk_choice_text(const DiskChoice *choice);

/* Formats and speeds by their ids ("same", "qcow2", "raw"; "unlimited", "medium", "fast"), for whoever offers them. */
typedef struct DiskChoiceValue {
  const char *id;
  const char *label; /* untranslated, as help */
  const char *help;
  int value;
} DiskChoiceValue;
extern const DiskChoiceValue disk_formats[]; /* end with a NULL id */
extern const DiskChoiceValue disk_speeds[];  /* SPEED_CUSTOM is not among them: it is a figure */

/* "unlimited", "fast", "20Mbit/s". Caller frees. */
char *speed_text(const Speed *speed);
gboolean speed_parse(const char *text, Speed *speed, GError **error);
/* The limit in bytes per second; 0: none. */
guint64 speed_bytes_s(const Speed *speed, const Inventory *inventory);
