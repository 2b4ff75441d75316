# The rows of the matrix: what befalls a move, and when. A place is a step of the plan (the runner stops itself there and is let go on
# when the fault has struck) or the state "copying", which the hosts are asked for. Only the length of a cut is a matter of time.
# shellcheck shell=bash

# NAME | what the column must have for it | WHEN: copying, or before/after each step, or around-copy: before/after the step that copies |
# function and arguments | how it is mended | how a task that was cut short is taken up (resume, where nothing stands)
faults() {
  cat <<'END'
none||copying|:|:
wizard-killed||copying|strike_wizard KILL|:
wizard-terminated||copying|strike_wizard TERM|:
wizard-hung-up||copying|strike_wizard HUP|:
starter-killed||copying|strike_starter KILL|:
starter-terminated||copying|strike_starter TERM|:
starter-hung-up||copying|strike_starter HUP|:
runner-killed||each-step|strike_runner KILL|:
runner-rolled-back||around-copy|strike_runner KILL|:|roll_back
runner-terminated||each-step|strike_runner TERM|:
runner-hung-up||each-step|strike_runner HUP|:
source-libvirtd||copying|restart_daemon alpha|:
target-libvirtd|target|copying|restart_daemon bravo|:
target-libvirtd|host-off|copying|restart_daemon bravo|:
target-qemu-killed|target|copying|kill_target_qemu|:
network-cut-3s|target|copying|cut_for 3 bravo mig|lab mend bravo
network-cut-120s|target|copying|cut_for 120 bravo mig|lab mend bravo
post-copy-recovered|post-copy|copying|cut_until_recovered|:
management-cut-target|target|copying|cut_for 40 bravo mgmt|lab mend bravo
management-cut-source|pool|copying|cut_for 40 alpha mgmt|lab mend alpha
pool-full|pool|copying|fill_pool|empty_pool
state-disk-full||copying|fill_state|:
vm-destroyed|vm|copying|destroy_carrier|:
helper-destroyed|helper|copying|destroy_carrier|:
vm-shut-down|vm|copying|press_power_button|:
vm-suspended|suspendable|copying|on_carrier suspend|:
END
}

# places WHEN: those in the column in use.
places() {
  local step
  case $1 in
    each-step) for step in $STEPS; do echo "before:$step after:$step"; done ;;
    around-copy) echo "before:$COPYING after:$COPYING" ;;
    *) echo "$1" ;;
  esac
}

# cells_of ROW-PATTERN COLUMN-PATTERN: "ROW WHEN COLUMN" of each cell there is.
cells_of() {
  local column row wants when strike mend place
  while IFS='|' read -r row wants when strike mend _; do
    # shellcheck disable=SC2053 # a pattern
    [[ $row == $1 ]] || continue
    while IFS='|' read -r column _; do
      # shellcheck disable=SC2053
      [[ $column == $2 ]] || continue
      use_column "$column"
      [[ -z $wants || $wants == "$column" ]] || has "$wants" || continue
      for place in $(places "$when"); do echo "$row $place $column"; done
    done < <(columns)
  done < <(faults)
}

# use_fault NAME: sets FAULT, STRIKE, MEND and TAKE_UP.
use_fault() {
  local name
  while IFS='|' read -r name _ _ STRIKE MEND TAKE_UP; do
    [[ $name != "$1" ]] || { FAULT=$name TAKE_UP=${TAKE_UP:-resume}; return 0; }
  done < <(faults)
  fail "no fault $1"
}

# --- where it strikes -------------------------------------------------------------------------------------------

# What QEMU carries the disks: the VM itself, or the helper domain.
carrier() {
  if has helper; then
    on alpha list --name | grep '^virt-migrate-' | head -n 1
  else
    echo victim
  fi
}

is_copying() {
  local info
  case $COPYING in
    copy-disks)
      # The helper domain has another name for the disk.
      info=$(on alpha domblklist "$(carrier)" | awk 'NR == 3 { print $1 }')
      [[ $(on alpha blockjob "$(carrier)" "$info" 2>&1) == *"Block Copy"* ]]
      ;;
    migrate)
      info=$(on alpha domjobinfo "$(carrier)" 2>/dev/null)
      if has pool; then
        [[ $info == *"File processed:"* && $info != *"File processed: 0.000"* ]]
      else
        [[ $info == *"Memory processed:"* && $info != *"Memory processed: 0.000"* ]]
      fi
      ;;
    *) runner_is_stopped ;;
  esac
}

runner_is_stopped() {
  local pid
  pid=$(runner_pid "$TASK")
  [[ -n $pid ]] && grep -q '^State:.T' "/proc/$pid/status" 2>/dev/null
}

in_post_copy() {
  [[ $(on bravo domstate victim --reason 2>/dev/null) == *post-copy* || $(on alpha domstate victim --reason 2>/dev/null) == *post-copy* ]]
}

# The name and arguments of a runner that stops itself at the place; nothing where it runs through.
stop_at() {
  case $WHEN in
    copying) [[ $COPYING == transfer-definition ]] && echo "before:$COPYING" || true ;;
    *) echo "$WHEN" ;;
  esac
}

