/* Choices: what the operator picked. Plan: what follows from them, complete enough to be carried out by a process that
 * knows nothing else. Plain data; src/plan makes and judges them. */
#pragma once

#include "model/vm.h"

typedef enum { MOVE_HOST, MOVE_STORAGE, MOVE_BOTH } MoveType;
typedef enum { TIMEOUT_SUSPEND, TIMEOUT_POST_COPY, TIMEOUT_CANCEL } TimeoutAction;

/* The operator's decisions. Every member has its row in plan/options. */
typedef struct Choices {
  MoveType type;
  char *target;            /* host to move to, by its name in the inventory; NULL: not chosen yet */
  gboolean post_copy;
  gboolean underclock;
  gboolean encrypt;
  guint timeout_s;         /* 0: off */
  TimeoutAction on_timeout;
  GHashTable *networks;    /* char * -> char *: network of the VM to network of the target */
} Choices;

Choices *choices_new(void);
Choices *choices_copy(const Choices *choices);
void choices_free(Choices *choices);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Choices, choices_free)

/* Which network one kind of data takes, and between which addresses. */
typedef struct Route {
  char *network; /* "migration network", "management network": id for people, not translated in storage */
  char *from, *to;
} Route;

/* One step of the plan. KIND is the id of a row in the table of step kinds. */
typedef struct PlanStep {
  char *kind;
  char *title;
} PlanStep;

typedef struct Plan {
  Choices *choices;
  char *vm, *vm_uuid;
  VmState vm_state;
  gboolean persistent; /* the VM has a definition that outlives a shutdown */
  gboolean autostart;  /* the VM starts with its host */
  guint64 memory_bytes;
  char *source, *source_uri;
  char *target, *target_uri;
  char *peer_uri;      /* how the source reaches the target by itself; NULL: direct, through us */
  char *migrate_uri;   /* where the memory goes, tcp://address; NULL: libvirt's own choice */
  char *tls_name;      /* name that the target's certificate must carry, when encrypted and not in migrate_uri; NULL */
  Route data, control;
  char **disks;        /* "vda=/path", one for each medium, as they must be at the target; ends with NULL */
  char **shared_storage; /* pools declared to be the same storage on both hosts; ends with NULL */
  guint snapshots;     /* how many snapshots travel along */
  GPtrArray *steps;    /* of PlanStep, in order */
} Plan;

/* The disks of VM as a plan lists them. Caller frees with g_strfreev(). */
char **plan_disks(const VmDetails *vm);

Plan *plan_new(void);
void plan_free(Plan *plan);
void plan_add_step(Plan *plan, const char *kind, char *title /* taken */);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Plan, plan_free)

/* "host", "storage", "both". */
const char *move_type_id(MoveType type);
