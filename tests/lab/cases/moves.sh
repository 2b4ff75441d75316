# Host moves of every VM state, by both ways of control.
# shellcheck shell=bash

test_running_vm_moves() {
  lab vm web
  remember_guest web alpha
  local uuid
  uuid=$(uuid_on alpha web)
  vm_migrate run web --to bravo --yes
  expect_code 0
  expect_says "web is running on bravo"
  expect_only_on web bravo running
  [[ $(uuid_on bravo web) == "$uuid" ]] || fail "the UUID has changed"
  expect_guest_went_on web bravo
}

test_suspended_vm_arrives_suspended() {
  lab vm idle
  vm_migrate run idle --to bravo --yes
  expect_code 0
  expect_only_on idle bravo paused
}

test_shut_off_vm_moves_and_starts_there() {
  lab vm cold
  vm_migrate run cold --to bravo --yes
  expect_code 0
  expect_only_on cold bravo "shut off"
  on bravo start cold
  wait_until 40 guest_is_up cold bravo
}

# Without a peer URI the move goes through the jump host.
inventory_without_peers() {
  lab run sed '/peer_uri/d' /etc/virt-migrate/inventory.conf >"$XDG_STATE_HOME/direct.conf"
}

test_running_vm_moves_directly() {
  lab vm web
  remember_guest web alpha
  inventory_without_peers
  vm_migrate -c "$XDG_STATE_HOME/direct.conf" run web --to bravo --yes
  expect_code 0
  expect_says "Direct: steered from this machine"
  expect_only_on web bravo running
  expect_guest_went_on web bravo
}

test_shut_off_vm_moves_directly() {
  lab vm cold
  inventory_without_peers
  vm_migrate -c "$XDG_STATE_HOME/direct.conf" run cold --to bravo --yes
  expect_code 0
  expect_only_on cold bravo "shut off"
}

# A VM without disks may go to charlie too, which is reached by ssh.
define_diskless() {
  on alpha dumpxml web --inactive |
    sed '/<disk /,/<\/disk>/d; /<uuid>/d; /<mac /d; s/<name>web</<name>diskless</; s/web\.log/diskless.log/' >"$XDG_STATE_HOME/diskless.xml"
  lab remove-vm diskless 2>/dev/null || true
  on alpha define "$XDG_STATE_HOME/diskless.xml"
  on alpha start diskless
}

test_vm_moves_to_a_host_reached_by_ssh() {
  lab vm web
  define_diskless
  vm_migrate run alpha/diskless --to charlie --yes
  expect_code 0
  expect_only_on diskless charlie running
  lab remove-vm diskless
}

test_encrypted_memory() {
  lab vm db
  lab slow 100mbit
  start_detached run db --to bravo --encrypt
  wait_until 20 job_is_copying alpha db
  expect_output "tls-creds: 'objlibvirt_migrate_tls0'" monitor alpha db "info migrate_parameters"
  lab slow off
  wait_until 60 task_is "$TASK" done
  expect_only_on db bravo running
}

test_underclocking_is_switched_on() {
  lab vm db
  lab slow 100mbit
  start_detached run db --to bravo --underclock
  wait_until 20 job_is_copying alpha db
  expect_output "auto-converge: on" monitor alpha db "info migrate_capabilities"
  lab slow off
  wait_until 60 task_is "$TASK" done
  expect_only_on db bravo running
}

test_memory_takes_the_migration_network() {
  lab vm web
  local before after
  before=$(lab shell alpha cat /sys/class/net/eth1/statistics/tx_bytes)
  vm_migrate run web --to bravo --yes
  expect_code 0
  expect_says "Memory over the migration network, 10.78.0.1 to 10.78.0.2"
  after=$(lab shell alpha cat /sys/class/net/eth1/statistics/tx_bytes)
  ((after - before > 20000000)) || fail "only $((after - before)) bytes went over the migration network"
}

test_network_is_mapped() {
  lab vm gate
  vm_migrate run gate --to bravo --yes
  expect_code 3
  expect_says "network-exists" "network office"
  expect_only_on gate alpha running
  remember_guest gate alpha
  vm_migrate run gate --to bravo --network office=backoffice --yes
  expect_code 0
  expect_only_on gate bravo running
  expect_guest_went_on gate bravo
  expect_output "network='backoffice'" on bravo dumpxml gate --inactive
  expect_output backoffice on bravo domiflist gate
}

test_network_of_a_shut_off_vm_is_mapped() {
  local file
  lab run sed '/peer_uri/d' /etc/virt-migrate/inventory.conf >"$XDG_STATE_HOME/direct.conf"
  for file in /etc/virt-migrate/inventory.conf "$XDG_STATE_HOME/direct.conf"; do
    lab remove-vm quiet 2>/dev/null || true
    lab add-vm quiet state=off nets=lan,office
    vm_migrate -c "$file" run quiet --to bravo --network office=backoffice --yes
    expect_code 0
    expect_only_on quiet bravo "shut off"
    expect_output "network='backoffice'" on bravo dumpxml quiet
  done
  lab remove-vm quiet
}

