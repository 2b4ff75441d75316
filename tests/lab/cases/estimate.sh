# What is said about how long a move will take, beside how long it then takes. The figures themselves are for tests/bench/estimate: a machine
# that does other things too makes them wander.
# shellcheck shell=bash

# A member of the estimate that was printed; those of its alternatives come after it.
estimated() {
  grep '"event":"estimate"' <<<"${OUT/\"alternatives\"*/}" | sed -n "s/.*\"$1\":\"\\{0,1\\}\\([^\",}]*\\).*/\\1/p"
}

# expect_within FACTOR ESTIMATE TOOK, in ms.
expect_within() {
  [[ $2 == [0-9]* && $3 == [0-9]* ]] || fail "there is no figure: “$2”, “$3”"
  (($2 <= $3 * $1 && $3 <= $2 * $1)) || fail "estimated $2 ms, took $3 ms"
}

# estimated_and_moved FROM VM TO ARGUMENT…: what `check` says is compared with what `run` then takes.
estimated_and_moved() {
  local from=$1 vm=$2 to=$3 estimate
  shift 3
  vm_migrate check "$from/$vm" --to "$to" "$@" --json
  estimate=$(estimated estimate_ms)
  vm_migrate run "$from/$vm" --to "$to" "$@" --yes --json
  expect_code 0
  expect_within 3 "$estimate" "$(member duration_ms)"
}

test_estimate_learns_from_a_slow_network() {
  lab vm web
  remember_guest web alpha
  lab slow 200mbit
  # Nothing has moved yet: the link says what it could carry, not that somebody slows it.
  vm_migrate check web --to bravo
  expect_code 0
  expect_says "Estimated duration: about" "in use over 10 Gbit/s" "VM writes"
  vm_migrate run alpha/web --to bravo --yes --json
  expect_code 0
  estimated_and_moved bravo web alpha
  vm_migrate check web --to bravo
  expect_says "as in earlier moves"
  expect_guest_went_on web alpha
}

# What the operator was told is in the record, too.
test_estimate_is_kept_with_the_task() {
  lab vm web
  wait_until 40 guest_is_up web alpha
  vm_migrate run web --to bravo --yes
  expect_code 0
  expect_says "Done in" ", estimated"
}

test_estimate_says_what_does_not_finish() {
  lab vm web
  lab vm db
  remember_guest db alpha
  lab slow 80mbit
  vm_migrate run alpha/web --to bravo --yes --json
  expect_code 0
  vm_migrate check db --to bravo --timeout off --json
  expect_code 0
  [[ $(estimated converges) == false ]] || fail "it is said to finish"
  [[ $(estimated estimate_ms) == null ]] || fail "there is a figure: $(estimated estimate_ms)"
  expect_says '"with":"underclock"' '"with":"post-copy"' '"id":"duration","severity":"warns"'
  vm_migrate check db --to bravo --timeout off
  expect_says "does not finish by itself" "allow post-copy memory"
  estimated_and_moved alpha db bravo --timeout 5s --on-timeout suspend
  expect_guest_went_on db bravo
}

test_estimate_of_a_shut_off_vm() {
  lab vm cold
  vm_migrate check cold --to bravo
  expect_code 0
  expect_says "Estimated duration: about 1 s (only its definition moves)"
}
