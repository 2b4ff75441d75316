#include "ui/pages/task_draw.h"

#include "model/choices.h"
#include "model/units.h"
#include "plan/words.h"
#include "ui/glyphs.h"
#include "ui/task_text.h"
#include "ui/terminal.h"
#include "ui/text.h"

#include <glib/gi18n.h>

enum {
  MAX_BAR_COLS = 66,
  TITLE_COL = 3,
  MAX_TITLE_COLS = 46,
  TIME_COLS = 12,
  RATE_COL = 31,
  WRITES_COL = 43,
  DOWNTIME_COL = 65
};

static Glyph step_glyph(StepState state)
{
  static const Glyph glyphs[] = {
    [STEP_WAITING] = GLYPH_WAITING, [STEP_RUNNING] = GLYPH_RUNNING, [STEP_DONE] = GLYPH_DONE,
    [STEP_FAILED] = GLYPH_BAD,      [STEP_UNDOING] = GLYPH_RUNNING, [STEP_UNDONE] = GLYPH_BAD,
    [STEP_SKIPPED] = GLYPH_WAITING,
  };

  return glyphs[state];
}

static const char *step_word(StepState state)
{
  switch (state) {
  case STEP_FAILED:
    return _("failed");
  case STEP_UNDOING:
    return _("being undone");
  case STEP_UNDONE:
    return _("undone");
  case STEP_SKIPPED:
    return _("not needed");
  default:
    return NULL;
  }
}

/* What the migration itself is at, for the step that does it. */
static char *describe_work(const Task *task, const TaskStep *step)
{
  const Progress *progress = &task->progress;

  /* Of disks the step itself tells how far each one is. */
  if (progress->phase == PHASE_DISKS && step->detail != NULL)
    return g_strdup(step->detail);
  GString *text = g_string_new(progress_phase_name(progress->phase));

  if (progress->iteration > 0 && progress->phase != PHASE_POST_COPY)
    g_string_append_printf(text, _(", iteration %u"), progress->iteration);
  if (progress->throttle_percent > 0)
    g_string_append_printf(text, _(", VM throttled %u %%"), progress->throttle_percent);
  /* libvirt has no call for more of it while a migration is under way. */
  if (progress->stalled && progress->phase == PHASE_MEMORY)
    g_string_append(text, progress->throttle_percent > 0 ? _("; libvirt alone can slow it more")
                                                         : _("; underclocking cannot be added now"));
  if (progress->suspended)
    g_string_append(text, _(", VM suspended"));
  return g_string_free(text, FALSE);
}

/* The step that moves the VM, while it does: what it is at stands in a row of its own. */
static gboolean is_moving(const Task *task, const TaskStep *step)
{
  gboolean moves = g_strcmp0(step->kind, "migrate") == 0 || g_strcmp0(step->kind, "copy-disks") == 0 ||
                   g_strcmp0(step->kind, "copy-base-images") == 0;

  return step->state == STEP_RUNNING && moves && task->progress.phase != PHASE_NONE;
}

static char *step_detail(const Task *task, const TaskStep *step)
{
  if (is_moving(task, step))
    return NULL;
  if (step->detail != NULL && *step->detail != '\0')
    return g_strdup(step->detail);
  return g_strdup(step_word(step->state));
}

static char *step_time(const Task *task, const TaskStep *step)
{
  gint64 end_ms = step->finished_ms != 0 ? step->finished_ms : g_get_real_time() / 1000;
  gboolean abandoned = step->finished_ms == 0 && task_state_is_final(task->state);

  if (step->started_ms == 0 || step->state == STEP_WAITING || abandoned)
    return NULL;
  if (step->finished_ms == 0)
    return task_running_time(end_ms - step->started_ms);
  return units_duration(MAX(end_ms - step->started_ms, 0));
}

/* Details begin after the longest title. */
static int detail_col(const Task *task)
{
  int cols = 20;

  for (guint i = 0; i < task->steps->len; i++)
    cols = MAX(cols, terminal_width(((const TaskStep *)g_ptr_array_index(task->steps, i))->title));
  return TITLE_COL + MIN(cols, MAX_TITLE_COLS) + 2;
}

