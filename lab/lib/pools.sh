# shellcheck shell=bash
# The storage pools of the hosts. What has the same name on two hosts is the same storage only where it is of type
# netfs; a folder or a file system of its own belongs to one host.

declare -A HOST_POOLS=(
  [alpha]="local local2 ssd disk-fs small vmstore shared-netfs"
  [bravo]="local local2 disk-fs small vmstore shared-netfs"
  [charlie]="local"
)
declare -A POOL_TYPE=([local]=dir [local2]=dir [ssd]=dir [disk-fs]=fs [small]=fs [vmstore]=netfs [shared-netfs]=netfs)
declare -A POOL_FOLDER=(
  [local]=/var/lib/libvirt/images
  [local2]=/var/lib/libvirt/images2
  [ssd]=/var/lib/libvirt/ssd
  [disk-fs]=/var/lib/libvirt/disk-fs
  [small]=/var/lib/libvirt/small
  [vmstore]=/var/lib/libvirt/vmstore
  [shared-netfs]=/var/lib/libvirt/shared-netfs
)
declare -A POOL_MIB=([disk-fs]=3072 [small]=96)
# shellcheck disable=SC2034 # for the other files
SHARED_POOLS=(vmstore shared-netfs)

# Device nodes of this host alone, so that a pool's source has the same name on every host and in every lab.
DEVICE_FOLDER=/run/disks

# --- in a host --------------------------------------------------------------------------------------------------

pools_define() {
  local pool
  for pool in ${HOST_POOLS[$1]}; do
    [[ ${POOL_TYPE[$pool]} != fs ]] || pool_attach_device "$1" "$pool"
    pool_xml "$pool" | host_define pool-define
    host_do "pool-build $pool; pool-start $pool; pool-autostart $pool"
  done
}

pool_xml() {
  local pool=$1
  cat <<END
<pool type='${POOL_TYPE[$pool]}'><name>$pool</name>
  $(pool_source_xml "$pool")
  <target><path>${POOL_FOLDER[$pool]}</path></target>
</pool>
END
}

pool_source_xml() {
  case ${POOL_TYPE[$1]} in
    fs) echo "<source><device path='$DEVICE_FOLDER/$1'/><format type='ext4'/></source>" ;;
    netfs) echo "<source><host name='store'/><dir path='$1'/><format type='glusterfs'/></source>" ;;
  esac
}

# A file system of a fixed size, in a file, behind a loop device. Loop devices belong to the whole machine: this one
# goes away by itself with the last that holds it, which is the process left behind here, and that ends with the lab.
# (losetup --detach means "when it is no longer in use".)
pool_attach_device() {
  local host=$1 pool=$2 image device hold
  image=$LAB_HOSTS/$host/$pool.ext4
  mkdir -p "$DEVICE_FOLDER"
  truncate -s "${POOL_MIB[$pool]}M" "$image"
  mke2fs -q -F -t ext4 -m 0 -N 1024 -O ^has_journal "$image"
  device=$(losetup --find --show "$image") || die "$host: no loop device for pool $pool"
  mknod "$DEVICE_FOLDER/$pool" b "$(stat -c %Hr "$device")" "$(stat -c %Lr "$device")"
  exec {hold}<"$device"
  setsid sleep infinity <&"$hold" >/dev/null 2>&1 &
  exec {hold}<&-
  losetup --detach "$device"
}

# Pools that somebody stopped. A daemon just started may be faster at it than we are, so a refusal says nothing; what
# is really missing shows when a VM needs it.
pools_activate() {
  local pool
  for pool in $(host_virsh pool-list --inactive --name); do
    host_virsh pool-start "$pool" >/dev/null 2>&1 || true
  done
}

# The pools that are this host's own; the shared ones are emptied once for all.
pools_empty_own() {
  local pool
  for pool in ${HOST_POOLS[$1]}; do
    [[ ${POOL_TYPE[$pool]} == netfs ]] || pool_empty "$pool"
  done
}

pool_empty() {
  local folder=${POOL_FOLDER[$1]}
  if [[ -d $folder ]]; then
    find "$folder" -mindepth 1 ! -name lost+found -delete
    pool_refresh "$1"
  fi
}

pool_refresh() {
  host_virsh pool-refresh "$1" >/dev/null
}

# A daemon believes what it saw last; what others did to a shared pool it has not seen.
pools_refresh() {
  local pool
  for pool in $(host_virsh pool-list --name); do
    pool_refresh "$pool"
  done
}

pools_report() {
  host_answers || return 0
  echo " pool           state      free"
  host_virsh pool-list --all --details | awk '{ printf " %-14s %-10s %s\n", $1, $2, $2 == "running" ? $(NF - 1) " " $NF : "-" }'
}
