#include "virt/error.h"

#include <glib/gi18n.h>
#include <libvirt/virterror.h>

typedef struct {
  int domain;
} VirtErrorPrivate;

static void virt_error_private_init(VirtErrorPrivate *private)
{
}

static void virt_error_private_copy(const VirtErrorPrivate *from, VirtErrorPrivate *to)
{
  *to = *from;
}

static void virt_error_private_clear(VirtErrorPrivate *private)
{
}

G_DEFINE_EXTENDED_ERROR(VirtError, virt_error)

static gboolean G_GNUC_PRINTF(3, 0) set_error(GError **error, const virError *cause, const char *format, va_list args)
{
  if (error == NULL)
    return FALSE;
  g_autofree char *doing = g_strdup_vprintf(format, args);
  g_set_error(error, VIRT_ERROR, cause != NULL ? cause->code : VIR_ERR_INTERNAL_ERROR, "%s: %s", doing,
              cause != NULL && cause->message != NULL ? cause->message : _("libvirt did not say why"));
  virt_error_get_private(*error)->domain = cause != NULL ? cause->domain : VIR_FROM_NONE;
  return FALSE;
}

gboolean virt_error_set(GError **error, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  set_error(error, virGetLastError(), format, args);
  va_end(args);
  return FALSE;
}

gboolean virt_error_set_from(GError **error, const virError *cause, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  set_error(error, cause, format, args);
  va_end(args);
  return FALSE;
}

int virt_error_domain(const GError *error)
{
  return error->domain == VIRT_ERROR ? virt_error_get_private(error)->domain : 0;
}

gboolean virt_error_is_aborted(const GError *error)
{
  return g_error_matches(error, VIRT_ERROR, VIR_ERR_OPERATION_ABORTED);
}

gboolean virt_error_is_no_domain(const GError *error)
{
  return g_error_matches(error, VIRT_ERROR, VIR_ERR_NO_DOMAIN);
}

gboolean virt_error_is_taken(const GError *error)
{
  return g_error_matches(error, VIRT_ERROR, VIR_ERR_STORAGE_VOL_EXIST);
}

gboolean virt_error_is_refusal(const GError *error)
{
  return g_error_matches(error, VIRT_ERROR, VIR_ERR_OPERATION_TIMEOUT) || g_error_matches(error, VIRT_ERROR, VIR_ERR_OPERATION_INVALID);
}