static void draw_step(const Task *task, const TaskStep *step, const Rect *area, int row, gboolean with_detail)
{
  gboolean bad = step->state == STEP_FAILED || step->state == STEP_UNDONE;
  Role role = bad                           ? ROLE_BAD
              : step->state == STEP_DONE    ? ROLE_GOOD
              : step->state == STEP_RUNNING ? ROLE_BUSY
                                            : ROLE_DIM;
  g_autofree char *detail = with_detail ? step_detail(task, step) : NULL;
  g_autofree char *time = step_time(task, step);
  int col = detail_col(task), end = area->cols - 1 - (time != NULL ? TIME_COLS : 0);

  terminal_text(area, row, 1, role, glyph(step_glyph(step->state)));
  terminal_cell(area, row, TITLE_COL, (detail != NULL ? col : end) - TITLE_COL - 1, ROLE_TEXT, step->title);
  if (detail != NULL)
    terminal_cell(area, row, col, end - col, ROLE_TEXT, detail);
  if (time != NULL)
    terminal_right(area, row, area->cols - 1, ROLE_DIM, time);
}

/* A detail that the step's own row would cut has the next row. */
static gboolean needs_row(const Task *task, const TaskStep *step, const Rect *area)
{
  g_autofree char *detail = step_detail(task, step);

  return step->state == STEP_DONE && detail != NULL && terminal_width(detail) > area->cols - 1 - TIME_COLS - detail_col(task);
}

static void draw_below(const Task *task, const TaskStep *step, const Rect *area, int row)
{
  g_autofree char *detail = step_detail(task, step);

  terminal_cell(area, row, TITLE_COL + 2, area->cols - TITLE_COL - 3, ROLE_TEXT, detail);
}

static void draw_work(const Task *task, const TaskStep *step, const Rect *area, int row)
{
  g_autofree char *work = describe_work(task, step);

  terminal_text(area, row, TITLE_COL + 2, ROLE_BUSY, work);
}

/* In the place of steps for which there is no room. */
static void draw_hidden(const Rect *area, int row, const char *format, int count)
{
  g_autofree char *text = g_strdup_printf(format, count);

  terminal_text(area, row, 1, ROLE_DIM, glyph(GLYPH_ELLIPSIS));
  terminal_text(area, row, TITLE_COL, ROLE_DIM, text);
}

/* The steps; where there are more than rows, those around the one at work. Returns the row after them. */
int task_draw_steps(const Task *task, const Rect *area, int row, int rows)
{
  int count = (int)task->steps->len, first = 0, current = 0;

  for (int i = 0; i < count; i++)
    if (((const TaskStep *)g_ptr_array_index(task->steps, i))->state != STEP_WAITING)
      current = i;
  if (count > rows)
    first = CLAMP(current - rows / 2, 0, count - rows);
  for (int i = first; i < count && i < first + rows; i++) {
    const TaskStep *step = g_ptr_array_index(task->steps, i);

    if (i == first && first > 0) {
      draw_hidden(area, row++, _("%d steps before these"), first + 1);
      continue;
    }
    if (i == first + rows - 1 && i < count - 1) {
      draw_hidden(area, row++, _("%d steps after these"), count - i);
      continue;
    }
    gboolean below = count <= rows && needs_row(task, step, area);

    draw_step(task, step, area, row++, !below);
    if (below)
      draw_below(task, step, area, row++);
    if (is_moving(task, step))
      draw_work(task, step, area, row++);
  }
  return row;
}

static char *describe_left(const Task *task)
{
  const Progress *progress = &task->progress;
  g_autofree char *left = NULL;

  if (task_state_is_final(task->state) || progress->phase == PHASE_NONE || progress->phase == PHASE_DONE)
    return NULL;
  if (progress->broken)
    return g_strdup(_("waits for the network"));
  if (progress->stalled && progress->left_ms < 0)
    return g_strdup(_("no end in sight"));
  if (progress->left_ms < 0 && progress->dirty_bytes_s > 0)
    return g_strdup(_("not known: the VM writes a lot"));
  if (progress->left_ms < 0)
    return g_strdup(_("time left not known yet"));
  left = task_running_time(MAX(progress->left_ms, 1000));
  return g_strdup_printf(_("about %s left"), left);
}

