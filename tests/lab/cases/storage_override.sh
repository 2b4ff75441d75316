# Checks of disks that may be overridden: libvirt asks nobody how much room a pool has.
# shellcheck shell=bash
# shellcheck disable=SC1111 # such quotes are meant

test_too_little_room_may_be_overridden() {
  two_disk_vm large off none
  expect_refused disk-space "a disk whose format changes needs twice its size" -- large --type storage --disk vda:pool=small,format=qcow2
  vm_migrate run large --type storage --disk vda:pool=small,format=qcow2 --yes --override disk-space
  expect_code 0
  expect_says "Overridden: disk-space: pool small of alpha" "* check again: overridden: disk-space"
  [[ $(on_host alpha disks_in large) == *"vda qcow2 $(folder_of small)/"* ]] || fail "vda is not in small: $(on_host alpha disks_in large)"
  lab remove-vm large
}

test_disk_named_twice_is_refused() {
  two_disk_vm large off none
  remember_world
  vm_migrate run large --type storage --disk vda:pool=ssd --disk vda:pool=small --yes
  expect_code 2
  expect_says "disk vda is chosen for twice"
  expect_world_unchanged
  lab remove-vm large
}
