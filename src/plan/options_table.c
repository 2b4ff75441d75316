/* The rows of the table of options: what can be chosen for a move, when it applies, and its words for every front end. */
#include "plan/options.h"

#include <glib/gi18n.h>

static gboolean always(const Choices *choices, VmState state)
{
  return TRUE;
}

static gboolean moves_host(const Choices *choices, VmState state)
{
  return choices->type != MOVE_STORAGE;
}

static gboolean moves_storage(const Choices *choices, VmState state)
{
  return choices->type != MOVE_HOST;
}

static gboolean moves_running_by_host(const Choices *choices, VmState state)
{
  return choices->type == MOVE_HOST && state == VM_RUNNING;
}

static gboolean moves_running_host(const Choices *choices, VmState state)
{
  return moves_host(choices, state) && state == VM_RUNNING;
}

/* A shut-off VM has no memory to send, but its disks may travel. */
static gboolean sends_data_to_host(const Choices *choices, VmState state)
{
  return choices->type == MOVE_BOTH || (choices->type == MOVE_HOST && vm_state_is_active(state));
}

static gboolean moves_running_with_timer(const Choices *choices, VmState state)
{
  return state == VM_RUNNING && choices->timeout_s > 0;
}

static gboolean moves_running(const Choices *choices, VmState state)
{
  return state == VM_RUNNING;
}

static const OptionValue move_types[] = {
  { "host", N_("Host"), N_("The VM goes to another host; its disks stay on the storage both hosts share."), MOVE_HOST },
  { "storage", N_("Storage"), N_("The disks go to other storage pools; the VM stays on its host."), MOVE_STORAGE },
  { "both", N_("Host and Storage"), N_("The VM goes to another host and takes its disks along."), MOVE_BOTH },
  { NULL },
};

static const OptionValue timeout_actions[] = {
  { "suspend", N_("suspend"), N_("The VM is suspended, the copy finishes, the VM goes on."), TIMEOUT_SUSPEND },
  { "post-copy", N_("post-copy"), N_("The VM goes on at the target at once and fetches the rest of its memory."), TIMEOUT_POST_COPY },
  { "cancel", N_("cancel"), N_("The migration is cancelled; the VM stays where it is."), TIMEOUT_CANCEL },
  { NULL },
};

static const OptionValue stall_actions[] = {
  { "wait", N_("wait"), N_("Nothing is done by itself: the task page says so, and offers what helps."), STALL_WAIT },
  { "suspend", N_("suspend"), N_("The VM is suspended, the copy finishes, the VM goes on."), STALL_SUSPEND },
  { "post-copy", N_("post-copy"), N_("The VM goes on at the target at once and fetches the rest of its memory."), STALL_POST_COPY },
  { "cancel", N_("cancel"), N_("The migration is cancelled; the VM stays where it is."), STALL_CANCEL },
  { NULL },
};

