/* One task: its steps, how far it is, how fast, and what can be done about it. */
#include "task/foreign.h"
#include "ui/glyphs.h"
#include "ui/move_back.h"
#include "ui/pages/pages.h"
#include "ui/pages/task_draw.h"
#include "ui/task_text.h"
#include "ui/terminal.h"
#include "ui/widgets/chart.h"

#include <glib/gi18n.h>

typedef struct TaskPage {
  Page page;
  gint64 id;
  Task *task;     /* NULL: it could not be read */
  GArray *points; /* of ProgressPoint, for the chart */
  gint64 points_us; /* when they were read */
} TaskPage;

enum { CHART_ROWS = 7, STEP_MIN_ROWS = 3, SLOW_CHART_S = 10 };

static gboolean goes_on(const TaskPage *page)
{
  return page->task != NULL && !task_state_is_final(page->task->state);
}

/* The chart costs as much as all figures together: over a slow line it is drawn anew now and then, and in the end. */
static void read_points(TaskPage *page)
{
  gint64 now_us = g_get_monotonic_time();

  if (terminal_is_slow() && goes_on(page) && page->points->len > 0 && now_us - page->points_us < SLOW_CHART_S * G_USEC_PER_SEC)
    return;
  g_array_unref(page->points);
  page->points = watch_points(page->page.app->watch, page->id);
  page->points_us = now_us;
}

static void end_foreign(TaskPage *page)
{
  const HostStatus *status = survey_status(page->page.app->survey, page->task->source);

  if (!task_state_is_final(page->task->state))
    foreign_end(page->task, status != NULL ? status->facts : NULL);
}

static void refresh_foreign(TaskPage *page)
{
  Task *task = app_foreign_task(page->page.app, page->id);

  if (task == NULL && page->task != NULL) {
    end_foreign(page);
  } else if (task != NULL) {
    task_free(page->task);
    page->task = task;
  }
}

static void refresh_own(TaskPage *page)
{
  Page *base = &page->page;
  Task *task = base->app->watch != NULL ? watch_task(base->app->watch, page->id, NULL) : NULL;

  if (task == NULL)
    return;
  task_free(page->task);
  page->task = task;
  read_points(page);
}

static void task_refresh(Page *base)
{
  TaskPage *page = (TaskPage *)base;
  gboolean went_on = goes_on(page);

  if (foreign_is(page->id))
    refresh_foreign(page);
  else
    refresh_own(page);
  /* Nobody waits for an answer of a task that has ended. */
  if (went_on && !goes_on(page) && app_shows(base->app, base))
    app_drop_note(base->app);
}

static void draw_head(const TaskPage *page, const Layout *layout)
{
  const Task *task = page->task;
  g_autofree char *clock = task_clock(task->started_ms != 0 ? task->started_ms : task->created_ms);
  g_autofree char *what = task_title(task);
  g_autofree char *title = g_strdup_printf("%s   %s", what, task->vm_state != NULL ? task->vm_state : "");
  g_autofree char *started = task->foreign ? g_strdup_printf(_("not started here, since %s"), clock)
                                           : g_strdup_printf(_("task %" G_GINT64_FORMAT ", started %s"), task->id, clock);

  page_draw_header(layout, title, started);
  terminal_rule(&layout->body, 0, ROLE_RULE);
}

/* What to know of a task that is under way; the caller frees. */
static char *advice(const Task *task)
{
  g_autofree char *trouble = task_trouble(task);

  if (task->foreign && task->can_cancel)
    return g_strdup(_("This migration was started by somebody else, and is watched here; c asks its host to end it."));
  if (task->cancelling)
    return g_strdup(_("Cancelling: the VM goes on where it was."));
  if (task->progress.broken)
    return g_strdup_printf(
        _("Post-copy broken: the memory of %s is split over %s and %s; do not destroy either. r recovers it when the network is back."),
        task->vm, task->source, task->target);
  if (task->progress.phase == PHASE_POST_COPY)
    return g_strdup(_("Post-copy: the VM runs at the target and needs the rest of its memory; cancelling now would lose it, so "
                      "it is not offered."));
  if (task->progress.suspended)
    return g_strdup(_("The VM is suspended until the copying is done."));
  if (trouble != NULL)
    return g_steal_pointer(&trouble);
  return g_strdup(_("This task goes on when you leave or the line drops."));
}

