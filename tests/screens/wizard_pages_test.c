/* The pages of the wizard, one after the other: what each shows for a VM that can move, and what it says when something is in the way. */
#include "wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static Screen *migrate_on(const Fixture *fixture, const char *vm, const char *term, const char *lang)
{
  g_autofree char *search = g_strdup_printf("/%s<Enter>", vm);
  g_autofree char *title = g_strdup_printf("Migrate %s", vm);
  Screen *screen = wizard_start_on(fixture, term, lang);
  screen_type(screen, search);
  screen_wait_selected(screen, vm);
  screen_wait_for(screen, "m Migrate");
  screen_type(screen, "m");
  screen_wait_for(screen, title);
  return screen;
}

static Screen *migrate(const Fixture *fixture, const char *vm)
{
  return migrate_on(fixture, vm, NULL, NULL);
}

/* The page that is shown, by the one title in capitals; NULL while the screen is half drawn. */
static const char *page_shown(Screen *screen)
{
  static const char *const TITLES[] = { "TYPE", "TARGET", "NETWORK", "OPTIONS", "CHECKS", "REVIEW" };
  for (guint i = 0; i < G_N_ELEMENTS(TITLES); i++)
    if (strstr(screen_row(screen, 1), TITLES[i]) != NULL)
      return TITLES[i];
  return NULL;
}

static gboolean is_other_page(Screen *screen, const char *title)
{
  const char *shown = page_shown(screen);
  return shown != NULL && !g_str_equal(shown, title);
}

static const char *wait_page(Screen *screen)
{
  screen_wait_until(screen, is_other_page, "no page");
  return page_shown(screen);
}

/* Enter, until the page TITLE is shown. */
static void go_to(Screen *screen, const char *title)
{
  for (const char *before; !g_str_equal(before = wait_page(screen), title);) {
    screen_type(screen, "<Enter>");
    screen_wait_until(screen, is_other_page, before);
  }
}

/* What was typed before the plan could be seen does not start it. */
static void test_enter_typed_ahead_starts_nothing(void **state)
{
  Screen *screen = migrate(*state, "web");
  go_to(screen, "OPTIONS");
  screen_type(screen, "<Enter><Enter><Enter><Enter>");
  screen_wait_for(screen, "Look at the plan first: Enter once more starts it.");
  assert_string_equal(wait_page(screen), "REVIEW");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "task 1, started");
  screen_free(screen);
}

static void test_type_page(void **state)
{
  Screen *screen = migrate(*state, "web");
  screen_expect(screen,
      " Migrate web                                 on alpha, running, 256 MiB, 1 disk\n"
      " TYPE   Target   Network   Options   Checks   Review\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " What is to be moved?\n"
      "\n"
      "   > (•) Host\n"
      "         The VM goes to another host; its disks stay on the storage both hosts\n"
      "         share.\n"
      "\n"
      "     ( ) Storage\n"
      "         The disks go to other storage pools; the VM stays on its host.\n"
      "\n\n"
      "     ( ) Host and Storage\n"
      "         The VM goes to another host and takes its disks along.\n"
      "\n\n\n\n\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " Choose Host when the disks lie on storage that both hosts share: only memory\n"
      " is copied, so it is quick. The other two copy the disks as well.\n"
      " Enter Next    Esc Back   t Tasks   ? Help");
  screen_type(screen, "<Esc>");
  screen_wait_gone(screen, "Migrate web");
  screen_wait_selected(screen, "web");
  screen_free(screen);
}

static void test_target_page(void **state)
{
  Screen *screen = migrate(*state, "web");
  go_to(screen, "TARGET");
  screen_expect(screen,
      " Migrate web                                 on alpha, running, 256 MiB, 1 disk\n"
      " Type   TARGET   Network   Options   Checks   Review\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " Host to move to\n"
      "\n"
      "     host           free memory   CPUs   load   data goes over\n"
      " >   bravo             20.1 GiB      2~~~migration network\n"
      "   x charlie           20.9 GiB      2~~~management network\n"
      "       disk vda lies in pool vmstore, which is not mounted on charlie\n"
      "\n\n\n\n\n\n\n\n\n\n\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " Load is how many CPUs were busy. A host marked x cannot take this VM, for the\n"
      " reasons below it.\n"
      " Enter Next    Esc Back   r Refresh   t Tasks   ? Help");
  screen_type(screen, "<Down><Enter>");
  screen_wait_for(screen, "charlie cannot take web: disk vda lies in pool vmstore, which is not mounted");
  screen_free(screen);
}

