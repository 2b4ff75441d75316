#include "plan/rules/moving_disks.h"

#include "plan/disk_choice.h"
#include "plan/disks.h"

gboolean rule_moves_disks(const Facts *facts, const Choices *choices)
{
  return choices->type != MOVE_HOST && disks_host(facts, choices) != NULL;
}

gboolean rule_moves_disks_online(const Facts *facts, const Choices *choices)
{
  return rule_moves_disks(facts, choices) && vm_state_is_active(facts->vm->vm.state);
}

gboolean rule_moves_disks_shut_off(const Facts *facts, const Choices *choices)
{
  return rule_moves_disks(facts, choices) && !vm_state_is_active(facts->vm->vm.state);
}

gboolean rule_moves_both(const Facts *facts, const Choices *choices)
{
  return choices->type == MOVE_BOTH && rule_with_target(facts, choices);
}

void rule_each_moving(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings, RuleDiskCheck check)
{
  for (guint i = 0; i < facts->vm->disks->len; i++) {
    const Disk *disk = g_ptr_array_index(facts->vm->disks, i);
    const DiskChoice *choice = disk_choice_for(choices, disk);
    if (choice != NULL)
      check(rule, facts, choices, disk, choice, findings);
  }
}

GPtrArray *rule_planned_disks(const Facts *facts, const Choices *choices)
{
  GPtrArray *disks = g_ptr_array_new_with_free_func((GDestroyNotify)plan_disk_free);
  for (guint i = 0; i < facts->vm->disks->len; i++)
    g_ptr_array_add(disks, plan_disk_build(facts, choices, g_ptr_array_index(facts->vm->disks, i)));
  return disks;
}
