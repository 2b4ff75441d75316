/* How the pages are opened from elsewhere. Those of the wizard are reached through its table only. */
#pragma once

#include "ui/app.h"

Page *tree_page_new(App *app);
Page *add_host_page_new(App *app);

/* The list of all tasks; the one that is open already comes back to the top. */
void tasks_page_open(App *app);

/* One task; going on by itself, it can be left and opened again. */
void task_page_open(App *app, gint64 id);

/* What the task has called of libvirt, and what came of it. */
void log_page_open(App *app, gint64 id);

/* The themes to choose from, over the page that is shown. */
void themes_page_open(App *app);

/* What every key of PAGE does. */
Page *help_page_new(Page *page);

extern const PageOps type_page_ops, target_page_ops, network_page_ops, options_page_ops, storage_page_ops, checks_page_ops,
    review_page_ops;
