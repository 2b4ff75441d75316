/* Facts of one host, by libvirt's bulk calls. */
#pragma once

#include "model/host.h"
#include "virt/connection.h"

/* Everything: capabilities, pools, networks, memory, VMs. */
HostFacts *host_survey(Connection *connection, GError **error);

/* What changes all the time (memory, load, VMs) anew; the rest as in BEFORE. Three calls, however many VMs there are. */
HostFacts *host_survey_again(Connection *connection, const HostFacts *before, GError **error);

/* Time the host's CPUs have spent, for the load between two looks. FALSE when the host does not tell. */
typedef struct CpuTimes {
  guint64 busy_ns, total_ns;
} CpuTimes;
gboolean host_cpu_times(Connection *connection, CpuTimes *times);

/* Reads libvirt's XML of a host's capabilities into FACTS. FALSE and ERROR when it is not well-formed. */
gboolean host_read_capabilities(const char *xml, HostFacts *facts, GError **error);

/* Has the host the CPU of VM, which runs elsewhere? NULL when there is nothing to compare, or the host cannot say. Caller frees. */
CpuVerdict *host_compare_cpu(Connection *connection, const VmDetails *vm);
