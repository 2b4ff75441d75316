/* A slow line between the program and its terminal: so many bytes a second pass, in each direction. */
#pragma once

#include <glib.h>

typedef struct Line {
  guint bytes_per_s;       /* 0: as fast as it goes */
  gint64 out_us, in_us;    /* when the line is free again */
} Line;

/* Waits until something can pass from the program to the terminal, at most TIMEOUT_US; returns how many bytes may be read, 0: none yet. */
gsize line_wait(const Line *line, gint64 timeout_us, gsize most);
/* BYTES have passed from the program. */
void line_carried(Line *line, gsize bytes);
/* Lets one byte pass to the program: waits as long as it takes. */
void line_send_byte(Line *line);
