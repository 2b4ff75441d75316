/* "Repeat the last character" (CSI n b), which xterm-256color promises. The terminal library gets it wrong near the end of a row, so it
 * is spelled out before the library sees it. */
#pragma once

#include <glib.h>

typedef struct ScreenRepeat {
  GString *sequence; /* an escape sequence that has begun; empty outside of one */
  char last;         /* the last printed character; only ASCII is ever repeated */
} ScreenRepeat;

void screen_repeat_init(ScreenRepeat *repeat);
void screen_repeat_clear(ScreenRepeat *repeat);

/* Appends BYTES to OUT, with repeats spelled out. A sequence that is cut off at the end is kept for the next call. */
void screen_repeat_expand(ScreenRepeat *repeat, const char *bytes, gsize length, GString *out);
