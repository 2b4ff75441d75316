/* The cases of the rules about disks that move. The plain move that they change: vda goes to the pool ssd. */
#include "model/mover_name.h"
#include "tests/unit/rule_cases.h"

#define MIB (1024ull * 1024)
#define GIB (1024 * MIB)

#define SECRET "4e0d6a4f-0000-4000-8000-000000000001"

static void storage(Sample *s)
{
  sample_move_disks(s, MOVE_STORAGE, VM_RUNNING);
}

static void storage_off(Sample *s)
{
  sample_move_disks(s, MOVE_STORAGE, VM_SHUT_OFF);
}

static void both(Sample *s)
{
  sample_move_disks(s, MOVE_BOTH, VM_RUNNING);
}

static void both_off(Sample *s)
{
  sample_move_disks(s, MOVE_BOTH, VM_SHUT_OFF);
}

static Disk *add_vdb(Sample *s, const char *pool, const char *volume)
{
  const Pool *there = host_facts_pool(s->source_facts, pool);
  g_autofree char *path = g_strdup_printf("%s/%s", there->path, volume);
  Disk *disk = sample_add_disk(s, "vdb", path);
  disk->pool = g_strdup(pool);
  disk->volume = g_strdup(volume);
  return disk;
}

static void nothing_chosen(Sample *s)
{
  storage(s);
  choices_drop_disk(s->choices, "vda");
}

static void all_of_what_is_fixed(Sample *s)
{
  nothing_chosen(s);
  sample_disk(s, "vda")->read_only = TRUE;
  sample_choose(s, ALL_DISKS, "ssd");
}

static void all_chosen(Sample *s)
{
  nothing_chosen(s);
  sample_choose(s, ALL_DISKS, "ssd");
}

static void with_cdrom(Sample *s)
{
  storage(s);
  sample_add_disk(s, "sda", "/srv/vmstore/boot.iso")->device = DISK_DEVICE_CDROM;
}

static void cdrom_chosen(Sample *s)
{
  with_cdrom(s);
  sample_choose(s, "sda", "ssd");
}

static void cdrom_among_all(Sample *s)
{
  with_cdrom(s);
  sample_choose(s, ALL_DISKS, "ssd");
}

static void local_disk_stays(Sample *s)
{
  both(s);
  add_vdb(s, "ssd", "data.qcow2");
}

static void local_disk_moves(Sample *s)
{
  local_disk_stays(s);
  sample_choose(s, "vdb", "vg");
}

static void shared_disk_stays(Sample *s)
{
  both(s);
  add_vdb(s, "vmstore", "data.qcow2");
}

static void shared_pool_elsewhere(Sample *s)
{
  shared_disk_stays(s);
  Pool *there = sample_pool(s, "vmstore");
  g_free(there->path);
  there->path = g_strdup("/mnt/vmstore");
}

static void disk_outside_pools_stays(Sample *s)
{
  both(s);
  sample_add_disk(s, "vdb", "/root/disk.img");
}

static void network_disk_stays(Sample *s)
{
  both(s);
  sample_add_disk(s, "vdb", "vms/data")->source = DISK_SOURCE_NETWORK;
}

static void cdrom_stays(Sample *s)
{
  local_disk_stays(s);
  sample_disk(s, "vdb")->device = DISK_DEVICE_CDROM;
  sample_choose(s, ALL_DISKS, "ssd");
}

static void empty_drive_stays(Sample *s)
{
  both(s);
  sample_add_disk(s, "sda", NULL)->device = DISK_DEVICE_CDROM;
}

static void shareable_disk_stays(Sample *s)
{
  local_disk_stays(s);
  sample_disk(s, "vdb")->shareable = TRUE;
}

static void no_such_pool(Sample *s)
{
  storage(s);
  sample_choose(s, "vda", "nowhere");
}

static void pool_of_the_source_alone(Sample *s)
{
  both(s);
  sample_add_pool(s->source_facts, "attic", "/var/lib/attic", NULL);
  sample_choose(s, "vda", "attic");
}

static void pool_of_the_source(Sample *s)
{
  storage(s);
  sample_add_pool(s->source_facts, "attic", "/var/lib/attic", NULL);
  sample_choose(s, "vda", "attic");
}

