/* One JSON object a line, as the manual page tells. */
#include "cli/report_style.h"

#include "model/text.h"
#include "plan/plan_file.h"
#include "plan/words.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <stdio.h>

static JsonBuilder *object(const char *event)
{
  JsonBuilder *builder = json_builder_new();
  json_builder_begin_object(builder);
  json_builder_set_member_name(builder, "event");
  json_builder_add_string_value(builder, event);
  return builder;
}

static void add_string(JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name(builder, name);
  if (value == NULL) {
    json_builder_add_null_value(builder);
    return;
  }
  g_autofree char *valid = g_utf8_make_valid(value, -1);
  json_builder_add_string_value(builder, valid);
}

static void add_int(JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name(builder, name);
  json_builder_add_int_value(builder, value);
}

/* A figure that is negative while it is not known. */
static void add_known(JsonBuilder *builder, const char *name, gint64 value)
{
  if (value >= 0)
    add_int(builder, name, value);
  else
    add_string(builder, name, NULL);
}

/* Characters that would do something to a terminal, as JSON's own escapes: the value stays what it is. */
static char *escape_unsafe(const char *line)
{
  GString *out = g_string_new(NULL);
  for (const char *p = line; *p != '\0'; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    glong n = 0;
    g_autofree gunichar2 *units = text_char_is_unsafe(c) ? g_ucs4_to_utf16(&c, 1, NULL, &n, NULL) : NULL;
    for (glong i = 0; i < n; i++)
      g_string_append_printf(out, "\\u%04x", units[i]);
    if (n == 0)
      g_string_append_unichar(out, c);
  }
  return g_string_free(out, FALSE);
}

static void end_object(JsonBuilder *builder)
{
  json_builder_end_object(builder);
  g_autoptr(JsonNode) root = json_builder_get_root(builder);
  g_autofree char *line = json_to_string(root, FALSE);
  g_autofree char *safe = escape_unsafe(line);
  puts(safe);
  fflush(stdout);
  g_object_unref(builder);
}

static void add_disk(JsonBuilder *builder, const PlanDisk *disk)
{
  json_builder_begin_object(builder);
  add_string(builder, "target", disk->target);
  json_builder_set_member_name(builder, "moves");
  json_builder_add_boolean_value(builder, disk->moves);
  add_string(builder, "path", disk->path);
  add_string(builder, "from_pool", disk->pool);
  add_string(builder, "from_volume", disk->volume);
  add_string(builder, "to_pool", disk->to_pool);
  add_string(builder, "to_volume", disk->to_volume);
  add_string(builder, "format", disk->moves ? disk->to_format : disk->format);
  add_int(builder, "rate_bytes_s", (gint64)disk->rate_bytes_s);
  json_builder_end_object(builder);
}

/* A move of disks on one host has nobody to steer it but that host. */
static const char *control_id(const Plan *plan)
{
  if (!plan_changes_host(plan))
    return "local";
  return plan->peer_uri != NULL ? "peer-to-peer" : "direct";
}

static void add_strings(JsonBuilder *builder, const char *name, char **values)
{
  json_builder_set_member_name(builder, name);
  json_builder_begin_array(builder);
  for (; values != NULL && *values != NULL; values++) {
    g_autofree char *valid = g_utf8_make_valid(*values, -1);
    json_builder_add_string_value(builder, valid);
  }
  json_builder_end_array(builder);
}

static void print_plan(Report *report, const Plan *plan)
{
  JsonBuilder *builder = object("plan");
  add_string(builder, "vm", plan->vm);
  add_string(builder, "uuid", plan->vm_uuid);
  add_string(builder, "type", move_type_id(plan->choices->type));
  add_string(builder, "source", plan->source);
  add_string(builder, "target", plan->target);
  add_string(builder, "data_network", plan->data.network);
  add_string(builder, "data_from", plan->data.from);
  add_string(builder, "data_to", plan->data.to);
  add_string(builder, "control", control_id(plan));
  json_builder_set_member_name(builder, "steps");
  json_builder_begin_array(builder);
  for (guint i = 0; i < plan->steps->len; i++)
    json_builder_add_string_value(builder, ((const PlanStep *)g_ptr_array_index(plan->steps, i))->kind);
  json_builder_end_array(builder);
  add_strings(builder, "overridden", plan->overridden);
  json_builder_set_member_name(builder, "disks");
  json_builder_begin_array(builder);
  for (guint i = 0; i < plan->disks->len; i++)
    add_disk(builder, g_ptr_array_index(plan->disks, i));
  json_builder_end_array(builder);
  end_object(builder);
}

