# What a check refuses, libvirt refuses as well, and what it lets through, libvirt does.
# shellcheck shell=bash
# shellcheck disable=SC2016,SC1111 # for the shell there; such quotes are meant

# define_odd SED-SCRIPT: a VM without disks that boots the same guest as the others, changed by the script. Removed when the
# test ends, whatever it is.
define_odd() {
  trap remove_odd EXIT
  on alpha dumpxml web --inactive |
    sed '/<disk /,/<\/disk>/d; /<cpu /,/<\/cpu>/d; /<uuid>/d; /<mac /d; s/<name>web</<name>odd</; s/web\.log/odd.log/' | sed "$1" >"$XDG_STATE_HOME/odd.xml"
  on alpha define "$XDG_STATE_HOME/odd.xml"
}

start_odd() {
  define_odd "$1"
  on alpha start odd
  wait_until 40 guest_is_up odd alpha
}

remove_odd() {
  local host
  for host in alpha bravo; do
    on "$host" destroy odd >/dev/null 2>&1 || true
    on "$host" undefine odd >/dev/null 2>&1 || true
  done
}

# expect_check CODE TEXT… -- ARGUMENT…
expect_check() {
  local code=$1 texts=()
  shift
  while [[ $1 != -- ]]; do
    texts+=("$1")
    shift
  done
  vm_migrate check "${@:2}"
  expect_code "$code"
  expect_says "${texts[@]}"
}

# libvirt_refuses TEXT HOST COMMAND…: virsh refuses, with these words.
libvirt_refuses() {
  local text=$1 output
  shift
  if output=$(on "$@" 2>&1); then
    fail "libvirt does “$*”: $output"
  fi
  [[ $output == *"$text"* ]] || fail "libvirt does not say “$text”: $output"
}

