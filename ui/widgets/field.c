#include "ui/widgets/field.h"

#include "ui/terminal.h"
#include "ui/text.h"

enum { FIELD_MAX_BYTES = 1024 };

void field_init(Field *field, const char *text)
{
  field->text = g_string_new(text);
  field->cursor = g_utf8_strlen(field->text->str, -1);
}

void field_clear(Field *field)
{
  if (field->text != NULL)
    g_string_free(field->text, TRUE);
  field->text = NULL;
}

static gssize byte_of(const Field *field, glong character)
{
  return g_utf8_offset_to_pointer(field->text->str, character) - field->text->str;
}

static void erase_char(Field *field, glong at)
{
  gssize from;

  if (at < 0 || at >= g_utf8_strlen(field->text->str, -1))
    return;
  from = byte_of(field, at);
  g_string_erase(field->text, from, byte_of(field, at + 1) - from);
  field->cursor = at;
}

static gboolean insert_char(Field *field, gunichar ch)
{
  if (ch == CTRL_U) {
    g_string_truncate(field->text, 0);
    field->cursor = 0;
    return TRUE;
  }
  if (ch < ' ' || ch == 127)
    return FALSE;
  if (field->text->len < FIELD_MAX_BYTES && g_unichar_validate(ch))
    g_string_insert_unichar(field->text, byte_of(field, field->cursor++), ch);
  return TRUE;
}

gboolean field_input(Field *field, const Input *input)
{
  glong length = g_utf8_strlen(field->text->str, -1);

  switch (input->kind) {
  case INPUT_CHAR:
    return insert_char(field, input->ch);
  case INPUT_BACKSPACE:
    erase_char(field, field->cursor - 1);
    return TRUE;
  case INPUT_DELETE:
    erase_char(field, field->cursor);
    return TRUE;
  case INPUT_LEFT:
    field->cursor = MAX(field->cursor - 1, 0);
    return TRUE;
  case INPUT_RIGHT:
    field->cursor = MIN(field->cursor + 1, length);
    return TRUE;
  case INPUT_HOME:
    field->cursor = 0;
    return TRUE;
  case INPUT_END:
    field->cursor = length;
    return TRUE;
  default:
    return FALSE;
  }
}

void field_draw(const Field *field, const Rect *area, int row, int col, int width, gboolean focused)
{
  g_autofree char *before = g_strndup(field->text->str, (gsize)byte_of(field, field->cursor));
  const char *from = field->text->str;
  int cursor = text_width(before);

  /* A long text is shown from where its cursor still fits. */
  while (cursor >= width && *from != '\0') {
    cursor -= text_char_width(g_utf8_get_char(from));
    from = g_utf8_next_char(from);
  }
  g_autofree char *padded = text_pad(from, width);

  terminal_cell(area, row, col, width, ROLE_FIELD, padded);
  if (focused)
    terminal_cursor(area, row, col + cursor);
}