static void pool_inactive(Sample *s)
{
  both(s);
  sample_pool(s, "ssd")->active = FALSE;
}

static void pool_inactive_at_the_source(Sample *s)
{
  both(s);
  ((Pool *)host_facts_pool(s->source_facts, "ssd"))->active = FALSE;
}

static void pool_of_devices(Sample *s)
{
  storage(s);
  sample_choose(s, "vda", "san");
}

static void same_pool(Sample *s)
{
  storage(s);
  sample_choose(s, "vda", "vmstore");
}

static void same_pool_other_format(Sample *s)
{
  storage(s);
  sample_choose(s, "vda", "vmstore")->format = FORMAT_RAW;
}

static void format_without_files(Sample *s)
{
  storage(s);
  sample_choose(s, "vda", "vg")->format = FORMAT_QCOW2;
}

static void logical_volume(Sample *s)
{
  storage(s);
  sample_choose(s, "vda", "vg");
}

static void name(Sample *s, const char *target, const char *pool, const char *volume)
{
  sample_choose(s, target, pool)->volume = g_strdup(volume);
}

static void twins(Sample *s)
{
  storage(s);
  add_vdb(s, "vmstore", "data.qcow2");
  name(s, "vda", "ssd", "same.qcow2");
  name(s, "vdb", "ssd", "same.qcow2");
}

static void twins_in_two_pools(Sample *s)
{
  twins(s);
  name(s, "vdb", "vg", "same.qcow2");
}

static void name_taken(Sample *s)
{
  both(s);
  g_ptr_array_add(sample_pool(s, "ssd")->volumes, g_strdup("web.qcow2"));
}

static void name_taken_at_the_source(Sample *s)
{
  both(s);
  g_ptr_array_add(host_facts_pool(s->source_facts, "ssd")->volumes, g_strdup("web.qcow2"));
}

static void free_bytes(Sample *s, guint64 bytes)
{
  sample_pool(s, "ssd")->available_bytes = bytes;
}

/* A disk in use is copied in full. */
static void room_for_the_disk(Sample *s)
{
  storage(s);
  free_bytes(s, GIB + 1);
}

static void room_to_the_last_byte(Sample *s)
{
  storage(s);
  free_bytes(s, GIB);
}

static void room_for_one_of_two(Sample *s)
{
  both(s);
  add_vdb(s, "vmstore", "data.qcow2");
  sample_choose(s, "vdb", "ssd");
  free_bytes(s, 2 * GIB);
}

static void room_for_both(Sample *s)
{
  room_for_one_of_two(s);
  free_bytes(s, 2 * GIB + 1);
}

static void room_for_the_new_format_once(Sample *s)
{
  storage(s);
  sample_choose(s, "vda", "ssd")->format = FORMAT_RAW;
  free_bytes(s, 2 * GIB);
}

static void room_for_the_new_format_twice(Sample *s)
{
  room_for_the_new_format_once(s);
  free_bytes(s, 2 * GIB + 1);
}

/* A shut-off VM's disk is copied as the file that it is, 301 MiB long. */
static void room_for_less_than_the_file(Sample *s)
{
  storage_off(s);
  free_bytes(s, 301 * MIB);
}

static void room_for_the_file(Sample *s)
{
  storage_off(s);
  free_bytes(s, 301 * MIB + 1);
}

static void unknown_size(Sample *s)
{
  storage(s);
  sample_disk(s, "vda")->capacity_bytes = 0;
}

static void odd_size(Sample *s)
{
  storage(s);
  sample_disk(s, "vda")->capacity_bytes = 512 * 3 + 1;
}

static void small_size(Sample *s)
{
  storage(s);
  sample_disk(s, "vda")->capacity_bytes = 512 * 3;
}

static void unknown_size_stays(Sample *s)
{
  storage(s);
  add_vdb(s, "vmstore", "data.qcow2")->capacity_bytes = 0;
}

static void used_by_another(Sample *s)
{
  storage(s);
  sample_disk(s, "vda")->used_by = g_strdup("db");
}

static void used_by_another_and_kept(Sample *s)
{
  used_by_another(s);
  s->choices->keep_old = TRUE;
}