static void test_target_page_on_vt100_in_c_locale(void **state)
{
  Screen *screen = migrate_on(*state, "local", "vt100", "C");
  go_to(screen, "TARGET");
  screen_expect(screen,
      " Migrate local                               on alpha, running, 256 MiB, 1 disk\n"
      " Type   TARGET   Network   Options   Checks   Review\n"
      "--------------------------------------------------------------------------------\n"
      " Host to move to\n"
      "\n"
      "     host           free memory   CPUs   load   data goes over\n"
      " > x bravo             20.1 GiB      2~~~migration network\n"
      "       disk vda lies in local, which only alpha has\n"
      "   x charlie           20.9 GiB      2~~~management network\n"
      "       disk vda lies in local, which only alpha has\n"
      "\n\n\n\n\n\n\n\n\n\n"
      "--------------------------------------------------------------------------------\n"
      " Load is how many CPUs were busy. A host marked x cannot take this VM, for the\n"
      " reasons below it.\n"
      " Enter Next    Esc Back   r Refresh   t Tasks   ? Help");
  screen_free(screen);
}

static void test_network_page_maps_a_missing_network(void **state)
{
  Screen *screen = migrate(*state, "gate");
  go_to(screen, "NETWORK");
  screen_wait_for(screen, "x missing: Enter chooses another");
  screen_type(screen, "<Down><Enter>");
  screen_expect(screen,
      " Migrate gate                                on alpha, running, 256 MiB, 1 disk\n"
      " Type   Target   NETWORK   Options   Checks   Review\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " Networks of the VM\n"
      "\n"
      "   NIC                on alpha now                on bravo then\n"
      "   52:54:00:00:03:00  lan (Linux bridge)        ✓ lan (Linux bridge)\n"
      " > 52:54:00:00:03:01  dmz (Linux bridge)        x missing: Enter chooses another\n"
      "                                                ┌─ Active networks of bravo ─┐\n"
      "                                                │ > guests (Linux bridge)    │\n"
      "                                                │   lan (Linux bridge)       │\n"
      "                                                └────────────────────────────┘\n"
      "\n\n\n\n\n\n\n\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " A NIC keeps its address and type; its link stays up for the guest. All NICs of\n"
      " one network move together.\n"
      " Enter Choose   Esc Back   ? Help");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "52:54:00:00:03:01  dmz (Linux bridge)        ✓ guests (Linux bridge)");
  screen_wait_gone(screen, "missing");
  go_to(screen, "REVIEW");
  screen_wait_for(screen, "NICs of dmz are plugged into guests");
  screen_free(screen);
}

static void test_options_page(void **state)
{
  Screen *screen = migrate(*state, "web");
  go_to(screen, "OPTIONS");
  screen_expect(screen,
      " Migrate web                                 on alpha, running, 256 MiB, 1 disk\n"
      " Type   Target   Network   OPTIONS   Checks   Review\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " How to move it\n"
      " > [ ] Post-copy memory    May go on at the target before all memory is there.\n"
      "                           Sure to finish; a broken network then stops the VM.\n"
      "       Estimated duration  not known\n"
      "   [ ] CPU underclocking   Slows the VM's CPUs, more and more, while it writes\n"
      "                           memory faster than the network carries it.\n"
      "   [ ] Encryption          Memory and disk data travel through TLS; both hosts\n"
      "                           need migration certificates. Costs some speed.\n"
      "       Timer [24h     ]    If the move is not done after this time (90s, 15m,\n"
      "                           24h, off), do the following.\n"
      "       When it runs out    What happens when the timer runs out: suspend and\n"
      "                           finish, post-copy, or cancel.\n"
      "                           (•) suspend   ( ) post-copy   ( ) cancel           ↓\n"
      "\n"
      " For a VM that writes memory faster than the network carries it. It is only\n"
      " allowed here, not started: start it from the task page, or let the timer do\n"
      " it. From then on the move cannot be cancelled.\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " The estimate: 256 MiB in use; how fast the VM writes is not known; the\n"
      " network's speed is not known.\n"
      " Enter Next    Esc Back   Space On or off   t Tasks   ? Help");
  screen_type(screen, "<Space>");
  screen_wait_for(screen, "[x] Post-copy memory");
  screen_type(screen, "<Down><Space><Down>");
  screen_wait_for(screen, "[x] CPU underclocking");
  screen_free(screen);
}

static void test_timer(void **state)
{
  Screen *screen = migrate(*state, "web");
  go_to(screen, "OPTIONS");
  screen_type(screen, "<Down><Down><Down>15x");
  screen_wait_for(screen, "[15x");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "15x"); /* it says why not, and keeps it for mending */
  screen_type(screen, "<Backspace>m<Enter>");
  screen_wait_for(screen, "[15m     ]");
  go_to(screen, "REVIEW");
  screen_wait_for(screen, "after 15m: suspend");
  screen_wait_for(screen, "--timeout 900 --timeout-suspend");
  screen_free(screen);
}

