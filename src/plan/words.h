/* A plan in the words that every front end uses. Callers free what they get. */
#pragma once

#include "model/plan.h"
#include "model/task.h"

/* "web moves from alpha to bravo and goes on running.", "The disks of web move on alpha; it stays shut off." */
char *plan_sentence(const Plan *plan);

/* One disk that moves: "vda  local → ssd/web.raw, as raw, 20Mbit/s at most" with ARROW between the two. */
char *plan_disk_words(const PlanDisk *disk, const char *arrow);

/* The pools that disks go to, each once: "ssd, local2"; "" when none moves. */
char *plan_pools(const Plan *plan);
/* The same of a plan as the store keeps it; NULL when it cannot be read, or no disk moves. */
char *plan_text_pools(const char *text);

/* What a task that has ended has shown: "estimated 40 s; disks 12 s, memory 8.0 s; moved 1.2 GiB". NULL when nothing is known. */
char *task_figures_words(const Task *task, gboolean with_estimate);

/* The checks that a plan overrides, by their ids: "target-memory, disk-space"; NULL for none. */
char *plan_overridden_ids(const Plan *plan);
/* What they said, of a plan as the store keeps it; ends with NULL. NULL when there are none, or it cannot be read. */
char **plan_text_overridden(const char *text);

/* What is gone at the end: "web.qcow2 of pool local", or that nothing is. */
char *plan_deleted_words(const Plan *plan);

/* What the data that takes PLAN->data is: "Memory", "Memory, disks", "Disks"; NULL when none is sent. Static, translated. */
const char *plan_data_words(const Plan *plan);

/* What steers it, and what that outlives. Static, translated. */
const char *plan_control_words(const Plan *plan);
