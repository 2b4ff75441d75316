#include "ui/task_text.h"

#include "model/choices.h"
#include "model/units.h"
#include "plan/disk_choice.h"
#include "plan/plan_file.h"
#include "plan/words.h"
#include "ui/glyphs.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/prompt.h"

#include <glib/gi18n.h>

char *task_clock(gint64 wall_ms)
{
  g_autoptr(GDateTime) then = g_date_time_new_from_unix_local(wall_ms / 1000);
  g_autoptr(GDateTime) now = g_date_time_new_now_local();
  gboolean today = g_date_time_get_year(then) == g_date_time_get_year(now) &&
                   g_date_time_get_day_of_year(then) == g_date_time_get_day_of_year(now);

  return g_date_time_format(then, today ? "%H:%M:%S" : "%m-%d %H:%M");
}

/* A move of disks alone has no other host. */
static gboolean stays_on_host(const Task *task)
{
  return g_strcmp0(task->type, move_type_id(MOVE_STORAGE)) == 0;
}

char *task_way(const Task *task)
{
  g_autofree char *pools = stays_on_host(task) ? plan_text_pools(task->plan) : NULL;

  if (pools != NULL)
    return g_strdup_printf(_("disks to %s"), pools);
  if (stays_on_host(task))
    return g_strdup_printf(_("disks on %s"), task->source);
  return g_strdup_printf("%s %s %s", task->source, glyph(GLYPH_ARROW), task->target);
}

char *task_title(const Task *task)
{
  g_autofree char *way = task_way(task);

  return stays_on_host(task) ? g_strdup_printf(_("%s on %s: %s"), task->vm, task->source, way) : g_strdup_printf("%s  %s", task->vm, way);
}

char *task_duration(const Task *task)
{
  gint64 from = task->started_ms != 0 ? task->started_ms : task->created_ms;
  gint64 end = task->finished_ms != 0 ? task->finished_ms : g_get_real_time() / 1000;

  if (task->finished_ms == 0 && task_state_is_final(task->state))
    return NULL;
  return units_duration(MAX(end - from, 0));
}

char *task_ending(const Task *task)
{
  g_autofree char *time = task_duration(task);

  return time != NULL ? g_strdup_printf(_("%s after %s"), task_state_name(task->state), time) : g_strdup(task_state_name(task->state));
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

/* A migration of somebody else's; which one, the host and the VM tell. */
typedef struct Stranger {
  char *host, *uuid;
} Stranger;

static void stranger_free(gpointer data)
{
  Stranger *stranger = data;

  g_free(stranger->host);
  g_free(stranger->uuid);
  g_free(stranger);
}

static void cancel_stranger(App *app, gpointer data)
{
  const Stranger *stranger = data;

  survey_abort_migration(app->survey, stranger->host, stranger->uuid);
  app_note(app, _("Asked %s to end it."), stranger->host);
}

static void ask_stranger(App *app, const Task *task)
{
  Stranger *stranger = g_new(Stranger, 1);
  g_autofree char *text =
      g_strdup_printf(_("This migration is not yours: it was started by %s, with another program or by another user, who will see it "
                        "fail. %s stays on %s."),
                      task->owner, task->vm, task->source);

  *stranger = (Stranger){ g_strdup(task->source), g_strdup(task->vm_uuid) };
  app_push(app, dialog_question(_("Cancel somebody else's migration?"), text, _("Cancel Migration"), cancel_stranger, stranger,
                                stranger_free));
}

void task_ask_cancel(App *app, const Task *task)
{
  if (task->foreign) {
    ask_stranger(app, task);
    return;
  }
  g_autofree char *text =
      stays_on_host(task)
          ? g_strdup_printf(_("The copying of the disks of %s stops. It keeps the disks it has, and what was copied is deleted."),
                            task->vm)
          : g_strdup_printf(_("The migration of %s to %s stops. %s stays on %s as it was, and nothing is left on %s."),
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
  g_autofree char *text =
      stays_on_host(task)
          ? g_strdup_printf(_("%s stands still until its disks are copied, and goes on then."), task->vm)
          : g_strdup_printf(_("%s stands still until the rest of it is at %s, and goes on there."), task->vm, task->target);

  ask(app, task, REQUEST_SUSPEND, _("Suspend to finish?"), text, _("Suspend"));
}

static char *speed_typed(App *app, gpointer id, const char *text)
{
  g_autoptr(GError) error = NULL;
  Speed speed;

  if (!speed_parse(text, &speed, &error) ||
      !watch_set_speed(app->watch, *(const gint64 *)id, speed_bytes_s(&speed, app->inventory), &error))
    return g_strdup(error->message);
  app_note(app, "%s", _("Asked for; the task answers in a moment."));
  return NULL;
}

void task_ask_speed(App *app, const gint64 *id)
{
  app_push(app, prompt_new(_("Speed of each disk"), _("medium, fast, unlimited, or a figure with its unit: 20Mbit/s, 3MiB/s"), "",
                           speed_typed, (gpointer)id));
}

static char *downtime_typed(App *app, gpointer id, const char *text)
{
  g_autoptr(GError) error = NULL;
  guint ms;

  if (!downtime_parse(text, &ms, &error) || !watch_set_downtime(app->watch, *(const gint64 *)id, ms, &error))
    return g_strdup(error->message);
  app_note(app, "%s", _("Asked for; the task answers in a moment."));
  return NULL;
}

void task_ask_downtime(App *app, const Task *task, const gint64 *id)
{
  const Progress *progress = &task->progress;
  g_autoptr(Plan) plan = plan_from_text(task->plan, NULL);
  Ladder preset = ladder_preset();
  guint offer = ladder_offer(plan != NULL ? &plan->choices->downtime : &preset, progress->downtime_limit_ms, progress->needed_ms);
  g_autofree char *text = offer > 0 ? downtime_text(offer) : g_strdup("");
  g_autofree char *limit = units_duration(progress->downtime_limit_ms), *needed = units_duration(progress->needed_ms);
  g_autofree char *hint =
      g_strdup_printf(_("how long %s may stand still to switch over: now %s, it would need %s"), task->vm, limit, needed);

  app_push(app, prompt_new(_("More downtime"), hint, text, downtime_typed, (gpointer)id));
}

void task_ask_recover(App *app, const Task *task)
{
  g_autofree char *text = g_strdup_printf(
      _("The old connection has two minutes to go on by itself; then %s fetches the rest of its memory over a new one. Do this when the "
        "network between %s and %s is back."),
      task->vm, task->source, task->target);

  ask(app, task, REQUEST_RECOVER, _("Recover now?"), text, _("Recover"));
}

typedef struct Return {
  gint64 id;
  gboolean roll_back;
} Return;

static void take_up(App *app, gpointer data)
{
  const Return *wanted = data;
  g_autoptr(GError) error = NULL;

  if (!watch_resume(app->watch, wanted->id, wanted->roll_back, &error))
    app_push(app, dialog_message(_("Not possible now"), error->message));
}

void task_ask_resume(App *app, const Task *task, gboolean roll_back)
{
  Return *wanted = g_new(Return, 1);
  g_autofree char *text =
      g_strdup_printf(roll_back ? _("What this task has done is undone, and %s is left as it was before, unless it has moved already.")
                                : _("The hosts are asked what came of what was begun, and the move of %s goes on to its end."),
                      task->vm);

  *wanted = (Return){ task->id, roll_back };
  app_push(app, dialog_question(roll_back ? _("Roll back?") : _("Resume?"), text, roll_back ? _("Roll back") : _("Resume"), take_up,
                                wanted, g_free));
}
