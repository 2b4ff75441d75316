# A task whose process is gone is taken up again, wherever it was cut: resumed to its end, or rolled back.
# shellcheck shell=bash

# One line per kind of move: STATE of the VM, what is asked, and the steps at which its process is killed.
resume_moves() {
  cat <<'END'
running  --type=host --to=bravo|check migrate verify remove-source
running  --type=storage --disk=vda:pool=local2|create-volumes copy-disks switch-disks verify delete-old-volumes
running  --type=both --to=bravo --disk=vda:pool=local2|create-volumes migrate verify remove-source delete-old-volumes
off      --type=storage --disk=vda:pool=local2|create-volumes start-mover copy-disks transfer-definition verify stop-mover delete-old-volumes
off      --type=both --to=bravo --disk=vda:pool=local2|create-volumes start-mover migrate transfer-definition verify remove-source stop-mover delete-old-volumes
END
}

# From these on there is no way back: the VM is where it was to go.
has_moved() {
  local when=$1 step=$2
  case $when:$step in
    after:switch-disks | after:remove-source | *:stop-mover | *:delete-old-volumes) return 0 ;;
    after:migrate | *:verify | before:remove-source) [[ $STATE == running ]] ;;
    *) return 1 ;;
  esac
}

make_victim() {
  local host
  lab remove-vm victim >/dev/null 2>&1 || true
  for host in alpha bravo; do on "$host" pool-refresh local2 >/dev/null; done
  lab add-vm victim pool="$1" state="$STATE" disk=32
}

volumes_of_victim() {
  lab shell alpha bash -c 'ls -d /var/lib/libvirt/{images,images2,vmstore}/victim* 2>/dev/null' | sed 's/^/alpha /' || true
  lab shell bravo bash -c 'ls -d /var/lib/libvirt/{images,images2}/victim* 2>/dev/null' | sed 's/^/bravo /' || true
}

movers_left() {
  local host
  for host in alpha bravo; do on "$host" list --all --name | sed -n "s/^virt-migrate-/$host &/p"; done
}

# interrupt_victim WHEN STEP ARGUMENT…: a move of the victim, killed there.
interrupt_victim() {
  local when=$1 step=$2 code=0
  shift 2
  OUT=$(lab run env VIRT_MIGRATE_DIE="$when:$step" "$VIRT_MIGRATE" run victim "$@" --yes --json 2>&1) || code=$?
  [[ $code == 5 ]] || fail "$when:$step: the exit code is $code, not 5: $OUT"
  TASK=$(sed -n 's/.*"event":"started","task":\([0-9]*\).*/\1/p' <<<"$OUT")
  task_is "$TASK" interrupted || fail "$when:$step: task $TASK is $(task_state "$TASK"), not interrupted"
}

# One cell: interrupted, then taken up.
cut_and() {
  local how=$1
  shift
  interrupt_victim "$@"
  if [[ $how == resume ]]; then
    vm_migrate resume "$TASK"
  else
    vm_migrate resume "$TASK" --roll-back
  fi
}

expect_at() {
  local host=$1 folder=$2 wanted
  wanted=$([[ $STATE == off ]] && echo "shut off" || echo "$STATE")
  expect_only_on victim "$host" "$wanted"
  [[ $(on "$host" domblklist victim --inactive 2>/dev/null || on "$host" domblklist victim) == *"$folder/victim"* ]] ||
    fail "the disk of victim is not in $folder: $(on "$host" domblklist victim)"
  [[ $(volumes_of_victim) == *"$folder/victim"* && $(volumes_of_victim | wc -l) == 1 ]] || fail "volumes: $(volumes_of_victim)"
  [[ -z $(movers_left) ]] || fail "helpers are left: $(movers_left)"
}

