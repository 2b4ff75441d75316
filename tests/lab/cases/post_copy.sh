# Post-copy that loses its network: it is shown as what it is, nothing is undone, and the VM's memory is brought together again.
# shellcheck shell=bash

reason_on() {
  on "$1" domstate "$2" --reason 2>/dev/null | head -n 1
}

reason_is() {
  [[ $(reason_on "$1" "$2") == "$3" ]]
}

# db in post-copy on a slow network, by the plan of the task: TASK.
start_post_copy() {
  lab vm db
  remember_guest db alpha
  lab slow 30mbit
  start_detached run db --to bravo --post-copy --timeout 2s --on-timeout post-copy
  wait_until 30 reason_is alpha db "paused (post-copy)"
  wait_until 10 reason_is bravo db "running (post-copy)"
}

task_says() {
  vm_migrate tasks >/dev/null
  [[ $OUT == *"$1"* ]]
}

expect_split() {
  wait_until 40 task_says "the memory of db is split over alpha and bravo; do not destroy either"
  task_is "$TASK" running || fail "the task is $(task_state "$TASK")"
  vm_migrate cancel "$TASK"
  expect_code 1
  expect_says "cancelling would lose it"
}

expect_together() {
  expect_code 0
  expect_only_on db bravo running
  reason_is bravo db "running (migrated)" || reason_is bravo db "running (post-copy)" || fail "db is $(reason_on bravo db) on bravo"
  expect_guest_went_on db bravo
}

# A connection that nobody ends goes on by itself.
test_post_copy_outlasts_a_cut() {
  start_post_copy
  lab cut bravo
  expect_split
  lab mend bravo
  lab slow off
  vm_migrate watch "$TASK"
  expect_together
}

# Ended on both sides, it is replaced without anybody's doing.
test_post_copy_that_both_hosts_gave_up_goes_on() {
  start_post_copy
  on alpha domjobabort db --postcopy
  wait_until 20 reason_is bravo db "running (post-copy failed)"
  lab slow off
  vm_migrate watch "$TASK"
  expect_together
}

test_post_copy_is_recovered_by_command() {
  start_post_copy
  lab cut bravo
  expect_split
  lab mend bravo
  lab slow off
  if vm_migrate recover "$TASK"; [[ $CODE == 1 && $OUT == *"does not take that request"* ]]; then
    vm_migrate watch "$TASK" # it was quicker
  fi
  expect_together
}

test_post_copy_is_recovered_by_key() {
  start_post_copy
  wizard_open
  wizard_wait "db "
  wizard_type t
  wizard_wait "running"
  wizard_type Enter
  lab cut bravo
  wizard_wait "Post-copy broken: the memory of db is split over alpha and bravo; do not" 40
  wizard_wait "r Recover"
  wizard_type r
  wizard_wait "Recover now?"
  lab mend bravo
  wizard_type y
  lab slow off
  wizard_wait "is running on bravo" 90
  expect_only_on db bravo running
  expect_guest_went_on db bravo
}

# No new connection here: an emulated CPU may hold QEMU's lock while it waits for a page, and then the target never takes one.
# Everything of ours is killed while the network is cut; whoever comes back never undoes anything, and brings it to its end.
test_post_copy_is_recovered_after_a_kill() {
  start_post_copy
  lab cut bravo
  kill_runner "$TASK"
  task_is "$TASK" interrupted || fail "the task is $(task_state "$TASK")"
  vm_migrate resume "$TASK" --roll-back
  expect_code 5
  expect_says "it cannot be rolled back, only resumed"
  reason_is alpha db "paused (post-copy)" || fail "db is $(reason_on alpha db) on alpha"
  lab mend bravo
  lab slow off
  vm_migrate resume "$TASK"
  expect_together
}

# With the target's QEMU a part of the memory is gone. What is left of the VM is ended only when the operator says so.
test_post_copy_that_lost_its_target() {
  start_post_copy
  # shellcheck disable=SC2016 # for the shell on the host
  lab shell bravo sh -c 'kill -9 $(cat /run/libvirt/qemu/db.pid)'
  vm_migrate watch "$TASK"
  expect_code 5
  vm_migrate resume "$TASK"
  expect_code 5
  expect_says "the memory of db was lost with bravo" "roll back to end what is left of it on alpha"
  reason_is alpha db "paused (post-copy failed)" || fail "db is $(reason_on alpha db) on alpha"
  vm_migrate resume "$TASK" --roll-back
  expect_code 1
  expect_says "the memory of db was lost with bravo, as by a power failure: start it on alpha"
  expect_only_on db alpha "shut off"
  on alpha start db
  wait_until 40 guest_is_up db alpha
}
