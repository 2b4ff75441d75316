/* A virtual machine, as its host describes it. Plain data, no library types. */
#pragma once

#include "model/progress.h"

typedef enum {
  VM_STATE_UNKNOWN,
  VM_RUNNING,
  VM_SUSPENDED,
  VM_SHUT_OFF,
  VM_CRASHED,
  VM_MOVING_OUT,        /* the source side of a migration that has handed over, or is about to */
  VM_MOVING_IN,         /* the target side of a migration, not running yet */
  VM_POST_COPY,         /* either side while memory is still being fetched */
  VM_POST_COPY_BROKEN,  /* either side after the network failed in post-copy */
} VmState;

/* One row of the tree: what a host tells about all of its VMs in one call. */
typedef struct Vm {
  char *name;
  char *uuid;
  VmState state;
  guint64 memory_bytes; /* 0 when the host does not tell */
  guint vcpus;          /* 0 when the host does not tell */
  JobSample *leaving;   /* how its migration out of this host stands, whoever started it; NULL: there is none, or nobody has looked */
} Vm;

typedef enum { DISK_DEVICE_DISK, DISK_DEVICE_CDROM, DISK_DEVICE_FLOPPY, DISK_DEVICE_LUN } DiskDevice;
typedef enum {
  DISK_SOURCE_NONE,
  DISK_SOURCE_FILE,
  DISK_SOURCE_BLOCK,
  DISK_SOURCE_NETWORK,
  DISK_SOURCE_VOLUME,
  DISK_SOURCE_OTHER
} DiskSource;

/* An image that others build upon. Nobody writes to it. */
typedef struct BaseImage {
  char *path;
  char *format;
  char *pool, *volume;      /* NULL: it lies in no pool */
  guint64 physical_bytes;   /* the length of the file; 0 unknown */
} BaseImage;

typedef struct Disk {
  char *target;      /* vda, sdb … */
  DiskDevice device;
  DiskSource source;
  char *path;        /* file, block device, "pool/image" of a network disk, volume name; NULL when the drive is empty */
  char *pool, *volume; /* where it lies; NULL: in no pool that its host knows */
  char *protocol;    /* of a network disk: rbd, iscsi …; else NULL */
  char *format;      /* qcow2, raw …; NULL when not said */
  char *secret;      /* UUID of the secret that it is encrypted with; NULL: it is not encrypted */
  guint64 capacity_bytes; /* what the guest sees; 0 unknown, as for an empty drive */
  guint64 data_bytes;     /* what it takes up on the storage */
  guint64 physical_bytes; /* the length of what holds it: of the file, or of the block device */
  GPtrArray *bases;  /* of BaseImage: what it builds upon, nearest first; empty for most */
  gboolean read_only;
  gboolean shareable;
  char *used_by;     /* another VM of the host that names the same medium; NULL for none */
  gboolean has_data_file; /* a qcow2 image whose data lie in another file; looked for while the VM is shut off */
  gboolean unmaps;   /* holes that the guest makes become holes in the storage (discard='unmap') */
} Disk;

typedef struct Nic {
  char *mac;
  char *kind;   /* the definition's interface type: network, bridge, direct, hostdev, vhostuser, vdpa … */
  char *source; /* network, bridge or device name; NULL when the kind has none */
} Nic;

/* What a definition has that matters for whether and how the VM can move. */
typedef enum {
  DEVICE_PCI,
  DEVICE_PCI_TEAMED,    /* taken away while the VM moves: a second NIC stands in for it */
  DEVICE_USB,
  DEVICE_SCSI,
  DEVICE_MEDIATED,      /* a part of a device of the host: vGPU … */
  DEVICE_CAPABILITY,    /* of a container */
  DEVICE_NIC_PASSED,    /* a NIC that is a device of the host */
  DEVICE_NIC_TEAMED,
  DEVICE_NIC_VDPA,
  DEVICE_NIC_VHOST_USER,
  DEVICE_VIRTIOFS,
  DEVICE_VIRTIOFS_EXTERNAL, /* its daemon is not libvirt's */
  DEVICE_9P,
  DEVICE_SHARED_MEMORY, /* one that libvirt does not move */
  DEVICE_TRANSIENT_DISK,
  DEVICE_NVME_DISK,
  DEVICE_INVARIANT_TSC, /* without the frequency that would make it movable */
  DEVICE_LOOSE_MEMORY,  /* a memory module of which nobody knows where it is plugged in */
} DeviceKind;

