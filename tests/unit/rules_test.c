/* Each rule: a move that it finds fault with, and the same move without that fault, which it lets through. */
#include "tests/unit/unit.h"

#include "model/mover_name.h"
#include "plan/rules.h"
#include "tests/unit/rule_cases.h"

#include <string.h>

static void crashed(Sample *s)
{
  s->vm->vm.state = VM_CRASHED;
}

static void busy(Sample *s)
{
  s->vm->job = g_strdup("a block job on disk vda");
}

static void carried_by_another(Sample *s)
{
  g_autofree char *uuid = mover_uuid(s->vm->vm.uuid), *name = mover_name(s->vm->vm.uuid, "task-3-bob@jump");
  s->vm->vm.state = VM_SHUT_OFF;
  g_ptr_array_add(s->source_facts->vms, vm_new(name, uuid, VM_SUSPENDED));
}

static void another_vm_is_carried(Sample *s)
{
  g_autofree char *uuid = mover_uuid("another"), *name = mover_name("another", "task-3-bob@jump");
  s->vm->vm.state = VM_SHUT_OFF;
  g_ptr_array_add(s->source_facts->vms, vm_new(name, uuid, VM_SUSPENDED));
}

static void saved(Sample *s)
{
  s->vm->vm.state = VM_SHUT_OFF;
  s->vm->saved = TRUE;
}

static void saved_storage(Sample *s)
{
  sample_move_disks(s, MOVE_STORAGE, VM_SHUT_OFF);
  s->vm->saved = TRUE;
}

static void shut_off(Sample *s)
{
  s->vm->vm.state = VM_SHUT_OFF;
}

static void firmware(Sample *s)
{
  s->vm->vm.state = VM_SHUT_OFF;
  s->vm->local_state = g_strdup("firmware variables");
}

static void firmware_but_running(Sample *s)
{
  s->vm->local_state = g_strdup("firmware variables");
}

static void firmware_but_staying(Sample *s)
{
  sample_move_disks(s, MOVE_STORAGE, VM_SHUT_OFF);
  s->vm->local_state = g_strdup("firmware variables");
}

static void arrived_suspended(Sample *s)
{
  s->vm->vm.state = VM_SUSPENDED;
  s->vm->has_run = FALSE;
}

static void post_copy_timer(Sample *s)
{
  s->choices->timeout_s = 60;
  s->choices->on_timeout = TIMEOUT_POST_COPY;
}

static void post_copy_timer_allowed(Sample *s)
{
  post_copy_timer(s);
  s->choices->post_copy = TRUE;
}

static void post_copy_at_stall(Sample *s)
{
  s->choices->at_stall = STALL_POST_COPY;
}

static void post_copy_at_stall_allowed(Sample *s)
{
  post_copy_at_stall(s);
  s->choices->post_copy = TRUE;
}

static void suspended(Sample *s)
{
  s->vm->vm.state = VM_SUSPENDED;
}

static void underclocked(Sample *s)
{
  s->choices->underclock = TRUE;
}

static void down(Sample *s)
{
  s->target.reach = HOST_DOWN;
  s->target.reason = g_strdup("no route to host");
}

static void same_host(Sample *s)
{
  s->facts.target = s->facts.source;
}

static void same_uuid(Sample *s)
{
  g_free(s->target.facts->uuid);
  s->target.facts->uuid = g_strdup("a");
}

static void other_architecture(Sample *s)
{
  g_free(s->target.facts->arch);
  s->target.facts->arch = g_strdup("aarch64");
}

static void little_memory(Sample *s)
{
  s->target.facts->memory_free_bytes = s->vm->vm.memory_bytes - 1;
}

static void just_enough_memory(Sample *s)
{
  s->target.facts->memory_free_bytes = s->vm->vm.memory_bytes;
}

static void little_memory_but_off(Sample *s)
{
  little_memory(s);
  s->vm->vm.state = VM_SHUT_OFF;
}

