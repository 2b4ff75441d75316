/* What a real VT100 (with advanced video) understands: everything else that a program sends to it is wrong, also where terminals of
 * today are lenient. After DEC's user guide, EK-VT100-UG-003. */
#pragma once

#include <glib.h>

typedef struct Vt100 {
  char sequence[64]; /* begun, as far as it was sent; empty between sequences */
  gsize length;
} Vt100;

/* Takes LENGTH bytes. Returns what a VT100 does not know, in words for people; NULL when all is well. Caller frees. */
char *vt100_check(Vt100 *vt100, const char *bytes, gsize length);
