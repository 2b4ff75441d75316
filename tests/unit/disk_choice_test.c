#include "tests/unit/unit.h"

#include "plan/disk_choice.h"
#include "plan/options.h"

#include <string.h>

static void choices_are_read_and_written_alike(void **state)
{
  static const struct {
    const char *text;
    DiskChoice choice;
    const char *again; /* as it is written; NULL: as it was */
  } cases[] = {
    { "vda:pool=ssd", { (char *)"vda", (char *)"ssd", NULL, FORMAT_SAME, { SPEED_UNLIMITED, 0 } }, NULL },
    { "all:pool=ssd,format=raw", { (char *)"all", (char *)"ssd", NULL, FORMAT_RAW, { SPEED_UNLIMITED, 0 } }, NULL },
    { "sdb:format=qcow2,pool=p", { (char *)"sdb", (char *)"p", NULL, FORMAT_QCOW2, { SPEED_UNLIMITED, 0 } }, "sdb:pool=p,format=qcow2" },
    { "vda:pool=ssd,format=same,speed=unlimited", { (char *)"vda", (char *)"ssd", NULL, FORMAT_SAME, { SPEED_UNLIMITED, 0 } }, "vda:pool=ssd" },
    { "vda:pool=ssd,speed=medium", { (char *)"vda", (char *)"ssd", NULL, FORMAT_SAME, { SPEED_MEDIUM, 0 } }, NULL },
    { "vda:pool=ssd,speed=fast", { (char *)"vda", (char *)"ssd", NULL, FORMAT_SAME, { SPEED_FAST, 0 } }, NULL },
    { "vda:pool=ssd,speed=2.5MB/s", { (char *)"vda", (char *)"ssd", NULL, FORMAT_SAME, { SPEED_CUSTOM, 2500000 } }, "vda:pool=ssd,speed=20Mbit/s" },
    { "vda:pool=ssd,volume=web disk=1.img,format=raw,speed=3MiB/s",
      { (char *)"vda", (char *)"ssd", (char *)"web disk=1.img", FORMAT_RAW, { SPEED_CUSTOM, 3145728 } }, NULL },
    { "vda:pool=a:b", { (char *)"vda", (char *)"a:b", NULL, FORMAT_SAME, { SPEED_UNLIMITED, 0 } }, NULL },
    { "vda:pool=日本", { (char *)"vda", (char *)"日本", NULL, FORMAT_SAME, { SPEED_UNLIMITED, 0 } }, NULL },
    /* What is said last counts. */
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    const DiskChoice *expected = &cases[i].choice;
    g_autoptr(GError) error = NULL;
    g_autoptr(DiskChoice) choice = disk_choice_parse(cases[i].text, &error);
    assert_no_error(error);
    assert_string_equal(choice->target, expected->target);
    assert_string_equal(choice->pool, expected->pool);
    assert_int_equal(g_strcmp0(choice->volume, expected->volume), 0);
    assert_int_equal(choice->format, expected->format);
    assert_int_equal(choice->speed.kind, expected->speed.kind);
    assert_int_equal(choice->speed.bytes_s, expected->speed.bytes_s);
    g_autofree char *text = disk_choice_text(choice);
    assert_string_equal(text, cases[i].again != NULL ? cases[i].again : cases[i].text);
  }
}