static void used_by_its_mover(Sample *s)
{
  storage(s);
  sample_disk(s, "vda")->used_by = mover_name(s->vm->vm.uuid, "task-3-bob@jump");
}

static void used_by_another_and_stays(Sample *s)
{
  storage(s);
  add_vdb(s, "vmstore", "data.qcow2")->used_by = g_strdup("db");
}

static void lie_in_ceph(Disk *disk)
{
  disk->source = DISK_SOURCE_NETWORK;
  g_free(disk->path);
  disk->path = g_strdup("vms/web");
  g_free(disk->pool);
  disk->pool = g_strdup("ceph");
  g_free(disk->format);
  disk->format = g_strdup("raw");
}

static void rbd(Sample *s)
{
  storage(s);
  lie_in_ceph(sample_disk(s, "vda"));
}

static void rbd_both(Sample *s)
{
  both(s);
  s->vm->vm.state = VM_SUSPENDED;
  lie_in_ceph(sample_disk(s, "vda"));
}

/* Known by what its definition says alone. */
static void rbd_in_no_pool(Sample *s)
{
  rbd(s);
  Disk *disk = sample_disk(s, "vda");
  g_clear_pointer(&disk->pool, g_free);
  g_clear_pointer(&disk->volume, g_free);
  disk->protocol = g_strdup("rbd");
}

static void iscsi(Sample *s)
{
  rbd_in_no_pool(s);
  Disk *disk = sample_disk(s, "vda");
  g_free(disk->protocol);
  disk->protocol = g_strdup("iscsi");
}

static void rbd_off(Sample *s)
{
  storage_off(s);
  lie_in_ceph(sample_disk(s, "vda"));
}

static void encrypt_vda(Sample *s)
{
  sample_disk(s, "vda")->secret = g_strdup(SECRET);
}

static void encrypted(Sample *s)
{
  storage(s);
  encrypt_vda(s);
}

static void encrypted_suspended(Sample *s)
{
  both(s);
  s->vm->vm.state = VM_SUSPENDED;
  encrypt_vda(s);
}

static void encrypted_off(Sample *s)
{
  storage_off(s);
  encrypt_vda(s);
}

static void encrypted_stays(Sample *s)
{
  storage(s);
  add_vdb(s, "vmstore", "data.qcow2")->secret = g_strdup(SECRET);
}

static void encrypted_to_bravo(Sample *s)
{
  both_off(s);
  encrypt_vda(s);
}

static void bravo_knows_the_secret(Sample *s)
{
  encrypted_to_bravo(s);
  g_ptr_array_add(s->target.facts->secrets, g_strdup(SECRET));
}

static void bravo_knows_another_secret(Sample *s)
{
  encrypted_to_bravo(s);
  g_ptr_array_add(s->target.facts->secrets, g_strdup("4e0d6a4f-0000-4000-8000-000000000002"));
}

static void add_snapshots(Sample *s, guint n)
{
  for (guint i = 0; i < n; i++)
    g_ptr_array_add(s->vm->snapshots, g_strdup_printf("%u", i));
}

static void snapshot(Sample *s)
{
  storage(s);
  add_snapshots(s, 1);
}

static void snapshot_off(Sample *s)
{
  storage_off(s);
  add_snapshots(s, 1);
}

static void snapshots_both(Sample *s)
{
  both(s);
  add_snapshots(s, 2);
}

static void snapshots_both_off(Sample *s)
{
  both_off(s);
  add_snapshots(s, 2);
}

static void snapshot_other_format(Sample *s)
{
  snapshot_off(s);
  sample_choose(s, "vda", "ssd")->format = FORMAT_RAW;
}

static void snapshot_to_logical(Sample *s)
{
  snapshot_off(s);
  sample_choose(s, "vda", "vg");
}

static void snapshot_with_base(Sample *s)
{
  snapshot_off(s);
  sample_add_base(sample_disk(s, "vda"), "golden.qcow2");
}

/* Raw holds no snapshots that a copy of the same bytes could keep, but a logical volume is asked for all the same. */
static void snapshot_raw_to_logical(Sample *s)
{
  snapshot_to_logical(s);
  g_free(sample_disk(s, "vda")->format);
  sample_disk(s, "vda")->format = g_strdup("raw");
}

