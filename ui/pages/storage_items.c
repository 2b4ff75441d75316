/* The items of the storage page: which there are, what they stand for, how they look. */
#include "ui/pages/storage_page.h"

#include "ui/pages/storage_draw.h"
#include "ui/pages/storage_set.h"

enum { KEEP_ROWS = 2 };

static gboolean has_all(const StoragePage *page)
{
  return storage_movable(page->base.draft) > 1;
}

int storage_count_items(const StoragePage *page)
{
  return (int)page->base.draft->vm->disks->len + (has_all(page) ? 1 : 0) + 1;
}

gboolean storage_is_keep(const StoragePage *page, int item)
{
  return item == storage_count_items(page) - 1;
}

/* The disk of an item; NULL for those that stand for something else. */
static const Disk *disk_at(const StoragePage *page, int item)
{
  int index = has_all(page) ? item - 1 : item;
  const GPtrArray *disks = page->base.draft->vm->disks;

  return index >= 0 && index < (int)disks->len ? g_ptr_array_index(disks, index) : NULL;
}

const Disk *storage_focused(const StoragePage *page)
{
  return disk_at(page, page->list.selected);
}

static int storage_height(gpointer data, int item)
{
  const Disk *disk = disk_at(data, item);

  if (disk != NULL)
    return storage_disk_rows(disk);
  return storage_is_keep(data, item) ? KEEP_ROWS : 1;
}

static void storage_draw_line(gpointer data, int item, int line, const Rect *area, gboolean selected)
{
  const StoragePage *page = data;
  const Disk *disk = disk_at(page, item);

  if (disk != NULL && line == 0)
    storage_draw_disk(page->base.draft, disk, area, selected);
  else if (disk != NULL)
    storage_draw_base(page->base.draft, disk, line - 1, area);
  else if (!storage_is_keep(page, item))
    storage_draw_all(area, selected);
  else if (line == KEEP_ROWS - 1)
    storage_draw_keep(page->base.draft, area, selected);
}

const ListSource storage_page_list = { storage_height, storage_draw_line };

const char *storage_destination_host(const Draft *draft)
{
  return draft->choices->type == MOVE_STORAGE ? draft->source->name : draft->choices->target;
}

/* Just below the item in focus. */
int storage_menu_row(const StoragePage *page)
{
  int row = page->list.area.row - page->list.top + 1;

  for (int i = 0; i < page->list.selected; i++)
    row += storage_height((gpointer)page, i);
  return row;
}
