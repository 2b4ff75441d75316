# The witness for disks: what the definitions say, what the images are, and which files there are at all.
# shellcheck shell=bash

# Where the files of a pool are (see lab/lib/pools.sh).
folder_of() {
  case $1 in
    local) echo /var/lib/libvirt/images ;;
    local2) echo /var/lib/libvirt/images2 ;;
    *) echo "/var/lib/libvirt/$1" ;;
  esac
}

# "OWNER KIND NAME" of a disk's path, as world has it. The owner is shared for what all hosts see alike, or else the host.
as_seen() {
  case $2 in
    rbd-*) echo "shared image $2" ;;
    /var/lib/libvirt/vmstore/* | /var/lib/libvirt/shared-netfs/*) echo "shared file $2" ;;
    *) echo "$1 file $2" ;;
  esac
}

# How qemu-img is to be told of it.
as_image() {
  [[ $1 == /* ]] && echo "$1" || echo "rbd:$1"
}

# --- on a host --------------------------------------------------------------------------------------------------

# on_host HOST FUNCTION ARGUMENT…: one of the functions below, on the host.
on_host() {
  local host=$1 function=$2
  shift 2
  lab shell "$host" bash -c "$(declare -f as_seen as_image disks_in "$function"); $function \"\$@\"" "$function" "$@"
}

# "TARGET FORMAT PATH" of each disk of a definition that has a medium.
disks_in() {
  virsh dumpxml "$@" | awk -F"'" '
    function attribute(name, i) { for (i = 1; i < NF; i += 2) if ($i ~ " " name "=$") return $(i + 1); return "" }
    /^    <disk / { target = format = path = "" }
    /^      <driver / && format == "" { format = attribute("type") }
    /^      <source / && path == "" { path = attribute("file") attribute("dev") attribute("name") }
    /^      <target / { target = attribute("dev") }
    /^    <\/disk>/ && path != "" { print target, format, path }'
}

# All that is to be known of a VM and its disks.
look_at() {
  local target format path
  echo "state $(virsh domstate "$1" | head -n 1)"
  virsh dominfo "$1" | sed -n 's/^Persistent: */persistent /p'
  disks_in "$1" | sed 's/^/now /'
  disks_in --inactive "$1" | sed 's/^/next /'
  disks_in "$1" | while read -r target format path; do
    qemu-img info -U "$(as_image "$path")" |
      awk -v target="$target" '/^file format:/ { format = $3 } /^virtual size:/ { gsub(/[()]/, ""); size = $(NF - 1) }
        END { print "image", target, format, size }'
  done
}

# Everything on this host, in the words of world: domains, files in the FOLDER…s, and images in the RBD-POOL…s.
list_world() {
  local host=$1 place
  virsh list --all --name | sed "/^$/d; s/^/$host domain /"
  shift
  for place in "$@"; do
    if [[ -d $place ]]; then
      find "$place" -type f
    elif [[ $place == rbd-* ]]; then
      rbd ls "$place" | sed "s,^,$place/,"
    fi
  done | while read -r place; do as_seen "$host" "$place"; done
}

# --- all there is -----------------------------------------------------------------------------------------------

POOL_FOLDERS=(/var/lib/libvirt/{images,images2,ssd,disk-fs,small})
SHARED_PLACES="/var/lib/libvirt/vmstore /var/lib/libvirt/shared-netfs"

# "OWNER domain NAME", "OWNER file PATH" and, when SHARED_PLACES has such pools, "shared image POOL/NAME".
world() {
  # shellcheck disable=SC2086 # several places
  {
    on_host alpha list_world alpha "${POOL_FOLDERS[@]}" $SHARED_PLACES
    on_host bravo list_world bravo "${POOL_FOLDERS[@]}"
    on_host charlie list_world charlie "${POOL_FOLDERS[@]}"
  } | sort
}

remember_world() {
  WORLD=$(world)
}

# expect_world_changed LINE…: since remember_world exactly this has come (+) and gone (-).
expect_world_changed() {
  local changes wanted
  changes=$({ diff <(echo "$WORLD") <(world) || true; } | sed -n 's/^< /-/p; s/^> /+/p' | sort)
  wanted=$(printf '%s\n' "$@" | sort)
  [[ $changes == "$wanted" ]] || fail "what has come and gone is"$'\n'"$changes"$'\n'"and should be"$'\n'"$wanted"
}

expect_world_unchanged() {
  expect_world_changed ""
}

# --- a VM of which every disk is known --------------------------------------------------------------------------