static void mistakes_are_named(void **state)
{
  static const struct {
    const char *text, *says;
  } cases[] = {
    { "", "does not say which disk" },
    { "vda", "“vda” does not say which disk: write vda:pool=POOL" },
    { ":pool=ssd", "does not say which disk" },
    { "pool=ssd", "does not say which disk" },
    { "vda:", "vda: which pool? Write vda:pool=POOL" },
    { "vda:pool", "vda: “” is no name for a pool" },
    { "vda:pool=", "vda: “” is no name for a pool" },
    { "vda:pool=a/b", "vda: “a/b” is no name for a pool" },
    { "vda:pool=ssd,", "vda: “” is not known" },
    { "vda:pool=a,pool=b", "vda: pool= is given twice" },
    { "vda:pool=a,speed=fast,speed=medium", "vda: speed= is given twice" },
    { "vda:pool=ssd,speed=0x10MB/s", "“0x10MB/s” is not a speed" },
    { "vda:pool=ssd,colour=red", "vda: “colour=red” is not known; a disk has pool=, format=, speed= and volume=" },
    { "vda:Pool=ssd", "vda: “Pool=ssd” is not known" },
    { "vda:pool=ssd,format=vmdk", "vda: the format “vmdk” is not known; it is one of: same, qcow2, raw" },
    { "vda:pool=ssd,format=", "vda: the format “” is not known" },
    { "vda:pool=ssd,volume=", "vda: “” is no name for a volume" },
    { "vda:pool=ssd,volume=../x", "vda: “../x” is no name for a volume" },
    { "vda:pool=ssd,speed=warp", "vda: a speed is medium, fast, unlimited or a figure: “warp” is not a speed" },
    { "vda:pool=ssd,speed=20", "“20” is not a speed" },
    { "vda:pool=ssd,speed=0MB/s", "“0MB/s” is not a speed" },
    { "vda:pool=ssd,speed=-1MB/s", "“-1MB/s” is not a speed" },
    { "vda:pool=ssd,speed=", "“” is not a speed" },
    { "vda:format=raw", "vda: which pool? Write vda:pool=POOL" },
    { "all:pool=ssd,volume=x", "all: volumes are named disk by disk" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(DiskChoice) choice = disk_choice_parse(cases[i].text, &error);
    if (choice != NULL)
      fail_msg("“%s” is taken", cases[i].text);
    assert_error_says(error, cases[i].says);
  }
}

/* libvirt takes every name without a slash; a plan that names one must be readable again. */
static void any_name_survives_being_written_down(void **state)
{
  static const char *const names[] = { "a,b", "a,format=raw", ",", "\\,", "\\\\", "a\\", "a=b", " a ", "a:b", "a\\b", "%2C", "a%b", "it's", "a\"b", "日本" };
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(DiskChoice) choice = disk_choice_new("vda", names[i]);
    choice->volume = g_strdup(names[i]);
    g_autofree char *text = disk_choice_text(choice);
    g_autoptr(DiskChoice) again = disk_choice_parse(text, &error);
    assert_no_error(error);
    assert_string_equal(again->pool, names[i]);
    assert_string_equal(again->volume, names[i]);
    assert_int_equal(again->format, FORMAT_SAME);
  }
}

static void speeds_are_read_and_written_alike(void **state)
{
  static const char *const texts[] = { "unlimited", "medium", "fast", "20Mbit/s", "3MiB/s", "7B/s" };
  static const SpeedKind kinds[] = { SPEED_UNLIMITED, SPEED_MEDIUM, SPEED_FAST, SPEED_CUSTOM, SPEED_CUSTOM, SPEED_CUSTOM };
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    Speed speed = { SPEED_CUSTOM, 99 };
    assert_true(speed_parse(texts[i], &speed, NULL));
    assert_int_equal(speed.kind, kinds[i]);
    g_autofree char *text = speed_text(&speed);
    assert_string_equal(text, texts[i]);
  }
  g_autoptr(GError) error = NULL;
  Speed speed = { SPEED_FAST, 0 };
  assert_false(speed_parse("FAST", &speed, &error));
  assert_error_says(error, "a speed is medium, fast, unlimited or a figure");
  assert_int_equal(speed.kind, SPEED_FAST);
}

/* What the presets stand for is the inventory's. */
static void speeds_are_bytes_per_second(void **state)
{
  g_autoptr(Inventory) inventory = inventory_new();
  inventory->medium_mbits = 40;
  inventory->fast_mbits = 60;
  assert_int_equal(speed_bytes_s(&(Speed){ SPEED_UNLIMITED, 0 }, inventory), 0);
  assert_int_equal(speed_bytes_s(&(Speed){ SPEED_MEDIUM, 0 }, inventory), 5000000);
  assert_int_equal(speed_bytes_s(&(Speed){ SPEED_FAST, 0 }, inventory), 7500000);
  assert_int_equal(speed_bytes_s(&(Speed){ SPEED_CUSTOM, 77 }, inventory), 77);
  inventory->medium_mbits = G_MAXUINT;
  assert_true(speed_bytes_s(&(Speed){ SPEED_MEDIUM, 0 }, inventory) == 125000ull * G_MAXUINT);
}

/* Each value that can be offered has its words, and is told apart from the others. */
static void values_have_their_words(void **state)
{
  static const DiskChoiceValue *const tables[] = { disk_formats, disk_speeds };
  for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
    guint n = 0;
    for (const DiskChoiceValue *value = tables[i]; value->id != NULL; value++, n++) {
      assert_true(*value->label != '\0' && *value->help != '\0');
      for (const DiskChoiceValue *other = tables[i]; other < value; other++) {
        assert_string_not_equal(other->id, value->id);
        assert_int_not_equal(other->value, value->value);
      }
    }
    assert_int_equal(n, 3);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(choices_are_read_and_written_alike),
    cmocka_unit_test(mistakes_are_named),
    cmocka_unit_test(any_name_survives_being_written_down),
    cmocka_unit_test(speeds_are_read_and_written_alike),
    cmocka_unit_test(speeds_are_bytes_per_second),
    cmocka_unit_test(values_have_their_words),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
