/* A page: one screenful with its keys. Each is a file with its table of operations last; its private data begins with
 * the Page. Dialogs and menus are pages too, drawn over the one below. */
#pragma once

#include "plan/options.h"
#include "ui/keys.h"
#include "ui/layout.h"

typedef struct App App;
typedef struct Draft Draft;

typedef struct PageOps {
  const char *title;             /* in the bar of the wizard and on the help page; untranslated */
  gboolean overlay;              /* drawn over the page below */
  const KeyBinding *const *keys; /* tables of its keys; ends with NULL */

  /* Pages of the wizard only: is there anything to choose here, and a new one. */
  gboolean (*applies)(const Draft *draft);
  Page *(*create)(App *app, Draft *draft);

  /* All of these may be NULL. */
  void (*enter)(Page *page); /* it becomes the page that is shown, for the first time or again */
  void (*draw)(Page *page, const Layout *layout);
  gboolean (*type)(Page *page,
                   const Input *input); /* before any key table: text being typed, the mouse. TRUE: done with it */
  void (*letter)(Page *page, const Input *input); /* a letter that is no key: to the entry that begins with it */
  const Option *(*option)(const Page *page); /* what the focus is about, for its long text on the page of help */
  gboolean (*typing)(const Page *page);       /* text is being typed: keys of letters and signs are not available */
  gboolean (*act)(Page *page, Action action); /* TRUE: done with it */
  void (*refresh)(Page *page);                /* a host or a task has changed */
  gboolean (*tick)(Page *page);               /* once a second; TRUE: draw again */
  gboolean (*would_lose)(const Page *page);   /* would quitting now lose what the operator has chosen? */
  void (*free)(Page *page);                   /* of the private data; the Page itself as well */
} PageOps;

struct Page {
  const PageOps *ops;
  App *app;
  Page *inner; /* the page within this one that has the keys; NULL for most */
  gboolean *is_there; /* shared with those who wait on its behalf: FALSE once it is gone; NULL while there are none */
};

/* The page that has the keys: PAGE or what is in it. */
Page *page_focus(Page *page);

/* The title in the first row, and what goes with it at its right end. */
void page_draw_header(const Layout *layout, const char *title, const char *right);
/* A note in one of the two rows above the keys. */
void page_draw_note(const Layout *layout, int row, const char *text);
/* A longer note over both rows. */
void page_draw_notes(const Layout *layout, const char *text);
/* The keys of PAGE that are worth a place, in their order; Help always has one. */
void page_draw_keys(const Page *page, const Layout *layout);
