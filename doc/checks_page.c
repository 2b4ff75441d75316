/* Writes the manual page of the checks from the table of them: run while building, never installed. */
#include "plan/rules.h"

#include <stdio.h>

static const char head[] =
    ".TH VIRT\\-MIGRATE\\-CHECKS 7 \"2026\" \"virt-migrate 0.1.0\" \"Miscellaneous\"\n"
    ".SH NAME\n"
    "virt\\-migrate\\-checks \\- what virt\\-migrate checks before it moves a VM\n"
    ".SH DESCRIPTION\n"
    "A move is checked as a whole before anything happens, and once more right before its task starts. Each check has a name that stays, by which\n"
    ".B virt\\-migrate check\n"
    "and the wizard tell what it found, together with what to do about it. What is listed here is what each of them makes sure of. Those that do not\n"
    "concern the move at hand are passed over, and so are those for which the hosts do not tell what is needed.\n";

static const char foot[] =
    ".SH SEE ALSO\n"
    ".BR virt\\-migrate (1),\n"
    ".BR virt\\-migrate\\-inventory (5)\n";

static const struct {
  Severity severity;
  const char *title, *text;
} sections[] = {
  { SEVERITY_BLOCKS, "CHECKS THAT STOP A MOVE", "When one of these finds something, the move does not start. Those marked (*) can be overridden, one by one, by somebody who knows "
    "better: with o on the page of the checks, or with run \\-\\-override. The record of the task tells of it." },
  { SEVERITY_WARNS, "CHECKS THAT WARN", "The move may start all the same." },
  { SEVERITY_INFORMS, "CHECKS THAT INFORM", "What is good to know." },
};

/* TEXT with what roff would take for its own. */
static void put(const char *text)
{
  if (*text == '.' || *text == '\'')
    fputs("\\&", stdout);
  for (; *text != '\0'; text++)
    if (*text == '-')
      fputs("\\-", stdout);
    else if (*text == '\\')
      fputs("\\e", stdout);
    else
      putchar(*text);
}

static void put_rule(const Rule *rule)
{
  fputs(".TP\n.B ", stdout);
  put(rule->id);
  putchar('\n');
  put(rule->title);
  fputs(rule->may_override ? ". (*)\n" : ".\n", stdout);
}

int main(void)
{
  guint n;
  const Rule *const *rules = rules_all(&n);
  fputs(head, stdout);
  for (gsize i = 0; i < G_N_ELEMENTS(sections); i++) {
    printf(".SH %s\n%s\n", sections[i].title, sections[i].text);
    for (guint j = 0; j < n; j++)
      if (rules[j]->severity == sections[i].severity)
        put_rule(rules[j]);
  }
  fputs(foot, stdout);
  return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
