#include "tests/unit/unit.h"

#include "plan/options.h"

#include <string.h>

static void texts_are_read_back_for_every_row(void **state)
{
  static const struct {
    const char *name, *text;
  } cases[] = {
    { "type", "both" },    { "to", "bravo" },      { "network", "a=b\nc=d" },  { "post-copy", "yes" }, { "underclock", "yes" },
    { "encrypt", "yes" },  { "timeout", "15m" },   { "on-timeout", "cancel" },
    { "downtime", "300ms,1s,3s" }, { "at-stall", "suspend" },
    { "disk", "vda:pool=ssd\nall:pool=store,format=raw" },                              { "keep-old-volumes", "yes" },
    { "override", "target-memory\ndisk-space" },
  };
  guint rows = 0;
  while (options_table[rows].name != NULL)
    rows++;
  assert_int_equal(rows, G_N_ELEMENTS(cases));
  g_autoptr(Choices) choices = choices_new();
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    const Option *option = option_by_name(cases[i].name);
    assert_non_null(option);
    assert_true(option_set_text(option, choices, cases[i].text, NULL));
    g_autofree char *text = option_text(option, choices);
    assert_string_equal(text, cases[i].text);
  }
  assert_int_equal(choices->type, MOVE_BOTH);
  assert_true(choices->post_copy && choices->underclock && choices->encrypt && choices->keep_old);
  assert_int_equal(choices->disks->len, 2);
  assert_int_equal(choices_disk(choices, ALL_DISKS)->format, FORMAT_RAW);
  assert_int_equal(choices->timeout_s, 900);
  assert_int_equal(choices->on_timeout, TIMEOUT_CANCEL);
  assert_int_equal(choices->downtime.count, 3);
  assert_int_equal(choices->downtime.ms[2], 3000);
  assert_int_equal(choices->at_stall, STALL_SUSPEND);
  assert_string_equal(g_hash_table_lookup(choices->networks, "c"), "d");
}

static void bad_texts_are_refused(void **state)
{
  static const struct {
    const char *name, *text, *says;
  } cases[] = {
    { "type", "teleport", "host, storage, both" }, { "network", "lan", "SRC=DST" },       { "network", "=x", "SRC=DST" },
    { "network", "x=", "SRC=DST" },                { "post-copy", "maybe", "yes or no" }, { "timeout", "soon", "“soon”" },
    { "downtime", "3s,1s", "must be higher" }, { "at-stall", "panic", "wait, suspend, post-copy, cancel" },
    { "on-timeout", "panic", "suspend, post-copy, cancel" }, { "keep-old-volumes", "perhaps", "yes or no" },
    { "disk", "vda", "which disk" }, { "disk", "vda:pool=ssd\nvdb:pool=", "vdb: “” is no name" },
  };
  g_autoptr(Choices) choices = choices_new();
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    assert_false(option_set_text(option_by_name(cases[i].name), choices, cases[i].text, &error));
    assert_error_says(error, cases[i].says);
  }
  assert_int_equal(g_hash_table_size(choices->networks), 0);
  assert_int_equal(choices->disks->len, 0);
  assert_int_equal(choices->type, MOVE_HOST);
}

/* Which of the two is meant nobody can know. */
static void what_is_said_twice_is_refused(void **state)
{
  static const struct {
    const char *name, *first, *second, *says;
  } cases[] = {
    { "disk", "vda:pool=ssd", "vda:pool=vg,speed=fast", "disk vda is chosen for twice" },
    { "disk", "all:pool=ssd", "vdb:pool=ssd\nall:pool=ssd", "disk all is chosen for twice" },
    { "disk", "vdb:pool=ssd", "vda:pool=ssd\nvda:pool=ssd", "disk vda is chosen for twice" },
    { "network", "lan=a", "lan=b", "network lan is to become a, and also b" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(Choices) choices = choices_new();
    g_autoptr(GError) error = NULL;
    const Option *option = option_by_name(cases[i].name);
    assert_true(option_set_text(option, choices, cases[i].first, NULL));
    g_autofree char *before = option_text(option, choices);
    assert_false(option_set_text(option, choices, cases[i].second, &error));
    assert_error_says(error, cases[i].says);
    g_autofree char *after = option_text(option, choices);
    assert_string_equal(after, before);
  }
}

static void only_some_checks_can_be_overridden(void **state)
{
  static const struct {
    const char *id, *says;
  } cases[] = {
    { "target-memry", "there is no check “target-memry”" },
    { "target-cpu", "the check target-cpu cannot be overridden" },
    { "no-shutdown", "the check no-shutdown stops no move" },
    { "disk-space\ntarget-cpu", "the check target-cpu cannot be overridden" },
  };
  g_autoptr(Choices) choices = choices_new();
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    assert_false(option_set_text(option_by_name("override"), choices, cases[i].id, &error));
    assert_error_says(error, cases[i].says);
    assert_int_equal(choices->overrides->len, 0);
  }
  assert_true(option_set_text(option_by_name("override"), choices, "target-memory", NULL));
  assert_true(option_set_text(option_by_name("override"), choices, "target-memory", NULL));
  assert_int_equal(choices->overrides->len, 1);
  assert_true(choices_overrides(choices, "target-memory"));
  assert_false(choices_overrides(choices, "disk-space"));
}