static void set_speed(Sample *s, const char *target, guint64 bytes_s)
{
  choices_disk(s->choices, target)->speed = (Speed){ SPEED_CUSTOM, bytes_s };
}

static void two_speeds(Sample *s)
{
  both(s);
  add_vdb(s, "vmstore", "data.qcow2");
  sample_choose(s, "vdb", "vg");
  set_speed(s, "vda", 2 * MIB);
}

static void one_speed(Sample *s)
{
  two_speeds(s);
  set_speed(s, "vdb", 2 * MIB);
}

/* The same in whole MiB/s. */
static void nearly_one_speed(Sample *s)
{
  two_speeds(s);
  set_speed(s, "vdb", 3 * MIB - 1);
}

static void two_speeds_for_new_libvirt(Sample *s)
{
  two_speeds(s);
  s->source_facts->libvirt_version = 11001000;
  s->target.facts->libvirt_version = 11001000;
}

static void two_speeds_for_one_new_libvirt(Sample *s)
{
  two_speeds_for_new_libvirt(s);
  s->target.facts->libvirt_version = 11000000;
}

static void mixed(Sample *s)
{
  both(s);
  sample_add_base(sample_disk(s, "vda"), "golden.qcow2");
  add_vdb(s, "vmstore", "data.qcow2");
  sample_choose(s, "vdb", "vg");
}

static void mixed_with_ceph(Sample *s)
{
  mixed(s);
  sample_choose(s, "vdb", "ceph");
}

static void layered_only(Sample *s)
{
  mixed(s);
  sample_choose(s, "vdb", "ssd");
}

static void full_only(Sample *s)
{
  mixed(s);
  g_ptr_array_set_size(sample_disk(s, "vda")->bases, 0);
}

static void limited(Sample *s)
{
  storage(s);
  choices_disk(s->choices, "vda")->speed.kind = SPEED_MEDIUM;
}

static void limited_and_unmaps(Sample *s)
{
  limited(s);
  sample_disk(s, "vda")->unmaps = TRUE;
}

static void limited_off(Sample *s)
{
  limited(s);
  s->vm->vm.state = VM_SHUT_OFF;
}

static void limited_and_half_full(Sample *s)
{
  limited(s);
  sample_disk(s, "vda")->data_bytes = GIB / 2;
}

static void limited_and_just_less_than_half_full(Sample *s)
{
  limited(s);
  sample_disk(s, "vda")->data_bytes = GIB / 2 - 1;
}

static void in_no_pool(Sample *s)
{
  storage(s);
  Disk *disk = sample_disk(s, "vda");
  g_clear_pointer(&disk->pool, g_free);
  g_clear_pointer(&disk->volume, g_free);
  g_free(disk->path);
  disk->path = g_strdup("/root/web.qcow2");
}

static void in_no_pool_off(Sample *s)
{
  in_no_pool(s);
  s->vm->vm.state = VM_SHUT_OFF;
}

static void raw_in_no_pool_off(Sample *s)
{
  in_no_pool_off(s);
  Disk *disk = sample_disk(s, "vda");
  g_free(disk->format);
  disk->format = g_strdup("raw");
}

static void in_no_pool_and_kept(Sample *s)
{
  in_no_pool(s);
  s->choices->keep_old = TRUE;
}

static void suspended_both(Sample *s)
{
  sample_move_disks(s, MOVE_BOTH, VM_SUSPENDED);
}

static void checkpoints(Sample *s)
{
  s->vm->checkpoints = 1;
}

static void checkpoints_storage(Sample *s)
{
  storage(s);
  s->vm->checkpoints = 2;
}

static void checkpoints_storage_off(Sample *s)
{
  checkpoints_storage(s);
  s->vm->vm.state = VM_SHUT_OFF;
}

static void checkpoints_other_format(Sample *s)
{
  checkpoints_storage_off(s);
  choices_disk(s->choices, "vda")->format = FORMAT_RAW;
}

static void as_it_was(Sample *s)
{
}

static void data_file(Sample *s)
{
  storage(s);
  s->vm->vm.state = VM_SHUT_OFF;
  sample_disk(s, "vda")->has_data_file = TRUE;
}

