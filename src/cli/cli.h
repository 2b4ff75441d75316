/* The front end without a screen. */
#pragma once

#include <glib.h>

typedef enum {
  EXIT_DONE = 0,
  EXIT_FAILED = 1,    /* the VM is safe; the message tells its state */
  EXIT_USAGE = 2,
  EXIT_BLOCKED = 3,
  EXIT_CANCELLED = 4,
  EXIT_ATTENTION = 5,
} CliExit;

typedef struct CliCommand {
  const char *name;
  const char *usage; /* what follows the name */
  const char *help;  /* one line */
  /* ARGV[0] is the command's name. */
  CliExit (*run)(int argc, char **argv, const char *inventory_file);
} CliCommand;

/* All commands; the last one has a NULL name. */
extern const CliCommand cli_commands[];
