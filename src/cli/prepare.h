/* Everything up to the start of a move, without a screen: find the VM, gather the facts, check, plan. */
#pragma once

#include "cli/arguments.h"
#include "plan/build.h"
#include "plan/rules.h"
#include "virt/survey.h"

typedef struct Preparation {
  Inventory *inventory;
  Survey *survey;
  VmDetails *vm;
  Facts facts;
  GPtrArray *findings;
  Plan *plan; /* NULL when a finding blocks */
} Preparation;

typedef enum { PREPARE_ERROR_INPUT, PREPARE_ERROR_HOST } PrepareError;
#define PREPARE_ERROR prepare_error_quark()
GQuark prepare_error_quark(void);

/* Fills PREPARATION, whose inventory is there already, for ARGUMENTS. A check that blocks is no error: see findings. */
gboolean prepare_move(Preparation *preparation, const Arguments *arguments, GError **error);
void prepare_clear(Preparation *preparation);
