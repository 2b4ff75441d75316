#include "screen_keys.h"

#include <glib.h>
#include <string.h>

typedef struct KeyName {
  const char *name;
  VTermKey key;
  VTermModifier modifier;
  uint32_t character; /* typed instead of KEY when it is not 0 */
} KeyName;

static const KeyName KEYS[] = {
  { "Enter", VTERM_KEY_ENTER, VTERM_MOD_NONE, 0 },
  { "Esc", VTERM_KEY_ESCAPE, VTERM_MOD_NONE, 0 },
  { "Tab", VTERM_KEY_TAB, VTERM_MOD_NONE, 0 },
  { "S-Tab", VTERM_KEY_TAB, VTERM_MOD_SHIFT, 0 },
  { "Backspace", VTERM_KEY_BACKSPACE, VTERM_MOD_NONE, 0 },
  { "Del", VTERM_KEY_DEL, VTERM_MOD_NONE, 0 },
  { "Ins", VTERM_KEY_INS, VTERM_MOD_NONE, 0 },
  { "Home", VTERM_KEY_HOME, VTERM_MOD_NONE, 0 },
  { "End", VTERM_KEY_END, VTERM_MOD_NONE, 0 },
  { "Up", VTERM_KEY_UP, VTERM_MOD_NONE, 0 },
  { "Down", VTERM_KEY_DOWN, VTERM_MOD_NONE, 0 },
  { "Left", VTERM_KEY_LEFT, VTERM_MOD_NONE, 0 },
  { "Right", VTERM_KEY_RIGHT, VTERM_MOD_NONE, 0 },
  { "PgUp", VTERM_KEY_PAGEUP, VTERM_MOD_NONE, 0 },
  { "PgDn", VTERM_KEY_PAGEDOWN, VTERM_MOD_NONE, 0 },
  { "Space", VTERM_KEY_NONE, VTERM_MOD_NONE, ' ' },
  { "lt", VTERM_KEY_NONE, VTERM_MOD_NONE, '<' },
};

static gboolean type_table_key(VTerm *terminal, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS(KEYS); i++) {
    if (!g_str_equal(KEYS[i].name, name))
      continue;
    if (KEYS[i].character != 0)
      vterm_keyboard_unichar(terminal, KEYS[i].character, KEYS[i].modifier);
    else
      vterm_keyboard_key(terminal, KEYS[i].key, KEYS[i].modifier);
    return TRUE;
  }
  return FALSE;
}

static gboolean type_function_key(VTerm *terminal, const char *name)
{
  guint64 number;
  if (name[0] != 'F' || !g_ascii_string_to_unsigned(name + 1, 10, 1, 12, &number, NULL))
    return FALSE;
  vterm_keyboard_key(terminal, (VTermKey)VTERM_KEY_FUNCTION((int)number), VTERM_MOD_NONE);
  return TRUE;
}

static gboolean type_control_key(VTerm *terminal, const char *name)
{
  if (!g_str_has_prefix(name, "C-") || name[2] == '\0' || name[3] != '\0')
    return FALSE;
  vterm_keyboard_unichar(terminal, (uint32_t)name[2], VTERM_MOD_CTRL);
  return TRUE;
}

const char *screen_keys_named(VTerm *terminal, const char *name)
{
  const char *end = strchr(name, '>');
  if (end == NULL)
    return NULL;
  g_autofree char *key = g_strndup(name, (gsize)(end - name));
  if (!type_table_key(terminal, key) && !type_function_key(terminal, key) && !type_control_key(terminal, key))
    return NULL;
  return end + 1;
}