static void data_file_other_format(Sample *s)
{
  data_file(s);
  choices_disk(s->choices, "vda")->format = FORMAT_RAW;
}

static void data_file_stays(Sample *s)
{
  data_file(s);
  choices_drop_disk(s->choices, "vda");
}

static void storage_and_kept(Sample *s)
{
  storage(s);
  s->choices->keep_old = TRUE;
}

const RuleCase storage_rule_cases[] = {
  { "vm-checkpoints", checkpoints, as_it_was, "web has 1 checkpoint, which would be lost", "virsh checkpoint-delete web NAME" },
  { "vm-checkpoints", checkpoints_storage, checkpoints_storage_off, "web has 2 checkpoints, which would be lost", "full backup" },
  { "vm-checkpoints", checkpoints_other_format, checkpoints_storage_off, "web has 2 checkpoints", NULL },
  { "disk-data-file", data_file, data_file_other_format, "disk vda (/srv/vmstore/web.qcow2) keeps its data in another file", "the format raw" },
  { "disk-data-file", data_file, data_file_stays, "disk vda", NULL },
  { "disk-elsewhere", storage, storage_and_kept, "disk vda lies in pool vmstore, which other hosts may have too", "keep the old volumes" },
  { "disk-rbd-snapshots", rbd_off, storage, "snapshots that Ceph may have of disk vda (vms/web) are not copied", "rbd snap ls vms/web" },
  { "disk-chosen", nothing_chosen, storage, "no disk of web is to move", "--disk vda:pool=POOL" },
  { "disk-chosen", all_of_what_is_fixed, all_chosen, "no disk of web is to move", NULL },
  { "disk-fixed", cdrom_chosen, cdrom_among_all, "disk sda cannot move: its medium stays where it is", "choose no pool" },
  { "disk-left-behind", local_disk_stays, local_disk_moves, "disk vdb (ssd) would stay on alpha, where bravo does not find it", "--disk vdb:pool=POOL" },
  { "disk-left-behind", shared_pool_elsewhere, shared_disk_stays, "disk vdb (vmstore) would stay on alpha", "choose a pool of bravo" },
  { "disk-left-behind", disk_outside_pools_stays, network_disk_stays, "disk vdb (/root/disk.img) would stay on alpha", NULL },
  { "disk-left-behind", cdrom_stays, empty_drive_stays, "disk vdb (ssd)", "virsh change-media web vdb --eject" },
  { "disk-left-behind", shareable_disk_stays, storage, "disk vdb (ssd)", "storage that both hosts share" },
  { "disk-pool", no_such_pool, storage, "disk vda: there is no pool nowhere on alpha", "choose one of: vmstore, ssd, vg, ceph, san" },
  { "disk-pool", pool_of_the_source_alone, pool_of_the_source, "disk vda: there is no pool attic on bravo", "choose one of: vmstore, ssd" },
  { "disk-pool", pool_inactive, pool_inactive_at_the_source, "disk vda cannot go to pool ssd: it is not active on bravo", "start the pool" },
  { "disk-pool", pool_of_devices, logical_volume, "disk vda cannot go to pool san: no volume can be made in a pool of type iscsi", "another pool" },
  { "disk-pool", same_pool, same_pool_other_format, "disk vda cannot go to pool vmstore: it lies there already", NULL },
  { "disk-pool", format_without_files, logical_volume, "disk vda cannot go to pool vg: a pool of type logical has no formats", NULL },
  { "disk-name", twins, twins_in_two_pools, "disks vda and vdb would both become same.qcow2 in pool ssd", "--disk vdb:pool=ssd,volume=" },
  { "disk-name", name_taken, name_taken_at_the_source, "disk vda: pool ssd has a volume web.qcow2 already", "--disk vda:pool=ssd,volume=web-1.qcow2" },
  { "disk-space", room_to_the_last_byte, room_for_the_disk, "pool ssd of alpha has 1 GiB free, the disks that go there need more than 1 GiB", NULL },
  { "disk-space", room_for_one_of_two, room_for_both, "pool ssd of bravo has 2 GiB free, the disks that go there need more than 2 GiB", NULL },
  { "disk-space", room_for_the_new_format_once, room_for_the_new_format_twice, "need more than 2 GiB", "twice its size" },
  { "disk-space", room_for_less_than_the_file, room_for_the_file, "has 301 MiB free, the disks that go there need more than 301 MiB", NULL },
  { "disk-size", unknown_size, unknown_size_stays, "alpha does not tell how large disk vda (/srv/vmstore/web.qcow2) is", "can be read" },
  { "disk-size", odd_size, small_size, "disk vda has 1537 bytes, which is no multiple of 512", "virsh vol-resize" },
  { "disk-used", used_by_another, used_by_another_and_kept, "disk vda (/srv/vmstore/web.qcow2) is also a disk of db", "take it from db" },
  { "disk-used", used_by_another, used_by_its_mover, "is also a disk of db", NULL },
  { "disk-used", used_by_another, used_by_another_and_stays, "disk vda", NULL },
  { "disk-rbd", rbd, rbd_off, "disk vda of web is the RBD image vms/web", "shut the VM down" },
  { "disk-rbd", rbd_both, iscsi, "disk vda of web is the RBD image vms/web", NULL },
  { "disk-rbd", rbd_in_no_pool, storage, "disk vda of web is the RBD image vms/web", NULL },
  { "disk-encrypted", encrypted, encrypted_off, "disk vda is encrypted", "shut the VM down" },
  { "disk-encrypted", encrypted_suspended, encrypted_stays, "disk vda is encrypted", NULL },
  { "disk-secret", encrypted_to_bravo, bravo_knows_the_secret, "disk vda is encrypted, and bravo does not know its secret " SECRET, "virsh secret-define" },
  { "disk-secret", bravo_knows_another_secret, encrypted_off, "disk vda is encrypted, and bravo", NULL },
  { "disk-snapshots", snapshot, snapshot_off, "the 1 snapshot of web would be lost in the copy of disk vda", "shut the VM down" },
  { "disk-snapshots", snapshots_both, snapshots_both_off, "the 2 snapshots of web would be lost in the copy of disk vda", "shut the VM down" },
  { "disk-snapshots", snapshot_other_format, snapshot_off, "in the copy of disk vda", "the same format" },
  { "disk-snapshots", snapshot_to_logical, snapshot_off, "in the copy of disk vda", "choose a pool of files" },
  { "disk-snapshots", snapshot_raw_to_logical, snapshot_off, "in the copy of disk vda", "choose a pool of files" },
  { "disk-snapshots", snapshot_with_base, snapshot_off, "in the copy of disk vda", NULL },
  { "disk-speed", two_speeds, one_speed, "disks vda and vdb are to be copied at different speeds", "give all disks the same speed" },
  { "disk-speed", two_speeds_for_one_new_libvirt, two_speeds_for_new_libvirt, "disks vda and vdb", NULL },
  { "disk-speed", two_speeds, nearly_one_speed, "disks vda and vdb", NULL },
  { "disk-mix", mixed, layered_only, "disk vda has base images, and disk vdb goes to pool vg, which holds no files", "choose a pool of files for disk vdb" },
  { "disk-mix", mixed_with_ceph, layered_only, "disk vdb goes to pool ceph", "choose a pool of files for disk vdb" },
  { "disk-mix", mixed, full_only, "disk vda has base images", NULL },
  { "disk-holes", limited, limited_and_unmaps, "disk vda holds 0.3 of 1 GiB", "discard='unmap'" },
  { "disk-holes", limited, storage, "disk vda", NULL },
  { "disk-holes", limited, limited_off, "disk vda", NULL },
  { "disk-holes", limited_and_just_less_than_half_full, limited_and_half_full, "disk vda", NULL },
  { "disk-known", in_no_pool_off, raw_in_no_pool_off, "disk vda (/root/web.qcow2) lies in no storage pool", "move it while the VM runs" },
  { "disk-known", in_no_pool_off, in_no_pool, "disk vda", NULL },
  { "disk-no-pool", in_no_pool, in_no_pool_and_kept, "disk vda (/root/web.qcow2) lies in no storage pool of alpha", "by hand" },
  { "storage-online", storage, storage_off, "copying the disks of web while it is in use", NULL },
  { "storage-online", suspended_both, both_off, "copying the disks of web", NULL },
  { NULL, NULL, NULL, NULL, NULL },
};
