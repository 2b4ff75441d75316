/* For the files of the options page only: what it holds, and how that is drawn. */
#pragma once

#include "plan/options.h"
#include "ui/widgets/field.h"
#include "ui/widgets/list.h"
#include "ui/wizard.h"

/* An option as it stands. */
typedef struct OptionRow {
  const Option *option;
  char *forbidden; /* why it cannot be switched on; NULL when it can */
  gboolean may_override;
  char **help;     /* wrapped */
} OptionRow;

typedef struct OptionsPage {
  WizardPage base;
  List list;
  GPtrArray *rows; /* of OptionRow */
  gboolean editing;
  Field field;
} OptionsPage;

/* Of the column that the help of an option is wrapped to. */
enum { OPTIONS_HELP_COLS = 51 };

/* The row at INDEX of the list; NULL when there is none. */
const OptionRow *options_row_at(const OptionsPage *page, int index);

/* The list of the options, for list_draw() and list_mouse(). */
extern const ListSource options_page_list;

void options_draw(Page *page, const Layout *layout);
