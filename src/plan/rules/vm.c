/* Rules about the VM itself and the options chosen for it. */
#include "plan/rules/groups.h"

#include "model/mover_name.h"

#include <glib/gi18n.h>

static void check_state(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  const Vm *vm = &facts->vm->vm;
  switch (vm->state) {
  case VM_RUNNING:
  case VM_SUSPENDED:
  case VM_SHUT_OFF:
    return;
  default:
    finding_add(findings, rule,
                g_strdup_printf(_("%s is in the state “%s” on %s"), vm->name, vm_state_name(vm->state), facts->source->name),
                g_strdup(_("bring it to running, suspended or shut off first")));
  }
}

static void check_job(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  const Vm *mover = facts->source_facts != NULL ? host_facts_mover(facts->source_facts, facts->vm->vm.uuid) : NULL;
  if (mover != NULL)
    finding_add(findings, rule, g_strdup_printf(_("the disks of %s are being moved already, by %s"), facts->vm->vm.name, mover_owner(mover->name)),
                g_strdup(_("wait until that is done; if nobody is at work on it any more, whoever began it can resume it or roll it back")));
  if (facts->vm->job != NULL)
    finding_add(findings, rule, g_strdup_printf(_("%s is busy: %s"), facts->vm->vm.name, facts->vm->job),
                g_strdup(_("wait until that job is done, or cancel it")));
}

static gboolean moves_shut_off(const Facts *facts, const Choices *choices)
{
  return rule_for_host_moves(facts, choices) && facts->vm->vm.state == VM_SHUT_OFF;
}

static void check_local_state(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  if (facts->vm->local_state != NULL)
    finding_add(findings, rule, g_strdup_printf(_("%s has %s on %s, which would not move with its definition"), facts->vm->vm.name,
                                                facts->vm->local_state, facts->source->name),
                g_strdup(_("start the VM and move it while it runs: then it comes along")));
}

static gboolean is_shut_off(const Facts *facts, const Choices *choices)
{
  return facts->vm->vm.state == VM_SHUT_OFF;
}

static void check_saved(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  if (facts->vm->saved)
    finding_add(findings, rule,
                g_strdup_printf(_("the memory of %s is saved on %s, and goes on only with what it had there"), facts->vm->vm.name,
                                facts->source->name),
                g_strdup_printf(_("start the VM and move it while it runs, or give its saved state up (virsh managedsave-remove %s)"),
                                facts->vm->vm.name));
}

static gboolean moves_suspended(const Facts *facts, const Choices *choices)
{
  return facts->vm->vm.state == VM_SUSPENDED;
}

/* QEMU 7.2 hands the disks of a VM that arrives suspended over only when it runs; migrated before, it ends by an assertion. */
static void check_has_run(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  if (!facts->vm->has_run)
    finding_add(findings, rule,
                g_strdup_printf(_("%s came to %s suspended and has not run there: moving it again would crash it"), facts->vm->vm.name,
                                facts->source->name),
                g_strdup(_("resume it, for a moment at least, and move it then")));
}

static gboolean runs(const Facts *facts, const Choices *choices)
{
  return facts->vm->vm.state == VM_RUNNING;
}

static gboolean timer_wants_post_copy(const Facts *facts, const Choices *choices)
{
  return runs(facts, choices) && choices->timeout_s > 0 && choices->on_timeout == TIMEOUT_POST_COPY;
}

static void check_timer(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  if (!choices->post_copy)
    finding_add(findings, rule, g_strdup(_("the timer is to switch to post-copy, but post-copy memory is not allowed")),
                g_strdup(_("allow post-copy memory, or choose something else for when the timer runs out")));
}

static gboolean stall_wants_post_copy(const Facts *facts, const Choices *choices)
{
  return runs(facts, choices) && choices->type != MOVE_STORAGE && choices->at_stall == STALL_POST_COPY;
}

static void check_stall(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  if (!choices->post_copy)
    finding_add(findings, rule, g_strdup(_("a move that does not get on is to switch to post-copy, but post-copy memory is not allowed")),
                g_strdup(_("allow post-copy memory, or choose something else for a move that does not get on")));
}

static void warn_no_shutdown(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  finding_add(findings, rule, g_strdup_printf(_("do not shut %s down while it moves"), facts->vm->vm.name),
              g_strdup(_("a VM that shuts down on the way stays, shut off, on its source host")));
}

static gboolean underclocks(const Facts *facts, const Choices *choices)
{
  return runs(facts, choices) && choices->underclock;
}

static void warn_underclock(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  finding_add(findings, rule, g_strdup_printf(_("%s may get slower until it has moved"), facts->vm->vm.name),
              g_strdup(_("do without CPU underclocking if its service must keep its speed")));
}

const Rule rules_vm[] = {
  { "vm-state", SEVERITY_BLOCKS, RULE_VM, N_("the VM is running, suspended or shut off"), rule_always, check_state },
  { "vm-job", SEVERITY_BLOCKS, RULE_VM, N_("no other job runs on the VM"), rule_always, check_job },
  { "vm-saved", SEVERITY_BLOCKS, RULE_VM, N_("a shut-off VM has no saved memory that waits for its old place"), is_shut_off, check_saved },
  { "vm-local-state", SEVERITY_BLOCKS, RULE_VM, N_("a shut-off VM has no state that only its host has"), moves_shut_off, check_local_state },
  { "vm-has-run", SEVERITY_BLOCKS, RULE_VM, N_("a suspended VM has run since it came to its host"), moves_suspended, check_has_run },
  { "timer-post-copy", SEVERITY_BLOCKS, RULE_OPTIONS, N_("what the timer is to do is allowed"), timer_wants_post_copy, check_timer },
  { "stall-post-copy", SEVERITY_BLOCKS, RULE_OPTIONS, N_("what a move that does not get on is to do is allowed"), stall_wants_post_copy, check_stall },
  { "no-shutdown", SEVERITY_WARNS, RULE_VM, N_("the VM must not be shut down while it moves"), runs, warn_no_shutdown },
  { "underclock-slows", SEVERITY_WARNS, RULE_OPTIONS, N_("CPU underclocking slows the VM"), underclocks, warn_underclock },
  { NULL },
};
