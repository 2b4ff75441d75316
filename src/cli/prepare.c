#include "cli/prepare.h"

#include "cli/error.h"
#include "cli/find.h"
#include "cli/inputs.h"
#include "config/inventory.h"
#include "plan/back.h"
#include "plan/disks.h"
#include "plan/options.h"
#include "task/watch.h"

#include <glib/gi18n.h>
#include <string.h>

/* The way back of task ID: what else is said on the command line goes on top of it. A task that cannot be taken back is the wrong one. */
static gboolean take_back(Arguments *arguments, gint64 id, GError **error)
{
  g_autoptr(GError) cause = NULL;
  g_autoptr(Watch) watch = cli_open_watch(error);
  if (watch == NULL)
    return FALSE;
  g_autoptr(Plan) plan = watch_plan_done(watch, id, &cause);
  if (plan == NULL)
    return cli_fail(error, CLI_ERROR_INPUT, "%s", cause->message);
  Choices *back = plan_back(plan, arguments->choices);
  choices_free(arguments->choices);
  arguments->choices = back;
  arguments->host = g_strdup(plan->target);
  arguments->vm = g_strdup(plan->vm);
  return TRUE;
}

gboolean prepare_arguments(Preparation *preparation, Arguments *arguments, const char *inventory_file, int argc, char **argv,
                           const char *summary, GError **error)
{
  g_autoptr(GError) cause = NULL;
  preparation->inventory = inventory_load(inventory_file, &cause);
  arguments->choices = preparation->inventory != NULL ? choices_preset(preparation->inventory) : choices_new();
  gint64 back = strcmp(argv[0], "run") == 0 ? arguments_back(argc, argv) : 0;
  if (back > 0 && !take_back(arguments, back, error))
    return FALSE;
  if (!arguments_parse(arguments, argc, argv, summary, error))
    return FALSE;
  if (cause != NULL)
    g_propagate_error(error, g_steal_pointer(&cause));
  return preparation->inventory != NULL;
}

static gboolean check_host(const Inventory *inventory, const char *name, GError **error)
{
  return name == NULL || find_host(inventory, name, error) != NULL;
}

/* Only the hosts that matter: the named source and the target; all of them when the VM has to be found. */
static void start_survey(Preparation *preparation, const Arguments *arguments)
{
  const char *names[] = { arguments->host, arguments->choices->target, NULL };
  if (arguments->host != NULL)
    preparation->survey = survey_new_for(preparation->inventory, names, NULL, NULL);
  else
    preparation->survey = survey_new(preparation->inventory, NULL, NULL);
}

/* Another host may have changed a shared pool: what is in it, and what it has free, is read anew before it is judged. */
static void refresh_pools(Preparation *preparation, const Choices *choices)
{
  const InventoryHost *host = choices->type == MOVE_STORAGE ? preparation->facts.source : preparation->facts.target;
  for (guint i = 0; host != NULL && i < choices->disks->len; i++)
    survey_wait_pool(preparation->survey, host->name, ((const DiskChoice *)g_ptr_array_index(choices->disks, i))->pool);
}

static gboolean gather(Preparation *preparation, const Arguments *arguments, GError **error)
{
  Facts *facts = &preparation->facts;
  facts->inventory = preparation->inventory;
  facts->source =
      arguments->host != NULL ? inventory_host(preparation->inventory, arguments->host)
                              : find_host_of_vm(preparation->inventory, preparation->survey, arguments->vm, error);
  const Vm *vm = facts->source != NULL ? find_vm_on(preparation->survey, facts->source, arguments->vm, error) : NULL;
  if (vm == NULL)
    return FALSE;
  /* A new look at the host makes new facts, and VM is of the old ones. */
  g_autofree char *uuid = g_strdup(vm->uuid);
  facts->target = inventory_host(preparation->inventory, arguments->choices->target);
  refresh_pools(preparation, arguments->choices);
  facts->source_facts = host_facts_ref(survey_wait(preparation->survey, facts->source->name)->facts);
  preparation->vm = survey_wait_details(preparation->survey, facts->source->name, uuid, error);
  facts->vm = preparation->vm;
  if (facts->vm == NULL)
    return FALSE;
  facts->target_status = facts->target != NULL ? survey_wait(preparation->survey, facts->target->name) : NULL;
  if (facts_target(facts) != NULL)
    survey_wait_cpu(preparation->survey, facts->target->name, preparation->vm);
  return TRUE;
}

static gboolean check_type(const Choices *choices, GError **error)
{
  if (choices->type != MOVE_STORAGE && choices->target == NULL)
    return cli_fail(error, CLI_ERROR_INPUT, _("where to? Name the target host with --to HOST"));
  return TRUE;
}

gboolean prepare_move(Preparation *preparation, const Arguments *arguments, GError **error)
{
  const Choices *choices = arguments->choices;
  if (!check_type(choices, error) || !check_host(preparation->inventory, arguments->host, error) ||
      !check_host(preparation->inventory, choices->target, error))
    return FALSE;
  start_survey(preparation, arguments);
  if (!gather(preparation, arguments, error) || !options_check(choices, preparation->vm->vm.state, error) ||
      !disks_check_names(preparation->vm, choices, error))
    return FALSE;
  inputs_gather(&preparation->inputs, preparation->survey, &preparation->facts, choices, arguments->yes);
  preparation->facts.estimate = &preparation->inputs;
  preparation->findings = rules_check(&preparation->facts, choices);
  if (!rules_check_overrides(choices, preparation->findings, error))
    return FALSE;
  if (findings_count(preparation->findings, SEVERITY_BLOCKS) == 0) {
    preparation->plan = plan_build(&preparation->facts, choices);
    plan_note_overridden(preparation->plan, preparation->findings);
  }
  return TRUE;
}

void prepare_clear(Preparation *preparation)
{
  plan_free(preparation->plan);
  if (preparation->findings != NULL)
    g_ptr_array_unref(preparation->findings);
  host_facts_unref((HostFacts *)preparation->facts.source_facts);
  vm_details_free(preparation->vm);
  survey_free(preparation->survey);
  inventory_free(preparation->inventory);
}