static void name_taken(Sample *s)
{
  g_ptr_array_add(s->target.facts->vms, vm_new("web", "another", VM_SHUT_OFF));
}

static void uuid_taken(Sample *s)
{
  g_ptr_array_add(s->target.facts->vms, vm_new("old-web", s->vm->vm.uuid, VM_SHUT_OFF));
}

static void others_there(Sample *s)
{
  g_ptr_array_add(s->target.facts->vms, vm_new("web2", "another", VM_RUNNING));
}

static void few_cpus(Sample *s)
{
  s->vm->vm.vcpus = 5;
}

static void many_cpus(Sample *s)
{
  s->vm->vm.vcpus = 4;
}

static void local_disk(Sample *s)
{
  sample_add_pool(s->source_facts, "local", "/var/lib/images", NULL);
  sample_add_pool(s->target.facts, "local", "/var/lib/images", NULL);
  sample_add_disk(s, "vdb", "/var/lib/images/web.qcow2");
}

static void local_disk_declared_shared(Sample *s)
{
  local_disk(s);
  g_ptr_array_add(((InventoryPool *)g_ptr_array_index(s->inventory->pools, 0))->shared_storage, g_strdup("local"));
}

static void disk_outside_pools(Sample *s)
{
  sample_add_disk(s, "vdb", "/root/disk.img");
}

static void empty_drive(Sample *s)
{
  sample_add_disk(s, "sda", NULL)->device = DISK_DEVICE_CDROM;
}

static void network_disk(Sample *s)
{
  sample_add_disk(s, "vdb", "rbd/web")->source = DISK_SOURCE_NETWORK;
}

static void pool_missing(Sample *s)
{
  g_ptr_array_set_size(s->target.facts->pools, 0);
}

static void pool_inactive(Sample *s)
{
  ((Pool *)g_ptr_array_index(s->target.facts->pools, 0))->active = FALSE;
}

static void pool_elsewhere(Sample *s)
{
  pool_missing(s);
  sample_add_pool(s->target.facts, "vmstore", "/mnt/vmstore", "glusterfs store:/vmstore");
}

static void pool_other_storage(Sample *s)
{
  pool_missing(s);
  sample_add_pool(s->target.facts, "vmstore", "/srv/vmstore", "glusterfs other:/vmstore");
}

static void no_network(Sample *s)
{
  sample_add_nic(s, "office");
}

static void network_mapped(Sample *s)
{
  no_network(s);
  sample_add_network(s->target.facts, "backoffice");
  g_hash_table_insert(s->choices->networks, g_strdup("office"), g_strdup("backoffice"));
}

static void mapped_to_nothing(Sample *s)
{
  no_network(s);
  g_hash_table_insert(s->choices->networks, g_strdup("office"), g_strdup("nowhere"));
}

static void network_inactive(Sample *s)
{
  ((Network *)g_ptr_array_index(s->target.facts->networks, 0))->active = FALSE;
}

static void bridge_nic(Sample *s)
{
  Nic *nic = sample_add_nic(s, "br9");
  g_free(nic->kind);
  nic->kind = g_strdup("bridge");
}

static void mapping_without_nic(Sample *s)
{
  g_hash_table_insert(s->choices->networks, g_strdup("nothing"), g_strdup("lan"));
}

static void nothing(Sample *s)
{
}

/* 256 MiB at 1 MiB/s. */
static void slow_network(Sample *s, gint64 dirty_bytes_s)
{
  static EstimateInputs inputs;
  inputs = (EstimateInputs){ .dirty_bytes_s = dirty_bytes_s, .history = { .moves = 1, .memory_bytes_s = 1024 * 1024, .overhead_ms = 1000 } };
  s->facts.estimate = &inputs;
  s->choices->timeout_s = 24 * 3600;
}

static void writes_too_fast(Sample *s)
{
  slow_network(s, 2 * 1024 * 1024);
}

