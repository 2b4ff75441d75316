/* The plan as virsh commands: people train with these, so they must work when pasted. */
#include "plan/build.h"
#include "plan/virsh_lines.h"

#include <string.h>

static void append_renaming(GString *line, GHashTable *networks)
{
  if (g_hash_table_size(networks) == 0)
    return;
  g_string_append(line, " | sed");
  GHashTableIter iter;
  gpointer from, to;
  g_hash_table_iter_init(&iter, networks);
  while (g_hash_table_iter_next(&iter, &from, &to)) {
    g_autofree char *from_pattern = virsh_sed_pattern(from);
    g_autofree char *to_pattern = virsh_sed_pattern(to);
    g_autofree char *script = g_strdup_printf("s|<source network='%s'|<source network='%s'|", from_pattern, to_pattern);
    g_string_append(line, " -e ");
    virsh_append_quoted(line, script);
  }
}

/* The definition, with its networks renamed, in a file. KIND is the one that is wanted of the running VM or of its next boot. */
static char *definition_line(const Plan *plan, const char *kind, const char *file)
{
  g_autofree char *command = g_strdup_printf("dumpxml --security-info %s ", kind);
  GString *line = virsh_line(plan->source_uri, command);
  virsh_append_quoted(line, virsh_domain(plan));
  append_renaming(line, plan->choices->networks);
  g_string_append_printf(line, " > %s", file);
  return g_string_free(line, FALSE);
}

static void append_timer(GString *line, const Choices *choices)
{
  static const char *const actions[] = { [TIMEOUT_SUSPEND] = " --timeout-suspend", [TIMEOUT_POST_COPY] = " --timeout-postcopy" };
  /* virsh has no option that cancels: Ctrl-C does that. */
  if (choices->timeout_s > 0 && choices->on_timeout != TIMEOUT_CANCEL)
    g_string_append_printf(line, " --timeout %u%s", choices->timeout_s, actions[choices->on_timeout]);
}

static char *migrate_line(const Plan *plan, gboolean mapped)
{
  const Choices *choices = plan->choices;
  GString *line = virsh_line(plan->source_uri, "migrate");
  g_string_append(line, " --live");
  if (plan->peer_uri != NULL)
    g_string_append(line, " --p2p");
  if (plan->persistent)
    g_string_append(line, " --persistent --undefinesource");
  if (choices->post_copy)
    g_string_append(line, " --postcopy");
  if (choices->underclock)
    g_string_append(line, " --auto-converge");
  if (choices->encrypt)
    g_string_append(line, " --tls");
  virsh_append_copying(plan, line);
  if (plan->tls_name != NULL) {
    g_string_append(line, " --tls-destination ");
    virsh_append_quoted(line, plan->tls_name);
  }
  if (plan->vm_state == VM_RUNNING)
    append_timer(line, choices);
  if (mapped)
    g_string_append(line, plan->persistent ? " --xml vm.xml --persistent-xml next-boot.xml" : " --xml vm.xml");
  g_string_append_c(line, ' ');
  virsh_append_quoted(line, virsh_domain(plan));
  g_string_append_c(line, ' ');
  virsh_append_quoted(line, plan->peer_uri != NULL ? plan->peer_uri : plan->target_uri);
  if (plan->migrate_uri != NULL) {
    g_string_append_c(line, ' ');
    virsh_append_quoted(line, plan->migrate_uri);
  }
  return g_string_free(line, FALSE);
}

/* One snapshot command for each name in the list that was made before. */
static char *for_each_snapshot(const char *uri, const char *vm, const char *command, const char *rest)
{
  GString *line = g_string_new("while IFS= read -r s; do ");
  g_autofree char *verb = g_strdup_printf("%s ", command);
  GString *call = virsh_line(uri, verb);
  virsh_append_quoted(call, vm);
  g_string_append_printf(line, "%s %s; done < snapshots", call->str, rest);
  g_string_free(call, TRUE);
  return g_string_free(line, FALSE);
}

static char *list_snapshots(const Plan *plan)
{
  GString *line = virsh_line(plan->source_uri, "snapshot-list --topological --name ");
  virsh_append_quoted(line, virsh_domain(plan));
  g_string_append(line, " | grep . > snapshots");
  return g_string_free(line, FALSE);
}

/* A snapshot's definition does not say whether it is the current one: that is kept beside. */
static char *remember_current(const Plan *plan)
{
  GString *line = virsh_line(plan->source_uri, "snapshot-current --name ");
  virsh_append_quoted(line, virsh_domain(plan));
  g_string_append(line, " > current");
  return g_string_free(line, FALSE);
}

