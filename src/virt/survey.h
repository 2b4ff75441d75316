/* The live view of all hosts. One worker thread per host fetches its facts with libvirt's bulk calls, so a host that hangs
 * holds up nobody else. Results arrive on the thread that called survey_new(), through its GMainContext. */
#pragma once

#include "model/host.h"
#include "model/inventory.h"

typedef struct Survey Survey;

/* Called when the status of HOST has changed. */
typedef void (*SurveyChanged)(const InventoryHost *host, gpointer data);

/* Starts looking at every host of INVENTORY (which must outlive the survey), and again every few seconds.
 * CHANGED may be NULL. */
Survey *survey_new(const Inventory *inventory, SurveyChanged changed, gpointer data);
/* The same for some hosts only: NAMES ends with NULL. */
Survey *survey_new_for(const Inventory *inventory, const char *const *names, SurveyChanged changed, gpointer data);

/* Stops looking. Workers that hang are left behind to end by themselves. */
void survey_free(Survey *survey);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Survey, survey_free)

/* How HOST stands; never NULL for a host that is surveyed. Owned by the survey, valid until the main loop runs again. */
const HostStatus *survey_status(Survey *survey, const char *host);

/* Look at HOST (NULL: at all) again now. */
void survey_refresh(Survey *survey, const char *host);

/* Fetches all that VM's definition tells; DONE gets the details (it may keep them: it owns them) or an error, never both. */
typedef void (*SurveyDetails)(VmDetails *details, const GError *error, gpointer data);
void survey_ask_details(Survey *survey, const char *host, const char *uuid, SurveyDetails done, gpointer data);

/* Measures for a second how fast the VM writes to its memory, while other things are asked of the host as ever. DONE gets bytes per second;
 * -1 when it cannot be measured (the VM does not run, or moves already). */
typedef void (*SurveyDirtyRate)(gint64 bytes_s, gpointer data);
void survey_ask_dirty_rate(Survey *survey, const char *host, const char *uuid, SurveyDirtyRate done, gpointer data);
/* The same, and waits for it. For front ends without a screen. */
gint64 survey_wait_dirty_rate(Survey *survey, const char *host, const char *uuid);

/* Asks HOST (NULL: every host) whether it has the CPU of VM. The verdict turns up among VM's own, which may have
 * ceased to exist by then. */
void survey_ask_cpu(Survey *survey, const char *host, const VmDetails *vm);

/* Reads POOL of HOST anew, which may have been changed behind its libvirt's back, and looks at the host again; DONE is called then,
 * whether the pool could be read or not. */
typedef void (*SurveyDone)(gpointer data);
void survey_refresh_pool(Survey *survey, const char *host, const char *pool, SurveyDone done, gpointer data);

/* The same, and waits for it. For front ends without a screen. */
void survey_wait_pool(Survey *survey, const char *host, const char *pool);

/* Asks HOST to end the migration of that VM, whoever started it; other jobs are left alone. What comes of it shows in the facts, which
 * are read at once. */
void survey_abort_migration(Survey *survey, const char *host, const char *uuid);

/* Runs the default main context until HOST is up or down. Returns its status. For front ends without a screen. */
const HostStatus *survey_wait(Survey *survey, const char *host);
/* The same for the details of one VM. */
VmDetails *survey_wait_details(Survey *survey, const char *host, const char *uuid, GError **error);

/* Waits for the verdict of HOST on the CPU of VM. */
void survey_wait_cpu(Survey *survey, const char *host, const VmDetails *vm);

/* Opens a connection to URI and closes it again: is this a libvirt we can use? Waits at most TIMEOUT_S. */
void survey_try_uri(const char *uri, guint timeout_s, void (*done)(const GError *error, gpointer data), gpointer data);