static void writes_too_fast_with_post_copy(Sample *s)
{
  writes_too_fast(s);
  s->choices->post_copy = TRUE;
}

static void writes_too_fast_for_an_early_timer(Sample *s)
{
  writes_too_fast(s);
  s->choices->timeout_s = 60;
}

static void writes_slowly(Sample *s)
{
  slow_network(s, 256 * 1024);
}

static void disks_for_days(Sample *s)
{
  slow_network(s, -1);
  sample_move_disks(s, MOVE_STORAGE, VM_SHUT_OFF);
  choices_disk(s->choices, "vda")->speed = (Speed){ SPEED_CUSTOM, 1000 };
}

static void add_kind(Sample *s, const char *type, const char *arch)
{
  GuestKind *kind = guest_kind_new(type, arch);
  g_ptr_array_add(kind->machines, g_strdup("pc-q35-7.2"));
  g_ptr_array_add(s->target.facts->guest_kinds, kind);
}

static void made_for(Sample *s, const char *type, const char *arch, const char *machine)
{
  s->vm->type = g_strdup(type);
  s->vm->arch = g_strdup(arch);
  s->vm->machine = g_strdup(machine);
  add_kind(s, "qemu", "x86_64");
}

static void known_machine(Sample *s)
{
  made_for(s, "qemu", "x86_64", "pc-q35-7.2");
}

static void unknown_machine(Sample *s)
{
  made_for(s, "qemu", "x86_64", "pc-q35-9.2");
}

static void unknown_machine_off(Sample *s)
{
  unknown_machine(s);
  s->vm->vm.state = VM_SHUT_OFF;
}

static void without_kvm(Sample *s)
{
  made_for(s, "kvm", "x86_64", "pc-q35-7.2");
}

static void with_kvm(Sample *s)
{
  without_kvm(s);
  add_kind(s, "kvm", "x86_64");
}

static void unknown_kinds(Sample *s)
{
  without_kvm(s);
  g_ptr_array_set_size(s->target.facts->guest_kinds, 0);
}

static void judged(Sample *s, const char *host, gboolean fits)
{
  g_hash_table_insert(s->vm->cpu_verdicts, g_strdup(host), cpu_verdict_new(fits, fits ? NULL : "it lacks avx512f"));
}

static void cpu_lacks(Sample *s)
{
  judged(s, "bravo", FALSE);
}

static void cpu_fits(Sample *s)
{
  judged(s, "bravo", TRUE);
}

static void cpu_lacks_elsewhere(Sample *s)
{
  judged(s, "charlie", FALSE);
}

static void cpu_of_host(Sample *s)
{
  s->vm->cpu_of_host = TRUE;
}

static void cpu_of_host_off(Sample *s)
{
  cpu_of_host(s);
  s->vm->vm.state = VM_SHUT_OFF;
}

static void versions(Sample *s, gulong source, gulong target)
{
  s->source_facts->hypervisor_version = source;
  s->target.facts->hypervisor_version = target;
}

static void to_an_older(Sample *s)
{
  versions(s, 7002022, 7002021);
}

static void to_a_newer(Sample *s)
{
  versions(s, 7002022, 8000000);
}

static void to_an_unknown(Sample *s)
{
  versions(s, 7002022, 0);
}

static void to_an_older_off(Sample *s)
{
  to_an_older(s);
  s->vm->vm.state = VM_SHUT_OFF;
}

static void encrypted(Sample *s)
{
  s->choices->encrypt = TRUE;
}

static void another_arrives(Sample *s)
{
  g_ptr_array_add(s->target.facts->vms, vm_new("db", "another", VM_MOVING_IN));
}

static void another_leaves(Sample *s)
{
  g_ptr_array_add(s->source_facts->vms, vm_new("db", "another", VM_POST_COPY));
}

static void kubernetes(Sample *s)
{
  s->vm->kubernetes = TRUE;
}

