/*
 * guest.c - what a training VM does all day.
 *
 * Prints a counter once a second, dirties memory at a steady rate, and turns
 * the machine off when its power button is pressed or its time is over. The
 * counter makes a migration visible: it goes on without a gap, and a VM that
 * was restarted instead of moved shows another boot id.
 *
 * Settings come from the kernel command line, as name=value words:
 *   guest=NAME          the name to print
 *   dirty=N             MiB of memory to dirty per second (0: none)
 *   dirty_region=N      MiB of memory that this is spread over
 *   shutdown_after=N    seconds until the VM turns itself off (0: never)
 *
 * Copyright (C) 2025 the virt-migrate authors
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <fcntl.h>
#include <glob.h>
#include <linux/input.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/reboot.h>
#include <time.h>
#include <unistd.h>

enum {
  MAX_INPUTS = 8,
  PORTIONS = 100, /* a second's dirt comes in small portions, so that a slowed down CPU gets through fewer of them */
  PAGE = 4096,
  PAGES_PER_MIB = (1 << 20) / PAGE,
};

static const long NANOSECONDS = 1000000000;

struct memory {
  uint8_t *base; /* NULL: dirty nothing */
  size_t pages;
  size_t next;
  size_t pages_per_portion;
};

/* First line of a file, without its newline; "" where there is none. */
static void read_line(const char *path, char *line, size_t size)
{
  FILE *file = fopen(path, "r");

  line[0] = '\0';
  if (file && fgets(line, (int)size, file))
    line[strcspn(line, "\n")] = '\0';
  if (file)
    fclose(file);
}

/* The value of name= on the kernel command line, or the fallback. */
static const char *setting(const char *name, const char *fallback)
{
  static char line[4096];
  static char value[1024];
  size_t length = strlen(name);

  read_line("/proc/cmdline", line, sizeof line);
  for (char *word = strtok(line, " "); word; word = strtok(NULL, " "))
    if (strncmp(word, name, length) == 0 && word[length] == '=') {
      snprintf(value, sizeof value, "%s", word + length + 1);
      return value;
    }
  return fallback;
}

static unsigned long number_setting(const char *name, const char *fallback)
{
  return strtoul(setting(name, fallback), NULL, 10);
}

static struct memory memory_from_settings(void)
{
  struct memory memory = { 0 };
  unsigned long dirty = number_setting("dirty", "0");
  unsigned long region = number_setting("dirty_region", "128");
  void *base;

  if (dirty == 0 || region == 0)
    return memory;
  base = mmap(NULL, region << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (base == MAP_FAILED) {
    printf("virt-migrate guest: no room for a region of %lu MiB, dirtying nothing\n", region);
    return memory;
  }
  memory.base = base;
  memory.pages = region * PAGES_PER_MIB;
  memory.pages_per_portion = dirty * PAGES_PER_MIB / PORTIONS;
  return memory;
}

/* One changed word makes a whole page dirty, which costs an emulated CPU next to nothing. */
static void memory_dirty(struct memory *memory)
{
  if (!memory->base)
    return;
  for (size_t i = 0; i < memory->pages_per_portion; i++) {
    ++*(uint64_t *)(memory->base + memory->next * PAGE);
    memory->next = (memory->next + 1) % memory->pages;
  }
}

static nfds_t inputs_open(struct pollfd inputs[MAX_INPUTS])
{
  glob_t found;
  nfds_t count = 0;

  if (glob("/dev/input/event*", 0, NULL, &found) != 0)
    return 0;
  for (size_t i = 0; i < found.gl_pathc && count < MAX_INPUTS; i++) {
    int fd = open(found.gl_pathv[i], O_RDONLY | O_NONBLOCK);
    if (fd >= 0)
      inputs[count++] = (struct pollfd){ .fd = fd, .events = POLLIN };
  }
  globfree(&found);
  return count;
}

static bool power_key_pressed(const struct pollfd *inputs, nfds_t count)
{
  struct input_event event;

  for (nfds_t i = 0; i < count; i++)
    while (read(inputs[i].fd, &event, sizeof event) == (ssize_t)sizeof event)
      if (event.type == EV_KEY && event.code == KEY_POWER && event.value == 1)
        return true;
  return false;
}

/* Milliseconds until a moment of the monotonic clock; 0 when it has passed. */
static int milliseconds_until(const struct timespec *moment)
{
  struct timespec now;
  long left;

  clock_gettime(CLOCK_MONOTONIC, &now);
  left = (moment->tv_sec - now.tv_sec) * 1000 + (moment->tv_nsec - now.tv_nsec) / 1000000;
  return left > 0 ? (int)left : 0;
}

/*
 * The next moment of a steady rhythm. What was missed is not made up for: a VM whose CPU is slowed down is to do less,
 * or underclocking it would be of no use.
 */
static void advance(struct timespec *moment, long nanoseconds)
{
  moment->tv_nsec += nanoseconds;
  moment->tv_sec += moment->tv_nsec / NANOSECONDS;
  moment->tv_nsec %= NANOSECONDS;
  if (milliseconds_until(moment) == 0)
    clock_gettime(CLOCK_MONOTONIC, moment);
}

static void power_off(const char *reason)
{
  printf("virt-migrate guest: %s, turning off\n", reason);
  sync();
  reboot(RB_POWER_OFF);
}

int main(void)
{
  struct pollfd inputs[MAX_INPUTS];
  nfds_t input_count = inputs_open(inputs);
  struct memory memory = memory_from_settings();
  /* An idle VM wakes up no more than it must. */
  long rhythm = memory.base ? NANOSECONDS / PORTIONS : NANOSECONDS;
  unsigned long shutdown_after = number_setting("shutdown_after", "0");
  char *name = strdup(setting("guest", "unnamed"));
  char boot_id[64];
  struct timespec next_portion, next_second;
  unsigned long counter = 0;

  setvbuf(stdout, NULL, _IOLBF, 0);
  read_line("/proc/sys/kernel/random/boot_id", boot_id, sizeof boot_id);
  clock_gettime(CLOCK_MONOTONIC, &next_second);
  next_portion = next_second;

  while (true) {
    if (milliseconds_until(&next_second) == 0) {
      if (shutdown_after && counter >= shutdown_after)
        power_off("shutdown_after is over");
      printf("virt-migrate guest %s boot=%s counter=%lu\n", name, boot_id, counter++);
      advance(&next_second, NANOSECONDS);
    }
    memory_dirty(&memory);
    advance(&next_portion, rhythm);
    while (milliseconds_until(&next_portion) > 0) {
      poll(inputs, input_count, milliseconds_until(&next_portion));
      if (power_key_pressed(inputs, input_count))
        power_off("power button pressed");
    }
  }
}
