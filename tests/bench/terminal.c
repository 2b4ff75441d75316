/* Figures that need a terminal: runs the wizard on one, types, and counts what it writes. Prints name=value lines.
 *
 *   terminal start INVENTORY               start, first paint, one cursor move, resident memory
 *   terminal refresh INVENTORY             refreshes of the page of a migration of the VM db, over half a minute
 *   terminal cancel INVENTORY URI VM       ms from the cancel key until the VM at URI runs without a job
 *   terminal abort URI VM COMMAND...       the same from the start of COMMAND */
#include "../screens/screen.h"
#include "job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STARTS 5
#define SENT_BEFORE_CANCEL (64 * 1024 * 1024) /* bytes: the migration is well under way, and far from its end */
#define REFRESH_WATCH_US (30 * G_USEC_PER_SEC)
#define REFRESH_GAP_MS 40 /* quiet for so long: what came before was one refresh */

static Screen *start_wizard(const char *inventory, const char *term)
{
  const char *const argv[] = { g_getenv("VIRT_MIGRATE"), "-c", inventory, NULL };
  return screen_new(&(ScreenSetup){ .argv = argv, .term = term });
}

static int by_size(gconstpointer a, gconstpointer b)
{
  double first = *(const double *)a, second = *(const double *)b;
  return first < second ? -1 : first > second;
}

static double median(GArray *values)
{
  g_array_sort(values, by_size);
  return values->len > 0 ? g_array_index(values, double, values->len / 2) : 0;
}

static double ms_since(gint64 start)
{
  return (double)(g_get_monotonic_time() - start) / 1000;
}

/* --- start -------------------------------------------------------------------------------------------------------- */

/* A row of /proc that counts in kB, as MB. */
static double memory_mb(Screen *screen, const char *file, const char *key)
{
  g_autofree char *path = g_strdup_printf("/proc/%d/%s", (int)screen_pid(screen), file);
  g_autofree char *text = NULL;
  if (!g_file_get_contents(path, &text, NULL, NULL))
    return 0;
  const char *row = strstr(text, key);
  return row != NULL ? g_ascii_strtod(row + strlen(key), NULL) / 1024 : 0;
}

static void measure_start_times(const char *inventory)
{
  g_autoptr(GArray) usable = g_array_new(FALSE, FALSE, sizeof(double));
  g_autoptr(GArray) complete = g_array_new(FALSE, FALSE, sizeof(double));
  for (int i = 0; i < STARTS; i++) {
    gint64 start = g_get_monotonic_time();
    Screen *screen = start_wizard(inventory, NULL);
    screen_wait_for(screen, "web");
    double first = ms_since(start);
    screen_wait_gone(screen, "connecting");
    double all = ms_since(start);
    g_array_append_val(usable, first);
    g_array_append_val(complete, all);
    screen_free(screen);
  }
  printf("start_ms=%.0f\nall_hosts_ms=%.0f\n", median(usable), median(complete));
}

static void measure_bytes(const char *inventory)
{
  Screen *screen = start_wizard(inventory, "vt100");
  screen_wait_for(screen, "web");
  gsize first = screen_bytes(screen);
  printf("first_paint_bytes=%" G_GSIZE_FORMAT "\n", first);
  screen_wait_gone(screen, "connecting");
  screen_settle(screen, 300);
  printf("all_hosts_bytes=%" G_GSIZE_FORMAT "\n", first + screen_bytes(screen));

  g_autoptr(GArray) moves = g_array_new(FALSE, FALSE, sizeof(double));
  for (int i = 0; i < 6; i++) {
    screen_type(screen, i < 4 ? "<Down>" : "<Up>");
    screen_settle(screen, 300);
    double bytes = (double)screen_bytes(screen);
    g_array_append_val(moves, bytes);
  }
  printf("cursor_move_bytes=%.0f\n", median(moves));
  printf("resident_mb=%.1f\nproportional_mb=%.1f\n", memory_mb(screen, "status", "VmRSS:"), memory_mb(screen, "smaps_rollup", "Pss:"));
  screen_free(screen);
}

static int run_start(char **arguments)
{
  measure_start_times(arguments[0]);
  measure_bytes(arguments[0]);
  return 0;
}

/* --- a running migration ------------------------------------------------------------------------------------------ */

