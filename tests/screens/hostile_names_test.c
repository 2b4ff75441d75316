/* Names of VMs that try to do something to the terminal, or that are wider, taller or longer than plain ones. What comes from outside
 * is shown, never obeyed: no control character of a name reaches the terminal, and columns stay where they are. */
#include "record.h"
#include "wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MARKS "\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a\u030b"
#define CSI "\xc2\x9b" /* U+009B, the one-character form of ESC [ */

static const char *const NAMES[] = {
  "-rf",
  "%s%n%d",
  "<b>&amp;\"'",
  "a name with  spaces",
  "csi" CSI "31mred",
  "e\u0301clair",
  "long-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789",
  "marks" MARKS MARKS,
  "osc\xc2\x9d" "0;title\xc2\x9c",
  "rtl\u202egnp.exe",
  "zero\u200bwidth",
  "\u0301leading",
  "虚拟机-日本語",
  NULL,
};

static Screen *start(const Fixture *fixture, const char *term, const char *lang)
{
  fixture_name_vms(fixture, NAMES);
  Screen *screen = wizard_start_with(fixture, &(ScreenSetup){ .term = term, .lang = lang, .rows = 40, .cols = 80 });
  screen_wait_for(screen, "13 VMs");
  screen_wait_for(screen, "mail");
  return screen;
}

static gboolean wrote(Screen *screen, const char *bytes)
{
  const GByteArray *output = screen_output(screen);
  return g_strstr_len((const char *)output->data, output->len, bytes) != NULL;
}

static void assert_nothing_obeyed(Screen *screen)
{
  assert_false(wrote(screen, CSI));
  assert_false(wrote(screen, "\xc2\x9d"));
  assert_false(wrote(screen, "\u202e"));
  assert_false(wrote(screen, "\x1b]0;"));
}

/* The VMs' states start in one column, whatever stands before them. */
static void assert_columns(Screen *screen)
{
  guint seen = 0;
  int expected = -1;
  for (int row = 0; row < 40; row++) {
    int col = screen_column(screen, row, "running");
    if (col < 0)
      continue;
    if (expected < 0)
      expected = col;
    if (col != expected)
      screen_fail(screen, "row %d: the state is in column %d, not %d", row, col, expected);
    seen++;
  }
  assert_int_equal(seen, G_N_ELEMENTS(NAMES)); /* NULL in place of bravo's own */
}

static void test_tree(void **state)
{
  Screen *screen = start(*state, NULL, NULL);
  screen_expect(screen,
      " virt-migrate\n"
      "> ▾ Training\n"
      "    ▾ prod\n"
      "      ▾ alpha                       13 VMs   17.8 of 24 GiB free   2 CPUs~~~\n"
      "          %s%n%d                    running\n"
      "          -rf                       running\n"
      "          <b>&amp;\"'                running\n"
      "          a name with  spaces       running\n"
      "          csi\\x9b31mred             running\n"
      "          éclair                    running\n"
      "          long-0123456789-0123456…  running\n"
      "          marks̀́̂̃                     running\n"
      "          osc\\x9d0;title\\x9c        running\n"
      "          rtl\\u202egnp.exe          running\n"
      "          zero​width                 running\n"
      "          ́leading                   running\n"
      "          虚拟机-日本語             running\n"
      "      ▾ bravo                       1 VM     20.1 of 24 GiB free   2 CPUs~~~\n"
      "          mail                      running\n"
      "    ▾ edge\n"
      "        charlie                     0 VMs    20.9 of 24 GiB free   2 CPUs~~~\n"
      "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      "\n\n"
      " Enter Close   a Actions   / Search   A Add host   q Quit   t Tasks   ? Help");
  assert_columns(screen);
  assert_nothing_obeyed(screen);
  screen_free(screen);
}

