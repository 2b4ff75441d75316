#include "ui/shell_wrap.h"

#include "ui/text.h"

#include <string.h>

/* What one byte of the command stands in: 'c' is command text, '\'' and '"' are quotes. */
typedef struct Reader {
  GString *contexts; /* the innermost last */
} Reader;

static char innermost(const Reader *reader)
{
  return reader->contexts->str[reader->contexts->len - 1];
}

static void enter(Reader *reader, char context)
{
  g_string_append_c(reader->contexts, context);
}

static void leave(Reader *reader)
{
  if (reader->contexts->len > 1)
    g_string_truncate(reader->contexts, reader->contexts->len - 1);
}

/* Reads on past one character or, where two belong together, past both. */
static const char *read_on(Reader *reader, const char *at)
{
  char context = innermost(reader);

  if (context == '\'') {
    if (*at == '\'')
      leave(reader);
    return g_utf8_next_char(at);
  }
  if (*at == '\\' && at[1] != '\0')
    return g_utf8_next_char(at + 1);
  if (at[0] == '$' && at[1] == '(') {
    enter(reader, 'c');
    return at + 2;
  }
  if (*at == '"' && context == '"')
    leave(reader);
  else if (*at == '"' || (*at == '\'' && context == 'c'))
    enter(reader, *at);
  else if (*at == ')' && context == 'c')
    leave(reader);
  return g_utf8_next_char(at);
}

/* May a word be broken before AT? Not within the name of a variable, nor beside a sign that means something with its neighbour. */
static gboolean may_part(const char *start, const char *at)
{
  const char *name = at;

  if (at == start || !g_ascii_isalnum(at[0]) || !g_ascii_isalnum(at[-1]))
    return FALSE;
  while (name > start && (g_ascii_isalnum(name[-1]) || name[-1] == '_'))
    name--;
  return name == start || strchr("${", name[-1]) == NULL;
}

typedef struct Break {
  const char *at;  /* NULL: none found */
  char quote;      /* of a word that is broken: ' or ", '\0' outside quotes */
} Break;

/* The last places up to COLUMNS where TEXT can be broken: between words, and within one. Their contexts are those of READER there. */
static const char *find_breaks(Reader *reader, const char *text, int columns, Break *space, Break *word)
{
  const char *at = text;
  int used = 0;

  while (*at != '\0' && used < columns) {
    const char *next;
    char context = innermost(reader);

    if (context == 'c' && *at == ' ' && at > text)
      *space = (Break){ at, '\0' };
    else if (used < columns - 2 && may_part(text, at))
      *word = (Break){ at, context == 'c' ? '\0' : context };
    next = read_on(reader, at);
    for (; at < next; at = g_utf8_next_char(at))
      used += text_char_width(g_utf8_get_char(at));
  }
  return at;
}

/* Takes the next line off TEXT. INTO is what the line begins with, and what the next one is to begin with after. */
static const char *take_line(GPtrArray *lines, GString *contexts, const char *text, int columns, GString *into)
{
  g_autoptr(GString) ahead = g_string_new(contexts->str);
  Reader reader = { ahead };
  Break space = { NULL }, word = { NULL };
  int room = columns - (int)into->len;
  const char *end = find_breaks(&reader, text, room, &space, &word);
  const Break *taken = space.at != NULL ? &space : word.at != NULL ? &word : NULL;

  if (*end == '\0' || taken == NULL) {
    g_ptr_array_add(lines, g_strconcat(into->str, text, NULL));
    return NULL;
  }
  Reader passed = { contexts };
  for (const char *at = text; at < taken->at;)
    at = read_on(&passed, at);
  g_autofree char *part = g_strndup(text, (gsize)(taken->at - text));
  char quote[2] = { taken->quote, '\0' };

  g_ptr_array_add(lines, g_strconcat(into->str, part, taken == &space ? " \\" : quote, taken == &space ? "" : "\\", NULL));
  g_string_assign(into, taken == &space ? "  " : quote);
  return taken == &space ? taken->at + 1 : taken->at;
}

char **shell_wrap(const char *command, int columns)
{
  GPtrArray *lines = g_ptr_array_new();
  g_autoptr(GString) contexts = g_string_new("c"), into = g_string_new(NULL);
  const char *text = command;

  while (text != NULL)
    text = take_line(lines, contexts, text, MAX(columns - 2, 8), into);
  g_ptr_array_add(lines, NULL);
  return (char **)g_ptr_array_free(lines, FALSE);
}
