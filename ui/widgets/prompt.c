#include "ui/widgets/prompt.h"

#include "ui/app.h"
#include "ui/glyphs.h"
#include "ui/terminal.h"
#include "ui/text.h"
#include "ui/widgets/field.h"

#include <glib/gi18n.h>

typedef struct Prompt {
  Page page;
  char *title, *hint;
  char *wrong; /* what is wrong with what was typed last; NULL: nothing yet */
  Field field;
  PromptTaken taken;
  gpointer data;
} Prompt;

enum { PROMPT_COLS = 64, FIELD_ROW = 1, HINT_ROW = 3, FRAME_ROWS = 4 };

static void prompt_free(Page *page)
{
  Prompt *prompt = (Prompt *)page;

  field_clear(&prompt->field);
  g_free(prompt->title);
  g_free(prompt->hint);
  g_free(prompt->wrong);
  g_free(prompt);
}

static void prompt_draw(Page *page, const Layout *layout)
{
  const Prompt *prompt = (Prompt *)page;
  int cols = MIN(PROMPT_COLS, layout->screen.cols - 4);
  g_auto(GStrv) lines = text_wrap(prompt->wrong != NULL ? prompt->wrong : prompt->hint, cols - 6);
  Rect box = layout_box(layout, FRAME_ROWS + (int)g_strv_length(lines), cols);

  terminal_frame(&box, ROLE_RULE);
  terminal_format(&box, 0, 2, ROLE_TITLE, " %s ", prompt->title);
  for (int i = 0; lines[i] != NULL; i++)
    terminal_cell(&box, HINT_ROW + i, 4, cols - 6, prompt->wrong != NULL ? ROLE_BAD : ROLE_DIM, lines[i]);
  if (prompt->wrong != NULL)
    terminal_text(&box, HINT_ROW, 2, ROLE_BAD, glyph(GLYPH_BAD));
  field_draw(&prompt->field, &box, FIELD_ROW, 2, cols - 4, TRUE);
}

static gboolean prompt_type(Page *page, const Input *input)
{
  return field_input(&((Prompt *)page)->field, input) || input_is_mouse(input);
}

static gboolean prompt_typing(const Page *page)
{
  return TRUE;
}

static void take(Prompt *prompt)
{
  App *app = prompt->page.app;
  char *wrong = prompt->taken(app, prompt->data, prompt->field.text->str);

  g_free(prompt->wrong);
  prompt->wrong = wrong;
  if (wrong == NULL)
    app_pop(app, &prompt->page);
}

static gboolean prompt_act(Page *page, Action action)
{
  if (action == ACTION_YES)
    take((Prompt *)page);
  if (action == ACTION_NO)
    app_pop(page->app, page);
  return action == ACTION_YES || action == ACTION_NO;
}

static const KeyBinding prompt_keys[] = {
  { INPUT_ENTER, 0, ACTION_YES, KEY_SHOWN, N_("Accept"), N_("take what was typed"), NULL },
  { INPUT_ESCAPE, 0, ACTION_NO, KEY_SHOWN, N_("Discard"), N_("leave the value as it was"), NULL },
  KEY_END,
};

static const KeyBinding *const prompt_tables[] = { prompt_keys, keys_of_screen, NULL };

static const PageOps prompt_ops = {
  .title = N_("Question"),
  .overlay = TRUE,
  .keys = prompt_tables,
  .draw = prompt_draw,
  .type = prompt_type,
  .typing = prompt_typing,
  .act = prompt_act,
  .free = prompt_free,
};

Page *prompt_new(const char *title, const char *hint, const char *text, PromptTaken taken, gpointer data)
{
  Prompt *prompt = g_new0(Prompt, 1);

  prompt->page.ops = &prompt_ops;
  prompt->title = g_strdup(title);
  prompt->hint = g_strdup(hint);
  prompt->taken = taken;
  prompt->data = data;
  field_init(&prompt->field, text);
  return &prompt->page;
}