static void disks_are_collected(void **state)
{
  g_autoptr(Choices) choices = choices_new();
  const Option *disk = option_by_name("disk");
  assert_null(option_text(disk, choices));
  assert_true(option_set_text(disk, choices, "vda:pool=ssd", NULL));
  assert_true(option_set_text(disk, choices, "vdb:pool=ssd", NULL));
  assert_true(option_set_text(disk, choices, "vdc:pool=vg,speed=fast", NULL));
  g_autofree char *text = option_text(disk, choices);
  assert_string_equal(text, "vda:pool=ssd\nvdb:pool=ssd\nvdc:pool=vg,speed=fast");
}

static void rows_are_found_by_their_member(void **state)
{
  assert_string_equal(option_of(offsetof(Choices, encrypt))->name, "encrypt");
  assert_string_equal(option_of(offsetof(Choices, type))->name, "type");
  assert_null(option_by_name("colour"));
}

static void options_that_do_not_apply_are_refused_by_name(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Choices) choices = choices_new();
  choices->post_copy = TRUE;
  assert_true(options_check(choices, VM_RUNNING, &error));
  assert_false(options_check(choices, VM_SUSPENDED, &error));
  assert_error_says(error, "--post-copy");
  choices->post_copy = FALSE;
  choices->encrypt = TRUE;
  assert_true(options_check(choices, VM_SUSPENDED, &error));
  assert_false(options_check(choices, VM_SHUT_OFF, &error));
  assert_error_says(error, "--encrypt");
}

/* What each type of move, of a VM in each state, has to do with an option: it is refused, by its name, or it is taken. */
static void options_belong_to_types_and_states(void **state)
{
  enum { RUNNING = 1, SUSPENDED = 2, SHUT_OFF = 4, ACTIVE = RUNNING | SUSPENDED, ANY = ACTIVE | SHUT_OFF };
  static const VmState states[] = { VM_RUNNING, VM_SUSPENDED, VM_SHUT_OFF };
  static const struct {
    const char *name, *text;
    int states[3]; /* by type: host, storage, both */
  } cases[] = {
    { "to", "bravo", { ANY, 0, ANY } },
    { "network", "a=b", { ANY, 0, ANY } },
    { "post-copy", "yes", { RUNNING, 0, 0 } },
    { "underclock", "yes", { RUNNING, 0, RUNNING } },
    { "downtime", "300ms,1s", { RUNNING, 0, RUNNING } },
    { "encrypt", "yes", { ACTIVE, 0, ANY } },
    { "disk", "vda:pool=ssd", { 0, ANY, ANY } },
    { "keep-old-volumes", "yes", { 0, ANY, ANY } },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
    for (int type = MOVE_HOST; type <= MOVE_BOTH; type++)
      for (gsize at = 0; at < G_N_ELEMENTS(states); at++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Choices) choices = choices_new();
        choices->type = (MoveType)type;
        assert_true(option_set_text(option_by_name(cases[i].name), choices, cases[i].text, NULL));
        gboolean taken = options_check(choices, states[at], &error), expected = (cases[i].states[type] & (1 << at)) != 0;
        if (taken != expected)
          fail_msg("--%s, type %s, %s: %s", cases[i].name, move_type_id(choices->type), vm_state_name(states[at]), taken ? "taken" : "refused");
        if (!taken) {
          g_autofree char *argument = g_strdup_printf("--%s cannot be used here", cases[i].name);
          assert_error_says(error, argument);
        }
      }
}

/* Whoever reads the manual must find every option there, and none without words. */
static void every_row_has_its_texts_and_its_place_in_the_manual(void **state)
{
  g_autofree char *file = g_build_filename(g_getenv("VIRT_MIGRATE_SOURCE"), "doc", "virt-migrate.1", NULL);
  g_autofree char *manual = NULL;
  assert_true(g_file_get_contents(file, &manual, NULL, NULL));
  for (const Option *option = options_table; option->name != NULL; option++) {
    assert_true(strlen(option->label) > 0 && strlen(option->help) > 0 && strlen(option->long_help) > 0);
    for (const OptionValue *value = option->values; value != NULL && value->id != NULL; value++)
      assert_true(strlen(value->label) > 0 && strlen(value->help) > 0);
    g_auto(GStrv) parts = g_strsplit(option->name, "-", -1);
    g_autofree char *escaped = g_strjoinv("\\-", parts);
    g_autofree char *argument = g_strconcat("\\-\\-", escaped, NULL);
    if (strstr(manual, argument) == NULL)
      fail_msg("the manual does not tell of --%s", option->name);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(texts_are_read_back_for_every_row),
    cmocka_unit_test(bad_texts_are_refused),
    cmocka_unit_test(rows_are_found_by_their_member),
    cmocka_unit_test(options_that_do_not_apply_are_refused_by_name),
    cmocka_unit_test(what_is_said_twice_is_refused),
    cmocka_unit_test(only_some_checks_can_be_overridden),
    cmocka_unit_test(disks_are_collected),
    cmocka_unit_test(options_belong_to_types_and_states),
    cmocka_unit_test(every_row_has_its_texts_and_its_place_in_the_manual),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
