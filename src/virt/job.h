/* For files of this room only: what job is at work on a domain. */
#pragma once

#include "model/progress.h"
#include "virt/handles.h"

/* Is it leaving its host? A save or a dump is a job too, and nobody's who moves VMs. */
gboolean job_is_migration_out(virDomainPtr domain);

/* libvirt's figures of a migration. DISKS: it takes disks along. */
void job_read_sample(virTypedParameterPtr params, int n, gboolean disks, JobSample *sample);

/* How a migration out of this host stands, whoever started it; NULL when there is none. Caller frees. */
JobSample *job_leaving(virDomainPtr domain);
