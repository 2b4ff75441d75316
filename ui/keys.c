#include "ui/page.h"

#include <glib/gi18n.h>

const KeyBinding keys_movement[] = {
  { INPUT_UP, 0, ACTION_UP, KEY_QUIET, N_("Up"), N_("one row up"), NULL },
  { INPUT_DOWN, 0, ACTION_DOWN, KEY_QUIET, N_("Down"), N_("one row down"), NULL },
  { INPUT_PAGE_UP, 0, ACTION_PAGE_UP, KEY_QUIET, N_("Page up"), N_("one screen up"), NULL },
  { INPUT_PAGE_DOWN, 0, ACTION_PAGE_DOWN, KEY_QUIET, N_("Page down"), N_("one screen down"), NULL },
  { INPUT_HOME, 0, ACTION_FIRST, KEY_QUIET, N_("First"), N_("the first row"), NULL },
  { INPUT_END, 0, ACTION_LAST, KEY_QUIET, N_("Last"), N_("the last row"), NULL },
  KEY_END,
};

const KeyBinding keys_scrolling[] = {
  { INPUT_UP, 0, ACTION_UP, KEY_QUIET, N_("Up"), N_("scroll up"), NULL },
  { INPUT_DOWN, 0, ACTION_DOWN, KEY_QUIET, N_("Down"), N_("scroll down"), NULL },
  { INPUT_PAGE_UP, 0, ACTION_PAGE_UP, KEY_QUIET, N_("Page up"), N_("scroll one screen up"), NULL },
  { INPUT_PAGE_DOWN, 0, ACTION_PAGE_DOWN, KEY_QUIET, N_("Page down"), N_("scroll one screen down"), NULL },
  { INPUT_HOME, 0, ACTION_FIRST, KEY_QUIET, N_("Top"), N_("scroll to the top"), NULL },
  { INPUT_END, 0, ACTION_LAST, KEY_QUIET, N_("End"), N_("scroll to the end"), NULL },
  KEY_END,
};

const KeyBinding keys_of_screen[] = {
  { KEY(CTRL_L), ACTION_REDRAW, KEY_QUIET, N_("Redraw"), N_("draw the screen again"), NULL },
  { KEY(CTRL_Z), ACTION_STOP, KEY_QUIET, N_("Suspend"), N_("back to the shell for a while; fg returns"), NULL },
  KEY_END,
};

const KeyBinding keys_of_box[] = {
  { KEY('?'), ACTION_HELP, KEY_SHOWN, N_("Help"), N_("this page: what every key does"), NULL },
  KEY_END,
};

const KeyBinding keys_everywhere[] = {
  { KEY('t'), ACTION_TASKS, KEY_SHOWN, N_("Tasks"), N_("the list of all tasks"), NULL },
  { KEY('?'), ACTION_HELP, KEY_SHOWN, N_("Help"), N_("this page: what every key does"), NULL },
  { KEY('T'), ACTION_THEME, KEY_QUIET, N_("Theme"), N_("choose other colours"), NULL },
  { KEY(CTRL_L), ACTION_REDRAW, KEY_QUIET, N_("Redraw"), N_("draw the screen again"), NULL },
  { KEY(CTRL_Z), ACTION_STOP, KEY_QUIET, N_("Suspend"), N_("back to the shell for a while; fg returns"), NULL },
  { KEY(CTRL_C), ACTION_QUIT, KEY_QUIET, N_("Quit"), N_("leave virt-migrate; running tasks go on"), NULL },
  KEY_END,
};

gboolean keys_available(const KeyBinding *binding, const Page *page)
{
  const Input input = { .kind = binding->kind, .ch = binding->ch };

  if (input_is_text(&input) && page->ops->typing != NULL && page->ops->typing(page))
    return FALSE;
  return binding->available == NULL || binding->available(page);
}

static gboolean matches(const KeyBinding *binding, const Input *input)
{
  return binding->kind == input->kind && (input->kind != INPUT_CHAR || binding->ch == input->ch);
}

const KeyBinding *keys_find(const KeyBinding *const *tables, const Page *page, const Input *input)
{
  for (; *tables != NULL; tables++)
    for (const KeyBinding *binding = *tables; binding->kind != INPUT_NONE; binding++)
      if (matches(binding, input) && keys_available(binding, page))
        return binding;
  return NULL;
}

static const char *char_name(gunichar ch)
{
  char text[16] = { 0 };

  if (ch == ' ')
    return _("Space");
  if (ch < ' ')
    g_snprintf(text, sizeof text, "Ctrl-%c", (char)('@' + ch));
  else
    g_unichar_to_utf8(ch, text);
  return g_intern_string(text);
}

const char *keys_name(const KeyBinding *binding)
{
  switch (binding->kind) {
  case INPUT_CHAR:
    return char_name(binding->ch);
  case INPUT_ENTER:
    return _("Enter");
  case INPUT_ESCAPE:
    return _("Esc");
  case INPUT_TAB:
    return _("Tab");
  case INPUT_BACK_TAB:
    return _("Shift-Tab");
  case INPUT_UP:
    return _("Up");
  case INPUT_DOWN:
    return _("Down");
  case INPUT_LEFT:
    return _("Left");
  case INPUT_RIGHT:
    return _("Right");
  case INPUT_PAGE_UP:
    return _("PgUp");
  case INPUT_PAGE_DOWN:
    return _("PgDn");
  case INPUT_HOME:
    return _("Home");
  case INPUT_END:
    return _("End");
  default:
    return "";
  }
}
