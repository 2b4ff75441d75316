# Pools that are special: the same pool again, storage that both hosts share, and Ceph.
# shellcheck shell=bash

# A line of a table: type, state, host to be on afterwards, and TARGET=POOL,FORMAT of each disk.
moves_of_table() {
  local type state host disks
  while read -r type state host disks; do
    if [[ $type == both && $state == paused ]]; then
      let_it_run
    fi
    # shellcheck disable=SC2086 # several disks
    expect_move "$type" "${state/-/ }" "$host" $disks
    expect_same_content
  done
}

test_format_changes_within_a_pool() {
  two_disk_vm quiet off none
  subject quiet alpha
  remember_content
  moves_of_table <<END
    storage shut-off alpha vda=local,qcow2
    storage shut-off alpha vdb=vmstore,raw
    both    shut-off bravo vda=local,raw   vdb=vmstore,qcow2
END
  on bravo start quiet
  wait_until 40 guest_is_up quiet bravo
  on bravo suspend quiet
  moves_of_table <<END
    storage paused bravo vda=local,qcow2
    both    paused alpha vda=local,raw   vdb=vmstore,raw
END
  lab remove-vm quiet
}

# The VM changes hosts, and its disk the shared storage.
test_disk_changes_shared_storage() {
  two_disk_vm quiet off none
  subject quiet alpha
  remember_content
  moves_of_table <<END
    both    shut-off bravo vda=vmstore,raw vdb=shared-netfs,qcow2
    both    shut-off alpha vda=shared-netfs,raw
    storage shut-off alpha vda=vmstore,raw vdb=local,qcow2
END
  lab remove-vm quiet
}

# Content of a pool that has been changed by another host is not what this one remembers of it.
test_pool_that_another_host_has_changed() {
  two_disk_vm quiet off none
  subject quiet alpha
  remember_content
  moves_of_table <<END
    both    shut-off bravo vda=local,raw   vdb=local,qcow2
    storage shut-off bravo vda=vmstore,raw vdb=vmstore,raw
    host    shut-off alpha
    storage shut-off alpha vda=local,qcow2 vdb=local,raw
    storage shut-off alpha vda=vmstore,qcow2
END
  lab remove-vm quiet
}

# --- Ceph -------------------------------------------------------------------------------------------------------

# skip_without_ceph || return 0
skip_without_ceph() {
  SHARED_PLACES+=" rbd-a rbd-b"
  [[ $(on alpha pool-list --name) == *rbd-a* ]]
}

# ceph_subject STATE RECORDS: a VM with one disk, a file for now.
ceph_subject() {
  ceph_remove
  lab add-vm ceph pool=local format=raw memory=96 state="$1" records="$2"
  subject ceph alpha
}

# The lab knows images by the name of their VM alone.
ceph_remove() {
  local image host
  lab remove-vm ceph 2>/dev/null || true
  for image in rbd-a/ceph.raw rbd-b/ceph.raw; do
    lab shell alpha rbd rm --no-progress "$image" 2>/dev/null || true
  done
  for host in alpha bravo; do
    on "$host" pool-refresh rbd-a
    on "$host" pool-refresh rbd-b
  done
}

test_rbd_image_of_a_shut_off_vm() {
  skip_without_ceph || return 0
  ceph_subject off none
  fill_disk alpha "${DISK_PATH[vda]}" raw 3
  remember_content
  moves_of_table <<END
    storage shut-off alpha vda=rbd-a,raw
    storage shut-off alpha vda=rbd-b,raw
    both    shut-off bravo vda=rbd-a,raw
    host    shut-off alpha
    both    shut-off bravo vda=local,qcow2
    both    shut-off alpha vda=rbd-b,raw
    storage shut-off alpha vda=local,raw
END
  ceph_remove
}

test_running_vm_moves_its_disk_to_ceph_but_not_back() {
  skip_without_ceph || return 0
  ceph_subject running vda
  remember_guest ceph alpha
  expect_move storage running alpha vda=rbd-b,raw
  expect_records_beyond ceph alpha vda "$(newest_record_anywhere ceph vda)"
  expect_guest_went_on ceph alpha
  remember_world
  vm_migrate run ceph --type storage --disk vda:pool=rbd-a --yes
  expect_code 3
  expect_says "disk-rbd" "shut the VM down and move it then"
  vm_migrate run ceph --type both --to bravo --disk vda:pool=local --yes
  expect_code 3
  expect_says "disk-rbd"
  expect_world_unchanged
  expect_subject running
  expect_restart_finds_records vda
  expect_no_bad_records ceph
  ceph_remove
}

test_running_vm_takes_its_disk_to_ceph_on_another_host() {
  skip_without_ceph || return 0
  ceph_subject running vda
  remember_guest ceph alpha
  expect_move both running bravo vda=rbd-a,raw
  expect_records_beyond ceph bravo vda "$(newest_record_anywhere ceph vda)"
  expect_guest_went_on ceph bravo
  expect_no_bad_records ceph
  ceph_remove
}

# libvirt knows nothing of them, and deletes no image that has one: nothing is lost, and it is said before and after.
test_snapshots_of_an_image_stay_with_it() {
  local image new
  skip_without_ceph || return 0
  subject rbd-off alpha
  image=${DISK_PATH[vda]}
  new=$([[ $image == rbd-a/* ]] && echo rbd-b || echo rbd-a)
  lab shell alpha rbd snap create --no-progress "$image@before"
  vm_migrate run rbd-off --type storage --disk "vda:pool=$new" --yes
  expect_code 5
  expect_says "snapshots that Ceph may have of disk vda ($image) are not copied" "rbd-off has moved, but an old volume is still there"
  DISK_PATH[vda]=$new/${image#*/}
  expect_subject "shut off"
  [[ $(lab shell alpha rbd snap ls "$image") == *before* ]] || fail "the snapshot is lost"
  lab shell alpha rbd snap rm --no-progress "$image@before"
  on alpha vol-delete "${image#*/}" --pool "${image%/*}"
  vm_migrate run rbd-off --type storage --disk "vda:pool=${image%/*}" --yes
  expect_code 0
}