static void to_another_cluster(Sample *s)
{
  InventoryHost *bravo = (InventoryHost *)inventory_host(s->inventory, "bravo");
  g_free(bravo->cluster);
  bravo->cluster = g_strdup("edge");
}

static void kubernetes_to_another_cluster(Sample *s)
{
  kubernetes(s);
  to_another_cluster(s);
}

static void kubernetes_to_no_cluster(Sample *s)
{
  kubernetes_to_another_cluster(s);
  g_clear_pointer(&((InventoryHost *)inventory_host(s->inventory, "bravo"))->cluster, g_free);
}

static void kubernetes_to_another_pool(Sample *s)
{
  kubernetes(s);
  InventoryHost *bravo = (InventoryHost *)inventory_host(s->inventory, "bravo");
  g_free(bravo->host_pool);
  bravo->host_pool = g_strdup("Elsewhere");
}

static void kubernetes_stays(Sample *s)
{
  kubernetes(s);
  sample_move_disks(s, MOVE_STORAGE, VM_RUNNING);
}

static void marked_to_another_cluster(Sample *s)
{
  kubernetes_to_another_cluster(s);
  s->vm->kubernetes = FALSE;
  inventory_set_node(s->inventory, s->vm->vm.uuid, TRUE);
}

static const RuleCase host_cases[] = {
  { "duration", writes_too_fast, writes_slowly, "does not finish by itself", "allow post-copy memory. With underclocking" },
  { "duration", writes_too_fast, writes_too_fast_for_an_early_timer, "VM writes 2 MiB/s", "with post-copy about" },
  { "duration", writes_too_fast_with_post_copy, nothing, "with the timer about 24 h", "switch to post-copy" },
  { "duration", disks_for_days, nothing, "about 3 days", "higher speed for the disks" },
  { "vm-state", crashed, suspended, "crashed", NULL },
  { "vm-job", busy, nothing, "a block job on disk vda", NULL },
  { "vm-job", carried_by_another, another_vm_is_carried, "the disks of web are being moved already, by task-3-bob@jump", "wait until that is done" },
  { "vm-saved", saved, shut_off, "the memory of web is saved on alpha", "virsh managedsave-remove web" },
  { "vm-saved", saved_storage, shut_off, "the memory of web is saved on alpha", NULL },
  { "vm-local-state", firmware, firmware_but_running, "firmware variables on alpha", NULL },
  { "vm-local-state", firmware, firmware_but_staying, "firmware variables on alpha", NULL },
  { "vm-has-run", arrived_suspended, suspended, "has not run there", NULL },
  { "stall-post-copy", post_copy_at_stall, post_copy_at_stall_allowed, "not allowed", NULL },
  { "timer-post-copy", post_copy_timer, post_copy_timer_allowed, "not allowed", NULL },
  { "no-shutdown", nothing, suspended, "do not shut web down", NULL },
  { "underclock-slows", underclocked, nothing, "slower", NULL },
  { "target-reachable", down, nothing, "no route to host", NULL },
  { "target-other", same_host, nothing, "web is on alpha already", NULL },
  { "target-other", same_uuid, nothing, "same host UUID", NULL },
  { "target-architecture", other_architecture, nothing, "aarch64", NULL },
  { "target-memory", little_memory, just_enough_memory, "web needs 256 MiB", NULL },
  { "target-memory", little_memory, little_memory_but_off, "bravo has", NULL },
  { "target-name", name_taken, others_there, "another VM with the name web", NULL },
  { "target-name", uuid_taken, others_there, "old-web, shut off", NULL },
  { "target-cpus", few_cpus, many_cpus, "bravo has 4 CPUs, web has 5", NULL },
  { "target-machine", unknown_machine, known_machine, "made for the machine pc-q35-9.2, which bravo does not know", "bring the hypervisor of bravo" },
  { "target-machine", unknown_machine_off, nothing, "pc-q35-9.2", NULL },
  { "target-machine", without_kvm, with_kvm, "bravo cannot run VMs of type kvm for x86_64", "/dev/kvm" },
  { "target-machine", without_kvm, unknown_kinds, "bravo", NULL },
  { "target-cpu", cpu_lacks, cpu_fits, "bravo has not the CPU that web was promised: it lacks avx512f", "another host" },
  { "target-cpu", cpu_lacks, cpu_lacks_elsewhere, "avx512f", NULL },
  { "cpu-of-host", cpu_of_host, cpu_of_host_off, "web has the very CPU of alpha", "host-model" },
  { "target-older", to_an_older, to_a_newer, "bravo, 7.2.21, is older than that of alpha, 7.2.22", "as new" },
  { "target-older", to_an_older, to_an_unknown, "older", NULL },
  { "target-older", to_an_older, to_an_older_off, "older", NULL },
  { "certificates", encrypted, nothing, "alpha and bravo have certificates", "/etc/pki/qemu" },
  { "host-busy", another_arrives, others_there, "bravo is busy with another move: db", NULL },
  { "host-busy", another_leaves, nothing, "alpha is busy with another move: db", NULL },
  { "kubernetes-node", marked_to_another_cluster, kubernetes, "web is a Kubernetes node", NULL },
  { "kubernetes-node", kubernetes_to_another_cluster, kubernetes, "alpha is in prod, bravo is in edge", "of the cluster of alpha" },
  { "kubernetes-node", kubernetes_to_no_cluster, to_another_cluster, "bravo is in no cluster", NULL },
  { "kubernetes-node", kubernetes_to_another_pool, kubernetes_stays, "must not leave its cluster", NULL },
  { "disk-shared", local_disk, local_disk_declared_shared, "disk vdb lies in local, which only alpha has", NULL },
  { "disk-shared", disk_outside_pools, empty_drive, "/root/disk.img", NULL },
  { "disk-shared", pool_missing, network_disk, "vmstore, which is not mounted on bravo", NULL },
  { "disk-shared", pool_inactive, nothing, "not active on bravo", NULL },
  { "disk-shared", pool_elsewhere, nothing, "/mnt/vmstore", NULL },
  { "disk-shared", pool_other_storage, nothing, "other storage", NULL },
  { "network-exists", no_network, network_mapped, "network office", NULL },
  { "network-exists", mapped_to_nothing, network_mapped, "network nowhere", NULL },
  { "network-exists", network_inactive, bridge_nic, "not active", NULL },
  { "network-mapping", mapping_without_nic, network_mapped, "no NIC on a network nothing", NULL },
  { NULL, NULL, NULL, NULL, NULL },
};

