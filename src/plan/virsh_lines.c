#include "plan/virsh_lines.h"

#include <string.h>

void virsh_append_quoted(GString *out, const char *text)
{
  static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-_./:@=,";
  if (*text != '\0' && strspn(text, plain) == strlen(text)) {
    g_string_append(out, text);
    return;
  }
  g_autofree char *quoted = g_shell_quote(text);
  g_string_append(out, quoted);
}

/* virsh takes a number for the id of whatever runs under it, and a dash for an option: such a VM is named by its UUID. */
const char *virsh_domain(const Plan *plan)
{
  gboolean number = strspn(plan->vm, "0123456789") == strlen(plan->vm);
  return number || plan->vm[0] == '-' ? plan->vm_uuid : plan->vm;
}

GString *virsh_line(const char *uri, const char *command)
{
  GString *line = g_string_new("virsh -c ");
  virsh_append_quoted(line, uri);
  g_string_append_printf(line, " %s", command);
  return line;
}

/* NAME as it stands in an attribute of XML and inside a basic regular expression of sed. */
char *virsh_sed_pattern(const char *name)
{
  g_autofree char *xml = g_markup_escape_text(name, -1);
  GString *out = g_string_new(NULL);
  for (const char *p = xml; *p != '\0'; p++) {
    if (strchr("\\.*[]^$/&|", *p) != NULL)
      g_string_append_c(out, '\\');
    g_string_append_c(out, *p);
  }
  return g_string_free(out, FALSE);
}

char *virsh_simple_line(const char *uri, const char *command, const char *argument)
{
  GString *line = virsh_line(uri, command);
  g_string_append_c(line, ' ');
  virsh_append_quoted(line, argument);
  return g_string_free(line, FALSE);
}
