/* A box over the page: a question with yes and no, or something that must be read. */
#pragma once

#include "ui/page.h"

typedef void (*DialogAnswer)(App *app, gpointer data);

/* Asks TEXT; "no" has the focus. ON_YES is called when YES is chosen; DATA is freed with FREE_DATA (NULL: not) either
 * way. */
Page *dialog_question(const char *title, const char *text, const char *yes, DialogAnswer on_yes, gpointer data,
                      GDestroyNotify free_data);

/* Says TEXT until a key is pressed. */
Page *dialog_message(const char *title, const char *text);
