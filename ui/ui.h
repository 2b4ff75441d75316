/* The full-screen front end. */
#pragma once

#include "model/inventory.h"

typedef struct UiSettings {
  gboolean ascii; /* never use characters outside ASCII */
  gboolean no_color;
  gboolean no_mouse;
  const char *theme; /* name of a theme; NULL: the one chosen last, or the default one */
} UiSettings;

/* Can the terminal show the wizard at all? FALSE and ERROR with what to do instead (TERM=dumb, unknown, no terminal).
 */
gboolean ui_usable(GError **error);

/* Runs the wizard over INVENTORY (taken) until the operator quits. Returns the exit code of the program. */
int ui_run(Inventory *inventory, const UiSettings *settings);
