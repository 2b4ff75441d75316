# A move of disks that is cancelled, or fails, at any moment leaves everything as it was.
# shellcheck shell=bash
# shellcheck disable=SC2034 # the subject and what is said of it are for lib/storage.sh

# --- what there was ---------------------------------------------------------------------------------------------

# carrier NAME STATE: a VM with data on both of its disks, so that copying them takes a while when it is slowed: about five seconds
# at 6 MiB/s, as holes are skipped.
carrier() {
  local random=$XDG_STATE_HOME/random
  two_disk_vm "$1" off vda,vdb
  head -c 24M /dev/urandom >"$random"
  lab shell alpha qemu-io -f raw -c "write -q -s $random 40M 24M" "$(folder_of local)/$1.raw"
  lab shell alpha qemu-io -f qcow2 -c "write -q -s $random 40M 24M" "$(folder_of vmstore)/$1-vdb.qcow2"
  on alpha dumpxml "$1" --inactive | sed "s/ cache='none'/& discard='unmap'/" >"$XDG_STATE_HOME/carrier.xml"
  on alpha define "$XDG_STATE_HOME/carrier.xml"
  subject "$1" alpha
  remember_content
  if [[ $2 == running ]]; then
    start_subject
    remember_guest "$1" alpha
  fi
}

remember_all() {
  remember_world
  DEFINITION=$(on alpha dumpxml "$VM" --inactive --security-info)
  NOW=$(on alpha dumpxml "$VM" --security-info)
  STATE=$(state_on alpha "$VM")
}

block_jobs() {
  local target
  for target in "${TARGETS[@]}"; do
    on alpha blockjob "$VM" "$target" 2>/dev/null | grep -v "^No current block job\|^$" || true
  done
}

# The VM is as remember_all has seen it; running, it runs on, and shut off it can be started at once.
expect_all_as_before() {
  expect_world_unchanged
  [[ $(on alpha dumpxml "$VM" --inactive --security-info) == "$DEFINITION" ]] ||
    fail "the definition has changed: $(diff <(on alpha dumpxml "$VM" --inactive --security-info) <(echo "$DEFINITION"))"
  is_on alpha "$VM" "$STATE" || fail "$VM is $(state_on alpha "$VM"), and was $STATE"
  [[ -z $(block_jobs) ]] || fail "a job is still at work on a disk"
  if [[ $STATE == running ]]; then
    [[ $(on alpha dumpxml "$VM" --security-info) == "$NOW" ]] || fail "it has changed: $(diff <(on alpha dumpxml "$VM" --security-info) <(echo "$NOW"))"
    expect_no_job alpha "$VM"
    expect_records_beyond "$VM" alpha vda "$(newest_record_anywhere "$VM" vda)"
    expect_guest_went_on "$VM" alpha
    remember_guest "$VM" alpha
  else
    expect_same_content
    on alpha start --paused "$VM"
    on alpha destroy "$VM"
  fi
}

# --- on the way -------------------------------------------------------------------------------------------------

percent_of() {
  local percent
  percent=$(lab run "$VIRT_MIGRATE" tasks --json 2>/dev/null | sed -n "s/.*\"task\":$1,.*\"percent\":\([0-9]*\).*/\1/p")
  echo "${percent:-0}"
}

has_reached() {
  local state
  state=$(task_state "$1")
  [[ $state == running || $state == waiting ]] || fail "task $1 has ended already: $state"
  (($(percent_of "$1") >= $2))
}

# The arguments of a move of both disks of the subject, by type.
arguments_of() {
  case $1 in
    storage) echo "--type storage" ;;
    both) echo "--type both --to bravo" ;;
  esac
}

# start_copying TYPE PERCENT DISK…: a move that is on its way. At its beginning it is tried to start a VM that is shut off, in vain.
start_copying() {
  local disk disks=()
  for disk in "${@:3}"; do
    disks+=(--disk "$disk")
  done
  # shellcheck disable=SC2046 # several words
  start_detached run "$VM" $(arguments_of "$1") "${disks[@]}"
  wait_until 30 has_reached "$TASK" "$2"
  if [[ $STATE == "shut off" && $2 -le 10 ]]; then
    ! on alpha start "$VM" || fail "it could be started while its disks were copied"
  fi
}

# bring_to STATE: the subject in that state, whatever it was in.
bring_to() {
  if [[ $1 == running ]] && is_on alpha "$VM" "shut off"; then
    start_subject
    remember_guest "$VM" alpha
  elif [[ $1 == "shut off" ]] && ! is_on alpha "$VM" "shut off"; then
    on alpha destroy "$VM"
    remember_content
  fi
}

