#include "ui/app.h"

#include "ui/terminal.h"

#include <glib/gi18n.h>

enum { NOTE_S = 5 };

void page_free(Page *page)
{
  if (page == NULL)
    return;
  if (page->is_there != NULL) {
    *page->is_there = FALSE;
    g_rc_box_release(page->is_there);
  }
  if (page->ops->free != NULL)
    page->ops->free(page);
  else
    g_free(page);
}

void app_ask_free(AppAsk *ask)
{
  g_rc_box_release(ask->page_is_there);
  g_free(ask);
}

void app_drop_note(App *app)
{
  g_clear_pointer(&app->note, g_free);
  if (app->note_source != 0)
    g_source_remove(app->note_source);
  app->note_source = 0;
}

App *app_new(Inventory *inventory, AppAct act_anywhere)
{
  g_autoptr(GError) error = NULL;
  App *app = g_new0(App, 1);

  app->inventory = inventory;
  app->act_anywhere = act_anywhere;
  app->pages = g_ptr_array_new_with_free_func((GDestroyNotify)page_free);
  app->gone = g_ptr_array_new_with_free_func((GDestroyNotify)page_free);
  app->asks = g_ptr_array_new_with_free_func((GDestroyNotify)app_ask_free);
  app->hosts_up = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  app->loop = g_main_loop_new(NULL, FALSE);
  app->watch = watch_open(&error);
  if (app->watch == NULL)
    app->watch_problem = g_strdup(error->message);
  return app;
}

void app_free(App *app)
{
  g_ptr_array_unref(app->pages);
  g_ptr_array_unref(app->gone);
  survey_free(app->survey);
  g_ptr_array_unref(app->asks);
  if (app->tasks != NULL)
    g_ptr_array_unref(app->tasks);
  g_hash_table_unref(app->hosts_up);
  if (app->watch != NULL)
    watch_close(app->watch);
  inventory_free(app->inventory);
  g_main_loop_unref(app->loop);
  g_free(app->watch_problem);
  app_drop_note(app);
  g_free(app);
}

static void enter_top(App *app)
{
  Page *page = app_top(app);

  app->clicked = FALSE;
  if (page != NULL && page->ops->enter != NULL)
    page->ops->enter(page);
  app_redraw(app);
}

void app_push(App *app, Page *page)
{
  page->app = app;
  g_ptr_array_add(app->pages, page);
  enter_top(app);
}

void app_pop(App *app, Page *page)
{
  guint index;

  if (!g_ptr_array_find(app->pages, page, &index))
    return;
  g_ptr_array_add(app->gone, g_ptr_array_steal_index(app->pages, index));
  enter_top(app);
}

Page *app_top(const App *app)
{
  return app->pages->len > 0 ? g_ptr_array_index(app->pages, app->pages->len - 1) : NULL;
}

gboolean app_shows(const App *app, const Page *page)
{
  Page *top = app_top(app);

  return top != NULL && (top == page || page_focus(top) == page);
}

/* A page may take an action first; what is left can be done on every page. */
static void act(App *app, Page *page, Action action)
{
  if (page->ops->act == NULL || !page->ops->act(page, action))
    app->act_anywhere(app, page, action);
}

static gboolean fits(void)
{
  int rows, cols;

  terminal_size(&rows, &cols);
  return layout_page(rows, cols).fits;
}

static void input_while_too_small(App *app, const Input *input)
{
  if (input->kind == INPUT_CHAR && (input->ch == 'q' || input->ch == CTRL_C))
    app_leave_now(app);
  if (input->kind == INPUT_CHAR && input->ch == CTRL_L)
    terminal_forget();
}

void app_enter(App *app)
{
  const Input enter = { .kind = INPUT_ENTER };
  Page *page = app_top(app), *focus = page_focus(page);
  const KeyBinding *binding = keys_find(focus->ops->keys, focus, &enter);

  if (binding != NULL)
    act(app, page, binding->action);
}

/* The second half of a double click whose first half has led to this page is not meant for it. */
static gboolean is_late_click(App *app, const Input *input)
{
  if (input->kind == INPUT_CLICK)
    app->clicked = TRUE;
  return input->kind == INPUT_DOUBLE_CLICK && !app->clicked;
}

void app_input(App *app, const Input *input)
{
  Page *page = app_top(app), *focus;
  const KeyBinding *binding;

  app_redraw(app);
  if (!fits()) {
    input_while_too_small(app, input);
    return;
  }
  if (is_late_click(app, input))
    return;
  app_drop_note(app);
  focus = page_focus(page);
  if (focus->ops->type != NULL && focus->ops->type(focus, input))
    return;
  binding = keys_find(focus->ops->keys, focus, input);
  if (binding != NULL)
    act(app, page, binding->action);
  else if (focus->ops->letter != NULL && input_is_text(input))
    focus->ops->letter(focus, input);
}

