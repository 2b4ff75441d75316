/*
 * records.c - writes numbered records to a disk of a training VM, and reads
 * them again.
 *
 * Usage: records DISK, for example: records vda
 *
 * Whoever moves a disk must not lose a write. This program knows what each of
 * its places on the disk must hold, and reads every record once more just
 * before it is written over, about three seconds later. It says once a second
 *
 *   records vda 1234 ok           1234: number of the newest record
 *   records vda 1234 BAD REASON   from the first fault on, for ever
 *
 * and when it starts, what it has found:
 *
 *   records vda found 1234        0: no record at all
 *
 * The records are in groups that are spread over the whole disk, so that there
 * are always some on both sides of what a copy has reached. Within a group they
 * are close together: a copy in progress has little to copy again.
 *
 * Copyright (C) 2025 the virt-migrate authors
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define _GNU_SOURCE /* O_DIRECT */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
  GROUPS = 8,
  RECORDS_PER_GROUP = 8,
  PLACES = GROUPS * RECORDS_PER_GROUP,
  RECORD_SIZE = 4096,
  RECORDS_PER_SECOND = 20,
};

static const char MAGIC[8] = "vm-recrd";

struct record {
  char magic[sizeof MAGIC];
  char disk[16];
  uint64_t number; /* the first is 1 */
  uint64_t filling[RECORD_SIZE / 8 - 5];
  uint64_t checksum; /* of all before it */
};

_Static_assert(sizeof(struct record) == RECORD_SIZE, "a record fills its place");

struct disk {
  const char *name;
  int fd;
  off_t group_distance;
  uint64_t newest;
  char fault[128];       /* "": none so far */
  struct record *buffer; /* aligned, for the disk is read and written past the page cache */
};

static uint64_t checksum(const struct record *record)
{
  const uint64_t *word = (const uint64_t *)record;
  uint64_t sum = 14695981039346656037u;

  for (; word < &record->checksum; word++)
    sum = (sum ^ *word) * 1099511628211u;
  return sum;
}

static off_t place_of(const struct disk *disk, uint64_t number)
{
  uint64_t place = number % PLACES;

  return (off_t)(place / RECORDS_PER_GROUP) * disk->group_distance + (off_t)(place % RECORDS_PER_GROUP) * RECORD_SIZE;
}

static void fault(struct disk *disk, const char *what, uint64_t number, const char *reason)
{
  if (disk->fault[0] == '\0')
    snprintf(disk->fault, sizeof disk->fault, "%s record %llu: %s", what, (unsigned long long)number, reason);
}

static void write_record(struct disk *disk, uint64_t number)
{
  struct record *record = disk->buffer;

  memset(record, 0, sizeof *record);
  memcpy(record->magic, MAGIC, sizeof MAGIC);
  snprintf(record->disk, sizeof record->disk, "%s", disk->name);
  record->number = number;
  for (size_t i = 0; i < sizeof record->filling / sizeof record->filling[0]; i++)
    record->filling[i] = (number + i) * 11400714819323198485u;
  record->checksum = checksum(record);
  errno = ENOSPC;
  if (pwrite(disk->fd, record, sizeof *record, place_of(disk, number)) != sizeof *record)
    fault(disk, "writing", number, strerror(errno));
}

/* The number of the record in the place that belongs to this one; 0: no record of ours. */
static uint64_t read_place_of(struct disk *disk, uint64_t number)
{
  struct record *record = disk->buffer;

  errno = EIO;
  if (pread(disk->fd, record, sizeof *record, place_of(disk, number)) != sizeof *record) {
    fault(disk, "reading", number, strerror(errno));
    return 0;
  }
  if (memcmp(record->magic, MAGIC, sizeof MAGIC) != 0 || record->checksum != checksum(record) ||
      strncmp(record->disk, disk->name, sizeof record->disk) != 0)
    return 0;
  return record->number;
}

static void check_place(uint64_t found, struct disk *disk, uint64_t number)
{
  char reason[64];

  if (found == number)
    return;
  snprintf(reason, sizeof reason, found ? "there is %llu instead" : "there is none", (unsigned long long)found);
  fault(disk, "expected", number, reason);
}

/*
 * What an earlier boot has left. The place after the newest record is excused, and written at once: the machine may
 * have been turned off in the middle of that.
 */
static void find_records(struct disk *disk)
{
  uint64_t found[PLACES];

  for (uint64_t place = 0; place < PLACES; place++) {
    found[place] = read_place_of(disk, place);
    if (found[place] > disk->newest)
      disk->newest = found[place];
  }
  for (uint64_t age = 0; age < PLACES - 1 && age < disk->newest; age++)
    check_place(found[(disk->newest - age) % PLACES], disk, disk->newest - age);
  printf("records %s found %llu\n", disk->name, (unsigned long long)disk->newest);
  write_record(disk, ++disk->newest);
}

/* In the place of the next record there is the oldest one, if there were that many. */
static void next_record(struct disk *disk)
{
  if (disk->newest >= PLACES) {
    uint64_t oldest = disk->newest - PLACES + 1;

    check_place(read_place_of(disk, oldest), disk, oldest);
  }
  write_record(disk, ++disk->newest);
}

static bool open_disk(struct disk *disk, const char *name)
{
  char path[64];

  snprintf(path, sizeof path, "/dev/%s", name);
  disk->name = name;
  disk->fd = open(path, O_RDWR | O_DIRECT);
  disk->buffer = aligned_alloc(RECORD_SIZE, RECORD_SIZE);
  disk->group_distance = lseek(disk->fd, 0, SEEK_END) / GROUPS / RECORD_SIZE * RECORD_SIZE;
  if (disk->fd >= 0 && disk->buffer && disk->group_distance >= RECORDS_PER_GROUP * RECORD_SIZE)
    return true;
  printf("records %s 0 BAD no such disk, or a very small one\n", name);
  return false;
}

static void report(const struct disk *disk)
{
  printf("records %s %llu %s%s\n", disk->name, (unsigned long long)disk->newest, disk->fault[0] ? "BAD " : "ok",
         disk->fault);
}

int main(int argc, char **argv)
{
  struct disk disk = { 0 };
  const struct timespec pause = { .tv_nsec = 1000000000 / RECORDS_PER_SECOND };

  setvbuf(stdout, NULL, _IOLBF, 0);
  if (argc != 2 || !open_disk(&disk, argv[1]))
    return EXIT_FAILURE;
  find_records(&disk);
  while (true) {
    for (int i = 0; i < RECORDS_PER_SECOND; i++) {
      next_record(&disk);
      nanosleep(&pause, NULL);
    }
    report(&disk);
  }
}
