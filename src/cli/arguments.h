/* Arguments of `run` and `check`: made from the option table. */
#pragma once

#include "model/plan.h"

#define ARGUMENTS_NO_BACK G_MININT64

typedef struct Arguments {
  char *host, *vm;  /* HOST/VM; host NULL: wherever the VM is */
  Choices *choices;
  gboolean detach, json, yes, rules;
  gint64 back;      /* the task to be taken back, which names the VM and gives the choices; ARGUMENTS_NO_BACK: none */
} Arguments;

/* What ARGV says of --back: a number of a task, 0 for none. What is wrong with it, arguments_parse() tells. */
gint64 arguments_back(int argc, char **argv);

/* Reads ARGV into ARGUMENTS, whose CHOICES are there already with their presets. FALSE and ERROR when something is wrong. */
gboolean arguments_parse(Arguments *arguments, int argc, char **argv, const char *summary, GError **error);
void arguments_clear(Arguments *arguments);
