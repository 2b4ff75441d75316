/* Random keys, clicks and sizes of the terminal against the whole wizard. It must not crash, hang or stop drawing; what it has drawn piece
 * by piece must be what it draws anew; and no task may begin that nobody has confirmed on the last page.
 *
 * VIRT_MIGRATE_KEYS: how many keys (default 3000); VIRT_MIGRATE_SEED: the same keys again; VIRT_MIGRATE_INVENTORY: real hosts, in place of
 * those that libvirt's test driver plays. The file is copied: what is typed may add hosts. */
#include "record.h"
#include "wizard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define DEFAULT_KEYS 3000
#define KEYS_PER_LOOK 200   /* then both ways of drawing are compared */
#define KEYS_PER_BURST 10   /* typed at once, as a pasted text is */
#define KEYS_PER_WALK 300
#define PAGES_OF_WIZARD 7
#define KEYS_TO_LAST_PAGE 20000
#define QUIET_MS 60
#define ANSWER_LIMIT_S 20
#define SETTLED_TRIES 40    /* hosts answer meanwhile, and clocks go on: the same screen is waited for */

/* What is typed, and how often beside the others. */
typedef struct Key {
  const char *text;
  guint weight;
} Key;

static const Key KEYS[] = {
  { "<Enter>", 12 }, { "<Esc>", 5 },  { "<Up>", 8 },    { "<Down>", 12 }, { "<Left>", 4 },  { "<Right>", 6 }, { "<PgUp>", 2 },
  { "<PgDn>", 2 },   { "<Home>", 2 }, { "<End>", 2 },   { "<Tab>", 4 },   { "<S-Tab>", 2 }, { "<Space>", 8 }, { "<Backspace>", 3 },
  { "<Del>", 1 },    { "<Ins>", 1 },  { "<F1>", 1 },    { "<F5>", 1 },    { "<F10>", 1 },   { "<C-l>", 1 },   { "<C-a>", 1 },
  { "<C-u>", 1 },    { "<C-w>", 1 },  { "m", 8 },       { "a", 2 },       { "A", 2 },       { "t", 4 },       { "/", 3 },
  { "?", 2 },        { "n", 2 },      { "y", 3 },       { "q", 1 },       { "c", 2 },       { "p", 2 },       { "s", 3 },
  { "f", 3 },        { "r", 2 },      { "l", 1 },       { "w", 1 },       { "0", 1 },       { "7", 1 },       { "é", 1 },
  { "\u202e", 1 },   { "\u0301", 1 }, { "虚", 1 },      { "<lt>", 1 },    { "%s", 1 },      { "db", 1 },      { "web", 1 },
};

typedef struct Size {
  int rows, cols;
} Size;

/* None smaller: the terminal library falls over text that was on its way when the terminal shrank. */
static const Size SIZES[] = { { 24, 80 }, { 25, 80 }, { 30, 100 }, { 50, 200 }, { 10, 40 }, { 5, 20 }, { 24, 79 }, { 60, 81 } };

typedef struct Typist {
  GRand *rand;
  const Fixture *fixture;
  Screen *screen;
  Record *record;
  int rows; /* of the terminal now */
  guint typed, starts, looks, reviews;
  char *seen;      /* when it was last looked whether a key could start a task */
  GString *recent; /* what was typed since the last look */
} Typist;

static const char *pick_key(GRand *rand)
{
  guint total = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(KEYS); i++)
    total += KEYS[i].weight;
  guint at = (guint)g_rand_int_range(rand, 0, (gint32)total);
  gsize key = 0;
  while (at >= KEYS[key].weight)
    at -= KEYS[key++].weight;
  return KEYS[key].text;
}

static void click(Typist *typist)
{
  ScreenButton button = (ScreenButton)g_rand_int_range(typist->rand, MOUSE_LEFT, MOUSE_WHEEL_DOWN + 1);
  int row = g_rand_int_range(typist->rand, 0, 24), col = g_rand_int_range(typist->rand, 0, 80);
  g_string_append_printf(typist->recent, "[button %d at %d,%d]", button, row, col);
  screen_click(typist->screen, button, row, col);
}

