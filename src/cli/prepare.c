#include "cli/prepare.h"

#include "cli/inputs.h"
#include "config/inventory.h"
#include "plan/disks.h"
#include "plan/back.h"
#include "plan/options.h"
#include "task/watch.h"

#include <glib/gi18n.h>
#include <string.h>

G_DEFINE_QUARK(virt-migrate-prepare-error, prepare_error)

static gboolean G_GNUC_PRINTF(3, 4) fail(GError **error, PrepareError code, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  if (error != NULL)
    *error = g_error_new_valist(PREPARE_ERROR, (int)code, format, args);
  va_end(args);
  return FALSE;
}

CliExit prepare_exit(const GError *error)
{
  gboolean input = g_error_matches(error, PREPARE_ERROR, PREPARE_ERROR_INPUT) || error->domain == PLAN_ERROR ||
                   error->domain == G_OPTION_ERROR || error->domain == INVENTORY_ERROR;
  return input ? EXIT_USAGE : EXIT_FAILED;
}

/* The way back of task ID: what else is said on the command line goes on top of it. A task that cannot be taken back is the wrong one. */
static gboolean take_back(Arguments *arguments, gint64 id, GError **error)
{
  g_autoptr(GError) cause = NULL;
  g_autoptr(Watch) watch = cli_open_watch(error);
  if (watch == NULL)
    return FALSE;
  g_autoptr(Plan) plan = watch_plan_done(watch, id, &cause);
  if (plan == NULL)
    return fail(error, PREPARE_ERROR_INPUT, "%s", cause->message);
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

static char *host_names(const Inventory *inventory)
{
  GString *names = g_string_new(NULL);
  for (guint i = 0; i < inventory->hosts->len; i++)
    g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", ((const InventoryHost *)g_ptr_array_index(inventory->hosts, i))->name);
  return g_string_free(names, FALSE);
}

static gboolean check_host_name(const Inventory *inventory, const char *name, GError **error)
{
  if (name == NULL || inventory_host(inventory, name) != NULL)
    return TRUE;
  g_autofree char *known = host_names(inventory);
  return fail(error, PREPARE_ERROR_INPUT, _("there is no host “%s” in the inventory; there are: %s"), name, known);
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

static const Vm *vm_on(Preparation *preparation, const InventoryHost *host, const char *name, GError **error)
{
  const HostStatus *status = survey_wait(preparation->survey, host->name);
  if (status->reach != HOST_UP) {
    fail(error, PREPARE_ERROR_HOST, _("%s cannot be asked: %s"), host->name, status->reason);
    return NULL;
  }
  const Vm *vm = host_facts_vm(status->facts, name);
  if (vm == NULL)
    fail(error, PREPARE_ERROR_INPUT, _("there is no VM “%s” on %s"), name, host->name);
  return vm;
}

/* Looks on every host that answers. A host that does not answer is told of when the VM is not found elsewhere. */
static const InventoryHost *find_vm(Preparation *preparation, const char *name, GError **error)
{
  const InventoryHost *found = NULL;
  GString *silent = g_string_new(NULL);
  for (guint i = 0; i < preparation->inventory->hosts->len; i++) {
    const InventoryHost *host = g_ptr_array_index(preparation->inventory->hosts, i);
    const HostStatus *status = survey_wait(preparation->survey, host->name);
    const Vm *vm = status->reach == HOST_UP ? host_facts_vm(status->facts, name) : NULL;
    if (status->reach != HOST_UP)
      g_string_append_printf(silent, _("; %s does not answer"), host->name);
    if (vm == NULL || vm->state == VM_MOVING_IN)
      continue;
    if (found != NULL) {
      fail(error, PREPARE_ERROR_INPUT, _("there is a VM “%s” on %s and on %s: write %s/%s or %s/%s"), name, found->name, host->name,
           found->name, name, host->name, name);
      g_string_free(silent, TRUE);
      return NULL;
    }
    found = host;
  }
  if (found == NULL)
    fail(error, PREPARE_ERROR_INPUT, _("there is no VM “%s” on any host of the inventory%s"), name, silent->str);
  g_string_free(silent, TRUE);
  return found;
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
      arguments->host != NULL ? inventory_host(preparation->inventory, arguments->host) : find_vm(preparation, arguments->vm, error);
  const Vm *vm = facts->source != NULL ? vm_on(preparation, facts->source, arguments->vm, error) : NULL;
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
    return fail(error, PREPARE_ERROR_INPUT, _("where to? Name the target host with --to HOST"));
  return TRUE;
}

gboolean prepare_move(Preparation *preparation, const Arguments *arguments, GError **error)
{
  const Choices *choices = arguments->choices;
  if (!check_type(choices, error) || !check_host_name(preparation->inventory, arguments->host, error) ||
      !check_host_name(preparation->inventory, choices->target, error))
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
