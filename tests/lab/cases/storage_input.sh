# Mistakes in a move of disks are told clearly and change nothing.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC1111,SC2016 # the subject is for lib/storage.sh; such quotes are meant; for the shell there

# expect_bad_input TEXT… -- ARGUMENT…
expect_bad_input() {
  local texts=()
  while [[ $1 != -- ]]; do
    texts+=("$1")
    shift
  done
  vm_migrate run "${@:2}" --yes
  expect_code 2
  expect_says "${texts[@]}"
}

test_disk_choices_that_make_no_sense() {
  lab vm cold
  remember_world
  expect_bad_input "cold has no disk vdz" "vda" -- cold --type storage --disk vdz:pool=local
  expect_bad_input "which pool?" "vda:pool=POOL" -- cold --type storage --disk vda:format=raw
  expect_bad_input "which disk" "vda:pool=POOL" -- cold --type storage --disk pool=local
  expect_bad_input "which disk" -- cold --type storage --disk vda
  expect_bad_input "which disk" -- cold --type storage --disk :pool=local
  expect_bad_input "“” is no name for a pool" -- cold --type storage --disk vda:pool=
  expect_bad_input "“colour=red” is not known" "pool=, format=, speed= and volume=" -- cold --type storage --disk vda:pool=local,colour=red
  expect_bad_input "“vmdk”" "same, qcow2, raw" -- cold --type storage --disk vda:pool=local,format=vmdk
  expect_bad_input "“../x” is no name for a volume" -- cold --type storage --disk vda:pool=local,volume=../x
  expect_bad_input "“a/b” is no name for a volume" -- cold --type storage --disk vda:pool=local,volume=a/b
  expect_bad_input "volume" -- cold --type storage --disk vda:pool=local,volume=.
  expect_bad_input "volume" -- cold --type storage --disk vda:pool=local,volume=..
  expect_bad_input "volumes are named disk by disk" -- cold --type storage --disk all:pool=local,volume=x
  expect_world_unchanged
}

test_speeds_that_make_no_sense() {
  local speed
  lab vm cold
  for speed in 0 0MiB/s -5MiB/s fasterplease 20 1e99MiB/s MiB/s nanMiB/s infMB/s "" "20 Furlongs/s"; do
    expect_bad_input "“$speed”" "speed" -- cold --type storage --disk "vda:pool=local,speed=$speed"
  done
}

test_disks_do_not_go_with_every_type() {
  lab vm cold
  remember_world
  expect_bad_input "--disk" -- cold --to bravo --disk vda:pool=local
  expect_bad_input "--keep-old-volumes" -- cold --to bravo --keep-old-volumes
  expect_bad_input "--to" -- cold --type storage --to bravo --disk vda:pool=local
  expect_bad_input "--to HOST" -- cold --type both --disk vda:pool=local
  expect_refused disk-chosen "choose a pool for a disk" -- cold --type storage
  expect_world_unchanged
}

test_pools_that_cannot_be_had() {
  lab vm cold
  lab vm local
  expect_refused disk-pool "there is no pool nowhere on alpha" "choose one of:" "local2" -- cold --type storage --disk vda:pool=nowhere
  expect_refused disk-pool "there is no pool ssd on bravo" "choose one of:" "disk-fs" -- cold --type both --to bravo --disk vda:pool=ssd
  expect_refused disk-pool "it lies there already" -- cold --type storage --disk vda:pool=vmstore
  expect_refused disk-pool "it lies there already" -- cold --type both --to bravo --disk vda:pool=vmstore
  expect_refused disk-left-behind "vda (local) would stay on alpha" "--disk vda:pool=POOL" -- local --type both --to bravo
  on alpha pool-destroy local2
  on bravo pool-destroy local2
  expect_refused disk-pool "it is not active on alpha" "start the pool" -- cold --type storage --disk vda:pool=local2
  expect_refused disk-pool "it is not active on bravo" "start the pool" -- cold --type both --to bravo --disk vda:pool=local2
  on alpha pool-start local2
  on bravo pool-start local2
}

# The name that is offered instead works as it is printed.
test_volume_of_the_same_name() {
  local offered
  lab vm cold
  subject cold alpha
  remember_content
  lab shell alpha sh -c 'echo "not yours" >"$0"/cold.qcow2; echo "nor this" >"$0"/cold-1.qcow2' "$(folder_of ssd)"
  expect_refused disk-name "pool ssd has a volume cold.qcow2 already" "volume=cold-2.qcow2" -- cold --type storage --disk vda:pool=ssd
  offered=$(sed -n 's/.*(--disk \([^ )]*\)).*/\1/p' <<<"$OUT" | head -n 1)
  remember_world
  vm_migrate run cold --type storage --disk "$offered" --yes
  expect_code 0
  expect_world_changed "-shared file ${DISK_PATH[vda]}" "+alpha file $(folder_of ssd)/cold-2.qcow2"
  DISK_PATH[vda]=$(folder_of ssd)/cold-2.qcow2
  expect_subject "shut off"
  expect_same_content
  expect_output "not yours" lab shell alpha cat "$(folder_of ssd)/cold.qcow2"
  lab shell alpha sh -c 'rm "$0"/cold*.qcow2' "$(folder_of ssd)"
  on alpha pool-refresh ssd
  lab vm cold
}

