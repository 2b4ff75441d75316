/* The pages of the wizard for moves of disks: which there are, the table of disks, and what is chosen from it. */
#include "wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* On the storage page for db, which has two disks; DOWN goes to the type of the move. */
static Screen *storage_page(const Fixture *fixture, const char *down, const char *term, const char *lang)
{
  Screen *screen = wizard_start_on(fixture, term, lang);
  screen_type(screen, "/db<Enter>");
  screen_wait_selected(screen, "db");
  screen_wait_for(screen, "m Migrate");
  screen_type(screen, "m");
  screen_wait_for(screen, "TYPE");
  screen_type(screen, down);
  screen_type(screen, "<Enter>");
  screen_wait_gone(screen, "TYPE");
  for (guint i = 0; i < 4; i++) {
    screen_settle(screen, 200);
    g_autofree char *before = g_strdup(screen_row(screen, 1));
    if (strstr(before, "STORAGE") != NULL)
      break;
    screen_type(screen, "<Enter>");
    screen_wait_gone(screen, before);
  }
  screen_wait_for(screen, "STORAGE");
  return screen;
}

#define TABLE(bar, first, second) \
  " Migrate db                                 on alpha, running, 512 MiB, 2 disks\n" \
  bar "\n" \
  "~~~\n" \
  " Disks, and the pools of alpha they go to\n" \
  "\n" \
  "   disk     size      data  now   in pool      to pool       as     speed\n" \
  " > all disks that can move: what is chosen here is chosen for each\n" \
  first "\n" second "\n"

static void test_disks_and_nothing_chosen(void **state)
{
  Screen *screen = storage_page(*state, "<Down>", NULL, NULL);
  screen_expect(screen, TABLE(" Type   Options   STORAGE   Checks   Review",
                              "   vda     2 GiB   410 MiB  qcow2 vmstore      stays",
                              "   vdb     2 GiB   410 MiB  raw   vmstore      stays")
      "\n   [ ] Keep the old volumes\n\n\n\n\n\n\n\n\n\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " A disk without a pool stays where it is. The speed limits the copying of a\n"
      " disk, never the memory of the VM.\n"
      " Enter Next    Esc Back   Space Pool   f Format   s Speed   t Tasks   ? Help");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "no disk of db is to move");
  screen_free(screen);
}

/* Down, until the entry that begins with LABEL has the focus. */
static void focus_in_menu(Screen *screen, const char *label)
{
  g_autofree char *wanted = g_strconcat("> ", label, NULL);
  for (guint i = 0; i < 10 && strstr(screen_text(screen), wanted) == NULL; i++) {
    screen_type(screen, "<Down>");
    screen_settle(screen, 100);
  }
  screen_wait_for(screen, wanted);
}

/* Chooses the pool local for the disk in focus. */
static void choose_local(Screen *screen)
{
  screen_type(screen, "<Space>");
  screen_wait_for(screen, "free, /srv/local");
  focus_in_menu(screen, "  local");
  screen_type(screen, "<Enter>");
  screen_wait_gone(screen, "free, /srv/local");
}

static void test_pool_for_all_disks(void **state)
{
  Screen *screen = storage_page(*state, "<Down>", "vt100", "C");
  screen_type(screen, "<Space>");
  screen_wait_for(screen, "free, /srv/local");
  screen_wait_for(screen, "local        dir, ");
  screen_wait_for(screen, "x san          no volume can be made in a pool of type iscsi");
  focus_in_menu(screen, "  local");
  screen_type(screen, "<Enter>");
  screen_wait_gone(screen, "free, /srv/local");
  screen_wait_for(screen, "vda     2 GiB   410 MiB  qcow2 vmstore      local         qcow2  unlimited");
  screen_wait_for(screen, "vdb     2 GiB   410 MiB  raw   vmstore      local         raw    unlimited");
  screen_wait_for(screen, "disk vdb: pool local has a volume db-data.raw already");
  screen_free(screen);
}

