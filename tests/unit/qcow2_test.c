/* The name of the base image in the header of a qcow2 image; the headers are made here, byte by byte. */
#include "tests/unit/unit.h"

#include "virt/qcow2.h"

#include <string.h>

enum {
  CLUSTER_BITS = 12,
  CLUSTER = 1 << CLUSTER_BITS,
  V2_NAME_AT = 72 + 16,  /* behind a header extension */
  V3_NAME_AT = 104 + 24,
  AT_VERSION = 4,
  AT_NAME_OFFSET = 8,
  AT_NAME_SIZE = 16,
  AT_CLUSTER_BITS = 20,
  AT_SIZE = 24,
};

static void put_32(guint8 *at, guint32 value)
{
  for (int i = 0; i < 4; i++)
    at[i] = (guint8)(value >> (24 - 8 * i));
}

static void put_64(guint8 *at, guint64 value)
{
  put_32(at, (guint32)(value >> 32));
  put_32(at + 4, (guint32)value);
}

static guint32 get_32(const guint8 *at)
{
  return (guint32)at[0] << 24 | (guint32)at[1] << 16 | (guint32)at[2] << 8 | at[3];
}

static guint name_at(guint version)
{
  return version == 2 ? V2_NAME_AT : V3_NAME_AT;
}

/* LENGTH bytes from the start of an image that builds upon NAME. They are of their own, so that a look beyond them is seen. */
static guint8 *make(guint version, const char *name, gsize length)
{
  guint8 image[2 * CLUSTER] = { 'Q', 'F', 'I', 0xfb };
  put_32(image + AT_VERSION, version);
  put_64(image + AT_NAME_OFFSET, name_at(version));
  put_32(image + AT_NAME_SIZE, (guint32)strlen(name));
  put_32(image + AT_CLUSTER_BITS, CLUSTER_BITS);
  put_64(image + AT_SIZE, 1ull << 30);
  put_64(image + 40, CLUSTER); /* the first level table */
  if (version == 3)
    put_32(image + 100, 104);
  /* An extension: the format of the base image; then the end of the extensions. */
  put_32(image + name_at(version) - 16, 0xe2792aca);
  put_32(image + name_at(version) - 12, 0);
  memcpy(image + name_at(version), name, strlen(name));
  memset(image + CLUSTER, 0xaa, CLUSTER);
  return g_memdup2(image, length);
}

static void a_name_is_replaced_and_nothing_else(void **state)
{
  static const struct {
    guint version;
    const char *from, *to;
  } cases[] = {
    { 2, "/srv/golden.qcow2", "/srv/silver.qcow2" },
    { 2, "/srv/golden.qcow2", "/a" },
    { 2, "/a", "/var/lib/libvirt/images/golden.qcow2" },
    { 3, "/srv/golden.qcow2", "/srv/silver.qcow2" },
    { 3, "/srv/golden.qcow2", "/a" },
    { 3, "/a", "/var/lib/libvirt/images/golden.qcow2" },
    { 3, "base", "json:{\"file\":{\"driver\":\"file\"}}" },
    { 3, "base", "/日本" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    g_autofree guint8 *header = make(cases[i].version, cases[i].from, 2 * CLUSTER);
    g_autofree guint8 *expected = make(cases[i].version, cases[i].to, 2 * CLUSTER);
    assert_true(qcow2_set_backing(header, 2 * CLUSTER, cases[i].to, &error));
    assert_no_error(error);
    assert_int_equal(get_32(header + AT_NAME_SIZE), strlen(cases[i].to));
    assert_memory_equal(header + name_at(cases[i].version), cases[i].to, strlen(cases[i].to));
    /* What is left of the longer name is gone too. */
    assert_memory_equal(header, expected, 2 * CLUSTER);
  }
}

static char *name_of(gsize length)
{
  return g_strnfill(length, 'n');
}

/* Asserts that HEADER does or does not take a name of WANTED bytes, and that it stays as it was when it does not. */
static void try_name(guint8 *header, gsize length, gsize wanted, gboolean fits)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *name = name_of(wanted);
  g_autofree guint8 *before = g_memdup2(header, length);
  if (qcow2_set_backing(header, length, name, &error) != fits)
    fail_msg("a name of %zu bytes in %zu bytes: %s", wanted, length, fits ? "refused" : "taken");
  if (fits) {
    assert_int_equal(get_32(header + AT_NAME_SIZE), wanted);
    return;
  }
  assert_memory_equal(header, before, length);
  assert_error_says(error, "no room for the name ");
}

