/* Questions on the terminal. */
#include "cli/cli.h"

#include "model/text.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

gboolean cli_can_ask(void)
{
  return isatty(STDIN_FILENO);
}

gboolean cli_ask(const char *question)
{
  char answer[16];
  g_autofree char *safe = text_safe(question);
  if (!cli_can_ask())
    return FALSE;
  printf("%s [y/N] ", safe);
  fflush(stdout);
  if (fgets(answer, sizeof answer, stdin) == NULL)
    return FALSE;
  g_strstrip(answer);
  return g_ascii_strcasecmp(answer, "y") == 0 || g_ascii_strcasecmp(answer, "yes") == 0;
}