static void test_options_of_a_suspended_vm(void **state)
{
  Screen *screen = migrate(*state, "idle");
  go_to(screen, "OPTIONS");
  screen_wait_for(screen, "[ ] Encryption");
  assert_null(strstr(screen_text(screen), "Post-copy"));
  assert_null(strstr(screen_text(screen), "Timer"));
  go_to(screen, "REVIEW");
  screen_wait_for(screen, "idle moves from alpha to bravo and stays suspended.");
  screen_free(screen);
}

static void test_shut_off_vm_has_no_options(void **state)
{
  Screen *screen = migrate(*state, "cold");
  go_to(screen, "TARGET");
  screen_wait_for(screen, "Type   TARGET   Network   Checks   Review");
  go_to(screen, "REVIEW");
  screen_wait_for(screen, "cold, shut off, moves from alpha to bravo.");
  screen_wait_for(screen, "define it on bravo");
  screen_wait_for(screen, "undefine cold");
  screen_free(screen);
}

static void test_checks_page(void **state)
{
  Screen *screen = migrate(*state, "web");
  go_to(screen, "CHECKS");
  screen_expect(screen,
      " Migrate web                                 on alpha, running, 256 MiB, 1 disk\n"
      " Type   Target   Network   Options   CHECKS   Review\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " ✓ Nothing stands in the way\n"
      "\n"
      " ! 1 warning\n"
      " > ! no-shutdown        do not shut web down while it moves\n"
      "                        → a VM that shuts down on the way stays, shut off, on\n"
      "                        its source host\n"
      "\n"
      " ✓ ~~~ checks passed\n"
      "\n\n\n\n\n\n\n\n\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " These checks are made again right before the start.\n"
      "\n"
      " Enter Next    Space Show all checks   Esc Back   t Tasks   ? Help");
  screen_type(screen, "<Space>");
  screen_wait_for(screen, "the target has memory for the VM");
  screen_wait_for(screen, "target-architecture  "); /* the longest name, apart from what it means */
  screen_type(screen, "<Space>");
  screen_wait_gone(screen, "the target has memory for the VM");
  screen_free(screen);
}

static void test_review_page(void **state)
{
  Screen *screen = migrate(*state, "web");
  go_to(screen, "REVIEW");
  screen_expect(screen,
      " Migrate web                                 on alpha, running, 256 MiB, 1 disk\n"
      " Type   Target   Network   Options   Checks   REVIEW\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " web moves from alpha to bravo and goes on running.\n"
      "    1  check again\n"
      "    2  move memory, 256 MiB, and switch over\n"
      "    3  verify on bravo: state, disks, definition\n"
      "    4  leave nothing on alpha\n"
      "   Memory         migration network, 10.78.0.1 → 10.78.0.2\n"
      "   Control        management network\n"
      "                  Peer to peer: the hosts talk to each other, so it survives\n"
      "                  this machine and terminal\n"
      "   Duration       not known (256 MiB in use; how fast the VM writes is not\n"
      "                  known; the network's speed is not known)\n"
      "   Options        after 24h: suspend\n"
      "   Deleted        nothing: the disks stay where they are\n"
      " ! do not shut web down while it moves\n"
      " The same by hand:\n"
      "   virsh -c test://~~~/alpha.xml migrate --live --p2p \\\n"
      "     --persistent --undefinesource --timeout 86400 --timeout-suspend web \\~~~\n"
      "────────────────────────────────────────────────────────────────────────────────\n"
      " Enter starts it. The task goes on when you leave; its page shows how far it\n"
      " is.\n"
      " Enter Start   Esc Back   t Tasks   ? Help");
  screen_free(screen);
}

/* Going back and forth loses nothing that was chosen. */
static void test_choices_stay(void **state)
{
  Screen *screen = migrate(*state, "gate");
  go_to(screen, "NETWORK");
  screen_type(screen, "<Down><Enter>");
  screen_wait_for(screen, "Active networks of bravo");
  screen_type(screen, "<Enter>");
  screen_wait_gone(screen, "missing");
  go_to(screen, "OPTIONS");
  screen_type(screen, "<Space>");
  screen_wait_for(screen, "[x] Post-copy");
  screen_type(screen, "<Esc>");
  screen_wait_for(screen, "NETWORK");
  screen_type(screen, "<Esc>");
  screen_wait_for(screen, "TARGET");
  screen_type(screen, "<Esc>");
  screen_wait_for(screen, "TYPE");
  go_to(screen, "NETWORK");
  screen_wait_for(screen, "guests (Linux bridge)");
  go_to(screen, "OPTIONS");
  screen_wait_for(screen, "[x] Post-copy");
  screen_free(screen);
}

