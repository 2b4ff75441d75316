/* Arguments of `run` and `check`: made from the option table. */
#pragma once

#include "model/plan.h"

typedef struct Arguments {
  char *host, *vm;  /* HOST/VM; host NULL: wherever the VM is */
  Choices *choices;
  gboolean detach, json, yes, rules;
} Arguments;

/* Reads ARGV into ARGUMENTS, whose CHOICES are there already with their presets. FALSE and ERROR when something is wrong. */
gboolean arguments_parse(Arguments *arguments, int argc, char **argv, const char *summary, GError **error);
void arguments_clear(Arguments *arguments);