static void test_tree_in_c_locale(void **state)
{
  Screen *screen = start(*state, NULL, "C");
  screen_expect(screen,
      " virt-migrate\n"
      "> - Training\n"
      "    - prod\n"
      "      - alpha                       13 VMs   17.8 of 24 GiB free   2 CPUs~~~\n"
      "          %s%n%d                    running\n"
      "          -rf                       running\n"
      "          <b>&amp;\"'                running\n"
      "          a name with  spaces       running\n"
      "          csi\\x9b31mred             running\n"
      "          eclair                    running\n"
      "          long-0123456789-0123456~  running\n"
      "          marks                     running\n"
      "          osc\\x9d0;title\\x9c        running\n"
      "          rtl\\u202egnp.exe          running\n"
      "          zerowidth                 running\n"
      "          leading                   running\n"
      "          ?????" "?-?????" "?             running\n"
      "      - bravo                       1 VM     20.1 of 24 GiB free   2 CPUs~~~\n"
      "          mail                      running\n"
      "    - edge\n"
      "        charlie                     0 VMs    20.9 of 24 GiB free   2 CPUs~~~\n"
      "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"
      "--------------------------------------------------------------------------------\n"
      "\n\n"
      " Enter Close   a Actions   / Search   A Add host   q Quit   t Tasks   ? Help");
  assert_columns(screen);
  for (guint i = 0; i < screen_output(screen)->len; i++)
    assert_in_range(screen_output(screen)->data[i], 0, 0x7f);
  screen_free(screen);
}

static void test_wizard_title(void **state)
{
  Screen *screen = start(*state, NULL, NULL);
  screen_type(screen, "/虚拟<Enter>");
  screen_wait_selected(screen, "虚拟机-日本語");
  screen_type(screen, "m");
  screen_wait_for(screen, "Migrate 虚拟机-日本語");
  screen_type(screen, "<Esc>");
  screen_wait_gone(screen, "Migrate 虚拟机-日本語");
  screen_type(screen, "/csi<Enter>");
  screen_wait_selected(screen, "csi");
  screen_type(screen, "m");
  screen_wait_for(screen, "Migrate csi\\x9b31mred");
  assert_nothing_obeyed(screen);
  screen_free(screen);
}

/* --- texts in the record of tasks: names, and errors of whatever failed ------------------------------------------- */

#define LONG 10000
#define HOSTILE "\x1b]0;owned\x07 \x1b[2J" CSI "31m \u202egnp.exe \xff\xfe cut \xe6\x97"

/* A failed task of a VM with 10,000 characters in its name, and a reason that is as long and worse. */
static void record_hostile_task(const Fixture *fixture)
{
  g_autoptr(Record) record = record_open(fixture);
  g_autofree char *tail = g_strnfill(LONG, 'n');
  g_autofree char *vm = g_strconcat("vm\u202e" CSI "31m", tail, NULL);
  g_autofree char *reason = g_strconcat("it said: " HOSTILE " ", tail, NULL);
  gint64 task = record_task(record, vm, "0fbc0b55-7cd3-4cd6-a42b-1b3ff3b49c86");
  record_begin(record, task);
  record_end(record, task, TASK_FAILED, reason);
}

/* Nothing of it was obeyed, and what came is text. What a terminal itself needs, like moving the cursor, is not looked at. */
static void assert_text_only(Screen *screen)
{
  assert_nothing_obeyed(screen);
  assert_false(wrote(screen, "\xff"));
  assert_false(wrote(screen, "\x07 \x1b"));
}

static void test_task_in_the_wizard(void **state)
{
  record_hostile_task(*state);
  Screen *screen = wizard_start(*state);
  screen_type(screen, "t");
  screen_wait_for(screen, "vm\\u202e");
  screen_wait_for(screen, "failed");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "it said: \\x1b]0;owned\\x07 \\x1b[2J\\x9b31m");
  assert_text_only(screen);
  screen_free(screen);
}

static void expect_plain(const Fixture *fixture, const char *const *arguments, const char *shown)
{
  Screen *screen = wizard_start_with(fixture, &(ScreenSetup){ .argv = arguments, .rows = 400, .cols = 200 });
  screen_wait_exit(screen);
  screen_wait_for(screen, shown);
  assert_text_only(screen);
  screen_free(screen);
}

static void test_task_without_a_screen(void **state)
{
  record_hostile_task(*state);
  expect_plain(*state, (const char *const[]){ "tasks", NULL }, "vm\\u202e\\x9b31mnnn");
  expect_plain(*state, (const char *const[]){ "watch", "1", NULL }, "owned");
  /* JSON has escapes of its own. */
  expect_plain(*state, (const char *const[]){ "tasks", "--json", NULL }, "vm\\u202e\\u009b31m");
  expect_plain(*state, (const char *const[]){ "watch", "1", "--json", NULL }, "owned");
}

