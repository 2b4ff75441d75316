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

test_nic_of_a_vhost_user_switch_in_a_definition_that_moves() {
  define_odd "s|<os>|<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking><os>|
    s|</devices>|<interface type='vhostuser'><mac address='52:54:00:6a:98:c1'/><source type='unix' path='/run/odd.sock' mode='client'/><model type='virtio'/></interface></devices>|"
  expect_check 0 "! device-at-target" "NIC 52:54:00:6a:98:c1 of odd belongs to alpha: bravo needs the same" -- odd --to bravo
  on alpha migrate --offline --persistent --undefinesource odd qemu+tls://bravo/system
  expect_only_on odd bravo "shut off"
  libvirt_refuses "Failed to connect to '/run/odd.sock'" bravo start odd
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

# The same for conditions that need no device. One row each: a name, the VM, the function that brings the condition about, the rule that
# must find it, part of what it says, and what libvirt says when nobody has checked.
CONDITIONS=(
  "name odd taken_name target-name|bravo has another VM with the name odd|domain 'odd' already exists with uuid"
  "uuid odd taken_uuid target-name|bravo has a VM with the UUID of odd already: other|domain 'other' is already defined with uuid"
  "network gate no_condition network-exists|network office, of NIC|no network with matching name 'office'"
  "local_disk local no_condition disk-shared|disk vda lies in local, which only alpha has|Migration without shared storage is unsafe"
  "block_job web slow_block_copy vm-job|web is busy: |domain has active block job"
  "second_move web slow_move vm-job|web is busy: |another migration job is already running for domain 'web'"
)

no_condition() { lab vm "$1"; }

# remove_others: what a condition has left on the hosts.
remove_others() {
  on bravo undefine other >/dev/null 2>&1 || true
  on alpha domjobabort web >/dev/null 2>&1 || true
  on alpha blockjob web vda --abort >/dev/null 2>&1 || true
  lab slow off
  lab vm web
  remove_odd
}

taken_name() {
  lab vm web
  start_odd ""
  sed '/<uuid>/d' "$XDG_STATE_HOME/odd.xml" >"$XDG_STATE_HOME/other.xml"
  on bravo define "$XDG_STATE_HOME/other.xml"
}

taken_uuid() {
  lab vm web
  start_odd ""
  on alpha dumpxml odd --inactive | sed 's/<name>odd</<name>other</; /<mac /d' >"$XDG_STATE_HOME/other.xml"
  on bravo define "$XDG_STATE_HOME/other.xml"
}

slow_block_copy() {
  lab vm web
  on alpha blockcopy web vda --dest /var/lib/libvirt/images/slow.qcow2 --transient-job --bandwidth 1 --bytes
  wait_until 20 expect_job_on web
}

expect_job_on() {
  [[ $(on alpha blockjob "$1" vda --info --raw 2>/dev/null) == *"Block Copy"* ]]
}

slow_move() {
  lab vm web
  lab slow 4mbit
  start_detached run web --to bravo
  wait_until 20 is_migrating web
}

is_migrating() {
  [[ $(on alpha domjobinfo "$1" 2>/dev/null) == *Unbounded* ]]
}

# condition NAME: both say the same of it, and the VM is where it was.
condition() {
  local row name vm prepare rule text libvirts uri=qemu+tls://bravo/system
  for row in "${CONDITIONS[@]}"; do
    IFS='|' read -r name text libvirts <<<"$row"
    read -r name vm prepare rule <<<"$name"
    [[ $name == "$1" ]] && break
  done
  [[ $name == "$1" ]] || fail "no condition $1"
  trap remove_others EXIT
  "$prepare" "$vm"
  trap remove_others EXIT
  vm_migrate check "alpha/$vm" --to bravo
  expect_code 3
  expect_says "x $rule " "$text"
  libvirt_refuses "$libvirts" alpha migrate --live --p2p --persistent --undefinesource "$vm" "$uri" tcp://10.78.0.2
  is_on alpha "$vm" running || fail "$vm has gone from alpha"
}

test_condition_name_taken() { condition name; }
test_condition_uuid_taken() { condition uuid; }
test_condition_network_missing() { condition network; }
test_condition_disk_of_one_host() { condition local_disk; }
test_condition_block_job() { condition block_job; }
test_condition_second_move() { condition second_move; }

test_pool_that_the_target_has_not() {
  lab vm web
  expect_check 3 "x disk-shared " "disk vda lies in pool vmstore, which is not mounted on charlie" -- web --to charlie
  libvirt_refuses "Could not open '/var/lib/libvirt/vmstore/web.qcow2'" alpha migrate --live --p2p --persistent --undefinesource web qemu+tls://charlie/system
  is_on alpha web running || fail "web has gone from alpha"
}

# libvirt refuses what we do: the snapshots are taken along.
test_snapshots_that_libvirt_does_not_move() {
  trap "lab vm cold" EXIT
  lab vm cold
  on alpha snapshot-create-as cold monday
  expect_check 0 "Nothing stands in the way" -- cold --to bravo
  libvirt_refuses "cannot migrate domain with 1 snapshots" alpha migrate --offline --persistent --undefinesource cold qemu+tls://bravo/system
  vm_migrate run cold --to bravo --yes
  expect_code 0
  expect_only_on cold bravo "shut off"
  expect_output monday on bravo snapshot-list cold --name
}

# What libvirt does not tell beforehand is said beforehand, and nothing has changed when it comes true.
test_certificates_that_one_host_has_not() {
  lab vm web
  trap "lab shell bravo mv /etc/pki/qemu.away /etc/pki/qemu" EXIT
  lab shell bravo mv /etc/pki/qemu /etc/pki/qemu.away
  expect_check 0 "- certificates " "libvirt does not tell whether alpha and bravo have certificates" -- web --to bravo --encrypt
  libvirt_refuses "Unable to access credentials" alpha migrate --live --p2p --persistent --undefinesource --tls web qemu+tls://bravo/system \
    tcp://10.78.0.2
  vm_migrate run web --to bravo --encrypt --yes
  expect_code 1
  expect_says "Unable to access credentials" "web is running on alpha; nothing of web is on bravo"
  expect_only_on web alpha running
}

test_post_copy_of_a_suspended_vm() {
  lab vm idle
  vm_migrate check idle --to bravo --post-copy
  expect_code 2
  expect_says "--post-copy cannot be used here" "suspended"
  libvirt_refuses "post-copy migration is not supported with non-live or paused migration" alpha migrate --p2p --postcopy --persistent --undefinesource idle \
    qemu+tls://bravo/system tcp://10.78.0.2
}

# libvirt does not know how much memory a host has: it does what we refuse, and so do we when it is overridden.
test_too_little_memory_may_be_overridden() {
  lab vm web
  local total
  total=$(lab shell alpha awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo)
  trap remove_odd EXIT
  define_odd "s|<memory .*</memory>|<memory unit='MiB'>$((total - 300))</memory>|; /<currentMemory/d"
  on alpha start odd
  expect_check 3 "x target-memory " "odd needs" "--override target-memory" -- odd --to bravo
  vm_migrate run odd --to bravo --yes --override target-memory
  expect_code 0
  expect_says "Overridden: target-memory: " "* check again: overridden: target-memory"
  expect_only_on odd bravo running
  vm_migrate tasks --json
  expect_says '"overridden":["target-memory: bravo has '
}

# libvirt loses checkpoints without a word, and QEMU may fail over what is left of them in the image: that is not to be overridden.
test_checkpoints_stop_a_move() {
  lab vm web
  echo '<domaincheckpoint><name>monday</name></domaincheckpoint>' >"$XDG_STATE_HOME/checkpoint.xml"
  on alpha checkpoint-create web "$XDG_STATE_HOME/checkpoint.xml"
  expect_check 3 "x vm-checkpoints " "web has 1 checkpoint, which would be lost" -- web --to bravo
  expect_check 2 "vm-checkpoints" -- web --to bravo --override vm-checkpoints
  on alpha checkpoint-delete web monday
  expect_check 0 "Nothing stands in the way" -- web --to bravo
}

# An operator who knows better takes a Kubernetes node out of its cluster; libvirt knows of no clusters.
test_kubernetes_node_may_be_overridden() {
  lab vm web
  define_odd ""
  on alpha metadata odd https://virt-migrate.org/domain/1 --key vm --set '<node kubernetes="yes"/>' --config
  expect_check 3 "x kubernetes-node" -- odd --to charlie
  expect_check 2 "--override kubernetes-node: that check does not stop this move" -- odd --to bravo --override kubernetes-node
  vm_migrate run odd --to charlie --yes --override kubernetes-node
  expect_code 0
  is_on charlie odd "shut off" || fail "odd is not on charlie"
  on charlie undefine odd
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
  vm_migrate -c "$XDG_STATE_HOME/pending.conf" run web --to bravo --post-copy --override post-copy-restart --yes
  expect_code 0
  expect_only_on web bravo running
}

test_all_checks_are_listed() {
  vm_migrate check --rules
  expect_code 0
  expect_says "post-copy-dpdk" "device-pci" "kubernetes-node" "target-cpu" "certificates"
}
