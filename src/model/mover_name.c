#include "model/mover_name.h"

#include <string.h>

/* virt-migrate-UUID-OWNER */
#define PREFIX "virt-migrate-"
#define UUID_BYTES 16
#define UUID_CHARS 36

/* A name-based UUID (RFC 4122, version 5): the same for everyone who asks, and nobody else's. */
char *mover_uuid(const char *vm_uuid)
{
  guint8 digest[20];
  gsize length = sizeof digest;
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
  g_checksum_update(sum, (const guint8 *)"virt-migrate mover ", -1);
  g_checksum_update(sum, (const guint8 *)vm_uuid, (gssize)strlen(vm_uuid));
  g_checksum_get_digest(sum, digest, &length);
  digest[6] = (guint8)((digest[6] & 0x0f) | 0x50);
  digest[8] = (guint8)((digest[8] & 0x3f) | 0x80);
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < UUID_BYTES; i++)
    g_string_append_printf(text, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", digest[i]);
  return g_string_free(text, FALSE);
}

char *mover_name(const char *vm_uuid, const char *owner)
{
  g_autofree char *uuid = mover_uuid(vm_uuid);
  return g_strdelimit(g_strdup_printf(PREFIX "%s-%s", uuid, owner), "/\n", '_');
}

const char *mover_owner(const char *name)
{
  gsize skipped = strlen(PREFIX) + UUID_CHARS + 1;
  return g_str_has_prefix(name, PREFIX) && strlen(name) > skipped ? name + skipped : NULL;
}

gboolean mover_carries(const char *name, const char *vm_uuid)
{
  g_autofree char *begin = mover_name(vm_uuid, "");
  return g_str_has_prefix(name, begin);
}