const Option options_table[] = {
  {
      .name = "type",
      .kind = OPTION_CHOICE,
      .offset = offsetof(Choices, type),
      .argument = "TYPE",
      .label = N_("Type"),
      .help = N_("What moves: the VM to another host, its disks to other pools, or both."),
      .long_help =
          N_("Choose Host when the disks lie on storage that both hosts share: only memory is copied, so it is quick. The other two "
             "copy the disks as well."),
      .values = move_types,
      .applies = always,
  },
  {
      .name = "to",
      .kind = OPTION_NAME,
      .offset = offsetof(Choices, target),
      .argument = "HOST",
      .label = N_("Target host"),
      .help = N_("The host to move to, by its name in the inventory."),
      .long_help = N_("Any host of the inventory that answers, has room for the VM and has the storage its disks lie on."),
      .applies = moves_host,
      .why_not = N_("a storage move keeps the VM on its host"),
  },
  {
      .name = "network",
      .kind = OPTION_MAP,
      .offset = offsetof(Choices, networks),
      .argument = "SRC=DST",
      .label = N_("Networks"),
      .help = N_("Plug the VM's NICs of network SRC into DST at the target; may be given several times."),
      .long_help =
          N_("Needed where the target has no network of the same name. The NIC keeps its address and type; the guest sees its link "
             "stay up."),
      .applies = moves_host,
      .why_not = N_("a storage move keeps the VM on its host"),
  },
  {
      .name = "post-copy",
      .kind = OPTION_FLAG,
      .offset = offsetof(Choices, post_copy),
      .label = N_("Post-copy memory"),
      .help = N_("May go on at the target before all memory is there. Sure to finish; a broken network then stops the VM."),
      .long_help =
          N_("For a VM that writes memory faster than the network carries it. It is only allowed here, not started: start it from the "
             "task page, or let the timer do it. From then on the move cannot be cancelled."),
      .applies = moves_running_by_host,
      .why_not = N_("post-copy is for host moves of a running VM"),
  },
  {
      .name = "underclock",
      .kind = OPTION_FLAG,
      .offset = offsetof(Choices, underclock),
      .label = N_("CPU underclocking"),
      .help = N_("Slows the VM's CPUs, more and more, while it writes memory faster than the network carries it."),
      .long_help =
          N_("Libvirt calls this auto-converge. The guest gets slower until the move is done; it is never stopped. Nothing is slowed "
             "when the move makes progress by itself."),
      .applies = moves_running_host,
      .why_not = N_("underclocking is for moving a running VM to another host"),
  },
  {
      .name = "encrypt",
      .kind = OPTION_FLAG,
      .offset = offsetof(Choices, encrypt),
      .label = N_("Encryption"),
      .help = N_("Memory and disk data travel through TLS; both hosts need migration certificates. Costs some speed."),
      .long_help =
          N_("Uses QEMU's own TLS with the certificates in /etc/pki/qemu of both hosts. Without it, whoever listens on the migration "
             "network can read the VM's memory."),
      .applies = sends_data_to_host,
      .why_not = N_("nothing is sent from host to host"),
  },
  {
      .name = "timeout",
      .kind = OPTION_DURATION,
      .offset = offsetof(Choices, timeout_s),
      .argument = "T",
      .label = N_("Timer"),
      .help = N_("If the move is not done after this time (90s, 15m, 24h, off), do the following."),
      .long_help = N_("For a move that must be over by some time: the end of a night, say. The timer starts with the migration and costs "
                      "nothing until it runs out. “off” waits for as long as it takes."),
      .applies = moves_running,
      .why_not = N_("the timer is for moves of a running VM"),
  },
  {
      .name = "on-timeout",
      .kind = OPTION_CHOICE,
      .offset = offsetof(Choices, on_timeout),
      .argument = "ACTION",
      .label = N_("When it runs out"),
      .help = N_("What happens when the timer runs out: suspend and finish, post-copy, or cancel."),
      .long_help =
          N_("Suspending makes the VM stand still until the rest of its memory is there. Post-copy keeps it running, but needs the "
             "option Post-copy memory. Choose cancel for a VM that must never stand still."),
      .values = timeout_actions,
      .applies = moves_running_with_timer,
      .why_not = N_("there is no timer to run out"),
  },
  {
      .name = "downtime",
      .kind = OPTION_LADDER,
      .offset = offsetof(Choices, downtime),
      .argument = "T[,T…]",
      .label = N_("Downtime"),
      .help = N_("How long the VM may stand still to switch over; more (300ms,1s,3s): each where the one before does not do."),
      .long_help = N_("When the VM writes so much that what remains does not shrink, a longer downtime lets the move finish. Each step is "
                      "taken only after the one before has not helped."),
      .applies = moves_running_host,
      .why_not = N_("it is for moving a running VM to another host"),
  },
  {
      .name = "at-stall",
      .kind = OPTION_CHOICE,
      .offset = offsetof(Choices, at_stall),
      .argument = "ACTION",
      .label = N_("When that fails"),
      .help = N_("What happens when the move does not finish with the longest of these downtimes."),
      .long_help =
          N_("Then the VM writes more than the network carries. Suspending makes it stand still until the rest of its memory is there; "
             "post-copy needs the option Post-copy memory."),
      .values = stall_actions,
      .applies = moves_running_host,
      .why_not = N_("it is for moving a running VM to another host"),
  },
  {
      .name = "disk",
      .kind = OPTION_DISKS,
      .offset = offsetof(Choices, disks),
      .argument = "TARGET:pool=P[,…]",
      .label = N_("Disks"),
      .help = N_("Where disk TARGET (or all) goes: pool=P[,format=same|qcow2|raw][,speed=medium|fast|unlimited|RATE][,volume=NAME]."),
      .long_help =
          N_("A disk without a pool stays where it is. The format can change where the pool holds files. The speed limits the copying "
             "of the disk, never the memory of the VM."),
      .applies = moves_storage,
      .why_not = N_("a host move leaves the disks where they are"),
  },
  {
      .name = "keep-old-volumes",
      .kind = OPTION_FLAG,
      .offset = offsetof(Choices, keep_old),
      .label = N_("Keep the old volumes"),
      .help = N_("Leaves the volumes that the disks came from where they are, instead of deleting them at the end."),
      .long_help =
          N_("They are deleted only after the VM is proven to use the new ones. Keep them for a while when you do not trust the new "
             "pool yet: they take up their space, and are out of date as soon as the VM writes."),
      .applies = moves_storage,
      .why_not = N_("a host move leaves the disks where they are"),
  },
  {
      .name = "override",
      .kind = OPTION_RULES,
      .offset = offsetof(Choices, overrides),
      .argument = "CHECK",
      .label = N_("Overridden checks"),
      .help = N_("Start although CHECK stops the move; only what libvirt itself would do. The task's record says so."),
      .long_help =
          N_("For somebody who knows better than the check. `virt-migrate check` tells which of the checks that stop a move can be "
             "overridden."),
      .applies = always,
  },
  { NULL },
};
