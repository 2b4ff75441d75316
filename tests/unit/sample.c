#include "tests/unit/sample.h"

#include "plan/disks.h"

#define MIB (1024ull * 1024)
#define GIB (1024 * MIB)

Disk *sample_add_disk(Sample *sample, const char *target, const char *path)
{
  Disk *disk = disk_new(target);
  disk->path = g_strdup(path);
  disk->source = path != NULL ? DISK_SOURCE_FILE : DISK_SOURCE_NONE;
  disk->format = g_strdup("qcow2");
  disk->capacity_bytes = GIB;
  disk->data_bytes = 300 * MIB;
  disk->physical_bytes = 301 * MIB;
  g_ptr_array_add(sample->vm->disks, disk);
  return disk;
}

BaseImage *sample_add_base(Disk *disk, const char *name)
{
  BaseImage *base = g_new0(BaseImage, 1);
  base->path = g_strdup_printf("/srv/vmstore/%s", name);
  base->format = g_strdup("qcow2");
  base->pool = g_strdup("vmstore");
  base->volume = g_strdup(name);
  base->physical_bytes = 77 * MIB;
  g_ptr_array_add(disk->bases, base);
  return base;
}

Nic *sample_add_nic(Sample *sample, const char *network)
{
  Nic *nic = g_new0(Nic, 1);
  nic->mac = g_strdup("52:54:00:00:00:01");
  nic->kind = g_strdup("network");
  nic->source = g_strdup(network);
  g_ptr_array_add(sample->vm->nics, nic);
  return nic;
}

Pool *sample_add_pool(HostFacts *host, const char *name, const char *path, const char *origin)
{
  Pool *pool = pool_new(name);
  pool->type = g_strdup(origin != NULL ? "netfs" : "dir");
  pool->path = g_strdup(path);
  pool->origin = g_strdup(origin);
  pool->active = TRUE;
  pool->available_bytes = 100 * GIB;
  g_ptr_array_add(host->pools, pool);
  return pool;
}

Network *sample_add_network(HostFacts *host, const char *name)
{
  Network *network = g_new0(Network, 1);
  network->name = g_strdup(name);
  network->kind = g_strdup("Linux bridge");
  network->active = TRUE;
  g_ptr_array_add(host->networks, network);
  return network;
}

static HostFacts *host_with(const char *uuid)
{
  HostFacts *facts = host_facts_new();
  facts->uuid = g_strdup(uuid);
  facts->arch = g_strdup("x86_64");
  facts->cpus = 4;
  facts->libvirt_version = 9000000;
  facts->memory_total_bytes = 24 * GIB;
  facts->memory_free_bytes = 20 * GIB;
  sample_add_pool(facts, "vmstore", "/srv/vmstore", "glusterfs store:/vmstore");
  sample_add_network(facts, "lan");
  return facts;
}

static InventoryHost *add_host(Inventory *inventory, const char *name, const char *address)
{
  g_autofree char *uri = g_strdup_printf("qemu+tls://%s/system", name);
  InventoryHost *host = inventory_add_host(inventory, "Training", "prod", name, uri);
  host->migration_address = g_strdup(address);
  return host;
}

void sample_init(Sample *sample)
{
  *sample = (Sample){ .inventory = inventory_new(), .choices = choices_new() };
  InventoryHost *alpha = add_host(sample->inventory, "alpha", "10.78.0.1");
  InventoryHost *bravo = add_host(sample->inventory, "bravo", "10.78.0.2");
  bravo->peer_uri = g_strdup("qemu+tls://bravo/system");
  sample->source_facts = host_with("a");
  sample->target = (HostStatus){ .reach = HOST_UP, .facts = host_with("b") };
  sample->vm = vm_details_new("web", "5e5ec6c5-2b2b-4b6f-8f6e-000000000001", VM_RUNNING);
  sample->vm->persistent = TRUE;
  sample->vm->vm.memory_bytes = GIB / 4;
  sample->vm->vm.vcpus = 1;
  sample_add_disk(sample, "vda", "/srv/vmstore/web.qcow2");
  sample_add_nic(sample, "lan");
  sample->choices->target = g_strdup("bravo");
  sample->facts = (Facts){
    .inventory = sample->inventory, .source = alpha, .source_facts = sample->source_facts, .vm = sample->vm, .target = bravo,
    .target_status = &sample->target,
  };
}

void sample_clear(Sample *sample)
{
  host_facts_unref(sample->source_facts);
  host_facts_unref(sample->target.facts);
  g_free(sample->target.reason);
  vm_details_free(sample->vm);
  choices_free(sample->choices);
  inventory_free(sample->inventory);
}

static void add_local_pools(HostFacts *host)
{
  static const struct {
    const char *name, *type, *path, *origin;
  } pools[] = {
    { "ssd", "dir", "/var/lib/ssd", NULL },
    { "vg", "logical", "/dev/vg", NULL },
    { "ceph", "rbd", NULL, "mon1 vms" },
    { "san", "iscsi", "/dev/disk/by-path", NULL },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(pools); i++) {
    Pool *pool = sample_add_pool(host, pools[i].name, pools[i].path, pools[i].origin);
    g_free(pool->type);
    pool->type = g_strdup(pools[i].type);
  }
}

void sample_move_disks(Sample *sample, MoveType type, VmState state)
{
  Disk *disk = sample_disk(sample, "vda");
  disk->pool = g_strdup("vmstore");
  disk->volume = g_strdup("web.qcow2");
  sample->choices->type = type;
  sample->vm->vm.state = state;
  add_local_pools(sample->source_facts);
  add_local_pools(sample->target.facts);
  sample_choose(sample, "vda", "ssd");
  if (type != MOVE_STORAGE)
    return;
  g_clear_pointer(&sample->choices->target, g_free);
  sample->facts.target = NULL;
  sample->facts.target_status = NULL;
}

DiskChoice *sample_choose(Sample *sample, const char *target, const char *pool)
{
  DiskChoice *choice = disk_choice_new(target, pool);
  choices_set_disk(sample->choices, choice);
  return choice;
}

Disk *sample_disk(const Sample *sample, const char *target)
{
  return (Disk *)vm_details_disk(sample->vm, target);
}

Pool *sample_pool(const Sample *sample, const char *name)
{
  return (Pool *)host_facts_pool(disks_host(&sample->facts, sample->choices), name);
}
