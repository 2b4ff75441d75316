#include "ui/task_text.h"

#include "model/units.h"
#include "ui/widgets/dialog.h"

#include <glib/gi18n.h>

char *task_clock(gint64 wall_ms)
{
  g_autoptr(GDateTime) then = g_date_time_new_from_unix_local(wall_ms / 1000);
  g_autoptr(GDateTime) now = g_date_time_new_now_local();
  gboolean today = g_date_time_get_year(then) == g_date_time_get_year(now) &&
                   g_date_time_get_day_of_year(then) == g_date_time_get_day_of_year(now);

  return g_date_time_format(then, today ? "%H:%M:%S" : "%m-%d %H:%M");
}

char *task_duration(const Task *task)
{
  gint64 from = task->started_ms != 0 ? task->started_ms : task->created_ms;
  gint64 end = task->finished_ms != 0 ? task->finished_ms : g_get_real_time() / 1000;

  return units_duration(MAX(end - from, 0));
}

char *task_running_time(gint64 ms)
{
  int seconds = (int)(MAX(ms, 0) / 1000);

  return seconds < 10 ? g_strdup_printf(_("%d s"), seconds) : units_duration((gint64)seconds * 1000);
}

/* What is asked of which task; the task itself may have changed by the time of the answer. */
typedef struct Wish {
  gint64 id;
  TaskRequest request;
} Wish;

static void ask_task(App *app, gpointer data)
{
  const Wish *wish = data;
  g_autoptr(GError) error = NULL;

  if (watch_request(app->watch, wish->id, wish->request, &error))
    app_note(app, "%s", _("Asked for; the task answers in a moment."));
  else
    app_push(app, dialog_message(_("Not possible now"), error->message));
}

static void ask(App *app, const Task *task, TaskRequest request, const char *title, const char *text, const char *yes)
{
  Wish *wish = g_new(Wish, 1);

  *wish = (Wish){ task->id, request };
  app_push(app, dialog_question(title, text, yes, ask_task, wish, g_free));
}

void task_ask_cancel(App *app, const Task *task)
{
  g_autofree char *text =
      g_strdup_printf(_("The migration of %s to %s stops. %s stays on %s as it was, and nothing is left on %s."),
                      task->vm, task->target, task->vm, task->source, task->target);

  ask(app, task, REQUEST_CANCEL, _("Cancel Migration?"), text, _("Cancel Migration"));
}

void task_ask_post_copy(App *app, const Task *task)
{
  g_autofree char *text =
      g_strdup_printf(_("%s goes on at %s at once and fetches the rest of its memory from %s. From then on this cannot "
                        "be cancelled, and until it is done a broken network stops %s."),
                      task->vm, task->target, task->source, task->vm);

  ask(app, task, REQUEST_POST_COPY, _("Switch to post-copy now?"), text, _("Post-copy now"));
}

void task_ask_suspend(App *app, const Task *task)
{
  g_autofree char *text = g_strdup_printf(
      _("%s stands still until the rest of its memory is at %s, and goes on there."), task->vm, task->target);

  ask(app, task, REQUEST_SUSPEND, _("Suspend to finish?"), text, _("Suspend"));
}
