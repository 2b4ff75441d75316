# Cancel leaves the VM as it was and nothing on the target.
# shellcheck shell=bash

start_slow_move() {
  lab vm db
  remember_guest db alpha
  lab slow 100mbit
  start_detached run db --to bravo "$@"
  wait_until 20 job_is_copying alpha db
}

test_cancelled_vm_stays_running() {
  start_slow_move
  vm_migrate cancel "$TASK"
  expect_code 0
  expect_says "cancelled" "db is running on alpha" "nothing of db is on bravo"
  expect_only_on db alpha running
  expect_no_job alpha db
  expect_guest_went_on db alpha
  task_is "$TASK" cancelled || fail "the record says $(task_state "$TASK")"
}

test_cancelled_direct_move_stays_running() {
  lab run sed '/peer_uri/d' /etc/virt-migrate/inventory.conf >"$XDG_STATE_HOME/direct.conf"
  lab vm db
  remember_guest db alpha
  lab slow 100mbit
  vm_migrate -c "$XDG_STATE_HOME/direct.conf" run db --to bravo --yes --detach
  wait_until 20 job_is_copying alpha db
  vm_migrate cancel 1
  expect_code 0
  expect_only_on db alpha running
  expect_no_job alpha db
  expect_guest_went_on db alpha
}

test_cancelled_vm_can_move_again() {
  start_slow_move
  vm_migrate cancel "$TASK"
  expect_code 0
  lab slow off
  vm_migrate run db --to bravo --yes
  expect_code 0
  expect_only_on db bravo running
  expect_guest_went_on db bravo
}

test_cancel_gives_the_snapshots_back() {
  lab vm db
  # A snapshot of a running VM would save its memory: the disk alone is enough here.
  on alpha destroy db
  on alpha snapshot-create-as db kept
  on alpha start db
  lab slow 100mbit
  start_detached run db --to bravo
  wait_until 20 job_is_copying alpha db
  vm_migrate cancel "$TASK"
  expect_code 0
  [[ $(on alpha snapshot-current db --name) == kept ]] || fail "the snapshot is gone"
  on alpha snapshot-delete db kept
}

test_a_finished_task_cannot_be_cancelled() {
  lab vm web
  vm_migrate run web --to bravo --yes
  vm_migrate cancel 1
  expect_code 1
  expect_says "has ended already: done"
  expect_only_on web bravo running
}

test_a_vm_has_one_task_at_a_time() {
  start_slow_move
  vm_migrate run db --to bravo --yes
  [[ $CODE == 1 || $CODE == 3 ]] || fail "the exit code is $CODE"
  vm_migrate cancel "$TASK"
  expect_only_on db alpha running
}