MIGRATE_ODD=(alpha migrate --live --p2p --persistent --undefinesource odd qemu+tls://bravo/system tcp://10.78.0.2)

# cannot_move_odd RULE TEXT LIBVIRTS-TEXT: odd runs on alpha, and both say so.
cannot_move_odd() {
  expect_check 3 "x $1 " "$2" -- odd --to bravo
  libvirt_refuses "$3" "${MIGRATE_ODD[@]}"
  is_on alpha odd running || fail "odd has gone from alpha"
  is_on bravo odd absent || fail "odd is on bravo"
}

can_move_odd() {
  expect_check 0 "Nothing stands in the way" -- odd --to bravo
  on "${MIGRATE_ODD[@]}"
  expect_only_on odd bravo running
}

shared_memory() {
  echo "s|</devices>|<shmem name='odd' role='$1'><model type='ivshmem-plain'/><size unit='M'>4</size></shmem></devices>|"
}

test_memory_shared_as_a_peer_cannot_move() {
  start_odd "$(shared_memory peer)"
  cannot_move_odd device-shmem "shared memory odd of odd cannot move" "cannot migrate domain: Migration is disabled when using feature 'peer mode'"
}

test_memory_shared_as_its_master_moves() {
  start_odd "$(shared_memory master)"
  can_move_odd
}

test_transient_disk_cannot_move() {
  lab shell alpha qemu-img create -q -f qcow2 "$(folder_of vmstore)/odd.qcow2" 8M
  on alpha pool-refresh vmstore
  start_odd "s|</devices>|<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='$(folder_of vmstore)/odd.qcow2'/><target dev='vdb' bus='virtio'/><transient/></disk></devices>|"
  cannot_move_odd disk-transient "disk vdb of odd cannot move" "migration with transient disk is not supported"
  remove_odd
  lab shell alpha sh -c 'rm -f "$0"/odd.qcow2*' "$(folder_of vmstore)"
}

test_virtiofs_folder_cannot_move() {
  start_odd "s|<os>|<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking><os>|
    s|</devices>|<filesystem type='mount'><driver type='virtiofs'/><binary><sandbox mode='chroot'/></binary><source dir='/tmp'/><target dir='share'/></filesystem></devices>|"
  cannot_move_odd device-virtiofs "shared folder share of odd cannot move" "non-migratable device"
}

# Shut off, a definition may name devices of its host. libvirt lets it go, and does not start it where they are missing.
test_devices_of_the_host_in_a_definition_that_moves() {
  define_odd "s|</devices>|<hostdev mode='subsystem' type='mdev' model='vfio-pci'><source><address uuid='c2177883-f1bb-47f0-914d-32a22e3a8804'/></source></hostdev></devices>|"
  expect_check 0 "! device-at-target" "mediated device (vGPU) c2177883-f1bb-47f0-914d-32a22e3a8804 of odd belongs to alpha" -- odd --to bravo
  on alpha migrate --offline --persistent --undefinesource odd qemu+tls://bravo/system
  expect_only_on odd bravo "shut off"
  libvirt_refuses "Mediated host device assignment requires VFIO support" bravo start odd
}

test_pci_device_in_a_definition_that_moves() {
  define_odd "s|</devices>|<hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0x0000' bus='0x7f' slot='0x02' function='0x1'/></source></hostdev></devices>|"
  expect_check 0 "! device-at-target" "PCI device 0000:7f:02.1 of odd belongs to alpha" -- odd --to bravo
  on alpha migrate --offline --persistent --undefinesource odd qemu+tls://bravo/system
  libvirt_refuses "host doesn't support passthrough of host PCI devices" bravo start odd
}

test_cpu_that_the_target_has_not() {
  define_odd "s|<clock |<cpu mode='custom' match='exact' check='partial'><model>qemu64</model><feature policy='require' name='avx512f'/></cpu>&|"
  expect_check 3 "x target-cpu " "avx512f" -- odd --to bravo
  on bravo define "$XDG_STATE_HOME/odd.xml"
  libvirt_refuses "avx512f" bravo start odd
}

test_cpu_that_the_target_has() {
  start_odd "s|<clock |<cpu mode='custom' match='exact' check='partial'><model>Nehalem</model></cpu>&|"
  can_move_odd
}

test_same_host_under_two_names() {
  lab vm web
  lab run sed 's|name = "charlie"|name = "delta"|; s|qemu+ssh://root@charlie/system|qemu+tls://alpha/system|' /etc/virt-migrate/inventory.conf \
    >"$XDG_STATE_HOME/twice.conf"
  vm_migrate -c "$XDG_STATE_HOME/twice.conf" check alpha/web --to delta
  expect_code 3
  expect_says "x target-other" "alpha and delta have the same host UUID"
  libvirt_refuses "Attempt to migrate guest to the same host" alpha migrate --live --p2p web qemu+tls://alpha/system tcp://10.78.0.1
}

test_kubernetes_nodes_stay_in_their_cluster() {
  define_odd ""
  on alpha metadata odd https://virt-migrate.org/domain/1 --key vm --set '<node kubernetes="yes"/>' --config
  expect_check 3 "x kubernetes-node" "alpha is in prod, charlie is in edge" -- odd --to charlie
  vm_migrate run odd --to bravo --yes
  expect_code 0
  expect_only_on odd bravo "shut off"
  expect_output 'kubernetes="yes"' on bravo metadata odd https://virt-migrate.org/domain/1
}

test_host_that_waits_for_its_restart_gets_nothing_by_post_copy() {
  lab vm web
  lab run sed '0,/name = "bravo";/s//& restart_pending = true;/' /etc/virt-migrate/inventory.conf >"$XDG_STATE_HOME/pending.conf"
  vm_migrate -c "$XDG_STATE_HOME/pending.conf" run web --to bravo --post-copy --yes
  expect_code 3
  expect_says "x post-copy-restart" "bravo was upgraded and not restarted"
  vm_migrate -c "$XDG_STATE_HOME/pending.conf" check web --to bravo
  expect_code 0
}

test_all_checks_are_listed() {
  vm_migrate check --rules
  expect_code 0
  expect_says "post-copy-dpdk" "device-pci" "kubernetes-node" "target-cpu" "certificates"
}
