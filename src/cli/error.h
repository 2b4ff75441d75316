/* What goes wrong before a task is there to tell of it. */
#pragma once

#include "cli/cli.h"

typedef enum {
  CLI_ERROR_INPUT, /* what was asked for makes no sense */
  CLI_ERROR_HOST,  /* a host does not do its part */
} CliError;
#define CLI_ERROR cli_error_quark()
GQuark cli_error_quark(void);

/* Sets ERROR; always FALSE. */
gboolean cli_fail(GError **error, CliError code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Prints ERROR, as a JSON object if asked to, and returns its exit code. */
CliExit cli_refuse(gboolean json, const GError *error);

/* The exit code that ERROR, from whichever part of the program, stands for. */
CliExit cli_exit_of(const GError *error);
