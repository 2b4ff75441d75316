# A task whose process is killed: everybody who looks is told, and the VM is where the hosts say it is.
# shellcheck shell=bash

kill_runner() {
  local pid
  pid=$(runner_pid "$1")
  [[ $pid =~ ^[0-9]+$ ]] || fail "task $1 has not one process, but “$pid”"
  kill -9 "$pid"
}

# All of the VM is on this host, nothing of it on the other, and no job is at work.
has_settled_on() {
  is_on "$2" "$1" running && is_on "$3" "$1" absent && [[ $(on "$2" domjobinfo "$1") == "Job type:"*None* ]]
}

# Starts “run” and kills its task when the memory is on its way; OUT and CODE are those of “run”.
run_and_kill_the_task() {
  lab vm db
  remember_guest db alpha
  lab slow 100mbit
  lab run "$VIRT_MIGRATE" "$@" run db --to bravo --yes >"$XDG_STATE_HOME/run" 2>&1 &
  local running=$!
  wait_until 20 job_is_copying alpha db
  kill_runner 1
  CODE=0
  wait "$running" || CODE=$?
  OUT=$(<"$XDG_STATE_HOME/run")
}

expect_told_of_interruption() {
  expect_code 5
  expect_says "interrupted: its process ended before it was done; resume it or roll it back (virt-migrate resume 1 [--roll-back])"
  vm_migrate watch 1
  expect_code 5
  expect_says "interrupted: its process ended before it was done; resume it or roll it back (virt-migrate resume 1 [--roll-back])"
  vm_migrate watch 1 --json
  expect_code 5
  [[ $(member exit) == 5 ]] || fail "the result says “$(member exit)”"
  vm_migrate tasks
  expect_code 0
  expect_says "db" "alpha -> bravo  interrupted"
  task_is 1 interrupted || fail "the record says $(task_state 1)"
  vm_migrate cancel 1
  expect_code 1
  expect_says "has ended already: interrupted"
}

# Peer to peer, the hosts go on by themselves, and nobody may start a second move meanwhile.
test_killed_task_is_told_of_and_the_hosts_go_on() {
  run_and_kill_the_task
  expect_told_of_interruption
  job_is_copying alpha db || fail "the hosts gave up"
  vm_migrate run db --to bravo --yes
  expect_code 3
  lab slow off
  wait_until 60 has_settled_on db bravo alpha
  expect_only_on db bravo running
  expect_guest_went_on db bravo
  vm_migrate watch 1
  expect_code 5
  vm_migrate resume 1
  expect_code 0
  expect_only_on db bravo running
  task_is 1 "done" || fail "the record says $(task_state 1)"
}

# Direct, libvirt gives the move up with the connection that asked for it; the VM may be moved again.
test_killed_direct_task_leaves_the_vm_where_it_was() {
  lab run sed '/peer_uri/d' /etc/virt-migrate/inventory.conf >"$XDG_STATE_HOME/direct.conf"
  run_and_kill_the_task -c "$XDG_STATE_HOME/direct.conf"
  expect_told_of_interruption
  wait_until 60 has_settled_on db alpha bravo
  expect_only_on db alpha running
  expect_no_job alpha db
  expect_guest_went_on db alpha
  lab slow off
  vm_migrate run db --to bravo --yes
  expect_code 0
  expect_only_on db bravo running
}

# The machine we work on is gone: wizard and task. The hosts bring the move to its end, and the next wizard the record.
test_wizard_finds_what_the_hosts_have_finished() {
  lab vm db
  remember_guest db alpha
  lab slow 100mbit
  wizard_open
  wizard_wait "db "
  start_detached run db --to bravo
  wait_until 20 job_is_copying alpha db
  kill -9 "$(wizard_pid)"
  kill_runner "$TASK"
  wizard_close
  lab slow off
  wait_until 60 has_settled_on db bravo alpha
  wizard_open
  wizard_wait "db "
  wizard_type t
  wizard_wait "interrupted"
  wizard_type Enter
  wizard_wait "r finds out what came of it"
  wizard_type r
  wizard_wait "Resume?"
  wizard_type y
  wizard_wait "is running on bravo" 30
  task_is "$TASK" "done" || fail "the record says $(task_state "$TASK")"
  expect_only_on db bravo running
  expect_guest_went_on db bravo
}

# A direct move in post-copy goes on between the hosts too, but nobody is left to carry the definition over.
test_killed_direct_post_copy_is_brought_to_its_end() {
  lab run sed '/peer_uri/d' /etc/virt-migrate/inventory.conf >"$XDG_STATE_HOME/direct.conf"
  lab vm db
  remember_guest db alpha
  lab slow 60mbit
  vm_migrate -c "$XDG_STATE_HOME/direct.conf" run db --to bravo --post-copy --timeout 2s --on-timeout post-copy --yes --detach --json
  expect_code 0
  wait_until 30 reason_is alpha db "paused (post-copy)"
  kill_runner 1
  wait_until 20 task_is 1 interrupted
  lab slow off
  vm_migrate resume 1
  expect_code 0
  expect_only_on db bravo running
  expect_guest_went_on db bravo
}