typedef struct Device {
  DeviceKind kind;
  char *name; /* address, MAC, target …: what tells it from others of its kind */
} Device;

/* Does a host have what the VM's CPU promises to the guest? */
typedef struct CpuVerdict {
  gboolean fits;
  char *reason; /* what it lacks, in the words of its libvirt; NULL when it fits */
} CpuVerdict;

/* Frees VERDICT, which may be NULL. */
void cpu_verdict_free(CpuVerdict *verdict);

/* "PCI device", "vGPU" …, translated; static. */
const char *device_kind_name(DeviceKind kind);

/* All that one VM's definition tells. */
typedef struct VmDetails {
  Vm vm;
  gboolean persistent;
  guint64 memory_used_bytes; /* held by the running VM; 0 unknown */
  gint64 running_ms;         /* -1 unknown */
  gboolean autostart;        /* starts with its host */
  gboolean has_run;          /* FALSE: active, but its CPUs have not run on this host yet (it arrived suspended, say) */
  gboolean saved;            /* shut off, and its memory saved: it would go on where it was, with the disks it had */
  char *local_state;         /* state beside its disks that only its host has and that a shut-off VM would lose by moving
                                ("firmware variables" …), NULL for none */
  char *job;                 /* the job that is active on it ("outgoing migration", "block job on vda"), NULL for none */
  GPtrArray *disks;          /* of Disk */
  GPtrArray *nics;           /* of Nic */
  char *type, *arch, *machine; /* what it is made for: "kvm", "x86_64", "pc-q35-7.2"; NULL when not told */
  char *cpu;                 /* what its CPU promises, as libvirt wants it for comparing; NULL: nothing that could be compared */
  gboolean cpu_of_host;      /* it has the CPU of its host, whatever that is */
  GHashTable *cpu_verdicts;  /* char *, name of a host, to CpuVerdict; of those that were asked and could say */
  gboolean kubernetes;       /* it is said to be a node of a Kubernetes cluster */
  GPtrArray *devices;        /* of Device */
  gboolean huge_pages;       /* its memory is made of huge pages of its host */
  GPtrArray *snapshots;      /* of char *, names, parents first */
  guint checkpoints;         /* of incremental backups: how many it has */
} VmDetails;

Vm *vm_new(const char *name, const char *uuid, VmState state);
void vm_free(Vm *vm);
/* The disk with that target, NULL for none. */
const Disk *vm_details_disk(const VmDetails *details, const char *target);
VmDetails *vm_details_new(const char *name, const char *uuid, VmState state);
void vm_details_free(VmDetails *details);
/* A disk with no medium yet. */
Disk *disk_new(const char *target);
void disk_free(Disk *disk);
void base_image_free(BaseImage *base);
void nic_free(Nic *nic);
CpuVerdict *cpu_verdict_new(gboolean fits, const char *reason);
Device *device_new(DeviceKind kind, const char *name);

/* "running", "suspended", "shut off" …, translated; static. */
const char *vm_state_name(VmState state);
/* The same for programs: "running", "suspended", "shut-off" …; never translated. */
const char *vm_state_id(VmState state);

/* Has the VM a QEMU process with guest memory worth moving (running or suspended)? */
gboolean vm_state_is_active(VmState state);

/* Does a Host move need this disk on the target: a writable or read-only medium that is in the drive? */
gboolean disk_needs_storage(const Disk *disk);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Vm, vm_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmDetails, vm_details_free)