# subject VM HOST: from now on it is judged; its disks are those that its definition says. IMAGE_FORMAT may then say of a disk what
# qemu-img is to see in its image, where that is not the disk's format.
subject() {
  local target format path
  VM=$1
  HOST=$2
  declare -gA DISK_FORMAT=() DISK_PATH=() DISK_SIZE=() IMAGE_FORMAT=()
  TARGETS=()
  while read -r target format path; do
    TARGETS+=("$target")
    DISK_FORMAT[$target]=$format
    DISK_PATH[$target]=$path
  done < <(on_host "$HOST" disks_in "$VM")
  while read -r target format path; do
    DISK_SIZE[$target]=$path
  done < <(on_host "$HOST" look_at "$VM" | sed -n 's/^image //p')
}

# The subject is in STATE on its host, now and at its next boot with the disks that it should have.
expect_subject() {
  local state=$1 target wanted seen
  seen=$(on_host "$HOST" look_at "$VM")
  wanted="state $state"$'\n'"persistent yes"
  for target in "${TARGETS[@]}"; do
    wanted+=$'\n'"now $target ${DISK_FORMAT[$target]} ${DISK_PATH[$target]}"
  done
  for target in "${TARGETS[@]}"; do
    wanted+=$'\n'"next $target ${DISK_FORMAT[$target]} ${DISK_PATH[$target]}"
  done
  for target in "${TARGETS[@]}"; do
    wanted+=$'\n'"image $target ${IMAGE_FORMAT[$target]-${DISK_FORMAT[$target]}} ${DISK_SIZE[$target]}"
  done
  [[ $seen == "$wanted" ]] || fail "$VM on $HOST is"$'\n'"$seen"$'\n'"and should be"$'\n'"$wanted"
}

# --- moves ------------------------------------------------------------------------------------------------------

