#include "screen_repeat.h"

#include <stdlib.h>

void screen_repeat_init(ScreenRepeat *repeat)
{
  repeat->sequence = g_string_new(NULL);
  repeat->last = ' ';
}

void screen_repeat_clear(ScreenRepeat *repeat)
{
  g_string_free(repeat->sequence, TRUE);
}

static void end_sequence(ScreenRepeat *repeat, GString *out)
{
  const GString *sequence = repeat->sequence;
  if (sequence->len > 2 && sequence->str[1] == '[' && sequence->str[sequence->len - 1] == 'b')
    for (int i = MAX(atoi(sequence->str + 2), 1); i > 0; i--)
      g_string_append_c(out, repeat->last);
  else
    g_string_append_len(out, sequence->str, (gssize)sequence->len);
  g_string_truncate(repeat->sequence, 0);
}

static void take_sequence_byte(ScreenRepeat *repeat, char byte, GString *out)
{
  g_string_append_c(repeat->sequence, byte);
  gsize length = repeat->sequence->len;
  gboolean control_sequence = length >= 2 && repeat->sequence->str[1] == '[';
  if (!control_sequence || (length > 2 && byte >= '@' && byte <= '~'))
    end_sequence(repeat, out);
}

void screen_repeat_expand(ScreenRepeat *repeat, const char *bytes, gsize length, GString *out)
{
  for (gsize i = 0; i < length; i++) {
    char byte = bytes[i];
    if (repeat->sequence->len > 0) {
      take_sequence_byte(repeat, byte, out);
    } else if (byte == '\033') {
      g_string_append_c(repeat->sequence, byte);
    } else {
      if (byte >= ' ' && byte < '\177')
        repeat->last = byte;
      g_string_append_c(out, byte);
    }
  }
}