static void draw_too_small(const Layout *layout)
{
  int row = MAX(layout->screen.rows / 2 - 1, 0);

  terminal_format(&layout->screen, row, 0, ROLE_TEXT, _("virt-migrate needs %d columns and %d rows."), LAYOUT_MIN_COLS,
                  LAYOUT_MIN_ROWS);
  terminal_format(&layout->screen, row + 1, 0, ROLE_TEXT, _("This terminal has %d and %d: make it larger."),
                  layout->screen.cols, layout->screen.rows);
  terminal_text(&layout->screen, row + 2, 0, ROLE_TEXT, _("q Quit (running tasks go on)"));
}

/* The lowest page that must be drawn: everything above it lies over it. */
static guint first_drawn(const App *app)
{
  guint i = app->pages->len - 1;

  while (i > 0 && ((Page *)g_ptr_array_index(app->pages, i))->ops->overlay)
    i--;
  return i;
}

/* In the place of the page's own notes: half a sentence of theirs beside it would only confuse. */
static void draw_note(const char *text, const Layout *layout)
{
  g_autofree char *blank = g_strnfill((gsize)MAX(layout->notes.cols - 1, 0), ' ');

  for (int row = 0; row < layout->notes.rows; row++)
    terminal_text(&layout->notes, row, 0, ROLE_TEXT, blank);
  page_draw_notes(layout, text);
}

static void draw_pages(App *app, const Layout *layout)
{
  terminal_rule(&layout->rule, 0, ROLE_RULE);
  for (guint i = first_drawn(app); i < app->pages->len; i++) {
    Page *page = g_ptr_array_index(app->pages, i);

    page->ops->draw(page, layout);
  }
  if (app->note != NULL)
    draw_note(app->note, layout);
  page_draw_keys(page_focus(app_top(app)), layout);
}

void app_draw(App *app)
{
  Layout layout;
  int rows, cols;

  g_ptr_array_set_size(app->gone, 0);
  if (app->pages->len == 0)
    return;
  terminal_size(&rows, &cols);
  layout = layout_page(rows, cols);
  terminal_begin();
  if (layout.fits)
    draw_pages(app, &layout);
  else
    draw_too_small(&layout);
  terminal_end();
  app->drawn_us = g_get_monotonic_time();
}

/* While the line is busy with the screen before, this one waits: by then there may be more to draw. */
static gboolean draw_now(gpointer data)
{
  App *app = data;
  int wait_ms = terminal_wait_ms();

  app->draw_source = 0;
  app->draw_waits = wait_ms > 0;
  if (wait_ms > 0)
    app->draw_source = g_timeout_add((guint)wait_ms, draw_now, app);
  else
    app_draw(app);
  return G_SOURCE_REMOVE;
}

void app_redraw(App *app)
{
  if (app->draw_source != 0)
    g_source_remove(app->draw_source);
  app->draw_source = g_idle_add_full(G_PRIORITY_DEFAULT, draw_now, app, NULL);
}

void app_line_is_free(App *app)
{
  if (app->draw_waits && terminal_wait_ms() == 0)
    app_redraw(app);
}

void app_redraw_calmly(App *app)
{
  gint64 wait_us = app->drawn_us + terminal_calm_ms() * (gint64)1000 - g_get_monotonic_time();

  if (app->draw_source != 0)
    return;
  app->draw_source = g_timeout_add((guint)(MAX(wait_us, 0) / 1000), draw_now, app);
}

static gboolean note_is_old(gpointer data)
{
  App *app = data;

  app->note_source = 0;
  app_drop_note(app);
  app_redraw(app);
  return G_SOURCE_REMOVE;
}

void app_note(App *app, const char *format, ...)
{
  va_list args;

  app_drop_note(app);
  va_start(args, format);
  app->note = g_strdup_vprintf(format, args);
  va_end(args);
  app->note_source = g_timeout_add_seconds(NOTE_S, note_is_old, app);
  app_redraw(app);
}

void app_leave_now(App *app)
{
  g_main_loop_quit(app->loop);
}

gboolean app_would_lose(const App *app)
{
  for (guint i = 0; i < app->pages->len; i++) {
    Page *page = g_ptr_array_index(app->pages, i);

    if (page->ops->would_lose != NULL && page->ops->would_lose(page))
      return TRUE;
  }
  return FALSE;
}

void app_refresh_pages(App *app)
{
  for (guint i = 0; i < app->pages->len; i++) {
    Page *page = g_ptr_array_index(app->pages, i);

    if (page->ops->refresh != NULL)
      page->ops->refresh(page);
  }
}
