/* Hosts for the screen tests that need no daemon: libvirt's own test driver reads each from a file, inside the process that
 * connects. What that driver cannot tell (free memory, CPU load, host UUID) is lent to it by fakehost.c. */
#pragma once

#include <glib.h>

typedef struct Fixture {
  char *dir;        /* absolute; everything below it is removed in the end */
  char *inventory;  /* DIR/inventory.conf */
  char **env;       /* HOME, XDG_…: nothing of the person who runs the tests is read or written */
} Fixture;

/* A new folder with the hosts alpha and bravo (cluster prod) and charlie (cluster edge), all in the host pool Training, and the
 * inventory file that names them. */
Fixture *fixture_new(void);

/* Removes everything. NULL is fine. */
void fixture_free(Fixture *fixture);

/* Writes DIR/NAME, replacing every "@DIR@" in TEXT by the folder's path. */
void fixture_write(const Fixture *fixture, const char *name, const char *text);

/* The hosts of that inventory, which are real, take the place of those that libvirt's test driver plays. */
void fixture_use_hosts(Fixture *fixture, const char *inventory);

/* Writes the inventory anew: the three hosts, and HOSTS (more of its syntax, "" for none) in a cluster "far". */
void fixture_add_hosts(const Fixture *fixture, const char *hosts);

/* Writes the host alpha anew with these VMs on it. NAMES ends with NULL and may hold anything XML can. */
void fixture_name_vms(const Fixture *fixture, const char *const *names);

/* Writes the host alpha anew with one running VM: NAME, and TEXT in its title, description, metadata, disk path and network. Both may
 * hold anything XML can. */
void fixture_hostile_vm(const Fixture *fixture, const char *name, const char *text);

/* DIR/NAME; caller frees. */
char *fixture_path(const Fixture *fixture, const char *name);

/* Makes NAME's value in ENV another one, or adds it. */
void fixture_setenv(Fixture *fixture, const char *name, const char *value);
