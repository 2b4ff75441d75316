#include "ui/pages/tree_details.h"

#include "model/units.h"
#include "ui/glyphs.h"
#include "ui/pages/tree_draw.h"
#include "ui/terminal.h"
#include "ui/text.h"

#include <glib/gi18n.h>
#include <string.h>

enum { LABEL_COL = 1, VALUE_COL = 14 };

/* Where the next line goes. */
typedef struct Pane {
  const Rect *area;
  int row;
} Pane;

static void put(Pane *pane, const char *label, const char *value)
{
  if (value == NULL)
    return;
  g_auto(GStrv) lines = text_wrap(value, pane->area->cols - VALUE_COL - 1);

  terminal_cell(pane->area, pane->row, LABEL_COL, VALUE_COL - LABEL_COL - 1, ROLE_DIM, label);
  for (char **line = lines; *line != NULL; line++)
    terminal_text(pane->area, pane->row++, VALUE_COL, ROLE_TEXT, *line);
}

static void put_format(Pane *pane, const char *label, const char *format, ...) G_GNUC_PRINTF(3, 4);
static void put_format(Pane *pane, const char *label, const char *format, ...)
{
  va_list args;

  va_start(args, format);
  g_autofree char *value = g_strdup_vprintf(format, args);
  va_end(args);
  put(pane, label, value);
}

static void put_bytes(Pane *pane, const char *label, guint64 bytes)
{
  g_autofree char *text = units_bytes(bytes);

  if (bytes > 0)
    put(pane, label, text);
}

static void put_disk(Pane *pane, const Disk *disk)
{
  g_autofree char *size = units_bytes(disk->capacity_bytes), *data = units_bytes(disk->data_bytes);
  const char *format = disk->format != NULL ? disk->format : _("format not told");

  if (!disk_needs_storage(disk))
    return;
  if (disk->capacity_bytes > 0)
    put_format(pane, disk->target, _("%s, %s, %s of data"), format, size, data);
  else
    put(pane, disk->target, format);
  if (disk->pool != NULL && disk->volume != NULL)
    put_format(pane, "", _("%s in pool %s"), disk->volume, disk->pool);
  else
    put(pane, "", disk->path);
}

static void put_nic(Pane *pane, const Nic *nic)
{
  put_format(pane, _("NIC"), _("%s on %s"), nic->mac != NULL ? nic->mac : "", nic->source != NULL ? nic->source : nic->kind);
}

static void put_details(Pane *pane, const VmDetails *details)
{
  g_autofree char *running = details->running_ms >= 0 ? units_duration(details->running_ms) : NULL;

  put(pane, _("runs for"), running);
  put(pane, _("machine"), details->machine);
  put(pane, _("starts"), details->autostart ? _("with its host") : NULL);
  put(pane, _("at work"), details->job);
  for (guint i = 0; i < details->disks->len; i++)
    put_disk(pane, g_ptr_array_index(details->disks, i));
  for (guint i = 0; i < details->nics->len; i++)
    put_nic(pane, g_ptr_array_index(details->nics, i));
  for (guint i = 0; i < details->snapshots->len; i++)
    put(pane, i == 0 ? _("snapshots") : "", g_ptr_array_index(details->snapshots, i));
}

static void put_vm(Pane *pane, const TreeRow *row, const VmDetails *details)
{
  put(pane, _("state"), vm_state_name(row->state));
  if (row->moving && row->moving_to != NULL)
    put(pane, _("moves to"), row->moving_to);
  put(pane, _("host"), row->host->name);
  put_bytes(pane, _("memory"), row->memory_bytes);
  if (row->vcpus > 0)
    put_format(pane, _("CPUs"), "%u", row->vcpus);
  if (details != NULL)
    put_details(pane, details);
}

static void put_pool(Pane *pane, const Pool *pool, gboolean first)
{
  g_autofree char *free = units_bytes_of(pool->available_bytes, pool->capacity_bytes);
  const char *label = first ? _("pools") : "";

  if (!pool->active)
    put_format(pane, label, _("%s, not active"), pool->name);
  else if (pool->capacity_bytes > 0)
    put_format(pane, label, _("%s, %s, %s free"), pool->name, pool->type, free);
  else
    put_format(pane, label, "%s, %s", pool->name, pool->type);
}

static int by_pool_name(gconstpointer a, gconstpointer b)
{
  return strcmp((*(const Pool *const *)a)->name, (*(const Pool *const *)b)->name);
}

static int by_network_name(gconstpointer a, gconstpointer b)
{
  return strcmp((*(const Network *const *)a)->name, (*(const Network *const *)b)->name);
}

/* libvirt tells things in another order each time. The elements stay ITEMS's own. */
static GPtrArray *sorted(const GPtrArray *items, GCompareFunc by_name)
{
  GPtrArray *copy = g_ptr_array_sized_new(items->len);

  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add(copy, g_ptr_array_index(items, i));
  g_ptr_array_sort(copy, by_name);
  return copy;
}

static void put_facts(Pane *pane, const HostFacts *facts)
{
  g_autofree char *memory = units_bytes_of(facts->memory_free_bytes, facts->memory_total_bytes);
  g_autofree char *libvirt = units_version(facts->libvirt_version);
  g_autoptr(GPtrArray) pools = sorted(facts->pools, by_pool_name), networks = sorted(facts->networks, by_network_name);

  put(pane, _("name there"), facts->hostname);
  put_format(pane, _("memory"), _("%s free"), memory);
  put_format(pane, _("CPUs"), "%u", facts->cpus);
  put(pane, _("libvirt"), libvirt);
  for (guint i = 0; i < pools->len; i++)
    put_pool(pane, g_ptr_array_index(pools, i), i == 0);
  for (guint i = 0; i < networks->len; i++) {
    const Network *network = g_ptr_array_index(networks, i);

    put_format(pane, i == 0 ? _("networks") : "", "%s (%s)", network->name, network->active ? network->kind : _("not active"));
  }
}

static void put_host(Pane *pane, const TreeRow *row)
{
  put(pane, _("URI"), row->host->uri);
  put(pane, _("migrates by"), row->host->migration_address);
  if (row->reach == HOST_DOWN)
    put(pane, _("down"), tree_reason(row));
  if (row->facts != NULL)
    put_facts(pane, row->facts);
}

void tree_details_draw(const TreeRow *row, const VmDetails *details, const Rect *area)
{
  Pane pane = { area, 1 };

  terminal_cell(area, 0, LABEL_COL, area->cols - 2, ROLE_TITLE, row->name);
  if (row->kind == TREE_VM)
    put_vm(&pane, row, details);
  else if (row->kind == TREE_HOST)
    put_host(&pane, row);
  else
    put(&pane, _("this is"), row->kind == TREE_POOL ? _("a host pool") : _("a cluster"));
}
