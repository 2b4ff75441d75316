/* What libvirt cannot tell of a host or a VM, and the operator can: a small menu to switch it. */
#pragma once

#include "ui/app.h"

/* What the menu is about. It lives in the page that opens it. */
typedef struct Marks {
  char *host; /* NULL: a VM */
  char *uuid; /* NULL: a host */
} Marks;

/* Opens the menu at ROW for the host or for the VM NAME with UUID. */
void marks_open_host(App *app, Marks *marks, const char *host, int row, int col);
void marks_open_vm(App *app, Marks *marks, const char *name, const char *uuid, int row, int col);
void marks_clear(Marks *marks);