# A line: type, state, and how far the copy is.
test_cancelled_on_the_way() {
  local type state percent
  carrier pair running
  while read -r type state percent; do
    echo "--- $type, $state, $percent %"
    bring_to "${state/-/ }"
    remember_all
    start_copying "$type" "$percent" vda:pool=local2,speed=6MiB/s vdb:pool=local2,speed=6MiB/s
    vm_migrate cancel "$TASK"
    expect_code 0
    expect_says "cancelled" "pair is ${state/-/ } on alpha"
    task_is "$TASK" cancelled || fail "the record says $(task_state "$TASK")"
    expect_all_as_before
  done <<END
    storage running  10
    storage running  50
    both    running  10
    both    running  25
    storage shut-off 10
    storage shut-off 50
    both    shut-off 10
    both    shut-off 50
END
  bring_to running
  expect_no_bad_records pair
  lab remove-vm pair
}

# Small disks are complete long before a large one is.
test_cancelled_when_a_disk_is_complete() {
  local type state
  carrier pair running
  lab shell alpha qemu-img create -q -f raw "$(folder_of local)/pair-vdc.raw" 1M
  on alpha pool-refresh local
  on alpha attach-disk pair "$(folder_of local)/pair-vdc.raw" vdc --subdriver raw --cache none --config --live
  subject pair alpha
  while read -r type state; do
    echo "--- $type, $state"
    bring_to "${state/-/ }"
    remember_content
    remember_all
    start_copying "$type" 30 vda:pool=local2,speed=6MiB/s vdb:pool=local2,speed=6MiB/s vdc:pool=disk-fs,speed=6MiB/s
    vm_migrate cancel "$TASK"
    expect_code 0
    expect_all_as_before
  done <<END
    storage running
    both    running
    storage shut-off
END
  lab remove-vm pair
}

# The disks are complete, and the memory never will be.
test_cancelled_when_only_memory_is_missing() {
  lab remove-vm busy 2>/dev/null || true
  lab add-vm busy pool=local memory=384 dirty=14 dirty_region=64 records=vda
  subject busy alpha
  remember_guest busy alpha
  remember_all
  lab slow 100mbit
  start_detached run busy --type both --to bravo --disk vda:pool=local
  wait_until 40 job_is_copying alpha busy
  vm_migrate cancel "$TASK"
  expect_code 0
  lab slow off
  expect_all_as_before
  expect_no_bad_records busy
  lab remove-vm busy
}

test_runner_that_is_told_to_end() {
  local type state pid
  carrier pair off
  while read -r type state; do
    echo "--- $type, $state"
    bring_to "${state/-/ }"
    remember_all
    start_copying "$type" 20 vda:pool=local2,speed=6MiB/s vdb:pool=local2,speed=6MiB/s
    pid=$(runner_pid "$TASK")
    kill -TERM "$pid"
    vm_migrate watch "$TASK"
    expect_code 4
    expect_all_as_before
  done <<END
    both    shut-off
    storage running
END
  lab remove-vm pair
}

# libvirt stops a pool that cannot be read: nobody's business but that of its owner.
test_cancel_leaves_pools_of_others_alone() {
  carrier pair off
  # shellcheck disable=SC2016 # for the shell on the host
  lab shell bravo sh -c 'mkdir -p /var/lib/libvirt/gone && virsh -q pool-create-as gone dir --target /var/lib/libvirt/gone'
  trap 'on bravo pool-destroy gone; lab remove-vm pair' EXIT
  remember_all
  start_copying both 20 vda:pool=local2,speed=6MiB/s vdb:pool=local2,speed=6MiB/s
  lab shell bravo rmdir /var/lib/libvirt/gone
  vm_migrate cancel "$TASK"
  expect_code 0
  expect_output "running" on bravo pool-info gone
  expect_all_as_before
}

# --- the pool fills up ------------------------------------------------------------------------------------------

fill_up() {
  local free
  free=$(lab shell "$1" df --output=avail -B1 "$(folder_of small)" | tail -n 1)
  lab shell "$1" fallocate -l $((free - 12 * 1024 * 1024)) "$(folder_of small)/filler"
}

test_target_pool_fills_up() {
  local type state host
  carrier pair running
  while read -r type state; do
    echo "--- $type, $state"
    host=$([[ $type == both ]] && echo bravo || echo alpha)
    bring_to "${state/-/ }"
    remember_all
    start_copying "$type" 5 vda:pool=small,speed=6MiB/s vdb:pool=local2,speed=6MiB/s
    fill_up "$host"
    vm_migrate watch "$TASK"
    lab shell "$host" rm "$(folder_of small)/filler"
    expect_code 1
    expect_says "pair is ${state/-/ } on alpha"
    expect_all_as_before
  done <<END
    storage running
    both    running
    storage shut-off
    both    shut-off
END
  bring_to running
  expect_no_bad_records pair
  lab remove-vm pair
}

# --- the VM ends ------------------------------------------------------------------------------------------------

test_vm_that_ends_on_the_way() {
  local type
  carrier pair off
  for type in storage both; do
    bring_to running
    remember_all
    start_copying "$type" 10 vda:pool=local2,speed=6MiB/s vdb:pool=local2,speed=6MiB/s
    on alpha destroy pair
    vm_migrate watch "$TASK"
    expect_code 1
    expect_says "pair is shut off on alpha"
    expect_world_unchanged
    STATE="shut off"
    remember_content
    expect_all_as_before
  done
  lab remove-vm pair
}