reach_place() {
  if [[ -n $(stop_at) ]]; then
    # Post-copy is on its way before the runner gets to what is after it.
    if has post-copy && [[ $WHEN != before:check && $WHEN != after:check && $WHEN != before:migrate ]]; then
      start_post_copy
    fi
    wait_until 60 runner_is_stopped
    return
  fi
  wait_until 60 is_copying
  if has post-copy; then
    start_post_copy
    wait_until 20 in_post_copy
  fi
}

# What is left to send then takes so long that every fault strikes before its end.
start_post_copy() {
  wait_until 60 is_copying
  lab slow 6mbit
  on alpha migrate-postcopy victim
}

go_on_from_place() {
  local pid
  pid=$(runner_pid "$TASK")
  [[ -z $pid ]] || kill -CONT "$pid" 2>/dev/null || true
}

# --- what strikes -----------------------------------------------------------------------------------------------

strike_runner() {
  kill -"$1" "$(runner_pid "$TASK")"
}

# “run”, which has started the task.
strike_starter() {
  kill -"$1" "$(starter_pid)"
}

starter_pid() {
  own_processes "^$VIRT_MIGRATE run victim "
}

# A wizard that follows the task.
strike_wizard() {
  wizard_open
  wizard_wait "victim " 30
  wizard_type t
  wizard_wait "from and to"
  wizard_type Enter
  wizard_wait "Esc Leave"
  kill -"$1" "$(wizard_pid)"
  wait_until 10 wizard_has_ended
  wizard_close
}

restart_daemon() {
  # shellcheck disable=SC2016 # for the shell on the host
  lab shell "$1" sh -c 'kill -9 $(cat /run/libvirtd.pid)'
  lab restart "$1"
}

kill_target_qemu() {
  # shellcheck disable=SC2016
  lab shell bravo sh -c 'kill -9 $(cat /run/libvirt/qemu/"$1".pid)' kill "$(carrier)"
}

cut_for() {
  lab cut "$2" "$3"
  # How long it lasts is what this fault is.
  sleep "$1"
  lab mend "$2"
}

# Somebody asks for it, unless the old connection was quicker.
cut_until_recovered() {
  lab cut bravo
  wait_until 60 says_split
  lab mend bravo
  vm_migrate recover "$TASK"
  [[ $CODE == 0 || $OUT == *"does not take that request"* ]] || fail "it cannot be recovered"
}

says_split() {
  [[ $(lab run "$VIRT_MIGRATE" tasks 2>/dev/null) == *"the memory of victim is split over alpha and bravo; do not destroy either"* ]]
}

fill_pool() {
  # shellcheck disable=SC2016
  lab shell "$(target_host)" sh -c 'dd if=/dev/zero of=/var/lib/libvirt/small/filler bs=64k status=none; true'
}

empty_pool() {
  lab shell "$(target_host)" rm -f /var/lib/libvirt/small/filler
}

# Until the copying is over: the runner goes on, and keeps the end for when there is room to write it down.
fill_state() {
  # shellcheck disable=SC2016
  lab shell jump sh -c 'dd if=/dev/zero of="$1/filler" bs=4k status=none; true' fill "$XDG_STATE_HOME"
  lab slow off
  [[ -n $(stop_at) ]] || wait_until 100 is_not_copying
  lab shell jump rm -f "$XDG_STATE_HOME/filler"
}

is_not_copying() {
  ! is_copying
}

# In post-copy the VM runs at its target.
carrier_host() {
  has post-copy && echo bravo || echo alpha
}

on_carrier() {
  on "$(carrier_host)" "$1" "$(carrier)"
}

# virsh may say that it failed although it has ended the QEMU of a VM in post-copy: what counts is that it is gone.
destroy_carrier() {
  local host name
  host=$(carrier_host)
  name=$(carrier)
  ! is_ended "$host" "$name" || fail "$name has no QEMU on $host any more: there is nothing to destroy"
  on "$host" destroy "$name" || wait_until 20 is_ended "$host" "$name"
}

# is_ended HOST VM: it has no QEMU there.
is_ended() {
  lab shell "$1" test ! -e "/run/libvirt/qemu/$2.pid"
}

press_power_button() {
  on "$(carrier_host)" qemu-monitor-command victim --hmp system_powerdown
}

# --- how a task that was cut short is taken up ------------------------------------------------------------------

resume() {
  vm_migrate resume "$TASK"
}

# Where the VM has moved there is only the way forward, and the program says so before it does anything.
roll_back() {
  local left
  left=$(state_on alpha victim)
  vm_migrate resume "$TASK" --roll-back
  if [[ $OUT == *"it cannot be rolled back, only resumed"* ]]; then
    [[ $(target_host) == alpha || $left != running ]] || fail "victim runs on alpha, and is not rolled back"
    resume
    ROLLED_BACK=no
  else
    ROLLED_BACK=yes
  fi
}

# A task that was rolled back has ended as if nothing had happened; one that could not be, at its target.
expect_way_taken() {
  case ${ROLLED_BACK-}:$RECORD in
    yes:done) fail "it was rolled back, and the record says done" ;;
    no:failed | no:cancelled) fail "it could not be rolled back, and the record says $RECORD" ;;
  esac
}
