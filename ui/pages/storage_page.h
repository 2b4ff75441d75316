/* For the files of the storage page only: what it holds, and what can be chosen there. */
#pragma once

#include "ui/widgets/list.h"
#include "ui/wizard.h"

typedef struct StoragePage {
  WizardPage base;
  List list; /* all disks first, where there is more than one to choose for; then each disk; then what becomes of the old volumes */
} StoragePage;

/* How many items there are. */
int storage_count_items(const StoragePage *page);

/* Does ITEM stand for what becomes of the old volumes? */
gboolean storage_is_keep(const StoragePage *page, int item);

/* The disk in focus; NULL when all of them are meant. */
const Disk *storage_focused(const StoragePage *page);

/* Where the disks go. */
const char *storage_destination_host(const Draft *draft);

/* The row for a menu: just below the item in focus. */
int storage_menu_row(const StoragePage *page);

/* The list of the disks, for list_draw() and list_mouse(). */
extern const ListSource storage_page_list;

/* Open the menu for what has the focus. */
void storage_choose_pool(StoragePage *page);
void storage_choose_format(StoragePage *page);
void storage_choose_speed(StoragePage *page);

/* Has the pool a volume of the name that the disk in focus would get there? */
gboolean storage_name_is_taken(const Page *page);
void storage_take_free_name(StoragePage *page);

/* Another host may have changed what is in POOL: reads it anew; the checks are made again when that is known. */
void storage_read_pool(StoragePage *page, const char *pool);
