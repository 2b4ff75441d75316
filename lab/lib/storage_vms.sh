# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the settings of a VM, vm, are those of vms.sh
# The storage set: VMs whose disks are worth moving. They come on request, and from then on belong to the lab.

STORAGE_VM_NAMES=(twin chain chain-off snap crypt sparse roomy media)
declare -A VM_ROWS
VM_ROWS+=(
  [twin]="memory=96 pool=local disks=twin records=vda,vdb"
  [chain]="memory=96 pool=local disks=chain"
  [chain-off]="memory=96 pool=local disks=chain state=off"
  [snap]="memory=96 pool=local disks=snap state=off"
  [crypt]="memory=96 pool=local disks=crypt state=off"
  [sparse]="memory=96 pool=local disks=sparse state=off"
  [roomy]="memory=96 pool=local disks=roomy"
  [media]="memory=96 pool=local disks=media state=off"
)

SECRET_UUID=c4e70000-7a61-4e00-8000-000000000001
SECRET_HOSTS=(alpha bravo)
PASSPHRASE=training

# --- in the outer namespaces ------------------------------------------------------------------------------------

storage_add() {
  touch "$LAB_RUN/storage"
  storage_prepare
  vms_create "${STORAGE_VM_NAMES[@]}"
}

storage_prepare() {
  local host
  for host in "${SECRET_HOSTS[@]}"; do
    call "$host" secret_define
  done
}

# --- in a host --------------------------------------------------------------------------------------------------

# Two disks in two pools, both written to all the time.
disks_twin() {
  local first=${POOL_FOLDER[local]}/${vm[file]}.qcow2 second=${POOL_FOLDER[local2]}/${vm[file]}-vdb.raw
  qemu-img create -q -f qcow2 "$first" 256M
  qemu-img create -q -f raw "$second" 256M
  pool_refresh local
  pool_refresh local2
  vm_has_disk vda "$first" qcow2
  vm_has_disk vdb "$second" raw
}

# A disk on two base images, which it shares with others. Each level hides some of the one below.
disks_chain() {
  local folder=${POOL_FOLDER[local]}
  local top=$folder/${vm[file]}.qcow2
  flock /run/lock/lab-chain bash "$LAB_HOME/lib/call" chain_make_bases
  qemu-img create -q -f qcow2 -F qcow2 -b "$folder/debian-mid.qcow2" "$top"
  disk_fill "$top" qcow2 14 6 "${vm[name]}"
  pool_refresh local
  vm_has_disk vda "$top" qcow2
}

chain_make_bases() {
  local base=${POOL_FOLDER[local]}/debian-base.qcow2 mid=${POOL_FOLDER[local]}/debian-mid.qcow2
  if [[ ! -e $base || ! -e $mid ]]; then
    qemu-img create -q -f qcow2 "$base" 256M
    disk_fill "$base" qcow2 0 12 debian-base
    qemu-img create -q -f qcow2 -F qcow2 -b "$base" "$mid"
    disk_fill "$mid" qcow2 8 8 debian-mid
  fi
}

disks_snap() {
  local path=${POOL_FOLDER[local]}/${vm[file]}.qcow2
  qemu-img create -q -f qcow2 "$path" 64M
  disk_fill "$path" qcow2 8 8 snap
  pool_refresh local
  vm_has_disk vda "$path" qcow2
}

# At 1 MiB there is 0x11 in snapshot `before`, 0x22 in `after`, and 0x33 now.
finish_snap() {
  local path=${POOL_FOLDER[local]}/${vm[file]}.qcow2
  disk_write "$path" qcow2 "-P 0x11 1M 1M"
  host_do snapshot-create-as "${vm[name]}" before
  disk_write "$path" qcow2 "-P 0x22 1M 1M"
  host_do snapshot-create-as "${vm[name]}" after
  disk_write "$path" qcow2 "-P 0x33 1M 1M"
}