static gboolean has_drawn_anew(Screen *screen, gsize since)
{
  const GByteArray *output = screen_output(screen);
  return g_strstr_len((const char *)output->data + since, (gssize)(output->len - since), "\x1b[H\x1b[2J") != NULL;
}

/* Ctrl-L is answered by a screen that is cleared and drawn again: all keys before it have been taken by then. */
static void catch_up(Typist *typist)
{
  gsize since = screen_output(typist->screen)->len;
  gint64 until = g_get_monotonic_time() + ANSWER_LIMIT_S * G_USEC_PER_SEC;
  screen_type(typist->screen, "<C-l>");
  while (!has_drawn_anew(typist->screen, since) && screen_is_running(typist->screen)) {
    screen_read(typist->screen, QUIET_MS);
    if (g_get_monotonic_time() > until)
      screen_fail(typist->screen, "it does not answer any more, after: %s", typist->recent->str);
  }
  /* Drawn from the top down, it is complete with the keys in the last row; a screen that is too small has none. */
  while (screen_row(typist->screen, typist->rows - 1)[0] == '\0' && screen_read(typist->screen, QUIET_MS))
    continue;
  screen_settle(typist->screen, 2);
}

/* Keys that were typed at one size are taken at that size: at another they might meet a page that could not be seen. */
static void resize(Typist *typist)
{
  const Size *size = &SIZES[g_rand_int_range(typist->rand, 0, G_N_ELEMENTS(SIZES))];
  catch_up(typist);
  g_string_append_printf(typist->recent, "[%dx%d]", size->cols, size->rows);
  typist->rows = size->rows;
  screen_resize(typist->screen, size->rows, size->cols);
  /* It draws anew for this, too, and that is not to be taken for an answer to Ctrl-L. */
  screen_settle(typist->screen, 2 * QUIET_MS);
}

static void see_that_nothing_began(Typist *typist)
{
  if (record_count(typist->record) != 0)
    screen_fail(typist->screen, "a task was begun that nobody has confirmed, after: %s\nbefore the last Enter or click there was\n%s",
                typist->recent->str, typist->seen != NULL ? typist->seen : "");
}

/* What could start a task on the last page is not typed there, so that every task is one too many. */
static gboolean would_confirm(Typist *typist)
{
  catch_up(typist);
  see_that_nothing_began(typist);
  g_free(typist->seen);
  typist->seen = g_strdup(screen_text(typist->screen));
  return strstr(typist->seen, "REVIEW") != NULL;
}

static void type_key(Typist *typist, const char *key)
{
  g_string_append(typist->recent, key);
  screen_type(typist->screen, key);
}

/* Random keys seldom find their way to the last page: a walk there, as far as the pages let it. */
static void walk(Typist *typist)
{
  static const char *const to_the_wizard[] = { "<Esc>", "<C-l>", "<Esc>", "<C-l>", "<Esc>", "<C-l>", "/web", "<Enter>", "m" };
  if (would_confirm(typist))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS(to_the_wizard); i++) {
    type_key(typist, to_the_wizard[i]);
    catch_up(typist);
  }
  for (guint i = 0; i < PAGES_OF_WIZARD && screen_is_running(typist->screen); i++) {
    if (would_confirm(typist)) {
      typist->reviews++;
      return;
    }
    type_key(typist, "<Enter>");
    screen_settle(typist->screen, QUIET_MS);
  }
}

static void type_one(Typist *typist)
{
  gint32 kind = g_rand_int_range(typist->rand, 0, 100);
  const char *key = pick_key(typist->rand);
  if (g_rand_int_range(typist->rand, 0, KEYS_PER_WALK) == 0)
    walk(typist);
  else if (kind < 2)
    resize(typist);
  else if (kind < 4 && !would_confirm(typist))
    click(typist);
  else if (!g_str_equal(key, "<Enter>") || !would_confirm(typist))
    type_key(typist, key);
  typist->typed++;
}