static void take_snapshots(const Plan *plan, GPtrArray *lines)
{
  g_ptr_array_add(lines, list_snapshots(plan));
  g_ptr_array_add(lines, remember_current(plan));
  g_ptr_array_add(lines, for_each_snapshot(plan->source_uri, virsh_domain(plan), "snapshot-dumpxml --security-info",
                                           "\"$s\" > \"$s.xml\" < /dev/null"));
  g_ptr_array_add(lines, for_each_snapshot(plan->source_uri, virsh_domain(plan), "snapshot-delete --metadata", "\"$s\" < /dev/null"));
}

static void give_snapshots(const Plan *plan, GPtrArray *lines)
{
  g_ptr_array_add(lines, for_each_snapshot(plan->target_uri, virsh_domain(plan), "snapshot-create --redefine",
                                           "\"$s.xml\" $(grep -qxF \"$s\" current && echo --current) < /dev/null"));
}

/* Does the definition change on the way? */
static gboolean is_adapted(const Plan *plan)
{
  return g_hash_table_size(plan->choices->networks) > 0 || plan_moving_disks(plan) > 0;
}

static void move_running(const Plan *plan, GPtrArray *lines)
{
  gboolean mapped = is_adapted(plan);
  if (mapped)
    g_ptr_array_add(lines, definition_line(plan, "--migratable", "vm.xml"));
  if (mapped && plan->persistent)
    g_ptr_array_add(lines, definition_line(plan, "--inactive", "next-boot.xml"));
  virsh_create_volumes(plan, lines);
  virsh_place_disks(plan, plan->persistent ? "vm.xml next-boot.xml" : "vm.xml", lines);
  g_ptr_array_add(lines, migrate_line(plan, mapped));
}

static void move_shut_off(const Plan *plan, GPtrArray *lines)
{
  virsh_create_volumes(plan, lines);
  virsh_copy_shut_off(plan, lines);
  g_ptr_array_add(lines, definition_line(plan, "--inactive", "vm.xml"));
  virsh_place_disks(plan, "vm.xml", lines);
  if (plan->snapshots > 0 && plan_moving_disks(plan) > 0)
    g_ptr_array_add(lines, g_strdup("while IFS= read -r s; do sed -z -i -f places \"$s.xml\"; done < snapshots"));
  g_ptr_array_add(lines, virsh_simple_line(plan->target_uri, "define", "vm.xml"));
}

static void remove_files(const Plan *plan, GPtrArray *lines)
{
  if (plan->snapshots > 0)
    g_ptr_array_add(lines, g_strdup("while IFS= read -r s; do rm -f \"$s.xml\"; done < snapshots"));
  g_ptr_array_add(lines, g_strdup_printf("rm -f vm.xml next-boot.xml%s%s", plan->snapshots > 0 ? " snapshots current" : "",
                                         plan_moving_disks(plan) > 0 ? " places" : ""));
}

static void move_disks_of_running(const Plan *plan, GPtrArray *lines)
{
  virsh_create_volumes(plan, lines);
  virsh_copy_running(plan, lines);
}

static void move_vm(const Plan *plan, GPtrArray *lines)
{
  if (!vm_state_is_active(plan->vm_state))
    move_shut_off(plan, lines);
  else if (plan_changes_host(plan))
    move_running(plan, lines);
  else
    move_disks_of_running(plan, lines);
}

char **plan_virsh(const Plan *plan)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new();
  gboolean active = vm_state_is_active(plan->vm_state);
  gboolean snapshots = plan->snapshots > 0 && (plan_changes_host(plan) || !active);
  gboolean with_files = !active || snapshots || (plan_changes_host(plan) && is_adapted(plan));
  /* Definitions may hold passwords: their files are for nobody else, and not for long. */
  if (with_files)
    g_ptr_array_add(lines, g_strdup("umask 077"));
  if (snapshots)
    take_snapshots(plan, lines);
  move_vm(plan, lines);
  if (snapshots)
    give_snapshots(plan, lines);
  if (plan->autostart && plan_changes_host(plan))
    g_ptr_array_add(lines, virsh_simple_line(plan->target_uri, "autostart", virsh_domain(plan)));
  if (!active && plan_changes_host(plan))
    g_ptr_array_add(lines, virsh_simple_line(plan->source_uri, "undefine", virsh_domain(plan)));
  virsh_delete_old(plan, lines);
  if (with_files)
    remove_files(plan, lines);
  g_ptr_array_add(lines, NULL);
  return (char **)g_ptr_array_steal(lines, NULL);
}