/* --- texts in the XML of a VM ------------------------------------------------------------------------------------- */

/* What XML can hold; SHOWN is how it stands on the terminal. */
static const struct {
  const char *text, *shown;
} XML_TEXTS[] = {
  { "csi" CSI "31mred", "csi\\x9b31mred" },
  { "osc\xc2\x9d" "0;title\xc2\x9c", "osc\\x9d0;title\\x9c" },
  { "rtl\u202egnp.exe", "rtl\\u202egnp.exe" },
  { "isolate\u2067x\u2069", "isolate\\u2067x\\u2069" },
  { "marks" MARKS MARKS, "marks" },
  { "quote\"back\\slash", "quote\"back\\slash" },
};

static void test_xml_without_a_screen(void **state)
{
  const Fixture *fixture = *state;
  for (gsize i = 0; i < G_N_ELEMENTS(XML_TEXTS); i++) {
    fixture_hostile_vm(fixture, "plain", XML_TEXTS[i].text);
    const char *const check[] = { "-c", fixture->inventory, "check", "plain", "--to", "bravo", NULL };
    expect_plain(fixture, check, XML_TEXTS[i].shown);
  }
}

/* Another program's parser reads each line that is printed, and finds the text as it is. */
static void test_xml_in_json(void **state)
{
  const Fixture *fixture = *state;
  g_autofree char *parser = g_find_program_in_path("python3");
  if (parser == NULL)
    skip();
  for (gsize i = 0; i < G_N_ELEMENTS(XML_TEXTS); i++) {
    g_autofree char *out = NULL, *said = NULL;
    int status = -1;
    fixture_hostile_vm(fixture, "plain", XML_TEXTS[i].text);
    const char *const read[] = { parser, "-c",
                                 "import json, subprocess, sys\n"
                                 "out = subprocess.run(sys.argv[2:], capture_output=True).stdout\n"
                                 "assert not any(b < 32 and b != 10 for b in out), out\n"
                                 "found = [json.loads(line) for line in out.decode('utf-8').splitlines()]\n"
                                 "def texts(x):\n"
                                 "  if isinstance(x, str): yield x\n"
                                 "  for y in x.values() if isinstance(x, dict) else x if isinstance(x, list) else []: yield from texts(y)\n"
                                 "wanted = sys.argv[1]\n"
                                 "sys.exit(0 if any(wanted in text for text in texts(found)) else repr(out))\n",
                                 XML_TEXTS[i].text, wizard_program(), "-c", fixture->inventory,
                                 "check", "plain", "--to", "bravo", "--json", NULL };
    assert_true(g_spawn_sync(NULL, (char **)read, fixture->env, G_SPAWN_DEFAULT, NULL, NULL, &out, &said, &status, NULL));
    if (!g_spawn_check_wait_status(status, NULL))
      fail_msg("%s: %s", XML_TEXTS[i].shown, said);
  }
}

static void test_name_of_ten_thousand_characters(void **state)
{
  g_autofree char *name = g_strnfill(LONG, 'W');
  fixture_name_vms(*state, (const char *const[]){ name, NULL });
  Screen *screen = wizard_start_with(*state, &(ScreenSetup){ 0 });
  screen_wait_for(screen, "WWWWWWWWWWWW…");
  screen_type(screen, "/WWW<Enter>");
  screen_wait_selected(screen, "WWWWWWWWWWWW…");
  screen_type(screen, "m");
  screen_wait_for(screen, "TYPE");
  screen_wait_for(screen, "Migrate WWWW");
  screen_resize(screen, 50, 200);
  screen_wait_for(screen, "TYPE");
  screen_free(screen);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    WIZARD_TEST(test_tree),
    WIZARD_TEST(test_tree_in_c_locale),
    WIZARD_TEST(test_wizard_title),
    WIZARD_TEST(test_task_in_the_wizard),
    WIZARD_TEST(test_task_without_a_screen),
    WIZARD_TEST(test_xml_without_a_screen),
    WIZARD_TEST(test_xml_in_json),
    WIZARD_TEST(test_name_of_ten_thousand_characters),
  };
  return cmocka_run_group_tests_name("hostile names", tests, NULL, NULL);
}
