# The migration timer on a VM that writes memory faster than the slowed network carries it.
# shellcheck shell=bash

move_db_slowly() {
  lab vm db
  remember_guest db alpha
  lab slow 100mbit
  vm_migrate run db --to bravo --yes "$@"
}

test_timer_suspends_and_the_vm_goes_on() {
  move_db_slowly --timeout 5s --on-timeout suspend
  expect_code 0
  expect_says "the timer ran out: finished with the VM suspended"
  expect_only_on db bravo running
  expect_guest_went_on db bravo
}

test_timer_switches_to_post_copy() {
  move_db_slowly --post-copy --timeout 5s --on-timeout post-copy
  expect_code 0
  expect_says "the timer ran out: finished in post-copy"
  expect_only_on db bravo running
  expect_guest_went_on db bravo
}

test_timer_cancels() {
  move_db_slowly --timeout 5s --on-timeout cancel
  expect_code 4
  expect_says "cancelled by the timer"
  expect_only_on db alpha running
  expect_no_job alpha db
  expect_guest_went_on db alpha
}
