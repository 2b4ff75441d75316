/* Disks by hand. virsh has no helper domain and no chains: what it cannot do is said in a comment. */
#include "plan/virsh_lines.h"

#include <glib/gi18n.h>
#include <string.h>

typedef void (*DiskLines)(const Plan *plan, const PlanDisk *disk, GPtrArray *lines);

static void each_moving(const Plan *plan, GPtrArray *lines, DiskLines write)
{
  for (guint i = 0; i < plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    if (disk->moves)
      write(plan, disk, lines);
  }
}

static gboolean is_file(const PlanDisk *disk)
{
  return g_strcmp0(disk->to_pool_type, "rbd") != 0 && g_strcmp0(disk->to_pool_type, "logical") != 0;
}

/* "$(virsh -c URI vol-path --pool POOL VOLUME)" */
static char *new_path(const Plan *plan, const PlanDisk *disk)
{
  GString *call = virsh_line(plan->target_uri, "vol-path --pool ");
  virsh_append_quoted(call, disk->to_pool);
  g_string_append_c(call, ' ');
  virsh_append_quoted(call, disk->to_volume);
  g_string_prepend(call, "\"$(");
  g_string_append(call, ")\"");
  return g_string_free(call, FALSE);
}

static void write_bases(const Plan *plan, const PlanDisk *disk, GPtrArray *lines)
{
  for (guint i = disk->bases->len; i-- > 0;) {
    const PlanBase *base = g_ptr_array_index(disk->bases, i);
    g_ptr_array_add(
        lines, g_strdup_printf(_("# first see that the base image %s is in pool %s of %s"), base->volume, disk->to_pool, plan->target));
  }
}

static void write_create(const Plan *plan, const PlanDisk *disk, GPtrArray *lines)
{
  write_bases(plan, disk, lines);
  GString *line = virsh_line(plan->target_uri, "vol-create-as ");
  virsh_append_quoted(line, disk->to_pool);
  g_string_append_c(line, ' ');
  virsh_append_quoted(line, disk->to_volume);
  g_string_append_printf(line, " %" G_GUINT64_FORMAT "B", disk->copy_bytes);
  if (is_file(disk))
    g_string_append_printf(line, " --format %s --allocation 0", disk->as_container ? "raw" : disk->to_format);
  if (disk->bases->len > 0) {
    const PlanBase *base = g_ptr_array_index(disk->bases, 0);
    g_string_append(line, " --backing-vol ");
    virsh_append_quoted(line, base->volume);
    g_string_append_printf(line, " --backing-vol-format %s", base->format != NULL ? base->format : "raw");
  }
  g_ptr_array_add(lines, g_string_free(line, FALSE));
}

static void write_block_copy(const Plan *plan, const PlanDisk *disk, GPtrArray *lines)
{
  if (g_strcmp0(disk->to_pool_type, "rbd") == 0) {
    g_ptr_array_add(lines, g_strdup_printf(_("# copy disk %s with virsh blockcopy --xml, which names the image in pool %s"), disk->target,
                                           disk->to_pool));
    return;
  }
  g_autofree char *path = new_path(plan, disk);
  GString *line = virsh_line(plan->source_uri, "blockcopy ");
  virsh_append_quoted(line, virsh_domain(plan));
  g_string_append_printf(line, " %s --dest %s%s --format %s --reuse-external --transient-job --wait --pivot", disk->target, path,
                         is_file(disk) ? "" : " --blockdev", disk->to_format);
  if (disk->bases->len > 0)
    g_string_append(line, " --shallow");
  if (disk->rate_bytes_s > 0)
    g_string_append_printf(line, " --bytes --bandwidth %" G_GUINT64_FORMAT " --buf-size 1048576 --granularity 65536", disk->rate_bytes_s);
  g_ptr_array_add(lines, g_string_free(line, FALSE));
}

static gboolean can_stream(const PlanDisk *disk)
{
  return disk->as_container && is_file(disk) && disk->volume != NULL;
}

/* The sources of files are all that sed is told of. */
static gboolean can_place(const PlanDisk *disk)
{
  return is_file(disk) && disk->path != NULL && disk->path[0] == '/' && !g_str_has_prefix(disk->path, "/dev/");
}

/* Do the commands move DISK, or is a part of it left to the reader? */
static gboolean is_moved(const Plan *plan, const PlanDisk *disk)
{
  if (!vm_state_is_active(plan->vm_state))
    return can_stream(disk) && can_place(disk);
  return plan_changes_host(plan) ? can_place(disk) : g_strcmp0(disk->to_pool_type, "rbd") != 0;
}

