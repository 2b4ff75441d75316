/* What keys do on every page. */
#pragma once

#include "ui/app.h"

void actions_act(App *app, Page *page, Action action);
