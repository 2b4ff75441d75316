/* The plans of moves that take disks to other pools: their steps, their hosts, their routes. */
#include "tests/unit/unit.h"

#include "plan/build.h"
#include "tests/unit/sample.h"

#include <string.h>

static char *steps_of(const Plan *plan)
{
  g_autoptr(GPtrArray) kinds = g_ptr_array_new();
  for (guint i = 0; i < plan->steps->len; i++)
    g_ptr_array_add(kinds, ((const PlanStep *)g_ptr_array_index(plan->steps, i))->kind);
  g_ptr_array_add(kinds, NULL);
  return g_strjoinv(" ", (char **)kinds->pdata);
}

static const char *title_of(const Plan *plan, const char *kind)
{
  for (guint i = 0; i < plan->steps->len; i++) {
    const PlanStep *step = g_ptr_array_index(plan->steps, i);
    if (strcmp(step->kind, kind) == 0)
      return step->title;
  }
  return NULL;
}

static Plan *build(MoveType type, VmState state, void (*change)(Sample *sample))
{
  Sample sample;
  sample_init(&sample);
  sample_move_disks(&sample, type, state);
  change(&sample);
  Plan *plan = plan_build(&sample.facts, sample.choices);
  sample_clear(&sample);
  return plan;
}

static void plain(Sample *sample)
{
}

static void snapshots(Sample *sample)
{
  g_ptr_array_add(sample->vm->snapshots, g_strdup("one"));
  g_ptr_array_add(sample->vm->snapshots, g_strdup("two"));
}

static void autostart(Sample *sample)
{
  sample->vm->autostart = TRUE;
}

static void bases(Sample *sample)
{
  sample_add_base(sample_disk(sample, "vda"), "golden.qcow2");
}

static void keep_old(Sample *sample)
{
  sample->choices->keep_old = TRUE;
}

static void everything(Sample *sample)
{
  snapshots(sample);
  autostart(sample);
  bases(sample);
}

/* Another disk has base images, and stays. */
static void bases_that_stay(Sample *sample)
{
  sample_add_base(sample_add_disk(sample, "vdb", "/srv/vmstore/data.qcow2"), "golden.qcow2");
}

static void nothing_chosen(Sample *sample)
{
  choices_drop_disk(sample->choices, "vda");
}

