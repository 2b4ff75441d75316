/* The log of a task: what it has called of libvirt, and what came of it. */
#include "model/text.h"
#include "ui/pages/pages.h"
#include "ui/terminal.h"
#include "ui/widgets/sheet.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct LogPage {
  Page page;
  gint64 id;
  char *text; /* as it is in the sheet */
  int cols;   /* for which it was broken into lines */
  Sheet sheet;
} LogPage;

/* Lines begin with a date and a time; within a task the time is enough. */
enum { DATE_COLS = 11, INDENT = 14 };

static Role role_of(const char *line)
{
  if (strstr(line, " failed ") != NULL)
    return ROLE_BAD;
  return strstr(line, "  step  ") != NULL || strstr(line, "  end  ") != NULL ? ROLE_TITLE : ROLE_TEXT;
}

static void add_line(Sheet *sheet, const char *line, int cols)
{
  g_autofree char *safe = text_safe(line);
  gboolean dated = strlen(safe) > DATE_COLS && safe[4] == '-' && safe[7] == '-';
  g_auto(GStrv) parts = g_strsplit(dated ? safe + DATE_COLS : safe, "  ", 2);
  guint first = sheet->lines->len;

  if (!dated || parts[1] == NULL) {
    sheet_add_wrapped(sheet, ROLE_TEXT, 1, safe, cols);
    return;
  }
  sheet_add_wrapped(sheet, role_of(line), INDENT, g_strchug(parts[1]), cols);
  sheet_put_at(sheet, first, ROLE_DIM, 1, parts[0]);
}

static void fill(LogPage *page)
{
  g_auto(GStrv) lines = g_strsplit(page->text, "\n", -1);

  sheet_empty(&page->sheet);
  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0')
      add_line(&page->sheet, *line, page->cols);
}

/* Whoever reads the end goes on reading it as it grows. */
static void take_text(LogPage *page, char *text)
{
  gboolean at_end = page->sheet.top + page->sheet.area.rows >= (int)page->sheet.lines->len;

  g_free(page->text);
  page->text = text;
  fill(page);
  if (at_end)
    page->sheet.top = (int)page->sheet.lines->len;
}

static void log_refresh(Page *base)
{
  LogPage *page = (LogPage *)base;
  g_autoptr(GError) error = NULL;
  char *text = base->app->watch != NULL ? watch_log(base->app->watch, page->id, &error) : NULL;

  if (text == NULL)
    text = g_strdup(error != NULL ? error->message : "");
  if (g_strcmp0(text, page->text) == 0)
    g_free(text);
  else
    take_text(page, text);
}

static void log_draw(Page *base, const Layout *layout)
{
  LogPage *page = (LogPage *)base;
  g_autofree char *title = g_strdup_printf(_("Log of task %" G_GINT64_FORMAT), page->id);

  if (page->cols != layout->body.cols - 1) {
    page->cols = layout->body.cols - 1;
    fill(page);
  }
  page_draw_header(layout, title, NULL);
  sheet_draw(&page->sheet, &layout->body);
}

static gboolean log_act(Page *base, Action action)
{
  return sheet_act(&((LogPage *)base)->sheet, action);
}

static gboolean log_type(Page *base, const Input *input)
{
  return sheet_mouse(&((LogPage *)base)->sheet, input);
}

static gboolean log_tick(Page *base)
{
  log_refresh(base);
  return TRUE;
}

static void log_free(Page *base)
{
  LogPage *page = (LogPage *)base;

  sheet_clear(&page->sheet);
  g_free(page->text);
  g_free(page);
}

static const KeyBinding log_keys[] = {
  { INPUT_ESCAPE, 0, ACTION_BACK, KEY_SHOWN, N_("Back"), N_("to the page before"), NULL },
  { KEY('q'), ACTION_BACK, KEY_QUIET, N_("Back"), N_("to the page before"), NULL },
  { KEY('l'), ACTION_BACK, KEY_QUIET, N_("Back"), N_("to the page before"), NULL },
  KEY_END,
};

static const KeyBinding *const log_tables[] = { log_keys, keys_scrolling, keys_everywhere, NULL };

static const PageOps log_ops = {
  .title = N_("Log"),
  .keys = log_tables,
  .enter = log_refresh,
  .draw = log_draw,
  .type = log_type,
  .act = log_act,
  .tick = log_tick,
  .free = log_free,
};

void log_page_open(App *app, gint64 id)
{
  LogPage *page = g_new0(LogPage, 1);

  page->page.ops = &log_ops;
  page->id = id;
  page->cols = 79;
  page->text = g_strdup("");
  sheet_init(&page->sheet);
  app_push(app, &page->page);
}