static const RuleCase *const tables[] = { host_cases, storage_rule_cases, device_rule_cases };

/* What rule ID says of the sample after CHANGE, and its REMEDY; NULL when it says nothing. */
static char *said_by(const char *id, void (*change)(Sample *), char **remedy)
{
  Sample sample;
  char *said = NULL;
  *remedy = NULL;
  sample_init(&sample);
  change(&sample);
  g_autoptr(GPtrArray) findings = rules_check(&sample.facts, sample.choices);
  for (guint i = 0; i < findings->len; i++) {
    const Finding *finding = g_ptr_array_index(findings, i);
    if (finding->message == NULL || *finding->message == '\0' || finding->remedy == NULL || *finding->remedy == '\0')
      fail_msg("rule %s says “%s” and advises “%s”", finding->rule->id, finding->message, finding->remedy);
    if (strcmp(finding->rule->id, id) == 0 && said == NULL) {
      said = g_strdup(finding->message);
      *remedy = g_strdup(finding->remedy);
    }
  }
  sample_clear(&sample);
  return said;
}

static void check_case(const RuleCase *rule_case, int i)
{
  g_autofree char *remedy = NULL;
  g_autofree char *idle = NULL;
  g_autofree char *bad = said_by(rule_case->id, rule_case->bad, &remedy);
  g_autofree char *good = said_by(rule_case->id, rule_case->good, &idle);
  if (bad == NULL || strstr(bad, rule_case->says) == NULL)
    fail_msg("case %d, rule %s: “%s” does not say “%s”", i, rule_case->id, bad, rule_case->says);
  if (rule_case->remedy != NULL && strstr(remedy, rule_case->remedy) == NULL)
    fail_msg("case %d, rule %s: “%s” does not advise “%s”", i, rule_case->id, remedy, rule_case->remedy);
  if (good != NULL)
    fail_msg("case %d, rule %s finds fault with a good move: %s", i, rule_case->id, good);
}

