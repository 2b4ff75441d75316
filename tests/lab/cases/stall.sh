# A move that does not finish by itself: it is said, with the figures, and what helps does help.
# shellcheck shell=bash

# db writes 14 MiB/s all over 60 MiB: at 100 Mbit/s each iteration begins with as much as the one before.
start_stalling() {
  lab vm db
  remember_guest db alpha
  lab slow 100mbit
  start_detached run db --to bravo "$@"
}

downtime_limit() {
  on "$1" migrate-getmaxdowntime "$2" | head -n 1
}

limit_is() {
  [[ $(downtime_limit "$1" "$2") == "$3" ]]
}

tasks_say() {
  vm_migrate tasks >/dev/null
  [[ $OUT == *"$1"* ]]
}

downtime_is_taken() {
  vm_migrate downtime "$TASK" "$1"
  ((CODE == 0))
}

in_post_copy_on_bravo() {
  [[ $(on bravo domstate "$1" --reason 2>/dev/null) == "running (post-copy)"* ]]
}

# What libvirt measured, in ms.
downtime_of() {
  on "$1" domjobinfo --completed "$2" | sed -n 's/^Total downtime: *\([0-9]*\).*/\1/p'
}

test_stall_is_named_and_ended_by_hand() {
  start_stalling
  wait_until 60 tasks_say "does not converge: VM writes"
  [[ $OUT =~ "VM writes "[0-9.]+" MiB/s, network carries "[0-9.]+" MiB/s; switching over now would take "[0-9.]+" s, the limit is 0.3 s" ]] ||
    fail "the figures are not there: $OUT"
  limit_is alpha db 300 || fail "the limit is $(downtime_limit alpha db) ms"
  job_is_copying alpha db || fail "it is not being copied"
  wait_until 30 downtime_is_taken 500ms
  wait_until 10 limit_is alpha db 500
  vm_migrate downtime "$TASK" "very long"
  expect_code 2
  expect_says "is not a downtime"
  wait_until 30 downtime_is_taken 15s
  vm_migrate watch "$TASK"
  expect_code 0
  expect_only_on db bravo running
  expect_guest_went_on db bravo
  (($(downtime_of bravo db) > 500)) || fail "libvirt says that it stood still for $(downtime_of bravo db) ms"
}

test_ladder_of_downtimes_ends_a_stall() {
  start_stalling --downtime 200ms,700ms,15s
  wait_until 20 limit_is alpha db 200
  wait_until 60 limit_is alpha db 700
  is_on alpha db running || fail "db is $(state_on alpha db)"
  vm_migrate watch "$TASK"
  expect_code 0
  expect_says "finished with a downtime limit of 15 s"
  expect_only_on db bravo running
  expect_guest_went_on db bravo
  (($(downtime_of bravo db) > 700)) || fail "libvirt says that it stood still for $(downtime_of bravo db) ms"
}

test_end_of_the_ladder_suspends() {
  start_stalling --downtime 300ms,400ms --at-stall suspend
  wait_until 90 is_on alpha db paused
  limit_is alpha db 400 || fail "the limit is $(downtime_limit alpha db) ms"
  vm_migrate watch "$TASK"
  expect_code 0
  expect_says "it did not get on: finished with the VM suspended"
  expect_only_on db bravo running
  expect_guest_went_on db bravo
}

test_end_of_the_ladder_goes_into_post_copy() {
  start_stalling --post-copy --downtime 300ms,400ms --at-stall post-copy
  wait_until 90 in_post_copy_on_bravo db
  limit_is alpha db 400 || fail "the limit is $(downtime_limit alpha db) ms"
  vm_migrate watch "$TASK"
  expect_code 0
  expect_says "it did not get on: finished in post-copy"
  expect_only_on db bravo running
  expect_guest_went_on db bravo
}

test_end_of_the_ladder_cancels() {
  start_stalling --at-stall cancel
  vm_migrate watch "$TASK"
  expect_code 4
  expect_says "did not finish with the downtimes it was allowed"
  expect_only_on db alpha running
  expect_no_job alpha db
  expect_guest_went_on db alpha
}

test_downtime_key() {
  start_stalling
  wizard_open
  wizard_wait "db "
  wizard_type t
  wizard_wait "running"
  wizard_type Enter
  wizard_wait "does not converge: VM writes" 60
  wizard_wait "d Downtime"
  wizard_type d
  wizard_wait "More downtime"
  wizard_wait "would need"
  wizard_type C-u
  wizard_type 15s Enter
  wizard_wait "is running on bravo" 60
  expect_only_on db bravo running
  expect_guest_went_on db bravo
}
