/* What every unit test includes: cmocka in the order it wants, and GLib. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>

/* Asserts that ERROR is there and says WHAT; clears it. */
#define assert_error_says(error, what) \
  do { \
    assert_non_null(error); \
    if (strstr((error)->message, (what)) == NULL) \
      fail_msg("the error “%s” does not say “%s”", (error)->message, (what)); \
    g_clear_error(&(error)); \
  } while (0)

#define assert_no_error(error) \
  do { \
    if ((error) != NULL) \
      fail_msg("unexpected error: %s", (error)->message); \
  } while (0)
