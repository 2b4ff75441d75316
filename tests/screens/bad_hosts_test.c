/* Hosts that do not answer: each greys out alone, tells why, and writes nothing on the wizard's screen. */
#include "wizard.h"

#include <arpa/inet.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* In the tree there is room for the beginning of a reason only; below it, for the host that has the focus, all of it is told. */
static void expect_reason(Screen *screen, const char *reason)
{
  screen_wait_for(screen, "x delta");
  screen_type(screen, "/delta<Enter>");
  screen_wait_selected(screen, "delta");
  screen_wait_for(screen, reason);
}

/* The other hosts work: alpha's VMs are there, and can be moved about. */
static void assert_others_work(Screen *screen)
{
  screen_wait_for(screen, "web");
  screen_wait_for(screen, "20.1 of 24 GiB");
  screen_type(screen, "/web<Enter>");
  screen_wait_selected(screen, "web");
}

static void test_connection_refused(void **state)
{
  fixture_add_hosts(*state, "{ name = \"delta\"; uri = \"qemu+tcp://127.0.0.1:1/system\"; }");
  Screen *screen = wizard_start(*state);
  expect_reason(screen, "Connection refused");
  assert_others_work(screen);
  screen_free(screen);
}

/* libvirt and libxml2 both like to tell this on standard error. */
static void test_file_missing(void **state)
{
  fixture_add_hosts(*state, "{ name = \"delta\"; uri = \"test://@DIR@/delta.xml\"; }");
  Screen *screen = wizard_start(*state);
  screen_wait_for(screen, "x delta");
  screen_settle(screen, 200);
  assert_null(strstr(screen_text(screen), "I/O warning"));
  assert_null(strstr(screen_text(screen), "libvirt:"));
  assert_others_work(screen);
  screen_free(screen);
}

/* A socket that takes connections and never says a word. Returns it, and its port in PORT. */
static int listen_silently(int *port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(bind(listener, (struct sockaddr *)&address, length), 0);
  assert_int_equal(listen(listener, 8), 0);
  assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
  *port = ntohs(address.sin_port);
  return listener;
}

static void test_host_hangs(void **state)
{
  int port, listener = listen_silently(&port);
  g_autofree char *host = g_strdup_printf("{ name = \"delta\"; uri = \"qemu+tcp://127.0.0.1:%d/system\"; }", port);
  fixture_add_hosts(*state, host);
  Screen *screen = wizard_start(*state);
  screen_wait_for(screen, "connecting");
  assert_others_work(screen);
  screen_wait_for(screen, "x delta");
  screen_type(screen, "q");
  assert_int_equal(screen_wait_exit(screen), 0);
  screen_free(screen);
  close(listener);
}

/* An ssh that behaves as the real one: complains on standard error, and talks with the person at the terminal unless told that there
 * is none. */
static void add_talkative_ssh(Fixture *fixture)
{
  static const char SSH[] = "#!/bin/sh\n"
                            "echo INTRUDER on standard error >&2\n"
                            "case \"$*\" in\n"
                            "  *BatchMode=yes*) ;;\n"
                            "  *) echo INTRUDER on the terminal >/dev/tty; read -r answer </dev/tty ;;\n"
                            "esac\n"
                            "echo 'root@delta: Permission denied (publickey).' >&2\n"
                            "exit 255\n";
  g_autofree char *bin = fixture_path(fixture, "bin");
  g_autofree char *ssh = fixture_path(fixture, "bin/ssh");
  g_autofree char *path = g_strconcat(bin, ":", g_getenv("PATH"), NULL);
  g_mkdir(bin, 0700);
  fixture_write(fixture, "bin/ssh", SSH);
  g_chmod(ssh, 0700);
  fixture_setenv(fixture, "PATH", path);
}

static void test_ssh_key_refused(void **state)
{
  add_talkative_ssh(*state);
  fixture_add_hosts(*state, "{ name = \"delta\"; uri = \"qemu+ssh://root@delta/system\"; }");
  Screen *screen = wizard_start(*state);
  expect_reason(screen, "Permission denied (publickey)");
  assert_others_work(screen);
  assert_null(strstr(screen_text(screen), "INTRUDER on the terminal"));
  screen_free(screen);
}

/* Neither an ssh that ends before it is spoken to, nor leaving while hosts are being connected to, may end the program by a signal:
 * both are races, so both are tried more than once. */
static void test_races(void **state)
{
  add_talkative_ssh(*state);
  fixture_add_hosts(*state, "{ name = \"delta\"; uri = \"qemu+ssh://root@delta/system\"; },"
                            "{ name = \"echo\"; uri = \"qemu+tcp://127.0.0.1:1/system\"; },"
                            "{ name = \"foxtrot\"; uri = \"qemu+tls://127.0.0.1:1/system\"; }");
  for (int i = 0; i < 20; i++) {
    Screen *screen = wizard_start_with(*state, &(ScreenSetup){ 0 });
    screen_wait_for(screen, i % 2 == 0 ? "x delta" : "Training");
    screen_type(screen, "q");
    int status = screen_wait_exit(screen);
    if (status != 0)
      screen_fail(screen, "try %d", i);
    screen_free(screen);
  }
}

static void test_no_host_answers(void **state)
{
  Fixture *fixture = *state;
  fixture_write(fixture, "inventory.conf", "host_pools = ( { name = \"Lonely\"; hosts = (\n"
                                           "  { name = \"delta\"; uri = \"qemu+tcp://127.0.0.1:1/system\"; } ); } );\n");
  Screen *screen = wizard_start_with(fixture, &(ScreenSetup){ 0 });
  screen_wait_for(screen, "x delta");
  screen_type(screen, "m");
  screen_type(screen, "q");
  assert_int_equal(screen_wait_exit(screen), 0);
  screen_free(screen);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    WIZARD_TEST(test_connection_refused),
    WIZARD_TEST(test_file_missing),
    WIZARD_TEST(test_host_hangs),
    WIZARD_TEST(test_ssh_key_refused),
    WIZARD_TEST(test_races),
    WIZARD_TEST(test_no_host_answers),
  };
  return cmocka_run_group_tests_name("bad hosts", tests, NULL, NULL);
}