static void each_rule_refuses_and_lets_through(void **state)
{
  for (gsize table = 0; table < G_N_ELEMENTS(tables); table++)
    for (int i = 0; tables[table][i].id != NULL; i++)
      check_case(&tables[table][i], i);
}

static gboolean has_case(const char *id)
{
  for (gsize table = 0; table < G_N_ELEMENTS(tables); table++)
    for (const RuleCase *rule_case = tables[table]; rule_case->id != NULL; rule_case++)
      if (strcmp(rule_case->id, id) == 0)
        return TRUE;
  return FALSE;
}

static void no_rule_is_without_a_case_and_a_title(void **state)
{
  guint n;
  const Rule *const *rules = rules_all(&n);
  assert_true(n > 0);
  for (guint i = 0; i < n; i++) {
    if (!has_case(rules[i]->id))
      fail_msg("rule %s has no case", rules[i]->id);
    if (rules[i]->title == NULL || *rules[i]->title == '\0')
      fail_msg("rule %s has no title", rules[i]->id);
    for (guint j = 0; j < i; j++)
      assert_string_not_equal(rules[i]->id, rules[j]->id);
  }
}

/* The page is made from the table while building, and the tests run where it was made. */
static void each_rule_is_in_the_manual_once(void **state)
{
  g_autofree char *page = NULL;
  g_autoptr(GError) error = NULL;
  g_file_get_contents("doc/virt-migrate-checks.7", &page, NULL, &error);
  assert_no_error(error);
  guint n;
  const Rule *const *rules = rules_all(&n);
  for (guint i = 0; i < n; i++) {
    g_auto(GStrv) words = g_strsplit(rules[i]->id, "-", -1);
    g_autofree char *id = g_strjoinv("\\-", words);
    g_autofree char *row = g_strdup_printf("\n.TP\n.B %s\n", id);
    const char *found = strstr(page, row);
    if (found == NULL || strchr("\n.", found[strlen(row)]) != NULL)
      fail_msg("rule %s is not in the manual", rules[i]->id);
    assert_null(strstr(found + 1, row));
  }
}

/* The lists of checks have columns of this width. */
static void ids_fit_their_column(void **state)
{
  guint n;
  const Rule *const *rules = rules_all(&n);
  for (guint i = 0; i < n; i++)
    if (strlen(rules[i]->id) > 19)
      fail_msg("%s is too long", rules[i]->id);
}

static void a_good_move_is_only_warned_about(void **state)
{
  Sample sample;
  sample_init(&sample);
  g_autoptr(GPtrArray) findings = rules_check(&sample.facts, sample.choices);
  assert_int_equal(findings_count(findings, SEVERITY_BLOCKS), 0);
  assert_int_equal(findings_count(findings, SEVERITY_WARNS), 1);
  assert_non_null(findings_first(findings, RULE_VM, SEVERITY_WARNS));
  assert_null(findings_first(findings, RULE_TARGET, SEVERITY_BLOCKS));
  sample_clear(&sample);
}

