/* What is known of volumes that a task makes, when calls fail or their replies are lost. The host is libvirt's test driver; what making a
 * volume comes to is decided on the way to it. */
#include "tests/unit/folder.h"
#include "tests/unit/sample.h"
#include "tests/unit/unit.h"

#include "plan/build.h"
#include "task/made.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <string.h>

#define POOL "default-pool"

typedef enum { CALL_WORKS, CALL_FAILS, REPLY_IS_LOST, NAME_IS_TAKEN } Call;
static Call call;

/* The linker puts these two in the place of virStorageVolCreateXML(), see unit.am. */
virStorageVolPtr __real_virStorageVolCreateXML(virStoragePoolPtr pool, const char *xml, unsigned int flags);
virStorageVolPtr __wrap_virStorageVolCreateXML(virStoragePoolPtr pool, const char *xml, unsigned int flags);

virStorageVolPtr __wrap_virStorageVolCreateXML(virStoragePoolPtr pool, const char *xml, unsigned int flags)
{
  virStorageVolPtr made = call != CALL_FAILS ? __real_virStorageVolCreateXML(pool, xml, flags) : NULL;
  if (call == CALL_WORKS)
    return made;
  if (made != NULL)
    virStorageVolFree(made);
  /* The test driver has another code for this than real ones. */
  if (call == NAME_IS_TAKEN && __real_virStorageVolCreateXML(pool, xml, flags) == NULL)
    virGetLastError()->code = VIR_ERR_STORAGE_VOL_EXIST;
  return NULL;
}

static char *folder;
static Plan *plan;
static Runner runner;

static int set_up(void **state)
{
  Sample sample;
  folder = folder_new();
  g_setenv("XDG_STATE_HOME", folder, TRUE);
  sample_init(&sample);
  plan = plan_build(&sample.facts, sample.choices);
  sample_clear(&sample);
  g_free(plan->source_uri);
  g_free(plan->target_uri);
  plan->source_uri = g_strdup("test:///default");
  plan->target_uri = g_strdup("test:///default");
  runner = (Runner){ .store = store_open(NULL), .plan = plan };
  runner.task = store_task(runner.store, store_add_task(runner.store, plan, NULL), NULL);
  call = CALL_WORKS;
  return !runner_connect(&runner, NULL);
}

static int tear_down(void **state)
{
  connection_close(runner.source);
  connection_close(runner.target);
  task_free(runner.task);
  store_close(runner.store);
  plan_free(plan);
  g_clear_pointer(&folder, folder_free);
  return 0;
}

static gboolean make(const char *name, guint64 capacity_bytes, GError **error)
{
  Volume order = { .pool = (char *)POOL, .name = (char *)name, .format = (char *)"raw", .capacity_bytes = capacity_bytes };
  return made_create(&runner, &order, error);
}

static gboolean is_there(const char *name)
{
  g_autoptr(Volume) volume = NULL;
  assert_true(volume_look(runner.target, POOL, name, &volume, NULL));
  return volume != NULL;
}

/* Somebody else's, with data in it. */
static void make_other(const char *name)
{
  virConnectPtr other = virConnectOpen("test:///default");
  virStoragePoolPtr pool = virStoragePoolLookupByName(other, POOL);
  g_autofree char *xml = g_strdup_printf("<volume><name>%s</name><capacity>8388608</capacity><allocation>8388608</allocation></volume>", name);
  virStorageVolPtr volume = __real_virStorageVolCreateXML(pool, xml, 0);
  assert_non_null(volume);
  virStorageVolFree(volume);
  virStoragePoolFree(pool);
  virConnectClose(other);
}

static guint rows(void)
{
  g_autoptr(GPtrArray) made = store_made(runner.store, runner.task->id, NULL);
  return made->len;
}

static void what_was_made_is_deleted_again(void **state)
{
  g_autoptr(GError) error = NULL;
  assert_true(make("web.raw", 4096, &error));
  assert_true(is_there("web.raw"));
  assert_int_equal(rows(), 1);
  assert_true(made_delete(&runner, TRUE, &error));
  assert_false(is_there("web.raw"));
  assert_int_equal(rows(), 0);
}

static void what_could_not_be_made_is_forgotten(void **state)
{
  g_autoptr(GError) error = NULL;
  call = CALL_FAILS;
  assert_false(make("web.raw", 4096, &error));
  assert_non_null(error);
  assert_int_equal(rows(), 0);
}

static void a_volume_whose_reply_was_lost_is_deleted_all_the_same(void **state)
{
  g_autoptr(GError) error = NULL;
  call = REPLY_IS_LOST;
  assert_false(make("web.raw", 4096, &error));
  assert_true(is_there("web.raw"));
  assert_int_equal(rows(), 1);
  assert_true(made_delete(&runner, TRUE, NULL));
  assert_false(is_there("web.raw"));
}

/* Somebody else was faster, by a moment: what is new and empty there is not ours. */
static void a_volume_that_somebody_else_made_first_stays(void **state)
{
  g_autoptr(GError) error = NULL;
  call = NAME_IS_TAKEN;
  assert_false(make("web.raw", 4096, &error));
  assert_error_says(error, "already exists");
  assert_true(is_there("web.raw"));
  assert_int_equal(rows(), 0);
  assert_true(made_delete(&runner, TRUE, NULL));
  assert_true(is_there("web.raw"));
}

/* A runner has died when it was about to make a volume, and somebody else has made one of that name since. */
static void a_volume_that_may_be_somebody_elses_stays(void **state)
{
  g_autoptr(GError) error = NULL;
  assert_true(store_add_made(runner.store, runner.task->id, POOL, "web.raw", NULL));
  make_other("web.raw");
  assert_false(made_delete(&runner, TRUE, &error));
  assert_non_null(strstr(error->message, "web.raw of pool " POOL));
  assert_non_null(strstr(error->message, "may hold data"));
  assert_true(is_there("web.raw"));
  assert_int_equal(rows(), 1);
}

static void a_volume_of_the_task_goes_whatever_it_holds(void **state)
{
  make_other("web.raw");
  assert_true(store_add_made(runner.store, runner.task->id, POOL, "web.raw", NULL));
  assert_true(store_confirm_made(runner.store, runner.task->id, POOL, "web.raw", NULL));
  assert_true(made_delete(&runner, TRUE, NULL));
  assert_false(is_there("web.raw"));
}

#define test(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    test(what_was_made_is_deleted_again),
    test(what_could_not_be_made_is_forgotten),
    test(a_volume_whose_reply_was_lost_is_deleted_all_the_same),
    test(a_volume_that_may_be_somebody_elses_stays),
    test(a_volume_that_somebody_else_made_first_stays),
    test(a_volume_of_the_task_goes_whatever_it_holds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
