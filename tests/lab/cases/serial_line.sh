# The wizard over a serial line: a person types, virsh judges.
# shellcheck shell=bash

# web needs some seconds over the slowed network, and db would never arrive.
test_moves_over_a_serial_line() {
  local program=${VIRT_MIGRATE%/*}/tests/screens/serial_line
  [[ -x $program ]] || fail "there is no $program: make check builds it"
  lab vm web
  lab vm db
  remember_guest web alpha
  lab slow 60mbit
  lab run env SCREEN_LIMIT_MS=90000 VIRT_MIGRATE_INVENTORY=/etc/virt-migrate/inventory.conf "$program"
  expect_only_on web bravo running
  expect_guest_went_on web bravo
  expect_only_on db alpha running
  [[ $(on alpha domjobinfo db) == "Job type:"*None* ]] || fail "a job is at work on db"
}