static void the_room_ends_with_the_cluster_the_bytes_or_what_else_is_there(void **state)
{
  guint8 *whole = make(3, "base", 2 * CLUSTER);
  /* The longest name that the format knows. */
  try_name(whole, 2 * CLUSTER, 1024, FALSE);
  try_name(whole, 2 * CLUSTER, 1023, TRUE);
  g_free(whole);

  guint8 *cluster = make(3, "base", 2 * CLUSTER);
  put_64(cluster + AT_NAME_OFFSET, CLUSTER - 50);
  memcpy(cluster + CLUSTER - 50, "base", 4);
  try_name(cluster, 2 * CLUSTER, 51, FALSE);
  try_name(cluster, 2 * CLUSTER, 50, TRUE);
  g_free(cluster);

  guint8 *bytes = make(3, "base", V3_NAME_AT + 50);
  try_name(bytes, V3_NAME_AT + 50, 51, FALSE);
  try_name(bytes, V3_NAME_AT + 50, 50, TRUE);
  g_free(bytes);

  guint8 *taken = make(3, "base", 2 * CLUSTER);
  taken[V3_NAME_AT + 50] = 1;
  try_name(taken, 2 * CLUSTER, 51, FALSE);
  try_name(taken, 2 * CLUSTER, 50, TRUE);
  assert_int_equal(taken[V3_NAME_AT + 50], 1);
  g_free(taken);

  guint8 *any = make(2, "base", 2 * CLUSTER);
  try_name(any, 2 * CLUSTER, 0, FALSE);
  g_free(any);
}

typedef struct Damage {
  guint offset, bytes;
  guint64 value;
} Damage;

static void apply(guint8 *header, const Damage *damage)
{
  if (damage->bytes == 4)
    put_32(header + damage->offset, (guint32)damage->value);
  else if (damage->bytes == 8)
    put_64(header + damage->offset, damage->value);
}

static void what_is_no_such_header_is_left_alone(void **state)
{
  static const struct {
    gsize length;
    Damage damage;
  } cases[] = {
    { 0, { 0 } },
    { 1, { 0 } },
    { 71, { 0 } },
    { 72, { 0 } },                                       /* the name is not among the bytes */
    { V3_NAME_AT, { 0 } },
    { V3_NAME_AT + 16, { 0 } },                          /* not all of it */
    { CLUSTER, { 0, 4, 0x514649fa } },                   /* another magic */
    { CLUSTER, { 0, 4, 0 } },
    { CLUSTER, { AT_NAME_OFFSET, 8, 0 } },               /* it builds upon nothing */
    { CLUSTER, { AT_NAME_SIZE, 4, 0 } },
    { CLUSTER, { AT_NAME_OFFSET, 8, 71 } },              /* inside the header */
    { CLUSTER, { AT_NAME_OFFSET, 8, CLUSTER } },
    { CLUSTER, { AT_NAME_OFFSET, 8, CLUSTER - 16 } },    /* the name is 17 bytes long */
    { CLUSTER, { AT_NAME_OFFSET, 8, CLUSTER + 1 } },
    { 2 * CLUSTER, { AT_NAME_OFFSET, 8, CLUSTER + 1 } }, /* outside the first cluster */
    { CLUSTER, { AT_NAME_OFFSET, 8, G_MAXUINT64 } },
    { CLUSTER, { AT_NAME_OFFSET, 8, G_MAXUINT64 - 16 } },
    { CLUSTER, { AT_NAME_OFFSET, 8, 1ull << 63 } },
    { CLUSTER, { AT_NAME_OFFSET, 8, (1ull << 32) + V3_NAME_AT } },
    { CLUSTER, { AT_NAME_SIZE, 4, 1024 } },
    { CLUSTER, { AT_NAME_SIZE, 4, CLUSTER } },
    { CLUSTER, { AT_NAME_SIZE, 4, G_MAXUINT32 } },
    { CLUSTER, { AT_CLUSTER_BITS, 4, 0 } },
    { CLUSTER, { AT_CLUSTER_BITS, 4, 8 } },
    { CLUSTER, { AT_CLUSTER_BITS, 4, 22 } },
    { CLUSTER, { AT_CLUSTER_BITS, 4, 32 } },
    { CLUSTER, { AT_CLUSTER_BITS, 4, 64 + 12 } },
    { CLUSTER, { AT_CLUSTER_BITS, 4, G_MAXUINT32 } },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    g_autofree guint8 *header = make(3, "/srv/golden.qcow2", cases[i].length);
    apply(header, &cases[i].damage);
    g_autofree guint8 *before = g_memdup2(header, cases[i].length);
    if (qcow2_set_backing(header, cases[i].length, "/a", &error))
      fail_msg("case %d is taken", (int)i);
    assert_error_says(error, "not a qcow2 image that builds upon another");
    qcow2_blank_backing(header, cases[i].length);
    if (cases[i].length > 0)
      assert_memory_equal(header, before, cases[i].length);
  }
}