static const char *final_advice(TaskState state)
{
  switch (state) {
  case TASK_ATTENTION:
    return _("Somebody must look at this: the text above tells what state things are in. r goes on with it, b undoes it.");
  case TASK_INTERRUPTED:
    return _("The process that worked on this is gone. r finds out what came of it and goes on; b undoes what it has done.");
  default:
    return "";
  }
}

static void draw_running(const TaskPage *page, const Rect *body)
{
  const Task *task = page->task;
  int room = body->rows - 1 - CHART_ROWS - 4;
  int row = task_draw_steps(task, body, 1, MAX(room, STEP_MIN_ROWS));

  task_draw_bar(task, body, row);
  task_draw_figures(task, body, row + 1);
  Rect chart = { body->row + row + 2, body->col, MIN(body->rows - row - 2, body->rows * 3 / 5), body->cols };

  chart_draw(&chart, page->points, !task_state_is_final(page->task->state));
}

static void draw_finished(const TaskPage *page, const Rect *body)
{
  const Task *task = page->task;
  int row = task_draw_result(task, body, 2);

  row = task_draw_steps(task, body, row, MAX(body->rows - row - CHART_ROWS - 1, STEP_MIN_ROWS));
  if (!chart_has_figures(page->points))
    return;
  Rect chart = { body->row + row, body->col, MIN(body->rows - row, body->rows * 2 / 5), body->cols };

  chart_draw(&chart, page->points, !task_state_is_final(page->task->state));
}

static void task_draw(Page *base, const Layout *layout)
{
  const TaskPage *page = (TaskPage *)base;
  const Task *task = page->task;

  if (task == NULL) {
    page_draw_header(layout, _("Task"), NULL);
    terminal_text(&layout->body, 1, 1, ROLE_TEXT, _("There is no such task any more."));
    return;
  }
  draw_head(page, layout);
  if (task_state_is_final(task->state))
    draw_finished(page, &layout->body);
  else
    draw_running(page, &layout->body);
  g_autofree char *live = task_state_is_final(task->state) ? NULL : advice(task);

  page_draw_notes(layout, live != NULL ? live : final_advice(task->state));
  terminal_cursor(&layout->keys, 0, 0);
}

static gboolean task_act(Page *base, Action action)
{
  const TaskPage *page = (TaskPage *)base;

  switch (action) {
  case ACTION_CANCEL_TASK:
    task_ask_cancel(base->app, page->task);
    return TRUE;
  case ACTION_POST_COPY:
    task_ask_post_copy(base->app, page->task);
    return TRUE;
  case ACTION_SUSPEND:
    task_ask_suspend(base->app, page->task);
    return TRUE;
  case ACTION_SPEED:
    task_ask_speed(base->app, &page->id);
    return TRUE;
  case ACTION_DOWNTIME:
    task_ask_downtime(base->app, page->task, &page->id);
    return TRUE;
  case ACTION_RECOVER:
    task_ask_recover(base->app, page->task);
    return TRUE;
  case ACTION_RESUME:
  case ACTION_ROLL_BACK:
    task_ask_resume(base->app, page->task, action == ACTION_ROLL_BACK);
    return TRUE;
  case ACTION_MOVE_BACK:
    move_back(base, page->task);
    return TRUE;
  case ACTION_LOG:
    log_page_open(base->app, page->id);
    return TRUE;
  default:
    return FALSE;
  }
}

static gboolean task_tick(Page *base)
{
  return goes_on((const TaskPage *)base);
}

static void task_page_free(Page *base)
{
  TaskPage *page = (TaskPage *)base;

  task_free(page->task);
  g_array_unref(page->points);
  g_free(page);
}

static const Task *live_task(const Page *base)
{
  const Task *task = ((const TaskPage *)base)->task;

  return task != NULL && !task_state_is_final(task->state) ? task : NULL;
}

static gboolean can_cancel(const Page *base)
{
  const Task *task = live_task(base);

  return task != NULL && task->can_cancel && !task->cancelling;
}

static gboolean can_post_copy(const Page *base)
{
  const Task *task = live_task(base);

  return task != NULL && task->can_post_copy;
}

