#include "task/foreign.h"

#include "model/choices.h"
#include "model/mover_name.h"
#include "task/neighbours.h"

#include <glib/gi18n.h>
#include <string.h>

gboolean foreign_is(gint64 id)
{
  return id < 0;
}

static gint64 id_of(const char *uuid)
{
  return -1 - (gint64)(g_str_hash(uuid) & 0x7fffffff);
}

/* Its own helper domain belongs to a task as its VM does. An interrupted task's migration goes on by itself, and is still its own. */
static gboolean is_of_task(const Task *task, const Vm *vm)
{
  if (task->foreign || (task_state_is_final(task->state) && task->state != TASK_INTERRUPTED))
    return FALSE;
  g_autofree char *mover = mover_uuid(task->vm_uuid);
  return strcmp(task->vm_uuid, vm->uuid) == 0 || strcmp(mover, vm->uuid) == 0;
}

static gboolean is_ours(const GPtrArray *ours, const Vm *vm)
{
  for (guint i = 0; ours != NULL && i < ours->len; i++)
    if (is_of_task(g_ptr_array_index(ours, i), vm))
      return TRUE;
  return FALSE;
}

static const HostFacts *facts_of(const InventoryHost *host, ForeignStatus status, gpointer data)
{
  const HostStatus *now = status(data, host->name);
  return now != NULL && now->reach == HOST_UP ? now->facts : NULL;
}

/* The other host that is getting the VM just now; libvirt does not tell the source's clients where it goes. */
static const char *find_target(const Inventory *inventory, ForeignStatus status, gpointer data, const InventoryHost *source,
                               const char *uuid)
{
  for (guint i = 0; i < inventory->hosts->len; i++) {
    const InventoryHost *host = g_ptr_array_index(inventory->hosts, i);
    const HostFacts *facts = host != source ? facts_of(host, status, data) : NULL;
    const Vm *twin = facts != NULL ? host_facts_vm_by_uuid(facts, uuid) : NULL;
    if (twin != NULL && (twin->state == VM_MOVING_IN || twin->state == VM_POST_COPY))
      return host->name;
  }
  return NULL;
}

/* libvirt tells nothing, but of the helper domain of another user's virt-migrate its name; what runs on this machine is to be seen. */
static char *owner_of(const Vm *vm)
{
  char *owner = mover_owner(vm->name) != NULL ? g_strdup(mover_owner(vm->name)) : neighbours_mover(vm->uuid);
  return owner != NULL ? owner : g_strdup(_("somebody else"));
}

/* The VM whose disks the mover with that UUID carries; NULL: none, or it is no mover. */
static const Vm *carried_by(const HostFacts *facts, const char *mover)
{
  for (guint i = 0; i < facts->vms->len; i++) {
    const Vm *vm = g_ptr_array_index(facts->vms, i);
    g_autofree char *uuid = mover_uuid(vm->uuid);
    if (strcmp(uuid, mover) == 0)
      return vm;
  }
  return NULL;
}

static void add_step(Task *task)
{
  TaskStep *step = g_new0(TaskStep, 1);
  step->kind = g_strdup("migrate");
  step->title = g_strdup(_("a migration that was not started here"));
  step->state = STEP_RUNNING;
  step->started_ms = task->started_ms;
  g_ptr_array_add(task->steps, step);
}

/* VM leaves; CARRIED: it does so only with the disks of that one, which is meant. */
static Task *make_task(const Vm *vm, const Vm *carried, const char *source, const char *target)
{
  Task *task = task_new();
  JobSample sample = *vm->leaving;
  task->id = id_of(vm->uuid);
  task->foreign = TRUE;
  task->vm = g_strdup(carried != NULL ? carried->name : vm->name);
  task->vm_uuid = g_strdup(vm->uuid);
  task->source = g_strdup(source);
  task->target = g_strdup(target != NULL ? target : _("elsewhere"));
  task->type = g_strdup(move_type_id(sample.copying_disks ? MOVE_BOTH : MOVE_HOST));
  task->vm_state = g_strdup(vm_state_name(carried != NULL ? carried->state : vm->state));
  task->owner = owner_of(vm);
  task->state = TASK_RUNNING;
  task->created_ms = task->started_ms = g_get_real_time() / 1000 - sample.elapsed_ms;
  sample.post_copy = vm->state == VM_POST_COPY || vm->state == VM_POST_COPY_BROKEN;
  sample.switching_over = vm->state == VM_MOVING_OUT;
  progress_take(&task->progress, &sample);
  task->can_cancel = !sample.post_copy;
  add_step(task);
  return task;
}

GPtrArray *foreign_tasks(const Inventory *inventory, ForeignStatus status, gpointer data, const GPtrArray *ours)
{
  GPtrArray *tasks = g_ptr_array_new_with_free_func((GDestroyNotify)task_free);
  for (guint i = 0; i < inventory->hosts->len; i++) {
    const InventoryHost *host = g_ptr_array_index(inventory->hosts, i);
    const HostFacts *facts = facts_of(host, status, data);
    for (guint k = 0; facts != NULL && k < facts->vms->len; k++) {
      const Vm *vm = g_ptr_array_index(facts->vms, k);
      if (vm->leaving != NULL && !is_ours(ours, vm))
        g_ptr_array_add(tasks, make_task(vm, carried_by(facts, vm->uuid), host->name, find_target(inventory, status, data, host, vm->uuid)));
    }
  }
  return tasks;
}

void foreign_end(Task *task, const HostFacts *source)
{
  const Vm *vm = source != NULL ? host_facts_vm_by_uuid(source, task->vm_uuid) : NULL;
  const Vm *carried = source != NULL ? carried_by(source, task->vm_uuid) : NULL;
  gboolean stayed = vm != NULL && vm->state != VM_SHUT_OFF;
  task->state = stayed || carried != NULL ? TASK_CANCELLED : TASK_DONE;
  task->finished_ms = g_get_real_time() / 1000;
  task->can_cancel = FALSE;
  if (carried != NULL) {
    task->reason = g_strdup_printf(_("its disks are no longer being copied, and %s is %s on %s; whoever began that knows more"), carried->name,
                                   vm_state_name(carried->state), task->source);
    return;
  }
  task->reason = stayed ? g_strdup_printf(_("it is over, and %s is %s on %s"), task->vm, vm_state_name(vm->state), task->source)
                        : g_strdup_printf(_("it is over, and %s has left %s"), task->vm, task->source);
}
