/* The speed of each disk that a migration copies along. Before libvirt 11.1 a migration lets nobody at its disks' jobs: there is one speed for all. */
#pragma once

#include "virt/handles.h"

typedef struct DiskSpeeds DiskSpeeds;

/* For the disks TARGETS (ends with NULL) of DOMAIN, at RATES_BYTES_S, one each; 0: no limit. */
DiskSpeeds *disk_speeds_new(virDomainPtr domain, char **targets, const guint64 *rates_bytes_s);
void disk_speeds_free(DiskSpeeds *speeds);

/* Can each disk of a migration away from the host of DOMAIN have its own? */
gboolean disk_speeds_can_differ(virDomainPtr domain);

/* Sets the speed of every disk whose copy has begun by now and that has not got it yet. */
void disk_speeds_apply(DiskSpeeds *speeds);
/* From now on all disks have this one. */
void disk_speeds_change(DiskSpeeds *speeds, guint64 rate_bytes_s);

/* The one speed to begin with, in whole MiB/s, that is too fast for none; 0: no limit. */
guint64 disk_speeds_first_mib_s(const guint64 *rates_bytes_s, guint n);
