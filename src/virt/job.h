/* For files of this room only: what job is at work on a domain. */
#pragma once

#include "virt/handles.h"

/* Is it leaving its host? A save or a dump is a job too, and nobody's who moves VMs. */
gboolean job_is_migration_out(virDomainPtr domain);
