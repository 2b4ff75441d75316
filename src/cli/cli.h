/* The front end without a screen. */
#pragma once

#include <glib.h>

struct Watch;

typedef enum {
  EXIT_DONE = 0,
  EXIT_FAILED = 1,    /* the VM is safe; the message tells its state */
  EXIT_USAGE = 2,     /* bad usage or input */
  EXIT_BLOCKED = 3,   /* a check stands in the way */
  EXIT_CANCELLED = 4,
  EXIT_ATTENTION = 5, /* somebody must look; also: watching ended before the task did */
} CliExit;

typedef struct CliCommand {
  const char *name;
  const char *help; /* one line */
  /* ARGV[0] is the command's name. INVENTORY_FILE is NULL when none was named. */
  CliExit (*run)(int argc, char **argv, const char *inventory_file);
} CliCommand;

/* All commands; the last one has a NULL name. */
extern const CliCommand cli_commands[];

/* One file each. */
CliExit cli_run(int argc, char **argv, const char *inventory_file);
CliExit cli_check(int argc, char **argv, const char *inventory_file);
CliExit cli_tasks(int argc, char **argv, const char *inventory_file);
CliExit cli_log(int argc, char **argv, const char *inventory_file);
CliExit cli_watch(int argc, char **argv, const char *inventory_file);
CliExit cli_speed(int argc, char **argv, const char *inventory_file);
CliExit cli_downtime(int argc, char **argv, const char *inventory_file);
CliExit cli_recover(int argc, char **argv, const char *inventory_file);
CliExit cli_resume(int argc, char **argv, const char *inventory_file);
CliExit cli_cancel(int argc, char **argv, const char *inventory_file);

/* The record of tasks; what the operator must know about it is said on stderr. NULL and ERROR when it cannot be used. */
struct Watch *cli_open_watch(GError **error);

/* Is somebody there to be asked? */
gboolean cli_can_ask(void);
/* Puts QUESTION to whoever sits at the terminal: anything but y or yes is no, and so is nobody there. */
gboolean cli_ask(const char *question);

/* Follows task ID until it ends or the user interrupts. */
CliExit cli_follow(struct Watch *watch, gint64 id, gboolean json);
