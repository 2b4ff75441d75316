/* A post-copy that has lost its network: how it is noticed, and how the VM's memory is brought together again. While it lasts, the VM
 * runs at the target and waits for pages that are only at the source: neither may be destroyed.
 *
 * The connection between the hosts outlives a break of some minutes by itself, and goes on when the network is back. It must not be ended
 * at the source before that: the target would never hear of it, and libvirt replaces a connection only when both have noticed its end. */
#pragma once

#include "task/runner.h"
#include "virt/migration.h"

typedef struct PostCopy {
  /* Makes a new connection for the rest of the memory; NULL and ERROR when there is no way. */
  Migration *(*reconnect)(Runner *runner, GError **error);
  Runner *runner;

  /* For post_copy.c only. */
  guint64 sent_bytes;     /* at the last look that differed from the one before … */
  gint64 moved_ms;        /* … which was then; 0: not in post-copy yet */
  gint64 looked_ms, asked_ms;
  gint64 try_ms;          /* not before this; 0: not known yet */
  gboolean noticed;       /* by the target, at the last look */
  gboolean asked;         /* an operator wants it now */
} PostCopy;

/* Judges one look at the job, and marks it as broken when nothing has come for a while. */
void post_copy_watch(PostCopy *post_copy, JobSample *sample, gint64 now_ms);

/* An operator says that the network is back. */
void post_copy_ask(PostCopy *post_copy, gint64 now_ms);

/* Was that so long ago that the old connection, of which SAMPLE is the last look, will not go on by itself any more? Said once. */
gboolean post_copy_wants_end(PostCopy *post_copy, const JobSample *sample, gint64 now_ms);

/* Is the VM of RUNNER still at its source, with its post-copy broken? */
gboolean post_copy_is_broken(Runner *runner);

/* Is nothing of it left at the target, and so a part of its memory lost, whatever is done? FALSE also when that cannot be told. */
gboolean post_copy_is_lost(Runner *runner);

/* Ends what is left of a lost one: its rest at the source, and its definition at the target. It is shut off at its source then. */
gboolean post_copy_bury(Runner *runner, GError **error);

/* Have both hosts given the connection up? Asked once a second; FALSE in between. */
gboolean post_copy_is_given_up(PostCopy *post_copy, gint64 now_ms);

/* When both hosts have noticed, and it is time: a new connection. NULL: not now. *OVER: one of them has
 * nothing of it any more. */
Migration *post_copy_try(PostCopy *post_copy, gint64 now_ms, gboolean *over);
