/* The theme that was chosen last, in a small file of the user's own: virt-migrate/theme in the folder of configuration. */
#pragma once

#include <glib.h>

/* Its name; NULL when none was chosen. Caller frees. */
char *theme_memory_read(void);

/* From now on it is NAME. What else stands in the file stays: lines that begin with #. FALSE and ERROR when it cannot be written; the
 * file is as it was then. */
gboolean theme_memory_write(const char *name, GError **error);
