#include "line.h"

enum { CHUNK = 8 };

gsize line_wait(const Line *line, gint64 timeout_us, gsize most)
{
  gint64 wait_us = line->out_us - g_get_monotonic_time();
  if (line->bytes_per_s == 0)
    return most;
  if (wait_us > 0)
    g_usleep((gulong)MIN(wait_us, timeout_us));
  return wait_us <= timeout_us ? MIN(most, CHUNK) : 0;
}

static gint64 after(gint64 free_us, gsize bytes, guint bytes_per_s)
{
  return MAX(free_us, g_get_monotonic_time()) + (gint64)bytes * G_USEC_PER_SEC / bytes_per_s;
}

void line_carried(Line *line, gsize bytes)
{
  if (line->bytes_per_s > 0)
    line->out_us = after(line->out_us, bytes, line->bytes_per_s);
}

void line_send_byte(Line *line)
{
  if (line->bytes_per_s == 0)
    return;
  line->in_us = after(line->in_us, 1, line->bytes_per_s);
  g_usleep((gulong)MAX(line->in_us - g_get_monotonic_time(), 0));
}
