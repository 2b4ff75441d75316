/* What the parts of domain share; for src/virt/domain*.c only. */
#pragma once

#include "virt/domain.h"

#include <libvirt/libvirt.h>

/* What libvirt's STATE and REASON mean to us. */
VmState domain_state_of(int state, int reason);

/* A figure out of what libvirt tells of a domain in bulk; 0 when it is not there. */
int domain_stat_int(const virDomainStatsRecord *record, const char *name);
guint64 domain_stat_number(const virDomainStatsRecord *record, const char *name);