void task_draw_bar(const Task *task, const Rect *area, int row)
{
  g_autofree char *left = describe_left(task);
  int cols = MIN(area->cols / 2, MAX_BAR_COLS), filled = (int)(task->progress.fraction * cols), col = 1;

  for (int i = 0; i < cols; i++)
    col = terminal_text(area, row, col, i < filled ? ROLE_BAR : ROLE_DIM,
                        glyph(i < filled ? GLYPH_BAR_FULL : GLYPH_BAR_EMPTY));
  terminal_format(area, row, cols + 2, ROLE_TEXT, "%3d %%", (int)(task->progress.fraction * 100));
  if (left != NULL)
    terminal_text(area, row, cols + 10, ROLE_TEXT, left);
}

/* What a switch-over now would cost; how much beyond a minute does not matter. */
static char *describe_downtime(const Progress *progress)
{
  g_autofree char *time = units_duration(progress->downtime_ms);

  return progress->downtime_ms < 60000 ? g_strdup_printf(_("downtime %s"), time) : g_strdup(_("downtime >1 min"));
}

/* What is sent again counts again, so memory sent may be more than the VM has; disks are copied once. */
static char *describe_sent(const Task *task)
{
  const Progress *progress = &task->progress;
  g_autofree char *sent = units_bytes(progress->sent_bytes), *total = units_bytes(progress->total_bytes);
  g_autofree char *part = units_bytes_of(progress->sent_bytes, progress->total_bytes);

  if (g_strcmp0(task->type, move_type_id(MOVE_STORAGE)) == 0)
    return g_strdup_printf(_("copied %s"), part);
  return g_strdup_printf(g_strcmp0(task->type, move_type_id(MOVE_BOTH)) == 0 ? _("sent %s, in all %s") : _("sent %s, memory %s"),
                         sent, total);
}

/* One line of figures. Each has its own place, so that little changes when one of them does. */
void task_draw_figures(const Task *task, const Rect *area, int row)
{
  const Progress *progress = &task->progress;
  g_autofree char *sent = describe_sent(task);
  g_autofree char *rate = units_rate(progress->rate_bytes_s), *dirty = units_rate(progress->dirty_bytes_s);
  g_autofree char *downtime = describe_downtime(progress);

  terminal_text(area, row, 1, ROLE_TEXT, sent);
  terminal_text(area, row, RATE_COL, ROLE_TEXT, rate);
  if (progress->dirty_bytes_s > 0)
    terminal_format(area, row, WRITES_COL, ROLE_TEXT, _("VM writes %s"), dirty);
  if (progress->downtime_ms >= 0 && progress->phase != PHASE_POST_COPY)
    terminal_text(area, row, DOWNTIME_COL, ROLE_TEXT, downtime);
}

static Role result_role(TaskState state)
{
  return state == TASK_DONE ? ROLE_GOOD : state == TASK_CANCELLED ? ROLE_WARNING : ROLE_BAD;
}

/* What it has shown: how long its phases took, how much was moved, what was started against the advice of a check. */
static int draw_history(const Task *task, const Rect *area, int row)
{
  g_autofree char *figures = task_figures_words(task, TRUE);
  g_auto(GStrv) overridden = plan_text_overridden(task->plan);

  if (figures != NULL)
    terminal_cell(area, row++, 3, area->cols - 4, ROLE_DIM, figures);
  for (char **check = overridden; check != NULL && *check != NULL; check++) {
    g_autofree char *text = g_strdup_printf(_("overridden: %s"), *check);

    terminal_cell(area, row++, 3, area->cols - 4, ROLE_WARNING, text);
  }
  return row;
}

/* How it ended: the most important thing on the page then. Returns the row after it. */
int task_draw_result(const Task *task, const Rect *area, int row)
{
  g_autofree char *ending = task_ending(task);
  int col =
      terminal_text(area, row, 1, result_role(task->state), glyph(task->state == TASK_DONE ? GLYPH_DONE : GLYPH_BAD));

  col = terminal_text(area, row, col + 1, ROLE_TITLE, ending);
  if (task->downtime_ms >= 0) {
    g_autofree char *downtime = task->downtime_ms < 1000 ? g_strdup_printf(_("%d ms"), (int)task->downtime_ms)
                                                         : units_duration(task->downtime_ms);

    terminal_format(area, row, col, ROLE_TEXT, _(", the VM stood still for %s"), downtime);
  }
  row++;
  if (task->reason != NULL && *task->reason != '\0') {
    g_auto(GStrv) lines = text_wrap(task->reason, area->cols - 4);

    for (char **line = lines; *line != NULL; line++)
      terminal_text(area, row++, 3, ROLE_TEXT, *line);
  }
  return draw_history(task, area, row) + 1;
}