static void test_quitting_asks(void **state)
{
  Screen *screen = migrate(*state, "web");
  go_to(screen, "TARGET");
  screen_type(screen, "<C-c>");
  screen_wait_for(screen, "Quit?");
  screen_type(screen, "n");
  screen_wait_gone(screen, "Quit?");
  screen_wait_for(screen, "Migrate web");
  screen_type(screen, "<C-c>");
  screen_wait_for(screen, "Quit?");
  screen_type(screen, "y");
  assert_int_equal(screen_wait_exit(screen), 0);
  screen_free(screen);
}

/* Going back asks only where something would be lost: on the first page, after others were seen. */
static void test_going_back_asks(void **state)
{
  Screen *screen = migrate(*state, "web");
  screen_wait_for(screen, "Enter Next"); /* the page is there to its last row */
  screen_type(screen, "q");
  screen_wait_gone(screen, "TYPE");
  screen_wait_for(screen, "m Migrate");
  screen_type(screen, "m");
  screen_wait_for(screen, "TYPE");
  screen_wait_for(screen, "Enter Next");
  go_to(screen, "NETWORK");
  screen_type(screen, "q");
  screen_wait_for(screen, "TARGET");
  screen_type(screen, "<Esc>");
  screen_wait_for(screen, "TYPE");
  screen_type(screen, "q");
  screen_wait_for(screen, "Leave the wizard?");
  screen_type(screen, "<Enter>");
  screen_wait_gone(screen, "Leave the wizard?");
  screen_wait_for(screen, "TYPE");
  screen_type(screen, "qy");
  screen_wait_for(screen, "m Migrate");
  screen_free(screen);
}

/* A letter that is no command goes to the next host that begins with it. */
static void test_first_letters_of_hosts(void **state)
{
  Screen *screen = migrate(*state, "web");
  go_to(screen, "TARGET");
  screen_wait_selected(screen, "bravo");
  screen_type(screen, "c");
  screen_wait_selected(screen, "charlie");
  screen_type(screen, "B");
  screen_wait_selected(screen, "bravo");
  screen_free(screen);
}

/* The hosts of these tests cannot migrate: the task fails, tells why in libvirt's words, and in what state things are. */
static void test_start(void **state)
{
  Screen *screen = migrate(*state, "web");
  go_to(screen, "REVIEW");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "task 1, started");
  screen_wait_for(screen, "p2p migration is not");
  screen_wait_for(screen, "web is running on alpha; nothing of web is on");
  screen_type(screen, "<Esc>");
  screen_wait_for(screen, "Training");
  screen_free(screen);
}

static void test_start_without_a_record(void **state)
{
  Fixture *fixture = *state;
  g_autofree char *file = fixture_path(fixture, "inventory.conf");
  fixture_setenv(fixture, "XDG_STATE_HOME", file);
  Screen *screen = migrate(fixture, "web");
  go_to(screen, "REVIEW");
  screen_type(screen, "<Enter>");
  screen_wait_for(screen, "Not started");
  screen_wait_for(screen, "Not a directory");
  screen_type(screen, "<Enter>");
  screen_wait_gone(screen, "Not started");
  screen_wait_for(screen, "REVIEW");
  screen_free(screen);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    WIZARD_TEST(test_type_page),
    WIZARD_TEST(test_enter_typed_ahead_starts_nothing),
    WIZARD_TEST(test_target_page),
    WIZARD_TEST(test_target_page_on_vt100_in_c_locale),
    WIZARD_TEST(test_network_page_maps_a_missing_network),
    WIZARD_TEST(test_options_page),
    WIZARD_TEST(test_timer),
    WIZARD_TEST(test_options_of_a_suspended_vm),
    WIZARD_TEST(test_shut_off_vm_has_no_options),
    WIZARD_TEST(test_checks_page),
    WIZARD_TEST(test_review_page),
    WIZARD_TEST(test_choices_stay),
    WIZARD_TEST(test_quitting_asks),
    WIZARD_TEST(test_going_back_asks),
    WIZARD_TEST(test_first_letters_of_hosts),
    WIZARD_TEST(test_start),
    WIZARD_TEST(test_start_without_a_record),
  };
  return cmocka_run_group_tests_name("wizard pages", tests, NULL, NULL);
}
