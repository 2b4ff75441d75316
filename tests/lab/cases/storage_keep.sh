# What a move of disks must not change: the disks' settings, holes, encryption, snapshots and base images, and what others have.
# shellcheck shell=bash
# shellcheck disable=SC2034 # the subject and what is said of it are for lib/storage.sh

# --- definitions ------------------------------------------------------------------------------------------------

# The definition of the subject, with (vda) where the path of its disk vda stands. (That a disk builds upon nothing may be said in
# words or not at all.)
definition_of_subject() {
  local target text
  text=$(on "$HOST" dumpxml "$VM" "$@" | sed '/<backingStore\/>/d')
  for target in "${TARGETS[@]}"; do
    text=${text//"${DISK_PATH[$target]}"/($target)}
  done
  echo "$text"
}

# Its disks as they are now: without the number that QEMU's block device happens to have.
disks_of_subject() {
  definition_of_subject | sed -n "/^    <disk /,/^    <\/disk>/p" | sed "s/ index='[0-9]*'//"
}

# Three disks with all kinds of settings, in an order of their own, for a VM that exists.
give_settings() {
  local folder
  folder=$(folder_of local)
  lab shell alpha qemu-img create -q -f qcow2 "$folder/$1-vdb.qcow2" 16M
  lab shell alpha qemu-img create -q -f raw "$folder/$1-vdc.raw" 16M
  on alpha pool-refresh local
  on alpha dumpxml "$1" --inactive >"$XDG_STATE_HOME/plain.xml"
  sed "/<disk /,/<\/disk>/d; /<boot dev/d; /<emulator>/r /dev/stdin" "$XDG_STATE_HOME/plain.xml" >"$XDG_STATE_HOME/settings.xml" <<END
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw' cache='none' io='native' error_policy='stop' rerror_policy='report' discard='unmap'/>
      <source file='$folder/$1-vdc.raw'/>
      <target dev='vdc' bus='virtio'/>
      <iotune><total_bytes_sec>50000000</total_bytes_sec></iotune>
      <serial>THIRD-1</serial>
      <boot order='2'/>
      <alias name='ua-third'/>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x0b' function='0x0'/>
    </disk>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' cache='none' discard='unmap' detect_zeroes='unmap'/>
      <source file='$folder/$1-vdb.qcow2' startupPolicy='optional'/>
      <target dev='sda' bus='scsi'/>
      <serial>SECOND-1</serial>
      <wwn>5000c50015ea71ad</wwn>
      <vendor>LAB</vendor>
      <product>SECOND</product>
    </disk>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw' cache='directsync'/>
      <source file='$folder/$1.raw'/>
      <blockio logical_block_size='512' physical_block_size='4096'/>
      <target dev='vda' bus='virtio'/>
      <boot order='1'/>
    </disk>
    <controller type='scsi' index='0' model='virtio-scsi'/>
END
  on alpha define "$XDG_STATE_HOME/settings.xml"
}

expect_same_text() {
  [[ $1 == "$2" ]] || fail "the definition has changed: $(diff <(echo "$1") <(echo "$2"))"
}

test_settings_of_disks_stay() {
  local next now
  lab remove-vm settings 2>/dev/null || true
  lab add-vm settings pool=local format=raw memory=96 state=off
  give_settings settings
  on alpha autostart settings
  subject settings alpha
  next=$(definition_of_subject --inactive)
  expect_move storage "shut off" alpha vda=local2,raw vdc=ssd,raw sda=disk-fs,qcow2
  expect_same_text "$next" "$(definition_of_subject --inactive)"
  expect_move both "shut off" bravo vda=local,raw vdc=local2,raw sda=local,qcow2
  expect_same_text "$next" "$(definition_of_subject --inactive)"
  start_subject
  subject settings bravo
  now=$(disks_of_subject)
  expect_move both running alpha vda=local,raw vdc=local2,raw sda=local,qcow2
  expect_same_text "$next" "$(definition_of_subject --inactive)"
  expect_same_text "$now" "$(disks_of_subject)"
  expect_move storage running alpha vda=local2,raw vdc=ssd,raw sda=disk-fs,qcow2
  expect_same_text "$next" "$(definition_of_subject --inactive)"
  expect_same_text "$now" "$(disks_of_subject)"
  expect_output "enable" on alpha dominfo settings
  lab remove-vm settings
}

# A label that only one disk has, inside its source.
test_label_of_a_disk_stays() {
  local next
  lab remove-vm label 2>/dev/null || true
  lab add-vm label pool=local memory=96 state=off
  on alpha dumpxml label --inactive |
    sed "s#<source file='\([^']*\)'/>#<source file='\1'><seclabel model='dac' relabel='no'/></source>#" >"$XDG_STATE_HOME/label.xml"
  on alpha define "$XDG_STATE_HOME/label.xml"
  subject label alpha
  next=$(definition_of_subject --inactive)
  [[ $next == *"<seclabel model='dac' relabel='no'/>"* ]] || fail "the label was not taken"
  expect_move storage "shut off" alpha vda=local2,qcow2
  expect_same_text "$next" "$(definition_of_subject --inactive)"
  expect_move both "shut off" bravo vda=local,qcow2
  expect_same_text "$next" "$(definition_of_subject --inactive)"
  lab remove-vm label
}

test_disk_that_is_defined_by_its_volume() {
  local state
  lab remove-vm byname 2>/dev/null || true
  lab add-vm byname pool=local memory=96 state=off records=vda
  for state in "shut off" running; do
    subject byname alpha
    on alpha dumpxml byname --inactive | sed "s#<disk type='file'#<disk type='volume'#
      s#<source file='[^']*/\([^'/]*\)'/>#<source pool='$([[ $state == running ]] && echo local2 || echo local)' volume='\1'/>#" >"$XDG_STATE_HOME/byname.xml"
    on alpha define "$XDG_STATE_HOME/byname.xml"
    if [[ $state == running ]]; then
      on alpha start byname
      wait_until 40 guest_is_up byname alpha
      expect_move storage running alpha vda=ssd,qcow2
      expect_records_beyond byname alpha vda "$(newest_record_anywhere byname vda)"
    else
      expect_move storage "shut off" alpha vda=local2,qcow2
    fi
  done
  expect_restart_finds_records vda
  lab remove-vm byname
}

# The version of a qcow2 image says what it can have: bitmaps of what has changed, clusters that are known to be zero.
test_new_image_can_do_what_the_old_one_could() {
  lab vm roomy
  subject roomy alpha
  expect_output "compat: 1.1" lab shell alpha qemu-img info -U "${DISK_PATH[vda]}"
  expect_move storage running alpha vda=ssd,qcow2
  expect_output "compat: 1.1" lab shell alpha qemu-img info -U "${DISK_PATH[vda]}"
  expect_move both running bravo vda=local,qcow2
  expect_output "compat: 1.1" lab shell bravo qemu-img info -U "${DISK_PATH[vda]}"
  lab vm roomy
}

# A VM without a definition keeps to that.
test_transient_vm() {
  lab remove-vm passing 2>/dev/null || true
  lab add-vm passing pool=local memory=96 records=vda
  on alpha undefine passing
  remember_world
  vm_migrate run passing --type storage --disk vda:pool=local2 --yes
  expect_code 0
  expect_world_changed "-alpha file $(folder_of local)/passing.qcow2" "+alpha file $(folder_of local2)/passing.qcow2"
  remember_world
  vm_migrate run passing --type both --to bravo --disk vda:pool=local --yes
  expect_code 0
  expect_world_changed "-alpha file $(folder_of local2)/passing.qcow2" "+bravo file $(folder_of local)/passing.qcow2" \
    "-alpha domain passing" "+bravo domain passing"
  [[ $(persistent_on bravo passing) == no ]] || fail "it has a definition now"
  expect_records_beyond passing bravo vda "$(newest_record_anywhere passing vda)"
  expect_no_bad_records passing
  lab remove-vm passing
}

test_odd_names_of_vm_and_volume() {
  local vm="it's <odd> & 漢字" volume="a \"b\" & <c>'s 漢字.img"
  lab remove-vm "$vm" 2>/dev/null || true
  lab add-vm "$vm" pool=local memory=96 state=off
  remember_world
  vm_migrate run "$vm" --type storage --disk "vda:pool=local2,volume=$volume" --yes
  expect_code 0
  expect_output "$(folder_of local2)/$volume" on alpha domblklist "$vm" --inactive
  on alpha start "$vm"
  vm_migrate run "$vm" --type storage --disk "vda:pool=ssd,volume=$volume" --yes
  expect_code 0
  vm_migrate run "$vm" --type both --to bravo --disk "vda:pool=local,volume=$volume" --yes
  expect_code 0
  expect_output "$(folder_of local)/$volume" on bravo domblklist "$vm"
  lab remove-vm "$vm"
  lab shell bravo rm "$(folder_of local)/$volume"
  on bravo pool-refresh local
}

# --- holes ------------------------------------------------------------------------------------------------------

allocated() {
  lab shell "$HOST" du -B1 "${DISK_PATH[vda]}" | cut -f 1
}

expect_not_grown() {
  local now
  now=$(allocated)
  ((now * 100 <= $1 * 105)) || fail "the disk takes up $now bytes, and took up $1"
}

test_sparse_disk_stays_sparse() {
  local before
  lab vm sparse
  subject sparse alpha
  before=$(allocated)
  expect_move storage "shut off" alpha vda=ssd,raw
  expect_not_grown "$before"
  expect_move both "shut off" bravo vda=local,qcow2
  expect_not_grown "$before"
  expect_move both "shut off" alpha vda=local,raw
  expect_not_grown "$before"
  lab vm sparse
}

test_sparse_disk_of_a_running_vm_stays_sparse() {
  local before
  lab vm roomy
  subject roomy alpha
  before=$(allocated)
  expect_move storage running alpha vda=ssd,qcow2
  expect_not_grown "$before"
  expect_move storage running alpha vda=local,raw
  expect_not_grown "$before"
  expect_move both running bravo vda=local2,raw
  expect_not_grown "$before"
  expect_move both running alpha vda=local,qcow2
  expect_not_grown "$before"
  lab vm roomy
}

# --- encryption -------------------------------------------------------------------------------------------------

test_encrypted_disk_stays_encrypted() {
  local bytes line
  lab vm crypt
  subject crypt alpha
  IMAGE_FORMAT[vda]=luks
  bytes=$(lab shell alpha sha256sum "${DISK_PATH[vda]}")
  while read -r -a line; do
    expect_move "${line[0]}" "shut off" "${line[@]:1}"
    [[ $(lab shell "$HOST" sha256sum "${DISK_PATH[vda]}") == "${bytes%% *} "* ]] || fail "its bytes have changed"
  done <<END
    storage alpha vda=ssd,raw
    both bravo vda=local,raw
END
  expect_output "<secret type='passphrase' uuid='c4e70000-7a61-4e00-8000-000000000001'/>" on bravo dumpxml crypt --inactive
  start_subject
  expect_refused disk-encrypted "shut the VM down and move it then" -- crypt --type storage --disk vda:pool=local2
  expect_refused disk-encrypted "shut the VM down and move it then" -- crypt --type both --to alpha --disk vda:pool=local
  lab vm crypt
  expect_refused disk-secret "charlie does not know its secret" -- crypt --type both --to charlie --disk vda:pool=local
  expect_refused disk-pool "an encrypted disk keeps its format" -- crypt --type storage --disk vda:pool=ssd,format=qcow2
}

# --- snapshots --------------------------------------------------------------------------------------------------

# expect_pattern NUMBER: what the disk of VM snap has at 1 MiB.
expect_pattern() {
  local said
  said=$(lab shell "$HOST" qemu-io -r -f qcow2 -c "read -P $1 1M 1M" "${DISK_PATH[vda]}" 2>&1) || true
  [[ $said == *"read 1048576/1048576 bytes"* && $said != *failed* ]] || fail "the disk does not hold $1: $said"
}

expect_snapshots_work() {
  [[ $(on "$HOST" snapshot-list snap --name --topological | xargs) == "before after" ]] || fail "the snapshots are not all there"
  [[ $(on "$HOST" snapshot-current snap --name) == "$1" ]] || fail "the current snapshot is not $1"
  on "$HOST" snapshot-revert snap before
  expect_pattern 0x11
  on "$HOST" snapshot-revert snap after
  expect_pattern 0x22
}

test_snapshots_survive() {
  lab vm snap
  subject snap alpha
  expect_move storage "shut off" alpha vda=local2,qcow2
  expect_pattern 0x33
  expect_snapshots_work after
  on alpha snapshot-revert snap before
  expect_move both "shut off" bravo vda=disk-fs,qcow2
  expect_pattern 0x11
  expect_snapshots_work before
  start_subject
  on bravo destroy snap
  lab vm snap
}

test_snapshots_that_would_be_lost() {
  lab vm snap
  expect_refused disk-snapshots "the same format" -- snap --type storage --disk vda:pool=local2,format=raw
  on alpha start snap
  expect_refused disk-snapshots "shut the VM down" -- snap --type storage --disk vda:pool=local2
  expect_refused disk-snapshots "shut the VM down" -- snap --type both --to bravo --disk vda:pool=local2
  lab vm snap
}

# --- base images ------------------------------------------------------------------------------------------------

# chain_in HOST POOL: the images that the subject's disk consists of lie there, the lowest last, and are whole.
expect_chain_in() {
  local folder images
  folder=$(folder_of "$2")
  images=$(lab shell "$1" qemu-img info -U --backing-chain "${DISK_PATH[vda]}" | sed -n 's/^image: //p' | xargs)
  [[ $images == "${DISK_PATH[vda]} $folder/debian-mid.qcow2 $folder/debian-base.qcow2" ]] || fail "the disk consists of $images"
  lab shell "$1" qemu-img check -q -U "$folder/debian-mid.qcow2"
  expect_same_content
}

# Number, time and size of both base images in a pool: one that was written anew has others.
bases_of() {
  local folder
  folder=$(folder_of "$2")
  lab shell "$1" stat -c '%i %y %s %n' "$folder/debian-base.qcow2" "$folder/debian-mid.qcow2"
}

bases_come() {
  EXTRA_CHANGES=("+$1 file $(folder_of "$2")/debian-base.qcow2" "+$1 file $(folder_of "$2")/debian-mid.qcow2")
}

remove_bases() {
  local place
  for place in "$@"; do
    # shellcheck disable=SC2016 # for the shell there
    lab shell "${place%:*}" sh -c 'rm -f "$0"/debian-*.qcow2' "$(folder_of "${place#*:}")"
    on "${place%:*}" pool-refresh "${place#*:}"
  done
}

# A line: VM, type, state, host, pool, and whether its base images are there already.
test_base_images_go_along() {
  local vm type state host pool bases first there=''
  lab vm chain
  lab vm chain-off
  remove_bases alpha:ssd bravo:local bravo:disk-fs
  first=$(bases_of alpha local)
  while read -r vm type state host pool bases; do
    subject "$vm" "$([[ $type == both || $host == alpha ]] && echo alpha || echo bravo)"
    remember_content
    if [[ $bases == come ]]; then
      bases_come "$host" "$pool"
    else
      EXTRA_CHANGES=()
    fi
    expect_move "$type" "${state/-/ }" "$host" "vda=$pool,qcow2"
    expect_chain_in "$host" "$pool"
    [[ $bases != reused || $(bases_of "$host" "$pool") == "$there" ]] || fail "base images that were there were written anew"
    there=$(bases_of "$host" "$pool")
  done <<END
    chain     storage running  alpha ssd     come
    chain-off storage shut-off alpha ssd     reused
    chain     both    running  bravo local   come
    chain-off both    shut-off bravo local   reused
    chain-off storage shut-off bravo disk-fs come
    chain     storage running  bravo disk-fs reused
END
  [[ $(bases_of alpha local) == "$first" ]] || fail "the base images that the disks came from have changed"
  on bravo destroy chain
  on bravo start chain
  on bravo start chain-off
  wait_until 40 guest_is_up chain-off bravo
  lab vm chain
  lab vm chain-off
  remove_bases alpha:ssd bravo:local bravo:disk-fs
}

# Of one name, but different in its last byte.
test_base_image_of_the_same_name() {
  local vm there
  lab vm chain
  lab vm chain-off
  for there in alpha:ssd bravo:local; do
    lab run cp "$(lab_path alpha "$(folder_of local)/debian-base.qcow2")" "$(lab_path "${there%:*}" "$(folder_of "${there#*:}")/debian-base.qcow2")"
    # shellcheck disable=SC2016
    lab shell "${there%:*}" sh -c 'printf X >>"$0"' "$(folder_of "${there#*:}")/debian-base.qcow2"
    on "${there%:*}" pool-refresh "${there#*:}"
  done
  for vm in chain chain-off; do
    expect_given_up "debian-base.qcow2 already" "it is a different one" -- "$vm" --type storage --disk vda:pool=ssd
    expect_given_up "debian-base.qcow2 already" "it is a different one" -- "$vm" --type both --to bravo --disk vda:pool=local
  done
  remove_bases alpha:ssd bravo:local
}

takes_speed() {
  vm_migrate speed "$@"
  [[ $CODE == 0 ]]
}

# Base images that one task has brought and another one uses are both's, whoever keeps the record of the other one.
test_base_images_of_a_task_that_is_cancelled() {
  local top mine=$XDG_STATE_HOME
  lab vm chain
  lab vm chain-off
  remove_bases alpha:ssd
  top=$(folder_of ssd)/chain.qcow2
  start_detached run chain --type storage --disk vda:pool=ssd,speed=6MiB/s
  wait_until 40 lab shell alpha test -e "$top"
  wait_until 10 takes_speed "$TASK" 100KiB/s
  expect_given_up "task $TASK is copying debian-base.qcow2" -- chain-off --type storage --disk vda:pool=ssd
  export XDG_STATE_HOME=$mine/another
  mkdir "$XDG_STATE_HOME"
  subject chain-off alpha
  remember_content
  EXTRA_CHANGES=()
  expect_move storage "shut off" alpha vda=ssd,qcow2
  XDG_STATE_HOME=$mine vm_migrate cancel "$TASK"
  expect_code 0
  expect_chain_in alpha ssd
  lab shell alpha test ! -e "$top" || fail "the cancelled copy is still there"
  lab vm chain-off
  remove_bases alpha:ssd
}

# --- what others have -------------------------------------------------------------------------------------------

# define_like VM NAME FROM TO: a VM like another, which it replaces when NAME is the same, with another path.
define_like() {
  on alpha dumpxml "$1" --inactive | sed "s#<name>$1<#<name>$2<#; s#'$3'#'$4'#; $([[ $1 == "$2" ]] || echo '/<uuid>/d; /<mac /d')" >"$XDG_STATE_HOME/like.xml"
  on alpha define "$XDG_STATE_HOME/like.xml"
}

test_disk_of_two_vms_is_not_taken_from_either() {
  lab remove-vm first 2>/dev/null || true
  lab remove-vm second 2>/dev/null || true
  lab add-vm first pool=local memory=96 state=off
  define_like first second none none
  expect_refused disk-used "also a disk of second" -- first --type storage --disk vda:pool=local2
  expect_refused disk-used "also a disk of second" -- first --type both --to bravo --disk vda:pool=local2
  remember_world
  vm_migrate run first --type storage --disk vda:pool=local2 --keep-old-volumes --yes
  expect_code 0
  expect_world_changed "+alpha file $(folder_of local2)/first.qcow2"
  on alpha undefine second
  lab remove-vm first
}

test_disk_that_others_build_upon_is_kept() {
  local base
  base=$(folder_of local)/debian-base.qcow2
  lab vm chain-off
  on alpha destroy chain || true
  lab remove-vm template 2>/dev/null || true
  lab add-vm template pool=local memory=96 state=off
  define_like template template "$(folder_of local)/template.qcow2" "$base"
  remember_world
  vm_migrate run template --type storage --disk vda:pool=local2 --yes
  [[ $CODE != 0 ]] || expect_says "debian-base.qcow2"
  lab shell alpha test -e "$base" || fail "the base image of chain-off is gone"
  subject chain-off alpha
  lab shell alpha qemu-img check -q -U "${DISK_PATH[vda]}"
  lab remove-vm template
  lab shell alpha rm -f "$(folder_of local2)/debian-base.qcow2"
  on alpha pool-refresh local2
  lab vm chain
}

test_saved_vm_keeps_its_disk() {
  lab vm twin
  on alpha managedsave twin
  expect_refused vm-saved "managedsave-remove" -- twin --type storage --disk vda:pool=ssd
  expect_refused vm-saved "managedsave-remove" -- twin --type both --to bravo --disk all:pool=local
  on alpha start twin
  subject twin alpha
  expect_records_beyond twin alpha vda "$(newest_record_anywhere twin vda)"
  expect_no_bad_records twin
}

test_old_volumes_are_kept_when_asked_to() {
  local line kept
  lab vm twin
  while read -r -a line; do
    subject twin alpha
    foresee "${line[1]}" "${line[@]:2}"
    remember_world
    vm_migrate run twin --type "${line[0]}" ${line[3]:+--to "${line[1]}"} "${DISKS[@]}" --keep-old-volumes --yes
    expect_code 0
    HOST=${line[1]}
    expect_subject running
    mapfile -t kept < <(printf '%s\n' "${CHANGES[@]}" | grep -v '^-.* file ')
    expect_world_changed "${kept[@]}"
  done <<END
    storage alpha vda=ssd,qcow2
    both    bravo vda=local,qcow2 vdb=local2,raw
END
  expect_records_beyond twin bravo vdb "$(newest_record_anywhere twin vdb)"
  expect_no_bad_records twin
  lab shell alpha rm "$(folder_of ssd)/twin.qcow2"
  on alpha pool-refresh ssd
  lab vm twin
}

test_disk_on_shared_storage_may_stay() {
  local file seen
  two_disk_vm quiet off none
  subject quiet alpha
  file=${DISK_PATH[vdb]}
  seen=$(lab shell alpha stat -c '%i %y %s' "$file")
  expect_move both "shut off" bravo vda=local,raw
  [[ $(lab shell alpha stat -c '%i %y %s' "$file") == "$seen" ]] || fail "the disk that stayed was written to"
  lab remove-vm quiet
}

# --- media ------------------------------------------------------------------------------------------------------

test_media_stay() {
  lab vm media
  subject media alpha
  remember_world
  expect_refused disk-fixed "sdb cannot move" -- media --type storage --disk vda:pool=ssd --disk sdb:pool=ssd
  expect_refused disk-fixed "vdb cannot move: it is read-only" -- media --type storage --disk vdb:pool=ssd
  expect_refused disk-fixed "vdc cannot move: other VMs may use it" -- media --type storage --disk vdc:pool=ssd
  vm_migrate run media --type storage --disk all:pool=ssd --yes
  expect_code 0
  expect_world_changed "-alpha file ${DISK_PATH[vda]}" "+alpha file $(folder_of ssd)/media.qcow2"
  DISK_PATH[vda]=$(folder_of ssd)/media.qcow2
  expect_subject "shut off"
  expect_refused disk-left-behind "--eject" "put it on storage that both hosts share" -- media --type both --to bravo --disk all:pool=local
  on alpha change-media media sdb --eject --config
  on alpha detach-disk media vdb --config
  remember_world
  vm_migrate run media --type both --to bravo --disk all:pool=local --yes
  expect_code 0
  expect_world_changed "-alpha file ${DISK_PATH[vda]}" "+bravo file $(folder_of local)/media.qcow2" "-alpha domain media" "+bravo domain media"
  expect_output "sda" on bravo domblklist media --inactive
  expect_output "fda" on bravo domblklist media --inactive
  on bravo start media
  lab vm media
}
