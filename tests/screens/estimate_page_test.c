/* How long it will take: shown while the operator still chooses, with what it follows from; and what hosts tell while the wizard is
 * open. */
#include "record.h"
#include "wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <glib/gstdio.h>
#include <string.h>

#include <cmocka.h>

/* An earlier move between alpha and bravo has reached 11 MiB/s. */
static void remember_a_move(const Fixture *fixture)
{
  g_autoptr(Record) record = record_open(fixture);
  gint64 task = record_task(record, "old", "5f1d0000-0000-4000-8000-0000000000ff");
  record_begin(record, task);
  for (guint i = 1; i <= 10; i++)
    record_sample(record, task, &(RecordSample){ i, 512, i * 11, 512 - i * 11, 11, 1, 1, 0 });
  record_end(record, task, TASK_DONE, "old is running on bravo");
}

/* VMs of alpha write so many MiB/s. */
static void write_to_memory(const Fixture *fixture, guint mib)
{
  g_autofree char *facts = g_strdup_printf("[host]\nhostname=alpha\nuuid=5f1d0000-0000-4000-8001-000000000001\nfree_bytes=19112604467\ndirty_mib=%u\n", mib);
  fixture_write(fixture, "alpha.xml.facts", facts);
}

static Screen *open_options(const Fixture *fixture, guint dirty_mib)
{
  remember_a_move(fixture);
  write_to_memory(fixture, dirty_mib);
  Screen *screen = wizard_start(fixture);
  screen_type(screen, "/web<Enter>");
  screen_wait_selected(screen, "web");
  screen_type(screen, "m");
  screen_wait_for(screen, "TYPE");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "TARGET");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "NETWORK");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "OPTIONS");
  return screen;
}

static void test_value_and_reasons(void **state)
{
  Screen *screen = open_options(*state, 2);
  screen_wait_for(screen, "Estimated duration  about ");
  screen_wait_for(screen, "The estimate: 256 MiB in use at 11 MiB/s as in earlier moves, VM writes 2");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "CHECKS");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "REVIEW");
  screen_wait_for(screen, "Duration       about ");
  screen_free(screen);
}

/* Nothing is known of encrypted moves: the estimate changes with the choice, there and back. */
static void test_it_follows_the_choices(void **state)
{
  Screen *screen = open_options(*state, 2);
  screen_wait_for(screen, "Estimated duration  about ");
  screen_type(screen, "<Down><Down><Space>");
  screen_wait_for(screen, "Estimated duration  not known");
  screen_wait_for(screen, "256 MiB in use, VM writes 2 MiB/s; the network's speed is not");
  screen_type(screen, "<Space>");
  screen_wait_for(screen, "Estimated duration  about ");
  screen_free(screen);
}

static void test_alternatives(void **state)
{
  Screen *screen = open_options(*state, 40);
  screen_wait_for(screen, "Estimated duration  does not finish by itself; with the timer about ");
  screen_wait_for(screen, "with post-copy about ");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "CHECKS");
  screen_wait_for(screen, "! duration           the move takes too long: does not finish by itself;");
  screen_free(screen);
}

static void give_vms_a_cpu(const Fixture *fixture)
{
  g_autofree char *path = fixture_path(fixture, "alpha.xml"), *xml = NULL;
  g_assert(g_file_get_contents(path, &xml, NULL, NULL));
  g_auto(GStrv) parts = g_strsplit(xml, "</os>\n", -1);
  g_autofree char *with_cpu = g_strjoinv("</os><cpu mode='custom' match='exact'><model>qemu64</model></cpu>\n", parts);
  fixture_write(fixture, "alpha.xml", with_cpu);
}

/* Its verdict on the VM's CPU is asked for as soon as there is somebody to ask. */
static void test_host_that_comes_up_is_asked_about_the_cpu(void **state)
{
  const Fixture *fixture = *state;
  g_autofree char *path = fixture_path(fixture, "bravo.xml"), *xml = NULL;
  give_vms_a_cpu(fixture);
  g_assert(g_file_get_contents(path, &xml, NULL, NULL));
  g_assert(g_unlink(path) == 0);
  fixture_write(fixture, "bravo.xml.facts",
                "[host]\nhostname=bravo\nuuid=5f1d0000-0000-4000-8001-000000000002\nfree_bytes=21582210662\ncpu_lacks=avx512f\n");
  Screen *screen = wizard_start_with(fixture, &(ScreenSetup){ 0 });
  screen_wait_for(screen, "web");
  screen_wait_for(screen, "20.9 of 24 GiB");
  screen_type(screen, "/web<Enter>");
  screen_wait_selected(screen, "web");
  screen_type(screen, "m");
  screen_wait_for(screen, "TYPE");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "TARGET");
  screen_wait_for(screen, "does not answer");
  fixture_write(fixture, "bravo.xml", xml);
  screen_type(screen, "r");
  screen_wait_for(screen, "bravo has not the CPU that web was promised: the CPU is incompatible");
  screen_free(screen);
}

/* Marks of what libvirt does not tell: switched in the tree, kept, and known to the checks at once. */
static void test_marks(void **state)
{
  const Fixture *fixture = *state;
  g_autofree char *added = fixture_path(fixture, "inventory.conf.added"), *text = NULL;
  Screen *screen = wizard_start(fixture);
  screen_type(screen, "/web<Enter>");
  screen_wait_selected(screen, "web");
  screen_type(screen, "e");
  screen_wait_for(screen, "[ ] a node of a Kubernetes cluster");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "Noted.");
  screen_type(screen, "e");
  screen_wait_for(screen, "[x] a node of a Kubernetes cluster");
  screen_type(screen, "<Esc>");
  screen_wait_gone(screen, "[x] a node");
  screen_type(screen, "m");
  screen_wait_for(screen, "TYPE");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "TARGET");
  screen_wait_for(screen, "web is a Kubernetes node and must not leave its cluster");
  screen_type(screen, "qq");
  screen_wait_for(screen, "Leave the wizard?");
  screen_type(screen, "y");
  screen_wait_gone(screen, "Migrate web");
  screen_type(screen, "/alpha<Enter>");
  screen_wait_selected(screen, "alpha");
  screen_type(screen, "e");
  screen_wait_for(screen, "[ ] upgraded, and not restarted since");
  screen_wait_for(screen, "storage network: 10.77.0.0/24");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "Noted.");
  screen_type(screen, "e");
  screen_wait_for(screen, "[x] upgraded, and not restarted since");
  screen_type(screen, "<Down><Enter>");
  screen_wait_for(screen, "Storage network of alpha");
  screen_type(screen, "x<Enter>");
  screen_wait_for(screen, "is no network");
  screen_type(screen, "<Esc>");
  screen_wait_gone(screen, "Storage network of alpha");
  g_assert(g_file_get_contents(added, &text, NULL, NULL));
  assert_non_null(strstr(text, "kubernetes_nodes"));
  assert_non_null(strstr(text, "restart_pending = true"));
  screen_free(screen);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    WIZARD_TEST(test_value_and_reasons),
    WIZARD_TEST(test_it_follows_the_choices),
    WIZARD_TEST(test_alternatives),
    WIZARD_TEST(test_host_that_comes_up_is_asked_about_the_cpu),
    WIZARD_TEST(test_marks),
  };
  return cmocka_run_group_tests_name("estimate in the wizard", tests, NULL, NULL);
}
