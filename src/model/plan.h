/* Plan: what follows from the choices, complete enough to be carried out by a process that knows nothing else. Plain data;
 * src/plan makes and judges it. */
#pragma once

#include "model/choices.h"
#include "model/time_left.h"
#include "model/vm.h"

/* Which network one kind of data takes, and between which addresses. */
typedef struct Route {
  char *network; /* "migration network", "management network": id for people, not translated in storage */
  char *from, *to;
} Route;

/* An image that a disk builds upon, which must be at the disk's new place too. It keeps its name. */
typedef struct PlanBase {
  char *path;           /* where it is now */
  char *pool, *volume;
  char *format;
  guint64 physical_bytes;
} PlanBase;

/* One disk of the VM: where it is, and where it goes. */
typedef struct PlanDisk {
  char *target;             /* vda … */
  char *path;               /* where it is now; NULL for an empty drive */
  char *pool, *volume;      /* the same as a volume; NULL: it lies in no pool */
  char *format;
  gboolean moves;           /* FALSE: it stays, and what follows is empty */
  char *to_pool, *to_volume, *to_format;
  char *to_pool_type;       /* dir, rbd, logical … */
  gboolean as_container;    /* it is copied byte for byte, whatever its format, and so keeps its snapshots and its encryption */
  guint64 capacity_bytes;   /* what the guest sees */
  guint64 copy_bytes;       /* the size of what is copied: that, or the length of the container */
  guint64 data_bytes;       /* how much of it is not a hole */
  guint64 rate_bytes_s;     /* how fast it may be copied; 0: as fast as it goes */
  GPtrArray *bases;         /* of PlanBase, nearest first */
} PlanDisk;

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
  gboolean kubernetes; /* the VM was marked as a node of a Kubernetes cluster */
  gboolean autostart;  /* the VM starts with its host */
  guint64 memory_bytes;
  gint64 estimate_ms;  /* how long it was thought to take when it was made; -1: nobody could tell */
  TimeExpected expected; /* what that was made from */
  char *source, *source_uri;
  char *target, *target_uri; /* those of the source when the VM stays on its host */
  char *peer_uri;      /* how the source reaches the target by itself; NULL: direct, through us */
  char *migrate_uri;   /* where the memory goes, tcp://address; NULL: libvirt's own choice */
  char *tls_name;      /* name that the target's certificate must carry, when encrypted and not in migrate_uri; NULL */
  Route data, control;
  GPtrArray *disks;    /* of PlanDisk: all of the VM, in its order */
  char *source_cluster, *target_cluster; /* as declared; NULL: in none */
  char *source_interface, *target_interface; /* of the migration network, where DATA takes it; NULL: not told */
  char **restart_pending; /* of the two hosts, those that were upgraded and not restarted since; ends with NULL */
  char **overridden;   /* what checks said that were overridden, "target-memory: bravo has …"; ends with NULL */
  char **shared_storage; /* pools declared to be the same storage on both hosts; ends with NULL */
  guint snapshots;     /* how many snapshots travel along */
  GPtrArray *steps;    /* of PlanStep, in order */
} Plan;

Plan *plan_new(void);
void plan_free(Plan *plan);
void plan_add_step(Plan *plan, const char *kind, char *title /* taken */);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Plan, plan_free)

PlanDisk *plan_disk_new(const char *target);
void plan_disk_free(PlanDisk *disk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlanDisk, plan_disk_free)
PlanBase *plan_base_new(const char *path);
void plan_base_free(PlanBase *base);

/* Can a migration copy only what the disk holds into its new volume? A logical volume shows what was there before, and libvirt offers
 * it for files alone. */
gboolean plan_disk_copies_content(const PlanDisk *disk);
const PlanDisk *plan_disk(const Plan *plan, const char *target);
/* How many disks move. */
guint plan_moving_disks(const Plan *plan);
gboolean plan_changes_host(const Plan *plan);
/* Does a helper domain carry the disks, because the VM itself is shut off? */
gboolean plan_needs_mover(const Plan *plan);
