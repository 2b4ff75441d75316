/* How long the move that is being put together will take: the figures behind it are fetched while the operator chooses. */
#include "ui/draft.h"
#include "ui/draft_parts.h"

#include "plan/options.h"

/* A question to a host about the draft, which may be gone when the answer comes. */
struct DraftAsk {
  Draft *draft; /* NULL: gone */
};

/* All that the record of earlier moves is asked with; when it has changed, the record is read again. */
static char *history_key(const Draft *draft, const Choices *choices)
{
  static const size_t members[] = { offsetof(Choices, type), offsetof(Choices, target), offsetof(Choices, encrypt),
                                    offsetof(Choices, disks) };
  GString *key = g_string_new(vm_state_is_active(draft->vm->vm.state) ? "active" : "shut off");

  for (gsize i = 0; i < G_N_ELEMENTS(members); i++) {
    g_autofree char *text = option_text(option_of(members[i]), choices);

    g_string_append_printf(key, "\n%s", text != NULL ? text : "");
  }
  return g_string_free(key, FALSE);
}

static void read_history(Draft *draft, const Choices *choices)
{
  const char *target = choices->type == MOVE_STORAGE ? draft->source->name : choices->target;
  g_autofree char *key = history_key(draft, choices);

  if (draft->app->watch == NULL || target == NULL || g_strcmp0(key, draft->history_key) == 0)
    return;
  watch_history(draft->app->watch, draft->source->name, target, choices, vm_state_is_active(draft->vm->vm.state),
                &draft->inputs.history);
  g_free(draft->history_key);
  draft->history_key = g_steal_pointer(&key);
}

static void rate_arrived(gint64 bytes_s, gpointer data)
{
  struct DraftAsk *ask = data;
  Draft *draft = ask->draft;

  g_free(ask);
  if (draft == NULL)
    return;
  draft->ask = NULL;
  estimate_take_dirty_rate(&draft->inputs, bytes_s);
  app_refresh_pages(draft->app);
  app_redraw(draft->app);
}

/* Again and again, until it is known well enough. */
static void measure(Draft *draft, const Facts *facts, const Choices *choices)
{
  if (draft->ask != NULL || !estimate_needs_dirty_rate(facts, choices))
    return;
  draft->ask = g_new0(struct DraftAsk, 1);
  draft->ask->draft = draft;
  survey_ask_dirty_rate(draft->app->survey, draft->source->name, draft->vm->vm.uuid, rate_arrived, draft->ask);
}

void draft_estimate_init(Draft *draft)
{
  estimate_inputs_init(&draft->inputs);
}

void draft_estimate_clear(Draft *draft)
{
  if (draft->ask != NULL)
    draft->ask->draft = NULL;
  g_clear_pointer(&draft->estimate, estimate_free);
  g_clear_pointer(&draft->history_key, g_free);
}

void draft_estimate_update(Draft *draft, const Facts *facts, const Choices *choices)
{
  g_clear_pointer(&draft->estimate, estimate_free);
  if (choices->type != MOVE_STORAGE && facts_target(facts) == NULL)
    return;
  read_history(draft, choices);
  measure(draft, facts, choices);
  draft->estimate = estimate_make(facts, choices);
}
