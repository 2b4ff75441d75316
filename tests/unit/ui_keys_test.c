#include "tests/unit/unit.h"

#include "plan/build.h"
#include "tests/unit/sample.h"
#include "ui/pages/pages.h"
#include "ui/pages/tree_page.h"
#include "ui/text.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/menu.h"
#include "ui/wizard.h"

#include <string.h>

/* The help page: columns of a key's name and of its label. */
enum { NAME_COLS = 9, LABEL_COLS = 18 };

/* An app without a terminal and without hosts; its pages are made, never drawn. */
typedef struct World {
  App app;
  Sample sample;
  Draft draft;
} World;

static void done(App *app, gpointer data)
{
}

static void chosen(App *app, gpointer data, int value)
{
}

static Page *add_page(World *world, Page *page)
{
  page->app = &world->app;
  g_ptr_array_add(world->app.pages, page);
  return page;
}

static Page *add_wizard_page(World *world, const PageOps *ops)
{
  return add_page(world, ops->create(&world->app, &world->draft));
}

static Page *add_dialog(World *world, gboolean asks)
{
  return add_page(world, asks ? dialog_question("Quit?", "Really?", "Quit", done, NULL, NULL)
                              : dialog_message("Not started", "The host is down."));
}

static void add_all_pages(World *world)
{
  static const PageOps *const wizard[] = {
    &type_page_ops, &target_page_ops, &network_page_ops, &options_page_ops, &checks_page_ops, &review_page_ops,
  };
  Page *tree = add_page(world, tree_page_new(&world->app));

  add_page(world, add_host_page_new(&world->app));
  add_page(world, help_page_new(tree));
  add_page(world, menu_page(menu_new("Actions", 0, 0, chosen, NULL)));
  add_dialog(world, TRUE);
  add_dialog(world, FALSE);
  tasks_page_open(&world->app);
  task_page_open(&world->app, 1);
  for (gsize i = 0; i < G_N_ELEMENTS(wizard); i++)
    add_wizard_page(world, wizard[i]);
}

static int set_up(void **state)
{
  World *world = g_new0(World, 1);
  App *app = &world->app;

  app->inventory = inventory_new();
  app->survey = survey_new(app->inventory, NULL, NULL);
  app->tasks = g_ptr_array_new_with_free_func((GDestroyNotify)task_free);
  app->pages = g_ptr_array_new_with_free_func((GDestroyNotify)page_free);
  app->asks = g_ptr_array_new();
  sample_init(&world->sample);
  world->draft = (Draft){
    .app = app,
    .source = world->sample.facts.source,
    .vm = world->sample.vm,
    .source_facts = world->sample.source_facts,
    .choices = world->sample.choices,
    .findings = g_ptr_array_new(),
  };
  *state = world;
  return 0;
}

static int tear_down(void **state)
{
  World *world = *state;
  App *app = &world->app;

  g_ptr_array_unref(app->pages);
  g_ptr_array_unref(app->asks);
  g_ptr_array_unref(app->tasks);
  survey_free(app->survey);
  inventory_free(app->inventory);
  if (app->draw_source != 0)
    g_source_remove(app->draw_source);
  plan_free(world->draft.plan);
  g_ptr_array_unref(world->draft.findings);
  sample_clear(&world->sample);
  g_free(world);
  return 0;
}

/* All bindings of PAGE, in the order in which they are looked up. Of KeyBinding, not owned. */
static GPtrArray *bindings_of(const Page *page)
{
  GPtrArray *bindings = g_ptr_array_new();

  for (const KeyBinding *const *table = page->ops->keys; *table != NULL; table++)
    for (const KeyBinding *binding = *table; binding->kind != INPUT_NONE; binding++)
      g_ptr_array_add(bindings, (gpointer)binding);
  return bindings;
}

static gboolean same_key(const KeyBinding *a, const KeyBinding *b)
{
  return a->kind == b->kind && (a->kind != INPUT_CHAR || a->ch == b->ch);
}

