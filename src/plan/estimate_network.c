/* How fast the network between the two hosts is. */
#include "plan/estimate_parts.h"

#include "model/units.h"

#include <glib/gi18n.h>

#define MIB (1024ull * 1024)

/* What is left of a link's speed for data: the rest is headers. */
#define LINK_PAYLOAD 0.94

/* What the one stream of a migration carries at most, whatever the link: one thread of QEMU's fills it, and encrypts it. */
#define STREAM_BYTES_S           (1536 * MIB)
#define STREAM_ENCRYPTED_BYTES_S (384 * MIB)

/* The fastest of HOST's interfaces; 0 when none is known. */
static guint fastest_link(const HostFacts *host)
{
  guint mbits = 0;
  for (guint i = 0; i < host->links->len; i++) {
    const HostLink *link = g_ptr_array_index(host->links, i);
    mbits = link->up ? MAX(mbits, link->mbits) : mbits;
  }
  return mbits;
}

/* How fast HOST reaches the network that the data take; 0 unknown. */
static guint link_of(const InventoryHost *host, const HostFacts *facts, gboolean migration_network, gboolean *exact)
{
  if (migration_network && host->migration_interface != NULL) {
    const HostLink *link = host_facts_link(facts, host->migration_interface);
    return link != NULL && link->up ? link->mbits : 0;
  }
  *exact = FALSE;
  return fastest_link(facts);
}

static NetworkSpeed speed_of_links(const Facts *facts, const Choices *choices)
{
  NetworkSpeed speed = { 0 };
  gboolean migration_network = facts->source->migration_address != NULL && facts->target->migration_address != NULL, exact = TRUE;
  guint source = link_of(facts->source, facts->source_facts, migration_network, &exact);
  guint target = link_of(facts->target, facts_target(facts), migration_network, &exact);
  double most = choices->encrypt ? STREAM_ENCRYPTED_BYTES_S : STREAM_BYTES_S;
  if (source == 0 && target == 0)
    return speed;
  speed.mbits = source == 0 ? target : target == 0 ? source : MIN(source, target);
  speed.upper_bound = !exact || source == 0 || target == 0;
  speed.bytes_s = MIN((double)units_mbits(speed.mbits) * LINK_PAYLOAD, most);
  return speed;
}

guint estimate_network_mbits(const Facts *facts, const Choices *choices)
{
  return speed_of_links(facts, choices).mbits;
}

NetworkSpeed estimate_network_speed(const Facts *facts, const Choices *choices)
{
  guint64 seen = facts->estimate->history.memory_bytes_s;
  NetworkSpeed speed = speed_of_links(facts, choices);
  if (seen > 0 && (speed.bytes_s <= 0 || (double)seen < speed.bytes_s))
    speed = (NetworkSpeed){ .bytes_s = (double)seen, .seen = TRUE };
  return speed;
}

char *estimate_say_network(const NetworkSpeed *speed)
{
  if (speed->seen) {
    g_autofree char *rate = units_rate((guint64)speed->bytes_s);
    return g_strdup_printf(_("at %s as in earlier moves"), rate);
  }
  const char *format = speed->upper_bound ? _("over at most %g %s") : _("over %g %s");
  return speed->mbits >= 1000 ? g_strdup_printf(format, speed->mbits / 1000.0, "Gbit/s")
                              : g_strdup_printf(format, (double)speed->mbits, "Mbit/s");
}

void estimate_take_network(Estimate *estimate, const NetworkSpeed *speed)
{
  if (speed->bytes_s <= 0) {
    estimate_because(estimate, _("the network's speed is not known"));
    estimate_not_better_than(estimate, ESTIMATE_UNKNOWN);
  } else if (speed->upper_bound) {
    estimate_because(estimate, _("which interface carries the data is not known"));
    estimate_not_better_than(estimate, ESTIMATE_AT_LEAST);
  }
}
