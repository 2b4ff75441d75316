/* Commands broken into lines mean what they meant in one. */
#include "tests/unit/unit.h"

#include "ui/shell_wrap.h"
#include "ui/text.h"

#include <string.h>

static const char *const COMMANDS[] = {
  "printf '%s|' migrate --live web",
  "printf '%s|' 's|type=.raw.\\([^>]*>[[:space:]]*<source file=.\\)/var/lib/libvirt/images2/twin-vdb.raw\\([^[:alnum:]._-]\\)|t|' x",
  "printf '%s|' \"$(printf '%s' a-rather-long-argument 'with  two  spaces in it' and-more)\" end",
  "word=something; printf '%s|' \"in double quotes: ${word} $word and  that is that, \\\"quoted\\\" $(printf %s \"$word\")\"",
  "printf '%s|' /var/lib/libvirt/images/a/path/that/is/longer/than/any/line/of/the/screen/is/wide/and/then/some/more.qcow2",
  "printf '%s|' 'it'\\''s' \"Gr\303\266\303\237e\" 'Gr\303\266\303\237e der Platte'",
};

/* As the page shows them: lines that begin with a space are indented. */
static char *on_screen(char **lines)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf(text, "%s%s\n", i == 0 || *lines[i] == ' ' ? "   " : "", lines[i]);
  return g_string_free(text, FALSE);
}

static char *run(const char *script)
{
  const char *argv[] = { "sh", "-c", script, NULL };
  char *output = NULL;
  assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, NULL, NULL));
  return output;
}

static void test_lines_mean_the_same(void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS(COMMANDS); i++) {
    g_autofree char *wanted = run(COMMANDS[i]);
    assert_true(strlen(wanted) > 0);
    for (int columns = 20; columns < 90; columns++) {
      g_auto(GStrv) lines = shell_wrap(COMMANDS[i], columns);
      g_autofree char *text = on_screen(lines);
      g_autofree char *got = run(text);
      if (!g_str_equal(got, wanted))
        fail_msg("in %d columns:\n%s\nprints %s, not %s", columns, text, got, wanted);
    }
  }
}

static void test_lines_fit(void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS(COMMANDS); i++) {
    g_auto(GStrv) lines = shell_wrap(COMMANDS[i], 72);
    for (char **line = lines; *line != NULL; line++)
      assert_true(text_width(*line) <= 72);
  }
}

static void test_short_command_is_one_line(void **state)
{
  g_auto(GStrv) lines = shell_wrap("virsh list", 40);
  assert_int_equal(g_strv_length(lines), 1);
  assert_string_equal(lines[0], "virsh list");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_lines_mean_the_same),
    cmocka_unit_test(test_lines_fit),
    cmocka_unit_test(test_short_command_is_one_line),
  };
  return cmocka_run_group_tests_name("shell_wrap", tests, NULL, NULL);
}
