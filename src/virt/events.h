/* Runs libvirt's events (answers, keepalive) on a thread and a main context of their own. Libvirt's own implementation shares
 * the default main context, so its thread would also run the callbacks of whoever uses that context: a front end's. */
#pragma once

/* Registers with libvirt and starts the thread. Once, before the first connection. */
void events_start(void);
