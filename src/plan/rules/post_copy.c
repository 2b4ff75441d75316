/* Rules about post-copy memory: when it cannot be allowed. */
#include "plan/rules/groups.h"

#include "model/units.h"
#include "plan/estimate.h"

#include <glib/gi18n.h>

/* With huge pages, networks that are no faster are too slow for post-copy. */
#define SLOW_MBITS 1000

static gboolean allowed(const Facts *facts, const Choices *choices)
{
  return choices->post_copy && choices->type == MOVE_HOST;
}

static gboolean allowed_with_target(const Facts *facts, const Choices *choices)
{
  return allowed(facts, choices) && rule_with_target(facts, choices);
}

static gboolean allowed_with_huge_pages(const Facts *facts, const Choices *choices)
{
  return allowed_with_target(facts, choices) && facts->vm->huge_pages;
}

static char *do_without(void)
{
  return g_strdup(_("do without post-copy memory; CPU underclocking or the timer help such a move to its end"));
}

static gboolean is_passed_through(DeviceKind kind)
{
  return kind == DEVICE_PCI || kind == DEVICE_PCI_TEAMED || kind == DEVICE_NIC_PASSED || kind == DEVICE_NIC_TEAMED ||
         kind == DEVICE_NIC_VDPA;
}

static gboolean is_vhost_user(DeviceKind kind)
{
  return kind == DEVICE_NIC_VHOST_USER;
}

static gboolean is_mediated(DeviceKind kind)
{
  return kind == DEVICE_MEDIATED;
}

/* Calls every device for which IS holds by its name, and says WHAT it is, which post-copy cannot do with. */
static void find_devices(const Rule *rule, const Facts *facts, gboolean (*is)(DeviceKind), const char *what, GPtrArray *findings)
{
  for (guint i = 0; i < facts->vm->devices->len; i++) {
    const Device *device = g_ptr_array_index(facts->vm->devices, i);
    if (is(device->kind))
      finding_add(findings, rule,
                  g_strdup_printf(_("post-copy is not possible: %s %s of %s %s"), device_kind_name(device->kind), device->name,
                                  facts->vm->vm.name, what),
                  do_without());
  }
}

static void check_vhost_user(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  find_devices(rule, facts, is_vhost_user, _("is on a vhost-user switch (DPDK), which shares its memory"), findings);
}

static void check_passed_through(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  find_devices(rule, facts, is_passed_through, _("is a device of its host (smart NIC, passthrough), which reads its memory by itself"),
               findings);
}

static void check_mediated(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  find_devices(rule, facts, is_mediated, _("is a part of a device of its host, which reads its memory by itself"), findings);
}

static void check_running(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  if (facts->vm->vm.state == VM_SUSPENDED)
    finding_add(findings, rule, g_strdup_printf(_("post-copy is not possible: %s is suspended"), facts->vm->vm.name),
                g_strdup(_("do without it: a suspended VM writes no memory, so its move ends by itself; or resume it first")));
}

static gboolean has_size(const GArray *sizes, guint64 size)
{
  for (guint i = 0; i < sizes->len; i++)
    if (g_array_index(sizes, guint64, i) == size)
      return TRUE;
  return FALSE;
}

/* The sizes of MINE that are not among THEIRS; NULL for none. */
static char *missing_sizes(const GArray *mine, const GArray *theirs)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < mine->len; i++) {
    guint64 size = g_array_index(mine, guint64, i);
    if (has_size(theirs, size))
      continue;
    g_autofree char *bytes = units_bytes(size);
    g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", bytes);
  }
  return g_string_free(text, text->len == 0);
}

static void add_page_sizes(const Rule *rule, const Facts *facts, const InventoryHost *has, const InventoryHost *lacks, const char *sizes,
                           GPtrArray *findings)
{
  finding_add(findings, rule, g_strdup_printf(_("post-copy is not possible: %s has huge pages, and %s has pages of %s, %s has not"),
                                              facts->vm->vm.name, has->name, sizes, lacks->name), do_without());
}

