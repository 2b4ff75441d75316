# Disks move in every state of the VM, from and to every format, with and without a change of hosts. A line of a table is a move.
# shellcheck shell=bash

expect_all_formats() {
  local pair
  for pair in raw-raw raw-qcow2 qcow2-raw qcow2-qcow2; do
    [[ $COVERED == *"$pair "* ]] || fail "no line of the table goes from $pair"
  done
}

# --- running: the guest goes on, and reads what it wrote --------------------------------------------------------

running_moves() {
  local type=$1 host disks last disk
  COVERED=""
  remember_guest "$VM" "$HOST"
  while read -r host disks; do
    # shellcheck disable=SC2086 # several disks
    expect_move "$type" running "$host" $disks
    for disk in vda vdb; do
      expect_records_beyond "$VM" "$HOST" "$disk" "$(newest_record_anywhere "$VM" "$disk")"
    done
  done
  expect_all_formats
  expect_guest_went_on "$VM" "$HOST"
  last=$(newest_record_anywhere "$VM" vda)
  expect_records_beyond "$VM" "$HOST" vda $((last + 64))
  expect_no_bad_records "$VM"
}

test_storage_running() {
  lab vm twin
  subject twin alpha
  running_moves storage <<END
    alpha vda=ssd,qcow2
    alpha vda=disk-fs,raw
    alpha vda=vmstore,raw
    alpha vda=local2,qcow2
    alpha vda=ssd,raw vdb=disk-fs,qcow2
    alpha vda=shared-netfs,qcow2 vdb=ssd,qcow2
END
  expect_restart_finds_records vda
  expect_no_bad_records twin
  lab vm twin
}

test_both_running() {
  two_disk_vm pair running vda,vdb
  subject pair alpha
  running_moves both <<END
    bravo vda=local,raw
    alpha vda=ssd,qcow2
    bravo vda=small,qcow2
    alpha vda=local,raw
    bravo vda=local2,qcow2 vdb=local,raw
    charlie vda=local,qcow2 vdb=local,qcow2
    alpha vda=ssd,qcow2 vdb=local,qcow2
END
  expect_restart_finds_records vda
  expect_no_bad_records pair
  lab remove-vm pair
}

# --- suspended: it stays so, and every byte is the same ---------------------------------------------------------

# A VM that came suspended must run for a moment before it can move on to another host (see doc/HACKING).
let_it_run() {
  on "$HOST" resume "$VM"
  remember_guest "$VM" "$HOST"
  expect_guest_went_on "$VM" "$HOST"
  on "$HOST" suspend "$VM"
}

suspended_moves() {
  local type=$1 host disks moved=no
  COVERED=""
  remember_content
  while read -r host disks; do
    if [[ $type == both && $moved == yes ]]; then
      let_it_run
    fi
    remember_guest "$VM" "$HOST"
    # shellcheck disable=SC2086 # several disks
    expect_move "$type" paused "$host" $disks
    expect_same_content
    moved=yes
  done
  expect_all_formats
  on "$HOST" resume "$VM"
  expect_guest_went_on "$VM" "$HOST"
}

test_storage_suspended() {
  two_disk_vm still suspended none
  subject still alpha
  suspended_moves storage <<END
    alpha vda=disk-fs,raw
    alpha vda=ssd,qcow2
    alpha vda=local2,qcow2
    alpha vda=shared-netfs,raw
    alpha vda=local2,qcow2 vdb=ssd,raw
END
  lab remove-vm still
}

test_both_suspended() {
  two_disk_vm still suspended none
  subject still alpha
  suspended_moves both <<END
    bravo vda=local2,raw
    alpha vda=local,qcow2
    bravo vda=disk-fs,qcow2
    alpha vda=ssd,raw
    bravo vda=local2,qcow2 vdb=local,raw
END
  lab remove-vm still
}

# --- shut off: every byte is the same, and it starts ------------------------------------------------------------

shut_off_moves() {
  local type=$1 host disks
  COVERED=""
  remember_content
  while read -r host disks; do
    # shellcheck disable=SC2086 # several disks
    expect_move "$type" "shut off" "$host" $disks
    expect_same_content
  done
  expect_all_formats
  start_subject
}

test_storage_shut_off() {
  two_disk_vm quiet off none
  subject quiet alpha
  shut_off_moves storage <<END
    alpha vda=small,raw
    alpha vda=disk-fs,qcow2
    alpha vda=vmstore,qcow2
    alpha vda=local,raw
    alpha vda=local2,qcow2 vdb=ssd,raw
    alpha vda=ssd,qcow2 vdb=disk-fs,qcow2
END
  lab remove-vm quiet
}

test_both_shut_off() {
  two_disk_vm quiet off none
  subject quiet alpha
  shut_off_moves both <<END
    bravo vda=local,raw
    alpha vda=local2,qcow2
    bravo vda=local2,qcow2
    alpha vda=shared-netfs,raw
    bravo vda=local,qcow2 vdb=local2,raw
    charlie vda=local,qcow2 vdb=local,qcow2
    alpha vda=ssd,raw vdb=local2,qcow2
END
  lab remove-vm quiet
}
