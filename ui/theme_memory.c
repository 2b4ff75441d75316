#include "ui/theme_memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FOLDER_MODE = 0700, FILE_MODE = 0600 };

static char *memory_file(void)
{
  return g_build_filename(g_get_user_config_dir(), "virt-migrate", "theme", NULL);
}

/* All lines of the file; empty when there is none. */
static char **read_lines(const char *file)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents(file, &text, NULL, NULL))
    return g_new0(char *, 1);
  return g_strsplit(g_strchomp(text), "\n", -1);
}

static gboolean is_name(const char *line)
{
  line += strspn(line, " \t\r");
  return *line != '\0' && *line != '#';
}

char *theme_memory_read(void)
{
  g_autofree char *file = memory_file();
  g_auto(GStrv) lines = read_lines(file);

  for (char **line = lines; *line != NULL; line++)
    if (is_name(*line))
      return g_strstrip(g_utf8_make_valid(*line, -1));
  return NULL;
}

/* The file with NAME in the place of the name before. */
static char *text_with(const char *file, const char *name)
{
  g_auto(GStrv) lines = read_lines(file);
  GString *text = g_string_new(NULL);

  for (char **line = lines; *line != NULL; line++)
    if (!is_name(*line))
      g_string_append_printf(text, "%s\n", *line);
  if (text->len == 0)
    g_string_append(text, "# The theme of virt-migrate, as chosen with T. --theme goes before it.\n");
  g_string_append_printf(text, "%s\n", name);
  return g_string_free(text, FALSE);
}

gboolean theme_memory_write(const char *name, GError **error)
{
  g_autofree char *file = memory_file(), *folder = g_path_get_dirname(file);
  g_autofree char *real = realpath(file, NULL); /* a link to where the user keeps such files stays one */
  g_autofree char *text = text_with(file, name);

  if (g_mkdir_with_parents(folder, FOLDER_MODE) != 0) {
    g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno), "%s: %s", folder, g_strerror(errno));
    return FALSE;
  }
  return g_file_set_contents_full(real != NULL ? real : file, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                  FILE_MODE, error);
}