/* The other sizes of a cluster that there are. */
static void small_and_large_clusters_are_known(void **state)
{
  for (guint32 bits = 9; bits <= 21; bits++) {
    g_autofree guint8 *header = make(3, "base", 512);
    put_32(header + AT_CLUSTER_BITS, bits);
    assert_true(qcow2_set_backing(header, 512, "/other", NULL));
    assert_memory_equal(header + V3_NAME_AT, "/other", 6);
  }
}

static void headers_that_differ_in_the_name_alone_become_equal(void **state)
{
  for (guint version = 2; version <= 3; version++) {
    g_autofree guint8 *one = make(version, "/srv/vmstore/golden.qcow2", 2 * CLUSTER);
    g_autofree guint8 *two = make(version, "/mnt/g", 2 * CLUSTER);
    g_autofree guint8 *other = make(version, "/mnt/g", 2 * CLUSTER);
    other[AT_SIZE]++;
    assert_memory_not_equal(one, two, 2 * CLUSTER);
    qcow2_blank_backing(one, 2 * CLUSTER);
    qcow2_blank_backing(two, 2 * CLUSTER);
    qcow2_blank_backing(other, 2 * CLUSTER);
    assert_memory_equal(one, two, 2 * CLUSTER);
    assert_memory_not_equal(one, other, 2 * CLUSTER);
    /* Nothing but the name is gone. */
    g_autofree guint8 *without = make(version, "", 2 * CLUSTER);
    assert_memory_equal(one, without, 2 * CLUSTER);
  }
}

/* Headers with anything in them: nothing outside the bytes is touched (the sanitizers see that), and the fields before and after
 * the length of the name stay as they are. */
static void no_header_does_harm(void **state)
{
  static const guint32 bits[] = { 0, 8, 9, 12, 16, 21, 22, 31, 32, 33, 63, 64, 65, G_MAXUINT32 };
  g_autoptr(GRand) dice = g_rand_new_with_seed(4711);
  guint taken = 0;
  for (guint i = 0; i < 20000; i++) {
    gsize length = (gsize)g_rand_int_range(dice, 72, 1200);
    guint8 *header = make(3, "/srv/golden.qcow2", length);
    put_64(header + AT_NAME_OFFSET, i % 5 == 0 ? g_rand_int(dice) * 0x100000001ull : (guint64)g_rand_int_range(dice, 60, 1300));
    put_32(header + AT_NAME_SIZE, i % 7 == 0 ? g_rand_int(dice) : (guint32)g_rand_int_range(dice, 0, 200));
    put_32(header + AT_CLUSTER_BITS, bits[g_rand_int_range(dice, 0, G_N_ELEMENTS(bits))]);
    g_autofree guint8 *before = g_memdup2(header, length);
    g_autofree char *name = name_of((gsize)g_rand_int_range(dice, 0, i % 11 == 0 ? 1100 : 60));
    if (i % 2 == 0)
      qcow2_blank_backing(header, length);
    else if (qcow2_set_backing(header, length, name, NULL))
      taken++;
    else
      assert_memory_equal(header, before, length);
    assert_memory_equal(header, before, AT_NAME_SIZE);
    assert_memory_equal(header + AT_CLUSTER_BITS, before + AT_CLUSTER_BITS, 72 - AT_CLUSTER_BITS);
    g_free(header);
  }
  assert_true(taken > 300);
}

/* Bit 2 of the incompatible features, which only version 3 has. */
static void a_data_file_is_seen(void **state)
{
  static const struct {
    guint32 version;
    guint64 features;
    gboolean has;
  } cases[] = { { 3, 1 << 2, TRUE }, { 3, 1 << 2 | 1, TRUE }, { 3, 0, FALSE }, { 3, 1 << 1 | 1 << 3, FALSE }, { 2, 1 << 2, FALSE }, { 3, 1ull << 34, FALSE } };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    guint8 header[104] = "QFI\xfb";
    put_32(header + AT_VERSION, cases[i].version);
    put_64(header + 72, cases[i].features);
    assert_int_equal(qcow2_has_data_file(header, sizeof header), cases[i].has);
    assert_false(qcow2_has_data_file(header, sizeof header - 1));
    header[0] = 'q';
    assert_false(qcow2_has_data_file(header, sizeof header));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_data_file_is_seen),
    cmocka_unit_test(a_name_is_replaced_and_nothing_else),
    cmocka_unit_test(the_room_ends_with_the_cluster_the_bytes_or_what_else_is_there),
    cmocka_unit_test(what_is_no_such_header_is_left_alone),
    cmocka_unit_test(small_and_large_clusters_are_known),
    cmocka_unit_test(headers_that_differ_in_the_name_alone_become_equal),
    cmocka_unit_test(no_header_does_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
