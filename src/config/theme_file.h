/* Reads a theme: how each role of text looks, with colours and without. Plain rows; ui/theme gives them their meaning.
 */
#pragma once

#include <glib.h>

typedef enum { STYLE_BOLD = 1, STYLE_REVERSE = 2, STYLE_UNDERLINE = 4, STYLE_DIM = 8 } StyleAttribute;

enum { COLOR_OF_TERMINAL = -1 }; /* the terminal's own foreground or background */

typedef struct ThemeRow {
  char *role;
  int foreground, background; /* number of a colour of the terminal, COLOR_OF_TERMINAL */
  guint attributes;           /* StyleAttribute, with colours */
  guint mono; /* StyleAttribute, without; every row says it, so no theme is unreadable on a terminal without colours */
  guint line; /* of the file, for errors about the role */
} ThemeRow;

#define THEME_FILE_ERROR theme_file_error_quark()
GQuark theme_file_error_quark(void);

/* The rows of FILE. NULL and ERROR, which names the file, the line and what is wrong. */
GPtrArray *theme_file_read(const char *file, GError **error);
