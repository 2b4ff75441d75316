/* The log of a task: one line for each call, readable, safe, with nothing of what the calls carry. */
#include "tests/unit/unit.h"

#include "virt/connection.h"
#include "virt/domain.h"
#include "virt/log.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static FILE *file;

static int set_up(void **state)
{
  file = tmpfile();
  connection_init();
  log_open(fileno(file));
  return file == NULL;
}

static int tear_down(void **state)
{
  log_open(-1);
  fclose(file);
  return 0;
}

static char *written(void)
{
  char *text = g_malloc0(64 * 1024);
  rewind(file);
  assert_int_equal(ferror(file), 0);
  fread(text, 1, 64 * 1024 - 1, file);
  return text;
}

#define assert_says(text, what) \
  do { \
    if (strstr((text), (what)) == NULL) \
      fail_msg("“%s” does not say “%s”", (text), (what)); \
  } while (0)

static void notes_are_one_safe_line_each_with_their_time(void **state)
{
  log_note("VM \033[2Jweb\nstep  forged \xff");
  g_autofree char *text = written();
  assert_true(g_regex_match_simple("^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}  VM ", text, 0, 0));
  assert_null(strchr(text, '\033'));
  assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
  assert_true(g_utf8_validate(text, -1, NULL));
}

/* libvirt's own test driver has a VM called test, that runs. */
static void calls_tell_host_object_result_and_time(void **state)
{
  g_autoptr(GError) error = NULL;
  Connection *connection = connection_open("alpha", "test:///default", 10, &error);
  assert_no_error(error);
  const char *uuid = "6695eb01-f6a4-8304-79aa-97f2502e193f";
  assert_true(domain_suspend(connection, uuid, &error));
  assert_false(domain_undefine(connection, uuid, TRUE, NULL));
  connection_close(connection);
  g_autofree char *text = written();
  assert_true(g_regex_match_simple("  alpha +ok +\\d+ ms  virConnectOpen", text, 0, 0));
  assert_true(g_regex_match_simple("  alpha +ok +\\d+ ms  virDomainSuspend +test\n", text, 0, 0));
}

static void a_call_that_fails_says_why(void **state)
{
  g_autoptr(GError) error = NULL;
  Connection *connection = connection_open("alpha", "test:///default", 10, NULL);
  assert_false(domain_define(connection, "<domain type='test'><name>odd</name><secret>hush</secret>", &error));
  connection_close(connection);
  g_autofree char *text = written();
  assert_true(g_regex_match_simple("  alpha +failed +\\d+ ms  virDomainDefineXML +.", text, 0, 0));
  /* And the caller still learns the reason from libvirt. */
  assert_null(strstr(error->message, "libvirt did not say why"));
}

static void definitions_never_get_into_it(void **state)
{
  Connection *connection = connection_open("alpha", "test:///default", 10, NULL);
  assert_true(domain_define(connection, "<domain type='test'><name>odd</name><memory>1024</memory><os><type>hvm</type></os>"
                                        "<devices><graphics type='vnc' passwd='hush'/></devices></domain>", NULL));
  connection_close(connection);
  g_autofree char *text = written();
  assert_says(text, "virDomainDefineXML");
  assert_null(strstr(text, "hush"));
}

static void without_a_file_nothing_is_written(void **state)
{
  log_open(-1);
  log_note("nobody reads this");
  g_autofree char *text = written();
  assert_string_equal(text, "");
}

#define test(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    test(notes_are_one_safe_line_each_with_their_time),
    test(calls_tell_host_object_result_and_time),
    test(a_call_that_fails_says_why),
    test(definitions_never_get_into_it),
    test(without_a_file_nothing_is_written),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
