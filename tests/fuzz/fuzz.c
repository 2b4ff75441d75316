#include "fuzz.h"

#include <glib/gstdio.h>
#include <stdlib.h>

/* libconfig 1.5 does not free the string that a syntax error has cut off; nothing of ours can. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
  return "leak:libconfig.so\n";
}

char *fuzz_text(const uint8_t *data, size_t size)
{
  return g_strndup((const char *)data, size);
}

static char *file;

static void remove_file(void)
{
  g_unlink(file);
}

const char *fuzz_file(const uint8_t *data, size_t size)
{
  if (file == NULL) {
    g_autofree char *folder = g_dir_make_tmp("fuzz-XXXXXX", NULL);
    file = g_build_filename(folder, "input", NULL);
    atexit(remove_file);
  }
  if (!g_file_set_contents_full(file, (const char *)data, (gssize)size, G_FILE_SET_CONTENTS_NONE, 0600, NULL))
    abort();
  return file;
}