static gboolean can_suspend(const Page *base)
{
  const Task *task = live_task(base);

  return task != NULL && task->can_suspend;
}

static gboolean can_set_speed(const Page *base)
{
  const Task *task = live_task(base);

  return task != NULL && task->can_set_speed;
}

static gboolean can_set_downtime(const Page *base)
{
  const Task *task = live_task(base);

  return task != NULL && task->can_set_downtime;
}

static gboolean can_recover(const Page *base)
{
  const Task *task = live_task(base);

  return task != NULL && task->can_recover;
}

static gboolean can_resume(const Page *base)
{
  const Task *task = ((const TaskPage *)base)->task;

  return task != NULL && (task->state == TASK_INTERRUPTED || task->state == TASK_ATTENTION);
}

static gboolean is_on_its_way(const Page *base)
{
  return live_task(base) != NULL && !live_task(base)->foreign;
}

static gboolean has_ended(const Page *base)
{
  const Task *task = ((const TaskPage *)base)->task;

  return task != NULL && !task->foreign && live_task(base) == NULL;
}

static gboolean is_done(const Page *base)
{
  const Task *task = ((const TaskPage *)base)->task;

  return task != NULL && task->state == TASK_DONE && !task->foreign;
}

static const KeyBinding task_keys[] = {
  { KEY('c'), ACTION_CANCEL_TASK, KEY_SHOWN, N_("Cancel"), N_("cancel the migration; the VM stays as it was"),
    can_cancel },
  { KEY('r'), ACTION_RECOVER, KEY_SHOWN, N_("Recover"),
    N_("when the network is back: let the VM fetch the rest of its memory over a new connection"), can_recover },
  { KEY('d'), ACTION_DOWNTIME, KEY_SHOWN, N_("Downtime"),
    N_("let the VM stand still longer to switch over, so that the move can finish"), can_set_downtime },
  { KEY('p'), ACTION_POST_COPY, KEY_SHOWN, N_("Post-copy now"),
    N_("let the VM go on at the target at once; it fetches the rest of its memory"), can_post_copy },
  { KEY('s'), ACTION_SUSPEND, KEY_SHOWN, N_("Suspend to finish"),
    N_("let the VM stand still until its memory has moved"), can_suspend },
  { KEY('v'), ACTION_SPEED, KEY_SHOWN, N_("Speed"), N_("change how fast the disks are copied"), can_set_speed },
  { KEY('r'), ACTION_RESUME, KEY_SHOWN, N_("Resume"), N_("find out what came of it, and go on to the end"), can_resume },
  { KEY('b'), ACTION_ROLL_BACK, KEY_SHOWN, N_("Roll back"), N_("undo what it has done"), can_resume },
  { KEY('m'), ACTION_MOVE_BACK, KEY_SHOWN, N_("Migrate back"), N_("the wizard, filled in for the way back; nothing starts by itself"), is_done },
  { KEY('l'), ACTION_LOG, KEY_SHOWN, N_("Log"), N_("what it has called of libvirt, and what came of it"), has_ended },
  { KEY('l'), ACTION_LOG, KEY_QUIET, N_("Log"), N_("what it has called of libvirt, and what came of it"), is_on_its_way },
  { INPUT_ESCAPE, 0, ACTION_BACK, KEY_SHOWN, N_("Leave"), N_("back; the task goes on by itself"), NULL },
  { KEY('q'), ACTION_BACK, KEY_QUIET, N_("Leave"), N_("back; the task goes on by itself"), NULL },
  KEY_END,
};

static const KeyBinding *const task_tables[] = { task_keys, keys_everywhere, NULL };

static const PageOps task_ops = {
  .title = N_("Task"),
  .keys = task_tables,
  .enter = task_refresh,
  .draw = task_draw,
  .act = task_act,
  .refresh = task_refresh,
  .tick = task_tick,
  .free = task_page_free,
};

void task_page_open(App *app, gint64 id)
{
  TaskPage *page = g_new0(TaskPage, 1);

  page->page.ops = &task_ops;
  page->id = id;
  page->points = g_array_new(FALSE, FALSE, sizeof(ProgressPoint));
  app_push(app, &page->page);
}
