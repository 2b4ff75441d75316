# The record of tasks and what is kept beside it: logs, history, the way back, trouble with the file and its disk.
# shellcheck shell=bash

record_folder() {
  echo "$XDG_STATE_HOME/virt-migrate"
}

test_a_log_tells_every_call_of_a_move() {
  lab vm web
  vm_migrate run web --to bravo --yes
  expect_code 0
  vm_migrate log 1
  expect_code 0
  expect_says "begun: web, alpha to bravo" "virConnectOpen" "virDomainMigrateToURI3" "web" "step     migrate: done" "end      done: web is running on bravo"
  [[ $OUT =~ alpha\ +ok\ +[0-9]+\ ms\ +virDomainMigrateToURI3\ +web ]] || fail "the call stands there without its host, result or time"
  [[ $OUT != *"<domain"* ]] || fail "a definition is in the log"
  [[ ! -e $(record_folder)/task-1.lock && ! -e $(record_folder)/task-1.plan ]] || fail "lock or plan were left behind"
  vm_migrate log 7
  expect_says "there is no task 7"
}

test_history_tells_phases_and_the_way_back_is_planned() {
  lab vm web
  vm_migrate run web --to bravo --yes --json
  expect_code 0
  expect_says '"phases":[{"phase":"memory","took_ms":' '"downtime_ms":' '"estimate_ms":'
  vm_migrate run --back 1 --yes --json
  expect_code 0
  expect_says '"source":"bravo","target":"alpha"'
  expect_only_on web alpha running
}

test_the_wizard_plans_the_way_back_and_waits() {
  lab vm web
  vm_migrate run web --to bravo --yes
  expect_code 0
  wizard_open
  wizard_wait "web "
  wizard_type t
  wizard_wait "done"
  wizard_type Enter
  wizard_wait "Migrate back"
  wizard_type l
  wizard_wait "virDomainMigrateToURI3"
  wizard_type Escape
  wizard_wait "Migrate back"
  wizard_type m
  wizard_wait "TYPE"
  wizard_type Enter
  wizard_wait "TARGET"
  wizard_wait ">   alpha"
  expect_only_on web bravo running
  vm_migrate tasks
  [[ $OUT != *"bravo -> alpha"* ]] || fail "it has started by itself"
}

# The file is damaged while a task runs: its runner goes on in the new one.
test_a_task_outlives_damage_to_its_record() {
  lab vm db
  remember_guest db alpha
  lab slow 200mbit
  start_detached run db --to bravo
  wait_until 20 job_is_copying alpha db
  damage_record
  vm_migrate tasks
  expect_says "The record of tasks was damaged. It is kept as" "tasks.db.damaged-" "db"
  lab slow off
  vm_migrate watch "$TASK"
  expect_code 0
  expect_only_on db bravo running
  expect_guest_went_on db bravo
}

damage_record() {
  dd if=/dev/urandom of="$(record_folder)/tasks.db" bs=4096 count=64 conv=notrunc status=none
  rm -f "$(record_folder)"/tasks.db-wal
}

# Its record and its process are lost together: what it has done stands in its log, and where the VM is the hosts tell.
test_a_task_that_lost_its_process_and_its_record_is_resumed() {
  lab vm db
  remember_guest db alpha
  lab slow 200mbit
  start_detached run db --to bravo
  wait_until 20 job_is_copying alpha db
  kill -9 "$(runner_pid "$TASK")"
  damage_record
  vm_migrate tasks
  expect_says "1 was rebuilt from its plan" "interrupted"
  lab slow off
  wait_until 60 is_on bravo db running
  vm_migrate resume "$TASK"
  expect_code 0
  expect_says "db is running on bravo"
  expect_only_on db bravo running
  expect_guest_went_on db bravo
}

test_a_task_that_lost_its_process_and_its_record_is_rolled_back() {
  local files
  lab vm local
  files=$(lab shell bravo ls /var/lib/libvirt/images2)
  remember_guest local alpha
  lab slow 30mbit
  start_detached run local --type both --to bravo --disk vda:pool=local2
  wait_until 20 job_is_copying alpha local
  kill -9 "$(runner_pid "$TASK")"
  damage_record
  vm_migrate resume "$TASK" --roll-back
  expect_code 0
  expect_says "rolled back" "local is running on alpha"
  expect_only_on local alpha running
  expect_guest_went_on local alpha
  [[ $(lab shell bravo ls /var/lib/libvirt/images2) == "$files" ]] || fail "a volume was left on bravo"
}

# The disk of the record, small, as the jump host sees it.
small_disk() {
  mkdir -p "$WORK/small"
  lab run mount -t tmpfs -o size=600k tmpfs "$WORK/small"
  # shellcheck disable=SC2064 # the folder of now
  trap "lab run umount '$WORK/small'" EXIT
  export XDG_STATE_HOME=$WORK/small
}

fill_small_disk() {
  lab run dd if=/dev/zero of="$XDG_STATE_HOME/filler" bs=4k status=none 2>/dev/null || true
}

test_a_disk_that_fills_up_on_the_way_stops_no_move() {
  small_disk
  lab vm db
  remember_guest db alpha
  lab slow 200mbit
  start_detached run db --to bravo
  wait_until 20 job_is_copying alpha db
  fill_small_disk
  vm_migrate tasks
  expect_says "is full"
  lab slow off
  wait_until 60 is_on bravo db running
  lab run rm "$XDG_STATE_HOME/filler"
  vm_migrate watch "$TASK"
  [[ $CODE == 0 ]] || [[ $CODE == 1 ]] || fail "the record does not come to its end: $CODE"
  expect_only_on db bravo running
  expect_guest_went_on db bravo
}
