#include "cli/others.h"

#include "cli/error.h"
#include "cli/find.h"
#include "cli/report.h"
#include "config/inventory.h"
#include "model/text.h"
#include "task/foreign.h"
#include "task/watch.h"

#include <glib/gi18n.h>
#include <string.h>

/* A host that has been asked to end a migration takes seconds at most; then it is worth telling that it does not. */
#define END_LIMIT_MS 30000
#define LOOK_MS 250

static const HostStatus *ask_host(gpointer survey, const char *host)
{
  return survey_wait(survey, host);
}

static void tell_silent(const Inventory *inventory, Survey *survey)
{
  for (guint i = 0; i < inventory->hosts->len; i++) {
    const InventoryHost *host = g_ptr_array_index(inventory->hosts, i);
    const HostStatus *status = survey_status(survey, host->name);
    g_autofree char *safe = text_safe(status->reason);
    if (status->reach != HOST_UP)
      g_printerr(_("virt-migrate: %s cannot be asked: %s\n"), host->name, safe);
  }
}

gboolean others_add(GPtrArray *tasks, const char *inventory_file, GError **error)
{
  g_autoptr(Inventory) inventory = inventory_load(inventory_file, error);
  if (inventory == NULL)
    return FALSE;
  g_autoptr(Survey) survey = survey_new(inventory, NULL, NULL);
  g_autoptr(GPtrArray) foreign = foreign_tasks(inventory, ask_host, survey, tasks);
  while (foreign->len > 0)
    g_ptr_array_insert(tasks, 0, g_ptr_array_steal_index(foreign, foreign->len - 1));
  tell_silent(inventory, survey);
  return TRUE;
}

/* Only one host is looked at: the others are not known. */
static const HostStatus *known_status(gpointer survey, const char *host)
{
  return survey_status(survey, host);
}

/* The migration that takes VM away and is no task of ours; NULL and ERROR when there is none. */
static Task *find_other(const Inventory *inventory, Survey *survey, const InventoryHost *host, const Vm *vm, GError **error)
{
  g_autoptr(Watch) watch = cli_open_watch(error);
  g_autoptr(GPtrArray) ours = watch != NULL ? watch_list(watch, error) : NULL;
  if (ours == NULL)
    return NULL;
  g_autoptr(GPtrArray) foreign = foreign_tasks(inventory, known_status, survey, ours);
  for (guint i = 0; i < foreign->len; i++)
    if (strcmp(((const Task *)g_ptr_array_index(foreign, i))->vm, vm->name) == 0)
      return g_ptr_array_steal_index(foreign, i);
  g_autoptr(Task) own = watch_task_of_vm(watch, vm->uuid);
  if (own != NULL)
    cli_fail(error, CLI_ERROR_INPUT, _("%s is moving in task %" G_GINT64_FORMAT ": virt-migrate cancel %" G_GINT64_FORMAT), vm->name, own->id,
             own->id);
  else
    cli_fail(error, CLI_ERROR_INPUT, _("nobody is moving %s away from %s; it is %s there"), vm->name, host->name, vm_state_name(vm->state));
  return NULL;
}

static gboolean may_cancel(const TaskArguments *arguments, const Task *task, GError **error)
{
  g_autofree char *question = g_strdup_printf(_("%s is being moved away from %s, and not by a task of yours: by %s. Cancel it all the same?"),
                                              task->vm, task->source, task->owner);
  if (!task->can_cancel)
    return cli_fail(error, CLI_ERROR_HOST, _("%s is in post-copy: its memory is on both hosts, and cancelling would lose it"), task->vm);
  if (arguments->yes || cli_ask(question))
    return TRUE;
  return cli_fail(error, CLI_ERROR_INPUT, _("%s is being moved away from %s by %s, and was not cancelled: --yes cancels it without asking"),
                  task->vm, task->source, task->owner);
}

static gboolean on_look(gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static gboolean is_leaving(const HostStatus *status, const char *uuid)
{
  const Vm *vm = status->facts != NULL ? host_facts_vm_by_uuid(status->facts, uuid) : NULL;
  return status->reach != HOST_UP || (vm != NULL && vm->leaving != NULL);
}

/* FALSE: it has not ended. */
static gboolean wait_for_end(Survey *survey, const Task *task)
{
  gint64 until_us = g_get_monotonic_time() + END_LIMIT_MS * 1000;
  guint looks = g_timeout_add(LOOK_MS, on_look, NULL);
  while (is_leaving(survey_status(survey, task->source), task->vm_uuid) && g_get_monotonic_time() < until_us) {
    g_main_context_iteration(NULL, TRUE);
    survey_refresh(survey, task->source);
  }
  g_source_remove(looks);
  return !is_leaving(survey_status(survey, task->source), task->vm_uuid);
}

static CliExit end(Survey *survey, Task *task, gboolean json, GError **error)
{
  survey_abort_migration(survey, task->source, task->vm_uuid);
  if (!wait_for_end(survey, task)) {
    cli_fail(error, CLI_ERROR_HOST, _("%s was asked to end it, and %s is still moving: look again with virt-migrate tasks --all"), task->source,
             task->vm);
    return EXIT_FAILED;
  }
  foreign_end(task, survey_status(survey, task->source)->facts);
  CliExit result = task->state == TASK_CANCELLED ? EXIT_CANCELLED : EXIT_DONE;
  g_autoptr(Report) report = report_new(json);
  report_result(report, task, (int)result);
  return result;
}

static CliExit cancel(const TaskArguments *arguments, const Inventory *inventory, GError **error)
{
  const InventoryHost *host = find_host(inventory, arguments->host, error);
  if (host == NULL)
    return EXIT_USAGE;
  g_autoptr(Survey) survey = survey_new_for(inventory, (const char *[]){ host->name, NULL }, NULL, NULL);
  const Vm *vm = find_vm_on(survey, host, arguments->vm, error);
  g_autoptr(Task) task = vm != NULL ? find_other(inventory, survey, host, vm, error) : NULL;
  if (task == NULL || !may_cancel(arguments, task, error))
    return EXIT_FAILED;
  return end(survey, task, arguments->json, error);
}

CliExit others_cancel(const TaskArguments *arguments, const char *inventory_file)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(Inventory) inventory = inventory_load(inventory_file, &error);
  CliExit result = inventory != NULL ? cancel(arguments, inventory, &error) : EXIT_USAGE;
  return error != NULL ? cli_refuse(arguments->json, error) : result;
}
