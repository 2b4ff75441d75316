/* For survey only: the worker of one host, a thread that connects, looks again and again, and reports. */
#pragma once

#include "virt/survey.h"

typedef struct SurveyWorker SurveyWorker;

/* Starts a worker for HOST. It reports to the thread that calls this, through its GMainContext. */
SurveyWorker *survey_worker_new(const InventoryHost *host, guint connect_s, SurveyChanged changed, gpointer data);

/* Nobody wants its reports any more. A thread that hangs in libvirt is left behind to end by itself. */
void survey_worker_leave(SurveyWorker *worker);

const char *survey_worker_host(const SurveyWorker *worker);
const HostStatus *survey_worker_status(const SurveyWorker *worker);

/* Look now, at everything. */
void survey_worker_look(SurveyWorker *worker);
void survey_worker_refresh_pool(SurveyWorker *worker, const char *pool, SurveyDone done, gpointer data);
void survey_worker_ask_dirty_rate(SurveyWorker *worker, const char *uuid, SurveyDirtyRate done, gpointer data);
void survey_worker_ask(SurveyWorker *worker, const char *uuid, SurveyDetails done, gpointer data);
void survey_worker_abort_migration(SurveyWorker *worker, const char *uuid);
void survey_worker_compare_cpu(SurveyWorker *worker, const VmDetails *vm, SurveyDone done, gpointer data);
