# shellcheck shell=bash
# The training VMs. Each is a row of settings, which may also be given on the command line (see lab/README):
#   host=HOST pool=POOL memory=MIB cpus=N nets=NET,NET state=running|suspended|off
#   dirty=MIB/S dirty_region=MIB shutdown_after=SECONDS disk=MIB format=qcow2|raw records=DISK,DISK
# disks=KIND: function disks_KIND makes the disks, and function finish_KIND, if there is one, has the last word.

VM_NAMES=(web idle cold db gate local)
declare -A VM_ROWS # also those of storage_vms.sh and ceph.sh
VM_ROWS+=(
  [web]=""
  [idle]="state=suspended"
  [cold]="state=off"
  [db]="memory=384 dirty=14 dirty_region=64"
  [gate]="nets=lan,office"
  [local]="pool=local"
)

# --- in the outer namespaces ------------------------------------------------------------------------------------

vms_reset() {
  local host pool
  for host in "${LAB_LIBVIRT_HOSTS[@]}"; do
    in_parallel "$host" call "$host" host_clear "$host"
  done
  in_parallel_join "could not clear"
  for pool in "${SHARED_POOLS[@]}"; do
    call alpha pool_empty "$pool"
  done
  ! lab_has ceph || call store ceph_empty
  ! lab_has storage || storage_prepare
  # shellcheck disable=SC2046 # names
  vms_create $(vm_names)
  for host in "${LAB_LIBVIRT_HOSTS[@]}"; do
    in_parallel "$host" call "$host" pools_refresh
  done
  in_parallel_join "could not refresh the pools of"
}

# Those that the lab has as it is now.
vm_names() {
  echo "${VM_NAMES[*]}"
  ! lab_has storage || echo "${STORAGE_VM_NAMES[*]}"
  ! lab_has ceph || echo "${CEPH_VM_NAMES[*]}"
}

vms_create() {
  local name
  for name in "$@"; do
    in_parallel "$name" vm_row "$name"
  done
  in_parallel_join "could not start"
}

vm_row() {
  local settings
  read -ra settings <<<"${VM_ROWS[$1]}"
  vm_add "$1" "${settings[@]}" remember=yes
}

vm_reset() {
  local names
  names=$(vm_names)
  [[ " ${names//$'\n'/ } " == *" $1 "* ]] || die "no VM '$1' in the lab's list: there are ${names//$'\n'/ }"
  vm_remove "$1"
  vm_row "$1"
}

vm_add() {
  local -A vm=([name]=$1 [host]=alpha [pool]=vmstore [memory]=192 [cpus]=1 [nets]=lan [state]=running
    [dirty]=0 [dirty_region]=auto [shutdown_after]=0 [disk]=64 [format]=qcow2 [records]=none [disks]=plain [remember]=no)
  vm_settings "${@:2}"
  call "${vm[host]}" vm_create "$(declare -p vm)"
}