static gboolean run_command(const char *const *argv)
{
  g_autoptr(GError) error = NULL;
  int status;
  if (g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, &error) &&
      g_spawn_check_wait_status(status, &error))
    return TRUE;
  fprintf(stderr, "%s: %s\n", argv[0], error->message);
  return FALSE;
}

/* Starts moving VM away and opens the page of that task. */
static Screen *open_running_task(const char *inventory, const char *vm, const char *term)
{
  const char *const argv[] = { g_getenv("VIRT_MIGRATE"), "-c", inventory, "run", vm, "--type", "host", "--to", "bravo", "--yes", "--detach", NULL };
  if (!run_command(argv))
    return NULL;
  Screen *screen = start_wizard(inventory, term);
  screen_wait_for(screen, vm);
  screen_type(screen, "t");
  screen_wait_for(screen, "Tasks");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "Cancel");
  return screen;
}

static void count_refreshes(Screen *screen)
{
  g_autoptr(GArray) sizes = g_array_new(FALSE, FALSE, sizeof(double));
  screen_settle(screen, REFRESH_GAP_MS);
  screen_bytes(screen);
  for (gint64 start = g_get_monotonic_time(); g_get_monotonic_time() - start < REFRESH_WATCH_US;) {
    if (!screen_read(screen, 100))
      continue;
    screen_settle(screen, REFRESH_GAP_MS);
    double bytes = (double)screen_bytes(screen);
    g_array_append_val(sizes, bytes);
  }
  double middle = median(sizes);
  double largest = sizes->len > 0 ? g_array_index(sizes, double, sizes->len - 1) : 0;
  printf("refresh_bytes=%.0f\nrefresh_largest_bytes=%.0f\nrefreshes=%u\n", middle, largest, sizes->len);
}

/* The key and its answer go out together: what a person needs to read the question is not our time. */
static void cancel_task(Screen *screen)
{
  screen_type(screen, "c");
  screen_wait_for(screen, "?");
  screen_type(screen, "y");
}

static int run_refresh(char **arguments)
{
  Screen *screen = open_running_task(arguments[0], "db", "vt100");
  if (screen == NULL)
    return 1;
  count_refreshes(screen);
  cancel_task(screen);
  screen_wait_for(screen, "cancelled");
  screen_free(screen);
  return 0;
}

static void wait_job_gone(Job *job, gint64 start, Screen *screen)
{
  while (!job_gone_vm_running(job)) {
    if (screen != NULL)
      screen_read(screen, 1);
    else
      g_usleep(1000);
    if (ms_since(start) > 60000)
      exit(1);
  }
  printf("%.0f\n", ms_since(start));
}

static int run_cancel(char **arguments)
{
  g_autoptr(Job) job = job_open(arguments[1], arguments[2]);
  Screen *screen = open_running_task(arguments[0], arguments[2], NULL);
  if (screen == NULL)
    return 1;
  job_wait_sent(job, SENT_BEFORE_CANCEL);
  gint64 start = g_get_monotonic_time();
  cancel_task(screen);
  wait_job_gone(job, start, screen);
  screen_wait_for(screen, "cancelled");
  screen_free(screen);
  return 0;
}

static int run_abort(char **arguments)
{
  g_autoptr(Job) job = job_open(arguments[0], arguments[1]);
  job_wait_sent(job, SENT_BEFORE_CANCEL);
  gint64 start = g_get_monotonic_time();
  if (!run_command((const char *const *)arguments + 2))
    return 1;
  wait_job_gone(job, start, NULL);
  return 0;
}

static const struct {
  const char *name;
  int arguments; /* at least */
  int (*run)(char **arguments);
} COMMANDS[] = { { "start", 1, run_start }, { "refresh", 1, run_refresh }, { "cancel", 3, run_cancel }, { "abort", 3, run_abort } };

int main(int argc, char **argv)
{
  for (gsize i = 0; argc > 1 && i < G_N_ELEMENTS(COMMANDS); i++)
    if (g_str_equal(argv[1], COMMANDS[i].name) && argc - 2 >= COMMANDS[i].arguments && g_getenv("VIRT_MIGRATE") != NULL)
      return COMMANDS[i].run(argv + 2);
  fprintf(stderr, "terminal: is run by tests/bench/run\n");
  return 2;
}