static void every_key_of_every_page_has_a_name_a_label_and_a_help_text(void **state)
{
  World *world = *state;

  add_all_pages(world);
  assert_int_equal(world->app.pages->len, 14);
  for (guint i = 0; i < world->app.pages->len; i++) {
    const Page *page = g_ptr_array_index(world->app.pages, i);
    g_autoptr(GPtrArray) bindings = bindings_of(page);
    assert_non_null(page->ops->title);
    assert_true(bindings->len > 0);
    for (guint b = 0; b < bindings->len; b++) {
      const KeyBinding *binding = g_ptr_array_index(bindings, b);
      if (binding->label == NULL || *binding->label == '\0' || binding->help == NULL || *binding->help == '\0')
        fail_msg("key “%s” of the page “%s” lacks its label or its help", keys_name(binding), page->ops->title);
      assert_string_not_equal(keys_name(binding), "");
      assert_int_not_equal(binding->action, ACTION_NONE);
    }
  }
}

static void names_and_labels_have_room_on_the_help_page(void **state)
{
  World *world = *state;

  add_all_pages(world);
  for (guint i = 0; i < world->app.pages->len; i++) {
    g_autoptr(GPtrArray) bindings = bindings_of(g_ptr_array_index(world->app.pages, i));
    for (guint b = 0; b < bindings->len; b++) {
      const KeyBinding *binding = g_ptr_array_index(bindings, b);
      if (text_width(keys_name(binding)) > NAME_COLS || text_width(binding->label) > LABEL_COLS)
        fail_msg("“%s %s” is too long", keys_name(binding), binding->label);
      assert_null(strchr(binding->help, '\n'));
    }
  }
}

/* What the tables alone tell: a row is dead when one before it has its key and is always, or just then, available. */
static void no_row_is_hidden_by_one_before_it(void **state)
{
  World *world = *state;

  add_all_pages(world);
  for (guint i = 0; i < world->app.pages->len; i++) {
    const Page *page = g_ptr_array_index(world->app.pages, i);
    g_autoptr(GPtrArray) bindings = bindings_of(page);
    for (guint a = 0; a < bindings->len; a++)
      for (guint b = a + 1; b < bindings->len; b++) {
        const KeyBinding *first = g_ptr_array_index(bindings, a), *second = g_ptr_array_index(bindings, b);
        if (same_key(first, second) && (first->available == NULL || first->available == second->available ||
                                        second->available == NULL))
          fail_msg("“%s” of the page “%s” is both %s and %s", keys_name(first), page->ops->title, first->label,
                   second->label);
      }
  }
}

static void every_page_leads_back_or_out(void **state)
{
  World *world = *state;

  add_all_pages(world);
  for (guint i = 0; i < world->app.pages->len; i++) {
    const Page *page = g_ptr_array_index(world->app.pages, i);
    const Input escape = { .kind = INPUT_ESCAPE }, redraw = { .kind = INPUT_CHAR, .ch = CTRL_L };
    const KeyBinding *back = keys_find(page->ops->keys, page, &escape);
    const KeyBinding *again = keys_find(page->ops->keys, page, &redraw);
    assert_non_null(back);
    assert_true(back->action == ACTION_BACK || back->action == ACTION_NO);
    assert_non_null(again);
    assert_int_equal(again->action, ACTION_REDRAW);
  }
}

/* At this moment: no key does two things, and what a key does is what keys_find() tells. */
static void assert_keys_are_clear(const Page *page)
{
  g_autoptr(GPtrArray) bindings = bindings_of(page);

  for (guint a = 0; a < bindings->len; a++) {
    const KeyBinding *first = g_ptr_array_index(bindings, a);
    const Input input = { .kind = first->kind, .ch = first->ch };
    if (!keys_available(first, page))
      continue;
    assert_ptr_equal(keys_find(page->ops->keys, page, &input), first);
    for (guint b = a + 1; b < bindings->len; b++) {
      const KeyBinding *second = g_ptr_array_index(bindings, b);
      if (same_key(first, second) && keys_available(second, page))
        fail_msg("“%s” of the page “%s” is both %s and %s now", keys_name(first), page->ops->title, first->label,
                 second->label);
    }
  }
}

static void every_page_has_clear_keys_when_it_is_new(void **state)
{
  World *world = *state;

  add_all_pages(world);
  for (guint i = 0; i < world->app.pages->len; i++)
    assert_keys_are_clear(g_ptr_array_index(world->app.pages, i));
}