# What is made between the plan and the start must not get lost: the plan does not know of it.
test_snapshot_made_after_the_plan_is_not_lost() {
  lab vm cold
  local answer=$XDG_STATE_HOME/answer
  mkfifo "$answer"
  : >"$XDG_STATE_HOME/screen"
  CODE=0
  # A terminal, because it asks; the answer comes when the snapshot is there.
  script -qec "lab/lab run $VIRT_MIGRATE run cold --to bravo" /dev/null <"$answer" >"$XDG_STATE_HOME/screen" 2>&1 &
  local asking=$!
  exec 9>"$answer"
  asks() { [[ $(<"$XDG_STATE_HOME/screen") == *"Start? [y/N]"* ]]; }
  wait_until 10 asks
  on alpha snapshot-create-as cold late
  echo y >&9
  wait "$asking" || CODE=$?
  exec 9>&-
  OUT=$(<"$XDG_STATE_HOME/screen")
  expect_code 1
  expect_says "has changed since this was planned"
  expect_only_on cold alpha "shut off"
  [[ $(on alpha snapshot-list cold --name | grep -c late) == 1 ]] || fail "the snapshot is gone"
  on alpha snapshot-delete cold late
}

# QEMU 7.2 ends by an assertion when a VM that arrived suspended is migrated before it has run.
test_vm_that_arrived_suspended_is_not_moved_again() {
  lab vm idle
  vm_migrate run idle --to bravo --yes
  expect_code 0
  vm_migrate run idle --to alpha --yes
  expect_code 3
  expect_says "vm-has-run" "resume it"
  expect_only_on idle bravo paused
  on bravo resume idle
  wait_until 20 guest_is_up idle bravo
  vm_migrate run idle --to alpha --yes
  expect_code 0
  expect_only_on idle alpha running
}

test_autostart_travels_along() {
  local vm
  for vm in cold web; do
    lab vm "$vm"
    on alpha autostart "$vm"
    vm_migrate run "$vm" --to bravo --yes
    expect_code 0
    [[ $(on bravo dominfo "$vm" | sed -n 's/^Autostart: *//p') == enable ]] || fail "$vm does not start with bravo"
  done
}

test_saved_vm_is_not_moved() {
  lab vm web
  wait_until 40 guest_is_up web alpha
  on alpha managedsave web
  vm_migrate run web --to bravo --yes
  expect_code 3
  expect_says "vm-saved" "is saved on alpha"
  on alpha start web
  expect_output running on alpha domstate web
}

test_snapshots_travel_along() {
  lab vm cold
  on alpha snapshot-create-as cold first
  on alpha snapshot-create-as cold second
  vm_migrate run cold --to bravo --yes
  expect_code 0
  expect_says "take along 2 snapshots"
  expect_only_on cold bravo "shut off"
  [[ $(on bravo snapshot-list cold --name | grep -c .) == 2 ]] || fail "the snapshots are not on bravo"
  [[ $(on bravo snapshot-current cold --name) == second ]] || fail "the current snapshot is another one"
  on bravo snapshot-revert cold first
}

# The commands that the plan shows must do the same when a person pastes them.
paste_commands() {
  (cd "$XDG_STATE_HOME" && "$OLDPWD/lab/lab" run bash -ec "$(sed -n '/The same by hand:/,/^[^ ]/{s/^  //p}' <<<"$OUT")")
}

test_virsh_commands_work_when_pasted() {
  lab vm gate
  vm_migrate run gate --to bravo --network office=backoffice --yes
  expect_code 0
  lab vm gate
  paste_commands
  expect_only_on gate bravo running
  expect_output "network='backoffice'" on bravo dumpxml gate --inactive
}

test_virsh_commands_for_snapshots_work_when_pasted() {
  local round
  for round in 1 2; do
    lab vm cold
    on alpha snapshot-create-as cold "before update"
    on alpha snapshot-create-as cold after
    on alpha snapshot-revert cold "before update"
    if ((round == 1)); then
      vm_migrate run cold --to bravo --yes
      expect_code 0
    else
      paste_commands
    fi
    expect_only_on cold bravo "shut off"
    [[ $(on bravo snapshot-list cold --name | grep -c .) == 2 ]] || fail "the snapshots are not on bravo"
    [[ $(on bravo snapshot-current cold --name) == "before update" ]] || fail "the current snapshot is another one"
  done
}

test_odd_name_moves() {
  local name=$'漢字 \u009b2J it'\''s'
  lab remove-vm "$name" 2>/dev/null || true
  lab add-vm "$name" state=running
  vm_migrate run "$name" --to bravo --yes
  expect_code 0
  expect_says '漢字 \x9b2J it'
  [[ $OUT != *$'\u009b'* ]] || fail "a control character reached the terminal"
  expect_only_on "$name" bravo running
  lab remove-vm "$name"
}
