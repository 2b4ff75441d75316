# Whatever is typed, nothing is moved that nobody has confirmed.
# shellcheck shell=bash

# All VMs and their states, as the hosts tell, and the number of each that runs: one that was started anew has another.
all_vms() {
  local host
  for host in alpha bravo charlie; do
    on "$host" list --all | awk -v host="$host" 'NR > 2 && NF { print host, $0 }' | sort
  done
}

# Typing waits more than it works: so many people type at once.
TYPISTS=3

# VIRT_MIGRATE_KEYS: how many, all together (default 3000). Each typist tells how to type the same again.
test_random_keys_move_nothing() {
  local program=${VIRT_MIGRATE%/*}/tests/screens/random_keys_test keys=$((${VIRT_MIGRATE_KEYS:-3000} / TYPISTS)) before vms typist failed=
  local -a at_work=()
  [[ -x $program ]] || fail "there is no $program: make check builds it"
  remember_world
  before=$(all_vms)
  for ((typist = 0; typist < TYPISTS; typist++)); do
    lab run env VIRT_MIGRATE_KEYS="$keys" VIRT_MIGRATE_INVENTORY=/etc/virt-migrate/inventory.conf "$program" &
    at_work+=($!)
  done
  for typist in "${at_work[@]}"; do
    wait "$typist" || failed=yes
  done
  [[ -z $failed ]] || fail "not all of them came to their end"
  vms=$(all_vms)
  [[ $vms == "$before" ]] || fail "not all VMs are where they were: $(diff <(echo "$before") <(echo "$vms"))"
  expect_world_unchanged
}
