# The columns of the matrix: what is moved, and how. Disks are slowed to a rate that keeps their copy under way for some seconds.
# shellcheck shell=bash

# NAME | STATE of the VM | what it has: vm (a guest that runs), suspendable (libvirt lets nobody suspend a VM in post-copy), target (QEMU
# of ours on bravo), pool (volumes are made), helper (a domain that lends its QEMU) | the step that copies | what is asked, where DISK
# stands for the disk and its pool | the steps
columns() {
  cat <<'END'
host-running|running|vm suspendable target|migrate|--type=host --to=bravo|check migrate verify remove-source
host-off|off||transfer-definition|--type=host --to=bravo|check transfer-definition verify remove-source
storage-running|running|vm suspendable pool|copy-disks|--type=storage DISK|check create-volumes copy-disks switch-disks verify delete-old-volumes
storage-off|off|pool helper|copy-disks|--type=storage DISK|check create-volumes start-mover copy-disks transfer-definition verify stop-mover delete-old-volumes
both-running|running|vm suspendable target pool|migrate|--type=both --to=bravo DISK|check create-volumes migrate verify remove-source delete-old-volumes
both-off|off|target pool helper|migrate|--type=both --to=bravo DISK|check create-volumes start-mover migrate transfer-definition verify remove-source stop-mover delete-old-volumes
post-copy|running|vm target post-copy|migrate|--type=host --to=bravo --post-copy|check migrate verify remove-source
END
}

# use_column NAME: sets COLUMN, STATE, HAS, COPYING (the step), ASKED and STEPS.
use_column() {
  local name
  while IFS='|' read -r name STATE HAS COPYING ASKED STEPS; do
    [[ $name != "$1" ]] || { COLUMN=$name; return 0; }
  done < <(columns)
  fail "no column $1"
}

has() {
  [[ " $HAS " == *" $1 "* ]]
}

old_pool() {
  has pool && echo local || echo vmstore
}

source_path() {
  echo "$(folder_of "$(old_pool)")/victim.raw"
}

target_path() {
  has pool && echo "$(folder_of "$POOL")/victim.raw" || source_path
}

target_host() {
  [[ $ASKED == *--to=bravo* ]] && echo bravo || echo alpha
}

# A new VM of which every byte is known: a pattern, and in the first pages of each eighth the records that its guest writes.
make_victim() {
  local records=none dirty=0
  lab remove-vm victim >/dev/null 2>&1 || true
  ! has vm || records=vda
  ! has post-copy || dirty=14
  lab add-vm victim pool="$(old_pool)" format=raw memory=128 state=off disk=64 records=$records dirty=$dirty
  on alpha pool-refresh "$(old_pool)" >/dev/null
  lab shell alpha dd if=/dev/urandom of="$(source_path)" bs=1M seek=2 count=50 conv=notrunc status=none
  if has vm; then
    on alpha start victim >/dev/null
    wait_until 60 guest_is_up victim alpha
    wait_until 30 record_is_beyond victim alpha vda 0
  fi
}

# What is on the disk and never written by the guest. (Of a disk of 64 MiB: records begin each 8 MiB, and take 32 KiB.)
content_of() {
  lab shell "$1" bash -c '
    copy=$(mktemp /var/tmp/content-XXXXXX)
    qemu-img convert -U -f raw -O raw "$1" "$copy"
    for eighth in {0..7}; do dd if=/dev/zero of="$copy" bs=32k seek=$((eighth * 256)) count=1 conv=notrunc status=none; done
    sha256sum <"$copy"
    rm -f "$copy"' content "$2"
}