static void what_blocks_comes_first(void **state)
{
  Sample sample;
  sample_init(&sample);
  name_taken(&sample);
  few_cpus(&sample);
  g_autoptr(GPtrArray) findings = rules_check(&sample.facts, sample.choices);
  assert_int_equal(findings->len, 3);
  assert_int_equal(((const Finding *)g_ptr_array_index(findings, 0))->rule->severity, SEVERITY_BLOCKS);
  sample_clear(&sample);
}

/* What is overridden warns: it is still said, and stops nothing. */
static void what_is_overridden_only_warns(void **state)
{
  Sample sample;
  sample_init(&sample);
  little_memory(&sample);
  choices_set_override(sample.choices, "target-memory", TRUE);
  g_autoptr(GPtrArray) findings = rules_check(&sample.facts, sample.choices);
  const Finding *finding = findings_first(findings, RULE_TARGET, SEVERITY_WARNS);
  assert_int_equal(findings_count(findings, SEVERITY_BLOCKS), 0);
  assert_non_null(finding);
  assert_string_equal(finding->rule->id, "target-memory");
  assert_true(finding->overridden);
  assert_int_equal(finding->rule->severity, SEVERITY_BLOCKS);
  sample_clear(&sample);
}

/* However it came to be chosen: libvirt would refuse it, or harm would be done. */
static void what_may_not_be_overridden_stops_the_move(void **state)
{
  Sample sample;
  sample_init(&sample);
  name_taken(&sample);
  choices_set_override(sample.choices, "target-name", TRUE);
  g_autoptr(GPtrArray) findings = rules_check(&sample.facts, sample.choices);
  assert_int_equal(findings_count(findings, SEVERITY_BLOCKS), 1);
  assert_false(((const Finding *)g_ptr_array_index(findings, 0))->overridden);
  sample_clear(&sample);
}

static void an_override_that_nothing_needs_is_told(void **state)
{
  Sample sample;
  g_autoptr(GError) error = NULL;
  sample_init(&sample);
  little_memory(&sample);
  choices_set_override(sample.choices, "target-memory", TRUE);
  g_autoptr(GPtrArray) findings = rules_check(&sample.facts, sample.choices);
  assert_true(rules_check_overrides(sample.choices, findings, &error));
  choices_set_override(sample.choices, "disk-space", TRUE);
  assert_false(rules_check_overrides(sample.choices, findings, &error));
  assert_error_says(error, "--override disk-space: that check does not stop this move");
  rules_drop_idle_overrides(sample.choices, findings);
  assert_true(choices_overrides(sample.choices, "target-memory"));
  assert_false(choices_overrides(sample.choices, "disk-space"));
  sample_clear(&sample);
}

/* Every other blocking check is one that libvirt refuses too, or whose move would lose something. A new one is to be decided upon. */
static void these_checks_may_be_overridden(void **state)
{
  static const char *const ids[] = {
    "target-memory", "kubernetes-node", "disk-space", "disk-rbd", "post-copy-pages", "post-copy-speed", "post-copy-restart", "post-copy-arm", NULL,
  };
  guint n;
  const Rule *const *rules = rules_all(&n);
  for (guint i = 0; i < n; i++) {
    assert_int_equal(rules[i]->may_override, g_strv_contains(ids, rules[i]->id));
    assert_true(!rules[i]->may_override || rules[i]->severity == SEVERITY_BLOCKS);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_rule_refuses_and_lets_through),
    cmocka_unit_test(no_rule_is_without_a_case_and_a_title),
    cmocka_unit_test(each_rule_is_in_the_manual_once),
    cmocka_unit_test(ids_fit_their_column),
    cmocka_unit_test(a_good_move_is_only_warned_about),
    cmocka_unit_test(what_blocks_comes_first),
    cmocka_unit_test(what_is_overridden_only_warns),
    cmocka_unit_test(what_may_not_be_overridden_stops_the_move),
    cmocka_unit_test(an_override_that_nothing_needs_is_told),
    cmocka_unit_test(these_checks_may_be_overridden),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