static Action action_of(const Page *page, InputKind kind, gunichar ch)
{
  const Input input = { .kind = kind, .ch = ch };
  const KeyBinding *binding = keys_find(page->ops->keys, page, &input);

  return binding != NULL ? binding->action : ACTION_NONE;
}

static Task *add_task(World *world, TaskState state, gboolean can_cancel)
{
  Task *task = task_new();

  task->id = (gint64)world->app.tasks->len + 1;
  task->state = state;
  task->can_cancel = can_cancel;
  g_ptr_array_add(world->app.tasks, task);
  return task;
}

static void the_keys_of_the_tree_go_with_the_row(void **state)
{
  static const struct {
    TreeRow row;
    Action enter, m, c;
  } cases[] = {
    { { .kind = TREE_POOL, .expanded = TRUE }, ACTION_TOGGLE, ACTION_NONE, ACTION_NONE },
    { { .kind = TREE_CLUSTER }, ACTION_TOGGLE, ACTION_NONE, ACTION_NONE },
    { { .kind = TREE_HOST, .expanded = TRUE, .vms = 2 }, ACTION_TOGGLE, ACTION_NONE, ACTION_NONE },
    { { .kind = TREE_HOST, .expanded = TRUE }, ACTION_NONE, ACTION_NONE, ACTION_NONE },
    { { .kind = TREE_VM }, ACTION_MIGRATE, ACTION_MIGRATE, ACTION_NONE },
    { { .kind = TREE_VM, .task = 1, .moving = TRUE }, ACTION_OPEN_TASK, ACTION_OPEN_TASK, ACTION_CANCEL_TASK },
    { { .kind = TREE_VM, .task = 2, .moving = TRUE }, ACTION_OPEN_TASK, ACTION_OPEN_TASK, ACTION_NONE },
  };
  World *world = *state;
  Page *page = add_page(world, tree_page_new(&world->app));
  TreePage *tree = (TreePage *)page;
  GPtrArray *rows = tree->rows;

  add_task(world, TASK_RUNNING, TRUE);
  add_task(world, TASK_RUNNING, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GPtrArray) row = g_ptr_array_new();
    g_ptr_array_add(row, (gpointer)&cases[i].row);
    tree->rows = row;
    tree->searching = FALSE;
    assert_keys_are_clear(page);
    assert_int_equal(action_of(page, INPUT_ENTER, 0), cases[i].enter);
    assert_int_equal(action_of(page, INPUT_CHAR, 'm'), cases[i].m);
    assert_int_equal(action_of(page, INPUT_CHAR, 'c'), cases[i].c);
    assert_int_equal(action_of(page, INPUT_ESCAPE, 0), ACTION_BACK);
    tree->searching = TRUE;
    assert_keys_are_clear(page);
    assert_int_equal(action_of(page, INPUT_ENTER, 0), ACTION_YES);
    assert_int_equal(action_of(page, INPUT_ESCAPE, 0), ACTION_NO);
    assert_int_equal(action_of(page, INPUT_CHAR, 'q'), ACTION_NONE);
    tree->rows = rows;
  }
}

static void a_task_of_the_list_is_cancelled_only_where_it_can_be(void **state)
{
  static const struct {
    TaskState state;
    gboolean can_cancel, cancelling;
    Action c;
  } cases[] = {
    { TASK_RUNNING, TRUE, FALSE, ACTION_CANCEL_TASK },
    { TASK_RUNNING, TRUE, TRUE, ACTION_NONE },
    { TASK_RUNNING, FALSE, FALSE, ACTION_NONE },
    { TASK_DONE, TRUE, FALSE, ACTION_NONE },
    { TASK_FAILED, TRUE, FALSE, ACTION_NONE },
  };
  World *world = *state;

  tasks_page_open(&world->app);
  Page *page = g_ptr_array_index(world->app.pages, 0);
  assert_int_equal(action_of(page, INPUT_ENTER, 0), ACTION_NONE);
  assert_int_equal(action_of(page, INPUT_CHAR, 'c'), ACTION_NONE);
  Task *task = add_task(world, TASK_WAITING, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    task->state = cases[i].state;
    task->can_cancel = cases[i].can_cancel;
    task->cancelling = cases[i].cancelling;
    assert_keys_are_clear(page);
    assert_int_equal(action_of(page, INPUT_ENTER, 0), ACTION_OPEN_TASK);
    assert_int_equal(action_of(page, INPUT_CHAR, 'c'), cases[i].c);
  }
}

