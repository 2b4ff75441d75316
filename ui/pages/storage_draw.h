/* The table of disks, and what is said of pools and speeds: for the storage page. */
#pragma once

#include "model/choices.h"
#include "ui/draft.h"
#include "ui/layout.h"

void storage_draw_headings(const Rect *area, int row);
/* The row that stands for all disks. */
void storage_draw_all(const Rect *area, gboolean selected);
/* A disk takes one row, and one more for each base image. */
int storage_disk_rows(const Disk *disk);
void storage_draw_disk(const Draft *draft, const Disk *disk, const Rect *area, gboolean selected);
void storage_draw_base(const Draft *draft, const Disk *disk, int index, const Rect *area);

/* "ssd  dir, 17.8 GiB free, /var/lib/libvirt/ssd", or why DISK (NULL: no disk in particular) cannot go there. Caller frees. */
char *storage_pool_label(const Draft *draft, const Disk *disk, const Pool *pool);
/* Why it cannot; NULL when it can. Caller frees. */
char *storage_why_not(const Draft *draft, const Disk *disk, const Pool *pool);

/* "Medium, 20 Mbit/s", "Unlimited". Caller frees. */
char *storage_speed_text(const Draft *draft, const Speed *speed);

gboolean storage_name_is_taken(const Draft *draft, const Disk *disk);