cells() {
  local how=$1 places=$2 line asked steps step when pool folder host new
  while IFS='|' read -r line steps; do
    read -r STATE asked <<<"$line"
    pool=local folder=/var/lib/libvirt/images host=alpha new=/var/lib/libvirt/images2
    [[ $asked != *--type=host* ]] || { pool=vmstore folder=/var/lib/libvirt/vmstore new=/var/lib/libvirt/vmstore; }
    [[ $asked != *--to=bravo* ]] || host=bravo
    make_victim "$pool"
    for step in $steps; do
      for when in $places; do
        echo "=== $how, $STATE $asked, killed $when $step"
        # shellcheck disable=SC2086 # options, one by one
        cut_and "$how" "$when" "$step" $asked
        if [[ $how == resume ]]; then
          expect_code 0
          expect_at "$host" "$new"
        elif has_moved "$when" "$step"; then
          expect_code 5
          expect_says "it cannot be rolled back, only resumed"
          vm_migrate resume "$TASK"
          expect_code 0
          expect_at "$host" "$new"
        else
          expect_code 0
          expect_at alpha "$folder"
          continue
        fi
        make_victim "$pool"
      done
    done
  done < <(resume_moves)
  lab remove-vm victim
}

# Every place takes its time: by default a task is resumed after, and rolled back before each step; with ALL_PLACES=1 both.
test_interrupted_task_is_resumed() {
  cells resume "${ALL_PLACES:+before }after"
}

test_interrupted_task_is_rolled_back() {
  cells roll-back "before${ALL_PLACES:+ after}"
}

# What has been begun on the hosts goes on there without us, and is taken up where it is.


block_job_is_active() {
  [[ $(on "$1" blockjob "$2" vda 2>&1) == *"Block Copy"* ]]
}

test_resume_takes_up_a_block_copy() {
  STATE=running
  lab remove-vm victim >/dev/null 2>&1 || true
  lab add-vm victim pool=local state=running disk=64 format=raw
  lab shell alpha dd if=/dev/urandom of=/var/lib/libvirt/images/victim.raw bs=1M count=60 conv=notrunc status=none
  start_detached run victim --type=storage --disk=vda:pool=local2,speed=5MiB/s
  wait_until 20 block_job_is_active alpha victim
  kill_runner "$TASK"
  task_is "$TASK" interrupted || fail "the task is $(task_state "$TASK")"
  block_job_is_active alpha victim || fail "the copy did not go on by itself"
  vm_migrate resume "$TASK"
  expect_code 0
  expect_at alpha /var/lib/libvirt/images2
  lab remove-vm victim
}

# A copy into another place is not ours, whether the task goes on or back.
test_block_job_of_somebody_else_is_left_alone() {
  local how
  for how in "" --roll-back; do
    STATE=running
    make_victim local
    interrupt_victim before copy-disks --type=storage --disk=vda:pool=local2
    on alpha blockcopy victim vda /var/lib/libvirt/ssd/foreign.raw --format raw --transient-job
    # shellcheck disable=SC2086 # one word, or none
    vm_migrate resume "$TASK" $how
    expect_code "$([[ -n $how ]] && echo 0 || echo 1)"
    block_job_is_active alpha victim || fail "the copy of somebody else was ended"
    expect_output "" lab shell alpha find /var/lib/libvirt/images2 -name 'victim*'
    on alpha blockjob victim vda --abort
    expect_at alpha /var/lib/libvirt/images
    lab shell alpha rm /var/lib/libvirt/ssd/foreign.raw
  done
  lab remove-vm victim
}

test_resume_takes_up_a_migration_between_hosts() {
  local how
  for how in "" --roll-back; do
    STATE=running
    lab vm db
    lab slow 60mbit
    remember_guest db alpha
    start_detached run db --type=host --to=bravo
    wait_until 20 job_is_copying alpha db
    kill_runner "$TASK"
    job_is_copying alpha db || fail "the migration did not go on by itself"
    if [[ -n $how ]]; then
      vm_migrate resume "$TASK" $how
      expect_code 0
      expect_only_on db alpha running
      expect_no_job alpha db
      expect_guest_went_on db alpha
    else
      lab slow off
      vm_migrate resume "$TASK"
      expect_code 0
      expect_only_on db bravo running
      expect_guest_went_on db bravo
    fi
  done
}
