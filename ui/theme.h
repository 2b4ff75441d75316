/* How each kind of text looks. One table: role -> colours, and the attributes that stand for them where there are none.
 */
#pragma once

#include <glib.h>

typedef enum {
  ROLE_TEXT,
  ROLE_TITLE, /* what the page is about */
  ROLE_DIM,   /* said in passing */
  ROLE_RULE,
  ROLE_HEADING,  /* of a table */
  ROLE_SELECTED, /* the name in the focused row */
  ROLE_GROUP,    /* host pools, clusters and hosts */
  ROLE_KEY,
  ROLE_CURRENT, /* the wizard's page of the moment */
  ROLE_FIELD,   /* what can be typed into */
  ROLE_GOOD,
  ROLE_BUSY,
  ROLE_WARNING,
  ROLE_BAD,
  ROLE_BAR,
  ROLE_SENT,    /* chart: what goes over the network */
  ROLE_WRITTEN, /* chart: what the VM writes */
  ROLE_COUNT,
} Role;

typedef struct Style {
  int foreground, background; /* COLOR_OF_TERMINAL or the number of a colour */
  guint attributes;           /* StyleAttribute */
} Style;

/* Takes the theme NAME from $VIRT_MIGRATE_THEMES, or from the user's or the system's folder of themes;
 * NULL: "default", which is built in as well.
 * FALSE and ERROR when it is not there or wrong; the built-in theme is in force then. */
gboolean theme_load(const char *name, GError **error);

/* The name of the theme in force. */
const char *theme_name(void);

/* The names of all themes there are, sorted. Free with g_ptr_array_unref(). */
GPtrArray *theme_names(void);

/* COLOR on a terminal with that many colours: what it lacks becomes the one of the eight with the same hue. */
int theme_color(int color, int colors);

/* How ROLE looks on a terminal with that many colours (0: none). */
Style theme_style(Role role, int colors);