vm_settings() {
  local setting key
  for setting in "$@"; do
    key=${setting%%=*}
    [[ $setting == *=* && -n ${vm[$key]-} ]] || die "unknown setting '$setting': lab/README lists them"
    vm[$key]=${setting#*=}
  done
  is_libvirt_host "${vm[host]}" || die "no host '${vm[host]}': there are ${LAB_LIBVIRT_HOSTS[*]}"
  vm_pool_exists || die "${vm[host]} has no pool '${vm[pool]}'"
  [[ ${vm[state]} =~ ^(running|suspended|off)$ ]] || die "state is running, suspended or off, not '${vm[state]}'"
  [[ ${vm[format]} =~ ^(qcow2|raw)$ ]] || die "format is qcow2 or raw, not '${vm[format]}'"
  [[ ${vm[dirty_region]} != auto ]] || vm[dirty_region]=$((vm[memory] / 4))
}

vm_pool_exists() {
  [[ " ${HOST_POOLS[${vm[host]}]} " == *" ${vm[pool]} "* ]] && return
  [[ " ${CEPH_POOLS[*]} " == *" ${vm[pool]} "* && " ${CEPH_HOSTS[*]} " == *" ${vm[host]} "* ]] && lab_has ceph
}

vm_remove() {
  local host
  for host in "${LAB_LIBVIRT_HOSTS[@]}"; do
    in_parallel "$host" call "$host" vm_delete "$1"
  done
  in_parallel_join "could not remove the VM from"
  ! lab_has ceph || call store ceph_forget_vm "$(safe_name "$1")"
}

# --- in a host --------------------------------------------------------------------------------------------------

# Whatever a test or a trainee did to this host: no VM is left, its own pools are empty, its daemon answers.
host_clear() {
  local uuid
  host_ensure_daemon
  for uuid in $(host_virsh list --all --uuid); do
    in_parallel "$uuid" vm_wipe "$uuid"
  done
  in_parallel_join "$(hostname) keeps VMs"
  pools_activate
  host_activate_networks
  pools_empty_own "$1"
  rm -f "$CONSOLE_FOLDER"/*
}

# One of two errors is the rule here: a VM that is off cannot be destroyed, a transient one not undefined.
vm_wipe() {
  host_virsh "destroy $1; undefine $1 --managed-save --snapshots-metadata --checkpoints-metadata --nvram" >/dev/null 2>&1 || true
  ! host_virsh domstate "$1" >/dev/null 2>&1 || die "$(hostname): VM $1 does not go away"
}

vm_delete() {
  local uuid pool
  if uuid=$(host_virsh domuuid --domain "$1" 2>/dev/null); then
    vm_wipe "$uuid"
  fi
  for pool in "${!POOL_FOLDER[@]}"; do
    rm -f "${POOL_FOLDER[$pool]}/$(safe_name "$1")"{,-vd[b-z]}.{qcow2,raw,iso}
  done
  rm -f "$CONSOLE_FOLDER/$(safe_name "$1").log"
}

# Takes the settings as bash declares them, so that a name arrives whole whatever is in it.
vm_create() {
  local -A vm
  eval "$1"
  vm[file]=$(safe_name "${vm[name]}")
  vm[console]=$CONSOLE_FOLDER/${vm[file]}.log
  vm[disks_xml]=''
  "disks_${vm[disks]}"
  case ${vm[state]},${vm[remember]} in
    off,*) vm_xml | host_define define ;;
    *,yes) vm_recall ;;
    *) vm_boot ;;
  esac
  if [[ ${vm[state]} == suspended ]]; then
    host_do suspend --domain "${vm[name]}"
  fi
  if [[ $(type -t "finish_${vm[disks]}") == function ]]; then
    "finish_${vm[disks]}"
  fi
}

disks_plain() {
  if [[ " ${CEPH_POOLS[*]} " == *" ${vm[pool]} "* ]]; then
    disks_rbd
    return
  fi
  local path=${POOL_FOLDER[${vm[pool]}]}/${vm[file]}.${vm[format]}
  qemu-img create -q -f "${vm[format]}" "$path" "${vm[disk]}M"
  pool_refresh "${vm[pool]}"
  vm_has_disk vda "$path" "${vm[format]}"
}

# vm_has_disk TARGET FILE FORMAT [XML [SOURCE-XML]]: what else is to stand in the disk and in its source may follow.
vm_has_disk() {
  vm[disks_xml]+="
    <disk type='file' device='disk'>
      <driver name='qemu' type='$3' cache='none'/>
      <source file='$2'>${5-}</source>
      <target dev='$1' bus='virtio'/>${4-}
    </disk>"
}

vm_boot() {
  vm_xml | host_define define
  host_do start --domain "${vm[name]}"
  vm_await_counter
}

vm_await_counter() {
  wait_until 60 "the counter of VM ${vm[name]}" grep -q counter= "${vm[console]}"
}

# Booting an emulated guest takes seconds of a whole CPU. So the lab's own VMs are saved when they have booted for the
# first time, and from then on go on from there. Disks that the guest writes to are saved along with its memory.
vm_recall() {
  local saved=$LAB_CACHE/vms/${vm[name]}
  if [[ ! -f $saved.stamp || $(<"$saved.stamp") != "$(vm_makers)" ]]; then
    vm_boot
    vm_save "$saved"
  fi
  host_define define <"$saved.xml"
  vm_written_disks | while read -r target path; do
    cp --sparse=always "$saved.$target" "$path"
  done
  host_do restore "$saved.state"
  vm_await_counter
}

vm_save() {
  local saved=$1 target path
  mkdir -p "$(dirname "$saved")"
  rm -f "$saved".*
  host_virsh dumpxml --inactive "${vm[name]}" >"$saved.xml"
  host_do save "${vm[name]}" "$saved.state"
  vm_written_disks | while read -r target path; do
    cp --sparse=always "$path" "$saved.$target"
  done
  rm -f "${vm[console]}"
  vm_makers >"$saved.stamp"
}

# Lines of target and file.
vm_written_disks() {
  [[ ${vm[records]} == none ]] ||
    host_virsh domblklist "${vm[name]}" | awk -v written=",${vm[records]}," 'index(written, "," $1 ",")'
}

# All that has a say in what a saved VM looks like.
vm_makers() {
  fingerprint "$LAB_HOME/lib/vms.sh" "$LAB_HOME/lib/storage_vms.sh" "$LAB_HOME/lib/ceph.sh" \
    "$GUEST_CACHE/stamp"
  stat --dereference --format '%n %s %Y' "$(type -P libvirtd)" "$(type -P qemu-system-x86_64)"
}

vm_xml() {
  cat <<END
<domain type='qemu'>
  <name>$(xml_escape "${vm[name]}")</name>
  <memory unit='MiB'>${vm[memory]}</memory>
  <vcpu>${vm[cpus]}</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <kernel>$GUEST_FOLDER/kernel</kernel>
    <initrd>$GUEST_FOLDER/initramfs</initrd>
    <cmdline>$(vm_kernel_words)</cmdline>
  </os>
  <features><acpi/></features>
  <cpu mode='custom' match='exact'><model fallback='forbid'>qemu64</model></cpu>
  <devices>${vm[disks_xml]}
    $(vm_nics_xml)
    <serial type='pty'><log file='${vm[console]}' append='on'/></serial>
    <controller type='usb' model='none'/>
    <memballoon model='virtio'/>
  </devices>
</domain>
END
}

# pti=on: QEMU before 9.0 may miss writes of an emulated guest to its memory while it migrates, until the guest loads
# its page table anew; it then arrives with stale pages and dies. Page table isolation makes it load one all the time.
vm_kernel_words() {
  echo "console=ttyS0 quiet pti=on guest=${vm[file]} records=${vm[records]}" \
    "dirty=${vm[dirty]} dirty_region=${vm[dirty_region]} shutdown_after=${vm[shutdown_after]}"
}

vm_nics_xml() {
  local network
  for network in ${vm[nets]//,/ }; do
    echo "<interface type='network'><source network='$network'/><model type='virtio'/></interface>"
  done
}

xml_escape() {
  printf '%s' "$1" | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g'
}

# The name as it can stand in a file name and on a kernel command line: all but the plainest bytes become %XX.
safe_name() {
  local LC_ALL=C name=$1 result='' character code i
  for ((i = 0; i < ${#name}; i++)); do
    character=${name:i:1}
    if [[ $character != [a-zA-Z0-9._-] ]]; then
      printf -v code %d "'$character"
      printf -v character '%%%02X' $((code & 255)) # bash may take a byte for a negative number
    fi
    result+=$character
  done
  printf '%s' "$result"
}
