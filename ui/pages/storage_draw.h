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

/* The check box below the disks. */
void storage_draw_keep(const Draft *draft, const Rect *area, gboolean selected);

/* What the foot of the page says about DISK (NULL: about all). Caller frees. */
char *storage_foot(const Draft *draft, const Disk *disk);

/* "  ssd  dir, 17.8 GiB free, /var/lib/libvirt/ssd". Caller frees. */
char *storage_pool_label(const Pool *pool);
/* "x san  why it cannot be chosen". Caller frees. */
char *storage_barred_label(const char *name, const char *why_not);

/* "Medium, 20 Mbit/s", "Unlimited". Caller frees. */
char *storage_speed_text(const Draft *draft, const Speed *speed);
