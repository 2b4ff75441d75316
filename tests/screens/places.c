#include "places.h"

#define DB_UUID "5f1d0000-0000-4000-8000-000000000002" /* of the VM db in the fixture */

enum { QUIET_MS = 120 };

#define TO_WIZARD "/gate<Enter>", "m Migrate", "m", "TYPE"

const Place places[] = {
  { "tree, a group", { NULL }, "> ", FALSE },
  { "tree, a VM", { "/gate<Enter>", "m Migrate", NULL }, ">         gate", FALSE },
  { "tree, a VM that moves", { "/db<Enter>", "c Cancel Migration", NULL }, ">         db", FALSE },
  { "help", { "?", "Keys of the page", NULL }, " Keys of the page", TRUE },
  { "add host", { "A", "Migration address", NULL }, NULL, TRUE },
  { "tasks", { "t", "from and to", NULL }, ">", FALSE },
  { "task", { "t", "from and to", "<Enter>", "move memory", NULL }, NULL, FALSE },
  { "question", { "t", "from and to", "c", "Cancel Migration?", NULL }, "> No", FALSE },
  { "menu", { "/gate<Enter>", "m Migrate", "a", "> Migrate", NULL }, "> Migrate", FALSE },
  { "themes", { "T", "> default", NULL }, "> default", FALSE },
  { "search", { "/ga", "Search: ga", NULL }, NULL, TRUE },
  { "marks", { "/gate<Enter>", "m Migrate", "e", "Kubernetes", NULL }, ">", FALSE },
  { "log", { "t", "from and to", "<Enter>", "move memory", "l", "Esc Back", NULL }, NULL, FALSE },
  { "type", { TO_WIZARD, NULL }, "> ", FALSE },
  { "target", { TO_WIZARD, "<Enter>", "TARGET", NULL }, ">", FALSE },
  { "network", { TO_WIZARD, "<Enter>", "TARGET", "<Enter>", "NETWORK", NULL }, ">", FALSE },
  { "options", { "/web<Enter>", "m Migrate", "m", "TYPE", "<Enter>", "TARGET", "<Enter>", "NETWORK", "<Enter>", "OPTIONS", NULL }, "> [ ]", FALSE },
  { "timer", { "/web<Enter>", "m Migrate", "m", "TYPE", "<Enter>", "TARGET", "<Enter>", "NETWORK", "<Enter>", "OPTIONS", "<Down><Down><Down><Space>", "Accept", NULL }, NULL, TRUE },
  { "storage", { "/local<Enter>", "m Migrate", "m", "TYPE", "<Down><Enter>", "OPTIONS", "<Enter>", "STORAGE", NULL }, ">", FALSE },
  { "pools", { "/local<Enter>", "m Migrate", "m", "TYPE", "<Down><Enter>", "OPTIONS", "<Enter>", "STORAGE", "<Space>", "Pools of alpha", NULL }, ">", FALSE },
  { "speeds", { "/web<Enter>", "m Migrate", "m", "TYPE", "<Down><Enter>", "OPTIONS", "<Enter>", "STORAGE", "<Space>", "Pools of alpha", "l<Enter>", "in pool local", "s", "another figure", NULL }, ">", FALSE },
  { "speed", { "/web<Enter>", "m Migrate", "m", "TYPE", "<Down><Enter>", "OPTIONS", "<Enter>", "STORAGE", "<Space>", "Pools of alpha", "l<Enter>", "in pool local", "sa<Enter>", "A figure with", NULL }, NULL, TRUE },
  { "checks", { "/cold<Enter>", "m Migrate", "m", "TYPE", "<Enter>", "TARGET", "<Enter>", "NETWORK", "<Enter>", "CHECKS", NULL }, NULL, FALSE },
  { "review",
    { "/cold<Enter>", "m Migrate", "m", "TYPE", "<Enter>", "TARGET", "<Enter>", "NETWORK", "<Enter>", "CHECKS", "<Enter>", "REVIEW", NULL },
    NULL, FALSE },
  { "leave", { TO_WIZARD, "<Enter>", "TARGET", "<Esc>", "TYPE", "<Esc>", "Leave the wizard?", NULL }, "> No", FALSE },
};

const gsize places_count = G_N_ELEMENTS(places);

Record *place_record(const Fixture *fixture)
{
  Record *record = record_open(fixture);
  gint64 task = record_task(record, "db", DB_UUID);
  record_begin(record, task);
  record_sample(record, task, &(RecordSample){ .seconds = 1, .total_mib = 512, .sent_mib = 26, .remaining_mib = 486, .rate_mib = 26, .iteration = 1 });
  return record;
}

Screen *place_open(const Fixture *fixture, const Place *place, const ScreenSetup *setup)
{
  Screen *screen = wizard_start_with(fixture, setup != NULL ? setup : &(ScreenSetup){ 0 });
  screen_wait_for(screen, "20.1 of 24 GiB");
  screen_wait_for(screen, "20.9 of 24 GiB");
  screen_wait_for(screen, "1 task running");
  screen_wait_for(screen, "web");
  for (gsize i = 0; place->path[i] != NULL; i += 2) {
    screen_type(screen, place->path[i]);
    screen_wait_for(screen, place->path[i + 1]);
  }
  screen_settle(screen, QUIET_MS);
  return screen;
}