# new_path TARGET POOL FORMAT: where a disk goes to when nobody names its volume.
new_path() {
  local name=${DISK_PATH[$1]##*/} now=${DISK_FORMAT[$1]} folder=$2
  if [[ $now != "$3" && $name == *."$now" ]]; then
    name=${name%".$now"}.$3
  fi
  [[ $2 == rbd-* ]] || folder=$(folder_of "$2")
  echo "$folder/$name"
}

# What is to be seen of a move to HOST; each DISK is TARGET=POOL,FORMAT. Sets CHANGES, the arguments DISKS, and the subject's
# host and disks to what they are to be.
foresee() {
  local host=$1 disk target pool format path
  shift
  CHANGES=()
  DISKS=()
  for disk in "$@"; do
    IFS='=,' read -r target pool format <<<"$disk"
    path=$(new_path "$target" "$pool" "$format")
    CHANGES+=("-$(as_seen "$HOST" "${DISK_PATH[$target]}")" "+$(as_seen "$host" "$path")")
    if [[ $pool == rbd-* || $format == "${DISK_FORMAT[$target]}" ]]; then
      DISKS+=(--disk "$target:pool=$pool")
    else
      DISKS+=(--disk "$target:pool=$pool,format=$format")
    fi
    COVERED+="${DISK_FORMAT[$target]}-$format "
    DISK_FORMAT["$target"]=$format
    DISK_PATH["$target"]=$path
  done
  if [[ $host != "$HOST" ]]; then
    CHANGES+=("-$HOST domain $VM" "+$host domain $VM")
  fi
}

# expect_move TYPE STATE HOST DISK…: the subject moves, and nothing else comes or goes but what EXTRA_CHANGES has.
EXTRA_CHANGES=()

expect_move() {
  local type=$1 state=$2 host=$3 to=()
  shift 3
  echo "--- $type, $state: $VM to $host $*"
  remember_world
  foresee "$host" "$@"
  [[ $type == storage ]] || to=(--to "$host")
  vm_migrate run "$VM" --type "$type" "${to[@]}" "${DISKS[@]}" --yes
  expect_code 0
  HOST=$host
  expect_subject "$state"
  expect_world_changed "${CHANGES[@]}" "${EXTRA_CHANGES[@]}"
}

# expect_refused TEXT… -- ARGUMENT…: “run” says so and does nothing.
expect_refused() {
  local texts=()
  while [[ $1 != -- ]]; do
    texts+=("$1")
    shift
  done
  remember_world
  vm_migrate run "${@:2}" --yes
  expect_code 3
  expect_says "${texts[@]}"
  expect_world_unchanged
}

# The same, when it is found out only on the way.
expect_given_up() {
  local texts=()
  while [[ $1 != -- ]]; do
    texts+=("$1")
    shift
  done
  remember_world
  vm_migrate run "${@:2}" --yes
  [[ $CODE == 1 || $CODE == 3 ]] || fail "the exit code is $CODE"
  expect_says "${texts[@]}"
  expect_world_unchanged
}

# A file of a host, as it is seen from the jump host.
lab_path() {
  echo "${VIRT_MIGRATE_LAB:-/var/tmp/virt-migrate-lab}/hosts/$1$2"
}

# --- what is on the disks ---------------------------------------------------------------------------------------

# What the disks hold now; for a subject that does not write.
remember_content() {
  local target
  for target in "${TARGETS[@]}"; do
    lab shell "$HOST" qemu-img convert -U -f "${DISK_FORMAT[$target]}" -O raw "$(as_image "${DISK_PATH[$target]}")" "$XDG_STATE_HOME/$target.content"
  done
}

expect_same_content() {
  local target
  for target in "${TARGETS[@]}"; do
    expect_output "Images are identical." lab shell "$HOST" \
      qemu-img compare -U -f raw -F "${DISK_FORMAT[$target]}" "$XDG_STATE_HOME/$target.content" "$(as_image "${DISK_PATH[$target]}")"
  done
}

# fill_disk HOST PATH FORMAT SEED: some data here and there, and holes between them.
fill_disk() {
  local at arguments=()
  for at in 1 9 30 62; do
    arguments+=(-c "write -q -P $((($4 * 17 + at) % 255 + 1)) ${at}M 1M" -c "write -q -P $((($4 + at) % 255 + 1)) $((at * 1024 + 1500))k 4k")
  done
  lab shell "$1" qemu-io -f "$3" "${arguments[@]}" "$2"
}

# two_disk_vm NAME STATE RECORDS: vda raw in pool local, vdb qcow2 in vmstore; state as add-vm has it.
two_disk_vm() {
  local name=$1 state=$2 records=$3 folder
  folder=$(folder_of vmstore)
  lab remove-vm "$name" 2>/dev/null || true
  lab add-vm "$name" pool=local format=raw memory=96 state=off records="$records"
  lab shell alpha qemu-img create -q -f qcow2 "$folder/$name-vdb.qcow2" 64M
  fill_disk alpha "$(folder_of local)/$name.raw" raw 1
  fill_disk alpha "$folder/$name-vdb.qcow2" qcow2 2
  on alpha pool-refresh vmstore
  on alpha attach-disk "$name" "$folder/$name-vdb.qcow2" vdb --subdriver qcow2 --cache none --config
  if [[ $state != off ]]; then
    on alpha start "$name"
    wait_until 40 guest_is_up "$name" alpha
  fi
  if [[ $state == suspended ]]; then
    on alpha suspend "$name"
  fi
}

# --- guests that write records ----------------------------------------------------------------------------------

# The number of the newest record of a disk that the guest has told of on that host; 0: none.
newest_record() {
  local newest
  newest=$(lab console "$1" "$2" 2>/dev/null | tr -d '\r' | sed -n "s/.*records $3 \([0-9]*\) ok\$/\1/p" | tail -n 1)
  echo "${newest:-0}"
}

# The same of all hosts: guests take their consoles along.
newest_record_anywhere() {
  local host number newest=0
  for host in alpha bravo charlie; do
    number=$(newest_record "$1" "$host" "$2")
    newest=$((number > newest ? number : newest))
  done
  echo "$newest"
}

record_is_beyond() {
  (($(newest_record "$1" "$2" "$3") > $4))
}

# expect_records_beyond VM HOST DISK NUMBER
expect_records_beyond() {
  wait_until 20 record_is_beyond "$@"
}

# No guest reads anything that it has not written. (A record is read again 64 records later.)
expect_no_bad_records() {
  local host text
  for host in alpha bravo charlie; do
    text=$(lab console "$1" "$host" 2>/dev/null) || continue
    [[ $text != *" BAD "* ]] || fail "$1 has read on $host: $(grep -m 1 " BAD " <<<"$text")"
  done
}

# Starts the subject and waits until its guest is up; what it has printed before is forgotten.
start_subject() {
  lab shell "$HOST" truncate -s 0 "/var/log/libvirt/console/$VM.log"
  on "$HOST" start "$VM"
  wait_until 40 guest_is_up "$VM" "$HOST"
}

# The newest record that the subject's guest has found on a disk when it booted.
found_record() {
  lab console "$VM" "$HOST" | tr -d '\r' | sed -n "s/.*records $1 found \([0-9]*\)\$/\1/p" | tail -n 1
}

has_found_records() {
  [[ -n $(found_record "$1") ]]
}

# Starts the subject anew and sees that its disk holds all that it has told of, and more.
expect_restart_finds_records() {
  local disk=$1 newest found
  newest=$(newest_record_anywhere "$VM" "$disk")
  on "$HOST" destroy "$VM"
  start_subject
  wait_until 40 has_found_records "$disk"
  found=$(found_record "$disk")
  ((found >= newest)) || fail "$VM had written record $newest to $disk, and finds $found"
}
