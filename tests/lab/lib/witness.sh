# The witness: virsh on the hosts themselves, and what the guests print. Nothing here asks the program under test.
# shellcheck shell=bash

on() {
  local host=$1
  shift
  lab shell "$host" virsh "$@"
}

# running, paused, "shut off", or absent.
state_on() {
  local state
  state=$(on "$1" domstate "$2" 2>/dev/null) || state=absent
  echo "${state%%$'\n'*}"
}

is_on() {
  [[ $(state_on "$1" "$2") == "$3" ]]
}

persistent_on() {
  on "$1" dominfo "$2" 2>/dev/null | sed -n 's/^Persistent: *//p'
}

# The VM is on exactly this host, in this state, with a definition that stays; no other host knows it.
expect_only_on() {
  local vm=$1 host=$2 state=$3 other
  is_on "$host" "$vm" "$state" || fail "$vm is $(state_on "$host" "$vm") on $host, not $state"
  [[ $(persistent_on "$host" "$vm") == yes ]] || fail "$vm has no persistent definition on $host"
  for other in alpha bravo charlie; do
    [[ $other == "$host" ]] || is_on "$other" "$vm" absent || fail "$vm is $(state_on "$other" "$vm") on $other too"
  done
}

uuid_on() {
  on "$1" domuuid "$2" | head -n 1
}

expect_no_job() {
  [[ $(on "$1" domjobinfo "$2" | sed -n 's/^Job type: *//p') == None* ]] || fail "a job is still active on $2"
}

# "BOOT COUNTER": the last whole line that the guest has printed on that host.
guest_line() {
  lab console "$1" "$2" 2>/dev/null | tr -d '\r' | sed -n 's/.*boot=\([0-9a-f-]*\) counter=\([0-9]*\)$/\1 \2/p' | tail -n 1
}

guest_counts_beyond() {
  local vm=$1 host=$2 boot=$3 counter=$4 now
  now=$(guest_line "$vm" "$host")
  [[ ${now% *} == "$boot" ]] && ((${now#* } > counter))
}

guest_is_up() {
  [[ -n $(guest_line "$1" "$2") ]]
}

# Remembers where the guest is in its counting; expect_guest_went_on says whether the same boot counts on, now on HOST.
remember_guest() {
  wait_until 40 guest_is_up "$1" "$2"
  GUEST=$(guest_line "$1" "$2")
}

expect_guest_went_on() {
  wait_until 20 guest_counts_beyond "$1" "$2" "${GUEST% *}" "${GUEST#* }"
}

# One line of the QEMU monitor of a running VM.
monitor() {
  lab shell "$1" virsh qemu-monitor-command "$2" --hmp "$3" | tr -d '\r'
}

job_is_copying() {
  local info
  info=$(on "$1" domjobinfo "$2" 2>/dev/null)
  [[ $info == *"Memory processed:"* && $info != *"Memory processed: 0.000"* ]]
}
