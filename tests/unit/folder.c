#include "tests/unit/folder.h"

#include <glib/gstdio.h>

char *folder_new(void)
{
  g_autoptr(GError) error = NULL;
  char *path = g_dir_make_tmp("virt-migrate-test-XXXXXX", &error);
  if (path == NULL)
    g_error("%s", error->message);
  return path;
}

void folder_free(char *path)
{
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    char *file = g_build_filename(path, name, NULL);
    if (g_file_test(file, G_FILE_TEST_IS_DIR)) {
      folder_free(file);
    } else {
      g_unlink(file);
      g_free(file);
    }
  }
  g_rmdir(path);
  g_free(path);
}
