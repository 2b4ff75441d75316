/* What is known about a host right now. Facts are made by a worker once and never changed after, so they may be shared
 * between threads; everyone who keeps them holds a reference. */
#pragma once

#include "model/vm.h"

/* A storage pool of one host. */
typedef struct Pool {
  char *name;
  char *type;           /* dir, fs, netfs, logical, rbd … */
  char *path;           /* where its volumes appear on the host; NULL when nowhere */
  char *origin;         /* what it is made of ("glusterfs store:/vmstore"); equal on two hosts means the same storage. NULL for local pools */
  gboolean active;
  guint64 capacity_bytes;
  guint64 available_bytes;
  GPtrArray *volumes;   /* of char *, names; empty while the pool is not active */
} Pool;

/* A virtual network of one host. */
typedef struct Network {
  char *name;
  char *kind;           /* NETWORK_KIND_…: what its NICs are plugged into, in words a person knows */
  char *bridge;         /* NULL when it has none */
  gboolean active;
} Network;

/* A network interface of one host. */
typedef struct HostLink {
  char *name;           /* eth1 … */
  guint mbits;          /* its speed, Mbit/s; 0 unknown, as for one that is down */
  gboolean up;
} HostLink;

/* What VMs a host can run: one for each hypervisor and architecture. */
typedef struct GuestKind {
  char *type, *arch;   /* "kvm", "x86_64" */
  GPtrArray *machines; /* of char * */
} GuestKind;

typedef struct HostFacts {
  char *uuid;
  char *hostname;
  char *arch;
  gulong libvirt_version;    /* 9000000 for 9.0.0 */
  gulong hypervisor_version;
  guint64 memory_total_bytes;
  guint64 memory_free_bytes; /* what a new VM could have */
  guint cpus;
  double load;               /* CPUs that were busy, on average, since the last look; negative: not known yet */
  GPtrArray *pools;          /* of Pool, by name */
  GPtrArray *networks;       /* of Network, by name */
  GPtrArray *vms;            /* of Vm, by name */
  GPtrArray *guest_kinds;    /* of GuestKind; empty when the host does not tell */
  GArray *page_sizes;        /* of guint64: bytes of its memory pages, of every size it has; empty: it does not tell */
  GPtrArray *secrets;        /* of char *: UUIDs of the secrets it knows */
  GPtrArray *links;          /* of HostLink, by name; empty when the host does not tell */
} HostFacts;

HostFacts *host_facts_new(void);
HostFacts *host_facts_ref(HostFacts *facts);
void host_facts_unref(HostFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HostFacts, host_facts_unref)

const Pool *host_facts_pool(const HostFacts *facts, const char *name);
/* The pool whose folder holds PATH, NULL for none. */
const Pool *host_facts_pool_of_path(const HostFacts *facts, const char *path);
const Network *host_facts_network(const HostFacts *facts, const char *name);
/* The kind of VMs of that type and architecture, NULL when the host cannot run them. */
const GuestKind *host_facts_guest_kind(const HostFacts *facts, const char *type, const char *arch);
gboolean guest_kind_has_machine(const GuestKind *kind, const char *machine);
const HostLink *host_facts_link(const HostFacts *facts, const char *name);
const Vm *host_facts_vm(const HostFacts *facts, const char *name);
const Vm *host_facts_vm_by_uuid(const HostFacts *facts, const char *uuid);
/* The helper domain that carries the disks of the VM with that UUID; NULL: they are where they belong. */
const Vm *host_facts_mover(const HostFacts *facts, const char *vm_uuid);

typedef enum { HOST_CONNECTING, HOST_UP, HOST_DOWN } HostReach;

/* A host as the survey sees it: reachable or not and why, and the facts of the last good look. */
typedef struct HostStatus {
  HostReach reach;
  char *reason;        /* why it is down; NULL otherwise */
  gint64 tried_us;     /* g_get_monotonic_time() of the last try */
  gint64 next_try_us;  /* and of the next one, when down */
  HostFacts *facts;    /* NULL until the first good look */
} HostStatus;

Pool *pool_new(const char *name);
void pool_free(Pool *pool);
/* Does the pool hold files, so that a volume in it can have any format? */
gboolean pool_is_file_system(const Pool *pool);
/* Can the disk of a VM be made in it at all? */
gboolean pool_takes_disks(const Pool *pool);
gboolean pool_has_volume(const Pool *pool, const char *name);
gboolean host_facts_has_secret(const HostFacts *facts, const char *uuid);
void network_free(Network *network);
GuestKind *guest_kind_new(const char *type, const char *arch);
void host_link_free(HostLink *link);