static void test_picker_on_vt100_in_c_locale(void **state)
{
  Screen *screen = storage_page(*state, "<Down>", "vt100", "C");
  screen_type(screen, "<Down><Space>");
  screen_expect(screen,
      " Migrate db                                 on alpha, running, 512 MiB, 2 disks\n"
      " Type   Options   STORAGE   Checks   Review\n"
      "--------------------------------------------------------------------------------\n"
      " Disks, and the pools of alpha they go to\n"
      "\n"
      "   disk     size      data  now   in pool      to pool       as     speed\n"
      "   all disks that can move: what is chosen here is chosen for each\n"
      " > vda     2 GiB   410 MiB  qcow2 vmstore      stays\n"
      "   v+- Pools of alpha ------------------------------------------------+\n"
      "    | >   stays where it is                                           |\n"
      "   [|     local        dir, ~~~ free, /srv/local~~~|\n"
      "    |   x san          no volume can be made in a pool of type iscsi  |\n"
      "    |     vmstore      netfs, ~~~ free, /srv/vmstore~~~|\n"
      "    +-----------------------------------------------------------------+\n"
      "\n\n\n\n\n\n"
      "--------------------------------------------------------------------------------\n"
      " vda stays where it is: press Space to choose a pool for it.\n"
      "\n"
      " Enter Choose   Esc Back   ? Help");
  screen_free(screen);
}

static void test_review(void **state)
{
  Screen *screen = storage_page(*state, "<Down>", NULL, NULL);
  screen_type(screen, "<Down>");
  choose_local(screen);
  screen_wait_for(screen, "vda becomes the volume db.qcow2 in pool local.");
  screen_type(screen, "<End><Space>");
  screen_wait_for(screen, "> [x] Keep the old volumes");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "CHECKS");
  screen_type(screen, "<Enter>");
  screen_expect(screen,
      " Migrate db                                 on alpha, running, 512 MiB, 2 disks\n"
      " Type   Options   Storage   Checks   REVIEW\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " Disks of db move on alpha; it goes on running there.\n"
      "   Disk           vda  vmstore → local/db.qcow2\n"
      "    1  check again\n"
      "    2  make 1 volume on alpha\n"
      "    3  copy 1 disk, 410 MiB of data\n"
      "    4  switch db over to the new volumes\n"
      "    5  verify on alpha: state, disks, definition\n"
      "   Disks          storage network, 10.77.0.0/24\n"
      "   Control        management network\n"
      "                  The host copies by itself; what is begun goes on without this\n"
      "                  machine, and is taken up by it again\n"
      "   Duration       not known (410 MiB on vda; how fast the storage is is not\n"
      "                  known)\n"
      "   Options        Keep the old volumes, after 24h: suspend\n"
      "   Deleted        nothing: the old volumes are kept\n"
      " ! do not shut db down while it moves\n"
      "~~~\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " Enter starts it. The task goes on when you leave; its page shows how far it\n"
      " is.\n"
      " Enter Start   Esc Back   t Tasks   ? Help");
  screen_free(screen);
}

/* What was chosen for another type has no effect, and is there again with that type. */
static void test_options_of_another_type(void **state)
{
  Screen *screen = wizard_start(*state);
  screen_type(screen, "/db<Enter>m");
  screen_wait_for(screen, "TYPE");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "TARGET");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "NETWORK");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "OPTIONS");
  screen_type(screen, "<Space>");
  screen_wait_for(screen, "[x] Post-copy memory");
  for (const char *const *title = (const char *const[]){ "NETWORK", "TARGET", "TYPE", NULL }; *title != NULL; title++) {
    screen_type(screen, "<Esc>");
    screen_wait_for(screen, *title);
  }
  screen_type(screen, "<Down><Space>");
  screen_wait_for(screen, "TYPE   Options   Storage   Checks   Review");
  for (const char *const *title = (const char *const[]){ "OPTIONS", "STORAGE", "CHECKS", "REVIEW", NULL }; *title != NULL; title++) {
    screen_type(screen, "<Enter>");
    screen_wait_for(screen, *title);
    if (g_str_equal(*title, "STORAGE")) {
      screen_type(screen, "<Down>");
      choose_local(screen);
    }
  }
  screen_wait_for(screen, "Options        after 24h: suspend");
  assert_null(strstr(screen_text(screen), "Post-copy"));
  screen_free(screen);
}

static void test_pages_of_each_type(void **state)
{
  Screen *screen = wizard_start(*state);
  screen_type(screen, "/cold<Enter>");
  screen_wait_selected(screen, "cold");
  screen_type(screen, "m");
  screen_wait_for(screen, "TYPE   Target   Network   Checks   Review");
  screen_type(screen, "<Down><Space>");
  screen_wait_for(screen, "TYPE   Storage   Checks   Review");
  screen_type(screen, "<Down><Space>");
  screen_wait_for(screen, "TYPE   Target   Network   Options   Storage   Checks   Review");
  screen_free(screen);
}

