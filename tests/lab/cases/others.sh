# Migrations that others have started, and two operators at the same VM.
# shellcheck shell=bash

# virsh moves db over a slow line, by itself. Its process is in VIRSH.
virsh_moves_db() {
  lab vm db
  remember_guest db alpha
  lab slow 40mbit
  lab shell alpha virsh migrate --live --p2p --persistent --undefinesource db qemu+tls://bravo/system tcp://10.78.0.2 &
  VIRSH=$!
  wait_until 20 job_is_copying alpha db
}

no_job_on_db() {
  [[ $(on alpha domjobinfo db | sed -n 's/^Job type: *//p') == None* ]]
}

expect_db_stayed() {
  wait "$VIRSH" && fail "virsh has moved it"
  wait_until 20 no_job_on_db
  expect_only_on db alpha running
  expect_guest_went_on db alpha
}

test_others_are_listed_with_live_figures() {
  local first
  virsh_moves_db
  vm_migrate tasks
  [[ $OUT != *db* ]] || fail "without --all no host is asked"
  vm_migrate tasks --all --json
  expect_code 0
  expect_says '"foreign":true' '"vm":"db"' '"source":"alpha"' '"target":"bravo"' '"state":"running"'
  first=$(member percent)
  percent_grows() {
    vm_migrate tasks --all --json
    (($(member percent) > first))
  }
  wait_until 30 percent_grows
  vm_migrate tasks --all
  expect_says "alpha -> bravo" "not started here"
  on alpha domjobabort db
  expect_db_stayed
}

test_others_are_cancelled_from_the_wizard() {
  virsh_moves_db
  wizard_open
  wizard_wait "moving"
  wizard_type t
  wizard_wait "other"
  wizard_type Enter
  wizard_wait "not started here"
  wizard_wait "memory, iteration"
  wizard_type c
  wizard_wait "This migration is not yours"
  wizard_type y
  wizard_wait "it is over, and db is running on alpha" 20
  expect_db_stayed
}

# Not without a word: nobody sits at a terminal here.
test_others_are_cancelled_by_name() {
  virsh_moves_db
  vm_migrate tasks --all --json
  [[ $(member name) == alpha/db ]] || fail "its name is “$(member name)”"
  vm_migrate cancel alpha/db
  expect_code 2
  expect_says "by somebody else, and was not cancelled" "--yes"
  job_is_copying alpha db || fail "it was cancelled all the same"
  vm_migrate cancel alpha/db --yes
  expect_code 0
  expect_says "alpha/db: it is over, and db is running on alpha"
  expect_db_stayed
}

# On a terminal, a question; anything but yes is no.
test_others_are_cancelled_after_a_question() {
  virsh_moves_db
  screen new-session -d -s wizard -x 120 -y 24 "lab/lab run $VIRT_MIGRATE cancel alpha/db"
  screen set-option -g remain-on-exit on
  wizard_wait "db is being moved away from alpha, and not by a task of yours" 20
  wizard_type Enter
  wizard_wait "was not cancelled"
  job_is_copying alpha db || fail "it was cancelled without a yes"
  wizard_close
  screen new-session -d -s wizard -x 120 -y 24 "lab/lab run $VIRT_MIGRATE cancel alpha/db"
  screen set-option -g remain-on-exit on
  wizard_wait "Cancel it all the same? [y/N]" 20
  wizard_type y Enter
  wizard_wait "it is over, and db is running on alpha" 20
  expect_db_stayed
}

# What is a task is cancelled as one.
test_own_task_is_not_somebody_elses() {
  lab vm db
  lab slow 40mbit
  start_detached run db --to bravo
  wait_until 30 job_is_copying alpha db
  vm_migrate cancel alpha/db --yes
  expect_code 2
  expect_says "db is moving in task $TASK: virt-migrate cancel $TASK"
  vm_migrate cancel "$TASK"
  expect_code 0
  expect_only_on db alpha running
}

test_others_end_is_told() {
  virsh_moves_db
  wizard_open
  wizard_wait "moving"
  wizard_type t
  wizard_wait "other"
  wizard_type Enter
  wizard_wait "memory, iteration"
  lab slow off
  wizard_wait "it is over, and db has left alpha" 60
  wait "$VIRSH" || fail "virsh has not moved it"
  expect_only_on db bravo running
}

# Two users: each has a record of tasks of its own, and knows nothing of the other's.
test_two_users_one_wins() {
  local code_one=0 code_two=0
  lab vm db
  remember_guest db alpha
  lab slow 200mbit
  XDG_STATE_HOME=$WORK/one lab run "$VIRT_MIGRATE" run db --to bravo --yes >"$WORK/one.out" 2>&1 &
  local one=$!
  XDG_STATE_HOME=$WORK/two lab run "$VIRT_MIGRATE" run db --to bravo --yes >"$WORK/two.out" 2>&1 &
  local two=$!
  wait "$one" || code_one=$?
  wait "$two" || code_two=$?
  cat "$WORK/one.out" "$WORK/two.out"
  (((code_one == 0) + (code_two == 0) == 1)) || fail "not one of them has won: $code_one, $code_two"
  expect_only_on db bravo running
  expect_guest_went_on db bravo
  OUT=$(cat "$WORK/$( ((code_one == 0)) && echo two || echo one).out")
  expect_says "task 1 of root on this machine"
}

# While one moves it, another is told so, by whichever way it asks.
test_two_users_the_second_is_told() {
  lab vm db
  lab slow 100mbit
  start_detached run db --to bravo
  wait_until 30 job_is_copying alpha db
  vm_migrate run db --to bravo --yes
  [[ $CODE != 0 ]] || fail "it was started twice"
  expect_says "db is moving already: task $TASK, started by"
  OUT=$(XDG_STATE_HOME=$WORK/other lab run "$VIRT_MIGRATE" run db --to bravo --yes 2>&1) && fail "the other user could start it"
  printf '%s\n' "$OUT"
  expect_says "by no task of yours, but by task $TASK of root on this machine"
  OUT=$(XDG_STATE_HOME=$WORK/other lab run "$VIRT_MIGRATE" tasks --all 2>&1)
  printf '%s\n' "$OUT"
  expect_says "not started here: task $TASK of root on this machine"
  lab slow off
  vm_migrate watch "$TASK"
  expect_code 0
  expect_only_on db bravo running
}
