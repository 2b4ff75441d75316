# Two users at one VM that is shut off: libvirt knows of no job on it, only of the helper that carries its disks.
# shellcheck shell=bash

mover_is_there() {
  [[ $(on alpha list --name) == *"-task-$TASK-root@"* ]]
}

as_another_user() {
  XDG_STATE_HOME=$WORK/other vm_migrate "$@"
}

other_is_listed() {
  as_another_user tasks --all
  [[ $OUT == *"not started here: task-$TASK-root@"* ]]
}

# expect_one_wins TYPE ARGUMENT…: whoever comes second, while the first holds still, is told by whom the VM is being moved.
expect_one_wins() {
  local type=$1 runner
  shift
  start_detached run pair --type "$type" "$@" --disk vda:pool=local2,speed=2MiB/s
  wait_until 30 mover_is_there
  runner=$(runner_pid "$TASK")
  kill -STOP "$runner"
  as_another_user run pair --type "$type" "$@" --disk vda:pool=local2,volume=mine.raw --keep-old-volumes --yes
  kill -CONT "$runner"
  expect_code 3
  expect_says "vm-job" "the disks of pair are being moved already, by task-$TASK-root@"
  [[ $OUT != *"take it from"* ]] || fail "what is said of its disk is no help"
}

test_two_users_at_a_vm_that_is_shut_off() {
  two_disk_vm pair off ""
  subject pair alpha
  remember_content
  expect_one_wins storage
  vm_migrate watch "$TASK"
  expect_code 0
  subject pair alpha
  expect_same_content
  expect_one_wins both --to bravo
  wait_until 30 other_is_listed
  expect_says "pair " "alpha -> bravo" "virt-migrate cancel alpha/pair"
  as_another_user cancel alpha/pair --yes
  expect_code 0
  expect_says "alpha/pair: its disks are no longer being copied"
  vm_migrate watch "$TASK"
  [[ $CODE == 1 || $CODE == 4 ]] || fail "the exit code is $CODE"
  expect_says "pair is shut off on alpha"
  subject pair alpha
  expect_subject "shut off"
  expect_same_content
  lab remove-vm pair
}