test_two_disks_of_one_name() {
  two_disk_vm same off none
  expect_refused disk-name "vda and vdb would both become x.img" "volume=NAME" -- \
    same --type storage --disk vda:pool=ssd,volume=x.img --disk vdb:pool=ssd,volume=x.img
  lab remove-vm same
}

# Each of them alone would fit.
test_pool_with_too_little_room() {
  two_disk_vm large off none
  lab shell alpha qemu-img create -q -f raw "$(folder_of vmstore)/large-vdc.raw" 40M
  on alpha pool-refresh vmstore
  on alpha attach-disk large "$(folder_of vmstore)/large-vdc.raw" vdc --subdriver raw --cache none --config
  expect_refused disk-space "pool small of alpha" "choose another pool" -- large --type storage --disk vda:pool=small --disk vdc:pool=small
  expect_refused disk-space "pool small of bravo" -- large --type both --to bravo --disk vda:pool=small --disk vdc:pool=small
  expect_refused disk-space "a disk whose format changes needs twice its size" -- large --type storage --disk vda:pool=small,format=qcow2
  remember_world
  vm_migrate run large --type storage --disk vda:pool=small --disk vdc:pool=ssd --yes
  expect_code 0
  lab remove-vm large
}

# Base images need room too.
test_pool_with_too_little_room_for_base_images() {
  lab vm chain-off
  lab shell alpha fallocate -l 75M "$(folder_of small)/filler"
  expect_given_up "small" -- chain-off --type storage --disk vda:pool=small
  lab shell alpha rm "$(folder_of small)/filler"
  on alpha pool-refresh small
}

test_disk_in_no_pool() {
  local path=/var/lib/libvirt/stray.qcow2 type
  lab remove-vm stray 2>/dev/null || true
  lab add-vm stray pool=local memory=96 state=off
  for type in storage "both --to bravo"; do
    subject stray alpha
    lab shell alpha mv "${DISK_PATH[vda]}" "$path"
    on alpha dumpxml stray --inactive | sed "s#'${DISK_PATH[vda]}'#'$path'#" >"$XDG_STATE_HOME/stray.xml"
    on alpha define "$XDG_STATE_HOME/stray.xml"
    subject stray alpha
    # shellcheck disable=SC2086 # several words
    expect_refused disk-known "define a pool over its folder" -- stray --type $type --disk vda:pool=local2
    start_subject
    # shellcheck disable=SC2086 # several words
    vm_migrate run stray --type $type --disk vda:pool=local2 --yes
    expect_code 0
    expect_says "lies in no storage pool of alpha" "delete it by hand"
    lab shell alpha test -e "$path"
    DISK_PATH[vda]=$(folder_of local2)/stray.qcow2
    [[ $type == storage ]] || HOST=bravo
    expect_subject running
    on "$HOST" destroy stray
    lab shell alpha rm "$path"
  done
  lab remove-vm stray
}

test_disk_of_an_odd_size() {
  lab remove-vm odd 2>/dev/null || true
  lab add-vm odd pool=local format=raw memory=96 state=off
  lab shell alpha truncate -s 1000001 "$(folder_of local)/odd.raw"
  on alpha pool-refresh local
  expect_refused disk-size "no multiple of 512" "vol-resize" -- odd --type storage --disk vda:pool=local2
  expect_refused disk-size "no multiple of 512" -- odd --type both --to bravo --disk vda:pool=local2
  lab shell alpha rm "$(folder_of local)/odd.raw"
  on alpha pool-refresh local
  expect_refused -- odd --type storage --disk vda:pool=local2
  lab remove-vm odd
}

# A pool that nobody can write to.
test_pool_that_is_read_only() {
  local folder=/var/lib/libvirt/readonly
  lab vm cold
  lab shell alpha mkdir -p "$folder"
  lab shell alpha mount -t tmpfs -o ro tmpfs "$folder"
  on alpha pool-create-as readonly dir --target "$folder"
  expect_given_up "readonly" -- cold --type storage --disk vda:pool=readonly
  expect_says "cold is shut off on alpha"
  on alpha pool-destroy readonly
  lab shell alpha umount "$folder"
  lab shell alpha rmdir "$folder"
  is_on alpha cold "shut off" || fail "cold is $(state_on alpha cold)"
}

# A file that has the name since the pool was read last.
test_name_that_is_taken_behind_our_back() {
  lab vm cold
  on alpha pool-refresh ssd
  lab shell alpha sh -c 'echo "not yours" >"$0"/cold.qcow2' "$(folder_of ssd)"
  expect_given_up "cold.qcow2" -- cold --type storage --disk vda:pool=ssd
  expect_output "not yours" lab shell alpha cat "$(folder_of ssd)/cold.qcow2"
  lab shell alpha rm "$(folder_of ssd)/cold.qcow2"
  on alpha pool-refresh ssd
}
