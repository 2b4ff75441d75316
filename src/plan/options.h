/* The table of options: one row each, read by the wizard's pages, by `run`'s arguments, by the saved plan and by the help. */
#pragma once

#include "model/inventory.h"
#include "model/plan.h"

/* Choices as they stand before the operator has chosen anything. */
Choices *choices_preset(const Inventory *inventory);

typedef enum {
  OPTION_FLAG,     /* gboolean */
  OPTION_CHOICE,   /* an enum, with named values */
  OPTION_DURATION, /* guint, seconds; 0 is off */
  OPTION_LADDER,   /* Ladder */
  OPTION_NAME,     /* char * */
  OPTION_MAP,      /* GHashTable of names; the argument may be given several times */
  OPTION_DISKS,    /* GPtrArray of DiskChoice; the argument may be given several times */
  OPTION_RULES,    /* GPtrArray of ids of rules; the argument may be given several times */
} OptionKind;

typedef struct OptionValue {
  const char *id;    /* "post-copy" */
  const char *label; /* "switch to post-copy" */
  const char *help;  /* one line */
  int value;
} OptionValue;

typedef struct Option {
  const char *name;     /* "on-timeout": the argument of run is --on-timeout, the key in a saved plan on-timeout */
  OptionKind kind;
  size_t offset;        /* of the member in Choices */
  const char *argument; /* placeholder in the usage text; NULL for flags */
  const char *label;    /* what the wizard calls it */
  const char *help;     /* one line: what it does and what it costs */
  const char *long_help; /* when to use it */
  const OptionValue *values; /* OPTION_CHOICE only; ends with a NULL id */
  gboolean (*applies)(const Choices *choices, VmState state);
  const char *why_not;  /* said when it does not apply but was asked for */
} Option;

/* All rows, in the order of the wizard; the last one has a NULL name. Texts are untranslated: pass them through _(). */
extern const Option options_table[];

const Option *option_by_name(const char *name);
/* The row of one member: option_of(offsetof(Choices, post_copy)). */
const Option *option_of(size_t offset);

/* The member of CHOICES that OPTION describes, as its text in a saved plan. NULL when it is empty. Caller frees. */
char *option_text(const Option *option, const Choices *choices);
/* Sets it from text ("yes"/"no" for a flag, "24h", "SRC=DST" …). FALSE, ERROR and no change when TEXT is not valid. */
gboolean option_set_text(const Option *option, Choices *choices, const char *text, GError **error);

gboolean *option_flag(const Option *option, Choices *choices);   /* OPTION_FLAG */
guint *option_seconds(const Option *option, Choices *choices);   /* OPTION_DURATION */
Ladder *option_ladder(const Option *option, Choices *choices);   /* OPTION_LADDER */
int *option_enum(const Option *option, Choices *choices);        /* OPTION_CHOICE */
const OptionValue *option_value(const Option *option, int value);

/* Checks that every option set to something other than its default applies to a VM in STATE; ERROR names the first that does not. */
gboolean options_check(const Choices *choices, VmState state, GError **error);

typedef enum { PLAN_ERROR_INPUT, PLAN_ERROR_BLOCKED } PlanError;
#define PLAN_ERROR plan_error_quark()
GQuark plan_error_quark(void);
