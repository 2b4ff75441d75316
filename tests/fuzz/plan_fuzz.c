/* Any text as a plan of the record. One that is read says the same when it is written and read once more. */
#include "fuzz.h"

#include "plan/plan_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  g_autofree char *text = fuzz_text(data, size);
  g_autoptr(GError) error = NULL;
  plan_text_estimate_ms(text);
  Plan *plan = plan_from_text(text, &error);
  g_assert((plan == NULL) == (error != NULL));
  if (plan == NULL)
    return 0;
  g_autofree char *written = plan_to_text(plan);
  Plan *again = plan_from_text(written, NULL);
  g_assert(again != NULL);
  g_autofree char *rewritten = plan_to_text(again);
  g_assert_cmpstr(written, ==, rewritten);
  plan_free(again);
  plan_free(plan);
  return 0;
}
