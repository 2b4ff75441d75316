#include "cli/cli.h"

#include <glib/gi18n.h>

const CliCommand cli_commands[] = {
  { "run", N_("move a VM"), cli_run },
  { "check", N_("say what stands in the way of a move; changes nothing"), cli_check },
  { "tasks", N_("list tasks"), cli_tasks },
  { "watch", N_("follow a task until it ends"), cli_watch },
  { "log", N_("print what a task has called of libvirt, and what came of it"), cli_log },
  { "speed", N_("change how fast a task copies disks"), cli_speed },
  { "downtime", N_("let the VM of a task stand still longer to switch over"), cli_downtime },
  { "recover", N_("bring a post-copy that has lost its network to its end"), cli_recover },
  { "resume", N_("take up a task whose process is gone"), cli_resume },
  { "cancel", N_("cancel a task"), cli_cancel },
  { NULL },
};
