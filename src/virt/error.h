/* libvirt's errors as GErrors: its domain, code and message are kept, only prefixed with what we were doing. */
#pragma once

#include <glib.h>

/* The code of a VIRT_ERROR is libvirt's error number, or one of these. */
enum { VIRT_ERROR_NO_ANSWER = -1 };

#define VIRT_ERROR virt_error_quark()
GQuark virt_error_quark(void);

/* Makes an error of what libvirt last said on this thread: "FORMAT…: its message". Always returns FALSE. */
gboolean virt_error_set(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The same of CAUSE (a virErrorPtr), which another thread may have saved. */
struct _virError;
gboolean virt_error_set_from(GError **error, const struct _virError *cause, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* libvirt's own error domain (VIR_FROM_…) of a VIRT_ERROR; 0 for others. */
int virt_error_domain(const GError *error);

/* The operation was cancelled. */
gboolean virt_error_is_aborted(const GError *error);
/* libvirt did not even begin: the domain is busy, or in no state for it. */
gboolean virt_error_is_refusal(const GError *error);
/* There is a volume of that name. */
gboolean virt_error_is_taken(const GError *error);
/* There is no such domain. */
gboolean virt_error_is_no_domain(const GError *error);