static void start(Typist *typist)
{
  typist->starts++;
  typist->rows = 24;
  typist->screen = wizard_start_with(typist->fixture, &(ScreenSetup){ 0 });
  screen_wait_for(typist->screen, "Training");
}

/* It may have been left, by q or Ctrl-C; any other end is a crash. */
static void see_that_it_lives(Typist *typist)
{
  if (screen_is_running(typist->screen))
    return;
  int status = screen_wait_exit(typist->screen);
  if (status != 0)
    screen_fail(typist->screen, "it ended with %d after: %s", status, typist->recent->str);
  screen_free(typist->screen);
  start(typist);
}

/* Drawn piece by piece it is what it is when drawn at once. Figures and clocks go on meanwhile, so it is looked at more than once. */
static void compare_with_fresh(Typist *typist)
{
  g_autofree char *before = NULL, *after = NULL;
  for (guint i = 0; i < SETTLED_TRIES && screen_is_running(typist->screen); i++) {
    screen_settle(typist->screen, QUIET_MS);
    g_free(before);
    before = g_strdup(screen_text(typist->screen));
    catch_up(typist);
    screen_settle(typist->screen, QUIET_MS);
    g_free(after);
    after = g_strdup(screen_text(typist->screen));
    if (g_str_equal(before, after))
      return;
  }
  if (!screen_is_running(typist->screen))
    return;
  fprintf(stderr, "--- before\n%s\n--- drawn anew\n%s\n", before, after);
  screen_fail(typist->screen, "what was drawn was not what is to be seen, after: %s", typist->recent->str);
}

static void look(Typist *typist)
{
  typist->looks++;
  catch_up(typist);
  typist->rows = 24;
  screen_resize(typist->screen, 24, 80);
  screen_settle(typist->screen, 2 * QUIET_MS);
  compare_with_fresh(typist);
  see_that_it_lives(typist);
  see_that_nothing_began(typist);
  g_string_truncate(typist->recent, 0);
}

static guint number_from(const char *variable, guint otherwise)
{
  const char *value = g_getenv(variable);
  return value != NULL ? (guint)g_ascii_strtoull(value, NULL, 10) : otherwise;
}

static void test_random_keys(void **state)
{
  const char *inventory = g_getenv("VIRT_MIGRATE_INVENTORY");
  if (inventory != NULL)
    fixture_use_hosts(*state, inventory);
  guint keys = number_from("VIRT_MIGRATE_KEYS", DEFAULT_KEYS);
  guint seed = number_from("VIRT_MIGRATE_SEED", g_random_int());
  print_message("# %u keys; again: VIRT_MIGRATE_KEYS=%u VIRT_MIGRATE_SEED=%u\n", keys, keys, seed);
  Typist typist = { .rand = g_rand_new_with_seed(seed), .fixture = *state, .recent = g_string_new(NULL) };
  typist.record = record_open(typist.fixture);
  start(&typist);
  while (typist.typed < keys) {
    for (guint i = 0; i < KEYS_PER_BURST && screen_is_running(typist.screen); i++)
      type_one(&typist);
    screen_settle(typist.screen, 1);
    see_that_it_lives(&typist);
    if (typist.typed / KEYS_PER_LOOK > typist.looks)
      look(&typist);
  }
  look(&typist);
  print_message("# %u keys typed, %u looks, %u starts, %u times at the last page\n", typist.typed, typist.looks, typist.starts,
                typist.reviews);
  /* Where nobody could have confirmed anything, nothing has been tried. */
  if (keys >= KEYS_TO_LAST_PAGE && typist.reviews == 0)
    screen_fail(typist.screen, "the keys never came to the last page");
  screen_free(typist.screen);
  record_close(typist.record);
  g_free(typist.seen);
  g_string_free(typist.recent, TRUE);
  g_rand_free(typist.rand);
}

int main(void)
{
  const struct CMUnitTest tests[] = { WIZARD_TEST(test_random_keys) };
  return cmocka_run_group_tests_name("random keys", tests, NULL, NULL);
}
