/* The command line of the commands about tasks. */
#pragma once

#include <glib.h>

/* What is not given, or not taken by the command, is 0 or NULL. */
typedef struct TaskArguments {
  gint64 id;       /* the number of a task … */
  char *host, *vm; /* … or else the VM that somebody else moves away from the host */
  char *value;
  gboolean json, all, roll_back, yes;
} TaskArguments;

/* ARGV[0] is the command's name. */
gboolean task_arguments_parse(TaskArguments *arguments, int argc, char **argv, GError **error);
void task_arguments_clear(TaskArguments *arguments);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TaskArguments, task_arguments_clear)
