#include "tests/unit/unit.h"

#include "task/post_copy.h"

static JobSample look(guint64 sent, guint64 remaining)
{
  return (JobSample){ .post_copy = TRUE, .processed_bytes = sent, .remaining_bytes = remaining, .rate_bytes_s = 10 };
}

static gboolean is_broken_at(PostCopy *post_copy, gint64 now_ms, guint64 sent, guint64 remaining)
{
  JobSample sample = look(sent, remaining);
  post_copy_watch(post_copy, &sample, now_ms);
  assert_int_equal(sample.rate_bytes_s, sample.post_copy_broken ? 0 : 10);
  return sample.post_copy_broken;
}

static void nothing_for_ten_seconds_is_a_break(void **state)
{
  PostCopy post_copy = { 0 };
  assert_false(is_broken_at(&post_copy, 1000, 5, 100));
  assert_false(is_broken_at(&post_copy, 10999, 5, 100));
  assert_true(is_broken_at(&post_copy, 11000, 5, 100));
  assert_true(is_broken_at(&post_copy, 50000, 5, 100));
  assert_false(is_broken_at(&post_copy, 50250, 6, 99));
  assert_false(is_broken_at(&post_copy, 60000, 6, 99));
  assert_true(is_broken_at(&post_copy, 60250, 6, 99));
}

static void a_slow_line_is_no_break(void **state)
{
  PostCopy post_copy = { 0 };
  for (gint64 second = 1; second < 100; second++)
    assert_false(is_broken_at(&post_copy, second * 1000, (guint64)second / 9, 100));
}

static void at_its_end_nothing_more_comes(void **state)
{
  PostCopy post_copy = { 0 };
  assert_false(is_broken_at(&post_copy, 1000, 5, 0));
  assert_false(is_broken_at(&post_copy, 60000, 5, 0));
}

static void before_post_copy_standing_still_is_nothing(void **state)
{
  PostCopy post_copy = { 0 };
  JobSample sample = look(5, 100);
  sample.post_copy = FALSE;
  post_copy_watch(&post_copy, &sample, 1000);
  post_copy_watch(&post_copy, &sample, 60000);
  assert_false(sample.post_copy_broken);
  /* What was sent before counts for nothing. */
  assert_false(is_broken_at(&post_copy, 60250, 5, 100));
  assert_true(is_broken_at(&post_copy, 70250, 5, 100));
}

static void what_libvirt_calls_broken_is_broken(void **state)
{
  PostCopy post_copy = { 0 };
  JobSample sample = look(5, 100);
  sample.post_copy_broken = TRUE;
  post_copy_watch(&post_copy, &sample, 1000);
  assert_true(sample.post_copy_broken);
  assert_int_equal(sample.rate_bytes_s, 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(nothing_for_ten_seconds_is_a_break),
    cmocka_unit_test(a_slow_line_is_no_break),
    cmocka_unit_test(at_its_end_nothing_more_comes),
    cmocka_unit_test(before_post_copy_standing_still_is_nothing),
    cmocka_unit_test(what_libvirt_calls_broken_is_broken),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
