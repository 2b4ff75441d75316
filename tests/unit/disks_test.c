/* What becomes of each disk: whether it can move, whether it does, and into what. */
#include "tests/unit/unit.h"

#include "plan/disks.h"
#include "plan/options.h"
#include "tests/unit/sample.h"

#include <string.h>

#define MIB (1024ull * 1024)
#define GIB (1024 * MIB)

static void disks_that_cannot_move_say_why(void **state)
{
  static const struct {
    DiskSource source;
    DiskDevice device;
    gboolean read_only, shareable;
    const char *why; /* NULL: it can move */
  } cases[] = {
    { DISK_SOURCE_FILE, DISK_DEVICE_DISK, FALSE, FALSE, NULL },
    { DISK_SOURCE_BLOCK, DISK_DEVICE_DISK, FALSE, FALSE, NULL },
    { DISK_SOURCE_NETWORK, DISK_DEVICE_DISK, FALSE, FALSE, NULL },
    { DISK_SOURCE_VOLUME, DISK_DEVICE_DISK, FALSE, FALSE, NULL },
    { DISK_SOURCE_NONE, DISK_DEVICE_DISK, FALSE, FALSE, "an empty drive goes along empty" },
    { DISK_SOURCE_NONE, DISK_DEVICE_CDROM, TRUE, FALSE, "an empty drive goes along empty" },
    { DISK_SOURCE_FILE, DISK_DEVICE_CDROM, TRUE, FALSE, "its medium stays where it is" },
    { DISK_SOURCE_FILE, DISK_DEVICE_CDROM, FALSE, FALSE, "its medium stays where it is" },
    { DISK_SOURCE_FILE, DISK_DEVICE_FLOPPY, FALSE, FALSE, "its medium stays where it is" },
    { DISK_SOURCE_FILE, DISK_DEVICE_DISK, TRUE, FALSE, "it is read-only, and stays where it is" },
    { DISK_SOURCE_BLOCK, DISK_DEVICE_DISK, FALSE, TRUE, "other VMs may use it at the same time, so it stays where it is" },
    { DISK_SOURCE_BLOCK, DISK_DEVICE_LUN, FALSE, FALSE, "it is a device of the host, and stays where it is" },
    { DISK_SOURCE_OTHER, DISK_DEVICE_DISK, FALSE, FALSE, "it is a device of the host, and stays where it is" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    Disk disk = { .source = cases[i].source, .device = cases[i].device, .read_only = cases[i].read_only, .shareable = cases[i].shareable };
    const char *why = disk_why_fixed(&disk);
    if (g_strcmp0(why, cases[i].why) != 0)
      fail_msg("case %d: “%s”, not “%s”", (int)i, why, cases[i].why);
  }
}

static void a_choice_of_its_own_comes_before_all(void **state)
{
  Sample sample;
  sample_init(&sample);
  sample_move_disks(&sample, MOVE_STORAGE, VM_RUNNING);
  Disk *vdb = sample_add_disk(&sample, "vdb", "/srv/vmstore/data.qcow2");
  const Disk *vda = sample_disk(&sample, "vda");
  assert_null(disk_choice_for(sample.choices, vdb));
  sample_choose(&sample, ALL_DISKS, "vg");
  assert_string_equal(disk_choice_for(sample.choices, vda)->pool, "ssd");
  assert_string_equal(disk_choice_for(sample.choices, vdb)->pool, "vg");
  assert_string_equal(disk_destination(&sample.facts, sample.choices, vdb)->name, "vg");
  /* A host move leaves disks where they are, whatever was chosen before. */
  sample.choices->type = MOVE_HOST;
  assert_null(disk_choice_for(sample.choices, vda));
  sample.choices->type = MOVE_BOTH;
  assert_string_equal(disk_choice_for(sample.choices, vda)->pool, "ssd");
  /* Nothing moves what cannot move. */
  vdb->read_only = TRUE;
  sample_choose(&sample, "vdb", "ssd");
  assert_null(disk_choice_for(sample.choices, vdb));
  sample_clear(&sample);
}

static void the_destination_is_a_pool_of_the_right_host(void **state)
{
  Sample sample;
  sample_init(&sample);
  sample_move_disks(&sample, MOVE_BOTH, VM_RUNNING);
  const Disk *vda = sample_disk(&sample, "vda");
  assert_string_equal(disks_host_name(&sample.facts, sample.choices), "bravo");
  assert_ptr_equal(disk_destination(&sample.facts, sample.choices, vda), host_facts_pool(sample.target.facts, "ssd"));
  sample_choose(&sample, "vda", "nowhere");
  assert_null(disk_destination(&sample.facts, sample.choices, vda));
  sample_choose(&sample, "vda", "ssd");
  sample.target.reach = HOST_DOWN;
  assert_null(disks_host(&sample.facts, sample.choices));
  assert_null(disk_destination(&sample.facts, sample.choices, vda));
  sample.choices->type = MOVE_STORAGE;
  assert_string_equal(disks_host_name(&sample.facts, sample.choices), "alpha");
  assert_ptr_equal(disk_destination(&sample.facts, sample.choices, vda), host_facts_pool(sample.source_facts, "ssd"));
  sample_clear(&sample);
}

static void a_disk_lies_in_the_pool_that_it_names_or_that_holds_its_path(void **state)
{
  static const struct {
    const char *pool, *path, *found;
  } cases[] = {
    { "ssd", "/srv/vmstore/web.qcow2", "ssd" },        { NULL, "/srv/vmstore/web.qcow2", "vmstore" }, { NULL, "/srv/vmstore/inner/a.qcow2", "inner" },
    { NULL, "/srv/vmstore2/web.qcow2", NULL },         { NULL, "/root/web.qcow2", NULL },             { "gone", "/srv/vmstore/web.qcow2", NULL },
  };
  Sample sample;
  sample_init(&sample);
  sample_move_disks(&sample, MOVE_STORAGE, VM_RUNNING);
  sample_add_pool(sample.source_facts, "inner", "/srv/vmstore/inner/", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    Disk disk = { .source = DISK_SOURCE_FILE, .pool = (char *)cases[i].pool, .path = (char *)cases[i].path };
    const Pool *pool = disk_pool(&sample.facts, &disk);
    if (g_strcmp0(pool != NULL ? pool->name : NULL, cases[i].found) != 0)
      fail_msg("%s lies in %s, not in %s", cases[i].path, cases[i].found, pool != NULL ? pool->name : "none");
  }
  sample_clear(&sample);
}

static Pool *there(const Sample *sample)
{
  return (Pool *)host_facts_pool(sample->target.facts, "vmstore");
}

static void nothing(Sample *sample)
{
}

static void not_there(Sample *sample)
{
  g_ptr_array_set_size(sample->target.facts->pools, 0);
}

static void inactive(Sample *sample)
{
  there(sample)->active = FALSE;
}

static void set(char **text, const char *value)
{
  g_free(*text);
  *text = g_strdup(value);
}

static void other_origin(Sample *sample)
{
  set(&there(sample)->origin, "glusterfs other:/vmstore");
}

static void local_there(Sample *sample)
{
  set(&there(sample)->origin, NULL);
}

static void other_path(Sample *sample)
{
  set(&there(sample)->path, "/mnt/vmstore");
}

static Pool *here(const Sample *sample)
{
  return (Pool *)host_facts_pool(sample->source_facts, "vmstore");
}

static void both_local(Sample *sample)
{
  local_there(sample);
  set(&here(sample)->origin, NULL);
}

static void declared(Sample *sample)
{
  both_local(sample);
  g_ptr_array_add(((InventoryPool *)g_ptr_array_index(sample->inventory->pools, 0))->shared_storage, g_strdup("vmstore"));
}

static void declared_but_elsewhere(Sample *sample)
{
  declared(sample);
  other_path(sample);
}

static void declared_but_not_there(Sample *sample)
{
  declared(sample);
  not_there(sample);
}

static void other_declared(Sample *sample)
{
  both_local(sample);
  g_ptr_array_add(((InventoryPool *)g_ptr_array_index(sample->inventory->pools, 0))->shared_storage, g_strdup("vmstor"));
}

static void host_down(Sample *sample)
{
  sample->target.reach = HOST_DOWN;
}

static void a_pool_is_shared_when_both_hosts_reach_the_same_storage_at_the_same_place(void **state)
{
  static const struct {
    void (*change)(Sample *sample);
    gboolean same, shared;
  } cases[] = {
    { nothing, TRUE, TRUE },           { not_there, FALSE, FALSE },  { inactive, TRUE, FALSE },
    { other_origin, FALSE, FALSE },    { local_there, FALSE, FALSE }, { other_path, TRUE, FALSE },
    { both_local, FALSE, FALSE },      { declared, TRUE, TRUE },     { declared_but_elsewhere, TRUE, FALSE },
    { declared_but_not_there, TRUE, FALSE }, { other_declared, FALSE, FALSE }, { host_down, TRUE, FALSE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    Sample sample;
    sample_init(&sample);
    cases[i].change(&sample);
    Disk disk = { .source = DISK_SOURCE_FILE, .path = (char *)"/srv/vmstore/web.qcow2" };
    gboolean same = pool_is_same_storage(&sample.facts, here(&sample), there(&sample));
    gboolean shared = pool_is_shared(&sample.facts, here(&sample));
    if (same != cases[i].same || shared != cases[i].shared)
      fail_msg("case %d: same %d, shared %d", (int)i, same, shared);
    assert_int_equal(disk_is_shared(&sample.facts, &disk), shared);
    sample_clear(&sample);
  }
}

static void media_that_are_nowhere_or_everywhere_are_shared(void **state)
{
  Sample sample;
  sample_init(&sample);
  not_there(&sample);
  Disk empty = { .source = DISK_SOURCE_NONE };
  Disk network = { .source = DISK_SOURCE_NETWORK, .path = (char *)"vms/web" };
  Disk outside = { .source = DISK_SOURCE_FILE, .path = (char *)"/root/web.img" };
  assert_true(disk_is_shared(&sample.facts, &empty));
  assert_true(disk_is_shared(&sample.facts, &network));
  assert_false(disk_is_shared(&sample.facts, &outside));
  sample_clear(&sample);
}

static void into(Sample *sample, const char *pool, DiskFormat format)
{
  sample_choose(sample, "vda", pool)->format = format;
}

static void ssd_qcow2(Sample *sample)
{
  into(sample, "ssd", FORMAT_QCOW2);
}

static void ssd_raw(Sample *sample)
{
  into(sample, "ssd", FORMAT_RAW);
}

static void ssd_inactive(Sample *sample)
{
  sample_pool(sample, "ssd")->active = FALSE;
}

static void san(Sample *sample)
{
  into(sample, "san", FORMAT_SAME);
}

static void vg(Sample *sample)
{
  into(sample, "vg", FORMAT_SAME);
}

static void ceph(Sample *sample)
{
  into(sample, "ceph", FORMAT_SAME);
}

static void vg_qcow2(Sample *sample)
{
  into(sample, "vg", FORMAT_QCOW2);
}

static void ceph_raw(Sample *sample)
{
  into(sample, "ceph", FORMAT_RAW);
}

static void based(Sample *sample)
{
  sample_add_base(sample_disk(sample, "vda"), "golden.qcow2");
}

static void based_vg(Sample *sample)
{
  based(sample);
  vg(sample);
}

static void based_raw(Sample *sample)
{
  based(sample);
  ssd_raw(sample);
}

static void lost_base(Sample *sample)
{
  based(sample);
  BaseImage *lost = sample_add_base(sample_disk(sample, "vda"), "lost.qcow2");
  g_clear_pointer(&lost->pool, g_free);
  g_clear_pointer(&lost->volume, g_free);
}

static void encrypted(Sample *sample)
{
  sample_disk(sample, "vda")->secret = g_strdup("secret");
}

static void encrypted_vg(Sample *sample)
{
  encrypted(sample);
  vg(sample);
}

static void encrypted_raw(Sample *sample)
{
  encrypted(sample);
  ssd_raw(sample);
}

static void encrypted_and_based(Sample *sample)
{
  encrypted(sample);
  based(sample);
}

static void same_place(Sample *sample)
{
  into(sample, "vmstore", FORMAT_SAME);
}

static void same_place_by_path(Sample *sample)
{
  same_place(sample);
  g_clear_pointer(&sample_disk(sample, "vda")->pool, g_free);
}

static void same_place_same_format(Sample *sample)
{
  into(sample, "vmstore", FORMAT_QCOW2);
}

static void same_place_other_format(Sample *sample)
{
  into(sample, "vmstore", FORMAT_RAW);
}

/* A disk whose definition names no format is raw. */
static void same_place_unnamed_format(Sample *sample)
{
  same_place_other_format(sample);
  g_clear_pointer(&sample_disk(sample, "vda")->format, g_free);
}

static void both(Sample *sample)
{
  sample->choices->type = MOVE_BOTH;
  sample->facts.target = g_ptr_array_index(sample->inventory->hosts, 1);
  sample->facts.target_status = &sample->target;
}

static void both_inactive(Sample *sample)
{
  both(sample);
  ssd_inactive(sample);
}

static void both_same_place(Sample *sample)
{
  both(sample);
  same_place(sample);
}

static void both_same_name(Sample *sample)
{
  both_same_place(sample);
  other_origin(sample);
}

static void pools_say_why_they_cannot_hold_a_disk(void **state)
{
  static const struct {
    void (*change)(Sample *sample);
    const char *why; /* NULL: it can */
  } cases[] = {
    { nothing, NULL },
    { ssd_qcow2, NULL },
    { ssd_raw, NULL },
    { vg, NULL },
    { ceph, NULL },
    { ssd_inactive, "it is not active on alpha" },
    { both_inactive, "it is not active on bravo" },
    { san, "no volume can be made in a pool of type iscsi" },
    { based, NULL },
    { based_vg, "a disk with base images needs a pool of files" },
    { based_raw, "a disk with base images keeps its format" },
    { lost_base, "its base image /srv/vmstore/lost.qcow2 lies in no storage pool" },
    { encrypted, NULL },
    { encrypted_vg, "an encrypted disk needs a pool of files" },
    { encrypted_raw, "an encrypted disk keeps its format" },
    { encrypted_and_based, "an encrypted disk with base images would be copied decrypted" },
    { vg_qcow2, "a pool of type logical has no formats" },
    { ceph_raw, "a pool of type rbd has no formats" },
    { same_place, "it lies there already" },
    { same_place_by_path, "it lies there already" },
    { same_place_same_format, "it lies there already" },
    { same_place_other_format, NULL },
    { same_place_unnamed_format, "it lies there already" },
    { both_same_place, "it lies there already" },
    { both_same_name, NULL },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    Sample sample;
    sample_init(&sample);
    sample_move_disks(&sample, MOVE_STORAGE, VM_RUNNING);
    cases[i].change(&sample);
    const Disk *disk = sample_disk(&sample, "vda");
    g_autofree char *why = disk_why_not_in(&sample.facts, sample.choices, disk, disk_destination(&sample.facts, sample.choices, disk));
    if (g_strcmp0(why, cases[i].why) != 0)
      fail_msg("case %d: “%s”, not “%s”", (int)i, why, cases[i].why);
    sample_clear(&sample);
  }
}

/* A page that offers pools asks before anything is chosen. */
static void pools_can_be_asked_about_before_a_choice(void **state)
{
  static const struct {
    const char *pool, *why;
  } cases[] = { { "vmstore", "it lies there already" }, { "ssd", NULL }, { "vg", NULL }, { "san", "no volume can be made in a pool of type iscsi" } };
  Sample sample;
  sample_init(&sample);
  sample_move_disks(&sample, MOVE_STORAGE, VM_RUNNING);
  choices_drop_disk(sample.choices, "vda");
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *why = disk_why_not_in(&sample.facts, sample.choices, sample_disk(&sample, "vda"), sample_pool(&sample, cases[i].pool));
    if (g_strcmp0(why, cases[i].why) != 0)
      fail_msg("pool %s: “%s”, not “%s”", cases[i].pool, why, cases[i].why);
  }
  sample_clear(&sample);
}

static void formats_change_only_in_pools_of_files(void **state)
{
  static const struct {
    const char *type;
    gboolean files, takes;
  } types[] = {
    { "dir", TRUE, TRUE },       { "fs", TRUE, TRUE },      { "netfs", TRUE, TRUE },  { "vstorage", TRUE, TRUE }, { "logical", FALSE, TRUE },
    { "rbd", FALSE, TRUE },      { "iscsi", FALSE, FALSE }, { "scsi", FALSE, FALSE }, { "mpath", FALSE, FALSE },  { "disk", FALSE, FALSE },
    { "gluster", FALSE, FALSE }, { "zfs", FALSE, FALSE },   { NULL, FALSE, FALSE },
  };
  Disk *plain = disk_new("vda"), *layered = disk_new("vdb"), *secret = disk_new("vdc");
  sample_add_base(layered, "golden.qcow2");
  secret->secret = g_strdup("secret");
  for (gsize i = 0; i < G_N_ELEMENTS(types); i++) {
    Pool pool = { .name = (char *)"p", .type = (char *)types[i].type };
    assert_int_equal(pool_is_file_system(&pool), types[i].files);
    assert_int_equal(pool_takes_disks(&pool), types[i].takes);
    assert_int_equal(disk_can_change_format(plain, &pool), types[i].files);
    assert_false(disk_can_change_format(layered, &pool));
    assert_false(disk_can_change_format(secret, &pool));
  }
  disk_free(plain);
  disk_free(layered);
  disk_free(secret);
}

static void a_free_name_is_like_the_wanted_one(void **state)
{
  static const struct {
    const char *volumes[4], *wanted, *name;
  } cases[] = {
    { { NULL }, "web.qcow2", "web.qcow2" },
    { { "other.qcow2", "web.raw" }, "web.qcow2", "web.qcow2" },
    { { "web.qcow2" }, "web.qcow2", "web-1.qcow2" },
    { { "web.qcow2", "web-1.qcow2", "web-2.qcow2" }, "web.qcow2", "web-3.qcow2" },
    { { "web.qcow2", "web-2.qcow2" }, "web.qcow2", "web-1.qcow2" },
    { { "web" }, "web", "web-1" },
    { { "a.b.c" }, "a.b.c", "a.b-1.c" },
    { { ".hidden" }, ".hidden", ".hidden-1" },
    { { "web." }, "web.", "web-1." },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    Pool *pool = pool_new("ssd");
    for (gsize j = 0; j < G_N_ELEMENTS(cases[i].volumes) && cases[i].volumes[j] != NULL; j++)
      g_ptr_array_add(pool->volumes, g_strdup(cases[i].volumes[j]));
    g_autofree char *name = disk_free_name(pool, cases[i].wanted);
    assert_string_equal(name, cases[i].name);
    pool_free(pool);
  }
}

static void disks_that_the_vm_has_not_are_named(void **state)
{
  Sample sample;
  g_autoptr(GError) error = NULL;
  sample_init(&sample);
  sample_move_disks(&sample, MOVE_STORAGE, VM_RUNNING);
  sample_add_disk(&sample, "sda", NULL);
  sample_choose(&sample, ALL_DISKS, "vg");
  assert_true(disks_check_names(sample.vm, sample.choices, &error));
  sample_choose(&sample, "vdx", "ssd");
  assert_false(disks_check_names(sample.vm, sample.choices, &error));
  assert_true(g_error_matches(error, PLAN_ERROR, PLAN_ERROR_INPUT));
  assert_error_says(error, "web has no disk vdx; it has: vda, sda");
  sample_clear(&sample);
}

/* The plan of vda after CHANGE. */
static PlanDisk *planned(MoveType type, VmState state, void (*change)(Sample *sample))
{
  Sample sample;
  sample_init(&sample);
  sample_move_disks(&sample, type, state);
  change(&sample);
  PlanDisk *disk = plan_disk_build(&sample.facts, sample.choices, sample_disk(&sample, "vda"));
  sample_clear(&sample);
  return disk;
}

static void a_planned_disk_says_all_there_is_to_know(void **state)
{
  g_autoptr(PlanDisk) disk = planned(MOVE_STORAGE, VM_RUNNING, nothing);
  assert_string_equal(disk->target, "vda");
  assert_string_equal(disk->path, "/srv/vmstore/web.qcow2");
  assert_string_equal(disk->pool, "vmstore");
  assert_string_equal(disk->volume, "web.qcow2");
  assert_string_equal(disk->format, "qcow2");
  assert_true(disk->moves);
  assert_string_equal(disk->to_pool, "ssd");
  assert_string_equal(disk->to_pool_type, "dir");
  assert_string_equal(disk->to_volume, "web.qcow2");
  assert_string_equal(disk->to_format, "qcow2");
  assert_false(disk->as_container);
  assert_true(disk->capacity_bytes == GIB);
  assert_true(disk->copy_bytes == GIB);
  assert_true(disk->data_bytes == 300 * MIB);
  assert_int_equal(disk->rate_bytes_s, 0);
  assert_int_equal(disk->bases->len, 0);
}

static void not_chosen(Sample *sample)
{
  choices_drop_disk(sample->choices, "vda");
}

static void nowhere(Sample *sample)
{
  into(sample, "nowhere", FORMAT_SAME);
}

static void read_only(Sample *sample)
{
  sample_disk(sample, "vda")->read_only = TRUE;
}

static void disks_that_stay_are_planned_as_they_are(void **state)
{
  static void (*const changes[])(Sample *sample) = { not_chosen, nowhere, read_only };
  for (gsize i = 0; i < G_N_ELEMENTS(changes); i++) {
    g_autoptr(PlanDisk) disk = planned(MOVE_BOTH, VM_SHUT_OFF, changes[i]);
    assert_false(disk->moves);
    assert_string_equal(disk->target, "vda");
    assert_string_equal(disk->path, "/srv/vmstore/web.qcow2");
    assert_string_equal(disk->volume, "web.qcow2");
    assert_string_equal(disk->format, "qcow2");
    assert_null(disk->to_pool);
    assert_null(disk->to_volume);
    assert_false(disk->as_container);
    assert_int_equal(disk->copy_bytes, 0);
  }
}

static void odd_length(Sample *sample)
{
  sample_disk(sample, "vda")->physical_bytes = 512 * 1000 + 1;
}

static void even_length(Sample *sample)
{
  sample_disk(sample, "vda")->physical_bytes = 512 * 1000;
}

static void raw_vg(Sample *sample)
{
  set(&sample_disk(sample, "vda")->format, "raw");
  vg(sample);
}

static void unnamed_raw(Sample *sample)
{
  ssd_raw(sample);
  g_clear_pointer(&sample_disk(sample, "vda")->format, g_free);
}

/* Of a shut-off VM, a disk that keeps its format is copied as the file that it is, with all that is in it. */
static void a_container_is_copied_where_nobody_looks_inside(void **state)
{
  static const struct {
    MoveType type;
    VmState state;
    void (*change)(Sample *sample);
    gboolean as_container;
    guint64 copy_bytes;
  } cases[] = {
    { MOVE_STORAGE, VM_SHUT_OFF, nothing, TRUE, 301 * MIB },      { MOVE_BOTH, VM_SHUT_OFF, nothing, TRUE, 301 * MIB },
    { MOVE_STORAGE, VM_RUNNING, nothing, FALSE, GIB },            { MOVE_STORAGE, VM_SUSPENDED, nothing, FALSE, GIB },
    { MOVE_BOTH, VM_SUSPENDED, nothing, FALSE, GIB },             { MOVE_STORAGE, VM_SHUT_OFF, ssd_qcow2, TRUE, 301 * MIB },
    { MOVE_STORAGE, VM_SHUT_OFF, ssd_raw, FALSE, GIB },           { MOVE_STORAGE, VM_SHUT_OFF, vg, FALSE, GIB },
    { MOVE_STORAGE, VM_SHUT_OFF, ceph, FALSE, GIB },              { MOVE_STORAGE, VM_SHUT_OFF, based, FALSE, GIB },
    { MOVE_BOTH, VM_SHUT_OFF, based, FALSE, GIB },                { MOVE_STORAGE, VM_SHUT_OFF, encrypted, TRUE, 301 * MIB },
    { MOVE_STORAGE, VM_SHUT_OFF, odd_length, TRUE, 512 * 1001 },  { MOVE_STORAGE, VM_SHUT_OFF, even_length, TRUE, 512 * 1000 },
    { MOVE_STORAGE, VM_RUNNING, odd_length, FALSE, GIB },         { MOVE_STORAGE, VM_SHUT_OFF, raw_vg, TRUE, 301 * MIB },
    { MOVE_STORAGE, VM_SHUT_OFF, unnamed_raw, TRUE, 301 * MIB },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(PlanDisk) disk = planned(cases[i].type, cases[i].state, cases[i].change);
    if (!disk->moves || disk->as_container != cases[i].as_container || disk->copy_bytes != cases[i].copy_bytes)
      fail_msg("case %d: as container %d, %" G_GUINT64_FORMAT " bytes", (int)i, disk->as_container, disk->copy_bytes);
  }
}

static void rename_vda(Sample *sample, const char *volume)
{
  set(&sample_disk(sample, "vda")->volume, volume);
}

static void named_img(Sample *sample)
{
  rename_vda(sample, "web.img");
  ssd_raw(sample);
}

static void named_twice(Sample *sample)
{
  rename_vda(sample, "web.qcow2.qcow2");
  ssd_raw(sample);
}

static void named_inside(Sample *sample)
{
  rename_vda(sample, "my.qcow2.backup");
  ssd_raw(sample);
}

static void named_like_its_format(Sample *sample)
{
  rename_vda(sample, "qcow2");
  ssd_raw(sample);
}

static void raw_to_qcow2(Sample *sample)
{
  rename_vda(sample, "web.raw");
  set(&sample_disk(sample, "vda")->format, "raw");
  ssd_qcow2(sample);
}

static void raw_stays_raw(Sample *sample)
{
  raw_to_qcow2(sample);
  ssd_raw(sample);
}

static void named_by_the_operator(Sample *sample)
{
  ssd_raw(sample);
  choices_disk(sample->choices, "vda")->volume = g_strdup("other.qcow2");
}

static void in_no_pool(Sample *sample)
{
  Disk *disk = sample_disk(sample, "vda");
  g_clear_pointer(&disk->volume, g_free);
  g_clear_pointer(&disk->pool, g_free);
  set(&disk->path, "/root/images/old.qcow2");
}

static void in_no_pool_to_vg(Sample *sample)
{
  in_no_pool(sample);
  vg(sample);
}

static void a_new_volume_has_the_old_name_with_the_new_ending(void **state)
{
  static const struct {
    void (*change)(Sample *sample);
    const char *volume, *format;
  } cases[] = {
    { nothing, "web.qcow2", "qcow2" },         { ssd_qcow2, "web.qcow2", "qcow2" },        { ssd_raw, "web.raw", "raw" },
    { vg, "web.raw", "raw" },                  { ceph, "web.raw", "raw" },                 { named_img, "web.img", "raw" },
    { named_twice, "web.qcow2.raw", "raw" },   { named_inside, "my.qcow2.backup", "raw" }, { named_like_its_format, "qcow2", "raw" },
    { raw_to_qcow2, "web.qcow2", "qcow2" },    { raw_stays_raw, "web.raw", "raw" },        { named_by_the_operator, "other.qcow2", "raw" },
    { in_no_pool, "old.qcow2", "qcow2" },      { in_no_pool_to_vg, "old.raw", "raw" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(PlanDisk) disk = planned(MOVE_STORAGE, VM_RUNNING, cases[i].change);
    if (strcmp(disk->to_volume, cases[i].volume) != 0 || strcmp(disk->to_format, cases[i].format) != 0)
      fail_msg("case %d: %s of format %s", (int)i, disk->to_volume, disk->to_format);
  }
}

static void only_into_files_goes_what_the_disk_holds_alone(void **state)
{
  static const struct {
    void (*change)(Sample *sample);
    const char *type;
    gboolean content;
  } cases[] = { { nothing, "dir", TRUE }, { ceph, "rbd", FALSE }, { vg, "logical", FALSE } };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(PlanDisk) disk = planned(MOVE_STORAGE, VM_RUNNING, cases[i].change);
    assert_string_equal(disk->to_pool_type, cases[i].type);
    assert_int_equal(plan_disk_copies_content(disk), cases[i].content);
  }
}

static void base_images_are_planned_nearest_first(void **state)
{
  Sample sample;
  sample_init(&sample);
  sample_move_disks(&sample, MOVE_BOTH, VM_RUNNING);
  sample_add_base(sample_disk(&sample, "vda"), "near.qcow2");
  sample_add_base(sample_disk(&sample, "vda"), "far.qcow2")->physical_bytes = 99;
  g_autoptr(PlanDisk) disk = plan_disk_build(&sample.facts, sample.choices, sample_disk(&sample, "vda"));
  sample_clear(&sample);
  assert_int_equal(disk->bases->len, 2);
  const PlanBase *near = g_ptr_array_index(disk->bases, 0), *far = g_ptr_array_index(disk->bases, 1);
  assert_string_equal(near->path, "/srv/vmstore/near.qcow2");
  assert_string_equal(near->pool, "vmstore");
  assert_string_equal(near->volume, "near.qcow2");
  assert_string_equal(near->format, "qcow2");
  assert_true(near->physical_bytes == 77 * MIB);
  assert_string_equal(far->volume, "far.qcow2");
  assert_int_equal(far->physical_bytes, 99);
}

enum { OLD_LIBVIRT = 11000999, NEW_LIBVIRT = 11001000 };

/* Where libvirt has one speed for all disks, that is in whole MiB/s. */
static void speeds_are_what_will_be(void **state)
{
  static const struct {
    MoveType type;
    gulong here, there;
    Speed speed;
    guint64 bytes_s;
    gboolean own_speeds;
  } cases[] = {
    { MOVE_STORAGE, OLD_LIBVIRT, OLD_LIBVIRT, { SPEED_CUSTOM, 2500000 }, 2500000, TRUE },
    { MOVE_BOTH, NEW_LIBVIRT, NEW_LIBVIRT, { SPEED_CUSTOM, 2500000 }, 2500000, TRUE },
    { MOVE_BOTH, OLD_LIBVIRT, NEW_LIBVIRT, { SPEED_CUSTOM, 2500000 }, 2 * MIB, FALSE },
    { MOVE_BOTH, NEW_LIBVIRT, OLD_LIBVIRT, { SPEED_CUSTOM, 2500000 }, 2 * MIB, FALSE },
    { MOVE_BOTH, OLD_LIBVIRT, OLD_LIBVIRT, { SPEED_CUSTOM, 3 * MIB - 1 }, 2 * MIB, FALSE },
    { MOVE_BOTH, OLD_LIBVIRT, OLD_LIBVIRT, { SPEED_CUSTOM, 3 * MIB }, 3 * MIB, FALSE },
    { MOVE_BOTH, OLD_LIBVIRT, OLD_LIBVIRT, { SPEED_CUSTOM, 1 }, MIB, FALSE },
    { MOVE_BOTH, OLD_LIBVIRT, OLD_LIBVIRT, { SPEED_UNLIMITED, 0 }, 0, FALSE },
    { MOVE_STORAGE, OLD_LIBVIRT, OLD_LIBVIRT, { SPEED_UNLIMITED, 0 }, 0, TRUE },
    { MOVE_STORAGE, OLD_LIBVIRT, OLD_LIBVIRT, { SPEED_MEDIUM, 0 }, 5000000, TRUE },
    { MOVE_STORAGE, OLD_LIBVIRT, OLD_LIBVIRT, { SPEED_FAST, 0 }, 7500000, TRUE },
    { MOVE_BOTH, OLD_LIBVIRT, OLD_LIBVIRT, { SPEED_FAST, 0 }, 7 * MIB, FALSE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    Sample sample;
    sample_init(&sample);
    sample_move_disks(&sample, cases[i].type, VM_RUNNING);
    sample.inventory->medium_mbits = 40;
    sample.inventory->fast_mbits = 60;
    sample.source_facts->libvirt_version = cases[i].here;
    sample.target.facts->libvirt_version = cases[i].there;
    choices_disk(sample.choices, "vda")->speed = cases[i].speed;
    g_autoptr(PlanDisk) disk = plan_disk_build(&sample.facts, sample.choices, sample_disk(&sample, "vda"));
    gboolean own_speeds = disks_have_own_speeds(&sample.facts, sample.choices);
    sample_clear(&sample);
    if (disk->rate_bytes_s != cases[i].bytes_s || own_speeds != cases[i].own_speeds)
      fail_msg("case %d: %" G_GUINT64_FORMAT " bytes a second, own speeds %d", (int)i, disk->rate_bytes_s, own_speeds);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(disks_that_cannot_move_say_why),
    cmocka_unit_test(a_choice_of_its_own_comes_before_all),
    cmocka_unit_test(the_destination_is_a_pool_of_the_right_host),
    cmocka_unit_test(a_disk_lies_in_the_pool_that_it_names_or_that_holds_its_path),
    cmocka_unit_test(a_pool_is_shared_when_both_hosts_reach_the_same_storage_at_the_same_place),
    cmocka_unit_test(media_that_are_nowhere_or_everywhere_are_shared),
    cmocka_unit_test(pools_say_why_they_cannot_hold_a_disk),
    cmocka_unit_test(pools_can_be_asked_about_before_a_choice),
    cmocka_unit_test(formats_change_only_in_pools_of_files),
    cmocka_unit_test(a_free_name_is_like_the_wanted_one),
    cmocka_unit_test(disks_that_the_vm_has_not_are_named),
    cmocka_unit_test(a_planned_disk_says_all_there_is_to_know),
    cmocka_unit_test(disks_that_stay_are_planned_as_they_are),
    cmocka_unit_test(a_container_is_copied_where_nobody_looks_inside),
    cmocka_unit_test(a_new_volume_has_the_old_name_with_the_new_ending),
    cmocka_unit_test(only_into_files_goes_what_the_disk_holds_alone),
    cmocka_unit_test(base_images_are_planned_nearest_first),
    cmocka_unit_test(speeds_are_what_will_be),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
