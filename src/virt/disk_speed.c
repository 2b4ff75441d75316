#include "virt/disk_speed.h"

#define OWN_SPEEDS_VERSION 11001000
#define MIB (1024 * 1024)

struct DiskSpeeds {
  virDomainPtr domain; /* the caller's */
  char **targets;
  guint64 *rates_bytes_s;
  gboolean *done;
  guint n;
};

gboolean disk_speeds_can_differ(virDomainPtr domain)
{
  unsigned long version = 0;
  return virConnectGetLibVersion(virDomainGetConnect(domain), &version) == 0 && version >= OWN_SPEEDS_VERSION;
}

DiskSpeeds *disk_speeds_new(virDomainPtr domain, char **targets, const guint64 *rates_bytes_s)
{
  DiskSpeeds *speeds = g_new0(DiskSpeeds, 1);
  speeds->domain = domain;
  speeds->targets = g_strdupv(targets);
  speeds->n = g_strv_length(targets);
  speeds->rates_bytes_s = g_memdup2(rates_bytes_s, speeds->n * sizeof *rates_bytes_s);
  speeds->done = g_new0(gboolean, speeds->n);
  return speeds;
}

void disk_speeds_free(DiskSpeeds *speeds)
{
  if (speeds == NULL)
    return;
  g_strfreev(speeds->targets);
  g_free(speeds->rates_bytes_s);
  g_free(speeds->done);
  g_free(speeds);
}

void disk_speeds_apply(DiskSpeeds *speeds)
{
  for (guint i = 0; i < speeds->n; i++)
    if (!speeds->done[i])
      speeds->done[i] = virDomainBlockJobSetSpeed(speeds->domain, speeds->targets[i], speeds->rates_bytes_s[i],
                                                  VIR_DOMAIN_BLOCK_JOB_SPEED_BANDWIDTH_BYTES) == 0;
}

void disk_speeds_change(DiskSpeeds *speeds, guint64 rate_bytes_s)
{
  for (guint i = 0; i < speeds->n; i++) {
    speeds->rates_bytes_s[i] = rate_bytes_s;
    speeds->done[i] = FALSE;
  }
  disk_speeds_apply(speeds);
}

guint64 disk_speeds_first_mib_s(const guint64 *rates_bytes_s, guint n)
{
  guint64 least_bytes_s = 0;
  for (guint i = 0; i < n; i++)
    if (rates_bytes_s[i] > 0 && (least_bytes_s == 0 || rates_bytes_s[i] < least_bytes_s))
      least_bytes_s = rates_bytes_s[i];
  return least_bytes_s == 0 ? 0 : MAX(least_bytes_s / MIB, 1);
}
