/* A migration as libvirt's own calls tell it from outside: what virsh domjobinfo and virsh domstate ask. */
#pragma once

#include <glib.h>

typedef struct Job Job;

/* Connects. Ends the program with a message when that, or finding VM, fails. */
Job *job_open(const char *uri, const char *vm);
void job_close(Job *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Job, job_close)

/* Waits until a migration is under way and has sent at least BYTES. */
void job_wait_sent(Job *job, guint64 bytes);

/* Has the VM no job, and does it run? */
gboolean job_gone_vm_running(Job *job);
