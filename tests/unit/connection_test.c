/* Connections that do not come about. The hosts are sockets of this test, or nothing at all. */
#include "tests/unit/unit.h"

#include "virt/connection.h"
#include "virt/error.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int listen_on_loopback(guint16 *port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
  assert_int_equal(listen(fd, 1), 0);
  assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
  *port = ntohs(address.sin_port);
  return fd;
}

static void a_host_that_hangs_is_given_up_in_time(void **state)
{
  guint16 port;
  g_autoptr(GError) error = NULL;
  int fd = listen_on_loopback(&port);
  g_autofree char *uri = g_strdup_printf("qemu+tcp://127.0.0.1:%u/system", port);
  gint64 begun = g_get_monotonic_time();
  assert_null(connection_open("hanger", uri, 1, &error));
  gint64 took_ms = (g_get_monotonic_time() - begun) / 1000;
  assert_in_range(took_ms, 900, 5000);
  assert_true(g_error_matches(error, VIRT_ERROR, VIRT_ERROR_NO_ANSWER));
  assert_error_says(error, "hanger: no answer within 1 s");
  close(fd);
}

static void a_host_that_refuses_is_told_with_libvirts_words(void **state)
{
  guint16 port;
  g_autoptr(GError) error = NULL;
  close(listen_on_loopback(&port));
  g_autofree char *uri = g_strdup_printf("qemu+tcp://127.0.0.1:%u/system", port);
  assert_null(connection_open("shut", uri, 5, &error));
  assert_int_equal(error->domain, VIRT_ERROR);
  assert_true(virt_error_domain(error) > 0);
  assert_error_says(error, "connecting to shut:");
}

static void a_connection_that_works_is_alive(void **state)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Connection) connection = connection_open("test", "test:///default", 5, &error);
  assert_no_error(error);
  assert_true(connection_is_alive(connection));
}

static void ssh_is_told_to_keep_off_the_terminal(void **state)
{
  static const struct {
    const char *uri, *quiet;
  } cases[] = {
    { "qemu+ssh://root@a/system", "qemu+ssh://root@a/system?no_tty=1" },
    { "qemu+ssh://root@a/system?keyfile=/k", "qemu+ssh://root@a/system?keyfile=/k&no_tty=1" },
    { "qemu+ssh://root@a/system?no_tty=1", "qemu+ssh://root@a/system?no_tty=1" },
    { "qemu+tls://a/system", "qemu+tls://a/system" },
    { "test:///default", "test:///default" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *quiet = connection_quiet_uri(cases[i].uri);
    assert_string_equal(quiet, cases[i].quiet);
  }
}

static int set_up(void **state)
{
  connection_init();
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_host_that_hangs_is_given_up_in_time),
    cmocka_unit_test(a_host_that_refuses_is_told_with_libvirts_words),
    cmocka_unit_test(a_connection_that_works_is_alive),
    cmocka_unit_test(ssh_is_told_to_keep_off_the_terminal),
  };
  return cmocka_run_group_tests(tests, set_up, NULL);
}
