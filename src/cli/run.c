/* virt-migrate run: the same plan, checks and steps as the wizard, without a screen. */
#include "cli/error.h"
#include "cli/prepare.h"
#include "cli/report.h"
#include "model/text.h"
#include "plan/options.h"
#include "task/neighbours.h"
#include "task/watch.h"

#include <glib/gi18n.h>
#include <stdio.h>

static CliExit start(Report *report, const Arguments *arguments, const Plan *plan)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Watch) watch = cli_open_watch(&error);
  gint64 id = watch != NULL ? watch_start(watch, plan, &error) : 0;
  if (id == 0) {
    report_error(report, error);
    return EXIT_FAILED;
  }
  report_started(report, id);
  return arguments->detach ? EXIT_DONE : cli_follow(watch, id, arguments->json);
}

/* By whom the VM is being moved already, as far as anybody can tell: a check that says "busy" does not help to find out. */
static void tell_mover(const Preparation *preparation)
{
  const Vm *vm = &preparation->vm->vm;
  const Vm *seen = preparation->facts.source_facts != NULL ? host_facts_vm_by_uuid(preparation->facts.source_facts, vm->uuid) : NULL;
  g_autoptr(Watch) watch = watch_open(NULL);
  g_autoptr(Task) task = watch != NULL ? watch_task_of_vm(watch, vm->uuid) : NULL;
  g_autofree char *safe = text_safe(vm->name);
  g_autofree char *mover = neighbours_mover(vm->uuid);
  if (task != NULL)
    g_printerr(_("virt-migrate: %s is moving already: task %" G_GINT64_FORMAT ", started by %s\n"), safe, task->id, task->owner);
  else if (mover != NULL || (seen != NULL && seen->leaving != NULL))
    g_printerr(_("virt-migrate: %s is moving already, and by no task of yours, but by %s (virt-migrate tasks --all)\n"), safe,
               mover != NULL ? mover : _("somebody else"));
}

static CliExit go(Report *report, const Arguments *arguments, Preparation *preparation)
{
  if (preparation->plan == NULL) {
    report_findings(report, preparation->findings);
    report_verdict(report, preparation->findings);
    tell_mover(preparation);
    return EXIT_BLOCKED;
  }
  report_plan(report, preparation->plan);
  report_estimate(report, &preparation->facts, arguments->choices);
  report_findings(report, preparation->findings);
  if (!arguments->yes && !cli_ask(_("Start?"))) {
    if (!arguments->json)
      puts(_("Not started; nothing was changed."));
    return EXIT_CANCELLED;
  }
  /* The survey has done its work; its connections need not live as long as the task. */
  g_clear_pointer(&preparation->survey, survey_free);
  return start(report, arguments, preparation->plan);
}

static gboolean check_can_ask(const Arguments *arguments, GError **error)
{
  if (arguments->yes || (cli_can_ask() && !arguments->json))
    return TRUE;
  g_set_error(error, PLAN_ERROR, PLAN_ERROR_INPUT, _("nobody can be asked here whether to start: add --yes"));
  return FALSE;
}

CliExit cli_run(int argc, char **argv, const char *inventory_file)
{
  g_autoptr(GError) error = NULL;
  Arguments arguments = { 0 };
  Preparation preparation = { 0 };
  CliExit result;
  gboolean ok = prepare_arguments(&preparation, &arguments, inventory_file, argc, argv, _("Moves a VM, as the wizard does."), &error) &&
                check_can_ask(&arguments, &error);
  g_autoptr(Report) report = report_new(arguments.json);
  if (ok && prepare_move(&preparation, &arguments, &error)) {
    result = go(report, &arguments, &preparation);
  } else {
    report_error(report, error);
    result = cli_exit_of(error);
  }
  prepare_clear(&preparation);
  arguments_clear(&arguments);
  return result;
}
