# The verdict on a cell, by virsh, qemu-img and sha256sum alone; of the program under test only its record is read.
# shellcheck shell=bash

# The fault itself has ended the guest, or suspended it. Nothing else may. (A VM that is suspended while it migrates runs again at its
# target: to libvirt that is the way to let the migration finish.)
state_wanted() {
  case $FAULT:$STATE in
    *:off) echo "shut off" ;;
    vm-destroyed:* | vm-shut-down:*) echo "shut off" ;;
    # In post-copy a part of the memory is in the target's QEMU alone.
    target-qemu-killed:*) has post-copy && echo "shut off" || echo "$STATE" ;;
    # A libvirtd that restarts there ends that QEMU, unless the last page had come meanwhile: then the VM has to be there, as it was.
    target-libvirtd:*) has post-copy && [[ $RECORD != "done" ]] && echo "shut off" || echo "$STATE" ;;
    vm-suspended:*) has target && echo running || echo paused ;;
    *) echo "$STATE" ;;
  esac
}

expect_no_trace() {
  local host name
  for host in alpha bravo; do
    for name in $(on "$host" list --name); do
      [[ $name != virt-migrate-* ]] || fail "a helper domain is left on $host: $name"
    done
  done
  [[ $(on "$1" snapshot-list victim --name) == "" ]] || fail "victim has snapshots on $1"
  is_on "$1" victim "shut off" && return
  expect_no_job "$1" victim
  expect_output '"return":[]' on "$1" qemu-monitor-command victim '{"execute":"query-block-jobs"}'
  expect_output '"return":[]' on "$1" qemu-monitor-command victim '{"execute":"query-block-exports"}'
}

expect_disk_at() {
  local wanted seen
  wanted="vda raw $2"
  for seen in "$(on_host "$1" disks_in victim)" "$(on_host "$1" disks_in --inactive victim)"; do
    [[ $seen == "$wanted" ]] || fail "the disk of victim on $1 is $seen, not $wanted"
  done
  # QEMU writes what its guest has last written to a file of the host's; both see the same.
  [[ $(content_of "$1" "$2") == "$CONTENT" ]] || fail "what is on $2 has changed"
}

# The same boot counts on and finds again what it has written. One that was suspended is let go on first.
expect_guest_unharmed() {
  local host=$1 newest
  has vm || return 0
  case $(state_wanted) in
    "shut off") return 0 ;;
    paused) on "$host" resume victim >/dev/null ;;
  esac
  newest=$(newest_record_anywhere victim vda)
  expect_guest_went_on victim "$host"
  expect_records_beyond victim "$host" vda $((newest + 80))
  expect_no_bad_records victim
}

# expect_victim HOST PATH: whole, once, and with nothing beside it.
expect_victim() {
  local host=$1 path=$2
  expect_only_on victim "$host" "$(state_wanted)"
  expect_disk_at "$host" "$path"
  expect_no_trace "$host"
  expect_guest_unharmed "$host"
  if [[ $host:$path == alpha:$(source_path) ]]; then
    expect_world_unchanged
  else
    CHANGES=()
    [[ $host == alpha ]] || CHANGES+=("-alpha domain victim" "+$host domain victim")
    ! has pool || CHANGES+=("-alpha file $(source_path)" "+$host file $path")
    expect_world_changed "${CHANGES[@]}"
  fi
}

record_of() {
  OUT=$(lab run "$VIRT_MIGRATE" tasks --json 2>/dev/null | grep "\"task\":$TASK,")
  RECORD=$(member state)
  REASON=$(sed -n 's/.*"reason":"\([^"]*\)".*/\1/p' <<<"$OUT")
}

task_has_ended() {
  record_of
  [[ $RECORD == @(done|failed|cancelled|attention|interrupted) ]]
}