static void test_unusable_pool_is_not_taken(void **state)
{
  Screen *screen = storage_page(*state, "<Down>", NULL, NULL);
  screen_type(screen, "<Space>");
  screen_wait_for(screen, "san");
  focus_in_menu(screen, "x san");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "san cannot be chosen: no volume can be made in a pool of type iscsi");
  screen_free(screen);
}

static void test_format_and_speed(void **state)
{
  Screen *screen = storage_page(*state, "<Down>", NULL, NULL);
  screen_type(screen, "<Down>f");
  screen_wait_for(screen, "vda: choose a pool first");
  choose_local(screen);
  screen_wait_for(screen, "vda     2 GiB   410 MiB  qcow2 vmstore      local         qcow2  unlimited");
  screen_type(screen, "f");
  screen_wait_for(screen, "High-Speed");
  screen_type(screen, "<Down><Down><Enter>");
  screen_wait_for(screen, "vda     2 GiB   410 MiB  qcow2 vmstore      local         raw    unlimited");
  screen_type(screen, "s");
  screen_wait_for(screen, "Medium, 20Mbit/s");
  screen_type(screen, "<End><Enter>");
  screen_wait_for(screen, "A figure with its unit");
  screen_type(screen, "5<Enter>");
  screen_wait_for(screen, "“5” is not");
  screen_type(screen, "MiB/s<Enter>");
  screen_wait_for(screen, "vda     2 GiB   410 MiB  qcow2 vmstore      local         raw    5MiB/s");
  screen_wait_for(screen, "vdb     2 GiB   410 MiB  raw   vmstore      stays");
  screen_free(screen);
}

static void test_taken_name_is_replaced(void **state)
{
  Screen *screen = storage_page(*state, "<Down>", NULL, NULL);
  screen_type(screen, "<Down><Down>");
  choose_local(screen);
  screen_wait_for(screen, "disk vdb: pool local has a volume db-data.raw already");
  screen_wait_for(screen, "n Free name");
  screen_type(screen, "n");
  screen_wait_gone(screen, "has a volume db-data.raw already");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "CHECKS");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "REVIEW");
  screen_wait_for(screen, "Disks of db move on alpha; it goes on running there.");
  screen_wait_for(screen, "vdb  vmstore → local/db-data-1.raw");
  screen_wait_for(screen, "db-data.raw of pool vmstore, on alpha, after it is seen to");
  screen_free(screen);
}

static void test_choices_survive_going_back(void **state)
{
  Screen *screen = storage_page(*state, "<Down>", NULL, NULL);
  screen_type(screen, "<Down>");
  choose_local(screen);
  screen_wait_for(screen, "vmstore      local         qcow2");
  screen_type(screen, "<Esc>");
  screen_wait_for(screen, "OPTIONS");
  screen_type(screen, "<Esc>");
  screen_wait_for(screen, "TYPE");
  screen_type(screen, "<Up><Enter>");
  screen_wait_for(screen, "TARGET");
  assert_null(strstr(screen_row(screen, 1), "Storage"));
  screen_type(screen, "<Esc>");
  screen_wait_for(screen, "TYPE");
  screen_type(screen, "<Down><Enter>");
  screen_wait_for(screen, "OPTIONS");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "STORAGE");
  screen_wait_for(screen, "vmstore      local         qcow2");
  screen_free(screen);
}

static void test_both_leaves_shared_disks_where_they_are(void **state)
{
  Screen *screen = storage_page(*state, "<Down><Down>", NULL, NULL);
  assert_non_null(strstr(screen_row(screen, 1), "Target   Network"));
  screen_wait_for(screen, "Disks, and the pools of bravo they go to");
  screen_wait_for(screen, "vda     2 GiB   410 MiB  qcow2 vmstore      stays: both hosts have it");
  screen_free(screen);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    WIZARD_TEST(test_disks_and_nothing_chosen),
    WIZARD_TEST(test_pool_for_all_disks),
    WIZARD_TEST(test_picker_on_vt100_in_c_locale),
    WIZARD_TEST(test_review),
    WIZARD_TEST(test_options_of_another_type),
    WIZARD_TEST(test_pages_of_each_type),
    WIZARD_TEST(test_unusable_pool_is_not_taken),
    WIZARD_TEST(test_format_and_speed),
    WIZARD_TEST(test_taken_name_is_replaced),
    WIZARD_TEST(test_choices_survive_going_back),
    WIZARD_TEST(test_both_leaves_shared_disks_where_they_are),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
