/* Everything up to the start of a move, without a screen: find the VM, gather the facts, check, plan. */
#pragma once

#include "cli/arguments.h"
#include "cli/cli.h"
#include "plan/build.h"
#include "plan/rules.h"
#include "virt/survey.h"

typedef struct Preparation {
  Inventory *inventory;
  Survey *survey;
  VmDetails *vm;
  EstimateInputs inputs;
  Facts facts;
  GPtrArray *findings;
  Plan *plan; /* NULL when a finding blocks */
} Preparation;

/* Reads the inventory and ARGV. A mistake in the arguments is told first, so that --help always works. */
gboolean prepare_arguments(Preparation *preparation, Arguments *arguments, const char *inventory_file, int argc, char **argv,
                           const char *summary, GError **error);

/* Fills PREPARATION, whose inventory is there already, for ARGUMENTS. A check that blocks is no error: see findings. */
gboolean prepare_move(Preparation *preparation, const Arguments *arguments, GError **error);
void prepare_clear(Preparation *preparation);