static void going_on_is_offered_only_when_nothing_stops_it(void **state)
{
  static const PageOps *const pages[] = { &checks_page_ops, &review_page_ops };
  World *world = *state;

  for (gsize i = 0; i < G_N_ELEMENTS(pages); i++) {
    Page *page = add_wizard_page(world, pages[i]);
    g_clear_pointer(&world->draft.plan, plan_free);
    assert_keys_are_clear(page);
    assert_int_equal(action_of(page, INPUT_ENTER, 0), ACTION_NONE);
    assert_int_equal(action_of(page, INPUT_ESCAPE, 0), ACTION_BACK);
    world->draft.plan = plan_build(&world->sample.facts, world->sample.choices);
    assert_keys_are_clear(page);
    assert_int_equal(action_of(page, INPUT_ENTER, 0), ACTION_NEXT);
  }
}

/* Space changes it, but there is no next value to go to: it is typed. */
static gboolean on_text_option(const Page *page)
{
  return action_of(page, INPUT_CHAR, ' ') == ACTION_CHANGE && action_of(page, INPUT_RIGHT, 0) == ACTION_NONE;
}

/* Down through all options; where one can be edited, while it is edited as well. */
static void every_option_has_clear_keys(void **state)
{
  World *world = *state;
  Page *page = add_wizard_page(world, &options_page_ops);
  guint edited = 0, changed = 0;

  page->ops->enter(page);
  for (int i = 0; i < 20; i++) {
    Action space = action_of(page, INPUT_CHAR, ' ');
    assert_keys_are_clear(page);
    assert_int_equal(action_of(page, INPUT_ENTER, 0), ACTION_NEXT);
    if (on_text_option(page)) {
      assert_true(page->ops->act(page, ACTION_CHANGE));
      assert_keys_are_clear(page);
      assert_int_equal(action_of(page, INPUT_ENTER, 0), ACTION_YES);
      assert_int_equal(action_of(page, INPUT_ESCAPE, 0), ACTION_NO);
      assert_true(page->ops->act(page, ACTION_NO));
      edited++;
    }
    changed += space == ACTION_TOGGLE;
    assert_true(page->ops->act(page, ACTION_DOWN));
  }
  assert_true(edited > 0);
  assert_true(changed > 0);
}

/* While text is typed, letters and signs are text; the foot of the page must not promise anything else. */
static void no_letter_is_a_key_while_text_is_typed(void **state)
{
  World *world = *state;
  Page *tree = add_page(world, tree_page_new(&world->app)), *options = add_wizard_page(world, &options_page_ops);
  const Page *pages[] = { tree, options };

  ((TreePage *)tree)->searching = TRUE;
  options->ops->enter(options);
  for (int i = 0; i < 20 && !on_text_option(options); i++)
    assert_true(options->ops->act(options, ACTION_DOWN));
  assert_true(on_text_option(options));
  assert_int_equal(action_of(options, INPUT_CHAR, '?'), ACTION_HELP);
  assert_true(options->ops->act(options, ACTION_CHANGE));
  for (gsize i = 0; i < G_N_ELEMENTS(pages); i++) {
    for (gunichar ch = ' '; ch < 127; ch++)
      assert_int_equal(action_of(pages[i], INPUT_CHAR, ch), ACTION_NONE);
    assert_int_equal(action_of(pages[i], INPUT_CHAR, CTRL_L), ACTION_REDRAW);
    assert_int_equal(action_of(pages[i], INPUT_CHAR, CTRL_C), ACTION_QUIT);
  }
}

static void a_missing_network_is_chosen_before_going_on(void **state)
{
  World *world = *state;
  Page *page = add_wizard_page(world, &network_page_ops);

  /* No target answers here, so the NIC's network is missing there. */
  assert_keys_are_clear(page);
  assert_int_equal(action_of(page, INPUT_ENTER, 0), ACTION_CHANGE);
  assert_int_equal(action_of(page, INPUT_CHAR, ' '), ACTION_CHANGE);
  Nic *nic = g_ptr_array_index(world->sample.vm->nics, 0);
  g_free(nic->kind);
  nic->kind = g_strdup("bridge");
  assert_keys_are_clear(page);
  assert_int_equal(action_of(page, INPUT_ENTER, 0), ACTION_NEXT);
  assert_int_equal(action_of(page, INPUT_CHAR, ' '), ACTION_NONE);
}