disks_crypt() {
  local path=${POOL_FOLDER[local]}/${vm[file]}.raw kept=$LAB_CACHE/vms/crypt.luks
  made_from "$kept.stamp" "$LAB_HOME/lib/storage_vms.sh" || crypt_make "$kept"
  cp --sparse=always "$kept" "$path"
  pool_refresh local
  vm_has_disk vda "$path" raw '' \
    "<encryption format='luks'><secret type='passphrase' uuid='$SECRET_UUID'/></encryption>"
}

# Few rounds of key derivation: nobody needs to be kept out, and an emulated guest should not have to wait for it.
# qemu-img times the derivation and gives up when the machine is too busy for that, so it may have to try again; and
# what it made is kept.
crypt_make() {
  local path=$1 secret=secret,id=key,data=$PASSPHRASE
  mkdir -p "$(dirname "$path")"
  wait_until 60 "a LUKS volume" \
    qemu-img create -q -f luks --object "$secret" -o key-secret=key,iter-time=10 "$path" 64M
  random_data 8 crypt | qemu-io --object "$secret" -c "write -q -s /dev/stdin 0 8M" \
    --image-opts "driver=luks,key-secret=key,file.filename=$path"
  fingerprint "$LAB_HOME/lib/storage_vms.sh" >"$path.stamp"
}

secret_define() {
  host_define secret-define <<END
<secret ephemeral='no' private='yes'>
  <uuid>$SECRET_UUID</uuid>
  <usage type='volume'><volume>${POOL_FOLDER[local]}/crypt.raw</volume></usage>
</secret>
END
  host_do secret-set-value "$SECRET_UUID" --file <(printf %s "$PASSPHRASE") --plain
}

disks_sparse() {
  local path=${POOL_FOLDER[local]}/${vm[file]}.raw
  random_data 300 sparse >"$path"
  truncate -s 1G "$path"
  pool_refresh local
  vm_has_disk vda "$path" raw
}

disks_roomy() {
  local path=${POOL_FOLDER[local]}/${vm[file]}.qcow2
  qemu-img create -q -f qcow2 "$path" 1G
  disk_fill "$path" qcow2 100 40 roomy
  pool_refresh local
  vm_has_disk vda "$path" qcow2
}

# What a VM may have that is not to be moved: drives for media, a disk it only reads, one it shares with others.
disks_media() {
  local folder=${POOL_FOLDER[local]}
  local disk=$folder/${vm[file]}.qcow2 disc=$folder/${vm[file]}.iso read_only=$folder/${vm[file]}-vdb.raw
  local shared=${POOL_FOLDER[vmstore]}/${vm[file]}-vdc.raw
  qemu-img create -q -f qcow2 "$disk" 64M
  disk_fill "$disk" qcow2 0 4 media
  disc_make "$disc"
  random_data 4 media-read-only >"$read_only"
  random_data 4 media-shared >"$shared"
  pool_refresh local
  pool_refresh vmstore
  vm_has_disk vda "$disk" qcow2
  vm_has_disk vdb "$read_only" raw '<readonly/>'
  vm_has_disk vdc "$shared" raw '<shareable/>'
  vm[disks_xml]+="
    <disk type='file' device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>
    <disk type='file' device='cdrom'>
      <driver name='qemu' type='raw'/>
      <source file='$disc'/>
      <target dev='sdb' bus='sata'/><readonly/>
    </disk>
    <disk type='file' device='floppy'><target dev='fda' bus='fdc'/></disk>"
}

# Enough of a disc for those who look for the mark of one.
disc_make() {
  random_data 2 disc >"$1"
  printf '\001CD001\001' | dd of="$1" bs=1 seek=32768 conv=notrunc status=none
}

# --- what is on the disks ---------------------------------------------------------------------------------------

# disk_fill FILE FORMAT OFFSET SIZE SEED, both in MiB.
disk_fill() {
  random_data "$4" "$5" | disk_write "$1" "$2" "-s /dev/stdin $3M $4M"
}

disk_write() {
  qemu-io -f "$2" -c "write -q $3" "$1"
}

# random_data MIB SEED: the same for the same seed, and nothing that could be compressed.
random_data() {
  head -c "$1M" /dev/zero | openssl enc -aes-128-ctr -pbkdf2 -iter 1 -nosalt -pass "pass:$2"
}