static void add_boolean(JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name(builder, name);
  json_builder_add_boolean_value(builder, value);
}

static void add_alternatives(JsonBuilder *builder, const Estimate *estimate)
{
  json_builder_set_member_name(builder, "alternatives");
  json_builder_begin_array(builder);
  for (guint i = 0; i < estimate->alternatives->len; i++) {
    const EstimateAlternative *alternative = &g_array_index(estimate->alternatives, EstimateAlternative, i);
    json_builder_begin_object(builder);
    add_string(builder, "with", alternative->id);
    add_int(builder, "estimate_ms", alternative->total_ms);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
}

static void print_estimate(Report *report, const Estimate *estimate)
{
  static const char *const kinds[] = { [ESTIMATE_UNKNOWN] = "unknown", [ESTIMATE_AT_LEAST] = "at-least", [ESTIMATE_ABOUT] = "about" };
  JsonBuilder *builder = object("estimate");
  add_string(builder, "kind", kinds[estimate->kind]);
  add_known(builder, "estimate_ms", estimate->total_ms);
  add_known(builder, "disks_ms", estimate->disks_ms);
  add_known(builder, "memory_ms", estimate->memory_ms);
  add_known(builder, "switch_over_ms", estimate->switch_over_ms);
  add_known(builder, "overhead_ms", estimate->overhead_ms);
  add_boolean(builder, "converges", estimate->converges);
  json_builder_set_member_name(builder, "reasons");
  json_builder_begin_array(builder);
  for (guint i = 0; i < estimate->reasons->len; i++)
    json_builder_add_string_value(builder, g_ptr_array_index(estimate->reasons, i));
  json_builder_end_array(builder);
  add_alternatives(builder, estimate);
  end_object(builder);
}

static void print_finding(Report *report, const Finding *finding)
{
  JsonBuilder *builder = object("check");
  add_string(builder, "id", finding->rule->id);
  add_string(builder, "severity", severity_id(finding->rule->severity));
  add_boolean(builder, "may_override", finding->rule->may_override);
  add_boolean(builder, "overridden", finding->overridden);
  add_string(builder, "message", finding->message);
  add_string(builder, "remedy", finding->remedy);
  end_object(builder);
}

static void print_vm(Report *report, const Facts *facts)
{
  const VmDetails *vm = facts->vm;
  JsonBuilder *builder = object("vm");
  add_string(builder, "vm", vm->vm.name);
  add_string(builder, "uuid", vm->vm.uuid);
  add_string(builder, "state", vm_state_id(vm->vm.state));
  add_int(builder, "memory_bytes", (gint64)vm->vm.memory_bytes);
  add_int(builder, "memory_used_bytes", (gint64)vm->memory_used_bytes);
  add_known(builder, "dirty_bytes_s", facts->estimate != NULL ? facts->estimate->dirty_bytes_s : -1);
  add_int(builder, "cpus", vm->vm.vcpus);
  add_string(builder, "type", vm->type);
  add_string(builder, "arch", vm->arch);
  add_string(builder, "machine", vm->machine);
  add_int(builder, "disks", vm->disks->len);
  add_int(builder, "nics", vm->nics->len);
  add_int(builder, "snapshots", vm->snapshots->len);
  add_int(builder, "checkpoints", vm->checkpoints);
  add_boolean(builder, "kubernetes", vm->kubernetes);
  end_object(builder);
}

/* Each array of a host is written by a function for one of its members. */
static void add_pool(JsonBuilder *builder, gconstpointer item)
{
  const Pool *pool = item;
  add_string(builder, "name", pool->name);
  add_string(builder, "type", pool->type);
  add_boolean(builder, "active", pool->active);
  add_string(builder, "path", pool->path);
  add_string(builder, "made_of", pool->origin);
  add_int(builder, "capacity_bytes", (gint64)pool->capacity_bytes);
  add_int(builder, "available_bytes", (gint64)pool->available_bytes);
}

static void add_network(JsonBuilder *builder, gconstpointer item)
{
  const Network *network = item;
  add_string(builder, "name", network->name);
  add_boolean(builder, "active", network->active);
  add_string(builder, "bridge", network->bridge);
}

static void add_link(JsonBuilder *builder, gconstpointer item)
{
  const HostLink *link = item;
  add_string(builder, "name", link->name);
  add_boolean(builder, "up", link->up);
  add_int(builder, "mbits", link->mbits);
}

static void add_objects(JsonBuilder *builder, const char *name, const GPtrArray *items,
                        void (*add)(JsonBuilder *builder, gconstpointer item))
{
  json_builder_set_member_name(builder, name);
  json_builder_begin_array(builder);
  for (guint i = 0; i < items->len; i++) {
    json_builder_begin_object(builder);
    add(builder, g_ptr_array_index(items, i));
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
}

static void add_page_sizes(JsonBuilder *builder, const GArray *sizes)
{
  json_builder_set_member_name(builder, "page_sizes_bytes");
  json_builder_begin_array(builder);
  for (guint i = 0; i < sizes->len; i++)
    json_builder_add_int_value(builder, (gint64)g_array_index(sizes, guint64, i));
  json_builder_end_array(builder);
}

static void print_host(Report *report, const char *role, const InventoryHost *host, const HostFacts *facts)
{
  JsonBuilder *builder = object("host");
  add_string(builder, "role", role);
  add_string(builder, "host", host->name);
  add_string(builder, "cluster", host->cluster);
  add_string(builder, "uuid", facts->uuid);
  add_string(builder, "arch", facts->arch);
  add_int(builder, "libvirt_version", (gint64)facts->libvirt_version);
  add_int(builder, "hypervisor_version", (gint64)facts->hypervisor_version);
  add_int(builder, "cpus", facts->cpus);
  add_int(builder, "memory_bytes", (gint64)facts->memory_total_bytes);
  add_int(builder, "memory_free_bytes", (gint64)facts->memory_free_bytes);
  add_boolean(builder, "restart_pending", host->restart_pending);
  add_page_sizes(builder, facts->page_sizes);
  add_objects(builder, "pools", facts->pools, add_pool);
  add_objects(builder, "networks", facts->networks, add_network);
  add_objects(builder, "links", facts->links, add_link);
  end_object(builder);
}

static void print_passed(Report *report, const GPtrArray *rules)
{
  JsonBuilder *builder = object("passed");
  json_builder_set_member_name(builder, "ids");
  json_builder_begin_array(builder);
  for (guint i = 0; i < rules->len; i++)
    json_builder_add_string_value(builder, ((const Rule *)g_ptr_array_index(rules, i))->id);
  json_builder_end_array(builder);
  end_object(builder);
}

static void print_step(Report *report, const Task *task, guint position)
{
  const TaskStep *step = g_ptr_array_index(task->steps, position);
  JsonBuilder *builder = object("step");
  add_int(builder, "task", task->id);
  add_int(builder, "position", position);
  add_string(builder, "kind", step->kind);
  add_string(builder, "state", step_state_id(step->state));
  add_string(builder, "detail", step->detail);
  end_object(builder);
}

static void print_progress(Report *report, const Task *task)
{
  const Progress *progress = &task->progress;
  JsonBuilder *builder = object("progress");
  add_int(builder, "task", task->id);
  add_string(builder, "phase", progress_phase_id(progress->phase));
  add_int(builder, "elapsed_ms", progress->elapsed_ms);
  add_int(builder, "percent", (gint64)(progress->fraction * 100));
  add_int(builder, "sent_bytes", (gint64)progress->sent_bytes);
  add_int(builder, "remaining_bytes", (gint64)progress->remaining_bytes);
  add_int(builder, "total_bytes", (gint64)progress->total_bytes);
  add_int(builder, "rate_bytes_s", (gint64)progress->rate_bytes_s);
  add_int(builder, "dirty_bytes_s", (gint64)progress->dirty_bytes_s);
  add_int(builder, "iteration", progress->iteration);
  add_int(builder, "throttle_percent", progress->throttle_percent);
  add_known(builder, "left_ms", progress->left_ms);
  add_known(builder, "needed_ms", progress->needed_ms);
  add_known(builder, "downtime_limit_ms", progress->downtime_limit_ms);
  add_boolean(builder, "stalled", progress->stalled);
  add_boolean(builder, "broken", progress->broken);
  end_object(builder);
}

static void add_task(JsonBuilder *builder, const Task *task)
{
  g_autofree char *name = task_name(task);
  add_int(builder, "task", task->id);
  add_string(builder, "name", name);
  add_boolean(builder, "foreign", task->foreign);
  add_string(builder, "vm", task->vm);
  add_string(builder, "uuid", task->vm_uuid);
  add_string(builder, "type", task->type);
  add_string(builder, "source", task->source);
  add_string(builder, "target", task->target);
  add_string(builder, "owner", task->owner);
  add_string(builder, "state", task_state_id(task->state));
  add_string(builder, "reason", task->reason);
  g_autofree char *trouble = task_trouble(task);
  add_string(builder, "trouble", trouble);
  add_int(builder, "percent", (gint64)(task->progress.fraction * 100));
  add_int(builder, "started_ms", task->started_ms);
  add_int(builder, "finished_ms", task->finished_ms);
  add_known(builder, "downtime_ms", task->downtime_ms);
  g_auto(GStrv) overridden = plan_text_overridden(task->plan);
  add_strings(builder, "overridden", overridden);
}

static void print_task(Report *report, const Task *task)
{
  JsonBuilder *builder = object("task");
  add_task(builder, task);
  end_object(builder);
}

static void add_phases(JsonBuilder *builder, const Task *task)
{
  json_builder_set_member_name(builder, "phases");
  json_builder_begin_array(builder);
  for (guint i = 0; i < task->phases->len; i++) {
    json_builder_begin_object(builder);
    add_string(builder, "phase", progress_phase_id(g_array_index(task->phases, TaskPhase, i).phase));
    add_known(builder, "took_ms", task_phase_ms(task, i));
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
}

static void print_result(Report *report, const Task *task, int exit_code)
{
  JsonBuilder *builder = object("result");
  add_task(builder, task);
  add_known(builder, "estimate_ms", plan_text_estimate_ms(task->plan));
  add_known(builder, "duration_ms", task->finished_ms > 0 && task->started_ms > 0 ? task->finished_ms - task->started_ms : -1);
  add_phases(builder, task);
  add_int(builder, "exit", exit_code);
  end_object(builder);
}

static void print_rule(Report *report, const Rule *rule)
{
  JsonBuilder *builder = object("rule");
  add_string(builder, "id", rule->id);
  add_string(builder, "severity", severity_id(rule->severity));
  add_boolean(builder, "may_override", rule->may_override);
  add_string(builder, "title", _(rule->title));
  end_object(builder);
}

static void print_verdict(Report *report, guint checks, guint blocking, guint warnings)
{
  JsonBuilder *builder = object("verdict");
  add_string(builder, "verdict", blocking > 0 ? "blocked" : "clear");
  add_int(builder, "checks", checks);
  add_int(builder, "blocking", blocking);
  add_int(builder, "warnings", warnings);
  end_object(builder);
}

static void print_started(Report *report, gint64 task)
{
  JsonBuilder *builder = object("started");
  add_int(builder, "task", task);
  end_object(builder);
}

static void print_log_line(Report *report, const char *line)
{
  JsonBuilder *builder = object("log");
  add_string(builder, "line", line);
  end_object(builder);
}

static void print_error(Report *report, const GError *error)
{
  JsonBuilder *builder = object("error");
  add_string(builder, "message", error->message);
  end_object(builder);
}

/* An empty list is no line at all. */
static void print_no_tasks(Report *report)
{
}

static gint64 progress_interval_ms(const Report *report)
{
  return 200;
}

const ReportStyle report_json = {
  .plan = print_plan,
  .estimate = print_estimate,
  .finding = print_finding,
  .host = print_host,
  .vm = print_vm,
  .passed = print_passed,
  .rule = print_rule,
  .verdict = print_verdict,
  .started = print_started,
  .step = print_step,
  .progress = print_progress,
  .result = print_result,
  .task = print_task,
  .log_line = print_log_line,
  .no_tasks = print_no_tasks,
  .error = print_error,
  .progress_interval_ms = progress_interval_ms,
};