static void check_page_sizes(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  const GArray *source = facts->source_facts->page_sizes, *target = facts_target(facts)->page_sizes;
  if (source->len == 0 || target->len == 0)
    return;
  g_autofree char *only_source = missing_sizes(source, target);
  g_autofree char *only_target = missing_sizes(target, source);
  if (only_source != NULL)
    add_page_sizes(rule, facts, facts->source, facts->target, only_source, findings);
  else if (only_target != NULL)
    add_page_sizes(rule, facts, facts->target, facts->source, only_target, findings);
}

/* A page of memory that is fetched later is fetched whole, and the VM waits for it. */
static void check_speed(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  guint mbits = estimate_network_mbits(facts, choices);
  if (mbits > 0 && mbits <= SLOW_MBITS)
    finding_add(findings, rule,
                g_strdup_printf(_("post-copy is not possible: %s has huge pages, and the network between %s and %s has %u Mbit/s"),
                                facts->vm->vm.name, facts->source->name, facts->target->name, mbits),
                g_strdup(_("do without it, or move the VM over a network of more than 1 Gbit/s")));
}

static void check_restarted(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  const InventoryHost *hosts[] = { facts->source, facts->target };
  for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++)
    if (hosts[i] != NULL && hosts[i]->restart_pending)
      finding_add(findings, rule, g_strdup_printf(_("post-copy is not possible: %s was upgraded and not restarted since"), hosts[i]->name),
                  g_strdup(_("do without it, or restart the host and take restart_pending out of the inventory")));
}

static gboolean is_arm(const char *arch)
{
  return arch != NULL && (g_str_has_prefix(arch, "aarch64") || g_str_has_prefix(arch, "arm"));
}

static gboolean allowed_on_arm(const Facts *facts, const Choices *choices)
{
  return allowed_with_target(facts, choices) && is_arm(facts->source_facts->arch);
}

static void check_arm_versions(const Rule *rule, const Facts *facts, const Choices *choices, GPtrArray *findings)
{
  gulong source = facts->source_facts->hypervisor_version, target = facts_target(facts)->hypervisor_version;
  if (source == target)
    return;
  g_autofree char *source_text = units_version(source);
  g_autofree char *target_text = units_version(target);
  finding_add(findings, rule,
              g_strdup_printf(_("post-copy is not possible: the hypervisor of %s is %s, that of %s is %s, and these are ARM hosts"),
                              facts->source->name, source_text, facts->target->name, target_text),
              g_strdup(_("do without it, or bring both hosts to one version first")));
}

const Rule rules_post_copy[] = {
  { "post-copy-dpdk", SEVERITY_BLOCKS, RULE_OPTIONS, N_("post-copy: no NIC is on a vhost-user switch"), allowed, check_vhost_user },
  { "post-copy-pci", SEVERITY_BLOCKS, RULE_OPTIONS, N_("post-copy: no device of the host is passed to the VM"), allowed, check_passed_through },
  { "post-copy-vgpu", SEVERITY_BLOCKS, RULE_OPTIONS, N_("post-copy: the VM has no mediated device"), allowed, check_mediated },
  { "post-copy-state", SEVERITY_BLOCKS, RULE_OPTIONS, N_("post-copy: the VM runs"), allowed, check_running },
  { "post-copy-pages", SEVERITY_BLOCKS, RULE_OPTIONS, N_("post-copy: both hosts have pages of the same sizes"), allowed_with_huge_pages,
    check_page_sizes, TRUE },
  { "post-copy-speed", SEVERITY_BLOCKS, RULE_OPTIONS, N_("post-copy of huge pages: the network has more than 1 Gbit/s"), allowed_with_huge_pages,
    check_speed, TRUE },
  { "post-copy-restart", SEVERITY_BLOCKS, RULE_OPTIONS, N_("post-copy: no host waits for a restart"), allowed, check_restarted, TRUE },
  { "post-copy-arm", SEVERITY_BLOCKS, RULE_OPTIONS, N_("post-copy: ARM hosts have the same hypervisor"), allowed_on_arm, check_arm_versions, TRUE },
  { NULL },
};