/* As it is, through this machine; there is no way by hand that changes the format and crosses hosts in one go. */
static void write_stream(const Plan *plan, const PlanDisk *disk, GPtrArray *lines)
{
  if (!can_stream(disk)) {
    g_ptr_array_add(lines, g_strdup_printf(_("# copy what disk %s holds into it: attach both to a VM, or use qemu-img convert on the host"),
                                           disk->target));
    return;
  }
  GString *line = virsh_line(plan->source_uri, "vol-download --sparse --pool ");
  virsh_append_quoted(line, disk->pool);
  g_string_append_c(line, ' ');
  virsh_append_quoted(line, disk->volume);
  g_string_append(line, " disk.img");
  g_ptr_array_add(lines, g_string_free(line, FALSE));
  line = virsh_line(plan->target_uri, "vol-upload --sparse --pool ");
  virsh_append_quoted(line, disk->to_pool);
  g_string_append_c(line, ' ');
  virsh_append_quoted(line, disk->to_volume);
  g_string_append(line, " disk.img");
  g_ptr_array_add(lines, g_string_free(line, FALSE));
  g_ptr_array_add(lines, virsh_simple_line(plan->target_uri, "pool-refresh", disk->to_pool));
  g_ptr_array_add(lines, g_strdup("rm -f disk.img"));
}

/* One line of a script for sed, in which the shell puts the new path. */
static void write_place(const Plan *plan, const PlanDisk *disk, GPtrArray *lines)
{
  if (!can_place(disk)) {
    g_ptr_array_add(lines, g_strdup_printf(_("# put the new volume of disk %s into the files by hand"), disk->target));
    return;
  }
  g_autofree char *path = new_path(plan, disk);
  g_autofree char *pattern = virsh_sed_pattern(disk->path);
  /* Any character stands for the quotes around values, so that the shell's quotes need not be quoted; after the path it is none that
   * could go on with it. */
  g_autofree char *script = g_strdup_printf("s|type=.%s.\\([^>]*>[[:space:]]*<source file=.\\)%s\\([^[:alnum:]._-]\\)|type=\"%s\"\\1",
                                            disk->format, pattern, disk->to_format);
  g_autofree char *quoted = g_shell_quote(script);
  GString *line = g_string_new(NULL);
  /* printf takes both as they are; of the new path, what sed would read is escaped. */
  g_string_append_printf(line, "printf '%%s%%s%%s\\n' %s \"$(printf %%s %s | sed 's/[&|\\\\]/\\\\&/g')\" '\\2|g' >> places", quoted, path);
  g_ptr_array_add(lines, g_string_free(line, FALSE));
}

static void write_delete(const Plan *plan, const PlanDisk *disk, GPtrArray *lines)
{
  if (disk->volume == NULL)
    return;
  if (!is_moved(plan, disk)) {
    g_ptr_array_add(lines, g_strdup_printf(_("# delete the old volume %s of pool %s only when %s uses the new one"), disk->volume,
                                           disk->pool, plan->vm));
    return;
  }
  /* Only when the VM is seen to have the new one: the commands before may have failed, and these are pasted together. */
  g_autofree char *path = new_path(plan, disk);
  g_autoptr(GString) disks = virsh_line(plan->target_uri, "domblklist ");
  virsh_append_quoted(disks, virsh_domain(plan));
  g_autoptr(GString) line = virsh_line(plan->source_uri, "vol-delete --pool ");
  virsh_append_quoted(line, disk->pool);
  g_string_append_c(line, ' ');
  virsh_append_quoted(line, disk->volume);
  g_ptr_array_add(lines, g_strdup_printf("new=%s && %s | grep -qF \"$new\" && %s", path, disks->str, line->str));
}

void virsh_create_volumes(const Plan *plan, GPtrArray *lines)
{
  each_moving(plan, lines, write_create);
}

void virsh_copy_running(const Plan *plan, GPtrArray *lines)
{
  each_moving(plan, lines, write_block_copy);
}

void virsh_copy_shut_off(const Plan *plan, GPtrArray *lines)
{
  each_moving(plan, lines, write_stream);
}

void virsh_place_disks(const Plan *plan, const char *files, GPtrArray *lines)
{
  if (plan_moving_disks(plan) == 0)
    return;
  each_moving(plan, lines, write_place);
  g_ptr_array_add(lines, g_strdup_printf("sed -z -i -f places %s", files));
}

void virsh_delete_old(const Plan *plan, GPtrArray *lines)
{
  if (!plan->choices->keep_old)
    each_moving(plan, lines, write_delete);
}

void virsh_append_copying(const Plan *plan, GString *line)
{
  gboolean first = TRUE, blank = TRUE;
  guint64 rate_bytes_s = 0;
  g_autoptr(GString) targets = g_string_new(NULL);
  for (guint i = 0; i < plan->disks->len; i++) {
    const PlanDisk *disk = g_ptr_array_index(plan->disks, i);
    if (!disk->moves)
      continue;
    g_string_append_printf(targets, "%s%s", first ? "" : ",", disk->target);
    first = FALSE;
    blank = blank && plan_disk_copies_content(disk);
    rate_bytes_s = disk->rate_bytes_s;
  }
  if (first)
    return;
  g_string_append_printf(line, " %s --migrate-disks %s", blank ? "--copy-storage-inc" : "--copy-storage-all", targets->str);
  if (rate_bytes_s > 0)
    g_string_append_printf(line, " --bandwidth %" G_GUINT64_FORMAT, rate_bytes_s / (1024 * 1024));
}