static void a_dialog_asks_or_tells(void **state)
{
  World *world = *state;
  const Page *question = add_dialog(world, TRUE), *message = add_dialog(world, FALSE);

  assert_int_equal(action_of(question, INPUT_CHAR, 'y'), ACTION_YES);
  assert_int_equal(action_of(question, INPUT_ENTER, 0), ACTION_NEXT);
  assert_int_equal(action_of(question, INPUT_ESCAPE, 0), ACTION_NO);
  assert_int_equal(action_of(message, INPUT_CHAR, 'y'), ACTION_NONE);
  assert_int_equal(action_of(message, INPUT_ENTER, 0), ACTION_NO);
  assert_int_equal(action_of(message, INPUT_ESCAPE, 0), ACTION_NO);
}

static void keys_have_the_names_people_know(void **state)
{
  static const struct {
    KeyBinding binding;
    const char *name;
  } cases[] = {
    { { KEY('m') }, "m" },
    { { KEY('?') }, "?" },
    { { KEY(' ') }, "Space" },
    { { KEY(CTRL_C) }, "Ctrl-C" },
    { { KEY(CTRL_L) }, "Ctrl-L" },
    { { KEY(0xe9) }, "é" },
    { { INPUT_ENTER }, "Enter" },
    { { INPUT_ESCAPE }, "Esc" },
    { { INPUT_TAB }, "Tab" },
    { { INPUT_BACK_TAB }, "Shift-Tab" },
    { { INPUT_PAGE_DOWN }, "PgDn" },
    { { INPUT_END }, "End" },
    { { INPUT_CLICK }, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
    assert_string_equal(keys_name(&cases[i].binding), cases[i].name);
}

static gboolean never(const Page *page)
{
  return FALSE;
}

static void the_first_available_row_of_a_key_counts(void **state)
{
  static const KeyBinding first[] = {
    { KEY('a'), ACTION_YES, KEY_QUIET, "Yes", "yes", never },
    { INPUT_UP, 0, ACTION_UP, KEY_QUIET, "Up", "up", NULL },
    KEY_END,
  };
  static const KeyBinding second[] = {
    { KEY('a'), ACTION_NO, KEY_QUIET, "No", "no", NULL },
    { INPUT_UP, 0, ACTION_DOWN, KEY_QUIET, "Down", "down", NULL },
    { KEY('b'), ACTION_QUIT, KEY_QUIET, "Quit", "quit", never },
    KEY_END,
  };
  static const KeyBinding *const tables[] = { first, second, NULL };
  const PageOps ops = { .title = "Test", .keys = tables };
  const Page page = { .ops = &ops };

  assert_int_equal(action_of(&page, INPUT_CHAR, 'a'), ACTION_NO);
  assert_int_equal(action_of(&page, INPUT_CHAR, 'A'), ACTION_NONE);
  assert_int_equal(action_of(&page, INPUT_CHAR, 'b'), ACTION_NONE);
  assert_int_equal(action_of(&page, INPUT_UP, 0), ACTION_UP);
  assert_int_equal(action_of(&page, INPUT_DOWN, 0), ACTION_NONE);
}

#define test(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    test(every_key_of_every_page_has_a_name_a_label_and_a_help_text),
    test(names_and_labels_have_room_on_the_help_page),
    test(no_row_is_hidden_by_one_before_it),
    test(every_page_leads_back_or_out),
    test(every_page_has_clear_keys_when_it_is_new),
    test(the_keys_of_the_tree_go_with_the_row),
    test(a_task_of_the_list_is_cancelled_only_where_it_can_be),
    test(going_on_is_offered_only_when_nothing_stops_it),
    test(every_option_has_clear_keys),
    test(no_letter_is_a_key_while_text_is_typed),
    test(a_missing_network_is_chosen_before_going_on),
    test(a_dialog_asks_or_tells),
    cmocka_unit_test(keys_have_the_names_people_know),
    cmocka_unit_test(the_first_available_row_of_a_key_counts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
