/* One line of text that is typed. */
#pragma once

#include "ui/input.h"
#include "ui/layout.h"

typedef struct Field {
  GString *text;
  glong cursor; /* in characters */
} Field;

void field_init(Field *field, const char *text);
void field_clear(Field *field);

/* Takes one event; FALSE when it is not about editing. */
gboolean field_input(Field *field, const Input *input);

/* Draws it WIDTH columns wide into a row of AREA; with FOCUSED the cursor stands in it. */
void field_draw(const Field *field, const Rect *area, int row, int col, int width, gboolean focused);
