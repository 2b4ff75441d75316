# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the settings of a VM, vm, are those of vms.sh
# Ceph, on request: a cluster of one monitor, one manager (without which libvirt sees pools of no size) and one OSD that
# keeps everything in memory. It runs on the node `store`; alpha and bravo have its two pools.

CEPH_POOLS=(rbd-a rbd-b)
CEPH_HOSTS=(alpha bravo)
CEPH_MIB=2048
CEPH_VM_NAMES=(rbd rbd-off)
declare -A VM_ROWS
VM_ROWS+=(
  [rbd]="memory=96 pool=rbd-a disks=rbd"
  [rbd-off]="memory=96 pool=rbd-a disks=rbd state=off"
)

# --- in the outer namespaces ------------------------------------------------------------------------------------

ceph_add() {
  local host
  call store ceph_serve
  for host in "${CEPH_HOSTS[@]}"; do
    in_parallel "$host" call "$host" ceph_join
  done
  in_parallel_join "could not bring up the pools of Ceph on"
  touch "$LAB_RUN/ceph"
  vms_create "${CEPH_VM_NAMES[@]}"
  for host in "${CEPH_HOSTS[@]}"; do
    call "$host" ceph_await_sizes
  done
}

# --- in the node store ------------------------------------------------------------------------------------------

# Nobody has to prove who he is: what is being learned here is storage, not keys.
ceph_serve() {
  local fsid osd pool
  ceph_stop
  own_folder store /var/lib/ceph
  own_folder store /var/log/ceph
  rm -rf /var/lib/ceph/{mon,mgr,osd}
  mkdir -p /var/lib/ceph/{mon,mgr}/ceph-store /var/lib/ceph/osd/ceph-0 /etc/ceph
  fsid=$(uuid_make)
  osd=$(uuid_make)
  ceph_conf "$fsid" | tee "$LAB_RUN/ceph.conf" >/etc/ceph/ceph.conf
  monmaptool --create --clobber --fsid "$fsid" /run/ceph/monmap \
    --addv store "[v2:${NODE_MGMT[store]}:3300,v1:${NODE_MGMT[store]}:6789]" >/dev/null
  ceph-mon --mkfs -i store --monmap /run/ceph/monmap
  ceph_quietly ceph-mon -i store
  ceph_quietly ceph-mgr -i store
  ceph_quietly ceph osd new "$osd" 0
  ceph_quietly ceph-osd -i 0 --mkfs --osd-uuid "$osd"
  ceph_quietly ceph-osd -i 0
  for pool in "${CEPH_POOLS[@]}"; do
    in_parallel "$pool" ceph_make_pool "$pool"
  done
  in_parallel_join "could not make the Ceph pools"
}

ceph_make_pool() {
  ceph_quietly ceph osd pool create "$1" 8
  ceph_quietly rbd pool init "$1"
}

ceph_conf() {
  cat <<END
[global]
fsid = $1
mon host = ${NODE_MGMT[store]}
pid file = /run/ceph/\$name.pid
auth cluster required = none
auth service required = none
auth client required = none
auth allow insecure global id reclaim = false
paxos propose interval = 0.05
mgr tick period = 1
mgr stats period = 1
osd objectstore = memstore
memstore device bytes = $((CEPH_MIB << 20))
osd pool default size = 1
osd pool default min size = 1
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon data avail warn = 2
mon data avail crit = 1
END
}

# What was left by an attempt that failed; nothing, as a rule.
ceph_stop() {
  local file pid
  mkdir -p /run/ceph
  for file in /run/ceph/*.pid; do
    if [[ -e $file ]] && pid=$(<"$file") && kill -9 "$pid" 2>/dev/null; then
      wait_until 10 "the end of Ceph's process $pid" process_gone "$pid"
    fi
  done
  rm -f /run/ceph/*
}

# Daemons that somebody stopped by a signal go on.
ceph_wake() {
  local file
  for file in /run/ceph/*.pid; do
    kill -CONT "$(<"$file")" 2>/dev/null || die "a Ceph daemon has ended ($file): this takes 'lab/lab down' and 'up'"
  done
}

# A clone goes before what it was cloned from, and a client that was killed is missed only after half a minute.
ceph_empty() {
  local pool
  for pool in "${CEPH_POOLS[@]}"; do
    wait_until 45 "an empty Ceph pool $pool" ceph_empty_pool "$pool"
  done
}

ceph_empty_pool() {
  local image
  for image in $(rbd ls "$1"); do
    ceph_remove_image "$1/$image" || true
  done
  rbd trash purge "$1" --no-progress
  [[ -z $(rbd ls "$1") ]]
}

ceph_remove_image() {
  local snapshot
  for snapshot in $(rbd snap ls "$1" | awk 'NR > 1 { print $2 }'); do
    rbd snap unprotect "$1@$snapshot" || true # most were never protected
  done
  rbd snap purge "$1" --no-progress
  rbd rm "$1" --no-progress
}

ceph_forget_vm() {
  local pool
  for pool in "${CEPH_POOLS[@]}"; do
    if rbd info "$pool/$1" >/dev/null 2>&1; then
      ceph_quietly ceph_remove_image "$pool/$1"
    fi
  done
}

ceph_report() {
  echo "ceph on store: $(timeout 5 ceph health 2>&1 || echo does not answer)"
}

# --- in a host --------------------------------------------------------------------------------------------------

# A daemon that was started before the packages were installed knows nothing of Ceph yet.
ceph_join() {
  local pool
  install -D -m 644 "$LAB_RUN/ceph.conf" /etc/ceph/ceph.conf
  [[ $(host_virsh pool-capabilities) == *"<pool type='rbd' supported='yes'"* ]] || host_restart_daemon
  for pool in "${CEPH_POOLS[@]}"; do
    host_virsh pool-uuid "$pool" >/dev/null 2>&1 && continue
    host_define pool-define <<END
<pool type='rbd'><name>$pool</name>
  <source><name>$pool</name><host name='store' port='6789'/></source>
</pool>
END
    host_do "pool-start $pool; pool-autostart $pool"
  done
}

# The manager takes a few seconds to find out how much room there is.
ceph_await_sizes() {
  local pool
  for pool in "${CEPH_POOLS[@]}"; do
    wait_until 20 "the size of pool $pool" ceph_has_size "$pool"
  done
}

ceph_has_size() {
  pool_refresh "$1"
  host_virsh pool-info "$1" --bytes | awk '$1 == "Capacity:" { exit $2 == 0 }'
}

# 8 MiB of data, and nothing after it.
disks_rbd() {
  local image=${vm[pool]}/${vm[file]}
  random_data 8 "${vm[name]}" | rbd import --no-progress - "$image"
  rbd resize --no-progress --size "${vm[disk]}M" "$image"
  pool_refresh "${vm[pool]}"
  vm[disks_xml]="
    <disk type='network' device='disk'>
      <driver name='qemu' type='raw' cache='none'/>
      <source protocol='rbd' name='$image'><host name='store' port='6789'/></source>
      <target dev='vda' bus='virtio'/>
    </disk>"
}

# --- anywhere ---------------------------------------------------------------------------------------------------

ceph_quietly() {
  local answer
  answer=$("$@" 2>&1) || die "$*: $answer"
}

uuid_make() {
  cat /proc/sys/kernel/random/uuid
}
