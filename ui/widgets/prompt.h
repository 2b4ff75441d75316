/* A box over the page in which one line is typed. */
#pragma once

#include "ui/page.h"

/* Takes what was typed. NULL: it was good, and the box goes away; otherwise what is wrong with it, which the box shows and frees. */
typedef char *(*PromptTaken)(App *app, gpointer data, const char *text);

/* Asks for a line, which is TEXT at first; HINT says what may be typed. DATA must outlive the box. */
Page *prompt_new(const char *title, const char *hint, const char *text, PromptTaken taken, gpointer data);
