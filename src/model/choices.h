/* Choices: what the operator picked, before anything has been made of it. Plain data; plan/options is the table of them. */
#pragma once

#include "model/ladder.h"

typedef enum { MOVE_HOST, MOVE_STORAGE, MOVE_BOTH } MoveType;
/* What happens when a move does not finish by itself, and the ladder of downtimes has no more rungs. */
typedef enum { STALL_WAIT, STALL_SUSPEND, STALL_POST_COPY, STALL_CANCEL } StallAction;
typedef enum { TIMEOUT_SUSPEND, TIMEOUT_POST_COPY, TIMEOUT_CANCEL } TimeoutAction;

/* What a disk's data becomes in its new pool. */
typedef enum { FORMAT_SAME, FORMAT_QCOW2, FORMAT_RAW } DiskFormat;

/* How fast a disk may be copied. The presets' figures are the inventory's. */
typedef enum { SPEED_UNLIMITED, SPEED_MEDIUM, SPEED_FAST, SPEED_CUSTOM } SpeedKind;
typedef struct Speed {
  SpeedKind kind;
  guint64 bytes_s; /* SPEED_CUSTOM only */
} Speed;

/* The target of a choice that speaks for every disk that can move and has no choice of its own. */
#define ALL_DISKS "all"

/* Where one disk goes. A disk without a choice stays where it is. */
typedef struct DiskChoice {
  char *target; /* vda …, or ALL_DISKS */
  char *pool;   /* of the host it moves to */
  char *volume; /* its name there; NULL: the one it has now */
  DiskFormat format;
  Speed speed;
} DiskChoice;

/* The operator's decisions. Every member has its row in plan/options. */
typedef struct Choices {
  MoveType type;
  char *target;            /* host to move to, by its name in the inventory; NULL: not chosen yet */
  gboolean post_copy;
  gboolean underclock;
  gboolean encrypt;
  gboolean keep_old;       /* do not delete the volumes that the disks came from */
  guint timeout_s;         /* 0: off */
  TimeoutAction on_timeout;
  Ladder downtime;         /* how long the VM may stand still for its switch-over */
  StallAction at_stall;
  GHashTable *networks;    /* char * -> char *: network of the VM to network of the target */
  GPtrArray *disks;        /* of DiskChoice; at most one for each target */
  GPtrArray *overrides;    /* of char *: ids of the checks whose refusal does not count, each once */
} Choices;

Choices *choices_new(void);
Choices *choices_copy(const Choices *choices);
void choices_free(Choices *choices);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Choices, choices_free)

DiskChoice *disk_choice_new(const char *target, const char *pool);
DiskChoice *disk_choice_copy(const DiskChoice *choice);
void disk_choice_free(DiskChoice *choice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiskChoice, disk_choice_free)

/* What was chosen for the disk TARGET itself; NULL for nothing. */
DiskChoice *choices_disk(const Choices *choices, const char *target);
/* Takes CHOICE in the place of any other for the same target. */
void choices_set_disk(Choices *choices, DiskChoice *choice);
/* The disk TARGET stays where it is. */
void choices_drop_disk(Choices *choices, const char *target);

/* Is what the check RULE refuses to be done all the same? */
gboolean choices_overrides(const Choices *choices, const char *rule);
void choices_set_override(Choices *choices, const char *rule, gboolean overridden);

/* "host", "storage", "both". */
const char *move_type_id(MoveType type);