static void the_steps_fit_the_move(void **state)
{
  static const struct {
    MoveType type;
    VmState state;
    void (*change)(Sample *sample);
    const char *steps;
  } cases[] = {
    { MOVE_STORAGE, VM_RUNNING, plain, "check create-volumes copy-disks switch-disks verify delete-old-volumes" },
    { MOVE_STORAGE, VM_SUSPENDED, plain, "check create-volumes copy-disks switch-disks verify delete-old-volumes" },
    { MOVE_STORAGE, VM_SHUT_OFF, plain,
      "check create-volumes start-mover copy-disks transfer-definition verify stop-mover delete-old-volumes" },
    { MOVE_BOTH, VM_RUNNING, plain, "check create-volumes migrate verify remove-source delete-old-volumes" },
    { MOVE_BOTH, VM_SUSPENDED, plain, "check create-volumes migrate verify remove-source delete-old-volumes" },
    { MOVE_BOTH, VM_SHUT_OFF, plain,
      "check create-volumes start-mover migrate transfer-definition verify remove-source stop-mover delete-old-volumes" },

    /* A VM that stays defined keeps its snapshots; one that is defined anew must get them back. */
    { MOVE_STORAGE, VM_RUNNING, snapshots, "check create-volumes copy-disks switch-disks verify delete-old-volumes" },
    { MOVE_STORAGE, VM_SHUT_OFF, snapshots,
      "check take-snapshots create-volumes start-mover copy-disks transfer-definition give-snapshots verify stop-mover delete-old-volumes" },
    { MOVE_BOTH, VM_RUNNING, snapshots,
      "check take-snapshots create-volumes migrate give-snapshots verify remove-source delete-old-volumes" },
    { MOVE_BOTH, VM_SUSPENDED, snapshots,
      "check take-snapshots create-volumes migrate give-snapshots verify remove-source delete-old-volumes" },
    { MOVE_BOTH, VM_SHUT_OFF, snapshots,
      "check take-snapshots create-volumes start-mover migrate transfer-definition give-snapshots verify remove-source stop-mover"
      " delete-old-volumes" },

    /* Autostart is a matter of the host. */
    { MOVE_STORAGE, VM_RUNNING, autostart, "check create-volumes copy-disks switch-disks verify delete-old-volumes" },
    { MOVE_STORAGE, VM_SHUT_OFF, autostart,
      "check create-volumes start-mover copy-disks transfer-definition verify stop-mover delete-old-volumes" },
    { MOVE_BOTH, VM_RUNNING, autostart, "check create-volumes migrate carry-autostart verify remove-source delete-old-volumes" },
    { MOVE_BOTH, VM_SHUT_OFF, autostart,
      "check create-volumes start-mover migrate transfer-definition carry-autostart verify remove-source stop-mover delete-old-volumes" },

    { MOVE_STORAGE, VM_RUNNING, bases, "check copy-base-images create-volumes copy-disks switch-disks verify delete-old-volumes" },
    { MOVE_STORAGE, VM_SUSPENDED, bases, "check copy-base-images create-volumes copy-disks switch-disks verify delete-old-volumes" },
    { MOVE_STORAGE, VM_SHUT_OFF, bases,
      "check copy-base-images create-volumes start-mover copy-disks transfer-definition verify stop-mover delete-old-volumes" },
    { MOVE_BOTH, VM_RUNNING, bases, "check copy-base-images create-volumes migrate verify remove-source delete-old-volumes" },
    { MOVE_BOTH, VM_SHUT_OFF, bases,
      "check copy-base-images create-volumes start-mover migrate transfer-definition verify remove-source stop-mover delete-old-volumes" },
    { MOVE_STORAGE, VM_RUNNING, bases_that_stay, "check create-volumes copy-disks switch-disks verify delete-old-volumes" },

    { MOVE_STORAGE, VM_RUNNING, keep_old, "check create-volumes copy-disks switch-disks verify" },
    { MOVE_STORAGE, VM_SHUT_OFF, keep_old, "check create-volumes start-mover copy-disks transfer-definition verify stop-mover" },
    { MOVE_BOTH, VM_SUSPENDED, keep_old, "check create-volumes migrate verify remove-source" },
    { MOVE_BOTH, VM_SHUT_OFF, keep_old, "check create-volumes start-mover migrate transfer-definition verify remove-source stop-mover" },

    { MOVE_BOTH, VM_SHUT_OFF, everything,
      "check take-snapshots copy-base-images create-volumes start-mover migrate transfer-definition give-snapshots carry-autostart verify"
      " remove-source stop-mover delete-old-volumes" },

    /* Host and Storage without a disk that moves is a host move. */
    { MOVE_BOTH, VM_RUNNING, nothing_chosen, "check migrate verify remove-source" },
    { MOVE_BOTH, VM_SHUT_OFF, nothing_chosen, "check transfer-definition verify remove-source" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(Plan) plan = build(cases[i].type, cases[i].state, cases[i].change);
    g_autofree char *steps = steps_of(plan);
    if (strcmp(steps, cases[i].steps) != 0)
      fail_msg("case %d:\n  %s\nnot\n  %s", (int)i, steps, cases[i].steps);
    for (guint step = 0; step < plan->steps->len; step++)
      assert_true(*((const PlanStep *)g_ptr_array_index(plan->steps, step))->title != '\0');
  }
}

static void two_disks(Sample *sample)
{
  sample_add_disk(sample, "vdb", "/srv/vmstore/data.qcow2");
  sample_add_disk(sample, "vdc", "/srv/vmstore/more.qcow2");
  sample_choose(sample, "vdb", "vg");
}

static void the_titles_say_how_much(void **state)
{
  static const struct {
    MoveType type;
    VmState state;
    void (*change)(Sample *sample);
    const char *kind, *title;
  } cases[] = {
    { MOVE_STORAGE, VM_RUNNING, plain, "create-volumes", "make 1 volume on alpha" },
    { MOVE_STORAGE, VM_RUNNING, two_disks, "create-volumes", "make 2 volumes on alpha" },
    { MOVE_BOTH, VM_RUNNING, two_disks, "create-volumes", "make 2 volumes on bravo" },
    { MOVE_STORAGE, VM_RUNNING, plain, "copy-disks", "copy 1 disk, 300 MiB of data" },
    { MOVE_STORAGE, VM_SHUT_OFF, two_disks, "copy-disks", "copy 2 disks, 600 MiB of data" },
    { MOVE_STORAGE, VM_RUNNING, plain, "switch-disks", "switch web over to the new volumes" },
    { MOVE_STORAGE, VM_SHUT_OFF, plain, "transfer-definition", "put the new volumes into its definition" },
    { MOVE_BOTH, VM_SHUT_OFF, plain, "transfer-definition", "define it on bravo" },
    { MOVE_BOTH, VM_RUNNING, plain, "migrate", "copy 1 disk (300 MiB), move memory (256 MiB), and switch over" },
    { MOVE_BOTH, VM_SUSPENDED, two_disks, "migrate", "copy 2 disks (600 MiB), move memory (256 MiB), and switch over" },
    { MOVE_BOTH, VM_SHUT_OFF, two_disks, "migrate", "copy 2 disks, 600 MiB of data" },
    { MOVE_BOTH, VM_RUNNING, nothing_chosen, "migrate", "move memory, 256 MiB, and switch over" },
    { MOVE_STORAGE, VM_SHUT_OFF, snapshots, "take-snapshots", "take along 2 snapshots" },
    { MOVE_STORAGE, VM_SHUT_OFF, snapshots, "give-snapshots", "give it its snapshots back" },
    { MOVE_BOTH, VM_SHUT_OFF, snapshots, "give-snapshots", "hand the snapshots to bravo" },
    { MOVE_STORAGE, VM_RUNNING, plain, "verify", "verify on alpha: state, disks, definition" },
    { MOVE_BOTH, VM_SHUT_OFF, plain, "verify", "verify on bravo: definition, disks" },
    { MOVE_STORAGE, VM_RUNNING, plain, "delete-old-volumes", "delete 1 old volume" },
    { MOVE_BOTH, VM_RUNNING, two_disks, "delete-old-volumes", "delete 2 old volumes" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(Plan) plan = build(cases[i].type, cases[i].state, cases[i].change);
    const char *title = title_of(plan, cases[i].kind);
    if (g_strcmp0(title, cases[i].title) != 0)
      fail_msg("case %d: “%s”, not “%s”", (int)i, title, cases[i].title);
  }
}

static void storage_network(Sample *sample)
{
  ((InventoryHost *)g_ptr_array_index(sample->inventory->hosts, 0))->storage_network = g_strdup("10.79.0.0/24");
}

static void no_migration_address(Sample *sample)
{
  InventoryHost *source = g_ptr_array_index(sample->inventory->hosts, 0);
  g_clear_pointer(&source->migration_address, g_free);
}

static void no_peer_uri(Sample *sample)
{
  InventoryHost *target = g_ptr_array_index(sample->inventory->hosts, 1);
  g_clear_pointer(&target->peer_uri, g_free);
}

static void encrypted(Sample *sample)
{
  sample->choices->encrypt = TRUE;
}

static void data_takes_the_network_of_its_move(void **state)
{
  static const struct {
    MoveType type;
    VmState state;
    void (*change)(Sample *sample);
    const char *target, *network, *from, *to, *peer_uri, *migrate_uri, *tls_name;
  } cases[] = {
    { MOVE_STORAGE, VM_RUNNING, plain, "alpha", "management network", "alpha", "alpha", NULL, NULL, NULL },
    { MOVE_STORAGE, VM_RUNNING, storage_network, "alpha", "storage network", "10.79.0.0/24", "10.79.0.0/24", NULL, NULL, NULL },
    { MOVE_STORAGE, VM_SHUT_OFF, storage_network, "alpha", "storage network", "10.79.0.0/24", "10.79.0.0/24", NULL, NULL, NULL },
    { MOVE_BOTH, VM_RUNNING, storage_network, "bravo", "migration network", "10.78.0.1", "10.78.0.2", "qemu+tls://bravo/system",
      "tcp://10.78.0.2", NULL },
    { MOVE_BOTH, VM_SUSPENDED, plain, "bravo", "migration network", "10.78.0.1", "10.78.0.2", "qemu+tls://bravo/system", "tcp://10.78.0.2",
      NULL },
    /* The mover migrates as a VM does. */
    { MOVE_BOTH, VM_SHUT_OFF, plain, "bravo", "migration network", "10.78.0.1", "10.78.0.2", "qemu+tls://bravo/system", "tcp://10.78.0.2",
      NULL },
    { MOVE_BOTH, VM_SHUT_OFF, nothing_chosen, "bravo", "migration network", "10.78.0.1", "10.78.0.2", NULL, "tcp://10.78.0.2", NULL },
    { MOVE_BOTH, VM_RUNNING, no_migration_address, "bravo", "management network", "alpha", "bravo", "qemu+tls://bravo/system", "tcp://bravo",
      NULL },
    { MOVE_BOTH, VM_RUNNING, no_peer_uri, "bravo", "migration network", "10.78.0.1", "10.78.0.2", NULL, "tcp://10.78.0.2", NULL },
    { MOVE_BOTH, VM_SHUT_OFF, encrypted, "bravo", "migration network", "10.78.0.1", "10.78.0.2", "qemu+tls://bravo/system",
      "tcp://10.78.0.2", "bravo" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(Plan) plan = build(cases[i].type, cases[i].state, cases[i].change);
    assert_string_equal(plan->source, "alpha");
    assert_string_equal(plan->source_uri, "qemu+tls://alpha/system");
    assert_string_equal(plan->target, cases[i].target);
    g_autofree char *target_uri = g_strdup_printf("qemu+tls://%s/system", cases[i].target);
    assert_string_equal(plan->target_uri, target_uri);
    assert_string_equal(plan->data.network, cases[i].network);
    assert_string_equal(plan->data.from, cases[i].from);
    assert_string_equal(plan->data.to, cases[i].to);
    assert_string_equal(plan->control.network, "management network");
    assert_string_equal(plan->control.from, "alpha");
    assert_string_equal(plan->control.to, cases[i].target);
    assert_int_equal(g_strcmp0(plan->peer_uri, cases[i].peer_uri), 0);
    assert_int_equal(g_strcmp0(plan->migrate_uri, cases[i].migrate_uri), 0);
    assert_int_equal(g_strcmp0(plan->tls_name, cases[i].tls_name), 0);
  }
}

/* A target that was chosen before the type became Storage is none. */
static void target_left_over(Sample *sample)
{
  sample->facts.target = g_ptr_array_index(sample->inventory->hosts, 1);
  sample->facts.target_status = &sample->target;
  sample->choices->target = g_strdup("bravo");
}

static void a_storage_move_has_no_other_host(void **state)
{
  g_autoptr(Plan) plan = build(MOVE_STORAGE, VM_RUNNING, target_left_over);
  assert_string_equal(plan->target, "alpha");
  assert_string_equal(plan->target_uri, "qemu+tls://alpha/system");
  assert_string_equal(plan->data.to, "alpha");
  assert_null(plan->peer_uri);
  assert_null(plan->migrate_uri);
  assert_false(plan_changes_host(plan));
}

static void every_disk_is_in_the_plan(void **state)
{
  g_autoptr(Plan) plan = build(MOVE_BOTH, VM_SHUT_OFF, two_disks);
  assert_int_equal(plan->disks->len, 3);
  assert_string_equal(((const PlanDisk *)g_ptr_array_index(plan->disks, 2))->target, "vdc");
  assert_int_equal(plan_moving_disks(plan), 2);
  assert_string_equal(plan_disk(plan, "vda")->to_pool, "ssd");
  assert_string_equal(plan_disk(plan, "vdb")->to_pool, "vg");
  assert_false(plan_disk(plan, "vdc")->moves);
  assert_null(plan_disk(plan, "vdd"));
  assert_true(plan_changes_host(plan));
}

static void only_disks_of_a_shut_off_vm_need_a_mover(void **state)
{
  static const struct {
    MoveType type;
    VmState state;
    void (*change)(Sample *sample);
    gboolean needed;
  } cases[] = {
    { MOVE_STORAGE, VM_SHUT_OFF, plain, TRUE },  { MOVE_BOTH, VM_SHUT_OFF, plain, TRUE },         { MOVE_STORAGE, VM_RUNNING, plain, FALSE },
    { MOVE_BOTH, VM_SUSPENDED, plain, FALSE },   { MOVE_BOTH, VM_SHUT_OFF, nothing_chosen, FALSE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(Plan) plan = build(cases[i].type, cases[i].state, cases[i].change);
    assert_int_equal(plan_needs_mover(plan), cases[i].needed);
  }
}

static void limited(Sample *sample)
{
  sample_choose(sample, "vda", "vg")->speed = (Speed){ SPEED_CUSTOM, 2500000 };
}

static void limited_and_based(Sample *sample)
{
  bases(sample);
  choices_disk(sample->choices, "vda")->speed = (Speed){ SPEED_CUSTOM, 2500000 };
}

static void odd_name(Sample *sample)
{
  DiskChoice *choice = sample_choose(sample, "vda", "ssd");
  choice->volume = g_strdup("it's new.qcow2");
}

#define ALPHA "virsh -c qemu+tls://alpha/system "
#define BRAVO "virsh -c qemu+tls://bravo/system "
#define DUMP(file, kind) ALPHA "dumpxml --security-info --" kind " web > " file "\n"
/* PATH is the command that tells the new path. */
#define PLACE(path) \
  "printf '%s%s%s\\n' 's|type=.qcow2.\\([^>]*>[[:space:]]*<source file=.\\)\\/srv\\/vmstore\\/web\\.qcow2\\([^[:alnum:]._-]\\)|type=\"qcow2\"\\1'" \
  " \"$(printf %s \"$(" path ")\" | sed 's/[&|\\\\]/\\\\&/g')\" '\\2|g' >> places\n"

#define DELETE(host, pool_and_name) \
  "new=\"$(" host "vol-path --pool " pool_and_name ")\" && " host "domblklist web | grep -qF \"$new\" && " ALPHA "vol-delete --pool vmstore web.qcow2"

static void virsh_commands_say_the_same(void **state)
{
  static const struct {
    MoveType type;
    VmState state;
    void (*change)(Sample *sample);
    const char *text;
  } cases[] = {
    { MOVE_STORAGE, VM_RUNNING, plain,
      ALPHA "vol-create-as ssd web.qcow2 1073741824B --format qcow2 --allocation 0\n"
      ALPHA "blockcopy web vda --dest \"$(" ALPHA "vol-path --pool ssd web.qcow2)\" --format qcow2 --reuse-external --transient-job --wait --pivot\n"
      DELETE(ALPHA, "ssd web.qcow2") },
    { MOVE_STORAGE, VM_RUNNING, limited,
      ALPHA "vol-create-as vg web.raw 1073741824B\n"
      ALPHA "blockcopy web vda --dest \"$(" ALPHA "vol-path --pool vg web.raw)\" --blockdev --format raw --reuse-external --transient-job --wait --pivot"
      " --bytes --bandwidth 2500000 --buf-size 1048576 --granularity 65536\n"
      DELETE(ALPHA, "vg web.raw") },
    { MOVE_STORAGE, VM_SUSPENDED, bases,
      "# first see that the base image golden.qcow2 is in pool ssd of alpha\n"
      ALPHA "vol-create-as ssd web.qcow2 1073741824B --format qcow2 --allocation 0 --backing-vol golden.qcow2 --backing-vol-format qcow2\n"
      ALPHA "blockcopy web vda --dest \"$(" ALPHA "vol-path --pool ssd web.qcow2)\" --format qcow2 --reuse-external --transient-job --wait --pivot"
      " --shallow\n"
      DELETE(ALPHA, "ssd web.qcow2") },
    { MOVE_STORAGE, VM_RUNNING, keep_old,
      ALPHA "vol-create-as ssd web.qcow2 1073741824B --format qcow2 --allocation 0\n"
      ALPHA "blockcopy web vda --dest \"$(" ALPHA "vol-path --pool ssd web.qcow2)\" --format qcow2 --reuse-external --transient-job --wait --pivot" },
    { MOVE_STORAGE, VM_RUNNING, odd_name,
      ALPHA "vol-create-as ssd 'it'\\''s new.qcow2' 1073741824B --format qcow2 --allocation 0\n"
      ALPHA "blockcopy web vda --dest \"$(" ALPHA "vol-path --pool ssd 'it'\\''s new.qcow2')\" --format qcow2 --reuse-external --transient-job --wait"
      " --pivot\n"
      DELETE(ALPHA, "ssd 'it'\\''s new.qcow2'") },
    { MOVE_STORAGE, VM_SHUT_OFF, plain,
      "umask 077\n"
      ALPHA "vol-create-as ssd web.qcow2 315621376B --format raw --allocation 0\n"
      ALPHA "vol-download --sparse --pool vmstore web.qcow2 disk.img\n"
      ALPHA "vol-upload --sparse --pool ssd web.qcow2 disk.img\n"
      ALPHA "pool-refresh ssd\n"
      "rm -f disk.img\n"
      DUMP("vm.xml", "inactive")
      PLACE(ALPHA "vol-path --pool ssd web.qcow2")
      "sed -z -i -f places vm.xml\n"
      ALPHA "define vm.xml\n"
      DELETE(ALPHA, "ssd web.qcow2") "\n"
      "rm -f vm.xml next-boot.xml places" },
    { MOVE_BOTH, VM_RUNNING, limited_and_based,
      "umask 077\n"
      DUMP("vm.xml", "migratable")
      DUMP("next-boot.xml", "inactive")
      "# first see that the base image golden.qcow2 is in pool ssd of bravo\n"
      BRAVO "vol-create-as ssd web.qcow2 1073741824B --format qcow2 --allocation 0 --backing-vol golden.qcow2 --backing-vol-format qcow2\n"
      PLACE(BRAVO "vol-path --pool ssd web.qcow2")
      "sed -z -i -f places vm.xml next-boot.xml\n"
      ALPHA "migrate --live --p2p --persistent --undefinesource --copy-storage-inc --migrate-disks vda --bandwidth 2 --xml vm.xml"
      " --persistent-xml next-boot.xml web qemu+tls://bravo/system tcp://10.78.0.2\n"
      DELETE(BRAVO, "ssd web.qcow2") "\n"
      "rm -f vm.xml next-boot.xml places" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(Plan) plan = build(cases[i].type, cases[i].state, cases[i].change);
    g_auto(GStrv) lines = plan_virsh(plan);
    g_autofree char *text = g_strjoinv("\n", lines);
    if (strcmp(text, cases[i].text) != 0)
      fail_msg("case %d:\n%s\nnot\n%s", (int)i, text, cases[i].text);
  }
}

static void to_raw(Sample *sample)
{
  sample_choose(sample, "vda", "ssd")->format = FORMAT_RAW;
}

static void to_ceph(Sample *sample)
{
  sample_choose(sample, "vda", "ceph");
}

static void from_logical(Sample *sample)
{
  Disk *disk = sample_disk(sample, "vda");
  disk->source = DISK_SOURCE_BLOCK;
  g_free(disk->path);
  disk->path = g_strdup("/dev/vg/web");
  g_free(disk->pool);
  disk->pool = g_strdup("vg");
  g_free(disk->format);
  disk->format = g_strdup("raw");
}

/* Where a part is left to the reader, whoever pastes the rest must not lose the only copy. */
static void nothing_is_deleted_that_the_commands_do_not_copy(void **state)
{
  static const struct {
    MoveType type;
    VmState state;
    void (*change)(Sample *sample);
    gboolean deletes;
  } cases[] = {
    { MOVE_STORAGE, VM_RUNNING, to_raw, TRUE },     { MOVE_STORAGE, VM_RUNNING, to_ceph, FALSE },     { MOVE_STORAGE, VM_SHUT_OFF, plain, TRUE },
    { MOVE_STORAGE, VM_SHUT_OFF, to_raw, FALSE },   { MOVE_STORAGE, VM_SHUT_OFF, to_ceph, FALSE },    { MOVE_STORAGE, VM_SHUT_OFF, bases, FALSE },
    { MOVE_STORAGE, VM_RUNNING, from_logical, TRUE }, { MOVE_STORAGE, VM_SHUT_OFF, from_logical, FALSE }, { MOVE_BOTH, VM_RUNNING, plain, TRUE },
    { MOVE_BOTH, VM_RUNNING, to_ceph, FALSE },      { MOVE_BOTH, VM_RUNNING, from_logical, FALSE },   { MOVE_BOTH, VM_SHUT_OFF, to_raw, FALSE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(Plan) plan = build(cases[i].type, cases[i].state, cases[i].change);
    g_auto(GStrv) lines = plan_virsh(plan);
    gboolean deletes = FALSE;
    for (char **line = lines; *line != NULL; line++)
      deletes = deletes || (**line != '#' && strstr(*line, " vol-delete ") != NULL);
    if (deletes != cases[i].deletes)
      fail_msg("case %d: %s the old volume", (int)i, deletes ? "deletes" : "does not delete");
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_steps_fit_the_move),
    cmocka_unit_test(the_titles_say_how_much),
    cmocka_unit_test(data_takes_the_network_of_its_move),
    cmocka_unit_test(a_storage_move_has_no_other_host),
    cmocka_unit_test(every_disk_is_in_the_plan),
    cmocka_unit_test(only_disks_of_a_shut_off_vm_need_a_mover),
    cmocka_unit_test(virsh_commands_say_the_same),
    cmocka_unit_test(nothing_is_deleted_that_the_commands_do_not_copy),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
