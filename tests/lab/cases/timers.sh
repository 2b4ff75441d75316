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

# From the switch on the VM's memory is on both hosts: what the timer would do then does harm at best.
test_timer_leaves_post_copy_alone() {
  lab vm db
  remember_guest db alpha
  lab slow 50mbit
  start_detached run db --to bravo --post-copy --timeout 12s --on-timeout cancel
  wait_until 20 job_is_copying alpha db
  on alpha migrate-postcopy db
  vm_migrate watch "$TASK"
  expect_code 0
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
