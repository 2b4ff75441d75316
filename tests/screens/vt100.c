#include "vt100.h"

#include <stdlib.h>
#include <string.h>

/* Final characters, with the parameters that may stand before them; NULL: any numbers. */
static const struct {
  char final;
  const char *parameters;
} CONTROLS[] = {
  { 'A', NULL },    { 'B', NULL },    { 'C', NULL },       { 'D', NULL }, { 'H', NULL }, { 'f', NULL },
  { 'J', "0 1 2" }, { 'K', "0 1 2" }, { 'm', "0 1 4 5 7" }, { 'r', NULL }, { 'g', "0 3" }, { 'c', "0" },
  { 'n', "5 6" },   { 'q', "0 1 2 3 4" }, { 'x', "0 1" },  { 'y', NULL }, { 'h', "20" }, { 'l', "20" },
};

static const char *const PRIVATE_MODES = "1 2 3 4 5 6 7 8 9";

static gboolean is_listed(const char *list, const char *number)
{
  g_auto(GStrv) numbers = g_strsplit(list, " ", -1);
  return g_strv_contains((const char *const *)numbers, number);
}

static gboolean all_listed(const char *list, const char *parameters)
{
  g_auto(GStrv) numbers = g_strsplit(parameters, ";", -1);
  for (guint i = 0; numbers[i] != NULL; i++)
    if (!is_listed(list, *numbers[i] != '\0' ? numbers[i] : "0"))
      return FALSE;
  return TRUE;
}

/* PARAMETERS is what stands between "ESC [" and FINAL. */
static gboolean knows_control(const char *parameters, char final)
{
  if (*parameters == '?')
    return (final == 'h' || final == 'l') && all_listed(PRIVATE_MODES, parameters + 1);
  if (strspn(parameters, "0123456789;") != strlen(parameters))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS(CONTROLS); i++)
    if (CONTROLS[i].final == final)
      return CONTROLS[i].parameters == NULL || all_listed(CONTROLS[i].parameters, parameters);
  return FALSE;
}

static gboolean knows_escape(const char *sequence, gsize length)
{
  if (length == 2)
    return strchr("78=>DEHMZc", sequence[1]) != NULL;
  if (sequence[1] == '#')
    return strchr("345678", sequence[2]) != NULL;
  return strchr("AB012", sequence[2]) != NULL; /* after ( and ): character sets */
}

static gboolean is_complete(const char *sequence, gsize length)
{
  if (length < 2)
    return FALSE;
  if (sequence[1] == '[')
    return length > 2 && sequence[length - 1] >= '@' && sequence[length - 1] <= '~';
  return length == (strchr("()#", sequence[1]) != NULL ? 3 : 2);
}

static gboolean knows_sequence(const Vt100 *vt100)
{
  if (vt100->sequence[1] != '[')
    return knows_escape(vt100->sequence, vt100->length);
  g_autofree char *parameters = g_strndup(vt100->sequence + 2, vt100->length - 3);
  return knows_control(parameters, vt100->sequence[vt100->length - 1]);
}

/* One more byte of a sequence. FALSE: it is none that a VT100 knows. */
static gboolean take_in_sequence(Vt100 *vt100, char byte)
{
  vt100->sequence[vt100->length++] = byte;
  vt100->sequence[vt100->length] = '\0';
  if (!is_complete(vt100->sequence, vt100->length))
    return vt100->length + 1 < sizeof vt100->sequence;
  gboolean known = knows_sequence(vt100);
  vt100->length = 0;
  return known;
}

char *vt100_check(Vt100 *vt100, const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++) {
    gboolean begins = bytes[i] == '\033';
    if (begins || vt100->length > 0) {
      if (!take_in_sequence(vt100, bytes[i]))
        return g_strdup_printf("a VT100 does not know ESC %s", vt100->sequence + 1);
    } else if ((bytes[i] & 0x80) != 0 || (bytes[i] < ' ' && strchr("\a\b\t\n\v\f\r\016\017", bytes[i]) == NULL)) {
      return g_strdup_printf("a VT100 does not know the byte 0x%02x", (guint8)bytes[i]);
    }
  }
  return NULL;
}
