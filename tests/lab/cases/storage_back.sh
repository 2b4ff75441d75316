# The way back of a move that took disks along: everything is as it was before there was a task.
# shellcheck shell=bash

# The definition of the subject. (That a disk builds upon nothing may be said in words or not at all.)
kept_definition() {
  on "$1" dumpxml "$VM" --inactive | sed '/<backingStore\/>/d; /^$/d'
}

# expect_there_and_back STATE HOST DISK…: the move as a task, and then that task back. The type is the one that the arguments make.
expect_there_and_back() {
  local state=$1 host=$2 type=storage definition
  [[ $host == "$HOST" ]] || type=both
  definition=$(kept_definition "$HOST")
  subject "$VM" "$HOST"
  expect_move "$type" "$state" "$host" "${@:3}"
  vm_migrate tasks --json
  TASK=$(sed -n 's/.*"task":\([0-9]*\),.*/\1/p' <<<"$OUT" | head -n 1)
  [[ $(world) != "$AT_FIRST" ]] || fail "it has not moved at all"
  vm_migrate run --back "$TASK" --yes
  expect_code 0
  HOST=alpha
  [[ $(kept_definition alpha) == "$definition" ]] || fail "its definition is not what it was: $(diff <(echo "$definition") <(kept_definition alpha))"
  WORLD=$AT_FIRST
  expect_world_unchanged
}

test_way_back_of_a_vm_that_is_shut_off() {
  two_disk_vm pair off ""
  subject pair alpha
  remember_content
  AT_FIRST=$(world)
  expect_there_and_back "shut off" alpha vda=local2,qcow2 vdb=local2,raw
  subject pair alpha
  expect_same_content
  expect_there_and_back "shut off" bravo vda=local2,raw vdb=local,qcow2
  subject pair alpha
  expect_same_content
  lab remove-vm pair
}

test_way_back_of_a_vm_that_runs() {
  two_disk_vm pair running vda
  subject pair alpha
  remember_guest pair alpha
  AT_FIRST=$(world)
  expect_there_and_back running alpha vda=local2,qcow2
  expect_there_and_back running bravo vda=local2,raw vdb=local,qcow2
  subject pair alpha
  expect_subject running
  expect_guest_went_on pair alpha
  expect_no_bad_records pair
  expect_restart_finds_records vda
  lab remove-vm pair
}
