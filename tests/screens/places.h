/* Every page of the wizard, and how to get there: for tests of what is true of all of them. */
#pragma once

#include "record.h"
#include "wizard.h"

typedef struct Place {
  const char *name;
  const char *path[18]; /* from the tree on: what to type and what to wait for, by turns; ends with NULL */
  const char *cursor;   /* what begins under the cursor; NULL: no matter */
  gboolean no_help;     /* its keys are all on the screen */
} Place;

extern const Place places[];
extern const gsize places_count;

/* A task that runs: the pages that show one need it. Open it before the first place. */
Record *place_record(const Fixture *fixture);

/* Starts the wizard on a terminal (NULL: the usual one) and goes to PLACE. */
Screen *place_open(const Fixture *fixture, const Place *place, const ScreenSetup *setup);
