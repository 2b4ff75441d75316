# Whatever is typed, nothing is moved that nobody has confirmed.
# shellcheck shell=bash

# All VMs and their states, as the hosts tell, and the number of each that runs: one that was started anew has another.
all_vms() {
  local host
  for host in alpha bravo charlie; do
    on "$host" list --all | awk -v host="$host" 'NR > 2 && NF { print host, $0 }' | sort
  done
}

# VIRT_MIGRATE_KEYS: how many (default 3000); VIRT_MIGRATE_SEED: the same ones again.
test_random_keys_move_nothing() {
  local program=${VIRT_MIGRATE%/*}/tests/screens/random_keys_test before vms
  [[ -x $program ]] || fail "there is no $program: make check builds it"
  remember_world
  before=$(all_vms)
  lab run env VIRT_MIGRATE_INVENTORY=/etc/virt-migrate/inventory.conf "$program"
  vms=$(all_vms)
  [[ $vms == "$before" ]] || fail "not all VMs are where they were: $(diff <(echo "$before") <(echo "$vms"))"
  expect_world_unchanged
}
